package nudges_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// An announcement that was let go for few, and is for many when its time comes, waits for the yes that so many take; or is a draft again where nobody
// else could give it. One that has it, or is for few still, goes out.
func TestAnnouncementThatIsForManyByNow(t *testing.T) {
	for _, test := range []struct {
		name       string
		organizers []string
		comes      int // who take part by then, beside three
		approved   bool
		state      cohort.AnnouncementState
		told       string // its author
	}{
		{"few still", []string{"U0900", "U0901"}, 1, false, cohort.Reported, ""},
		{"many", []string{"U0900", "U0901"}, 4, false, cohort.Pending, "notice.held_back"},
		{"many, and nobody else organises", []string{"U0900"}, 4, false, cohort.Draft, "notice.held_back_alone"},
		{"many, with a yes", []string{"U0900", "U0901"}, 4, true, cohort.Reported, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, 3)
			h.write(func(tx *storage.Tx) error {
				c := h.cohort
				c.Organizers, c.Guard.Approve = test.organizers, 5
				now := h.clock.Now()
				return errors.Join(tx.SaveCohort(c), tx.SaveAnnouncement(cohort.Announcement{ID: "a", Cohort: c.ID, Author: "U0900", ChangedBy: "U0900", Words: "全員へ",
					At: now.Add(time.Hour), State: cohort.Scheduled, Created: now, Approved: test.approved}))
			})
			h.pass(time.Minute)
			h.write(func(tx *storage.Tx) (err error) {
				for i := range test.comes {
					p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U5%03d", i), Zone: "Asia/Tokyo", GoesOn: true}, Cohort: h.cohort.ID}
					err = errors.Join(err, tx.SavePerson(p.Person), tx.SaveParticipant(p))
				}
				return err
			})
			h.pass(2 * time.Hour)
			state := func() (a cohort.Announcement) {
				h.change("a", func(_ *storage.Tx, current cohort.Announcement) error {
					a = current
					return nil
				})
				return a
			}
			if got := state().State; got != test.state {
				t.Fatalf("it is %s, want %s", got, test.state)
			}
			sent := 0
			for _, c := range h.platform.calls {
				if c.words == "全員へ" && c.to < "U0900" {
					sent++
				}
			}
			if (sent > 0) != (test.told == "") {
				t.Errorf("%d of its readers have it", sent)
			}
			if told := h.platform.lastTo("U0900"); test.told != "" && !strings.Contains(told, locale.In("ja").Say(test.told)) {
				t.Errorf("its author reads %s", told)
			}
			if test.state != cohort.Pending {
				return
			}
			if asked := h.platform.lastTo("U0901"); !strings.Contains(asked, locale.In("ja").Say("notice.look_and_decide")) {
				t.Errorf("the other organiser reads %s", asked)
			}
			h.change("a", func(tx *storage.Tx, a cohort.Announcement) error { // as their yes does
				a.Approved, a.State, a.At = true, cohort.Scheduled, h.clock.Now()
				return tx.SaveAnnouncement(a)
			})
			h.pass(time.Hour)
			if n := h.called("post", "全員へ"); state().State != cohort.Reported || n < 7 {
				t.Errorf("after the yes it is %s, and came to %d", state().State, n)
			}
		})
	}
}
