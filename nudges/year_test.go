package nudges_test

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// longYear is a world of two hundred people and a whole year, in which nothing goes wrong.
type longYear struct {
	*world
	alike map[string]habit
}

// habit is how a person takes their steps.
type habit struct {
	fortnightly bool
	own         string // a rhythm of their own
	asks        bool   // for a circle, in every round
}

// TestYearOfTwoHundred lets a year pass for two hundred people in five zones, with public holidays, pauses, quiet hours and rhythms of their
// own, sessions on the days of the steps, plans with their reminders, people who answer and people who do not. Nobody is disturbed in their
// quiet hours or on a day off, nobody has two messages of Ippo's own accord on a day, and every occasion comes once.
func TestYearOfTwoHundred(t *testing.T) {
	t.Parallel()
	y := newLongYear(t, 200)
	y.run()
	rows := y.outbox()
	y.checkEnds(rows)
	y.checkQuiet(rows)
	y.checkDays(rows)
	y.checkSilence(rows)
	y.checkSessions(rows)
	y.checkSteps(rows)
	kinds := map[string]int{}
	for _, r := range rows {
		kinds[r.kind]++
	}
	t.Log(kinds)
	for _, r := range rows {
		if r.kind == nudges.KindInvitation && r.state != storage.Sent && !strings.Contains(r.cause, "pauses") {
			y.wrong(r, "an invitation was lost")
		}
	}
	for _, kind := range []string{nudges.KindNudge, nudges.KindInvitation, nudges.KindPlan, nudges.KindCheckIn, nudges.KindFarewell, nudges.KindUnplaced} {
		if kinds[kind] < 10 {
			t.Errorf("only %d of the kind %s: this shows nothing", kinds[kind], kind)
		}
	}
}

func newLongYear(t *testing.T, people int) *longYear {
	tokyo := cohort.Location("Asia/Tokyo")
	start := time.Date(2026, 11, 28, 12, 0, 0, 0, tokyo)
	y := &longYear{alike: map[string]habit{}, world: &world{
		house: empty(t, start), calm: true,
		dice: rand.New(rand.NewPCG(5, 1)), luck: rand.New(rand.NewPCG(5, 2)), start: start, end: start.AddDate(1, 1, 10),
	}}
	y.engine = nudges.New(y.db, &weather{platform: y.platform, world: y.world}, y.clock, slog.New(slog.DiscardHandler), nudges.Unlimited)
	c := programme{Cohort: cohort.Cohort{
		ID: storage.NewID(), Name: "第4期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C0001", Organizers: []string{"U9000"},
		Schedule: cohort.Schedule{
			Nudge: "0 9 * * MON", Reminders: []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour}, Reflection: 30 * time.Minute,
			Circles: "0 10 1 * *",
		},
	}}
	for i := range 12 { // on Wednesdays in the evening, and every third on a Monday at ten, beside the step of that day
		starts := time.Date(2026, time.Month(12+i), 9, 19, 0, 0, 0, tokyo)
		starts = starts.AddDate(0, 0, (int(time.Wednesday)-int(starts.Weekday())+7)%7)
		if i%3 == 1 {
			starts = time.Date(starts.Year(), starts.Month(), starts.Day()+5, 10, 0, 0, 0, tokyo)
		}
		c.sessions = append(c.sessions, cohort.Session{
			ID: storage.NewID(), Cohort: c.ID, Number: i + 1, Theme: fmt.Sprint("第", i+1, "回"), Starts: starts, Minutes: 120,
		})
	}
	y.cohorts = []programme{c, y.awkward(tokyo)}
	y.write(func(tx *storage.Tx) error {
		var err error
		for _, c := range y.cohorts {
			err = errors.Join(err, tx.SaveCohort(c.Cohort))
			for _, s := range c.sessions {
				err = errors.Join(err, tx.SaveSession(s))
			}
		}
		for i := range people {
			err = errors.Join(err, y.enters(tx, i))
		}
		return err
	})
	for _, p := range y.people {
		y.rests(p)
	}
	slices.SortStableFunc(y.events, func(a, b event) int { return a.at.Compare(b.at) })
	return y
}

