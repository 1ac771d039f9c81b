package journey_test

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ippo/cohort"
	"ippo/journey"
	"ippo/locale"
)

var years = map[string]func(language string) journey.Year{"full": full, "sparse": sparse, "blank": blank}

func TestAYearIsAPictureAndSentences(t *testing.T) {
	for _, language := range locale.Languages() {
		for name, year := range years {
			picture, alt, err := journey.Picture(locale.In(language), year(language))
			if err != nil {
				t.Fatal(err)
			}
			look(t, name+"."+language+".png", picture)
			img := decode(t, picture)
			if size := img.Bounds().Size(); size.X != 1080 || size.Y < 800 || size.Y > 1720 {
				t.Errorf("%s in %s is %v large", name, language, size)
			}
			if n := utf8.RuneCountInString(alt); n >= 1000 {
				t.Errorf("the text alternative of %s in %s has %d letters", name, language, n)
			}
			golden(t, name+"."+language+".txt", []byte(alt+"\n"))
		}
	}
}

// What is in a year is drawn in its own colour, and what is not leaves none.
func TestThereIsColourWhereThereIsSomething(t *testing.T) {
	colours := map[string]uint32{
		"the mood line": 0x2a7a80, "outside": 0x1f6fb2, "stories": 0xc8501e, "small_steps": 0x1d8a63, "awareness": 0x9a4a94, "peers": 0xa97a12,
		"a session": 0x3d5a80, "a circle": 0xe3d7bd, "a mark": 0x6b4a78,
	}
	for name, expected := range map[string]string{
		"full":   "the mood line, outside, stories, small_steps, awareness, peers, a session, a circle, a mark",
		"sparse": "the mood line, outside, peers, a session, a mark",
		"blank":  "",
	} {
		picture, _, err := journey.Picture(locale.In("ja"), years[name]("ja"))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[uint32]int{}
		img := decode(t, picture)
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				r, g, b, _ := img.At(x, y).RGBA()
				seen[r>>8<<16|g>>8<<8|b>>8]++
			}
		}
		for what, colour := range colours {
			if there := seen[colour] > 20; there != strings.Contains(expected, what) {
				t.Errorf("%s: the colour of %s is there: %v", name, what, there)
			}
		}
	}
}

func TestNothingIsCutNorOverlaps(t *testing.T) {
	for _, language := range locale.Languages() {
		for name, year := range years {
			boxes, width, height, err := journey.LayOutYear(locale.In(language), year(language))
			if err != nil {
				t.Fatal(err)
			}
			stands(t, name+"."+language, boxes, width, height)
		}
	}
}

// The same holds whatever a year holds.
func FuzzYear(f *testing.F) {
	f.Add(uint64(1), "長い名前の会とその言葉", uint16(400))
	f.Add(uint64(2), "😀 か\u3099 \u202e\x00 supercalifragilisticexpialidocious", uint16(1))
	f.Add(uint64(3), "", uint16(0))
	f.Add(uint64(4), "word word word", uint16(9000))
	f.Fuzz(func(t *testing.T, seed uint64, words string, days uint16) {
		boxes, width, height, err := journey.LayOutYear(locale.In([]string{"ja", "en"}[seed%2]), anyYear(seed, words, int(days)))
		if err != nil {
			t.Fatal(err)
		}
		stands(t, "a year", boxes, width, height)
	})
}

func anyYear(seed uint64, words string, days int) journey.Year {
	r := rand.New(rand.NewPCG(seed, 1))
	from := time.Date(2026, time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, tokyo)
	y := journey.Year{Title: words, Zone: tokyo, From: from, Until: from.AddDate(0, 0, days), Reflections: r.IntN(1000)}
	day := func() time.Time { return from.Add(time.Duration(r.Int64N(int64(days+20)*24)) * time.Hour) }
	text := func() string { return strings.Repeat(words, r.IntN(4)) }
	for range r.IntN(400) {
		y.Moods = append(y.Moods, journey.Mood{Day: day(), Mood: r.IntN(8) - 1})
	}
	for range r.IntN(60) {
		y.Steps = append(y.Steps, journey.Step{Day: day(), Key: append(cohort.Keys, "unknown")[r.IntN(6)], Outcome: []cohort.Answer{cohort.Done, cohort.Partly}[r.IntN(2)]})
	}
	for range r.IntN(30) {
		y.Sessions = append(y.Sessions, journey.Session{Day: day(), Theme: text(), Attended: r.IntN(3) > 0})
	}
	for range r.IntN(8) {
		y.Circles = append(y.Circles, journey.Circle{From: day(), Until: day(), Topic: text()})
	}
	for range r.IntN(20) {
		y.Marks = append(y.Marks, journey.Mark{Day: day(), Words: text()})
	}
	return y
}

