package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// dial opens a connection of Socket Mode without any client library.
func dial(address string) (*websocket.Conn, error) {
	conn, response, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil && response != nil {
		response.Body.Close()
	}
	return conn, err
}

// dialled is a bare connection that has read its hello.
func (s *stage) dialled() *websocket.Conn {
	s.Helper()
	_, address, err := s.api.StartSocketModeContext(s.ctx)
	if err != nil {
		s.Fatal(err)
	}
	conn, err := dial(address)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { conn.Close() })
	if hello := s.frame(conn); hello["type"] != "hello" || hello["num_connections"] == nil {
		s.Fatalf("got %v, want a hello", hello)
	}
	return conn
}

func (s *stage) frame(conn *websocket.Conn) map[string]any {
	s.Helper()
	var frame map[string]any
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	if err := conn.ReadJSON(&frame); err != nil {
		s.Fatal(err)
	}
	return frame
}

// An acknowledgement of 20,480 bytes is dropped; one byte less is read.
func TestAcknowledgementsThatAreTooLarge(t *testing.T) {
	for size, code := range map[int]string{20_479: "", 20_480: "operation_timeout"} {
		s := newStage(t, stoppedWall)
		conn := s.dialled()
		ended := make(chan error, 1)
		go func() { ended <- s.w.As(hanako).Command(s.ctx, general, "/echo", "") }()
		start := `{"envelope_id":"` + s.frame(conn)["envelope_id"].(string) + `","payload":{"text":"`
		words := strings.Repeat("a", size-len(start)-len(`"}}`))
		if err := conn.WriteMessage(websocket.TextMessage, []byte(start+words+`"}}`)); err != nil {
			t.Fatal(err)
		}
		if code == "" {
			if err := <-ended; err != nil || s.w.As(hanako).Last(general).Text != words {
				t.Errorf("%d bytes: %v", size, err)
			}
			continue
		}
		if err := s.wall.BlockUntilContext(s.ctx, 1); err != nil {
			t.Fatal(err)
		}
		s.settle(conn)
		s.wall.Advance(3 * time.Second)
		fails(t, <-ended, code)
	}
}

// settle returns when the workspace has read all that was sent to it so far: it answers a ping after it.
func (s *stage) settle(conn *websocket.Conn) {
	s.Helper()
	answered := make(chan struct{})
	conn.SetPongHandler(func(string) error {
		close(answered)
		return nil
	})
	if err := conn.WriteControl(websocket.PingMessage, []byte("now"), time.Now().Add(time.Second)); err != nil {
		s.Fatal(err)
	}
	go conn.ReadMessage()
	select {
	case <-answered:
	case <-s.ctx.Done():
		s.Fatal("no pong")
	}
}

// An acknowledgement counts on whichever connection of the app it comes.
func TestAcknowledgementsOnAnotherConnection(t *testing.T) {
	s := newStage(t)
	one, other := s.dialled(), s.dialled()
	ended := make(chan error, 1)
	go func() { ended <- s.w.As(hanako).Command(s.ctx, general, "/echo", "") }()
	got := make(chan map[string]any, 2)
	for _, conn := range []*websocket.Conn{one, other} {
		go func() {
			var frame map[string]any
			if conn.ReadJSON(&frame) == nil {
				frame["on"] = conn
				got <- frame
			}
		}()
	}
	frame := <-got
	replyTo := one
	if frame["on"] == one {
		replyTo = other
	}
	if err := replyTo.WriteJSON(map[string]any{"envelope_id": frame["envelope_id"], "payload": map[string]any{}}); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// After a request to disconnect, the workspace finishes the close handshake and the connection itself.
func TestADisconnectIsSaidAndFinished(t *testing.T) {
	s := newStage(t)
	conn := s.dialled()
	s.w.Disconnect("refresh_requested")
	if frame := s.frame(conn); frame["type"] != "disconnect" || frame["reason"] != "refresh_requested" {
		t.Fatalf("got %v", frame)
	}
	_, _, err := conn.ReadMessage()
	if !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Fatalf("got %v", err)
	}
	if _, err := conn.NetConn().Read(make([]byte, 1)); err == nil {
		t.Error("the connection stays open")
	}
}

// What clients read of a command, a press, a form and an event.
func TestPayloadsHoldWhatClientsRead(t *testing.T) {
	s := newStage(t)
	conn := s.dialled()
	me := s.w.As(hanako)
	posted := s.call("chat.postMessage", map[string]any{"channel": general, "text": "a", "blocks": []any{map[string]any{
		"type": "actions", "elements": []any{map[string]any{"type": "static_select", "action_id": "pick",
			"options": []any{map[string]any{"text": map[string]any{"type": "plain_text", "text": "一"}, "value": "one"}}}},
	}}})
	for _, c := range []struct {
		do     func() error
		fields string
	}{
		{func() error { return me.Command(s.ctx, general, "/echo", "a") },
			"type envelope_id accepts_response_payload payload.team_id payload.channel_id payload.user_id payload.command payload.text payload.trigger_id payload.response_url payload.api_app_id"},
		{func() error { return me.Press(s.ctx, general, posted["ts"].(string), "pick", "one") },
			"payload.type payload.user.id payload.user.team_id payload.team.id payload.channel.id payload.container.message_ts payload.message.ts payload.message.blocks payload.response_url payload.trigger_id payload.actions.0.action_id payload.actions.0.block_id payload.actions.0.action_ts payload.actions.0.selected_option.value payload.state.values." + block(posted) + ".pick.selected_option.value"},
		{func() error { return me.Say(s.ctx, me.DM(), "a") },
			"payload.event_id payload.event_time payload.team_id payload.type payload.event.type payload.event.channel_type payload.event.ts payload.event.client_msg_id payload.event.blocks payload.authorizations.0.user_id"},
	} {
		ended := make(chan error, 1)
		go func() { ended <- c.do() }()
		frame := s.frame(conn)
		for field := range strings.FieldsSeq(c.fields) {
			if value := at(frame, field); value == nil || value == "" {
				t.Errorf("%s of %v is missing", field, frame["type"])
			}
		}
		conn.WriteJSON(map[string]any{"envelope_id": frame["envelope_id"]})
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func block(posted map[string]any) string {
	id, _ := at(posted, "message.blocks.0.block_id").(string)
	return id
}

// at finds a value by a path; list items by their numbers.
func at(value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			if name != "0" || len(v) == 0 {
				return nil
			}
			value = v[0]
		default:
			return nil
		}
	}
	return value
}
