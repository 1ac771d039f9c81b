package nudges_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// over is a house whose cohort is over: its last session ends in two hours, and what people wrote is kept for 180 days. Two have written.
func over(t *testing.T) *house {
	t.Helper()
	h := open(t, 3)
	h.cohort.Keeps = 180 * day
	h.cohort.Schedule.Reflection = -time.Hour
	h.write(func(tx *storage.Tx) error { return tx.SaveCohort(h.cohort) })
	h.session(time.Second)
	h.write(func(tx *storage.Tx) error { // nobody is asked whether they stay in touch: what comes is counted
		_, err := tx.Plan("alumni/"+h.cohort.ID, begins)
		return err
	})
	h.noted("U0001")
	h.noted("U0002")
	return h
}

func (h *house) noted(person string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		return tx.SaveReflection(cohort.Reflection{
			ID: storage.NewID(), Person: person, Cohort: h.cohort.ID, Written: h.clock.Now(), Note: "言葉", Visibility: cohort.OnlyMe,
		})
	})
}

// wrote counts what a person wrote that is kept; -1: they are not known any more.
func (h *house) wrote(person string) (n int) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		_, err := tx.Person(person)
		if errors.Is(err, storage.ErrNotFound) {
			n = -1
			return nil
		}
		n, err = tx.CountReflections(person)
		return err
	})
	return n
}

// A month before the time is over, who wrote something is asked, once; then all of it is erased, unless they wish to keep it.
func TestWhatIsKeptHasItsTime(t *testing.T) {
	h := over(t)
	h.pass(149 * day)
	if h.platform.received("U0001") > 0 {
		t.Error("asked too early")
	}
	h.pass(2 * day)
	if h.platform.received("U0001") != 1 || h.platform.received("U0002") != 1 || h.platform.received("U0003") != 0 {
		t.Error("not asked, or too often, or who wrote nothing")
	}
	var until time.Time
	h.write(func(tx *storage.Tx) (err error) {
		until, err = nudges.KeepLonger(tx, "U0002", h.clock.Now())
		return err
	})
	h.pass(28 * day)
	if h.wrote("U0001") != 1 {
		t.Error("erased too early")
	}
	h.pass(2 * day)
	if h.wrote("U0001") != -1 || h.wrote("U0002") != 1 || h.wrote("U0003") != 0 {
		t.Error("not erased, or somebody else")
	}
	h.pass(until.Sub(h.clock.Now()) - 29*day)
	if h.platform.received("U0002") != 2 {
		t.Errorf("after another year asked %d times", h.platform.received("U0002"))
	}
	h.pass(31 * day)
	if h.wrote("U0002") != -1 {
		t.Error("kept for ever")
	}
}

// Nobody is erased who was never asked.
func TestNobodyIsErasedUnasked(t *testing.T) {
	h := over(t)
	h.platform.wrong = func(c call) error {
		if c.to == "U0001" {
			return &chat.Error{Fault: chat.Unreachable, Err: errors.New("user_disabled")}
		}
		return nil
	}
	h.pass(300 * day)
	if h.wrote("U0001") != 1 || h.wrote("U0002") != -1 {
		t.Fatal("somebody was erased who was never asked, or nobody was")
	}
	h.platform.wrong = nil
	for range 15 {
		if h.platform.received("U0001") == 0 {
			h.pass(day)
		}
	}
	h.pass(13 * day)
	if h.platform.received("U0001") != 1 || h.wrote("U0001") != 1 {
		t.Error("they are back, and were not asked again, or erased at once")
	}
	h.pass(2 * day)
	if h.wrote("U0001") != -1 {
		t.Error("kept although they were asked by now")
	}
}

// Who takes part in a newer cohort keeps what they wrote in the older ones, and so do those of a cohort without an end.
func TestAlumniKeepTheirHistory(t *testing.T) {
	h := over(t)
	newer := h.cohort
	newer.ID, newer.Name, newer.Keeps, newer.Channel = storage.NewID(), "第5期", 0, "C0005"
	h.write(func(tx *storage.Tx) error {
		s := cohort.Session{ID: storage.NewID(), Cohort: newer.ID, Number: 1, Theme: "次", Starts: h.clock.Now().Add(200 * day), Minutes: 60}
		p := cohort.Participant{Person: cohort.Person{ID: "U0002"}, Cohort: newer.ID}
		return errors.Join(tx.SaveCohort(newer), tx.SaveSession(s), tx.SaveParticipant(p))
	})
	h.pass(400 * day)
	if h.wrote("U0001") != -1 || h.wrote("U0002") != 1 {
		t.Error("the history of somebody who goes on is gone, or that of nobody")
	}
	h.pass(170 * day)
	if h.wrote("U0002") != -1 || !strings.Contains(h.platform.lastTo("U0002"), "第5期") {
		t.Errorf("after the newer one too: %s", h.platform.lastTo("U0002"))
	}
}

// What fails for one person holds up nobody else, is tried less and less often, and goes well in the end.
func TestRetentionThatFailsIsTriedLessAndLess(t *testing.T) {
	h := over(t)
	h.pass(179 * day)
	h.sql(`CREATE TRIGGER stuck BEFORE DELETE ON people WHEN OLD.id = 'U0001' BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
	failed := 0
	for range 2 * 24 * 6 {
		h.clock.Advance(10 * time.Minute)
		if _, err := h.engine.Step(t.Context()); err != nil {
			failed++
		}
	}
	if h.wrote("U0001") != 1 || h.wrote("U0002") != -1 {
		t.Fatal("the trigger holds nobody, or the other as well")
	}
	if failed < 10 || failed > 60 {
		t.Errorf("%d attempts in two days", failed)
	}
	h.sql(`DROP TRIGGER stuck`)
	h.pass(2 * time.Hour)
	if h.wrote("U0001") != -1 {
		t.Error("never tried again")
	}
}
