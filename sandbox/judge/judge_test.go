package judge

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func newJudge(t *testing.T) *Judge {
	t.Helper()
	j, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// object reads JSON, in which "N×TEXT" stands for a text that is repeated.
func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return long(all).(map[string]any)
}

func long(value any) any {
	switch value := value.(type) {
	case string:
		var times int
		var text string
		if n, _ := fmt.Sscanf(value, "%d×%s", &times, &text); n == 2 {
			return strings.Repeat(text, times)
		}
	case []any:
		for i := range value {
			value[i] = long(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = long(value[name])
		}
	}
	return value
}

// Ways to say a payload shortly.
func post(blocks ...string) string {
	return `{"channel":"C1","text":"要約","blocks":[` + strings.Join(blocks, ",") + `]}`
}

func actions(elements ...string) string {
	return `{"type":"actions","elements":[` + strings.Join(elements, ",") + `]}`
}

func modal(fields string, blocks ...string) string {
	return `{"trigger_id":"1","view":{"type":"modal","title":` + plain("題") + fields + `,"blocks":[` + strings.Join(blocks, ",") + `]}}`
}

func input(element string) string {
	return `{"type":"input","label":` + plain("欄") + `,"element":` + element + `}`
}

func plain(text string) string {
	return fmt.Sprintf(`{"type":"plain_text","text":%q}`, text)
}

func button(fields string) string {
	return `{"type":"button","text":` + plain("押す") + fields + `}`
}

func option(value string) string {
	return `{"text":` + plain("あ") + `,"value":"` + value + `"}`
}

func many(n int, one func(i int) string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = one(i)
	}
	return strings.Join(all, ",")
}

func TestTheTypesStillSayTheirLimits(t *testing.T) {
	j := newJudge(t)
	if n := len(j.limits); n < 140 {
		t.Errorf("only %d limits were found in the doc comments; has their wording changed?", n)
	}
	for _, sentence := range j.missed {
		t.Errorf("a limit was not understood: %s", sentence)
	}
	all := strings.Join(j.limits, "\n")
	for _, limit := range []string{
		"HeaderBlock/text properties/text/maxLength 150", "SectionBlock/text properties/text/maxLength 3000",
		"SectionBlock/fields items/properties/text/maxLength 2000", "SectionBlock/fields maxItems 10",
		"Button/text properties/text/maxLength 75", "Button/value maxLength 2000", "Button/action_id maxLength 255",
		"PlainTextOption/value maxLength 75", "StaticSelect/options maxItems 100", "ContextBlock/elements maxItems 10",
		"ModalView/title properties/text/maxLength 24", "ModalView/submit properties/text/maxLength 24",
		"ModalView/private_metadata maxLength 3000", "ModalView/blocks maxItems 100", "TableBlock/rows items/maxItems 20",
	} {
		if !strings.Contains(all, limit) {
			t.Errorf("%s is not among the limits", limit)
		}
	}
}

func TestMessagesOfTheJudgeAreShort(t *testing.T) {
	j := newJudge(t)
	said := j.Call("chat.postMessage", object(t, post(many(30, func(int) string { return `{"type":"banner"}` }))))
	if len(said) != mostSentences+1 || said[mostSentences] != "chat.postMessage: and 25 more" {
		t.Errorf("got %q", said)
	}
	if want := "chat.postMessage /blocks/0/type: is banner, which Slack does not know here"; said[0] != want {
		t.Errorf("got %q, want %q", said[0], want)
	}
	said = j.Call("views.open", object(t, modal("", input(`{"type":"static_select","options":[{"text":`+plain("76×あ")+`,"value":"a"}]}`))))
	want := []string{
		"views.open /view/blocks/0/element/options/0/text/text: has 76 characters, and may have 75",
		"views.open /view/submit: is missing, and there are inputs",
	}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", said)
	}
}

func TestWhatIsNotJSONIsRefused(t *testing.T) {
	if said := newJudge(t).Call("views.open", []int{1}); len(said) != 1 {
		t.Errorf("got %q", said)
	}
}

func TestManyAtOnce(t *testing.T) {
	var group sync.WaitGroup
	payload := object(t, post(actions(button(""))))
	for range 8 {
		group.Go(func() {
			j, err := New()
			if err != nil {
				t.Error(err)
				return
			}
			if said := j.Call("chat.postMessage", payload); len(said) > 0 {
				t.Error(said)
			}
		})
	}
	group.Wait()
}

func TestFresh(t *testing.T) {
	folder := t.TempDir()
	file := func(name string, age time.Duration) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		return path
	}
	older, made, newer := file("older", time.Hour), file("made", time.Minute), file("newer", 0)
	if !fresh(made, older, made) || fresh(made, older, newer) || fresh(filepath.Join(folder, "none"), older) || fresh(made, "none") {
		t.Error("what is fresh is not told from what is not")
	}
}
