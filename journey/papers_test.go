package journey_test

import (
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/journey"
	"ippo/locale"
)

func letter(t *testing.T, language string) journey.Letter {
	t.Helper()
	y := full(language)
	picture, alt, err := journey.Picture(locale.In(language), y)
	if err != nil {
		t.Fatal(err)
	}
	l := journey.Letter{
		Name: pick(language, "山田花子", "Hanako"), Cohort: y.Title, Zone: tokyo, From: y.From, Until: y.Until, Picture: picture, Alt: alt,
		Opening: []string{pick(language, "四月に書かれた「何をしたいのか、もう分からない」という一文から、この一年は始まりました。",
			"This year began with a sentence from April: “I no longer know what I want to do.”")},
		First: []journey.Note{{Day: on(4, 15), Words: pick(language, "何をしたいのか、もう分からない。\nでも、このまま終わるのは少しさみしい。",
			"I no longer know what I want to do.\nBut to end like this would be a little sad.")}},
		Turning: []journey.Note{
			{Day: on(8, 3), Words: pick(language, "地域の祭りで、名前で呼ばれた。", "At the town festival people called me by my name.")},
			{Words: pick(language, "娘が家を出た日。", "The day my daughter left home.")},
		},
		Can:  journey.Change{Then: pick(language, "社内の調整", "Getting things agreed within the company"), Now: pick(language, "立場のちがう人の話を聴いて、まとめること", "Listening to people of all kinds, and bringing it together")},
		Will: journey.Change{Now: pick(language, "地域の人の相談にのりたい", "To be there for people in my town")},
		Next: []string{pick(language, "国家資格の説明会に申し込む。", "Sign up for the licence's open day.")},
	}
	for n := range 14 {
		l.Steps = append(l.Steps, journey.Step{Day: on(4, 20).AddDate(0, 0, 21*n), Key: cohort.SmallSteps, Outcome: []cohort.Answer{cohort.Done, cohort.Partly}[n%2],
			Did: pick(language, "昔の同僚に声をかけて、昼休みに話を聴いた。", "Asked an old colleague for a talk over lunch.")})
	}
	l.Steps = append(l.Steps, journey.Step{Day: on(5, 1), Key: cohort.Peers}) // of which they said nothing
	return l
}

func everything(language string) journey.Everything {
	e := journey.Everything{Zone: tokyo, Made: time.Date(2027, 3, 31, 12, 0, 0, 0, tokyo), Parts: []journey.Part{
		{Heading: pick(language, "ふりかえり", "Reflections")}, {Heading: pick(language, "一歩", "Steps")}, {Heading: pick(language, "設定", "Settings")},
		{Heading: pick(language, "サークル", "Circles")},
	}}
	w := locale.In(language)
	for n := range 30 {
		e.Parts[0].Entries = append(e.Parts[0].Entries, journey.Entry{
			{Label: pick(language, "書いた日時", "Written"), Words: w.DayOf(on(4, 8).AddDate(0, 0, 9*n), time.Time{})},
			{Label: pick(language, "気づいたこと", "Noticed"),
				Words: pick(language, "思ったより、話を聴いてもらえた。\nまた話してみたい。", "People listened more than I thought.\nI would like to talk again.")},
		})
	}
	e.Parts[1].Entries = []journey.Entry{{{Label: pick(language, "一歩", "Step"), Words: "<b>https://example.com/?a=1&b=2</b>"}}}
	e.Parts[2].Entries = []journey.Entry{{{Label: pick(language, "届く時間", "Time of day"), Words: "09:00"}}}
	return e
}

func TestALetterHoldsWhatWasWrittenAndNoMore(t *testing.T) {
	for _, language := range locale.Languages() {
		w := locale.In(language)
		text := string(letter(t, language).HTML(w))
		look(t, "letter."+language+".html", []byte(text))
		before := -1
		for _, key := range []string{"first", "turning", "changed", "can", "will", "steps", "next", "picture", "closing"} {
			at := strings.Index(text, w.Say("journey.letter."+key))
			if at <= before {
				t.Errorf("%s: %s stands at %d, after %d", language, key, at, before)
			}
			before = at
		}
		bare := string(journey.Letter{First: []journey.Note{{Words: " \n "}}, Next: []string{""}}.HTML(w))
		look(t, "letter-bare."+language+".html", []byte(bare))
		for _, key := range []string{"first", "turning", "changed", "can", "will", "then", "now", "steps", "next", "picture"} {
			if strings.Contains(bare, ">"+w.Say("journey.letter."+key)+"<") {
				t.Errorf("%s: the letter of an empty year has a heading %s", language, key)
			}
		}
		now := string(journey.Letter{Can: journey.Change{Now: "聴くこと"}}.HTML(w))
		if strings.Contains(now, ">"+w.Say("journey.letter.changed")+"<") || !strings.Contains(now, ">"+w.Say("journey.letter.as_it_is")+"<") {
			t.Errorf("%s: what only stands is said to have changed", language)
		}
		if !strings.Contains(bare, w.Say("journey.letter.empty")) {
			t.Errorf("%s: the letter of an empty year says nothing", language)
		}
	}
}

