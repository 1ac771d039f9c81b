package nudges_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

var (
	noScope  = &chat.Error{Fault: chat.Cut, Err: errors.New("missing_scope")}
	archived = &chat.Error{Fault: chat.Unreachable, Err: errors.New("is_archived")}
)

// gathered is a circle of some people, in a room if there is one.
func (h *house) gathered(room string, members ...string) cohort.Circle {
	h.Helper()
	c := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Number: 1, Members: members, Channel: room, Formed: h.clock.Now()}
	h.write(func(tx *storage.Tx) error {
		var asked []error
		for _, member := range members {
			asked = append(asked, tx.SaveWish(cohort.Wish{Cohort: c.Cohort, Person: member, Asked: h.clock.Now()}))
		}
		return errors.Join(append(asked, tx.SaveCircle(c))...)
	})
	return c
}

// introduce plans a circle's introduction.
func (h *house) introduce(c cohort.Circle) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		_, err := tx.Enqueue(storage.Delivery{
			Occasion: "circle/" + c.ID, Recipient: c.ID, Kind: nudges.KindCircle, Subject: c.ID, Due: h.clock.Now(), Urgency: storage.Ordinary,
			Expires: h.clock.Now().Add(7 * 24 * time.Hour),
		})
		return err
	})
}

func TestFilesThatCannotBeSentHoldUpNobody(t *testing.T) {
	h := open(t, 3)
	h.platform.fileless = noScope
	c := h.gathered("C0002", "U0001", "U0002", "U0003")
	h.write(func(tx *storage.Tx) error { return nudges.ProposeMeeting(tx, c, h.clock.Now()) })
	h.write(func(tx *storage.Tx) error {
		all, err := tx.Meetings(c.ID)
		if err != nil {
			return err
		}
		return nudges.Settle(tx, c, all[0], h.clock.Now().Add(9*24*time.Hour), h.clock.Now())
	})
	h.pass(time.Minute)
	h.announce(0, "知らせ")
	h.pass(time.Minute)
	for i := 1; i <= 3; i++ {
		if user := fmt.Sprintf("U%04d", i); h.platform.received(user) != 1 {
			t.Errorf("%s has %d messages within a minute, want 1", user, h.platform.received(user))
		}
	}
	before := h.platform.received("C0002")
	h.platform.fileless = nil
	h.pass(time.Hour)
	if n := h.platform.received("C0002"); n != before+1 {
		t.Errorf("%d files came once they could", n-before)
	}
}

// A room that was archived is known by its channel; whoever cannot be brought into a room is known by their own name.
func TestWhoCannotBeReachedInARoom(t *testing.T) {
	for _, test := range []struct{ what, says string }{
		{"the room", "サークル1組の部屋に、お便りが届きませんでした。"},
		{"the one who joins", "次の1人の方"},
	} {
		t.Run(test.what, func(t *testing.T) {
			h := open(t, 4)
			c := h.gathered("C0002", "U0001", "U0002", "U0003")
			h.platform.wrong = func(c call) error {
				if c.to == "C0002" && test.what == "the room" || c.to == "U0004" {
					return archived
				}
				return nil
			}
			if test.what == "the room" {
				h.write(func(tx *storage.Tx) error { return nudges.ProposeMeeting(tx, c, h.clock.Now()) })
			} else {
				h.introduce(c)
				h.pass(time.Minute)
				h.write(func(tx *storage.Tx) error { return nudges.Join(tx, h.cohort.ID, c.ID, "U0004", h.clock.Now()) })
			}
			h.pass(2 * time.Hour)
			if told := h.platform.lastTo("U0900"); !strings.Contains(told, test.says) {
				t.Errorf("the organiser is told %q", told)
			}
		})
	}
}

// The members of a circle whose room can never be opened wait for another.
func TestCircleWithoutARoomIsNone(t *testing.T) {
	h := open(t, 3)
	h.platform.roomless = &chat.Error{Fault: chat.Refused, Err: errors.New("restricted_action")}
	h.introduce(h.gathered("", "U0001", "U0002", "U0003"))
	h.pass(time.Minute)
	h.write(func(tx *storage.Tx) error {
		f, err := nudges.NewForming(tx, h.cohort, false)
		if n := len(f.Pool.People); n != 3 {
			t.Errorf("%d wait, want 3", n)
		}
		return err
	})
}
