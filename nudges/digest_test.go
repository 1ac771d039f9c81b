package nudges_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// desk is a cohort of some people with three organisers, in the middle of its program: one in Tokyo, one who sleeps longer, one in New York.
func desk(t *testing.T, people int) *house {
	t.Helper()
	h := open(t, people)
	h.session(time.Hour)
	h.session(90 * day)
	h.cohort.Organizers = []string{"U0900", "U0901", "U0902"}
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveCohort(h.cohort), tx.SavePerson(cohort.Person{ID: "U0901", Zone: "Asia/Tokyo", Quiet: cohort.Quiet{From: 20, Until: 10}}),
			tx.SavePerson(cohort.Person{ID: "U0902", Zone: "America/New_York"}))
	})
	return h
}

// days lets days go by, with a look around every six hours, which Ippo has more often.
func (h *house) days(n int) {
	h.Helper()
	for range 4 * n {
		h.pass(6 * time.Hour)
	}
}

// arrived is when messages came to somebody, by a clock.
func (h *house) arrived(to string, zone string) (all []string) {
	for _, c := range h.platform.calls {
		if c.method == "post" && c.to == to {
			all = append(all, c.at.In(cohort.Location(zone)).Format("2006-01-02 15:04"))
		}
	}
	return all
}

// The digest comes once a month to each organiser, on the first working day after the month was worked out, in their own morning; in January
// after the days off. What they see by it is a look.
func TestDigestComesOnTheFirstWorkingDay(t *testing.T) {
	h := desk(t, 20)
	h.reflects(12, h.clock.Now())
	h.days(15)
	h.reflects(7, h.clock.Now())
	h.days(25)
	for organizer, want := range map[[2]string][]string{
		{"U0900", "Asia/Tokyo"}:       {"2026-12-01 09:00", "2027-01-04 09:00"},
		{"U0901", "Asia/Tokyo"}:       {"2026-12-01 10:00", "2027-01-04 10:00"},
		{"U0902", "America/New_York"}: {"2026-12-01 09:00", "2027-01-04 09:00"}, // at the turn of the month it is ten in the morning there; then New Year's Eve, a holiday, a weekend
	} {
		if got := h.arrived(organizer[0], organizer[1]); !slices.Equal(got, want) {
			t.Errorf("%s: it came at %q, not at %q", organizer[0], got, want)
		}
	}
	said := h.platform.lastTo("U0900")
	if !inWords(said, "office.less") || !inWords(said, "report.button") || strings.Contains(said, "U00") {
		t.Errorf("it says %s", said)
	}
	var saw []string
	h.write(func(tx *storage.Tx) error {
		looks, err := tx.Looks(h.cohort.ID, time.Time{})
		for _, l := range looks {
			saw = append(saw, l.Organizer+" "+string(l.What))
		}
		return err
	})
	slices.Sort(saw)
	want := []string{"U0900 figures", "U0900 figures", "U0901 figures", "U0901 figures", "U0902 figures", "U0902 figures"}
	if !slices.Equal(saw, want) {
		t.Errorf("kept are %q", saw)
	}
}

// Nobody is told of a cohort that is too small for numbers, of months after the program, or who organises no longer; after months of silence,
// only of the last one.
func TestDigestOnlyWhereItTells(t *testing.T) {
	for name, test := range map[string]struct {
		people int
		before func(*house)
		days   int
		want   int
	}{
		"a small cohort":     {13, func(*house) {}, 3, 0},
		"a cohort":           {14, func(*house) {}, 3, 1},
		"no longer":          {14, func(h *house) { h.pass(16 * time.Hour); h.cohort.Organizers = nil }, 3, 0},
		"after a long sleep": {14, func(h *house) { h.clock.Advance(70 * day) }, 3, 1},
		"after the program":  {14, func(h *house) { h.clock.Advance(90 * day) }, 65, 2}, // of February, in which it ends, and of the month before that
	} {
		t.Run(name, func(t *testing.T) {
			h := desk(t, test.people)
			test.before(h)
			h.write(func(tx *storage.Tx) error { return tx.SaveCohort(h.cohort) })
			h.days(test.days)
			if got := len(h.arrived("U0900", "Asia/Tokyo")); got != test.want {
				t.Errorf("%d came, not %d", got, test.want)
			}
		})
	}
}

// The report comes as a workbook and as a page, once for two presses, at once, to who asked; and where no file can be sent, in words.
func TestReportIsSent(t *testing.T) {
	h := desk(t, 20)
	h.reflects(7, h.clock.Now())
	h.days(3)
	asks := func(what string) {
		for range 2 {
			h.write(func(tx *storage.Tx) error { return nudges.HandOverview(tx, what, h.cohort.ID, "U0902", h.clock.Now()) })
		}
		h.pass(30 * time.Second)
	}
	asks(nudges.OverviewReport)
	asks(nudges.OverviewChart)
	var names []string
	for _, f := range h.platform.filesTo("U0902") {
		names = append(names, f.Name)
	}
	if want := []string{"ippo-report-2026-12-03.xlsx", "ippo-report-2026-12-03.html", "ippo-report-2026-12-03.png"}; !slices.Equal(names, want) || len(h.platform.files) != 3 {
		t.Fatalf("%q came", names)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(h.platform.files[0].Content)))
	if err != nil || len(book.GetSheetList()) != 3 {
		t.Errorf("the workbook: %v", err)
	}
	h.platform.fileless = noScope
	asks(nudges.OverviewChart)
	if said := h.platform.lastTo("U0902"); !inWords(said, "report.no_file") || !inWords(said, "numbers.reflected") {
		t.Errorf("without files they are told %q", said)
	}
}
