package nudges_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// row is a line of the outbox.
type row struct {
	id, occasion, recipient, kind, subject, cause, carrier string
	state                                                  storage.State
	due                                                    time.Time
	stale                                                  bool // it shows less than it should
}

// near is how exactly the plain rule knows a time: daylight saving may move it by an hour.
const near = 90 * time.Minute

// check compares the outbox and what arrived with the plain rule.
func (w *world) check() {
	rows := w.outbox()
	w.checkEnds(rows)
	w.checkQuiet(rows)
	w.checkDays(rows)
	w.checkSilence(rows)
	w.checkNudges(rows)
	w.checkSessions(rows)
	w.checkAnnouncements(rows)
}

func (w *world) outbox() []row {
	db, err := sql.Open("sqlite3", "file:"+w.path+"?mode=ro")
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close()
	found, err := db.Query("SELECT id, occasion, recipient, kind, subject, cause, carrier, state, due, wanted > shown AND state = 'sent' FROM deliveries ORDER BY due")
	if err != nil {
		w.Fatal(err)
	}
	defer found.Close()
	var rows []row
	for found.Next() {
		var r row
		var due int64
		if err := found.Scan(&r.id, &r.occasion, &r.recipient, &r.kind, &r.subject, &r.cause, &r.carrier, &r.state, &due, &r.stale); err != nil {
			w.Fatal(err)
		}
		r.due = time.UnixMilli(due).UTC()
		rows = append(rows, r)
	}
	if err := found.Err(); err != nil {
		w.Fatal(err)
	}
	return rows
}

// wrong tells what does not hold about a delivery.
func (w *world) wrong(r row, format string, values ...any) {
	w.Helper()
	w.Errorf("%s to %s, due %s, %s (%s): %s", r.occasion, r.recipient, r.due.Format("01-02 15:04"), r.state, r.cause, fmt.Sprintf(format, values...))
}

// checkEnds wants each delivery to have come to an end: at the platform once, or nowhere for a reason.
func (w *world) checkEnds(rows []row) {
	arrived := map[string]int{}
	for _, p := range w.posts {
		arrived[p.delivery]++
	}
	for _, r := range rows {
		n := arrived[r.id]
		if r.state == storage.Sent && r.carrier != "" { // it went in another's message
			n += arrived[r.carrier]
		}
		switch r.state {
		case storage.Sent:
			if n != 1 {
				w.wrong(r, "it is there %d times", n)
			}
		case storage.Cancelled, storage.Failed:
			mayBeThere := n == 1 && strings.HasPrefix(r.cause, "in doubt") // nobody could look in time, and it says so
			if n != 0 && !mayBeThere || r.cause == "" {
				w.wrong(r, "it is there %d times", n)
			}
		default:
			if n != 0 || r.due.Before(w.end.Add(-36*time.Hour)) {
				w.wrong(r, "it is there %d times, and not done with", n)
			}
		}
		if r.stale {
			w.wrong(r, "it is not drawn again")
		}
	}
	for _, r := range rows {
		delete(arrived, r.id)
	}
	if len(arrived) > 0 {
		w.Errorf("messages that nobody planned: %v", arrived)
	}
}

// checkQuiet wants nobody to be disturbed at night, unless it is for a session in that very night.
func (w *world) checkQuiet(rows []row) {
	byID := map[string]row{}
	for _, r := range rows {
		byID[r.id] = r
	}
	for _, p := range w.posts {
		r := byID[p.delivery]
		zone, quiet := w.person(p.to).zoneAt(p.at), w.person(p.to).quiet
		for _, c := range w.cohorts {
			for _, s := range c.sessions {
				if r.kind == nudges.KindReminder && r.subject == s.ID {
					quiet = cohort.Night
					if zone = c.Zone; s.Starts.Sub(p.at) <= 9*time.Hour && !awake(s.Starts.Add(-time.Minute), zone, cohort.Night) {
						zone = "" // the night is the session's own
					}
				}
			}
			for _, a := range w.announcements {
				if r.kind == nudges.KindReport && r.subject == a.ID && a.Cohort == c.ID {
					zone = c.Zone
				}
			}
		}
		if zone != "" && !awake(p.at, zone, quiet.OrUsual()) {
			w.wrong(r, "it came at %s in %s", p.at.In(cohort.Location(zone)).Format("01-02 15:04"), zone)
		}
	}
}

