package handlers_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// opensFor opens a cohort for entry from a time on, for a week, with so many places.
func (k *kitchen) opensFor(id string, from time.Time, places int) {
	k.t.Helper()
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort(id)
		c.Entry = cohort.Enrolment{From: from, Until: from.AddDate(0, 0, 7), Places: places}
		return errors.Join(err, tx.SaveCohort(c))
	})
}

func (k *kitchen) greets(person string) string {
	return k.do(chat.Event{Kind: chat.Direct, Person: person, Text: "こんにちは"})
}

func (k *kitchen) applies(person, id string) string {
	return k.submit(person, "enter", id, map[string][]string{"department": {"営業"}})
}

// in reports whether somebody takes part in a cohort.
func (k *kitchen) in(id, person string) (in bool) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) error {
		_, err := tx.Participant(id, person)
		in = err == nil
		_, err = storage.Optional(struct{}{}, err)
		return err
	})
	return in
}

// Whoever greets Ippo, opens its home or types a command while entry is open can apply: one press, one form, and they are in.
func TestStrangerApplies(t *testing.T) {
	k := newKitchen(t)
	k.opensFor("c1", now.Add(-time.Hour), 0)
	for _, answer := range []string{
		k.do(chat.Event{Kind: chat.Direct, Person: "U404", Text: "申し込む"}), k.greets("U404"), k.do(chat.Event{Kind: chat.Opened, Person: "U404"}), k.command("U404", ""), k.do(chat.Event{Kind: chat.Mention, Person: "U404"}),
	} {
		k.says(answer, "enrol.open", "Cohort", "c1")
		k.says(answer, "enrol.apply")
		if strings.Contains(answer, japanese.Say("error.stranger")) {
			t.Errorf("they are turned away as well: %s", answer)
		}
	}
	form := k.form(chat.Event{Kind: chat.Press, Person: "U404", Action: "enter", Value: "c1"})
	if len(form.Inputs) != 2 || !form.Inputs[0].(chat.TextInput).Optional {
		t.Errorf("somebody of whom nothing is known is asked for %+v", form.Inputs)
	}
	if known := k.form(chat.Event{Kind: chat.Command, Person: "U2", Command: "ippo", Text: "join"}); len(known.Inputs) != 1 {
		t.Errorf("somebody whose zone is known is asked for %+v", known.Inputs)
	}
	k.says(k.submit("U404", "enter", form.State, map[string][]string{"department": {" 営業 "}, "zone": {"Europe/Berlin"}}), "enrol.came_in", "Cohort", "c1")
	k.read(func(tx *storage.Tx) error {
		p, err := tx.Participant("c1", "U404")
		if p.Department != "営業" || p.Zone != "Europe/Berlin" || !p.OwnZone || p.Returning {
			t.Errorf("they are %+v", p)
		}
		return err
	})
	k.says(k.applies("U404", "c1"), "enrol.already_in", "Cohort", "c1")
	k.says(k.press("U404", "enter", "c1"), "enrol.already_in", "Cohort", "c1")
	k.says(k.command("U404", ""), "menu.greeting")
}

// Before entry opens, and after it has closed, whoever asks is told when.
func TestEntryThatIsNotOpen(t *testing.T) {
	k := newKitchen(t)
	k.says(k.greets("U404"), "error.stranger")
	k.says(k.command("U404", "join"), "enrol.none_open")
	when := func(at time.Time) string { return japanese.When(at.In(cohort.Location("Asia/Tokyo"))) }
	for _, test := range []struct {
		from  time.Time
		key   string
		names time.Time
	}{
		{now.Add(time.Hour), "enrol.ahead", now.Add(time.Hour)},
		{now.AddDate(0, 0, -8), "enrol.closed", now.AddDate(0, 0, -1)},
	} {
		k.opensFor("c1", test.from, 0)
		for _, answer := range []string{k.greets("U404"), k.command("U404", "join"), k.press("U404", "enter", "c1"), k.applies("U404", "c1")} {
			k.says(answer, test.key, "Cohort", "c1", "When", when(test.names))
		}
	}
	if k.in("c1", "U404") {
		t.Error("they came in all the same")
	}
}

