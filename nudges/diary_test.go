package nudges_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// wishes has a person wish for a line at an hour, and change in other ways.
func (h *house) wishes(person string, hour int, change ...func(*cohort.Person)) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		p, err := tx.Person(person)
		p.Diary, p.DiarySince = hour, h.clock.Now()
		for _, c := range change {
			c(&p)
		}
		return errors.Join(err, tx.SavePerson(p))
	})
}

// writes has a person write something.
func (h *house) writes(person, id string, mood cohort.Mood) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveReflection(cohort.Reflection{
			ID: id, Person: person, Cohort: h.cohort.ID, Written: h.clock.Now(), Mood: mood, Visibility: cohort.OnlyMe,
		}), tx.Redraw(id, nudges.KindDiary))
	})
}

// A prompt comes every day at its hour, also on holidays, with words that change; the message shows what was answered.
func TestLineADay(t *testing.T) {
	h := open(t, 2)
	h.clock.Advance(tokyo(29, 17).Sub(h.clock.Now()))
	h.wishes("U0001", 18)
	asked := map[string]bool{}
	for range 6 { // over New Year
		h.pass(day)
		all := h.of(nudges.KindDiary)
		h.writes("U0001", all[len(all)-1].Subject, 4)
		asked[strings.SplitN(h.platform.lastTo("U0001"), "\n", 2)[0]] = true
	}
	want := []string{"12-29 18:00", "12-30 18:00", "12-31 18:00", "01-01 18:00", "01-02 18:00", "01-03 18:00"}
	if got := h.came("U0001"); !slices.Equal(got, want) || len(asked) != 6 {
		t.Errorf("it comes at %v, with %d kinds of words", got, len(asked))
	}
	if n := h.platform.received("U0002"); n != 0 {
		t.Errorf("%d messages to who wished for none", n)
	}
	h.pass(time.Minute)
	if shown := h.platform.lastTo("U0001"); !strings.Contains(shown, locale.In("ja").Say("reflect.mood_4")) {
		t.Errorf("the message shows %s", shown)
	}
	h.wishes("U0001", 0)
	h.pass(3 * day)
	if n := h.platform.received("U0001"); n != 6 {
		t.Errorf("%d messages after it was switched off", n)
	}
}

// A pause silences it, an hour that a change of the clock skips or repeats comes once, and what is late by the evening comes no more.
func TestHoursOfTheDiary(t *testing.T) {
	t.Run("a pause", func(t *testing.T) {
		h := open(t, 1)
		h.wishes("U0001", 12, func(p *cohort.Person) { p.PausedUntil = h.clock.Now().Add(3 * day) })
		h.pass(4 * day)
		if got := h.came("U0001"); !slices.Equal(got, []string{"12-03 12:00"}) {
			t.Errorf("it comes at %v", got)
		}
	})
	t.Run("a change of the clock", func(t *testing.T) {
		h := open(t, 1, "America/New_York")
		h.clock.Advance(time.Date(2027, 3, 12, 22, 0, 0, 0, time.UTC).Sub(h.clock.Now()))
		h.wishes("U0001", 12)
		h.pass(3 * day)
		for i, at := range h.platform.when {
			if local := at.In(cohort.Location("America/New_York")); local.Hour() != 12 || local.Day() != 13+i {
				t.Errorf("it comes at %s", local)
			}
		}
		if len(h.platform.when) != 3 {
			t.Errorf("it comes %d times", len(h.platform.when))
		}
	})
	t.Run("late", func(t *testing.T) {
		h := open(t, 1)
		h.wishes("U0001", 12)
		h.step()
		h.clock.Advance(tokyo(1, 14).Sub(h.clock.Now())) // nobody was there at noon
		h.pass(time.Minute)
		h.clock.Advance(tokyo(2, 21).Sub(h.clock.Now())) // nor on the next day
		h.pass(time.Minute)
		if got := h.came("U0001"); !slices.Equal(got, []string{"12-01 14:00"}) {
			t.Errorf("it comes at %v", got)
		}
	})
	t.Run("another hour, or zone, on the same day", func(t *testing.T) {
		h := open(t, 1)
		h.wishes("U0001", 12)
		h.pass(tokyo(1, 13).Sub(h.clock.Now()))
		h.wishes("U0001", 15)
		h.pass(tokyo(1, 16).Sub(h.clock.Now()))
		if got := h.came("U0001"); !slices.Equal(got, []string{"11-30 12:00", "12-01 12:00"}) {
			t.Errorf("it comes at %v", got)
		}
	})
}

