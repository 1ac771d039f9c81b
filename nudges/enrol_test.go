package nudges_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// entry opens the house's cohort for a month, with so many places.
func (h *house) entry(places int) {
	h.Helper()
	h.cohort.Entry = cohort.Enrolment{From: begins, Until: begins.Add(30 * day), Places: places}
	h.write(func(tx *storage.Tx) error { return tx.SaveCohort(h.cohort) })
}

// applies has somebody apply, and returns what came of it.
func (h *house) applies(person string) (outcome nudges.Outcome) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		p, err := storage.Optional(tx.Person(person))
		if p.ID == "" {
			p = cohort.Person{ID: person, Zone: "Asia/Tokyo"}
		}
		if err == nil {
			outcome, err = nudges.Apply(tx, h.cohort, cohort.Participant{Person: p, Cohort: h.cohort.ID}, h.clock.Now())
		}
		return err
	})
	return outcome
}

func (h *house) goes(person string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error { return nudges.LeaveBySelf(tx, h.cohort.ID, person, h.clock.Now()) })
}

// in lists who takes part.
func (h *house) in() (all []string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		people, err := tx.Participants(h.cohort.ID)
		for _, p := range people {
			all = append(all, p.ID)
		}
		return err
	})
	return all
}

// heard is all that came to somebody.
func (h *house) heard(person string) (all []string) {
	for _, m := range h.platform.standing {
		if m.to == person {
			all = append(all, m.text)
		}
	}
	return all
}

func (h *house) hears(person, key string, pairs ...any) {
	h.Helper()
	if sentence := locale.In("ja").Say(key, pairs...); !strings.Contains(strings.Join(h.heard(person), "\n"), sentence) {
		h.Errorf("%s does not hear %q, but %v", person, sentence, h.heard(person))
	}
}

// Three messages come in the first week of who came in by themselves, by day; to who stands in the file none.
func TestFirstWeek(t *testing.T) {
	h := open(t, 1)
	h.session(20 * day)
	h.entry(0)
	h.clock.Advance(12 * time.Hour) // ten in the evening
	if got := h.applies("U0404"); got != nudges.CameIn {
		t.Fatalf("it came out as %s", got)
	}
	h.pass(9 * day)
	if got, want := h.came("U0404"), []string{"12-01 08:00", "12-03 08:00", "12-06 08:00"}; !slices.Equal(got, want) {
		t.Errorf("it came %v, want %v", got, want)
	}
	h.hears("U0404", "enrol.welcome", "Cohort", "第4期")
	h.hears("U0404", "enrol.next_session")
	h.hears("U0404", "enrol.welcome_private")
	h.hears("U0404", "enrol.welcome_first")
	if strings.Contains(fmt.Sprint(h.heard("U0404")), locale.In("ja").Say("enrol.welcome_late")) {
		t.Error("the year has not begun, and they are told that it has")
	}
	if got := h.heard("U0001"); len(got) > 0 {
		t.Errorf("who stands in the file is told %v", got)
	}
}

