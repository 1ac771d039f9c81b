package coach_test

import (
	"strings"
	"testing"

	"ippo/coach"
	"ippo/coach/coachtest"
)

// sentOf is what a server is sent of a note.
func sentOf(t *testing.T, note string, names ...string) string {
	t.Helper()
	s := coachtest.Serve(t, coachtest.Said(good["step"]))
	c, _, _ := asking(s.URL)
	c.Hiding(names...).Step(t.Context(), ja, []string{note}, choices)
	_, data, _ := strings.Cut(s.Got()[0], `\"notes\":[\"`)
	data, _, _ = strings.Cut(data, `\"]`)
	return data
}

func TestWhatIsMasked(t *testing.T) {
	for note, want := range map[string]string{
		"連絡は taro.yamada+a@example.co.jp へ":           "連絡は [連絡先1] へ",
		"連絡はｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍへ":                        "連絡は[連絡先1]へ",
		"電話は090-1234-5678か(03)1234-5678":              "電話は[連絡先1]か[連絡先2]",
		"電話は０９０−１２３４−５６７８。":                           "電話は[連絡先1]。",
		"電話は09012345678、海外なら+81 90 1234 5678":         "電話は[連絡先1]、海外なら[連絡先2]",
		"call (555) 123-4567 or 555-123-4567":         "call [連絡先1] or [連絡先2]",
		"番号は1234567":                                  "番号は[連絡先1]",
		"https://example.com/私?q=1 を見た":               "[リンク1] を見た",
		"garden.example.jp/a と www.example.org/b を見た": "[リンク1] と [リンク2] を見た",
		"U012ABCDEF に頼んだ、@hanako にも":                  "[人1] に頼んだ、[人2] にも",
		"〒220-0012 神奈川県横浜市西区みなとみらい2-3-1に住む":           "[場所1] [場所2]みなとみらい2-3-1に住む",
		"東京都港区六本木六丁目10番1号に引っ越した":                      "[場所1]に引っ越した",
		"京都市中京区三条通1-2で会う":                             "[場所1]で会う",
		"港南二丁目16-3で会う":                                "[場所1]で会う",
		"I live at 12 Baker Street now":               "I live at [場所1] now",
		"田中さんに会った。田中は元気だった。":                          "[人1]さんに会った。[人1]は元気だった。",
		"佐藤課長と鈴木部長と、ジョンソン氏と話した":                       "[人1]課長と[人2]部長と、[人3]氏と話した",
		"たかしくんと林さんに会った。林の中を歩いた":                       "[人1]くんと[人2]に会った。林の中を歩いた",
		"皆さんとお母さんとお客様と営業部長に、たくさん話した":                  "皆さんとお母さんとお客様と営業部長に、たくさん話した",
		"昨年同様に、多種多様な人が2024-2025年もお医者さんへ":              "昨年同様に、多種多様な人が2024-2025年もお医者さんへ",
		"2026-11-28の19:00、3,000円で12人":                 "2026-11-28の19:00、3,000円で12人",
		"市場を見て、村上春樹を読み、区切りがついた":                       "市場を見て、村上春樹を読み、区切りがついた",
	} {
		got := sentOf(t, note)
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", note, got, want)
		}
	}
	if got := sentOf(t, "<@U0001> と <!here> に <#C0001|general> で"); strings.Contains(got, "U0001") || strings.Contains(got, "C0001") || strings.Contains(got, "here") {
		t.Errorf("got %s", got)
	}
}

func TestNamesInLatinLetters(t *testing.T) {
	got := sentOf(t, "Ms. Hill and Dr. O'Brien met Tanaka-san and 李さん. Hill smiled, uphill")
	for _, name := range []string{" Hill", "O'Brien", "Tanaka", "李"} {
		if strings.Contains(got, name) {
			t.Errorf("%s is sent: %s", name, got)
		}
	}
	if !strings.Contains(got, "uphill") {
		t.Errorf("a part of a word is masked: %s", got)
	}
}

func TestKnownNamesAreMasked(t *testing.T) {
	got := sentOf(t, "花子と話し、山田花子と書いた。HANAKO yamada は Ann で、Anniversary ではない。U0001も。", "山田 花子", "Hanako Yamada", "Ann", "U0001", "")
	if strings.Count(got, "[人") != 5 || strings.Contains(got, "花子") || strings.Contains(got, "HANAKO") || strings.Contains(got, "U0001") ||
		!strings.Contains(got, "Anniversary") {
		t.Errorf("got %s", got)
	}
}

// A mark that somebody wrote themselves is not taken for one of ours.
func TestMarksAreOurs(t *testing.T) {
	if got := sentOf(t, "[人1]と田中さん"); got != "[人1]と[人2]さん" {
		t.Errorf("got %s", got)
	}
}

func TestEveryJobMasks(t *testing.T) {
	secret := "田中さん 090-1234-5678 a@example.com"
	for job, do := range map[string]func(c *coach.Coach){
		"interests": func(c *coach.Coach) { c.Interests(t.Context(), ja, []string{secret}) },
		"plan":      func(c *coach.Coach) { c.Plan(t.Context(), ja, "花子に聞く", secret) },
		"step": func(c *coach.Coach) {
			c.Step(t.Context(), ja, []string{secret}, append(choices, coach.Choice{ID: "x", Do: secret}))
		},
		"letter": func(c *coach.Coach) {
			c.Letter(t.Context(), en, coach.Year{First: []string{secret}, TurningPoints: []string{secret}, Changed: []string{secret}, Next: []string{"花子" + secret}})
		},
	} {
		s := coachtest.Serve(t, coachtest.Said("{}"))
		c, _, _ := asking(s.URL)
		do(c.Hiding("花子"))
		for _, hidden := range []string{"田中", "090", "example.com", "花子"} {
			if got := s.Got(); len(got) != 1 || strings.Contains(got[0], hidden) {
				t.Errorf("%s sends %s: %v", job, hidden, got)
			}
		}
	}
}
