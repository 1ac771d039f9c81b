package slack

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"ippo/chat"
)

const (
	answerWithin = 2400 * time.Millisecond // of the three seconds in which Slack wants its acknowledgement
	drainWithin  = 8 * time.Second         // for what is in hand when Ippo stops
	quietFor     = 200 * time.Millisecond  // without an event, and then the socket may close: also the last acknowledgement has left
)

// Run connects through Socket Mode and answers events until the context ends; then it finishes what is in hand, with what
// still comes meanwhile, and returns nil. It reconnects by itself. It returns an error only if Slack refuses the tokens.
func (b *Bot) Run(ctx context.Context, handle Handler) error {
	socket, stop := context.WithCancel(context.WithoutCancel(ctx)) // it outlives ctx, to carry the last acknowledgements
	defer stop()
	defer b.live.Store(false)
	ended := make(chan error, 1)
	go func() { ended <- b.socket.RunContext(socket) }()
	for {
		select {
		case e := <-b.socket.Events:
			if refused := refusedForGood(e); refused != nil {
				stop()
				<-ended
				return refused
			}
			b.receive(socket, e, handle)
		case err := <-ended:
			return fault("apps.connections.open", err)
		case <-ctx.Done():
			b.drain(socket, handle)
			stop()
			<-ended
			return nil
		}
	}
}

// refusedForGood is the error of a connection that no trying again will open, such as one with a wrong token.
func refusedForGood(e socketmode.Event) error {
	var refused *chat.Error
	err := fault("apps.connections.open", connectionError(e.Data))
	if errors.As(err, &refused) && refused.Fault == chat.Cut {
		return refused
	}
	return nil
}

// drain finishes what is in hand. While the socket is open, Slack goes on sending: what comes is taken and answered like
// everything before, and the socket may close when nothing has come for a moment. What Slack sends after that, it sends to
// the next Ippo.
func (b *Bot) drain(ctx context.Context, handle Handler) {
	b.receiveUntilQuiet(ctx, handle)
	ctx, cancel := context.WithTimeout(ctx, answerWithin+quietFor)
	defer cancel()
	if err := errors.Join(b.answers.Wait(ctx), b.followUps.Wait(ctx)); err != nil {
		b.log.Warn("stopped with answers unfinished", "error", err)
	}
}

// receiveUntilQuiet goes on receiving until all is answered and no event has come for a moment. It leaves time for answers.
func (b *Bot) receiveUntilQuiet(ctx context.Context, handle Handler) {
	ends := time.After(drainWithin - answerWithin - quietFor)
	look := time.NewTicker(quietFor / 10)
	defer look.Stop()
	for last := time.Now(); ; {
		select {
		case e := <-b.socket.Events:
			b.receive(ctx, e, handle)
			last = time.Now()
		case <-look.C:
			if !b.answers.Idle() || !b.followUps.Idle() {
				last = time.Now()
			}
			if time.Since(last) >= quietFor {
				return
			}
		case <-ends:
			return
		}
	}
}

// receive takes one event of the socket. It never blocks on handling.
func (b *Bot) receive(ctx context.Context, e socketmode.Event, handle Handler) {
	switch e.Type {
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		in, means := b.decode(e)
		if !means {
			b.ack(ctx, e.Request.EnvelopeID, nil)
			return
		}
		received := time.Now()
		b.answers.Go(in.event.Person, func() { b.answer(ctx, in, received, handle) })
	case socketmode.EventTypeConnected:
		b.ever.Store(true)
	case socketmode.EventTypeHello:
		b.live.Store(true)
		b.log.Info("socket connected")
	case socketmode.EventTypeConnecting:
		b.live.Store(false)
	case socketmode.EventTypeConnectionError:
		b.log.Warn("socket not connected", "error", connectionError(e.Data))
	case socketmode.EventTypeErrorWriteFailed:
		if failed, ok := e.Data.(*socketmode.ErrorWriteFailed); ok { // it goes over the next connection
			b.send(ctx, *failed.Response)
		}
	case socketmode.EventTypeErrorBadMessage:
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok {
			b.ackUnread(ctx, bad.Message)
		}
	}
}

// answer handles one event and acknowledges it with the answer.
func (b *Bot) answer(ctx context.Context, in incoming, received time.Time, handle Handler) {
	handling, cancel := context.WithDeadline(ctx, received.Add(answerWithin))
	defer cancel()
	acked := false
	defer func() {
		if !acked { // the handler panicked; Slack must not wait, nor send it again
			b.ack(ctx, in.envelope, nil)
		}
	}()
	reply := handle(handling, in.event)
	payload, left := acknowledgement(in, reply)
	b.ack(ctx, in.envelope, payload)
	b.metrics.acknowledged(in.event.Kind, time.Since(received))
	acked = true
	b.log.Debug("answered", "kind", in.event.Kind, "took", time.Since(received))
	if form := (chat.Reply{Form: left.Form, Unopened: left.Unopened}); form.Form != nil {
		left.Form = nil
		// It waits for no other call of that person: its trigger lives three seconds.
		b.followUps.Go("form:"+in.envelope, func() { b.followUp(ctx, in, form) })
	}
	then := left.Then
	if left.Then = nil; !left.Empty() {
		b.followUps.Go(in.event.Person, func() { b.followUp(ctx, in, left) })
	}
	if then != nil {
		if in.event.Kind == chat.Submit && reply.Form != nil {
			in.shown = in.envelope
		}
		b.followUps.Go("then:"+in.envelope, func() {
			later := then(ctx)
			b.followUps.Go(in.event.Person, func() { b.followUp(ctx, in, later) })
		})
	}
}

func (b *Bot) ack(ctx context.Context, envelope string, payload any) {
	if envelope != "" {
		b.send(ctx, socketmode.Response{EnvelopeID: envelope, Payload: payload})
	}
}

func (b *Bot) send(ctx context.Context, response socketmode.Response) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := b.socket.SendCtx(ctx, response); err != nil {
		b.log.Error("acknowledgement not sent", "error", err)
	}
}

// ackUnread acknowledges an envelope that could not be read, so that Slack does not send it again and again.
func (b *Bot) ackUnread(ctx context.Context, message json.RawMessage) {
	var envelope struct {
		ID string `json:"envelope_id"`
	}
	b.log.Warn("an envelope could not be read")
	if json.Unmarshal(message, &envelope) == nil {
		b.ack(ctx, envelope.ID, nil)
	}
}

func connectionError(data any) error {
	if e, ok := data.(*slack.ConnectionErrorEvent); ok {
		return bare(e.ErrorObj)
	}
	return nil
}
