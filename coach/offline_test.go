package coach_test

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ippo/coach"
	"ippo/coach/coachtest"
)

var without *coach.Coach

func TestInterestsFromOwnWords(t *testing.T) {
	want := coach.Interests{
		Themes:   []coach.Theme{{Name: "庭", Because: "土曜に庭の手入れをした"}, {Name: "園芸", Because: "通勤中に園芸の本を読んだ"}},
		Sentence: "書かれた中にくり返し出てくるのは、「庭」、「園芸」です。",
	}
	more := append(notes[:len(notes):len(notes)], "園芸の道具を一つ買った。")
	if diff := cmp.Diff(want, without.Interests(t.Context(), ja, more)); diff != "" {
		t.Error(diff)
	}
	once := without.Interests(t.Context(), ja, []string{"会議が長くて疲れた。帰りに川べりを歩いたら、少しだけ息がしやすくなった。"})
	if diff := cmp.Diff(coach.Interests{Themes: []coach.Theme{{Name: "会議", Because: "会議が長くて疲れた"}}, Sentence: "書かれた中で目にとまったのは、「会議」です。"}, once); diff != "" {
		t.Error(diff)
	}
	english := without.Interests(t.Context(), en, []string{"I spent Saturday in the garden. Touching soil calms me.", "Showed Mr Tanaka photos of the garden. Soil everywhere."})
	want = coach.Interests{
		Themes:   []coach.Theme{{Name: "garden", Because: "I spent Saturday in the garden"}, {Name: "soil", Because: "Touching soil calms me"}},
		Sentence: "What comes up again and again in your words: “garden”, “soil”.",
	}
	if diff := cmp.Diff(want, english); diff != "" {
		t.Error(diff)
	}
	for _, none := range [][]string{nil, {""}, {"つかれた"}, {"田中さんに会った。田中さん。"}} {
		if got := without.Interests(t.Context(), ja, none); len(got.Themes) > 0 || got.Sentence == "" {
			t.Errorf("%v: got %+v", none, got)
		}
	}
}

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
			"この一年は、「会社の外を知らないまま終わるのが怖い」と書いたところから始まりました。", "折り目になったのは、「娘が家を出た春」でした。",
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
	for _, odd := range []string{long, "、、、", "。", "\xff\xfe庭", "(((", "庭\n\n庭", "ﾊﾟﾝを焼くﾊﾟﾝ", "{{.Words}} {{.Words}}", "「「庭」」の庭"} {
		got := without.Interests(t.Context(), ja, []string{odd})
		for _, theme := range got.Themes {
			if n := utf8.RuneCountInString(theme.Because); n == 0 || n > 80 {
				t.Errorf("%.20q: %q", odd, theme.Because)
			}
		}
		without.Letter(t.Context(), ja, coach.Year{First: []string{odd}})
		without.Plan(t.Context(), en, odd, odd)
		c, _, _ := asking(coachtest.Serve(t, coachtest.Said("{}")).URL)
		c.Letter(t.Context(), ja, coach.Year{First: []string{odd}})
	}
}
