package slack

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// A form that is sent once more because the answer got lost is the same event; one that was changed first is another, or its
// words would be lost.
func TestFormSentAgain(t *testing.T) {
	b := New(Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	sent := func(view, can, will string) string {
		e, ok := parse("interactive", fmt.Sprintf(`{"type":"view_submission","user":{"id":"U1"},"view":{"id":%q,"callback_id":"reflect",
			"state":{"values":{"can":{"can":{"type":"plain_text_input","value":%q}},"will":{"will":{"type":"plain_text_input","value":%q}}}}}}`,
			view, can, will))
		in, means := b.decode(e)
		if !ok || !means {
			t.Fatal("not understood")
		}
		return in.event.ID
	}
	first := sent("V1", "聞くこと", "書くこと")
	if again := sent("V1", "聞くこと", "書くこと"); again != first {
		t.Errorf("the same form is %s and %s", first, again)
	}
	for name, other := range map[string]string{
		"other words": sent("V1", "聞くこと", "書き直したこと"), "words exchanged": sent("V1", "書くこと", "聞くこと"),
		"another form": sent("V2", "聞くこと", "書くこと"),
	} {
		if other == first {
			t.Errorf("%s: taken for a repetition", name)
		}
	}
}

// A form without inputs that is refused is shown once more, with the reason above it, so that what lies below it stays too.
func TestRefusedPreviewStaysOpen(t *testing.T) {
	b := New(Options{Log: slog.New(slog.DiscardHandler)})
	shown := modal(chat.Form{
		Name: "preview", State: "a1", Title: "確認", Submit: "送る", Close: "戻る", Blocks: []chat.Block{chat.Text("24人に送ります"), chat.Quote("本文")},
	})
	for _, sentence := range []string{"保存できませんでした", "まだ保存できませんでした"} {
		view, err := json.Marshal(shown)
		if err != nil {
			t.Fatal(err)
		}
		e, _ := parse("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":`+string(view)+`}`)
		in, means := b.decode(e)
		if !means {
			t.Fatal("not understood")
		}
		answer := refusal(in, map[string]string{"": sentence})
		shown = *answer.View
		data, err := json.Marshal(shown)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{sentence, "24人に送ります", "本文", `"private_metadata":"a1"`, `"text":"送る"`} {
			if strings.Count(string(data), want) != 1 {
				t.Errorf("%s is not there once: %s", want, data)
			}
		}
		if shown.ClearOnClose || answer.ResponseAction != slack.RAUpdate || len(shown.Blocks.BlockSet) != 3 {
			t.Errorf("it reads %s", data)
		}
	}
}