func TestAYearIsAPageOfWords(t *testing.T) {
	for _, language := range locale.Languages() {
		w, y := locale.In(language), full(language)
		text := string(y.HTML(w, []byte("a picture")))
		look(t, "year."+language+".html", []byte(text))
		if n := strings.Count(text, "<h2>"); n != 12 {
			t.Errorf("%s: %d months", language, n)
		}
		for _, m := range y.Marks {
			if !strings.Contains(text, m.Words) {
				t.Errorf("%s: %s is missing", language, m.Words)
			}
		}
		if strings.Contains(strings.SplitN(text, "<h2>", 2)[1], y.Sessions[5].Theme) {
			t.Errorf("%s: a session is told that somebody missed", language)
		}
		if empty := string(blank(language).HTML(w, nil)); strings.Contains(empty, "<h2>") || !strings.Contains(empty, w.Say("journey.year.empty")) {
			t.Errorf("%s: an empty year is not told as such", language)
		}
	}
}

func TestWhatSomebodyWroteIsTextNotMarkup(t *testing.T) {
	evil := `</style><script>alert(1)</script>"'{{.Of}}&amp;`
	w := locale.In("ja")
	for name, file := range map[string][]byte{
		"letter": journey.Letter{Name: evil, Cohort: evil, Opening: []string{evil}, First: []journey.Note{{Words: evil}}, Can: journey.Change{Then: evil, Now: evil},
			Steps: []journey.Step{{Did: evil}}, Next: []string{evil}, Picture: []byte(evil), Alt: evil}.HTML(w),
		"year":       journey.Year{Title: evil, Marks: []journey.Mark{{Words: evil}}, Steps: []journey.Step{{Key: cohort.Peers, Did: evil}}}.HTML(w, []byte(evil)),
		"everything": journey.Everything{Parts: []journey.Part{{evil, []journey.Entry{{{evil, evil}}}}, {evil, []journey.Entry{{}}}}}.HTML(w),
	} {
		text := string(file)
		if strings.Contains(text, "<script") || strings.Count(text, "</style>") != 1 {
			t.Errorf("the %s holds markup that somebody wrote", name)
		}
		if !strings.Contains(text, "{{.Of}}&amp;amp;") {
			t.Errorf("the %s does not hold what somebody wrote", name)
		}
		for _, address := range []string{"http:", "https:", "//", "@import", "url("} {
			if strings.Contains(text, address) {
				t.Errorf("the %s points at something else: %s", name, address)
			}
		}
	}
}

func TestEverythingIsThereToRead(t *testing.T) {
	for _, language := range locale.Languages() {
		w := locale.In(language)
		text := string(everything(language).HTML(w))
		look(t, "everything."+language+".html", []byte(text))
		if strings.Contains(text, ">"+pick(language, "サークル", "Circles")+"<") {
			t.Error("there is a heading with nothing beneath")
		}
		for _, words := range []string{w.DayOf(on(4, 8), time.Time{}), "&lt;b&gt;https://example.com/?a=1&amp;b=2&lt;/b&gt;", "09:00"} {
			if !strings.Contains(text, words) {
				t.Errorf("%s: %s is missing", language, words)
			}
		}
		if n := strings.Count(text, "<dt>"); n != 2*30+2 {
			t.Errorf("%s: %d facts", language, n)
		}
		if n := strings.Count(text, "<li>"); n != 3 {
			t.Errorf("%s: %d parts in its contents", language, n)
		}
		if nothing := string((journey.Everything{}).HTML(w)); !strings.Contains(nothing, w.Say("journey.everything.nothing")) {
			t.Errorf("%s: who left nothing is told nothing", language)
		}
	}
}
