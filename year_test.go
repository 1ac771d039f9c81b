package main

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/intake"
	"ippo/nudges"
	"ippo/sandbox"
	"ippo/storage"
)

// TestYear lets the whole year pass: every message that is expected comes exactly once, and none in the night. In trouble it
// comes a little later, and still once.
func TestYear(t *testing.T) {
	t.Run("calm", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, "ja")
		s.year(1)
		s.checkReminders()
	})
	t.Run("in trouble", func(t *testing.T) { // too many messages a minute; of every ninth call only the answer is lost
		t.Parallel()
		s := newStage(t, "ja")
		s.workspace.SetTrouble(sandbox.Trouble{PerMinute: 7, RetryAfter: 40 * time.Second, FailEvery: 9, Lost: true})
		s.year(30)
	})
}

// year lets a year pass and looks at what everybody got. A nudge comes within so many minutes of nine o'clock.
func (s *stage) year(minutes int) {
	t := s.T
	s.pass(time.Second) // so that everybody's first nudge is in sight
	zones := s.scatter()
	s.goOn(silent)
	s.until("2027-11-29T12:00")

	total := 0
	for i := 1; i <= 24; i++ {
		user := participant(i)
		zone := cohort.Location(zones[user])
		nudges, days, invitations, questions := map[string]int{}, map[string]int{}, 0, 0
		for _, m := range s.seat(user).Messages(s.seat(user).DM()) {
			local := m.Time.In(zone)
			if awake := cohort.Awake(local, zone); !awake.Equal(local) || cohort.DayOff(local, zone) {
				t.Errorf("%s is disturbed at %s", user, local)
			}
			if days[local.Format(time.DateOnly)]++; days[local.Format(time.DateOnly)] > 1 {
				t.Errorf("%s gets a second message on %s", user, local.Format(time.DateOnly))
			}
			switch text := s.workspace.Plain(m); {
			case strings.Contains(text, s.words.Say("step.heading")):
				nine := time.Date(local.Year(), local.Month(), local.Day(), 9, 0, 0, 0, zone)
				if nine.Before(demoBegins) { // it was over already where they came to
					nine = demoBegins
				}
				monday := nine.AddDate(0, 0, -(int(local.Weekday())+6)%7)
				onItsDay := local.Weekday() == time.Monday || cohort.WorkingDay(monday, zone).Equal(nine)
				if late := local.Sub(nine); !onItsDay || late < 0 || late >= time.Duration(minutes+1)*time.Minute {
					t.Errorf("%s gets a nudge at %s", user, local)
				}
				nudges[local.Format(time.DateOnly)]++
			case strings.Contains(text, s.words.Say("reflect.write")):
				invitations++
			case strings.Contains(text, s.words.Say("check_in.question")):
				questions++
			default:
				t.Errorf("%s gets something unexpected: %s", user, text)
			}
		}
		if i <= silent { // three steps, and once the question whether to go on
			if len(nudges) != 3 || questions != 1 {
				t.Errorf("%s, who never answers, gets %d steps and is asked %d times", user, len(nudges), questions)
			}
			total += 4
		} else {
			total += checkMondays(t, user, nudges, zone)
			if questions > 0 {
				t.Errorf("%s, who goes on, is asked", user)
			}
		}
		if invitations != 12 {
			t.Errorf("%s is invited to reflect %d times, want 12", user, invitations)
		}
	}
	const digests = 11 // to the organiser, of December to October
	s.checkLedger(total+24*12+36+digests, storage.Sent)
}

// silent are how many of the participants never answer a step in a year that passes by itself. The others wish for all.
const silent = 4

// goOn has all participants but the first few wish for their steps whether they answer or not.
func (s *stage) goOn(but int) {
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error {
		for i := but + 1; i <= 24; i++ {
			p, err := tx.Person(participant(i))
			if err != nil {
				return err
			}
			p.GoesOn = true
			if err := tx.SavePerson(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

// scatter gives some of the participants other zones, by importing the cohort again.
func (s *stage) scatter() map[string]string {
	_, file, err := readDemo(s.language)
	if err != nil {
		s.Fatal(err)
	}
	others := []string{"America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"}
	zones := map[string]string{}
	for i := range file.Participants {
		if i%6 == 0 {
			file.Participants[i].Zone = others[i/6]
		}
		zones[file.Participants[i].ID] = cmp.Or(file.Participants[i].Zone, file.Cohort.Zone)
	}
	did, err := apply(s.ctx, s.app.db, file, s.clock.Now(), intake.Permits{})
	if err != nil {
		s.Fatal(err)
	}
	if len(did.New) != 0 || did.NewSessions != 0 || len(did.Gone) != 0 || did.GoneSessions != 0 {
		s.Errorf("importing again changed more than the zones: %+v", did)
	}
	return zones
}

// checkMondays wants one nudge for each Monday of the year, at nine where the person is, or on the next working day if people are off there,
// and returns how many there are.
func checkMondays(t *testing.T, user string, nudges map[string]int, zone *time.Location) int {
	t.Helper()
	first := time.Date(2026, 11, 30, 9, 0, 0, 0, zone)
	last := time.Date(2027, 11, 29, 12, 0, 0, 0, demoBegins.Location())
	mondays := 0
	for day := first; !day.After(last); day = day.AddDate(0, 0, 7) {
		comes := cohort.WorkingDay(day, zone)
		if comes.After(last) {
			continue
		}
		mondays++
		if n := nudges[comes.Format(time.DateOnly)]; n != 1 {
			t.Errorf("%s gets %d nudges on %s, want 1", user, n, comes.Format(time.DateOnly))
		}
	}
	if len(nudges) != mondays {
		t.Errorf("%s gets nudges on %d days, want %d", user, len(nudges), mondays)
	}
	return mondays
}

// checkReminders wants each of the twelve sessions announced three times, exactly at its leads.
func (s *stage) checkReminders() {
	s.Helper()
	_, file, err := readDemo(s.language)
	if err != nil {
		s.Fatal(err)
	}
	want := map[string]int{}
	for _, session := range file.Sessions {
		for _, lead := range file.Cohort.Schedule.Reminders {
			want[fmt.Sprint(session.Theme, session.Starts.Add(-lead).Unix())]++
		}
	}
	for _, m := range s.seat(organizer).Messages(channel) {
		for _, session := range file.Sessions {
			if strings.Contains(s.workspace.Plain(m), session.Theme) {
				want[fmt.Sprint(session.Theme, m.Time.Unix())]--
			}
		}
	}
	for reminder, left := range want {
		if left != 0 {
			s.Errorf("the reminder %s is off by %d", reminder, -left)
		}
	}
}

// checkLedger wants so many deliveries in the outbox, all in one state.
func (s *stage) checkLedger(n int, state storage.State) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
		counts, err := tx.CountByState()
		if counts[state] != n || len(counts) != 1 {
			s.Errorf("the outbox holds %v, want %d %s", counts, n, state)
			for _, kind := range []string{nudges.KindNudge, nudges.KindInvitation, nudges.KindCheckIn, nudges.KindReminder} {
				all, err := tx.DeliveriesOf(kind)
				if err != nil {
					return err
				}
				for _, d := range all {
					if d.State != state {
						s.Errorf("%s to %s, due %s, is %s: %s", d.Occasion, d.Recipient, d.Due, d.State, d.Cause)
					}
				}
			}
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}