// Where several cohorts are open, people choose; who takes part in one can come into another, and is somebody who returns there.
func TestSeveralOpenCohorts(t *testing.T) {
	k := newKitchen(t)
	k.opensFor("c1", now, 0)
	k.opensFor("c2", now, 0)
	answer := k.command("U404", "join")
	k.says(answer, "enrol.open", "Cohort", "c1")
	k.says(answer, "enrol.open", "Cohort", "c2")
	k.write(func(tx *storage.Tx) error {
		s, err := tx.Session("sc1")
		s.Starts = now.AddDate(-1, 0, 0)
		return errors.Join(err, tx.SaveSession(s))
	})
	k.says(k.command("U1", ""), "enrol.open", "Cohort", "c2") // their year is over
	k.says(k.applies("U1", "c2"), "enrol.came_in", "Cohort", "c2")
	k.read(func(tx *storage.Tx) error {
		p, err := tx.Participant("c2", "U1")
		if !p.Returning {
			t.Error("who took part before is not known to return")
		}
		f, err2 := tx.Reflection("fc1")
		if f.Person != "U1" {
			t.Error("what they wrote is gone")
		}
		return errors.Join(err, err2)
	})
}

// Who applies for a full cohort waits, knows their place, and can stop: of who is in nothing else, nothing is kept then.
func TestWaitingForAPlace(t *testing.T) {
	k := newKitchen(t)
	k.opensFor("c1", now, 1)
	k.says(k.greets("U404"), "enrol.full", "Count", 0)
	k.says(k.applies("U404", "c1"), "enrol.now_waits")
	answer := k.applies("U405", "c1")
	k.says(answer, "enrol.waits", "Cohort", "c1", "Place", 2)
	k.says(answer, "enrol.stop_waiting")
	k.says(k.applies("U405", "c1"), "enrol.waits", "Cohort", "c1", "Place", 2) // pressed again
	k.says(k.press("U404", "stop_waiting", "c1"), "enrol.stopped_waiting", "Cohort", "c1")
	k.says(k.greets("U405"), "enrol.waits", "Cohort", "c1", "Place", 1)
	k.says(k.press("U404", "stop_waiting", "c1"), "enrol.open", "Cohort", "c1")
	k.read(func(tx *storage.Tx) error {
		kept, err := tx.Kept("U404")
		if len(kept) > 0 {
			t.Errorf("of who no longer waits there is kept %+v", kept)
		}
		return err
	})
	if k.in("c1", "U404") || k.in("c1", "U405") {
		t.Error("somebody came into a full cohort")
	}
}

// Leaving is one press, says what becomes of what one wrote, tells no organiser, and can be undone for seven days though others wait.
func TestLeavingAndComingBack(t *testing.T) {
	k := newKitchen(t)
	k.opensFor("c1", now, 1)
	k.applies("U404", "c1")
	for _, page := range []string{k.command("U1", "leave"), k.press("U1", "own_ways", "")} {
		k.says(page, "enrol.leave_what")
		k.says(page, "enrol.leave")
	}
	answer := k.press("U1", "leave_cohort", "c1")
	k.says(answer, "enrol.left", "Cohort", "c1")
	k.says(answer, "enrol.held", "When", japanese.When(now.Add(cohort.PlaceHeld).In(cohort.Location("Asia/Tokyo"))))
	if k.in("c1", "U1") {
		t.Fatal("they are still in")
	}
	k.says(k.applies("U405", "c1"), "enrol.now_waits") // the place is held
	k.says(k.greets("U1"), "enrol.may_come_back", "Cohort", "c1")
	k.says(k.press("U1", "come_back", "c1"), "enrol.came_back", "Cohort", "c1")
	if !k.in("c1", "U1") {
		t.Error("they are not back")
	}
	k.says(k.press("U1", "come_back", "c1"), "enrol.already_in", "Cohort", "c1")
	if to := k.shared(); len(to) > 0 {
		t.Errorf("somebody is told: %v", to)
	}
	k.read(func(tx *storage.Tx) error {
		log, err := tx.AuditLog()
		if len(log) > 0 {
			t.Errorf("it is in the log: %+v", log)
		}
		return err
	})
	k.press("U1", "leave_cohort", "c1")
	k.write(func(tx *storage.Tx) error { return tx.Hold("c1", "U1", now) })
	k.says(k.press("U1", "come_back", "c1"), "enrol.open", "Cohort", "c1") // too late: like everybody else
	k.says(k.press("U404", "leave_cohort", "c2"), "enrol.greeting")        // somebody else's cohort
}

