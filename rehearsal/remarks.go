package rehearsal

import (
	"slices"
	"strings"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// mostShown are the examples of one remark; of more, it is told how many more there are.
const mostShown = 4

// late is how much later than planned a message comes that was moved out of somebody's night, and not only made to wait its turn.
const late = 15 * time.Minute

// Remarks say what an organiser might not have meant, a sentence each. why says why a delivery was not sent.
func (y Year) Remarks(w *locale.Words, why func(storage.Delivery) string) []string {
	r := &remarks{Year: y, w: w}
	r.people()
	r.sessions("past", func(s cohort.Session) bool { return s.Starts.Before(y.From) })
	r.sessions("day_off", func(s cohort.Session) bool { return cohort.DayOff(s.Starts, y.Cohort.Location()) })
	r.sessions("night", func(s cohort.Session) bool { return cohort.Awake(s.Starts, y.Cohort.Location()).After(s.Starts) })
	r.moved()
	r.onTheDay()
	r.crowded()
	r.unsent(why)
	return r.said
}

type remarks struct {
	Year
	w    *locale.Words
	said []string
}

func (r *remarks) say(key string, pairs ...any) {
	r.said = append(r.said, r.w.Say("rehearse.remark_"+key, pairs...))
}

// some lists a few of many.
func (r *remarks) some(all []string) string {
	if more := len(all) - mostShown; more > 0 {
		return r.w.Say("rehearse.and_more", "Names", r.w.List(all[:mostShown]), "Count", more)
	}
	return r.w.List(all)
}

// people tells of what nobody is there to see.
func (r *remarks) people() {
	switch {
	case len(r.People) == 0:
		r.say("nobody")
	case r.Cohort.Schedule.Nudge == "":
		r.say("no_steps")
	}
	if len(r.Sessions) == 0 {
		r.say("no_sessions")
	}
}

// sessions tells of sessions of which something holds.
func (r *remarks) sessions(key string, holds func(cohort.Session) bool) {
	var all []string
	for _, s := range r.Sessions {
		if holds(s) {
			all = append(all, r.w.Say("rehearse.session", "Number", s.Number, "When", r.w.When(s.Starts.In(r.Cohort.Location()))))
		}
	}
	if len(all) > 0 {
		r.say(key, "Sessions", r.some(all), "Count", len(all))
	}
}

// moved tells of what was planned for the night and comes after it.
func (r *remarks) moved() {
	starts := map[string]cohort.Session{}
	for _, s := range r.Sessions {
		starts[s.ID] = s
	}
	type move struct {
		sessions map[string]bool
		example  string
	}
	moves := map[string]*move{}
	for _, m := range r.Messages {
		planned := r.planned[m.delivery]
		due := planned.Due
		if m.Kind == nudges.KindInvitation {
			due = starts[planned.Subject].Ends().Add(r.Cohort.Schedule.Reflection)
		}
		if (m.Kind != nudges.KindReminder && m.Kind != nudges.KindInvitation) || due.Before(r.From) || m.At.Sub(due) < late {
			continue
		}
		if moves[m.Kind] == nil {
			moves[m.Kind] = &move{map[string]bool{}, r.w.Say("rehearse.moved", "From", r.w.When(due.In(m.At.Location())), "To", r.w.When(m.At))}
		}
		moves[m.Kind].sessions[planned.Subject] = true
	}
	for _, kind := range []string{nudges.KindReminder, nudges.KindInvitation} {
		if m := moves[kind]; m != nil {
			r.say("moved", "Kind", r.w.Say("kinds."+kind), "Count", len(m.sessions), "Example", m.example)
		}
	}
}

// onTheDay tells of reminders that were meant for the day before, and come on the day itself.
func (r *remarks) onTheDay() {
	sessions := map[string]cohort.Session{}
	for _, s := range r.Sessions {
		sessions[s.ID] = s
	}
	told := map[string]bool{}
	var all []string
	for _, m := range r.Messages {
		planned := r.planned[m.delivery]
		s, zone := sessions[planned.Subject], r.Cohort.Location()
		dayOf := func(t time.Time) string { return t.In(zone).Format(time.DateOnly) }
		if m.Kind != nudges.KindReminder || dayOf(planned.Due) == dayOf(s.Starts) || dayOf(m.At) != dayOf(s.Starts) || told[s.ID] {
			continue
		}
		told[s.ID] = true
		all = append(all, r.w.Say("rehearse.session", "Number", s.Number, "When", r.w.When(m.At.In(zone))))
	}
	if len(all) > 0 {
		r.say("on_the_day", "Sessions", r.some(all), "Count", len(all))
	}
}

// crowded tells of days on which the channel gets more than one message.
func (r *remarks) crowded() {
	count, days := map[string]int{}, []string(nil)
	for _, m := range r.Messages {
		if m.Place != ToChannel {
			continue
		}
		day := r.w.Day(m.At)
		key := m.At.Format(time.DateOnly)
		if count[key]++; count[key] == 2 {
			days = append(days, day)
		}
	}
	if len(days) > 0 {
		r.say("crowded", "Days", r.some(days), "Count", len(days))
	}
}

// unsent tells of what was planned and is not sent, with the cause.
func (r *remarks) unsent(why func(storage.Delivery) string) {
	type cause struct{ kind, why string }
	counts, causes := map[cause]int{}, []cause(nil)
	for _, d := range r.Unsent {
		c := cause{d.Kind, why(d)}
		if counts[c]++; counts[c] == 1 {
			causes = append(causes, c)
		}
	}
	slices.SortFunc(causes, func(a, b cause) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a.kind+a.why, b.kind+b.why)
	})
	for _, c := range causes[:min(len(causes), mostShown)] {
		r.say("unsent", "Kind", r.w.Say("kinds."+c.kind), "Count", counts[c], "Why", c.why)
	}
}
