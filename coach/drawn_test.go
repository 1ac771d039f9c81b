package coach_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/coach"
)

// Without a model somebody reads their own sentences of liking, wanting and wondering: whole, each once, five at most.
func TestInterestsAreOwnSentences(t *testing.T) {
	long := "先週は報告書に追われて朝から晩まで机に向かい、昼休みもろくに取れないまま金曜になり、帰りの電車では本も開けずに眠ってしまったけれど、土曜の朝に娘とベランダの鉢を植えかえたら、やっぱり土のにおいが好きだと思えて、来年は小さな畑を借りてみたいと、久しぶりに先のことを考えた"
	for name, test := range map[string]struct {
		notes, want []string
	}{
		"in order":      {notes, []string{"庭のことを人に教えてみたい"}},
		"a whole one":   {[]string{"会議が長かった。帰りに、川べりを歩くのが好きだと気づいた！　つかれた。"}, []string{"帰りに、川べりを歩くのが好きだと気づいた！"}},
		"each once":     {[]string{"庭が好き。", "庭が、好き\n庭が好き！"}, []string{"庭が好き"}},
		"five at most":  {[]string{"一が好き。二が好き。三が好き。四が好き。五が好き。六が好き。"}, []string{"一が好き", "二が好き", "三が好き", "四が好き", "五が好き"}},
		"a long one":    {[]string{long}, []string{"帰りの電車では本も開けずに眠ってしまったけれど、土曜の朝に娘とベランダの鉢を植えかえたら、やっぱり土のにおいが好きだと思えて"}},
		"what one says": {[]string{"「園芸、教えてみたい。」と思った。次に"}, []string{"「園芸、教えてみたい。」と思った"}},
		"others say":    {[]string{"娘は「猫が好き」と言った。妻は旅に行きたいと言っていた。"}, nil},
		"a list":        {[]string{"・資格の本が面白い\n- 川が気になる"}, []string{"資格の本が面白い", "川が気になる"}},
	} {
		got := without.Interests(t.Context(), ja, test.notes)
		if diff := cmp.Diff(test.want, got.Own); diff != "" || len(got.Themes) > 0 {
			t.Errorf("%s: %s", name, diff)
		}
		if got.Proposal() != strings.Join(test.want, "\n") {
			t.Errorf("%s: proposed is %q", name, got.Proposal())
		}
	}
	english := without.Interests(t.Context(), en, []string{"In the garden with Mr. Fielding, I loved the quiet. It rained.\nI'd like to teach, e.g. on Sundays, at the U. S. school. “I want more” he said."})
	if diff := cmp.Diff([]string{"In the garden with Mr. Fielding, I loved the quiet", "I'd like to teach, e.g. on Sundays, at the U. S. school"}, english.Own); diff != "" {
		t.Error(diff)
	}
}

func TestWhatSomebodyIsDrawnTo(t *testing.T) {
	for _, line := range []string{
		"本を書きたい", "もっと海を見たい", "若手に教えたかった", "やってみたくなった", "川が好きだ", "簿記が気になっている", "話すのが楽しかった", "歴史は面白い", "おもしろそうな講座", "地図に興味がある",
		"畑を借りてみたい", "詩を読みたいな", "音に惹かれた", "時間がほしい", "教室をひらいてみようと思う",
	} {
		if got := without.Interests(t.Context(), ja, []string{line}); len(got.Own) != 1 || got.Own[0] != line {
			t.Errorf("%s: got %q", line, got.Own)
		}
	}
	for _, line := range []string{
		"水が冷たい", "つめたい風", "たくさん人がきてたくさん話した", "夢みたいな話だった", "子どもみたいだ", "行きたくない", "料理は好きではない", "面白くなかった", "気にならない", "楽しくなかった", "興味がない",
		"書きたいと思わない", "だいたい終わった", "ありがたい", "会社をやめたい", "もう帰りたい", "大切なこと", "疲れていたいへんだった",
	} {
		if got := without.Interests(t.Context(), ja, []string{line}); len(got.Own) != 0 {
			t.Errorf("%s: got %q", line, got.Own)
		}
	}
	for _, line := range []string{
		"I want to write a book", "I’d really like to see the sea", "Loved the talk on rivers", "We enjoyed it", "It was interesting to hear", "I am curious about maps", "I wonder how bees sleep",
		"The walk was fun", "I look forward to Sunday", "My favourite part was the end", "Went home and wanted to draw",
	} {
		if got := without.Interests(t.Context(), en, []string{line}); len(got.Own) != 1 || got.Own[0] != line {
			t.Errorf("%s: got %q", line, got.Own)
		}
	}
	for _, line := range []string{
		"It felt like rain", "I don't like meetings", "I didn't really enjoy it", "He likes tea", "Interest rates rose", "Not interested", "I want to quit", "It was not fun", "Looks like a long week", "Some wonderful soup",
	} {
		if got := without.Interests(t.Context(), en, []string{line}); len(got.Own) != 0 {
			t.Errorf("%s: got %q", line, got.Own)
		}
	}
}

// Why there is nothing to quote is said as it is: there was no note, or none that tells.
func TestWhyThereIsNothingToQuote(t *testing.T) {
	for _, none := range [][]string{nil, {"", " "}} {
		if got := without.Interests(t.Context(), ja, none); got.Sentence != ja.Say("coach.interests.nothing") || got.Proposal() != "" {
			t.Errorf("%v: got %+v", none, got)
		}
	}
	if got := without.Interests(t.Context(), ja, []string{"つかれた。会議。"}); got.Sentence != ja.Say("coach.interests.none") || got.Proposal() != "" {
		t.Errorf("got %+v", got)
	}
	c := coach.Interests{Sentence: "guess", Themes: []coach.Theme{{Name: "n", Because: "b"}}, Own: []string{"own"}}
	if c.Proposal() != "guess" {
		t.Error("what a model guessed, and is shown, is what is proposed")
	}
}
