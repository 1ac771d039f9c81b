package journey_test

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/journey"
)

var (
	looks  = flag.String("looks", "", "put what is made into this folder, to be looked at")
	update = flag.Bool("update", false, "write the expected texts anew")
)

// look keeps a file, if somebody wants to look at it.
func look(t *testing.T, name string, data []byte) {
	t.Helper()
	if *looks == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*looks, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// golden compares a text with the one that is expected.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not as expected:\n%s", name, got)
	}
}

var tokyo = cohort.Location("Asia/Tokyo")

// on is the morning of a day of the year that begins in April 2026.
func on(month time.Month, day int) time.Time {
	year := 2026
	if month < time.April {
		year = 2027
	}
	return time.Date(year, month, day, 9, 0, 0, 0, tokyo)
}

func blank(language string) journey.Year {
	y := journey.Year{Title: "第4期", Zone: tokyo, From: time.Date(2026, 4, 1, 0, 0, 0, 0, tokyo), Until: time.Date(2027, 4, 1, 0, 0, 0, 0, tokyo)}
	if language == "en" {
		y.Title = "Cohort 4"
	}
	return y
}

// sparse is the year of somebody who was there now and then.
func sparse(language string) journey.Year {
	y := blank(language)
	for _, m := range []struct {
		month time.Month
		day   int
		mood  int
	}{{5, 11, 3}, {5, 18, 2}, {5, 25, 4}, {9, 7, 3}, {2, 1, 4}, {2, 8, 4}, {2, 15, 5}} {
		y.Moods = append(y.Moods, journey.Mood{Day: on(m.month, m.day), Mood: m.mood})
	}
	y.Steps = []journey.Step{
		{Day: on(5, 20), Key: cohort.Outside, Outcome: cohort.Partly},
		{Day: on(2, 10), Key: cohort.Peers, Outcome: cohort.Done},
	}
	y.Sessions = []journey.Session{{Day: on(5, 13), Theme: pick(language, "人生の棚卸し", "Taking stock"), Attended: true}}
	y.Marks = []journey.Mark{{Day: on(2, 12), Words: pick(language, "妻に、来年のことを話せた。", "I could talk with my wife about next year.")}}
	y.Reflections = 3
	return y
}

// full is the year of somebody who told something every day.
func full(language string) journey.Year {
	y := blank(language)
	y.Until = y.Until.AddDate(0, 0, 1)
	for n := range 366 {
		level := 3 + 1.3*math.Sin(float64(n)/29) + float64(n)/500 + 0.7*math.Sin(float64(n*n))
		y.Moods = append(y.Moods, journey.Mood{Day: y.From.AddDate(0, 0, n).Add(9 * time.Hour), Mood: min(max(int(math.Round(level)), 1), 5)})
	}
	for n := range 52 {
		outcome := cohort.Done
		if n%6 == 2 {
			outcome = cohort.Partly
		}
		y.Steps = append(y.Steps, journey.Step{
			Day: y.From.AddDate(0, 0, 7*n).Add(8 * time.Hour), Key: cohort.Keys[(n*n+n/3)%5], Did: "やってみました。", Outcome: outcome})
	}
	themes := [][2]string{
		{"人生の棚卸し", "Taking stock of a life"}, {"海外で働くということ", "Working abroad"},
		{"五十歳からの資格：取るまでと、取ってからの三年間の話", "A licence at fifty: how it was won, and the three years after"},
		{"副業と複業", "Side jobs and parallel jobs"}, {"会社をつくる", "Founding a company"}, {"NPOとボランティア", "NPOs and volunteering"},
		{"二つの土地に暮らす", "Living in two places"}, {"越境学習", "Crossing borders"}, {"健康とお金", "Health and money"},
		{"社内で動く", "Moving within"}, {"学び直し", "Learning anew"}, {"これからの一歩", "The next step"},
	}
	for n, theme := range themes {
		y.Sessions = append(y.Sessions, journey.Session{
			Day: y.From.AddDate(0, n, 14).Add(19 * time.Hour), Theme: pick(language, theme[0], theme[1]), Attended: n != 5})
	}
	y.Circles = []journey.Circle{
		{From: on(5, 1), Until: on(8, 1), Topic: pick(language, "資格と学び", "Licences")},
		{From: on(8, 10), Until: on(11, 1), Topic: pick(language, "地域とのつながり", "Life in town")},
		{From: on(12, 1), Until: on(3, 1), Topic: pick(language, "副業の始め方", "Side jobs")},
	}
	y.Marks = []journey.Mark{
		{Day: on(5, 15), Words: pick(language, "「もう遅い」と思っていたのは、自分だけだった。", "Nobody but me thought that it was too late.")},
		{Day: on(8, 3), Words: pick(language, "地域の祭りの手伝いで、名前で呼ばれたのがうれしかった。久しぶりに、肩書きのない一日だった。",
			"At the town festival people called me by my name; it was a day without a title, the first for a very long time.")},
		{Day: on(8, 5), Words: pick(language, "髙橋さんと﨑山さんに話を聴けた", "A talk with Ms Takahashi")},
		{Day: on(3, 20), Words: pick(language, "四月から、週に一日は社外の勉強会に出る", "From April, one evening a week goes to the study group")},
	}
	y.Reflections = 41
	return y
}

func pick(language, japanese, english string) string {
	if language == "en" {
		return english
	}
	return japanese
}

func life(language string) []journey.Point {
	return []journey.Point{
		{22, pick(language, "入社。希望とはちがう工場に配属された", "Joined the company; sent to a plant I had not asked for"), -1},
		{28, pick(language, "はじめて自分の企画が通った", "My first plan was accepted"), 2},
		{31, pick(language, "長女が生まれた", "Our first daughter was born"), 2},
		{31, pick(language, "同じ年に、父が倒れた", "The same year, my father fell ill"), -2},
		{40, pick(language, "課長になった", "Became a manager"), 1},
		{47, pick(language, "部署がなくなり、長く続けてきた仕事を人に渡して、まったく知らない部署へ移ることになった。何から始めればよいのか分からなかった",
			"The department was closed; I handed over work of many years and moved to one where I knew nobody, and did not know where to begin"), -2},
		{51, pick(language, "娘が家を出た春、この会に申し込んだ", "The spring in which my daughter left home, I applied here"), 0},
		{52, pick(language, "資格の勉強を始めた", "Began to study for a licence"), 1},
	}
}
