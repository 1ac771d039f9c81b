package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/sandbox"
	"ippo/storage"
)

// Two of the workspace who are in no cohort yet.
const (
	newcomer = "U0951"
	late     = "U0952"
)

func withNewcomers(o *sandbox.Options) {
	for _, id := range []string{newcomer, late} {
		o.People = append(o.People, sandbox.Person{ID: id, Name: id, Zone: "Asia/Tokyo", Language: o.Language})
	}
}

// says to Ippo what one says to somebody one meets.
func (s *stage) greets(user string) string {
	s.Helper()
	dm := s.seat(user).DM()
	before := len(s.seat(user).Messages(dm))
	hello := map[string]string{"ja": "こんにちは", "en": "Hello"}[s.language]
	if err := s.seat(user).Say(s.ctx, dm, hello); err != nil {
		s.Fatal(err)
	}
	s.await("an answer", func() bool { return len(s.seat(user).Messages(dm)) >= before+2 })
	return s.newest(user, dm)
}

// applies greets Ippo, presses and sends the form.
func (s *stage) applies(user string) string {
	s.Helper()
	s.says(s.greets(user), "enrol.apply")
	s.form(user, func() error { s.press(user, s.seat(user).DM(), s.words.Say("enrol.apply")); return nil })
	said := s.submit(user, map[string]any{})
	if err := s.seat(user).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
	return said
}

// desk opens a form of the organiser's from the overview of cohorts, and sends it.
func (s *stage) desk(button string, values map[string]any) string {
	s.Helper()
	s.says(s.command(organizer, "ippo", "cohort"), button)
	s.form(organizer, func() error { s.press(organizer, channel, s.words.Say(button)); return nil })
	said := s.submit(organizer, values)
	if err := s.seat(organizer).CloseModal(s.ctx); err != nil {
		s.Fatal(err)
	}
	return said
}

// From a stranger's greeting to the end of the year: somebody comes in and is welcomed, another waits and has the place of who leaves; then the cohort
// is archived, and who stays in touch is known.
func TestEntryToAlumni(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			entryToAlumni(newStage(t, language, withNewcomers))
		})
	}
}

func entryToAlumni(s *stage) {
	s.reimport(func(file *config.File) { file.Sessions = file.Sessions[:1] }) // a short year
	name := map[string]string{"ja": "第4期", "en": s.cohortName()}[s.language]
	s.says(s.greets(newcomer), "error.stranger")
	s.says(s.desk("desk.entry", map[string]any{"from": "2026-11-30", "from_time": "07:00", "until": "2026-12-20", "places": "25"}), "desk.saved", "Cohort", name)

	s.says(s.applies(newcomer), "enrol.came_in", "Cohort", name)
	s.says(s.applies(late), "enrol.waits", "Cohort", name, "Place", 1)
	s.pass(time.Minute)
	s.says(s.newest(newcomer, s.seat(newcomer).DM()), "enrol.welcome", "Cohort", name)
	s.golden("enrol_welcome", s.newest(newcomer, s.seat(newcomer).DM()))

	s.says(s.command(newcomer, "ippo", "leave"), "enrol.leave_what")
	s.press(newcomer, channel, s.words.Say("enrol.leave"))
	s.await("the word of leaving", func() bool {
		return strings.Contains(s.newest(newcomer, channel), s.words.Say("enrol.left", "Cohort", name))
	})
	s.press(newcomer, channel, s.words.Say("enrol.come_back"))
	s.await("the word of coming back", func() bool {
		return strings.Contains(s.newest(newcomer, channel), s.words.Say("enrol.came_back", "Cohort", name))
	})
	s.command(newcomer, "ippo", "leave")
	s.press(newcomer, channel, s.words.Say("enrol.leave"))
	s.await("the word of leaving", func() bool {
		return strings.Contains(s.newest(newcomer, channel), s.words.Say("enrol.left", "Cohort", name))
	})
	s.pass(time.Hour)
	s.says(s.greets(late), "enrol.waits", "Cohort", name, "Place", 1)
	s.until("2026-12-07T12:00") // the place was held for seven days
	if holds(s.dm(late), s.words.Say("enrol.place", "Cohort", name)) != 1 {
		s.Errorf("who waited is told %v", s.dm(late))
	}
	s.says(s.command(late, "ippo", ""), "menu.greeting")

	s.until("2027-01-08T22:00")
	s.until("2027-01-13T12:00") // a month after the last session, in the morning
	if n := holds(s.dm(hanako), s.words.Say("alumni.question", "Cohort", name)); n != 1 {
		s.Errorf("asked %d times whether they stay in touch: %v", n, s.dm(hanako))
	}
	s.says(s.desk("desk.archive", map[string]any{}), "desk.archived_now", "Cohort", name)
	s.press(hanako, s.seat(hanako).DM(), s.words.Say("alumni.stories"))
	s.await("the answer in its place", func() bool { return holds(s.dm(hanako), s.words.Say("alumni.said_stories")) == 1 })
	before := len(s.seat(hanako).Messages(s.seat(hanako).DM()))
	s.until("2027-03-01T12:00")
	if after := len(s.seat(hanako).Messages(s.seat(hanako).DM())); after != before {
		s.Errorf("an archived cohort sends %v", s.dm(hanako)[before:])
	}
	s.read(func(tx *storage.Tx) error {
		alumna, err := tx.ReachesOf(hanako)
		if len(alumna) != 1 || !alumna[0].Stories {
			s.Errorf("she is reached for %+v", alumna)
		}
		return err
	})
}

