package handlers_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

var update = flag.Bool("update", false, "write the expected pages anew")

// golden compares a text with the one that is kept.
func golden(t *testing.T, language, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", language, name+".txt")
	text = strings.TrimSpace(text) + "\n"
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s differs\n--- want\n%s--- got\n%s", path, want, text)
	}
}

// home is somebody's page, as blocks.
func (k *kitchen) home(person string) []chat.Block {
	k.t.Helper()
	k.serial++
	reply := k.Handle(context.Background(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Opened, Person: person})
	if reply.Home == nil {
		k.t.Fatalf("%s has no home: %+v", person, plain(reply))
	}
	return reply.Home.Blocks
}

func asText(blocks []chat.Block) string {
	return chat.Plain(chat.Lines(chat.Message{Blocks: blocks}, func(id string) string { return id }))
}

// year is a cohort of one person with a session a month: the first begins so long after now, or did before.
func (k *kitchen) year(id, person string, first time.Duration, sessions int) cohort.Cohort {
	k.t.Helper()
	c := cohort.Cohort{ID: id, Name: "第" + id + "期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C" + id, Organizers: []string{"U" + id + "org"},
		Schedule: cohort.Schedule{Nudge: "0 9 * * MON", Reflection: 30 * time.Minute}}
	k.write(func(tx *storage.Tx) error {
		p := cohort.Participant{Person: cohort.Person{ID: person, Zone: "Asia/Tokyo"}, Cohort: id}
		err := errors.Join(tx.SaveCohort(c), tx.SavePerson(p.Person), tx.SaveParticipant(p))
		for i := range sessions {
			s := cohort.Session{ID: fmt.Sprintf("%s-%d", id, i), Cohort: id, Number: i + 1, Theme: "人生の棚卸し", Starts: now.Add(first).AddDate(0, i, 0), Minutes: 120,
				Speakers: []string{"山川 (国際NGO)"}, Link: "https://example.com/s"}
			err = errors.Join(err, tx.SaveSession(s))
		}
		return err
	})
	return c
}

// lives puts one person into each state that a home has something of its own for.
func (k *kitchen) lives() map[string]string {
	const hour, day = time.Hour, 24 * time.Hour
	k.year("10", "Ubefore", 20*day, 3)
	k.year("11", "Ubetween", -400*day, 2)
	k.year("12", "Ubetween", 20*day, 3)
	k.year("13", "Uunplanned", 0, 0)
	k.year("14", "Usession", 3*hour, 3)
	k.year("24", "Ucoming", -hour/2, 3)
	k.year("15", "Ustep", 9*day, 3)
	k.year("16", "Uquiet", -20*day, 3)
	k.year("17", "Umeeting", -20*day, 3)
	k.year("18", "Umet", -20*day, 3)
	k.year("19", "Uinvited", -3*hour, 3)
	k.year("20", "Upaused", 9*day, 3)
	k.year("21", "Uafter", -100*day, 2)
	k.year("22", "Ualumnus", -20*day, 3)
	k.year("23", "Uboth", 9*day, 3)
	offer := func(tx *storage.Tx, person, cohortID string) error {
		return tx.SaveOffer(cohort.Offer{ID: "o" + person, Person: person, Cohort: cohortID, Step: "pension", Answer: cohort.Open, Offered: now.Add(-hour)})
	}
	circle := func(tx *storage.Tx, person, cohortID string, m cohort.Meeting) error {
		other := cohort.Participant{Person: cohort.Person{ID: person + "2", Zone: "Asia/Tokyo"}, Cohort: cohortID}
		m.ID, m.Circle, m.Number, m.Host, m.Minutes = "m"+person, "k"+person, 2, person, 60
		return errors.Join(tx.SavePerson(other.Person), tx.SaveParticipant(other), tx.SaveCircle(cohort.Circle{
			ID: m.Circle, Cohort: cohortID, Number: 1, Members: []string{person, other.ID}, Channel: "G" + person, Formed: now.Add(-10 * day)}), tx.SaveMeeting(m))
	}
	k.write(func(tx *storage.Tx) error {
		err := errors.Join(offer(tx, "Ustep", "15"), offer(tx, "Uquiet", "16"), offer(tx, "Upaused", "20"), offer(tx, "Uafter", "21"),
			tx.Attend("24-0", "Ucoming", cohort.Attending, now), tx.AnswerOffer("oUquiet", cohort.Open, cohort.Trying, now), tx.PlanOffer("oUquiet", now.Add(2*day), "", true),
			circle(tx, "Uquiet", "16", cohort.Meeting{State: cohort.Fixed, Starts: now.Add(5 * day)}),
			circle(tx, "Umeeting", "17", cohort.Meeting{State: cohort.Proposed, Proposed: now.Add(-hour), Times: []time.Time{now.Add(5 * day), now.Add(12 * day)}}),
			circle(tx, "Umet", "18", cohort.Meeting{State: cohort.Fixed, Starts: now.Add(-5 * hour)}),
			tx.Leave("22", "Ualumnus", now.Add(-day)))
		paused, failed := tx.Person("Upaused")
		paused.PausedUntil = now.Add(7 * day)
		c, gone := tx.Cohort("23")
		c.Organizers = []string{"Uboth"}
		return errors.Join(err, failed, gone, tx.SavePerson(paused), tx.SaveCohort(c))
	})
	return map[string]string{
		"stranger": "U404", "alumnus": "Ualumnus", "before": "Ubefore", "between": "Ubetween", "unplanned": "Uunplanned", "session": "Usession", "coming": "Ucoming", "step": "Ustep",
		"quiet": "Uquiet", "meeting": "Umeeting", "met": "Umet", "invited": "Uinvited", "paused": "Upaused", "after": "Uafter", "both": "Uboth",
	}
}

