package cohort_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ippo/cohort"
)

// A band holds at least five numbers, whatever the cohort: so no number is told exactly, and no group of fewer than five.
func TestBandsAreWide(t *testing.T) {
	for all := range 400 {
		bands := map[cohort.Shown]int{}
		for some := range all + 1 {
			shown := cohort.Show(some, all)
			bands[shown]++
			switch n, is := shown.Number(); {
			case all < 10 && shown != cohort.TooSmall, shown == cohort.TooSmall && all >= 14:
				t.Fatalf("%d of %d: %s", some, all, shown)
			case is && (n > some || n%5 != 0 || some < 5 || some > all-5), shown == cohort.TooFew && some >= 5, shown == cohort.NearlyAll && all-some >= 5:
				t.Fatalf("%d of %d: %s", some, all, shown)
			}
		}
		for shown, width := range bands {
			if shown != cohort.TooSmall && width < cohort.Least {
				t.Errorf("of %d, %s stands for %d numbers", all, shown, width)
			}
		}
	}
}

// What two figures leave between them is never sure to be a group of one to four: it may be nobody, or five and more, or else it is sure to be
// five and more.
func TestNoDifferenceIsAFew(t *testing.T) {
	for all := 14; all < 120; all++ {
		least, most := map[cohort.Shown]int{}, map[cohort.Shown]int{}
		for some := all; some >= 0; some-- {
			shown := cohort.Show(some, all)
			least[shown] = some
			most[shown] = max(most[shown], some)
		}
		for more := range least {
			for fewer := range least {
				if least[more] < least[fewer] {
					continue
				}
				from, to := max(0, least[more]-most[fewer]), most[more]-least[fewer]
				if to < cohort.Least-1 || from > 0 && to < cohort.Least {
					t.Errorf("of %d, %s less %s leaves %d to %d", all, more, fewer, from, to)
				}
			}
		}
	}
}

// Of circles a figure says as little as of people: which of any four met may always be otherwise, and in a few circles nothing is said.
func TestNoCircleIsSingledOut(t *testing.T) {
	for all := range 60 {
		for met := range all + 1 {
			shown := cohort.Show(met, all)
			for group := range min(4, all) + 1 { // whichever of them met, and had done the opposite, the others may have met or not as it takes
				for ofThem := max(0, group-(all-met)); ofThem <= min(group, met); ofThem++ {
					turned := group - ofThem
					if !somewhere(shown, turned, turned+all-group, all) {
						t.Fatalf("%d of %d circles met, %d of the %d that one looks at: %s tells of them", met, all, ofThem, group, shown)
					}
				}
			}
			if all < cohort.LeastOf && shown != cohort.TooSmall {
				t.Fatalf("of %d circles, %s is shown", all, shown)
			}
		}
	}
}

// somewhere reports whether a number within two bounds is shown alike.
func somewhere(shown cohort.Shown, from, to, all int) bool {
	for some := from; some <= to; some++ {
		if cohort.Show(some, all) == shown {
			return true
		}
	}
	return false
}

// A change says no more than two bands do.
func TestChangeOfBands(t *testing.T) {
	for _, test := range []struct {
		before, now cohort.Shown
		want        cohort.Change
	}{
		{"5", "10", cohort.More}, {"10", "5", cohort.Less}, {"15", "15", cohort.Same}, {cohort.TooFew, "5", cohort.More}, {"100", cohort.NearlyAll, cohort.More},
		{cohort.NearlyAll, cohort.TooFew, cohort.Less}, {"", "5", ""}, {"5", "", ""}, {cohort.TooSmall, "5", ""},
	} {
		if got := test.now.Since(test.before); got != test.want {
			t.Errorf("from %q to %q: %q", test.before, test.now, got)
		}
	}
}

// Why pauses are no figure: they last. Where nobody else's changes, a band that falls as somebody leaves tells that this person paused.
func TestWhatLastsWouldSingleOut(t *testing.T) {
	const all = 20
	for others := range all {
		for _, leaver := range []int{0, 1} {
			was, is := cohort.Show(others+leaver, all), cohort.Show(others, all-1)
			if was == "5" && is == cohort.TooFew && leaver == 0 {
				t.Errorf("%d others: there is a world in which the leaver did not pause, so that a pause could be a figure", others)
			}
		}
	}
	if cohort.Show(5, all) != "5" || cohort.Show(4, all-1) != cohort.TooFew {
		t.Error("it cannot be seen at all")
	}
	for _, name := range cohort.AllFigures() {
		if name == "paused" {
			t.Error("pauses are a figure")
		}
	}
}

func TestClosedMonths(t *testing.T) {
	tokyo := cohort.Location("Asia/Tokyo")
	began := time.Date(2026, 5, 20, 19, 0, 0, 0, tokyo)
	for _, test := range []struct {
		last string
		now  time.Time
		want []string
	}{
		{"", time.Date(2026, 5, 31, 14, 59, 0, 0, time.UTC), nil},
		{"", time.Date(2026, 5, 31, 15, 0, 0, 0, time.UTC), []string{"2026-05"}},
		{"2026-05", time.Date(2026, 8, 31, 3, 0, 0, 0, time.UTC), []string{"2026-06", "2026-07"}},
		{"2026-07", time.Date(2026, 8, 31, 3, 0, 0, 0, time.UTC), nil},
	} {
		if got := cohort.ClosedMonths(tokyo, began, test.last, test.now); !slices.Equal(got, test.want) {
			t.Errorf("after %q, at %s: %v", test.last, test.now, got)
		}
	}
	if got := cohort.ClosedMonths(tokyo, began, "", began.AddDate(3, 0, 0)); len(got) != 13 || got[12] != "2029-04" {
		t.Errorf("after years: %v", got)
	}
}

