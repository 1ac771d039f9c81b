package slack

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// answering is Slack's Web API and its response URLs, as a test wants them to answer.
type answering struct {
	*Bot
	log bytes.Buffer

	mu     sync.Mutex
	calls  []string // the path and the body of each
	answer func(w http.ResponseWriter, path string, nth int)
	url    string
}

func newAnswering(t *testing.T, answer func(w http.ResponseWriter, path string, nth int)) *answering {
	a := &answering{answer: answer}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.url = server.URL
	log := slog.New(slog.NewTextHandler(&a.log, nil))
	a.Bot = New(Options{BotToken: "xoxb-secret-1", AppToken: "xapp-secret-2", APIURL: server.URL + "/api/", Log: log})
	return a
}

func (a *answering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	body, _ := io.ReadAll(r.Body)
	path := strings.TrimPrefix(r.URL.Path, "/api/")
	a.mu.Lock()
	nth := 1
	for _, call := range a.calls {
		if strings.HasPrefix(call, path+" ") {
			nth++
		}
	}
	a.calls = append(a.calls, path+" "+r.Form.Encode()+string(body))
	a.mu.Unlock()
	a.answer(w, path, nth)
}

// told are the calls so far whose path begins so.
func (a *answering) told(path string) (told []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, call := range a.calls {
		if strings.HasPrefix(call, path) {
			told = append(told, call)
		}
	}
	return told
}

// hand hands an event over, with what is to be answered, and waits until all of it is done.
func (a *answering) hand(in incoming, reply chat.Reply) {
	a.Bot.answer(context.Background(), in, time.Now(), func(context.Context, chat.Event) chat.Reply { return reply })
}

func ok(w http.ResponseWriter, path string) {
	if strings.HasPrefix(path, "/response") {
		io.WriteString(w, "ok")
		return
	}
	io.WriteString(w, `{"ok":true,"channel":"D1","ts":"1.1","view":{"id":"V1"}}`)
}

var someForm = chat.Form{Name: "reflect", Title: "題", Submit: "送る", Inputs: []chat.Input{chat.TextInput{ID: "a", Label: "a"}}}

func TestFormThatDoesNotOpenIsToldOf(t *testing.T) {
	a := newAnswering(t, func(w http.ResponseWriter, path string, _ int) {
		if path == "views.open" {
			io.WriteString(w, `{"ok":false,"error":"expired_trigger_id"}`)
			return
		}
		ok(w, path)
	})
	reply := chat.Reply{Form: &someForm, Unopened: &chat.Message{Summary: "unopened", Blocks: []chat.Block{chat.Text("unopened")}}}
	a.hand(incoming{event: chat.Event{Kind: chat.Command, Person: "U1"}, trigger: "t", responseURL: a.url + "/response/1"}, reply)
	a.hand(incoming{event: chat.Event{Kind: chat.Press, Person: "U2", AtHome: true}, trigger: "t"}, reply)
	if err := a.followUps.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if said := a.told("/response/1"); len(said) != 1 || !strings.Contains(said[0], "unopened") {
		t.Errorf("where the command was typed: %v", said)
	}
	if said := a.told("chat.postMessage"); len(said) != 1 || !strings.Contains(said[0], "unopened") || !strings.Contains(said[0], "channel=U2") {
		t.Errorf("to who was at home: %v", said)
	}
}

