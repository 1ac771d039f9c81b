package slack

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ippo/chat"
	slackjudge "ippo/sandbox/judge"
)

var update = flag.Bool("update", false, "write the golden files anew")

// everything is a message with each part there is, and words that Slack could misread.
var everything = chat.Message{
	Summary: "<!channel> & <@U1>",
	Blocks: []chat.Block{
		chat.Heading("R&D の <@U1>"), chat.Text("*太字ではない* <!channel>"), chat.Quote("一行目\n<https://example.com|二行目>"),
		chat.Fields{{Label: "日時", Value: "12月9日(水)"}, {Label: "話し手", Value: "山川 & 大原"}},
		chat.People{"U1", "U2"}, chat.Image{URL: "https://example.com/a.png", Alt: "絵"}, chat.Context("小さく"), chat.Divider{},
		chat.Buttons{
			{Action: "attend", Value: "s1/attending", Label: "参加", Primary: true},
			{Action: "attend", Value: "s1/not", Label: "お休み"},
			{Action: "join", Label: "会場", URL: "https://example.com"},
		},
		chat.Select{Action: "choose", Placeholder: "選ぶ", Options: []chat.Option{{Value: "a", Label: "A"}}},
		chat.PeopleSelect{Action: "pick", Placeholder: "だれか"},
	},
}

// wholeForm is a form with each input there is.
var wholeForm = chat.Form{
	Name: "form", State: "state", Title: "題", Submit: "送る", Close: "閉じる",
	Blocks: []chat.Block{chat.Text("はじめに")},
	Inputs: []chat.Input{
		chat.TextInput{ID: "line", Label: "一行", Hint: "ヒント", Placeholder: "例", Initial: "はじめ", Max: 100},
		chat.TextInput{ID: "lines", Label: "数行", Lines: true, Optional: true},
		chat.Choice{ID: "one", Label: "一つ", Options: options26(), Initial: []string{"v1"}},
		chat.Choice{ID: "some", Label: "いくつか", Options: options26(), Several: true, Optional: true, Initial: []string{"v1", "v2", "gone"}},
		chat.Choice{ID: "open", Label: "見える一つ", Options: options26()[:3], Open: true, Initial: []string{"v0"}},
		chat.Choice{ID: "boxes", Label: "見えるいくつか", Options: options26()[:3], Open: true, Several: true, Optional: true},
		chat.PeopleInput{ID: "people", Label: "何人か", Hint: "ヒント", Placeholder: "選ぶ", Initial: []string{"U1", "U2"}, Optional: true},
		chat.DateInput{ID: "day", Label: "日", Initial: "2026-12-09"},
		chat.TimeInput{ID: "time", Label: "時刻", Initial: "19:00", Optional: true},
	},
}

func options26() []chat.Option {
	var all []chat.Option
	for i := range 26 {
		all = append(all, chat.Option{Value: "v" + string(rune('0'+i)), Label: string(rune('A' + i))})
	}
	return all
}

func TestRendering(t *testing.T) {
	golden(t, "message", blocks(everything.Blocks))
	golden(t, "form", modal(wholeForm))
	golden(t, "last_page", modal(chat.Form{Title: "題", Close: "閉じる", Blocks: []chat.Block{chat.Text("済みました")}}))
}

// Slack would take each of them: it says so itself, by its types and their limits.
func TestSlackTakesWhatIsRendered(t *testing.T) {
	judge, err := slackjudge.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"message", "form", "last_page"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".golden.json"))
		if err != nil {
			t.Fatal(err)
		}
		method, payload := "views.open", map[string]any{"trigger_id": "1", "view": json.RawMessage(data)}
		if name == "message" {
			method, payload = "chat.postMessage", map[string]any{"channel": "C1", "text": "要約", "blocks": json.RawMessage(data)}
		}
		for _, sentence := range judge.Call(method, payload) {
			t.Errorf("%s: %s", name, sentence)
		}
	}
}