// Who returns is greeted as such, and who comes late is told when everybody meets next; a pause and leaving end it.
func TestFirstWeekOfOthers(t *testing.T) {
	h := open(t, 1)
	h.session(-20 * day)
	h.write(func(tx *storage.Tx) error { // an earlier year, and a session to come
		old := h.cohort
		old.ID, old.Name = "old", "第3期"
		p := cohort.Person{ID: "U0404", Zone: "Asia/Tokyo"}
		return errors.Join(tx.SaveCohort(old), tx.SavePerson(p), tx.SaveParticipant(cohort.Participant{Person: p, Cohort: "old"}),
			tx.SaveSession(cohort.Session{ID: "o1", Cohort: "old", Number: 1, Theme: "昔", Starts: begins.AddDate(-1, 0, 0), Minutes: 60}),
			tx.SaveSession(cohort.Session{ID: "s2", Cohort: h.cohort.ID, Number: 2, Theme: "海外", Starts: begins.Add(20 * day), Minutes: 60}))
	})
	h.entry(0)
	h.applies("U0404")
	h.applies("U0405")
	h.applies("U0406")
	h.pass(time.Hour)
	h.hears("U0404", "enrol.welcome_back", "Cohort", "第4期")
	h.hears("U0405", "enrol.welcome_late")
	h.write(func(tx *storage.Tx) error {
		p, err := tx.Person("U0405")
		p.PausedUntil = cohort.Forever
		return errors.Join(err, tx.SavePerson(p))
	})
	h.goes("U0406")
	h.pass(7 * day)
	for person, want := range map[string]int{"U0404": 3, "U0405": 1, "U0406": 1} {
		if got := h.heard(person); len(got) != want {
			t.Errorf("to %s came %d messages: %v", person, len(got), got)
		}
	}
	h.write(func(tx *storage.Tx) error { // back by the place that is held: nothing is said again
		back, err := nudges.ComeBack(tx, h.cohort, "U0406", begins.Add(time.Hour+cohort.PlaceHeld-time.Minute))
		if !back {
			t.Error("the place was not held")
		}
		return err
	})
	h.pass(7 * day)
	if got := h.heard("U0406"); len(got) != 1 {
		t.Errorf("who came back hears %v", got)
	}
}

// A place that becomes free goes to the first in line, when it is no longer held; places that are added go at once, in order. They are told, and
// their first week begins the day after.
func TestLineMovesUp(t *testing.T) {
	h := open(t, 2)
	h.session(40 * day)
	h.entry(2)
	for _, person := range []string{"U0409", "U0408", "U0407"} {
		if got := h.applies(person); got != nudges.NowWaits {
			t.Fatalf("%s: %s", person, got)
		}
	}
	h.goes("U0001")
	h.pass(cohort.PlaceHeld - time.Minute)
	if got := h.in(); !slices.Equal(got, []string{"U0002"}) {
		t.Errorf("while the place is held there are %v", got)
	}
	h.pass(2 * time.Minute)
	if got := h.in(); !slices.Equal(got, []string{"U0002", "U0409"}) {
		t.Errorf("then there are %v", got)
	}
	h.hears("U0409", "enrol.place", "Cohort", "第4期")
	h.pass(day)
	if got, want := h.came("U0409"), []string{"12-07 10:00", "12-08 08:00"}; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("it came %v, want %v", got, want)
	}
	h.cohort.Entry.Places = 4
	h.write(func(tx *storage.Tx) error { return tx.SaveCohort(h.cohort) })
	h.pass(time.Minute)
	if got := h.in(); !slices.Equal(got, []string{"U0002", "U0407", "U0408", "U0409"}) {
		t.Errorf("with more places there are %v", got)
	}
}

// Over weeks of coming, going, coming back and places that change, never more are in than there ever were places, those who wait come in in order,
// and a place that is free for somebody who waits is theirs.
func TestPlacesOverWeeks(t *testing.T) {
	for seed := range uint64(3) {
		dice := rand.New(rand.NewPCG(seed, 16))
		h := open(t, 0)
		h.session(300 * day)
		places := 3
		h.entry(places)
		var line []string
		for range 60 {
			person := fmt.Sprintf("U05%02d", dice.IntN(9))
			switch dice.IntN(8) {
			case 0, 1:
				if slices.Contains(h.in(), person) {
					h.goes(person)
				}
			case 2:
				places++
				h.entry(places)
			case 3:
				h.write(func(tx *storage.Tx) error {
					_, err := storage.Optional(struct{}{}, nudges.StopWaiting(tx, h.cohort.ID, person, h.clock.Now()))
					return err
				})
				line = slices.DeleteFunc(line, func(w string) bool { return w == person })
			default:
				if h.applies(person) == nudges.NowWaits {
					line = append(line, person)
				}
			}
			h.pass(time.Duration(dice.IntN(70)) * time.Hour)
			h.write(func(tx *storage.Tx) error {
				now := h.clock.Now()
				taken, err := tx.Taken(h.cohort.ID, now)
				waiting, err2 := tx.Waiting(h.cohort.ID)
				if taken > places || taken < places && len(waiting) > 0 {
					t.Fatalf("seed %d: of %d places %d are taken, and %d wait", seed, places, taken, len(waiting))
				}
				var still []string
				for _, a := range waiting {
					still = append(still, a.Person)
				}
				if !slices.Equal(line[max(0, len(line)-len(still)):], still) { // whoever came in stood in front
					t.Fatalf("seed %d: %v waited, and now %v", seed, line, still)
				}
				line = still
				return errors.Join(err, err2)
			})
			if places > 6 {
				places = 9
				h.entry(places)
			}
		}
	}
}