func TestFormWaitsForNoOtherCall(t *testing.T) {
	release, opened := make(chan struct{}), make(chan struct{})
	a := newAnswering(t, func(w http.ResponseWriter, path string, _ int) {
		switch path {
		case "views.open":
			close(opened)
		default:
			<-release
		}
		ok(w, path)
	})
	in := incoming{event: chat.Event{Kind: chat.Press, Person: "U1"}, trigger: "t", responseURL: a.url + "/response/1"}
	a.hand(in, chat.Reply{Say: &chat.Message{Blocks: []chat.Block{chat.Text("ゆっくり")}}})
	a.hand(in, chat.Reply{Form: &someForm})
	select {
	case <-opened:
	case <-time.After(5 * time.Second):
		t.Error("the form waits for a slow answer to what was pressed before")
	}
	close(release)
	if err := a.followUps.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestAnswersWaitAsLongAsTheyAreTold(t *testing.T) {
	a := newAnswering(t, func(w http.ResponseWriter, path string, nth int) {
		if nth == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		ok(w, path)
	})
	m := &chat.Message{Summary: "a", Blocks: []chat.Block{chat.Text("a")}}
	a.hand(incoming{event: chat.Event{Kind: chat.Press, Person: "U1"}, responseURL: a.url + "/response/1"}, chat.Reply{Replace: m})
	a.hand(incoming{event: chat.Event{Kind: chat.Direct, Person: "U2"}}, chat.Reply{Say: m})
	a.hand(incoming{event: chat.Event{Kind: chat.Opened, Person: "U3"}}, chat.Reply{Home: &chat.Home{Blocks: m.Blocks}})
	a.hand(incoming{event: chat.Event{Kind: chat.Press, Person: "U4"}, trigger: "t"}, chat.Reply{Form: &someForm})
	if err := a.followUps.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/response/1": 2, "chat.postMessage": 2, "views.publish": 2, "views.open": 1} {
		if n := len(a.told(path)); n != want {
			t.Errorf("%s was called %d times, want %d", path, n, want)
		}
	}
}

// A response URL answers for whoever has it, and a token more: neither is ever written to the log.
func TestNoSecretsInTheLog(t *testing.T) {
	a := newAnswering(t, func(w http.ResponseWriter, path string, _ int) { ok(w, path) })
	a.api = New(Options{BotToken: "xoxb-secret-1", AppToken: "xapp-secret-2", APIURL: "http://127.0.0.1:1/api/secret-3/"}).api
	m := &chat.Message{Summary: "a", Blocks: []chat.Block{chat.Text("a")}}
	for _, url := range []string{"http://127.0.0.1:1/actions/secret-4", "http://127.0.0.1:1/%zz/secret-5", "http://[::1]:namedport/secret-6", "no-scheme://secret-7"} {
		a.hand(incoming{event: chat.Event{Kind: chat.Press, Person: url}, trigger: "t", responseURL: url}, chat.Reply{Replace: m, Say: m, Form: &someForm})
	}
	for _, kind := range []chat.Kind{chat.Mention, chat.Direct, chat.Opened} {
		a.hand(incoming{event: chat.Event{Kind: kind, Person: "U1", Channel: "C1"}}, chat.Reply{Say: m, Home: &chat.Home{Blocks: m.Blocks}})
	}
	if err := a.followUps.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, posted := a.Post(t.Context(), "C1", *m, "d1")
	_, found := a.Find(t.Context(), "U1", "d1", time.Now())
	_, room := a.Room(t.Context(), "room", []string{"U1"})
	socket := connectionError(&slack.ConnectionErrorEvent{ErrorObj: &url.Error{Op: "parse", URL: "wss://example.com/?ticket=secret-8", Err: io.EOF}})
	a.Bot.log.Info("what is returned is logged elsewhere", "errors", errors.Join(
		posted, found, room, a.Edit(t.Context(), chat.Receipt{Channel: "C1", Message: "1.1"}, *m), a.Check(t.Context()), socket))
	for _, finding := range a.Examine(t.Context(), []string{"C1"}) {
		a.Bot.log.Info("finding", "args", finding.Args)
	}
	log := a.log.String()
	if strings.Contains(log, "secret") || strings.Contains(log, "actions") {
		t.Errorf("the log reads\n%s", log)
	}
	if n := strings.Count(log, "an answer did not arrive"); n < 7 || posted == nil || socket == nil {
		t.Errorf("only %d failures are logged:\n%s", n, log)
	}
}
