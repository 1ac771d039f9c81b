package care_test

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ippo/care"
)

// sentences are what people might write, by part and language.
type sentences map[string]map[string]struct{ Need, Fine []string }

func readSentences(t testing.TB) sentences {
	t.Helper()
	data, err := os.ReadFile("testdata/sentences.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all sentences
	if err := yaml.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestHowOftenItIsRight counts who is given a hand and who is given one without need. No rule was made for the sentences of the
// parts held_out, which were written before there were any, unseen and unseen_later, which were written when others were there.
func TestHowOftenItIsRight(t *testing.T) {
	all := readSentences(t)
	for part, promised := range map[string]struct {
		atLeast      int // sentences
		hits, alarms float64
		tuned        bool // which ones fail is said of these only, so that nobody is led to tune to the others
	}{
		"tuned":    {160, 0.95, 0.05, true},
		"harder":   {60, 0.95, 0.05, true},
		"fresh":    {60, 0.95, 0.05, true},
		"held_out": {60, 0.85, 0.10, false},
		"wider":    {140, 0.95, 0.05, true},
		// What is promised of these is what was found, and no less from now on.
		"unseen":       {60, 0.86, 0.05, false},
		"unseen_later": {100, 0.74, 0.06, false},
	} {
		var need, hits, fine, alarms int
		for language, said := range all[part] {
			for _, sentence := range said.Need {
				need++
				if care.InNeed(sentence) {
					hits++
				} else if promised.tuned {
					t.Logf("%s, missed: %s", language, sentence)
				}
			}
			for _, sentence := range said.Fine {
				fine++
				if care.InNeed(sentence) {
					alarms++
					if promised.tuned {
						t.Logf("%s, false alarm: %s", language, sentence)
					}
				}
			}
		}
		t.Logf("%s: %d of %d hits (%.3f), %d of %d false alarms (%.3f)", part, hits, need, share(hits, need), alarms, fine, share(alarms, fine))
		if need+fine < promised.atLeast || share(hits, need) < promised.hits || share(alarms, fine) > promised.alarms {
			t.Errorf("%s: %d sentences; %.3f hits, of at least %.2f; %.3f false alarms, of at most %.2f", part, need+fine,
				share(hits, need), promised.hits, share(alarms, fine), promised.alarms)
		}
	}
}

func share(some, all int) float64 { return float64(some) / float64(max(1, all)) }

// TestItIsFoundAnywhere hides a sentence in a long text, in capitals, in wide letters and across lines.
func TestItIsFoundAnywhere(t *testing.T) {
	long := strings.Repeat("今日は後輩と話した。The day was long, and good. ", 60)
	for _, written := range []string{
		long + "もう死にたい" + long, long + "I don’t want to live anymore" + long, "死に\r\nたい", "I want\nto\ndie", "ＷＡＮＴ ＴＯ ＤＩＥ",
		"モウ、キエテシマイタイ", "死にたーい", "もう……消えてしまいたい……", "i want\u00a0to\u200b die", "死\u200bにたい",
	} {
		if !care.InNeed(written) {
			t.Errorf("not found: %.60q", written)
		}
	}
	for _, written := range []string{"", " ", "\n\n", "\xff\xfe", long} {
		if care.InNeed(written) {
			t.Errorf("found in %.60q", written)
		}
	}
}

// TestLinesCanBeReached holds every country against what a message and the cohort file take.
func TestLinesCanBeReached(t *testing.T) {
	for _, place := range strings.Fields("JP US CA GB IE AU NZ FR DE AT CH NL BE ES IT SE DK NO KR TW HK SG IN BR XX NOWHERE") {
		country := care.In(place)
		lines := country.For("en")
		if len(country.Lines) == 0 || len(lines) > 4 || (country.Emergency == "") != (place == "XX" || place == "NOWHERE") {
			t.Errorf("%s: %+v", place, country)
		}
		for _, line := range lines {
			if line.Name == "" || utf8.RuneCountInString(line.Name) > 75 || line.Phone == "" && line.URL == "" ||
				line.URL != "" && !strings.HasPrefix(line.URL, "https://") {
				t.Errorf("%s: %+v", place, line)
			}
		}
	}
	if first := care.In("JP").For("en")[0].Name; !strings.HasPrefix(first, "TELL") {
		t.Errorf("who reads English in Japan is told of %s first", first)
	}
}

func FuzzInNeed(f *testing.F) {
	for _, languages := range readSentences(f) {
		for _, said := range languages {
			for _, sentence := range append(said.Need, said.Fine...) {
				f.Add(sentence)
			}
		}
	}
	f.Fuzz(func(t *testing.T, words string) {
		if care.InNeed(words) && !care.InNeed(words+"\n\n今日はよい天気でした。The weather was fine.") {
			t.Error("a paragraph more hides it")
		}
	})
}

// BenchmarkInNeed reads 3,000 characters, the most that a field of a form takes: it is aimed at less than a millisecond.
func BenchmarkInNeed(b *testing.B) {
	for name, written := range map[string]string{
		"ja":    strings.Repeat("来月から担当が変わり、生き方や働き方について妻と話しました。目を閉じて、死角のない計画を切り出したいと思います。", 60),
		"en":    strings.Repeat("I would live near the sea, take my time, and go on with my work; if I can, all the better. ", 40),
		"worst": strings.Repeat("死昔は生き自分終わ薬人生、", 300),    // one long sentence in which many words stand
		"lines": strings.Repeat("今日も一日、会議と資料と電話\n", 220), // with no end of a sentence
	} {
		words := string([]rune(written)[:3000])
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if care.InNeed(words) {
					b.Fatal("found")
				}
			}
		})
	}
}

// Words that are too long to be looked at are not quoted, whatever they say.
func TestLongWordsAreNotQuoted(t *testing.T) {
	for words, may := range map[string]bool{
		"庭に出た": true, "もう死にたい": false, strings.Repeat("庭に出た。", 1500): true, strings.Repeat("庭に出た。", 1700): false,
	} {
		if care.MayQuote(words) != may {
			t.Errorf("%d letters: %v", utf8.RuneCountInString(words), !may)
		}
	}
}