func (s *stage) cohortName() (name string) {
	s.read(func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		name = all[0].Name
		return err
	})
	return name
}

func (s *stage) read(do func(*storage.Tx) error) {
	s.Helper()
	if err := s.app.db.Read(s.ctx, do); err != nil {
		s.Fatal(err)
	}
}

// An import leaves alone who came in by themselves, and who left; and asks before an archived cohort runs again.
func TestImportAndWhoCameByThemselves(t *testing.T) {
	s := newStage(t, "ja", withNewcomers)
	s.desk("desk.entry", map[string]any{"from": "2026-11-30", "from_time": "07:00", "until": "2026-12-20"})
	s.applies(newcomer)
	s.command(hanako, "ippo", "leave")
	s.press(hanako, channel, s.words.Say("enrol.leave"))
	s.await("the word of leaving", func() bool { return strings.Contains(s.newest(hanako, channel), s.words.Say("enrol.come_back")) })
	var c cohort.Cohort
	look := func() (in map[string]bool) {
		in = map[string]bool{}
		s.read(func(tx *storage.Tx) error {
			all, err := tx.Cohorts()
			c = all[0]
			people, err2 := tx.Participants(c.ID)
			for _, p := range people {
				in[p.ID] = true
			}
			return errors.Join(err, err2)
		})
		return in
	}
	s.reimport(func(*config.File) {})
	if in := look(); !in[newcomer] || in[hanako] || !in[taro] || c.Entry.At(s.clock.Now()) != cohort.EntryOpen {
		t.Errorf("in are %v, and entry is %+v", in, c.Entry)
	}
	if err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error { return tx.Archive(c.ID, s.clock.Now()) }); err != nil {
		t.Fatal(err)
	}
	_, file, err := readDemo("ja")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := apply(s.ctx, s.app.db, file, s.clock.Now(), intake.Permits{Remove: true}); !errors.Is(err, intake.ErrArchived) {
		t.Errorf("an archived cohort: %v", err)
	}
	if did, err := apply(s.ctx, s.app.db, file, s.clock.Now(), intake.Permits{Reopen: true}); err != nil || did.StayedAway != 1 {
		t.Errorf("said on purpose: %+v, %v", did, err)
	}
	if look(); !c.Archived.IsZero() {
		t.Error("it is still archived")
	}
}

// What organisers do about cohorts, in forms that Slack takes: the list, people in and out, the basics, and the next cohort. A file that knows a cohort by
// the name before finds it still.
func TestDeskOfCohorts(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			deskOfCohorts(newStage(t, language, withNewcomers))
		})
	}
}

func deskOfCohorts(s *stage) {
	name := s.cohortName()
	overview := s.command(organizer, "ippo", "cohort")
	s.golden("enrol_desk", overview)
	s.press(organizer, channel, s.words.Say("desk.roster"))
	s.await("the list", func() bool {
		return strings.Contains(s.newest(organizer, channel), s.words.Say("desk.roster_of", "Cohort", name))
	})
	s.form(organizer, func() error { s.press(organizer, channel, s.words.Say("desk.add")); return nil })
	s.says(s.submit(organizer, map[string]any{"people": []string{newcomer, late}}), "desk.added", "Count", 2)
	s.closes(organizer)
	s.pass(time.Minute)
	s.says(s.newest(newcomer, s.seat(newcomer).DM()), "enrol.welcome", "Cohort", name)

	s.form(organizer, func() error { s.press(organizer, channel, s.words.Say("desk.take_out")); return nil })
	s.says(s.submit(organizer, map[string]any{"people": []string{late}}), "desk.out_question", "Cohort", name)
	s.says(s.submit(organizer, nil), "desk.taken_out", "Count", 1)
	s.closes(organizer)

	s.says(s.desk("desk.basics", map[string]any{"name": "Ω", "channel": channel}), "desk.saved", "Cohort", "Ω")
	s.says(s.desk("desk.next", map[string]any{"name": "Ψ", "channel": "C0777"}), "desk.made", "Cohort", "Ψ")
	s.reimport(func(*config.File) {})
	s.read(func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		old, err2 := tx.CohortNamed(name)
		next, err3 := tx.CohortNamed("Ψ")
		if len(all) != 2 || next.Follows != old.ID || !next.Draft {
			s.Errorf("there are %+v", all)
		}
		_, err4 := tx.Participant(old.ID, newcomer)
		return errors.Join(err, err2, err3, err4)
	})
}