// awkward is a cohort with two steps a week, and with sessions on the evenings before those, and before holidays.
func (y *longYear) awkward(zone *time.Location) programme {
	c := programme{Cohort: cohort.Cohort{
		ID: storage.NewID(), Name: "第5期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C0002", Organizers: []string{"U9000"},
		Schedule: cohort.Schedule{Nudge: "0 9 * * MON,THU", Reflection: 30 * time.Minute},
	}}
	for i, day := range []string{"2026-12-27", "2027-01-31", "2027-03-21", "2027-04-28", "2027-05-02", "2027-07-18", "2027-09-22", "2027-11-14"} {
		starts, err := time.ParseInLocation("2006-01-02 15:04", day+" 19:00", zone)
		if err != nil {
			y.Fatal(err)
		}
		c.sessions = append(c.sessions, cohort.Session{ID: storage.NewID(), Cohort: c.ID, Number: i + 1, Theme: day, Starts: starts, Minutes: 90})
	}
	return c
}

// enters lets a person take part, with habits of their own.
func (y *longYear) enters(tx *storage.Tx, i int) error {
	in := 0
	if i%10 == 7 {
		in = 1
	}
	c := y.cohorts[in]
	zones := []string{"Asia/Tokyo", "Asia/Tokyo", "America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"}
	p := &traveller{id: fmt.Sprintf("U%04d", i), stays: []stay{{y.start, zones[i%len(zones)]}}, part: map[int][]span{in: {{from: y.start}}}}
	h := habit{fortnightly: y.chance(15), asks: i == 0}
	p.silent = !h.fortnightly && y.chance(15)
	if y.chance(40) {
		p.quiet = cohort.Quiet{From: 18 + y.dice.IntN(7), Until: 5 + y.dice.IntN(6)}
	}
	if y.chance(30) {
		h.own = fmt.Sprintf("0 %d * * %s", 11+y.dice.IntN(6), []string{"TUE", "WED", "THU", "FRI", "SAT", "SUN"}[y.dice.IntN(6)])
	}
	y.people, y.alike[p.id] = append(y.people, p), h
	person := cohort.Person{
		ID: p.id, Zone: p.stays[0].zone, Quiet: p.quiet, Rhythm: cohort.Rhythm(h.own), Fortnightly: h.fortnightly, GoesOn: !p.silent,
	}
	err := errors.Join(tx.SavePerson(person), tx.SaveParticipant(cohort.Participant{Person: person, Cohort: c.ID}))
	if h.asks { // one is too few for a circle
		err = errors.Join(err, tx.SaveWish(cohort.Wish{Cohort: c.ID, Person: p.id, Asked: y.start}))
	}
	if !p.silent {
		for week := range 54 {
			y.answers(p, y.start.AddDate(0, 0, 7*week+2).Add(y.upTo(3*24*time.Hour)))
		}
	}
	return err
}

// answers has a person try the step that stands before them, with a plan for the evening, and tell how the last one went.
func (y *longYear) answers(p *traveller, at time.Time) {
	y.events = append(y.events, event{at.Truncate(6 * time.Hour).Add(17 * time.Second), p.id + " answers", func() bool {
		now := y.clock.Now()
		y.write(func(tx *storage.Tx) error {
			offers, err := tx.Offers(p.id)
			if err != nil || len(offers) == 0 {
				return err
			}
			for _, o := range offers {
				if o.Answer == cohort.Trying {
					err = errors.Join(err, tx.AnswerOffer(o.ID, cohort.Trying, cohort.Done, now))
				}
			}
			last := offers[0]
			if last.Answer != cohort.Open {
				return err
			}
			err = errors.Join(err, tx.AnswerOffer(last.ID, cohort.Open, cohort.Trying, now), tx.Heard(p.id, now))
			person, failed := tx.Person(p.id)
			if evening := cohort.Tonight.At(now, person); !evening.IsZero() {
				err = errors.Join(err, nudges.Plan(tx, last, evening, "", true))
			}
			return errors.Join(err, failed)
		})
		return true
	}})
}

