package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Every limit of Block Kit: what is as long as allowed passes, and one more is refused. %s stands for that many characters,
// and items for that many things.
func TestLimitsOfBlockKit(t *testing.T) {
	const (
		label  = `{"type":"plain_text","text":"a"}`
		option = `{"text":` + label + `,"value":"v"}`
	)
	in := func(element string) string { return `{"type":"actions","elements":[` + element + `]}` }
	asked := func(element string) string { return `{"type":"input","label":` + label + `,"element":` + element + `}` }
	repeated := func(item string) func(int) string {
		return func(n int) string { return strings.TrimSuffix(strings.Repeat(item+",", n), ",") }
	}
	numbered := func(format string) func(int) string {
		return func(n int) string {
			items := make([]string, n)
			for i := range items {
				items[i] = fmt.Sprintf(format, i)
			}
			return strings.Join(items, ",")
		}
	}
	long := func(n int) string { return strings.Repeat("あ", n) }
	for _, c := range []struct {
		what  string
		on    surface
		most  int
		block string
		fill  func(int) string
	}{
		{"header", surfaceMessage, 150, `{"type":"header","text":{"type":"plain_text","text":"%s"}}`, long},
		{"section", surfaceMessage, 3000, `{"type":"section","text":{"type":"mrkdwn","text":"%s"}}`, long},
		{"field", surfaceMessage, 2000, `{"type":"section","fields":[{"type":"mrkdwn","text":"%s"}]}`, long},
		{"fields", surfaceMessage, 10, `{"type":"section","fields":[%s]}`, repeated(label)},
		{"context elements", surfaceMessage, 10, `{"type":"context","elements":[%s]}`, repeated(label)},
		{"alt text", surfaceMessage, 2000, `{"type":"image","image_url":"https://example.com/a.png","alt_text":"%s"}`, long},
		{"block_id", surfaceMessage, 255, `{"type":"divider","block_id":"%s"}`, long},
		{"action_id", surfaceMessage, 255, in(`{"type":"button","action_id":"%s","text":` + label + `}`), long},
		{"button label", surfaceMessage, 75, in(`{"type":"button","text":{"type":"plain_text","text":"%s"}}`), long},
		{"button value", surfaceMessage, 2000, in(`{"type":"button","value":"%s","text":` + label + `}`), long},
		{"button url", surfaceMessage, 3000, in(`{"type":"button","url":"%s","text":` + label + `}`), long},
		{"elements", surfaceMessage, 25, in(`%s`), numbered(`{"type":"button","action_id":"%d","text":` + label + `}`)},
		{"confirm title", surfaceMessage, 100, in(`{"type":"button","text":` + label + `,"confirm":{"title":{"type":"plain_text","text":"%s"},"text":` + label + `,"confirm":` + label + `,"deny":` + label + `}}`), long},
		{"options", surfaceMessage, 100, in(`{"type":"static_select","options":[%s]}`), repeated(option)},
		{"overflow options", surfaceMessage, 5, in(`{"type":"overflow","options":[%s]}`), repeated(option)},
		{"checkboxes", surfaceMessage, 10, in(`{"type":"checkboxes","options":[%s]}`), repeated(option)},
		{"option label", surfaceMessage, 75, in(`{"type":"static_select","options":[{"text":{"type":"plain_text","text":"%s"},"value":"v"}]}`), long},
		{"option value", surfaceMessage, 75, in(`{"type":"static_select","options":[{"text":` + label + `,"value":"%s"}]}`), long},
		{"placeholder", surfaceMessage, 150, in(`{"type":"static_select","placeholder":{"type":"plain_text","text":"%s"},"options":[` + option + `]}`), long},
		{"input label", surfaceModal, 2000, `{"type":"input","label":{"type":"plain_text","text":"%s"},"element":{"type":"plain_text_input"}}`, long},
		{"initial value", surfaceModal, 3000, asked(`{"type":"plain_text_input","initial_value":"%s"}`), long},
		{"blocks of a message", surfaceMessage, 50, `%s`, repeated(`{"type":"divider"}`)},
		{"blocks of a modal", surfaceModal, 100, `%s`, repeated(`{"type":"divider"}`)},
		{"blocks of a home page", surfaceHome, 100, `%s`, repeated(`{"type":"divider"}`)},
	} {
		check := func(n int) []string {
			return checkBlocks(c.on, read(t, "["+strings.ReplaceAll(c.block, "%s", c.fill(n))+"]"))
		}
		if problems := check(c.most); len(problems) > 0 {
			t.Errorf("%s: %d is refused: %v", c.what, c.most, problems)
		}
		if len(check(c.most+1)) == 0 {
			t.Errorf("%s: %d passes", c.what, c.most+1)
		}
	}
}

