package coach_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ippo/coach"
	"ippo/coach/coachtest"
)

var without *coach.Coach

func TestPlanIsTidied(t *testing.T) {
	for plan, want := range map[string]string{
		"I will read one page when I have had tea.":  "When I have had tea, I will read one page",
		"if I sit down, then I open the book":        "If I sit down, I open the book",
		"  after   supper, I  call her. ":            "After supper, I call her",
		"I read as soon as the kids are asleep":      "As soon as the kids are asleep, I read",
		"I ask her what to do, then write, and stop": "I ask her what to do, then write, and stop",
		"read": "Read",
		"":     "",
	} {
		if got := without.Plan(t.Context(), en, "Read a page", plan); got != want {
			t.Errorf("%q: got %q, want %q", plan, got, want)
		}
	}
	for plan, want := range map[string]string{
		" 夕食のあとに、 本を開く。": "夕食のあとに、 本を開く",
		"朝、when という曲を聴く": "朝、when という曲を聴く",
	} {
		if got := without.Plan(t.Context(), ja, step, plan); got != want {
			t.Errorf("%q: got %q, want %q", plan, got, want)
		}
	}
}

func TestFirstStep(t *testing.T) {
	if got := without.Step(t.Context(), ja, notes, choices); got != "three_thanks" {
		t.Errorf("got %q", got)
	}
	if got := without.Step(t.Context(), ja, notes, nil); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestLetterOfQuotations(t *testing.T) {
	want := coach.Letter{
		Greeting: "これを読むわたしへ",
		Paragraphs: []string{
			"はじめに書いたのは、「会社の外を知らないまま終わるのが怖い」でした。", "折り目になったのは、「娘が家を出た春」でした。",
			"変わったこととして、「庭の話をすると、肩の力が抜ける」と書いています。", "これからについては、「園芸の教室をひとつ開いてみたい」と書いています。",
		},
		Closing: "急がなくて大丈夫です。また一歩ずつ。",
	}
	if diff := cmp.Diff(want, without.Letter(t.Context(), ja, year)); diff != "" {
		t.Error(diff)
	}
	got := without.Letter(t.Context(), en, coach.Year{
		Changed: []string{"I said “no” at last"},
		Next:    []string{"a class of my own, one day, perhaps in a small room near the river, for those who never grew a thing in all their lives"},
	})
	if diff := cmp.Diff([]string{"Of what has changed, I wrote “I said ‘no’ at last”.", "Of what comes next, I wrote “a class of my own, one day”."}, got.Paragraphs); diff != "" {
		t.Error(diff)
	}
	if got := without.Letter(t.Context(), en, coach.Year{}); len(got.Paragraphs) != 1 {
		t.Errorf("got %+v", got)
	}
}

// However odd the words, every offline answer stands, and its quotations are short and the person's own.
func TestOddWords(t *testing.T) {
	long := ""
	for range 300 {
		long += "終わりのない文章が続く"
	}
	for _, odd := range []string{long, "、、、", "。", "\xff\xfe庭", "(((", "庭\n\n庭", "ﾊﾟﾝを焼くﾊﾟﾝ", "{{.Words}} {{.Words}}", "「「庭」」の庭", strings.Repeat("庭が好きで", 300), "「好き、好き。", "好き」好き。」。好き、、"} {
		got := without.Interests(t.Context(), ja, []string{odd})
		for _, own := range got.Own {
			if n := utf8.RuneCountInString(own); n == 0 || n > 80 || !strings.Contains(odd, own) {
				t.Errorf("%.20q: %q", odd, own)
			}
		}
		without.Letter(t.Context(), ja, coach.Year{First: []string{odd}})
		without.Plan(t.Context(), en, odd, odd)
		c, _, _ := asking(coachtest.Serve(t, coachtest.Said("{}")).URL)
		c.Letter(t.Context(), ja, coach.Year{First: []string{odd}})
	}
}