// Whoever opens their page finds one thing for today, and never an empty page: in each state, in each language.
func TestHomeInEveryState(t *testing.T) {
	k := newKitchen(t)
	all := k.lives()
	for _, language := range locale.Languages() {
		for name, person := range all {
			k.speaks(person, language)
			blocks := k.home(person)
			golden(t, language, "home_"+name, asText(blocks))
			if !chat.Fits(blocks...) {
				t.Errorf("%s does not fit", name)
			}
		}
	}
}

// speaks has a person read a language, if they are known, and else all cohorts: a stranger reads that of the first.
func (k *kitchen) speaks(person, language string) {
	k.t.Helper()
	k.write(func(tx *storage.Tx) error {
		p, err := storage.Optional(tx.Person(person))
		if err != nil || p.ID != "" {
			p.Language = language
			return errors.Join(err, tx.SavePerson(p))
		}
		all, err := tx.Cohorts()
		for _, c := range all {
			c.Language = language
			err = errors.Join(err, tx.SaveCohort(c))
		}
		return err
	})
}

// What asks for an answer leaves the first place once it is given.
func TestHomeGoesOnWhenAnswered(t *testing.T) {
	k := newKitchen(t)
	k.lives()
	first := func(person string) string {
		text := asText(k.home(person))
		_, text, _ = strings.Cut(text, japanese.Say("home.today")+"\n")
		text, _, _ = strings.Cut(text, "\n---")
		return text
	}
	for _, test := range []struct {
		person string
		answer chat.Event
	}{
		{"Ustep", chat.Event{Action: "step", Value: "oUstep/not_this_week"}},
		{"Umeeting", chat.Event{Action: "meeting_vote", Value: fmt.Sprintf("mUmeeting/%d", now.AddDate(0, 0, 5).Unix())}},
		{"Umet", chat.Event{Action: "meeting_answer", Value: "mUmet/met"}},
		{"Usession", chat.Event{Action: "attend", Value: "14-0/not_this_time"}},
		{"Uinvited", chat.Event{Kind: chat.Submit, Form: "reflect", State: "19/", Values: map[string][]string{"noticed": {"仲間"}, "visibility": {"me"}}}},
	} {
		if was := first(test.person); !strings.Contains(was, "[") {
			t.Errorf("%s is asked nothing: %s", test.person, was)
		}
		ev := test.answer
		if ev.Kind != chat.Submit {
			ev.Kind, ev.AtHome = chat.Press, true
		}
		ev.Person = test.person
		said := k.do(ev)
		if is := first(test.person); strings.Contains(is, "[") {
			t.Errorf("%s answered, and stands before: %s\n%s", test.person, is, said)
		}
	}
}

// organised is what an organiser's page is full of: figures of two months, announcements, a rhythm of circles, and people whom nothing reaches.
func (k *kitchen) organised() {
	k.t.Helper()
	c := k.year("30", "U300", -20*24*time.Hour, 3)
	c.Organizers, c.Schedule.Circles = []string{"Uorg"}, "0 10 1 * *"
	k.write(func(tx *storage.Tx) error {
		err := errors.Join(tx.SaveCohort(c), tx.SavePerson(cohort.Person{ID: "Uorg", Zone: "Asia/Tokyo"}))
		for i := range 30 {
			p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U3%02d", i), Zone: "Asia/Tokyo"}, Cohort: c.ID}
			err = errors.Join(err, tx.SavePerson(p.Person), tx.SaveParticipant(p))
			if i < 12 {
				err = errors.Join(err, tx.Attend("30-1", p.ID, cohort.Attending, now))
			}
			if i > 26 {
				_, failed := tx.SetUnreachable(p.ID, "account_inactive", now.AddDate(0, 0, -i/28*9-1))
				err = errors.Join(err, failed)
			}
		}
		for _, f := range []struct {
			month, name string
			shown       cohort.Shown
		}{{"2026-11", "reflected", "15"}, {"2026-11", "came", cohort.NearlyAll}, {"2026-11", "stepped", cohort.TooFew}, {"2026-11", "step_peers", "5"},
			{"2026-10", "reflected", "10"}, {"2026-10", "came", cohort.NearlyAll}, {"2026-10", "stepped", "5"}} {
			err = errors.Join(err, tx.SaveFigure(c.ID, f.month, cohort.Figure(f.name), f.shown))
		}
		for i, state := range []cohort.AnnouncementState{cohort.Scheduled, cohort.Scheduled, cohort.Announced, cohort.Draft} {
			err = errors.Join(err, tx.SaveAnnouncement(cohort.Announcement{ID: fmt.Sprintf("a30%d", i), Cohort: c.ID, Author: "Uorg", Words: "知らせの中身",
				At: now.Add(time.Duration(i+1) * time.Hour), State: state, Created: now}))
		}
		return err
	})
}