func TestLimitsOfViews(t *testing.T) {
	for what, most := range map[string]int{"title": 24, "submit": 24, "close": 24, "private_metadata": 3000, "callback_id": 255} {
		for n, passes := range map[int]bool{most: true, most + 1: false} {
			view := read(t, `{"type":"modal","title":{"type":"plain_text","text":"a"},"blocks":[]}`).(map[string]any)
			view[what] = strings.Repeat("あ", n)
			if most == 24 {
				view[what] = map[string]any{"type": "plain_text", "text": view[what]}
			}
			if problems := checkView(view); (len(problems) == 0) != passes {
				t.Errorf("%s of %d characters: %v", what, n, problems)
			}
		}
	}
}

func TestWhatBlockKitRefuses(t *testing.T) {
	const label = `{"type":"plain_text","text":"a"}`
	for what, blocks := range map[string]string{
		"an unknown block":                 `[{"type":"carousel of dreams"}]`,
		"no block":                         `["a"]`,
		"no list":                          `{"type":"divider"}`,
		"an unknown field":                 `[{"type":"divider","colour":"red"}]`,
		"a section of nothing":             `[{"type":"section"}]`,
		"empty text":                       `[{"type":"section","text":{"type":"mrkdwn","text":""}}]`,
		"markup in a header":               `[{"type":"header","text":{"type":"mrkdwn","text":"a"}}]`,
		"actions of nothing":               `[{"type":"actions","elements":[]}]`,
		"a select of nothing":              `[{"type":"actions","elements":[{"type":"static_select","options":[]}]}]`,
		"a button without a label":         `[{"type":"actions","elements":[{"type":"button"}]}]`,
		"a button in a new colour":         `[{"type":"actions","elements":[{"type":"button","style":"gold","text":` + label + `}]}]`,
		"a text input among buttons":       `[{"type":"actions","elements":[{"type":"plain_text_input","action_id":"a"}]}]`,
		"a moment's picker in a section":   `[{"type":"section","text":` + label + `,"accessory":{"type":"datetimepicker","action_id":"a"}}]`,
		"markup in a select's option":      `[{"type":"actions","elements":[{"type":"static_select","options":[{"text":{"type":"mrkdwn","text":"a"},"value":"v"}]}]}]`,
		"an action twice":                  `[{"type":"actions","elements":[{"type":"button","action_id":"a","text":` + label + `},{"type":"button","action_id":"a","text":` + label + `}]}]`,
		"a block twice":                    `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`,
		"a first choice that is no choice": `[{"type":"actions","elements":[{"type":"static_select","options":[{"text":` + label + `,"value":"v"}],"initial_option":{"text":` + label + `,"value":"w"}}]}]`,
		"a day that is none":               `[{"type":"actions","elements":[{"type":"datepicker","initial_date":"9 December"}]}]`,
		"an image without words":           `[{"type":"image","image_url":"https://example.com/a.png"}]`,
		"rich text of an unknown kind":     `[{"type":"rich_text","elements":[{"type":"rich_text_song","elements":[]}]}]`,
		"a mention of nobody":              `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"user"}]}]}]`,
	} {
		if len(checkBlocks(surfaceMessage, read(t, blocks))) == 0 {
			t.Errorf("%s passes", what)
		}
	}
	for what, view := range map[string]string{
		"a modal without a title":             `{"type":"modal","blocks":[]}`,
		"a modal without blocks":              `{"type":"modal","title":` + label + `}`,
		"a modal that asks and sends nothing": `{"type":"modal","title":` + label + `,"blocks":[{"type":"input","label":` + label + `,"element":{"type":"plain_text_input"}}]}`,
	} {
		if len(checkView(read(t, view).(map[string]any))) == 0 {
			t.Errorf("%s passes", what)
		}
	}
}

func read(t testing.TB, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
	return value
}