// However people come, go, come back and are taken out, never more are in than there are places, held ones among them.
func TestNeverMoreThanPlaces(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 16))
	for places := range 4 {
		k := newKitchen(t)
		k.write(func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) })
		k.opensFor("c1", now, places+1)
		for range 60 {
			person := fmt.Sprintf("U5%d", dice.IntN(8))
			switch dice.IntN(6) {
			case 0:
				k.press(person, "leave_cohort", "c1")
			case 1:
				k.press(person, "come_back", "c1")
			case 2:
				k.press(person, "stop_waiting", "c1")
			case 3:
				k.submit("U91", "cohort_out_sure", "c1/"+person, nil)
			case 4:
				k.submit("U91", "cohort_add", "c1", map[string][]string{"people": {person}})
			default:
				k.applies(person, "c1")
			}
			k.write(func(tx *storage.Tx) error {
				taken, err := tx.Taken("c1", now)
				in, err2 := tx.CountParticipants("c1")
				if taken > places+1 || in > taken {
					t.Fatalf("of %d places %d are taken, by %d people", places+1, taken, in)
				}
				return errors.Join(err, err2)
			})
		}
	}
}

// Of two who apply at once for the last place, one waits.
func TestTwoForTheLastPlace(t *testing.T) {
	k := newKitchen(t)
	k.opensFor("c1", now, 2)
	answers := make(chan string, 2)
	for _, person := range []string{"U404", "U405"} {
		go func() {
			reply := k.Handle(t.Context(), chat.Event{ID: person, Kind: chat.Submit, Person: person, Form: "enter", State: "c1"})
			answers <- fmt.Sprintf("%+v", plain(reply))
		}()
	}
	one, other := <-answers, <-answers
	came, waits := japanese.Say("enrol.came_in", "Cohort", "c1"), japanese.Say("enrol.now_waits")
	if strings.Contains(one, came) == strings.Contains(other, came) || strings.Contains(one, waits) == strings.Contains(other, waits) {
		t.Errorf("they are told %s and %s", one, other)
	}
}

// Somebody who stays reachable is known as an alumnus, also when their cohort is archived; and the next one by its own page.
func TestStayingReachable(t *testing.T) {
	k := newKitchen(t)
	k.says(k.press("U1", "alumnus", "c1/circles"), "error.gone") // the year goes on
	k.write(func(tx *storage.Tx) error { return nudges.Archive(tx, "c1", now) })
	k.says(k.press("U1", "alumnus", "c1/stories"), "alumni.said_stories")
	answer := k.press("U1", "alumnus", "c1/circles")
	k.says(answer, "alumni.circle_waits")
	k.says(k.press("U1", "own_ways", ""), "alumni.you_are", "Cohort", "c1")
	k.read(func(tx *storage.Tx) error {
		roles, err := k.RolesOf(tx, "U1", "c1", now)
		if !slices.Contains(roles, cohort.Alumnus) {
			t.Errorf("they are %v", roles)
		}
		others, err2 := k.RolesOf(tx, "U2", "c2", now)
		if slices.Contains(others, cohort.Alumnus) {
			t.Errorf("somebody else is %v", others)
		}
		return errors.Join(err, err2)
	})
	k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "circle"}), "alumni.rests", "Cohort", "c1")
	for _, job := range []string{"circle_join", "open"} {
		k.says(k.press("U1", job, "c1"), "alumni.rests", "Cohort", "c1")
	}
	if own := k.press("U1", "reflections", "0"); !strings.Contains(own, "秘密の言葉") {
		t.Errorf("what they wrote is not theirs to read: %s", own)
	}
	k.says(k.press("U1", "alumnus", "c1/none"), "alumni.said_none")
	k.read(func(tx *storage.Tx) error {
		all, err := tx.ReachesOf("U1")
		if len(all) > 0 {
			t.Errorf("they are reached for %+v", all)
		}
		return err
	})
	if answer := k.press("U404", "alumnus", "c1/stories"); strings.Contains(answer, japanese.Say("alumni.said_stories")) {
		t.Error("a stranger is an alumnus")
	}
}