func awake(at time.Time, zone string, quiet cohort.Quiet) bool {
	hour := at.In(cohort.Location(zone)).Hour()
	return hour >= quiet.Until && hour < quiet.From
}

// ofItsOwn are the kinds of messages to a person that come of Ippo's own accord.
var ofItsOwn = []string{
	nudges.KindNudge, nudges.KindCheckIn, nudges.KindInvitation, nudges.KindFarewell, nudges.KindUnplaced, nudges.KindWaiting, nudges.KindLeftAlone,
	nudges.KindLetter,
}

// ownDays lists when messages of Ippo's own accord came to somebody, each with the zone that they were in.
func (w *world) ownDays(rows []row, p *traveller) (at []time.Time) {
	own := map[string]bool{}
	for _, r := range rows {
		if slices.Contains(ofItsOwn, r.kind) {
			own[r.id] = true
			own[r.carrier] = true
		}
	}
	for _, post := range w.posts {
		if post.to == p.id && own[post.delivery] {
			at = append(at, post.at.In(cohort.Location(p.zoneAt(post.at))))
		}
	}
	return at
}

// checkDays wants at most one message of Ippo's own accord on a day, and none on a day off.
func (w *world) checkDays(rows []row) {
	for _, p := range w.people {
		days := w.ownDays(rows, p)
		for i, at := range days {
			if cohort.DayOff(at, at.Location()) {
				w.Errorf("%s has a message on a day off: %s", p.id, at)
			}
			for _, before := range days[:i] {
				if before.In(at.Location()).Format(time.DateOnly) == at.Format(time.DateOnly) {
					w.Errorf("%s has a message at %s, and another one at %s", p.id, before, at)
				}
			}
		}
	}
}

// checkSilence wants who answers no steps to have three of them and one question at most, until they answer.
func (w *world) checkSilence(rows []row) {
	for _, p := range w.people {
		for i := range len(p.answers) + 1 {
			from, to := w.start, w.end.AddDate(1, 0, 0)
			if i > 0 {
				from = p.answers[i-1]
			}
			if i < len(p.answers) {
				to = p.answers[i]
			}
			steps, questions := 0, 0
			for _, r := range rows {
				if r.recipient != p.id || r.state != storage.Sent || !r.due.After(from) || r.due.After(to) || !p.silent {
					continue
				}
				switch r.kind {
				case nudges.KindNudge:
					if steps++; steps > 3 || questions > 0 {
						w.wrong(r, "a step too much")
					}
				case nudges.KindCheckIn:
					if questions++; questions > 1 || steps < 1 || w.calm && steps != 3 {
						w.wrong(r, "a question too much")
					}
				}
			}
		}
	}
}