// rests has some people pause, for a week or some.
func (y *longYear) rests(p *traveller) {
	if !y.chance(25) {
		return
	}
	days := 7 * (1 + y.dice.IntN(6))
	at := y.start.AddDate(0, 0, 14+y.dice.IntN(300)).Add(17 * time.Second)
	y.events = append(y.events, event{at, fmt.Sprintf("%s rests for %d days", p.id, days), func() bool {
		now := y.clock.Now()
		y.write(func(tx *storage.Tx) error {
			person, err := tx.Person(p.id)
			person.PausedUntil = now.AddDate(0, 0, days)
			p.pauses = append(p.pauses, span{now, person.PausedUntil})
			return errors.Join(err, tx.SavePerson(person))
		})
		return true
	}})
}

// checkSteps wants the steps of whoever answers to come once in each week, or in every second, as long as the year and but for pauses; and the
// year to end with one word.
func (y *longYear) checkSteps(rows []row) {
	for _, p := range y.people {
		c := y.cohorts[0]
		if len(p.part[1]) > 0 {
			c = y.cohorts[1]
		}
		end := c.ends()
		h := y.alike[p.id]
		var came, kept []time.Time // steps, and those that a pause, or the next step, kept
		farewells, questions := 0, 0
		for _, r := range rows {
			if r.recipient != p.id {
				continue
			}
			switch {
			case r.kind == nudges.KindFarewell:
				farewells++
			case r.kind == nudges.KindCheckIn && r.state == storage.Sent:
				questions++
			case r.kind == nudges.KindNudge && r.state == storage.Sent:
				came = append(came, r.due)
			case r.kind == nudges.KindNudge && strings.Contains(r.cause, "pauses"):
				kept = append(kept, r.due)
			case r.kind == nudges.KindNudge && y.givesWay(rows, r):
				kept = append(kept, r.due)
			case r.kind == nudges.KindNudge:
				y.wrong(r, "a step was lost")
			}
		}
		if farewells != 1 {
			y.Errorf("the year ends %d times for %s", farewells, p.id)
		}
		if p.silent {
			if questions != 1 && len(p.pauses) == 0 {
				y.Errorf("%s, who is silent, is asked %d times", p.id, questions)
			}
			continue
		}
		weeks := 0
		rhythm := cohort.Rhythm(h.own)
		if rhythm == "" {
			rhythm = c.Schedule.Nudge
		}
		zone := cohort.Location(p.stays[0].zone)
		last := time.Time{}
		for due := rhythm.Next(y.start, zone); !due.After(end); due = rhythm.Next(due, zone) {
			if comes := cohort.WorkingDay(due, zone); !comes.After(end) && !comes.Equal(last) {
				weeks, last = weeks+1, comes
			}
		}
		want, slack := weeks, 0
		if h.fortnightly {
			want, slack = (weeks+1)/2, 1
		}
		if n := len(came) + len(kept); n < want-slack || n > want+slack || questions > 0 {
			y.Errorf("%s in %s has %d steps, and %d kept by a pause, of %d weeks (%+v), and is asked %d times", p.id, zone, len(came), len(kept), weeks, h, questions)
		}
		if len(kept) > 0 && len(p.pauses) == 0 && len(p.part[0]) > 0 {
			y.Errorf("%s pauses at no time, and has no step at %v", p.id, kept)
		}
	}
}

// givesWay reports whether a step that had to leave its day could come only on that of the next.
func (y *longYear) givesWay(rows []row, r row) bool {
	zone := cohort.Location(y.person(r.recipient).stays[0].zone)
	comes := cohort.NextWorkday(r.due, r.due, zone)
	return slices.ContainsFunc(rows, func(o row) bool {
		return o.kind == nudges.KindNudge && o.recipient == r.recipient && o.due.After(r.due) && !cohort.Midnight(o.due, zone).After(comes)
	})
}
