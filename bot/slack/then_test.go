package slack

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// What takes long follows the first answer in its place, and keeps nothing else of that person waiting.
func TestWhatTakesLongFollows(t *testing.T) {
	a := newAnswering(t, func(w http.ResponseWriter, path string, _ int) { ok(w, path) })
	release := make(chan struct{})
	say := func(words string) *chat.Message {
		return &chat.Message{Summary: words, Blocks: []chat.Block{chat.Text(words)}}
	}
	pressed := incoming{event: chat.Event{Kind: chat.Press, Person: "U1"}, envelope: "e1", responseURL: a.url + "/response/1"}
	a.hand(pressed, chat.Reply{Say: say("soon"), Then: func(context.Context) chat.Reply {
		<-release
		return chat.Reply{Replace: say("later")}
	}})
	sent := incoming{event: chat.Event{Kind: chat.Submit, Person: "U1"}, envelope: "e2", view: &slack.View{ID: "V7"}}
	a.hand(sent, chat.Reply{Form: &chat.Form{Title: "題"}, Then: func(context.Context) chat.Reply {
		<-release
		return chat.Reply{Form: &chat.Form{Title: "題", Blocks: []chat.Block{chat.Text("done")}}}
	}})
	a.hand(incoming{event: chat.Event{Kind: chat.Press, Person: "U1"}, responseURL: a.url + "/response/2"}, chat.Reply{Say: say("meanwhile")})
	for end := time.Now().Add(10 * time.Second); len(a.told("/response/2")) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("another answer waits for what takes long")
		}
	}
	close(release)
	if err := a.followUps.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if said := a.told("/response/1"); len(said) != 2 || !strings.Contains(said[0], "soon") || !strings.Contains(said[1], "later") || !strings.Contains(said[1], "replace_original") {
		t.Errorf("%v", said)
	}
	if shown := a.told("views.update"); len(shown) != 1 || !strings.Contains(shown[0], "done") || !strings.Contains(shown[0], `"external_id":"e2"`) {
		t.Errorf("%v", shown)
	}
}

// What follows an answer never comes before it: it names the form that the acknowledgement shows, which Slack knows only once that stands.
func TestWhatFollowsWaitsForWhatItFollows(t *testing.T) {
	in := incoming{event: chat.Event{Kind: chat.Submit, Person: "U1", Form: "f"}, envelope: "e2", view: &slack.View{ID: "V7"}}
	reply := chat.Reply{Form: &chat.Form{Title: "題"}, Then: func(context.Context) chat.Reply {
		return chat.Reply{Form: &chat.Form{Title: "題", Blocks: []chat.Block{chat.Text("done")}}}
	}}
	if ack, _ := acknowledgement(in, reply); ack.(*slack.ViewSubmissionResponse).View.ExternalID != "e2" {
		t.Errorf("the form is acknowledged as %+v", ack)
	}
	stands := 3
	a := newAnswering(t, func(w http.ResponseWriter, path string, nth int) {
		if nth < stands {
			io.WriteString(w, `{"ok":false,"error":"not_found"}`)
			return
		}
		ok(w, path)
	})
	a.hand(in, reply)
	if err := a.followUps.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := a.told("views.update")
	if len(told) != 3 || a.log.Len() > 0 {
		t.Fatalf("%v, %s", told, &a.log)
	}
	for _, call := range told {
		if !strings.Contains(call, `"external_id":"e2"`) || strings.Contains(call, "V7") {
			t.Errorf("it goes to %s", call)
		}
	}
}

// A form that Slack never comes to know was not shown: what follows takes the place of the one that was sent.
func TestWhatFollowsAFormThatWasNotShown(t *testing.T) {
	a := newAnswering(t, func(w http.ResponseWriter, path string, _ int) { ok(w, path) })
	a.answer = func(w http.ResponseWriter, path string, nth int) {
		if told := a.told("views.update"); strings.Contains(told[len(told)-1], "external_id") {
			io.WriteString(w, `{"ok":false,"error":"not_found"}`)
			return
		}
		ok(w, path)
	}
	a.hand(incoming{event: chat.Event{Kind: chat.Submit, Person: "U1"}, envelope: "e2", view: &slack.View{ID: "V7"}},
		chat.Reply{Form: &chat.Form{Title: "題"}, Then: func(context.Context) chat.Reply { return chat.Reply{Form: &chat.Form{Title: "題"}} }})
	if err := a.followUps.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if told := a.told("views.update"); !strings.Contains(told[len(told)-1], "V7") || a.log.Len() > 0 {
		t.Errorf("%v, %s", told, &a.log)
	}
}