// checkNudges wants a nudge on every day of the rhythm, as the person's own calendar comes to it.
func (w *world) checkNudges(rows []row) {
	for _, p := range w.people {
		planned := map[string]row{}
		for _, r := range rows {
			if r.kind == nudges.KindNudge && r.recipient == p.id {
				planned[strings.TrimPrefix(r.occasion, "nudge/")] = r
			}
		}
		own := w.ownDays(rows, p)
		days := map[string]bool{} // on which there may be a nudge
		for i := range p.part {
			first := map[time.Time]bool{} // whether a time away has had the nudge that stands for all
			for day := w.start.AddDate(0, 0, -2); day.Before(w.end.AddDate(0, 0, 2)); day = day.AddDate(0, 0, 1) {
				if w.cohorts[i].rhythm.on == nil || !w.cohorts[i].rhythm.on(day) {
					continue
				}
				name := day.Format(time.DateOnly)
				due := p.comesTo(day, w.cohorts[i].rhythm)
				seen := w.seen(due)
				if due.IsZero() || w.leader(p, due) == i || w.leader(p, seen) == i || p.movesIn(due.AddDate(0, 0, -1), seen.AddDate(0, 0, 1)) {
					days[name] = true
				}
				if due.IsZero() {
					continue
				}
				if p.offSomewhere(day) { // it comes on a working day after it, or is one with that of another day
					for after := range 14 {
						days[day.AddDate(0, 0, after).Format(time.DateOnly)] = true
					}
					continue
				}
				if end := w.cohorts[i].ends(); !end.IsZero() && due.After(end.Add(-near)) {
					if _, there := planned[name]; there && w.leader(p, due) == i && due.After(end.Add(near)) {
						w.Errorf("%s has a nudge on %s, when the year of %s is over", p.id, name, w.cohorts[i].Name)
					}
					continue
				}
				if back := w.seen(due.Add(-near)); !back.Equal(due.Add(-near)) || !seen.Equal(due) || !w.seen(due.Add(near)).Equal(due.Add(near)) {
					another := first[seen]
					first[seen] = true
					if another || !back.Equal(seen) || !w.seen(due.Add(near)).Equal(seen) {
						continue // another stands for it, or which one is a matter of minutes
					}
				}
				if !w.takesPart(p, i, due) || seen.After(w.end.Add(-36*time.Hour)) || p.movesIn(due.Add(-near), seen.Add(near)) {
					continue
				}
				if w.leader(p, due) != i {
					continue
				}
				r, there := planned[name]
				switch {
				case !there && p.silent: // they are asked, or were
				case !there:
					w.Errorf("%s of %s has no nudge on %s, due %s", p.id, w.cohorts[i].Name, name, due.Format("01-02 15:04"))
				case w.calm && r.state != storage.Sent && !hasDay(own, due) && !p.restsIn(due, due.Add(12*time.Hour)) && !p.movesIn(due, due.Add(12*time.Hour)) && p.lost.IsZero():
					w.wrong(r, "nothing kept it")
				}
			}
		}
		for name, r := range planned {
			if !days[name] {
				w.wrong(r, "no rhythm of the cohort that leads has that day")
			}
		}
	}
}

// hasDay reports whether one of several times is on the day of another, or the day after.
func hasDay(times []time.Time, at time.Time) bool {
	return slices.ContainsFunc(times, func(t time.Time) bool {
		day := at.In(t.Location())
		return t.Format(time.DateOnly) == day.Format(time.DateOnly) || t.Format(time.DateOnly) == day.AddDate(0, 0, 1).Format(time.DateOnly)
	})
}

// offSomewhere reports whether a day is one on which people are off in any zone in which a person stays.
func (p *traveller) offSomewhere(day time.Time) bool {
	return slices.ContainsFunc(p.stays, func(s stay) bool {
		zone := cohort.Location(s.zone)
		return cohort.DayOff(time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, zone), zone)
	})
}

// ends is when a cohort's nudges end: four weeks after its last session; zero if it has none.
func (c programme) ends() (end time.Time) {
	for _, s := range c.sessions {
		if at := s.Ends().AddDate(0, 0, 28); at.After(end) {
			end = at
		}
	}
	return end
}

// comesTo is when a person's own clock first shows a time of a day; zero if it never does, or did before.
func (p *traveller) comesTo(day time.Time, r plain) time.Time {
	for i, s := range p.stays {
		at := time.Date(day.Year(), day.Month(), day.Day(), r.hour, r.minute, 0, 0, cohort.Location(s.zone))
		switch {
		case i == 0 && !at.After(s.from):
			return time.Time{}
		case !at.After(s.from):
			return s.from // they came too late for it
		case i == len(p.stays)-1 || at.Before(p.stays[i+1].from):
			return at
		}
	}
	return time.Time{}
}

// takesPart reports whether a person takes part in a cohort at a time, and Ippo knew that for a while.
func (w *world) takesPart(p *traveller, i int, at time.Time) bool {
	return slices.ContainsFunc(p.part[i], func(s span) bool { return s.holds(at) && !w.seen(s.from).After(at.Add(-near)) })
}

// leader is the cohort from which a person's nudges come: that with the latest session, of those that have nudges.
func (w *world) leader(p *traveller, at time.Time) int {
	leader, latest := -1, time.Time{}
	for i, c := range w.cohorts {
		if c.rhythm.on == nil || !slices.ContainsFunc(p.part[i], func(s span) bool { return s.holds(at) }) {
			continue
		}
		last := time.Unix(0, 0)
		for _, s := range c.sessions {
			if s.Starts.After(last) {
				last = s.Starts
			}
		}
		if leader < 0 || !last.Before(latest) {
			leader, latest = i, last
		}
	}
	return leader
}

