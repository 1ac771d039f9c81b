package nudges

import (
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
)

// The digest is short, and says how the bands moved; of the first month it says only how they are.
func TestDigestInWords(t *testing.T) {
	c := cohort.Cohort{Name: "第4期"}
	months := []cohort.FiguresOf{
		{Month: "2026-12", Shown: map[cohort.Figure]cohort.Shown{cohort.Came: cohort.NearlyAll, cohort.Reflected: "15", cohort.Replied: "10", cohort.Stepped: cohort.TooFew, cohort.Planned: "5"}},
		{Month: "2026-11", Shown: map[cohort.Figure]cohort.Shown{cohort.Came: cohort.NearlyAll, cohort.Reflected: "10", cohort.Stepped: "5"}},
	}
	for language, want := range map[string]string{
		"ja": `第4期の2026年12月がまとまりました。およその数です。
セッションに参加した方（記録の少ない回は、出ると答えた方も）: ほとんどの方（変わらない）
ふりかえりを書いた方: 15人以上（増えた）
一歩に返事をした方（「今週はお休み」も含みます）: 10人以上
一歩を試している、または試した方: 少ないため出せません（5人未満）
[数字で見る] [グラフで見る] [報告書]
· 名前や、書かれた内容は出ません。このお便りをお送りしたことは、参加者のみなさんも確かめられます。`,
		"en": `Here is December 2026 of 第4期, in rough numbers.
Came to a session (or said they would, where few recorded it): Nearly everybody (about the same)
Wrote a reflection: 15 or more (up)
Answered a step (‘not this week’ is an answer, too): 10 or more
Are trying a step, or did one: Too few to show (fewer than 5)
[In numbers] [See a chart] [Report]
· No names, and nothing that anybody wrote. Participants can see that this was sent to you.`,
	} {
		w := locale.In(language)
		if got := chat.Plain(chat.Lines(digest(w, c, months), nil)); got != want {
			t.Errorf("it says\n%s", got)
		}
		if first := chat.Plain(chat.Lines(digest(w, c, months[1:]), nil)); strings.Contains(first, w.Say("desk.same")+"）") || strings.Contains(first, w.Say("desk.more")+")") {
			t.Errorf("of the first month it says\n%s", first)
		}
	}
}