// It gives way to a message of Ippo's own accord that comes at the same moment or came a short time before.
func TestDiaryGivesWay(t *testing.T) {
	for hour, came := range map[int]bool{11: true, 12: false, 13: false, 15: true} {
		t.Run(fmt.Sprint(hour), func(t *testing.T) {
			h := open(t, 1)
			h.session(300 * day)
			h.nudgesAt("0 12 * * TUE")
			h.step()
			h.clock.Advance(tokyo(1, 10).Sub(h.clock.Now()))
			h.wishes("U0001", hour)
			h.pass(tokyo(1, 19).Sub(h.clock.Now()))
			diary := slices.Contains(h.came("U0001"), fmt.Sprintf("12-01 %d:00", hour)) && hour != 12
			if got := h.came("U0001"); diary != came || !slices.Contains(got, "12-01 12:00") {
				t.Errorf("messages come at %v", got)
			}
		})
	}
}

// After seven without a line it stops, and says so once; wished for again, it begins anew.
func TestDiaryThatNobodyAnswers(t *testing.T) {
	h := open(t, 1)
	last := locale.In("ja").Say("diary.last")
	said := func() (n int) {
		for _, m := range h.platform.standing {
			n += strings.Count(m.text, last)
		}
		return n
	}
	h.wishes("U0001", 12)
	h.pass(3 * day)
	h.writes("U0001", storage.NewID(), 3) // in whichever way
	h.pass(6 * day)
	if n := said(); n != 0 {
		t.Fatalf("it is said after %d messages", h.platform.received("U0001"))
	}
	h.pass(10 * day)
	if n := h.platform.received("U0001"); n != 3+7 || said() != 1 || !strings.Contains(h.platform.lastTo("U0001"), last) {
		t.Fatalf("%d messages, and it is said %d times", n, said())
	}
	h.wishes("U0001", 12)
	h.pass(5 * day)
	if n := h.platform.received("U0001"); n != 10+5 || said() != 1 {
		t.Errorf("wished for again, %d messages come, and it is said %d times", n-10, said())
	}
}

// One that does not reach its person is not the last: it comes on another day, and only then it ends.
func TestTheLastLineADayHasToArrive(t *testing.T) {
	h := open(t, 1)
	last := locale.In("ja").Say("diary.last")
	diary := func() (hour int) {
		h.write(func(tx *storage.Tx) error {
			p, err := tx.Person("U0001")
			hour = p.Diary
			return err
		})
		return hour
	}
	h.wishes("U0001", 12)
	h.platform.refuses = last
	h.pass(8 * day)
	if n := h.platform.received("U0001"); n != 6 || diary() != 12 {
		t.Fatalf("%d messages came, and the hour is %d", n, diary())
	}
	h.platform.refuses = ""
	h.pass(3 * day)
	if n := h.platform.received("U0001"); n != 7 || diary() != 0 || !strings.Contains(h.platform.lastTo("U0001"), last) {
		t.Errorf("%d messages came, and the hour is %d", n, diary())
	}
}

// Who runs Ippo does not learn who keeps a diary.
func TestDiaryIsNobodysBusiness(t *testing.T) {
	if got := nudges.ShownKind(nudges.KindDiary); got != nudges.KindNudge {
		t.Errorf("it is shown as %s", got)
	}
	w := locale.In("ja")
	blocks := nudges.MoodBlocks(w, "r1", cohort.Reflection{})
	if faces := blocks[0].(chat.Buttons); len(faces) != nudges.Faces || faces[0].Label != w.Say("reflect.mood_5") {
		t.Errorf("the faces: %+v", faces)
	}
}
