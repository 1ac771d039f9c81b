package chat_test

import (
	"strings"
	"testing"

	"ippo/chat"
)

func TestPlainShowsEverything(t *testing.T) {
	m := chat.Message{Summary: "要約", Blocks: []chat.Block{
		chat.Heading("題"), chat.Text("本文"), chat.Quote("一行め\n二行め"), chat.Fields{{Label: "日時", Value: "19:00"}},
		chat.People{"U1", "U2"}, chat.Image{URL: "https://example.com/a", Alt: "絵"}, chat.Context("小さく"), chat.Divider{},
		chat.Buttons{{Label: "やってみます"}, {Label: "入室する", URL: "https://example.com"}}, chat.Buttons{},
		chat.Select{Placeholder: "選ぶ", Options: []chat.Option{{Label: "一"}, {Label: "二"}}}, chat.PeopleSelect{Placeholder: "だれか"},
	}}
	lines := chat.Lines(m, strings.ToLower)
	want := "# 題\n本文\n> 一行め\n> 二行め\n日時: 19:00\n@u1 @u2\n(絵)\n· 小さく\n---\n[やってみます] [入室する]\n<一 | 二>\n<だれか>"
	if got := chat.Plain(lines); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	file := chat.Lines(chat.Message{Summary: "予定です", File: &chat.File{Name: "a.ics", Title: "集まり", Content: "BEGIN"}}, nil)
	if got := chat.Plain(file); got != "予定です\n(集まり)" {
		t.Errorf("of a file: %s", got)
	}
}
