package coach

import (
	"strings"
	"testing"

	"ippo/locale"
)

// What is hidden is put back as it was, whatever it is, and to hide it again changes nothing.
func FuzzMask(f *testing.F) {
	for _, text := range []string{
		"田中さんと林さん、U012ABCDEF", "[人1][人[人1]]〒220-0012", "０９０−１２３４−５６７８。a@example.com", "<@U1><<!here>>", "Ann-san ANN ann", "ﾊﾟ\xffさん", "東京都港区六本木六丁目10番1号", "株式会社青葉商事、Foo Inc.", "LINE ID: abc_12 @abc", "ジョン・スミス", "田\u200b中さん\u00a0三丁目二番",
		"https://a@example.com", "あさんいさんううさん", "庭が好き。「本を、読みたい。」と思った", "a.\nI want, e.g. to go. ",
	} {
		f.Add(text, "Ann")
		f.Add(text, "林")
	}
	words := locale.In("ja")
	f.Fuzz(func(t *testing.T, text, name string) {
		hidden := newMask(words, []string{name}, text)
		shown, _ := hidden.show(hidden.hide(text))
		if want := strings.ToValidUTF8(text, "\ufffd"); strings.ToValidUTF8(shown, "\ufffd") != want && shown != string([]rune(text)) {
			t.Errorf("%q came back as %q", text, shown)
		}
		once := hidden.hide(text)
		if twice := newMask(words, []string{name}, once).hide(once); twice != once {
			t.Errorf("%q is masked once more, to %q", once, twice)
		}
		newRules(words, hidden, text).sentence(text, 1000)
		for _, own := range plainInterests(words, []string{text}).Own {
			if !strings.Contains(string([]rune(text)), own) {
				t.Errorf("%q is nobody's words in %q", own, text)
			}
		}
		plainPlan(locale.In("en"), text)
		plainLetter(words, Year{First: []string{text}})
	})
}
