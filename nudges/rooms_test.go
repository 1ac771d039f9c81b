package nudges_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// What becomes of a circle's room where people join and leave before it is there.

// formed keeps a circle that the first of these people opened, and whose room is to be opened.
func (h *house) formed(people ...string) cohort.Circle {
	h.Helper()
	circle := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Number: 1, Members: people, Formed: h.clock.Now(), Opener: people[0]}
	h.write(func(tx *storage.Tx) error { return tx.SaveCircle(circle) })
	h.introduce(circle)
	return circle
}

func (h *house) joins(circle cohort.Circle, person string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error { return nudges.Join(tx, h.cohort.ID, circle.ID, person, h.clock.Now()) })
}

func (h *house) leaves(person string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error { return nudges.Leave(tx, h.cohort.ID, person, h.clock.Now()) })
}

// standing is a circle as it stands.
func (h *house) standing(id string) (c cohort.Circle) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		c, err = tx.Circle(id)
		return err
	})
	return c
}

// of lists the deliveries of a kind.
func (h *house) of(kind string) (all []storage.Delivery) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		all, err = tx.DeliveriesOf(kind)
		return err
	})
	return all
}

// made counts the calls of a method for a person, or to a room.
func (h *house) made(method, to string) (n int) {
	for _, c := range h.platform.calls {
		if c.method == method && c.to == to {
			n++
		}
	}
	return n
}

// trying claims the introduction of a circle, as if its room were being opened just now.
func (h *house) trying() storage.Delivery {
	h.Helper()
	var d storage.Delivery
	h.write(func(tx *storage.Tx) (err error) {
		d, err = tx.Claim(h.clock.Now())
		return err
	})
	return d
}

func TestWhoJoinsHasARoomOpenedThatCouldNotBe(t *testing.T) {
	for _, fault := range []chat.Fault{chat.Refused, chat.Cut} { // it fails, or is cancelled after a week
		h := open(t, 5)
		circle := h.formed("U0001", "U0002", "U0003")
		h.platform.roomless = &chat.Error{Fault: fault, Err: errors.New("restricted_action")}
		h.pass(8 * 24 * time.Hour)
		if d := h.of(nudges.KindCircle)[0]; !d.Unsent() {
			t.Fatalf("after a week without a room the introduction is %s", d.State)
		}
		h.platform.roomless = nil
		h.joins(circle, "U0004")
		h.pass(time.Minute)
		if d := h.of(nudges.KindCircle)[0]; d.State != storage.Sent || h.standing(circle.ID).Channel == "" {
			t.Errorf("the introduction is %s: %s", d.State, d.Cause)
		}
		if all := h.of(nudges.KindJoined); len(all) != 0 {
			t.Errorf("who is introduced is welcomed, too: %+v", all)
		}
	}
}

func TestWhoJoinsWhileTheRoomIsBeingOpened(t *testing.T) {
	for _, opens := range []bool{true, false} {
		h := open(t, 5)
		circle := h.formed("U0001", "U0002", "U0003")
		introduction := h.trying()
		h.joins(circle, "U0004")
		h.pass(time.Second)
		joined := h.of(nudges.KindJoined)
		if len(joined) != 1 || joined[0].State != storage.Waiting || joined[0].Cause != "rooms are being opened" {
			t.Fatalf("who joins waits as %+v", joined)
		}
		h.write(func(tx *storage.Tx) error {
			if opens {
				return errors.Join(tx.SetCircleChannel(circle.ID, "C0002"), tx.Deliver(introduction.ID, "C0002", "1", h.clock.Now()))
			}
			return tx.Drop(introduction.ID, storage.Failed, "refused: restricted_action")
		})
		h.pass(time.Minute)
		joined = h.of(nudges.KindJoined)
		if opens && (joined[0].State != storage.Sent || h.made("admit", "U0004") != 1) {
			t.Errorf("the room is open, and who joined is not in it: %s, %s", joined[0].State, joined[0].Cause)
		}
		if !opens && (joined[0].State != storage.Cancelled || joined[0].Cause != "the room could not be opened") {
			t.Errorf("there is no room to come: %s, %s", joined[0].State, joined[0].Cause)
		}
	}
}

func TestWhoLeavesWhileTheRoomIsBeingOpened(t *testing.T) {
	h := open(t, 5)
	h.formed("U0001", "U0002", "U0003", "U0004")
	h.write(func(tx *storage.Tx) error { // the room was made, and the answer got lost
		d, err := tx.Claim(h.clock.Now())
		return errors.Join(err, tx.PutOff(d.ID, h.clock.Now().Add(10*time.Minute), "temporary: 503"))
	})
	h.leaves("U0003")
	h.pass(5 * time.Minute)
	if d := h.of(nudges.KindLeaving)[0]; d.State != storage.Waiting || h.made("dismiss", "U0003") != 0 {
		t.Fatalf("before the room is known, leaving is %s: %s", d.State, d.Cause)
	}
	h.pass(10 * time.Minute)
	if h.made("dismiss", "U0003") != 1 {
		t.Error("who left is in the room still")
	}

	h = open(t, 5)
	h.clock.Advance(13 * time.Hour) // it is night: no room is opened
	h.formed("U0001", "U0002", "U0003", "U0004")
	h.leaves("U0003")
	h.pass(time.Minute)
	if d := h.of(nudges.KindLeaving)[0]; d.State != storage.Cancelled {
		t.Errorf("nothing was tried before they left, and leaving is %s", d.State)
	}
}

// The first who joins an opened circle leaves again before there is a room: it is open as before, and nobody is told anything.
func TestOpenedCircleWaitsAgain(t *testing.T) {
	h := open(t, 5)
	now := h.clock.Now()
	circle := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Opener: "U0001", Topic: "license", Places: 3}
	h.write(func(tx *storage.Tx) error {
		return errors.Join(
			tx.SaveWish(cohort.Wish{Cohort: h.cohort.ID, Person: "U0001", Slots: []string{"tue-19", "thu-20"}, Asked: now}),
			tx.SaveWish(cohort.Wish{Cohort: h.cohort.ID, Person: "U0002", Slots: []string{"thu-20"}, Asked: now}),
			tx.SaveWish(cohort.Wish{Cohort: h.cohort.ID, Person: "U0003", Slots: []string{"tue-19"}, Asked: now}),
			nudges.Open(tx, circle, now),
		)
	})
	h.joins(circle, "U0002")
	if slot := h.standing(circle.ID).Slot; slot != "thu-20" {
		t.Fatalf("the two meet at %q", slot)
	}
	h.leaves("U0002")
	h.pass(time.Minute)
	c := h.standing(circle.ID)
	if !c.OpenerAlone() || c.Slot != "" || c.Channel != "" || slices.ContainsFunc(c.Reasons, func(r cohort.Reason) bool { return r.Kind == cohort.SharedSlot }) {
		t.Errorf("it stands as %+v", c)
	}
	if n := len(h.of(nudges.KindLeftAlone)); n != 0 || strings.Contains(h.platform.lastTo("C0001"), "終わりました") {
		t.Errorf("%d are told that the others left; the channel reads %s", n, h.platform.lastTo("C0001"))
	}
	h.joins(circle, "U0003")
	h.pass(time.Minute)
	if c := h.standing(circle.ID); c.Channel == "" || c.Slot != "tue-19" || h.of(nudges.KindCircle)[0].State != storage.Sent {
		t.Errorf("with the next it stands as %+v", c)
	}
}