// checkSessions wants the reminders of each session in its channel, and an invitation to each participant after it.
func (w *world) checkSessions(rows []row) {
	for i, c := range w.cohorts {
		for _, s := range c.sessions {
			for _, lead := range c.Schedule.Reminders {
				seen := w.seen(s.Starts.Add(-lead))
				n := w.count(rows, nudges.KindReminder, c.Channel, fmt.Sprintf("reminder/%s/%d/%s", s.ID, s.Starts.Unix(), lead))
				if want := seen.Before(s.Starts) && seen.Before(w.end); want && n != 1 {
					w.Errorf("%d reminders %s before the session of %s on %s", n, lead, c.Name, s.Starts.Format("01-02 15:04"))
				}
			}
			due := s.Ends().Add(c.Schedule.Reflection)
			seen := w.seen(due)
			if c.Schedule.Reflection < 0 || seen.Sub(due) > 3*24*time.Hour-near || !seen.Before(w.end) {
				continue
			}
			w.wantEach(rows, i, nudges.KindInvitation, fmt.Sprintf("invitation/%s/%d", s.ID, s.Starts.Unix()), seen)
		}
	}
}

func (w *world) checkAnnouncements(rows []row) {
	for _, a := range w.announcements {
		i := slices.IndexFunc(w.cohorts, func(c programme) bool { return c.ID == a.Cohort })
		w.wantEach(rows, i, nudges.KindAnnouncement, "announcement/"+a.ID, w.seen(a.At))
		if n := w.count(rows, nudges.KindReport, a.Author, "report/"+a.ID); n != 1 {
			w.Errorf("the author has %d reports of an announcement of %s", n, a.At.Format("01-02 15:04"))
		}
	}
}

// wantEach wants a delivery to each of a cohort's participants at a time.
func (w *world) wantEach(rows []row, i int, kind, occasion string, at time.Time) {
	for _, p := range w.people {
		n := w.count(rows, kind, p.id, occasion)
		if p.movesIn(at.Add(-near), at.Add(near)) {
			continue
		}
		want := 0
		if slices.ContainsFunc(p.part[i], func(s span) bool { return s.holds(at) }) {
			want = 1
		}
		if n != want {
			w.Errorf("%s has %d of %s (%s), want %d", p.id, n, occasion, at.Format("01-02 15:04"), want)
		}
	}
	for _, r := range rows {
		left := strings.Contains(r.cause, "no longer takes part") && len(w.person(r.recipient).moves) > 0
		if r.occasion == occasion && kind == nudges.KindAnnouncement && r.state != storage.Sent && w.person(r.recipient).lost.IsZero() && !left && w.seen(r.due).Sub(r.due) < 6*24*time.Hour { // after a week it is worth nothing
			w.wrong(r, "an announcement reaches everybody who can be reached")
		}
	}
}

func (w *world) count(rows []row, kind, recipient, occasion string) int {
	n := 0
	for _, r := range rows {
		if r.kind == kind && r.recipient == recipient && r.occasion == occasion {
			n++
		}
	}
	return n
}

// seen is when Ippo first looks at a time or after it.
func (w *world) seen(at time.Time) time.Time {
	if at.Before(w.start) {
		at = w.start
	}
	for changed := true; changed; {
		changed = false
		for _, s := range w.away {
			if s.holds(at) {
				at, changed = s.to, true
			}
		}
	}
	return at
}

// movesIn reports whether something changed about a person within a time.
func (p *traveller) movesIn(from, to time.Time) bool {
	return slices.ContainsFunc(p.moves, func(t time.Time) bool { return !t.Before(from) && !t.After(to) })
}

func (p *traveller) restsIn(from, to time.Time) bool {
	return slices.ContainsFunc(p.pauses, func(s span) bool { return s.from.Before(to) && s.to.After(from) })
}

// zoneAt is the zone that a person is in at a time; nothing for somebody else.
func (p *traveller) zoneAt(at time.Time) string {
	zone := ""
	for _, s := range p.stays {
		if !s.from.After(at) {
			zone = s.zone
		}
	}
	return zone
}
