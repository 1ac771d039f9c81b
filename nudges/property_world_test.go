package nudges_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// weeks are how long a world has events; some days later all is over.
const weeks = 8 * 7 * 24 * time.Hour

// world is a house with people in it, and what happens to them.
type world struct {
	*house
	dice       *rand.Rand // what the world is like
	luck       *rand.Rand // how its single calls fare
	start, end time.Time
	calm       bool // nothing goes wrong, and Ippo never rests

	cohorts       []programme
	people        []*traveller
	announcements []cohort.Announcement
	storms        []storm
	events        []event // in order of time

	down  bool
	ahead time.Duration // how far Ippo's clock is ahead of the true time
	jumps []span        // when it was set
	away  []span        // when Ippo did not look
	posts []post
	story []string
}

// programme is a cohort with its sessions, and its rhythm in plain words.
type programme struct {
	cohort.Cohort
	rhythm   plain
	sessions []cohort.Session
}

// plain is a rhythm that needs no cron: a time of day, and which days.
type plain struct {
	hour, minute int
	on           func(day time.Time) bool // nil: never
}

// traveller is a person, and where they were.
type traveller struct {
	id     string
	stays  []stay
	part   map[int][]span // by cohort
	pauses []span
	lost   time.Time   // cannot be reached from then on; zero: never
	moves  []time.Time // when anything of the above changed

	silent  bool // answers steps now and then only, and is asked whether to go on
	answers []time.Time
	quiet   cohort.Quiet
}

type stay struct {
	from time.Time
	zone string
}

// span is from one time until before another; without an end it lasts.
type span struct{ from, to time.Time }

func (s span) holds(t time.Time) bool { return !t.Before(s.from) && (s.to.IsZero() || t.Before(s.to)) }

type event struct {
	at   time.Time
	what string
	do   func() bool // reports whether it happened
}

var zones = []string{
	"Asia/Tokyo", "America/New_York", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu",
}

func (w *world) zone() string { return zones[w.dice.IntN(len(zones))] }

func (w *world) upTo(d time.Duration) time.Duration {
	return time.Duration(w.dice.Int64N(int64(d))).Truncate(time.Second)
}

// sometime is within the weeks. It is never at a full minute, when something may be due.
func (w *world) sometime() time.Time {
	return w.start.Add(w.upTo(weeks)).Truncate(time.Minute).Add(17 * time.Second)
}

func (w *world) chance(percent int) bool { return w.dice.IntN(100) < percent }

func (w *world) make() {
	w.calm = w.chance(25)
	for i := range 1 + w.dice.IntN(3) {
		w.cohorts = append(w.cohorts, w.programme(i))
	}
	for i := range 1 + w.dice.IntN(3) {
		w.people = append(w.people, w.traveller(i))
	}
	for range w.dice.IntN(4) {
		c := w.cohorts[w.dice.IntN(len(w.cohorts))]
		w.announcements = append(w.announcements, cohort.Announcement{
			ID: storage.NewID(), Cohort: c.ID, Author: "U0900", Words: "知らせ", At: w.sometime(), State: cohort.Scheduled, Created: w.start,
		})
	}
	if !w.calm {
		w.trouble()
	}
	for _, p := range w.people {
		w.life(p)
	}
	slices.SortStableFunc(w.events, func(a, b event) int { return a.at.Compare(b.at) })
}

func (w *world) programme(i int) programme {
	c := programme{Cohort: cohort.Cohort{
		ID: storage.NewID(), Name: fmt.Sprintf("第%d期", i+1), Language: []string{"ja", "en"}[w.dice.IntN(2)], Zone: w.zone(),
		Channel: fmt.Sprintf("C%04d", i+1), Organizers: []string{"U0900"},
		Schedule: cohort.Schedule{Reflection: []time.Duration{-1, 30 * time.Minute, 14 * time.Hour}[w.dice.IntN(3)]},
	}}
	c.Schedule.Nudge, c.rhythm = w.rhythm()
	if err := c.Schedule.Nudge.Check(); err != nil {
		w.Fatal(err)
	}
	if w.chance(30) {
		c.Schedule.Circles = "0 10 1 * *"
	}
	for _, lead := range []time.Duration{21 * 24 * time.Hour, 7 * 24 * time.Hour, 24 * time.Hour, 9 * time.Hour, time.Hour, 15 * time.Minute} {
		if w.chance(50) {
			c.Schedule.Reminders = append(c.Schedule.Reminders, lead)
		}
	}
	for n := range w.dice.IntN(4) {
		c.sessions = append(c.sessions, cohort.Session{
			ID: storage.NewID(), Cohort: c.ID, Number: n + 1, Theme: "棚卸し", Minutes: 30 + w.dice.IntN(120),
			Starts: w.start.Add(w.upTo(weeks) - 5*24*time.Hour).Truncate(15 * time.Minute).Add(time.Duration(n) * time.Minute),
		})
	}
	w.tell("%s in %s: nudges %q, reminders %v, reflection %v, sessions %v", c.Name, c.Zone, c.Schedule.Nudge, c.Schedule.Reminders,
		c.Schedule.Reflection, c.sessions)
	return c
}