func TestALifeIsALine(t *testing.T) {
	for _, language := range locale.Languages() {
		w := locale.In(language)
		many := life(language)
		for age := range 30 {
			many = append(many, journey.Point{Age: age, Event: strings.Repeat("できごと", age), Felt: age%9 - 4})
		}
		for name, points := range map[string][]journey.Point{"life": life(language), "life-blank": nil, "life-one": life(language)[6:7], "life-many": many} {
			picture, alt, err := journey.LifeLine(w, points)
			if err != nil {
				t.Fatal(err)
			}
			decode(t, picture)
			look(t, name+"."+language+".png", picture)
			if n := utf8.RuneCountInString(alt); n >= 1000 {
				t.Errorf("the text alternative of %s in %s has %d letters", name, language, n)
			}
			golden(t, name+"."+language+".txt", []byte(alt+"\n"))
			boxes, width, height, err := journey.LayOutLife(w, points)
			if err != nil {
				t.Fatal(err)
			}
			stands(t, name+"."+language, boxes, width, height)
		}
	}
}

func FuzzLifeLine(f *testing.F) {
	f.Add(uint64(1), "転職した")
	f.Add(uint64(2), "changed jobs and moved to another town 👩‍👩‍👧")
	f.Fuzz(func(t *testing.T, seed uint64, words string) {
		r := rand.New(rand.NewPCG(seed, 1))
		var points []journey.Point
		for range r.IntN(25) {
			points = append(points, journey.Point{Age: r.IntN(120), Event: strings.Repeat(words, r.IntN(5)), Felt: r.IntN(9) - 4})
		}
		boxes, width, height, err := journey.LayOutLife(locale.In("ja"), points)
		if err != nil {
			t.Fatal(err)
		}
		stands(t, "a life", boxes, width, height)
	})
}

func TestALongNameLeavesRoomForTheMonths(t *testing.T) {
	y := blank("ja")
	y.Title = strings.Repeat("とても長い名前の会", 9)
	boxes, _, _, err := journey.LayOutYear(locale.In("ja"), y)
	if err != nil {
		t.Fatal(err)
	}
	if text := boxes[1].Text; !strings.HasPrefix(text, "とても長い名前の会とても長い") || !strings.HasSuffix(text, "… 2026年4月〜2027年3月") {
		t.Errorf("what stands beneath the title: %s", text)
	}
}

func TestALetterThatTheFontLacksIsShownAsSuch(t *testing.T) {
	y := blank("ja")
	y.Marks = []journey.Mark{{Day: on(5, 1), Words: "か\u3099んば😀った👍🏽日\u202e"}}
	boxes, _, _, err := journey.LayOutYear(locale.In("ja"), y)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range boxes {
		if b.Text == "がんば〓った〓〓日" {
			return
		}
	}
	t.Error("the mark is not written:", boxes)
}

// stands checks that what is written stands within the picture and beside all else, and is large enough to be read on a phone.
func stands(t *testing.T, name string, boxes []journey.Box, width, height float64) {
	t.Helper()
	for i, a := range boxes {
		if a.Left < 20 || a.Top < 20 || a.Right > width-20 || a.Bottom > height-20 {
			t.Errorf("%s: %q is cut by the edge", name, a.Text)
		}
		if a.Bottom-a.Top < 25.99 {
			t.Errorf("%s: %q is too small", name, a.Text)
		}
		for _, b := range boxes[:i] {
			if a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom {
				t.Errorf("%s: %q and %q overlap", name, a.Text, b.Text)
			}
		}
	}
}

func decode(t *testing.T, picture []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func BenchmarkPicture(b *testing.B) {
	w, y := locale.In("ja"), full("ja")
	for b.Loop() {
		picture, _, err := journey.Picture(w, y)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(picture))/1024, "KiB/picture")
	}
}

func TestTwoMoodsAreNoLine(t *testing.T) {
	for moods, line := range map[int]bool{2: false, 3: true} {
		y := full("ja")
		y.Moods = y.Moods[:moods]
		_, alt, err := journey.Picture(locale.In("ja"), y)
		if err != nil || strings.Contains(alt, "気分の線") != line {
			t.Errorf("of %d moods it tells %q, %v", moods, alt, err)
		}
		text := journey.Tell(locale.In("ja"), y) // where there is no line to look at
		if strings.Contains(text, "気分を残した日は、3日です。") != line || strings.Contains(text, "気分の線") {
			t.Errorf("of %d moods it tells %q", moods, text)
		}
	}
}
