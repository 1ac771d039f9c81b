package slack

import (
	"fmt"
	"io"
	"log/slog"
	"testing"
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