func golden(t *testing.T, name string, value any) {
	t.Helper()
	got, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".golden.json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(want)) != string(got) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

// What chat takes for one message, Slack takes: no more than fifty blocks, and no more characters over all of them.
func TestWhatFitsIsTaken(t *testing.T) {
	judge, err := slackjudge.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]chat.Block{
		"long quotes": chat.Quote(strings.Repeat("長", 2999)), "short quotes": chat.Quote("短い"), "dividers": chat.Divider{},
		"just too long": chat.Text(strings.Repeat("長", 3001)), "people": make(chat.People, 30), "facts": chat.Fields{{Label: "日時", Value: "12月9日"}},
		"buttons": chat.Buttons{{Action: "attend", Value: strings.Repeat("v", 50), Label: "参加"}}, "headings": chat.Heading("題"),
	} {
		var all []chat.Block
		for chat.Fits(append(all, one)...) {
			all = append(all, one)
		}
		data, err := json.Marshal(blocks(all))
		if err != nil || len(all) == 0 {
			t.Fatal(err)
		}
		payload := map[string]any{"channel": "C1", "text": "要約", "blocks": json.RawMessage(data)}
		for _, sentence := range judge.Call("chat.postMessage", payload) {
			t.Errorf("%d %s: %s", len(all), name, sentence)
		}
	}
}

func TestLongWordsAreNotCut(t *testing.T) {
	words := strings.Repeat("長い", 4000)
	shown := ""
	for _, block := range blocks([]chat.Block{chat.Quote(words)}) {
		data, err := json.Marshal(block)
		if err != nil {
			t.Fatal(err)
		}
		var rich struct {
			Elements []struct{ Elements []struct{ Text string } }
		}
		if err := json.Unmarshal(data, &rich); err != nil {
			t.Fatal(err)
		}
		for _, part := range rich.Elements {
			for _, element := range part.Elements {
				if n := len([]rune(element.Text)); n > limitRichText {
					t.Errorf("an element of %d characters", n)
				}
				shown += element.Text
			}
		}
	}
	if shown != words {
		t.Errorf("%d of %d characters are shown", len([]rune(shown)), len([]rune(words)))
	}
}

func TestLargeAnswersDoNotTravelInTheAck(t *testing.T) {
	in := incoming{event: chat.Event{Kind: chat.Command}}
	small, left := acknowledgement(in, chat.Reply{Say: &chat.Message{Blocks: []chat.Block{chat.Text("短い")}}})
	if small == nil || !left.Empty() {
		t.Error("a short answer does not travel in the acknowledgement")
	}
	large, left := acknowledgement(in, chat.Reply{Say: &chat.Message{Blocks: []chat.Block{chat.Quote(strings.Repeat("長", 8000))}}})
	if large != nil || left.Say == nil {
		t.Error("a long answer travels in the acknowledgement, where Slack drops it")
	}
}

func TestRoomNames(t *testing.T) {
	for name, want := range map[string]string{
		"第4期-サークル1-7f3a":      "第4期-サークル1-7f3a",
		"4th Cohort-circle-1": "4th-cohort-circle-1",
		"第5期(東京)・春":           "第5期-東京--春",
	} {
		if got := roomName(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	long := roomName(strings.Repeat("長", 100) + "-サークル1-7f3a")
	if n := len([]rune(long)); n > 80 || !strings.HasSuffix(long, "-サークル1-7f3a") {
		t.Errorf("%d characters: %s", n, long)
	}
}

func TestUnescape(t *testing.T) {
	for sent, typed := range map[string]string{
		"&lt;!channel&gt; &amp;amp;":                                             "<!channel> &amp;",
		"<https://example.com/a?b=1&amp;c=2> を見た":                                "https://example.com/a?b=1&c=2 を見た",
		"<http://example.com|example.com> <mailto:a@b.c|a@b.c>":                  "example.com a@b.c",
		"<http://example.com/|example.com> と <https://example.com>":              "example.com と https://example.com",
		"<https://example.com|https://example.com>":                              "https://example.com",
		"<https://example.com/a?b=1&amp;c=2|先輩の&lt;記事&gt;> を読んだ":                 "先輩の<記事> (https://example.com/a?b=1&c=2) を読んだ",
		"<mailto:a@b.c|山川さん> に書く":                                                "山川さん (a@b.c) に書く",
		"<tel:0312345678|03-1234-5678> か <tel:+81312345678>、<tel:0312345678|窓口>": "03-1234-5678 か +81312345678、窓口 (0312345678)",
		"<@U0001> さん": "<@U0001> さん",
	} {
		if got := unescape(sent); got != typed {
			t.Errorf("%s: %s, want %s", sent, got, typed)
		}
	}
}