// rhythm is one that comes once a day at most, as the cohort file has it and in plain words.
func (w *world) rhythm() (cohort.Rhythm, plain) {
	r := plain{hour: 7 + w.dice.IntN(15), minute: 15 * w.dice.IntN(4)}
	if w.chance(20) {
		r.hour = w.dice.IntN(24)
	}
	weekday, date := time.Weekday(w.dice.IntN(7)), 1+w.dice.IntN(31)
	days := ""
	switch w.dice.IntN(12) {
	case 0:
		return "", plain{}
	case 1:
		days, r.on = "* * *", func(time.Time) bool { return true } // as often as it may come
	case 2:
		days, r.on = fmt.Sprintf("%d * *", date), func(day time.Time) bool { return day.Day() == date }
	case 3:
		days, r.on = "1,15 * *", func(day time.Time) bool { return day.Day() == 1 || day.Day() == 15 }
	case 4:
		days = fmt.Sprintf("* * %d,%d", weekday, (weekday+3)%7)
		r.on = func(day time.Time) bool { return day.Weekday() == weekday || day.Weekday() == (weekday+3)%7 }
	default:
		days = "* * " + strings.ToUpper(weekday.String()[:3])
		r.on = func(day time.Time) bool { return day.Weekday() == weekday }
	}
	return cohort.Rhythm(fmt.Sprintf("%d %d %s", r.minute, r.hour, days)), r
}

func (w *world) traveller(i int) *traveller {
	p := &traveller{id: fmt.Sprintf("U%04d", i+1), stays: []stay{{w.start, w.zone()}}, part: map[int][]span{}}
	for c := range w.cohorts {
		if c == 0 || w.chance(40) {
			p.part[c] = []span{{from: w.start}}
		}
	}
	if p.silent = w.chance(30); w.chance(30) {
		p.quiet = cohort.Quiet{From: 17 + w.dice.IntN(8), Until: 5 + w.dice.IntN(7)}
	}
	w.tell("%s is in %s, takes part in %d of the cohorts, answers no steps: %t, quiet %v", p.id, p.stays[0].zone, len(p.part), p.silent, p.quiet)
	return p
}

func (w *world) person(id string) *traveller {
	for _, p := range w.people {
		if p.id == id {
			return p
		}
	}
	return &traveller{}
}

// on adds what happens to a person at a time, unless Ippo's clock is about to be set.
func (w *world) on(at time.Time, p *traveller, what string, do func(now time.Time, tx *storage.Tx) (bool, error)) {
	for _, jump := range w.jumps {
		if at.After(jump.from.Add(-12*time.Hour)) && at.Before(jump.to.Add(12*time.Hour)) {
			return
		}
	}
	w.events = append(w.events, event{at, p.id + " " + what, func() (happened bool) {
		now := w.clock.Now()
		w.write(func(tx *storage.Tx) (err error) {
			happened, err = do(now, tx)
			return err
		})
		if happened {
			p.moves = append(p.moves, now)
		}
		return happened
	}})
}

// life is what a person does in these weeks.
func (w *world) life(p *traveller) {
	for range w.dice.IntN(4) {
		zone := w.zone()
		w.on(w.sometime(), p, "goes to "+zone, func(now time.Time, tx *storage.Tx) (bool, error) {
			before, err := tx.Person(p.id)
			after := before
			after.Zone = zone
			p.stays = append(p.stays, stay{now, zone})
			return true, errors.Join(err, tx.SavePerson(after), nudges.Travelled(tx, before, after))
		})
	}
	if w.chance(40) {
		days := 1 + w.dice.IntN(14)
		w.on(w.sometime(), p, fmt.Sprintf("rests for %d days", days), func(now time.Time, tx *storage.Tx) (bool, error) {
			rests, err := tx.Person(p.id)
			rests.PausedUntil = now.AddDate(0, 0, days)
			p.pauses = append(p.pauses, span{now, rests.PausedUntil})
			return true, errors.Join(err, tx.SavePerson(rests))
		})
	}
	for c := range w.cohorts {
		for range w.dice.IntN(3) {
			w.on(w.sometime(), p, "leaves or joins "+w.cohorts[c].Name, func(now time.Time, tx *storage.Tx) (bool, error) {
				spans := p.part[c]
				if len(spans) > 0 && spans[len(spans)-1].to.IsZero() {
					spans[len(spans)-1].to = now
					return true, tx.Leave(w.cohorts[c].ID, p.id, now)
				}
				p.part[c] = append(spans, span{from: now})
				return true, tx.SaveParticipant(cohort.Participant{Person: cohort.Person{ID: p.id}, Cohort: w.cohorts[c].ID})
			})
		}
		for _, s := range w.cohorts[c].sessions {
			if w.chance(30) {
				w.on(w.sometime(), p, "answers", func(now time.Time, tx *storage.Tx) (bool, error) {
					return true, errors.Join(tx.Attend(s.ID, p.id, cohort.Attending, now), tx.Redraw(s.ID, nudges.KindReminder))
				})
			}
		}
	}
	if p.silent {
		for range w.dice.IntN(3) {
			w.on(w.sometime(), p, "answers a step", func(now time.Time, tx *storage.Tx) (bool, error) {
				p.answers = append(p.answers, now)
				return true, tx.Heard(p.id, now)
			})
		}
	}
	if w.chance(10) {
		w.on(w.sometime(), p, "is deactivated", func(now time.Time, _ *storage.Tx) (bool, error) {
			p.lost = now
			return true, nil
		})
	}
}