// Organisers find at home what is due, how the cohort was, and whom nothing reaches; never a word of anybody's, nor of an announcement.
func TestOrganisersHome(t *testing.T) {
	for _, language := range locale.Languages() {
		k := newKitchen(t)
		k.organised()
		k.speaks("Uorg", language)
		page := asText(k.home("Uorg"))
		golden(t, language, "desk", page)
		if strings.Contains(page, "中身") || strings.Contains(page, "秘密") {
			t.Errorf("it says %s", page)
		}
		k.speaks("Uorg", language)
		k.serial++
		reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Press, Person: "Uorg", Action: "sessions", Value: "30/-1", AtHome: true})
		golden(t, language, "desk_cohort", asText(reply.Form.Blocks))
	}
}

// Who organises and takes part sees their own page first, and a press leads from one to the other.
func TestBothHomes(t *testing.T) {
	k := newKitchen(t)
	k.lives()
	press := func(action string) string {
		return k.do(chat.Event{Kind: chat.Press, Person: "Uboth", Action: action, AtHome: true})
	}
	k.says(k.do(chat.Event{Kind: chat.Opened, Person: "Uboth"}), "home.to_desk")
	k.says(press("desk"), "office.to_own")
	k.says(press("home_own"), "home.today")
	for _, person := range []string{"Ustep", "U404", "U92"} { // no organiser, nobody, and one of another cohort
		if answer := k.do(chat.Event{Kind: chat.Press, Person: person, Action: "cohort", Value: "0 23"}); strings.Contains(answer, "人生の棚卸し") {
			t.Errorf("%s reads %s", person, answer)
		}
	}
	if answer := k.do(chat.Event{Kind: chat.Press, Person: "Ustep", Action: "desk"}); strings.Contains(answer, japanese.Say("office.heading")) {
		t.Errorf("a participant reads %s", answer)
	}
}

// However much there is, both pages and the list of sessions go into one message.
func TestHomesHoldWhatIsThere(t *testing.T) {
	k := newKitchen(t)
	long := strings.Repeat("長い題名", 30)
	k.year("40", "Umany", -24*time.Hour, 0)
	k.write(func(tx *storage.Tx) (err error) {
		for n := range 3 {
			c := cohort.Cohort{ID: fmt.Sprintf("4%d", n), Name: strings.Repeat("期", 60) + fmt.Sprint(n), Language: "ja", Zone: "Asia/Tokyo", Channel: "C4", Organizers: []string{"Uorg"}}
			err = errors.Join(err, tx.SaveCohort(c))
			for i := range 500 {
				s := cohort.Session{ID: fmt.Sprintf("%s-%d", c.ID, i), Cohort: c.ID, Number: i + 1, Theme: long, Starts: now.AddDate(0, 0, i-250), Minutes: 120,
					Speakers: []string{long, long, long}, Link: "https://example.com/" + strings.Repeat("s", 200)}
				err = errors.Join(err, tx.SaveSession(s))
			}
			for _, name := range cohort.Figures() {
				err = errors.Join(err, tx.SaveFigure(c.ID, "2026-11", name, cohort.TooFew), tx.SaveFigure(c.ID, "2026-10", name, cohort.NearlyAll))
			}
		}
		for i := range 2000 {
			if i < 1 {
				_, failed := tx.SetUnreachable("C4", "not_in_channel", now)
				err = errors.Join(err, failed)
			}
			p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("UMANYPEOPLE%04d", i), Zone: "Asia/Tokyo"}, Cohort: fmt.Sprintf("4%d", i%3)}
			_, failed := tx.SetUnreachable(p.ID, "account_inactive", now.Add(-time.Duration(i)*20*time.Hour))
			err = errors.Join(err, failed, tx.SavePerson(p.Person), tx.SaveParticipant(p))
		}
		return errors.Join(err, tx.SavePerson(cohort.Person{ID: "Uorg", Zone: "Asia/Tokyo"}))
	})
	for _, person := range []string{"Uorg", "Umany"} {
		if blocks := k.home(person); !chat.Fits(blocks...) {
			t.Errorf("%s: %d blocks do not fit", person, len(blocks))
		}
	}
	k.serial++
	reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Press, Person: "Uorg", Action: "sessions", Value: "41/250", Own: true})
	if reply.Replace == nil || !chat.Fits(reply.Replace.Blocks...) {
		t.Errorf("the sessions do not fit: %+v", plain(reply))
	}
}
