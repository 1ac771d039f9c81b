package nudges_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

func (h *house) figures() (all []cohort.FiguresOf) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) (err error) {
		all, err = tx.Figures(h.cohort.ID)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

// reflects has some people write at a time.
func (h *house) reflects(people int, at time.Time) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		for i := range people {
			err = errors.Join(err, tx.SaveReflection(cohort.Reflection{
				ID: storage.NewID(), Person: fmt.Sprintf("U%04d", i+1), Cohort: h.cohort.ID, Written: at, Visibility: cohort.OnlyMe,
			}))
		}
		return err
	})
}

// The engine works out each month once, as it closes by the cohort's clock, and those that passed while it was down.
func TestMonthsAreWorkedOutOnce(t *testing.T) {
	h := open(t, 20)
	h.session(time.Hour)
	h.step()
	tokyo := h.cohort.Location()
	year, month, _ := begins.In(tokyo).Date()
	closes := func(months int) time.Time { return time.Date(year, month+time.Month(months), 1, 0, 0, 0, 0, tokyo) }
	h.reflects(7, closes(1).Add(-time.Minute))
	h.reflects(12, closes(1))
	h.clock.Advance(closes(1).Add(-time.Minute).Sub(h.clock.Now()))
	h.step()
	if all := h.figures(); len(all) != 0 {
		t.Fatalf("before the month has closed there is %+v", all)
	}
	h.clock.Advance(2 * time.Hour)
	h.step()
	h.reflects(16, closes(1).Add(-time.Minute)) // late, such as by another process
	h.clock.Advance(closes(4).Add(time.Hour).Sub(h.clock.Now()))
	h.restart()
	h.step()
	var got []string
	for _, m := range h.figures() {
		got = append(got, m.Month+" "+string(m.Shown[cohort.Reflected]))
	}
	var want []string
	for i, shown := range []cohort.Shown{cohort.TooFew, cohort.TooFew, "10", "5"} {
		want = append(want, closes(3-i).Format("2006-01")+" "+string(shown))
	}
	if !slices.Equal(got, want) {
		t.Errorf("shown is %q, want %q", got, want)
	}
}

// What reaches an organiser with people's names, without that they ask, is a look like any other.
func TestWhatComesToOrganisersWithNamesIsALook(t *testing.T) {
	h := open(t, 3)
	h.platform.wrong = func(c call) error {
		if c.to == "U0001" {
			return gone
		}
		return nil
	}
	h.announce(0, "知らせ")
	h.pass(2 * time.Hour)
	var saw []string
	err := h.db.Read(t.Context(), func(tx *storage.Tx) error {
		looks, err := tx.Looks(h.cohort.ID, time.Time{})
		for _, l := range looks {
			saw = append(saw, l.Organizer+" "+string(l.What))
		}
		return err
	})
	slices.Sort(saw)
	if want := []string{"U0900 receipts", "U0900 unreachable"}; err != nil || !slices.Equal(saw, want) {
		t.Errorf("kept are %q and not %q; %v", saw, want, err)
	}
}