// trouble is what goes wrong in these weeks.
func (w *world) trouble() {
	for range w.dice.IntN(4) {
		w.clockIsSet(w.busy().Add(43*time.Second - w.upTo(time.Hour).Truncate(time.Minute)))
	}
	for range w.dice.IntN(4) {
		w.isDown(w.busy().Add(43*time.Second - w.upTo(time.Hour).Truncate(time.Minute)))
	}
	for range w.dice.IntN(6) {
		w.storms = append(w.storms, w.storm(w.busy().Add(-w.upTo(3*time.Minute))))
	}
}

// busy is a time at which something may be due.
func (w *world) busy() time.Time {
	at := w.sometime()
	c, p := w.cohorts[w.dice.IntN(len(w.cohorts))], w.people[w.dice.IntN(len(w.people))]
	switch {
	case len(w.announcements) > 0 && w.chance(30):
		at = w.announcements[w.dice.IntN(len(w.announcements))].At
	case len(c.sessions) > 0 && len(c.Schedule.Reminders) > 0 && w.chance(40):
		at = c.sessions[w.dice.IntN(len(c.sessions))].Starts.Add(-c.Schedule.Reminders[w.dice.IntN(len(c.Schedule.Reminders))])
	case c.rhythm.on != nil:
		for day := range 14 {
			due := time.Date(at.Year(), at.Month(), at.Day()+day, c.rhythm.hour, c.rhythm.minute, 0, 0, cohort.Location(p.stays[0].zone))
			if c.rhythm.on(due) {
				at = due
				break
			}
		}
	}
	if at.Before(w.start.Add(time.Hour)) || at.After(w.start.Add(weeks)) {
		return w.sometime()
	}
	return at.UTC().Truncate(time.Minute)
}

func (w *world) storm(from time.Time) storm {
	kinds := []struct {
		kind  string
		fault *chat.Error
		long  int // at most: the power of two in minutes
	}{
		{"refuses", &chat.Error{Fault: chat.Temporary, Err: errors.New("internal_error")}, 11},
		{"gives no answer", noAnswer, 5}, // a look every five seconds
		{"wants to be left alone", &chat.Error{Fault: chat.Temporary, RetryAfter: time.Minute + w.upTo(9*time.Minute), Err: errors.New("ratelimited")}, 9},
		{"is cut off", &chat.Error{Fault: chat.Cut, Err: errors.New("account_inactive")}, 7},
		{"dies before", nil, 6},
		{"dies after", nil, 6},
	}
	k := kinds[w.dice.IntN(len(kinds))]
	s := storm{
		span: span{from, from.Add(time.Minute + w.upTo(time.Minute<<w.dice.IntN(k.long+1)))}, kind: k.kind, fault: k.fault,
		strength: []float64{0.2, 0.7, 1}[w.dice.IntN(3)],
	}
	if k.fault == nil {
		s.strength = 0.5
	}
	w.tell("from %v to %v the platform or Ippo %s (%.1f)", s.from, s.to, s.kind, s.strength)
	return s
}

// clear reports whether nothing that has to do with Ippo's clock is near.
func (w *world) clear(from, to time.Time) bool {
	for _, other := range slices.Concat(w.jumps, w.away) {
		if from.Before(other.to.Add(12*time.Hour)) && to.After(other.from.Add(-12*time.Hour)) {
			return false
		}
	}
	return to.Before(w.start.Add(weeks))
}

// clockIsSet has the clock of Ippo's machine jump, forward or backward.
func (w *world) clockIsSet(at time.Time) {
	by := time.Minute + w.upTo(6*time.Hour)
	if !w.clear(at.Add(-by), at.Add(by)) {
		return
	}
	jump, what := span{at, at.Add(by)}, "forward"
	if w.chance(50) {
		by, jump, what = -by, span{at.Add(-by), at}, "back"
	} else {
		w.away = append(w.away, jump)
	}
	w.jumps = append(w.jumps, jump)
	w.events = append(w.events, event{at, fmt.Sprintf("the clock is put %s by %v", what, by), func() bool {
		w.clock.Advance(by)
		w.ahead += by
		return true
	}})
}

// isDown has Ippo down for minutes, or for as long as a month.
func (w *world) isDown(at time.Time) {
	to := at.Add(time.Minute + w.upTo(time.Minute<<w.dice.IntN(16)))
	if !w.clear(at, to) {
		return
	}
	w.away = append(w.away, span{at, to})
	w.events = append(w.events,
		event{at, "Ippo is stopped", func() bool { w.down = true; return true }},
		event{to, "Ippo is started", func() bool { w.down = false; w.restart(); return true }})
}
