package nudges_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// takesBack makes a reflection its writer's alone.
func (h *house) takesBack(id string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		r, err := tx.Reflection(id)
		r.Visibility = cohort.OnlyMe
		return errors.Join(err, tx.SetSight(id, cohort.OnlyMe, ""), nudges.Share(tx, r, h.clock.Now()))
	})
}

// spoils makes what is sealed of a reflection unreadable.
func (h *house) spoils(id string) {
	h.Helper()
	raw, err := sql.Open("sqlite3", h.path)
	if err != nil {
		h.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(`UPDATE reflections SET sealed = 'x' WHERE id = ?`, id); err != nil {
		h.Fatal(err)
	}
}

// Whoever keeps Ippo out of a room for a while does not keep words in it that are to go.
func TestWordsGoAlsoWhenIppoIsBackInTheRoom(t *testing.T) {
	for name, end := range map[string]func(h *house, id string){
		"made private": (*house).takesBack,
		"left": func(h *house, _ string) {
			h.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, h.cohort.ID, "U0001", h.clock.Now()) })
		},
		"erased": func(h *house, _ string) {
			h.write(func(tx *storage.Tx) error { return nudges.Erase(tx, "U0001", h.clock.Now()) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, 4)
			id := h.sharesWith("U0001", "辞めたいと思う", cohort.MyCohort)
			out := true
			h.platform.wrong = func(c call) error {
				if out && c.to == h.cohort.Channel {
					return &chat.Error{Fault: chat.Unreachable, Err: errors.New("not_in_channel")}
				}
				return nil
			}
			end(h, id)
			h.pass(3 * time.Hour)
			out = false
			h.pass(2 * time.Hour)
			if h.reads(h.cohort.Channel, "辞めたい") {
				t.Error("it still stands in the room")
			}
		})
	}
}

// A message that is not there any more is tried no more.
func TestMessageThatIsGoneIsLeft(t *testing.T) {
	h := open(t, 4)
	id := h.sharesWith("U0001", "辞めたいと思う", cohort.MyCohort)
	edits := 0
	h.platform.wrong = func(c call) error {
		if c.method == "edit" {
			edits++
			return &chat.Error{Fault: chat.Unreachable, Gone: true, Err: errors.New("message_not_found")}
		}
		return nil
	}
	h.takesBack(id)
	h.pass(5 * time.Hour)
	if edits != 1 {
		t.Errorf("%d edits of a message that is not there", edits)
	}
}

// Words that nobody can open any more, after a fault of the disk, hold up neither what others take back nor what others are sent.
func TestWhatCannotBeOpenedHoldsUpNobody(t *testing.T) {
	h := open(t, 4)
	one, two := h.sharesWith("U0001", "一つ目", cohort.MyCohort), h.sharesWith("U0002", "二つ目の言葉", cohort.MyCohort)
	h.spoils(one)
	h.write(func(tx *storage.Tx) error { return tx.Redraw(one, nudges.KindShared) })
	h.takesBack(two)
	h.pass(time.Minute)
	if h.reads(h.cohort.Channel, "二つ目の言葉") || h.reads(h.cohort.Channel, "一つ目") {
		t.Error("what was taken back, or can be opened no more, still stands")
	}

	h.platform.wrong = func(c call) error {
		if c.to == h.cohort.Channel {
			return noAnswer
		}
		return nil
	}
	three := cohort.Reflection{ID: storage.NewID(), Person: "U0003", Cohort: h.cohort.ID, Written: h.clock.Now(), Note: "三つ目", Visibility: cohort.MyCohort}
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveReflection(three), nudges.Share(tx, three, h.clock.Now()))
	})
	h.spoils(three.ID)
	h.announce(0, "知らせ")
	h.pass(12 * time.Hour)
	if n := h.platform.received("U0002"); n == 0 {
		t.Error("nobody else receives anything")
	}
	if d := h.of(nudges.KindShared); d[len(d)-1].State != storage.Failed {
		t.Errorf("what cannot be worded is %s (%s)", d[len(d)-1].State, d[len(d)-1].Cause)
	}
}
