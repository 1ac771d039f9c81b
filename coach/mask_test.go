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
		"〒220-0012 神奈川県横浜市西区みなとみらい2-3-1に住む":           "[場所1] [場所2]に住む",
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

// However its letters and digits are written, and whatever shows nothing between them, what leads to somebody is masked.
func TestMasksWhateverItIsWrittenWith(t *testing.T) {
	for note, want := range map[string]string{
		"三丁目二番の家":                                  "[場所1]の家",
		"きのう、つくし野三丁目二番四号で":                         "きのう、[場所1]で",
		"横浜市青葉区あざみ野２丁目１２−３へ":                       "[場所1]へ",
		"あざみ野1-2-3へ":                               "[場所1]へ",
		"自由が丘一丁目5-2に":                              "[場所1]に",
		"〒2200012と〒２２０−００１２と〒 220-0012":            "[場所1]と[場所2]と[場所3]",
		"〇九〇-一二三四-五六七八に":                           "[連絡先1]に",
		"090\u00a01234\u00a05678に":                 "[連絡先1]に",
		"090\u200b-1234\u200b-5678に":               "[連絡先1]に",
		"ta\u200bro@exam\u00adple.comに":            "[連絡先1]に",
		"taro [at] example.com に":                  "[連絡先1] に",
		"田\u200b中さんに、田中のことを":                       "[人1]さんに、[人2]のことを",
		"ジョン・スミスさんと会い、スミスの本を借りた":                   "[人1]さんと会い、[人2]の本を借りた",
		"ジョン・スミスに会った":                              "[人1]に会った",
		"マリア＝ロペス＝ガルシアの話":                           "[人1]の話",
		"株式会社青葉商事にいた。青葉商事の人と":                      "[会社1]にいた。[会社2]の人と",
		"青葉商事（株）の人、株式会社しまむらで":                      "[会社1]の人、[会社2]で",
		"NPO法人 みどりの会、㈱アオバ、アオバ合同会社":                 "[会社1]の会、[会社2]、[会社3]",
		"I joined Foo Inc. in May. Foo was":        "I joined [会社1] in May. [会社2] was",
		"At Bar & Sons Co., Ltd. we met":           "At [会社1] we met",
		"LINE ID: abc_12、Twitterは@abc":             "LINE ID: [連絡先1]、Twitterは[人1]",
		"LINEのIDは「hanako.y」です":                     "LINEのIDは「[連絡先1]」です",
		"五十嵐教授と、鈴木CEOに会った":                         "[人1]教授と、[人2]CEOに会った",
		"番号は1234 5678 9012です":                      "番号は[連絡先1]です",
		"my LINE ID is hanako99, Instagram: foo_b": "my LINE ID is [連絡先1], Instagram: [連絡先2]",
	} {
		if got := sentOf(t, note); got != want {
			t.Errorf("%s:\n got %s\nwant %s", note, got, want)
		}
	}
	for _, note := range []string{"花\u200b子と", "ジョン・スミスと", "ジョン スミスと", "ジョンスミスと", "スミス氏と"} {
		if got := sentOf(t, note, "花子", "ジョン・スミス"); strings.ContainsAny(got, "花ジス") {
			t.Errorf("%s is sent as %s", note, got)
		}
	}
}

// Ordinary sentences are sent as they are.
func TestOrdinaryWordsAreNotMasked(t *testing.T) {
	for _, note := range []string{
		"今日は会議が三つあって、帰りは九時でした。", "ワーク・ライフ・バランスについて考えた。", "サービス・デザインの本を百ページ読んだ。", "会社の外に、二つ目の居場所がほしい。", "一丁上がり、という気分だった。", "合同会社説明会をのぞいてみた。経験（有）と書いた。",
		"株式会社の仕組みを、はじめて調べた。", "株式会社を設立する手続きが気になる。", "NPO法人について、もう少し知りたい。", "LINEで写真を送ったら喜ばれた。", "社員IDを忘れて、受付で待った。",
		"市民講座に、第3回から通いはじめた。", "町のまつりで、五番目に歌った。", "この区間は歩いて15分くらい。", "2026年は、3-4人で集まるのがちょうどいい。", "スコアは2-1で、9回までもつれた。",
		"朝市でりんごを3-4個買った。", "十二月の半ばに、二泊三日で旅に出た。", "マークシートの試験は久しぶりだった。", "リーダー・シップより、聞く力かもしれない。", "番号順に並んで、一番最後になった。",
		"I had three meetings today and left at 9.", "Work-life balance is what I think about.", "Reading 20 pages of a design book felt good.", "I want a second place outside the company.", "We incorporated the idea into our plan.",
		"In line at the shop I met an old friend.", "The LINE stickers made her laugh.", "My ID was in the other coat.", "The score was 2-1 after 9 innings.", "About 3-4 people is the right size.",
		"The co-op near the station is cosy.", "We drove along a quiet street on Sunday.", "I may try the course in May.", "He was 52 when he changed jobs.", "Twitter was quiet today.",
		"The limited edition sold out.", "It took 15 minutes, door to door.", "Chapter 4, page 118, made me stop.", "On the way home: soup, bread, sleep.", "A grace period of 30 days is fine.",
	} {
		if got := sentOf(t, note); got != note {
			t.Errorf("%s\n    is sent as %s", note, got)
		}
	}
}