// The next cohort is told of once, not to who pauses or is in it already.
func TestInvitationToTheNextCohort(t *testing.T) {
	h := open(t, 3)
	next := h.cohort
	next.ID, next.Name, next.Follows, next.Entry = "next", "第5期", h.cohort.ID, cohort.Enrolment{From: begins, Until: begins.Add(9 * day)}
	h.write(func(tx *storage.Tx) error {
		p, err := tx.Person("U0002")
		p.PausedUntil = cohort.Forever
		err2 := errors.Join(tx.SavePerson(p), tx.SaveCohort(next))
		third, err3 := tx.Person("U0003")
		return errors.Join(err, err2, err3, tx.SaveParticipant(cohort.Participant{Person: third, Cohort: "next"}))
	})
	for _, want := range []int{2, 0} {
		h.write(func(tx *storage.Tx) error {
			told, err := nudges.InviteAgain(tx, next, h.clock.Now())
			if told != want {
				t.Errorf("%d are told, not %d", told, want)
			}
			return err
		})
	}
	h.pass(2 * day)
	h.hears("U0001", "enrol.again", "Cohort", "第5期")
	for person, want := range map[string]int{"U0001": 1, "U0002": 0, "U0003": 0} {
		if got := h.heard(person); len(got) != want {
			t.Errorf("%s hears %v", person, got)
		}
	}
}

// Who speaks or organises is not erased because they no longer wait for a place.
func TestSpeakerStopsWaiting(t *testing.T) {
	t.Parallel()
	h := open(t, 1)
	s := h.session(24 * time.Hour)
	h.write(func(tx *storage.Tx) error {
		s, err := tx.Session(s.ID)
		s.SpeakerIDs = []string{"U7001"}
		other := cohort.Cohort{ID: storage.NewID(), Name: "別の期", Zone: "Asia/Tokyo", Organizers: []string{"U7002"}}
		err = errors.Join(err, tx.ChangeSession(s), tx.SaveCohort(other))
		for _, person := range []string{"U7001", "U7002", "U7003"} {
			err = errors.Join(err, tx.SavePerson(cohort.Person{ID: person, Zone: "Asia/Tokyo"}))
			_, failed := tx.Apply(cohort.Application{Cohort: h.cohort.ID, Person: person, Asked: h.clock.Now()})
			err = errors.Join(err, failed, nudges.StopWaiting(tx, h.cohort.ID, person, h.clock.Now()))
		}
		return err
	})
	h.write(func(tx *storage.Tx) error {
		s, err := tx.Session(s.ID)
		if len(s.SpeakerIDs) != 1 {
			t.Errorf("the session is spoken at by %v", s.SpeakerIDs)
		}
		for person, kept := range map[string]bool{"U7001": true, "U7002": true, "U7003": false} {
			if _, unknown := tx.Person(person); (unknown == nil) != kept {
				t.Errorf("%s: %v", person, unknown)
			}
		}
		return err
	})
}
