package slack

import (
	"context"
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
	if shown := a.told("views.update"); len(shown) != 1 || !strings.Contains(shown[0], "done") || !strings.Contains(shown[0], "V7") {
		t.Errorf("%v", shown)
	}
}
