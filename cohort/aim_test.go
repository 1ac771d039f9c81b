package cohort_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
)

var begun = time.Date(2026, 4, 1, 22, 0, 0, 0, cohort.Location("Asia/Tokyo"))

func day(n int) time.Time { return begun.AddDate(0, 0, n) }

func TestLinesOfAList(t *testing.T) {
	got := cohort.Lines("  ・英語で話す\n\n- 人の話を聞く\r\n* 段取り\n英語で 話す\nＥｘｃｅｌ\nexcel\n・\n  \n-5度の倉庫で働く")
	want := []string{"英語で話す", "人の話を聞く", "段取り", "英語で 話す", "Ｅｘｃｅｌ", "-5度の倉庫で働く"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if cohort.LongLine(strings.Repeat("長", 200)) || !cohort.LongLine(strings.Repeat("長", 201)) {
		t.Error("a line is as long as 200 characters")
	}
}

func TestTheFirstMonthEndsAtMidnightWhereSomebodyLives(t *testing.T) {
	tokyo := cohort.Location("Asia/Tokyo")
	for _, hour := range []int{0, 22} {
		got := cohort.FirstMonthEnd(time.Date(2026, 4, 1, hour, 0, 0, 0, tokyo).UTC(), tokyo)
		if want := time.Date(2026, 5, 1, 0, 0, 0, 0, tokyo); !got.Equal(want) {
			t.Errorf("it ends at %s", got.In(tokyo))
		}
	}
}

// The first month and now are compared by what the lines say, not by which rows they are.
func TestDifference(t *testing.T) {
	item := func(aim cohort.Aim, words string, added, dropped int) cohort.Entry {
		i := cohort.Entry{ID: words, Aim: aim, Words: words, Added: day(added)}
		if dropped > 0 {
			i.Dropped = day(dropped)
		}
		return i
	}
	items := []cohort.Entry{
		item(cohort.Can, "調整", 0, 0),
		item(cohort.Can, "Excel", 1, 50),
		item(cohort.Can, "ＥＸＣＥＬ", 60, 0), // once more, in other letters
		item(cohort.Can, "書きまちがい", 2, 3),
		item(cohort.Will, "昇進", 3, 100),
		item(cohort.Will, "調整", 70, 0), // the same words, of another aim
		item(cohort.Will, "通りすぎた", 40, 45),
		item(cohort.Will, "農業", 90, 0),
		item(cohort.Will, "まだ先", 400, 0),
	}
	end := cohort.FirstMonthEnd(begun, begun.Location())
	words := func(items []cohort.Entry) (all []string) {
		for _, i := range items {
			all = append(all, string(i.Aim)+" "+i.Words)
		}
		return all
	}
	for _, test := range []struct {
		at                  int
		stayed, fresh, gone []string
	}{
		{20, nil, nil, nil},
		{55, []string{"can 調整", "will 昇進"}, nil, []string{"can Excel"}},
		{200, []string{"can 調整", "can ＥＸＣＥＬ"}, []string{"will 調整", "will 農業"}, []string{"will 昇進"}},
	} {
		got := cohort.Difference(items, end, day(test.at))
		if !slices.Equal(words(got.Stayed), test.stayed) || !slices.Equal(words(got.New), test.fresh) || !slices.Equal(words(got.LetGo), test.gone) {
			t.Errorf("on day %d: stayed %v, new %v, let go %v", test.at, words(got.Stayed), words(got.New), words(got.LetGo))
		}
	}
	if late := cohort.Difference(items[7:], end, day(200)); !late.Empty() || late.New != nil {
		t.Errorf("without a first month there is %+v", late)
	}
}

func TestWhatATurnCanBe(t *testing.T) {
	good := cohort.Turn{Age: 18, Event: "上京", Felt: 1}
	for name, test := range map[string]struct {
		change func(*cohort.Turn)
		valid  bool
	}{
		"as it is":    {func(*cohort.Turn) {}, true},
		"at birth":    {func(t *cohort.Turn) { t.Age = 0 }, true},
		"before":      {func(t *cohort.Turn) { t.Age = -1 }, false},
		"too old":     {func(t *cohort.Turn) { t.Age = 121 }, false},
		"no event":    {func(t *cohort.Turn) { t.Event = " " }, false},
		"long event":  {func(t *cohort.Turn) { t.Event = strings.Repeat("長", 201) }, false},
		"felt beyond": {func(t *cohort.Turn) { t.Felt = 3 }, false},
	} {
		turn := good
		test.change(&turn)
		if turn.Valid() != test.valid {
			t.Errorf("%s: valid is %v", name, turn.Valid())
		}
	}
}

// Twelve sessions have a side each; more or fewer go through all twelve, from the first to the last.
func TestFacetOfAMonth(t *testing.T) {
	year := func(n int) (all []cohort.Session) {
		for i := range n {
			all = append(all, cohort.Session{Number: i + 1, Starts: begun.AddDate(0, i, 0)})
		}
		return all
	}
	for n, want := range map[int][]int{
		12: {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 1: {1}, 2: {1, 12}, 6: {1, 3, 5, 8, 10, 12}, 0: nil,
		14: {1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 11, 12},
	} {
		if got := cohort.FacetAt(year(n), begun.Add(-time.Second)); got != 1 {
			t.Errorf("before %d sessions it is %d", n, got)
		}
		var got []int
		for i := range n {
			got = append(got, cohort.FacetAt(year(n), begun.AddDate(0, i, 3)))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d sessions: %v, want %v", n, got, want)
		}
	}
}