// life is what somebody does in each month, by figure.
type life []map[cohort.Figure]bool

// within names what each figure is part of: who did a step of a key, or planned one, tries a step, and who tries one answered it.
var within = func() map[cohort.Figure]cohort.Figure {
	all := map[cohort.Figure]cohort.Figure{cohort.Stepped: cohort.Replied, cohort.Planned: cohort.Stepped}
	for _, key := range cohort.Keys {
		all[cohort.StepFigure(key)] = cohort.Stepped
	}
	return all
}()

// isWithin reports whether a figure is part of another, or of one that is.
func isWithin(name, of cohort.Figure) bool {
	for name = within[name]; name != ""; name = within[name] {
		if name == of {
			return true
		}
	}
	return false
}

// set does a figure in a month or not, with all that it is part of, or that is part of it.
func (l life) set(month int, name cohort.Figure, does bool) {
	l[month][name] = does
	for _, other := range cohort.Figures() {
		if does && isWithin(name, other) {
			l[month][other] = true
		}
		if !does && isWithin(other, name) {
			l[month][other] = false
		}
	}
}

type world []life

// published is all that is ever shown of a world in which, after each month, one more person has left.
func (w world) published(leavers int) string {
	var all []string
	for month := range w[0] {
		here := w[min(month, leavers):]
		for _, name := range cohort.Figures() {
			n := 0
			for _, l := range here {
				if l[month][name] {
					n++
				}
			}
			all = append(all, fmt.Sprint(month, name, cohort.Show(n, len(here))))
		}
	}
	return fmt.Sprint(all)
}

// possible reports whether everybody who did a part of something did that, too.
func (w world) possible() bool {
	for _, l := range w {
		for _, did := range l {
			for part, of := range within {
				if did[part] && !did[of] {
					return false
				}
			}
		}
	}
	return true
}

func (w world) copied() world {
	other := make(world, len(w))
	for i, l := range w {
		for _, month := range l {
			done := map[cohort.Figure]bool{}
			for name, does := range month {
				done[name] = does
			}
			other[i] = append(other[i], done)
		}
	}
	return other
}

// otherwise is a world in which a group did the opposite in one month. Each exchanges the month with somebody outside the group who did it,
// if they did not, or the other way round; where nobody is left for that, few being all that did or did not, they just do the opposite.
func (w world) otherwise(group []int, month, leavers int, name cohort.Figure) world {
	other := w.copied()
	taken := slices.Clone(group)
	outside := func(fits func(map[cohort.Figure]bool) bool) int {
		for j := min(month, leavers); j < len(other); j++ {
			if !slices.Contains(taken, j) && fits(other[j][month]) {
				return j
			}
		}
		return -1
	}
	exchange := func(i int, fits func(map[cohort.Figure]bool) bool) bool {
		j := outside(fits)
		if j >= 0 {
			other[i][month], other[j][month] = other[j][month], other[i][month]
			taken = append(taken, j)
		}
		return j >= 0
	}
	for _, i := range group {
		does := w[i][month][name]
		if exchange(i, func(did map[cohort.Figure]bool) bool { return did[name] != does }) {
			continue
		}
		for of := within[name]; !does && of != "" && !other[i][month][of]; of = within[of] { // so that there is none more of what it is part of, if one is left
			if exchange(i, func(did map[cohort.Figure]bool) bool { return did[of] && !did[name] }) {
				break
			}
		}
		for _, part := range cohort.Figures() { // so that there is none fewer of what is part of it: somebody else does that instead
			if !does || !isWithin(part, name) || !other[i][month][part] {
				continue
			}
			for j := min(month, leavers); j < len(other); j++ {
				if did := other[j][month]; !slices.Contains(group, j) && did[within[part]] && !did[part] {
					did[part] = true
					break
				}
			}
		}
		other[i].set(month, name, !does)
	}
	return other
}

// For every single person, and any group of up to four, there is a world in which they did the opposite and all that is ever shown, of all
// months, also before and after somebody leaves, is the same.
func TestNobodyIsSingledOut(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 5))
	for round := range 500 {
		people, months, leavers := 17+random.IntN(25), 3, random.IntN(3)
		w := make(world, people)
		likely := map[cohort.Figure]float64{}
		for _, name := range cohort.Figures() {
			likely[name] = []float64{0.05, 0.3, 0.6, 0.95}[random.IntN(4)]
		}
		for i := range w {
			for m := range months {
				w[i] = append(w[i], map[cohort.Figure]bool{})
				for _, name := range cohort.Figures() {
					if random.Float64() < likely[name] {
						w[i].set(m, name, true)
					}
				}
			}
		}
		was := w.published(leavers)
		for range 40 {
			month := random.IntN(months)
			gone := min(month, leavers)
			group := random.Perm(people - gone)[:1+random.IntN(4)]
			for i := range group {
				group[i] += gone
			}
			name := cohort.Figures()[random.IntN(len(cohort.Figures()))]
			other := w.otherwise(group, month, leavers, name)
			for _, i := range group {
				if other[i][month][name] == w[i][month][name] {
					t.Fatalf("round %d: %d did the same", round, i)
				}
			}
			if round < 30 && !other.possible() {
				t.Fatalf("round %d: nobody can have lived so", round)
			}
			if got := other.published(leavers); got != was {
				t.Fatalf("round %d: that %v did the opposite of %s in month %d shows:\n%s\n%s", round, group, name, month, was, got)
			}
		}
	}
}
