package handlers

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// today is the one thing that stands first at home, and what of the rest it says already.
type today struct {
	blocks        []chat.Block
	session, step bool
}

// asksFor is how long something that asks for an answer stands first at home.
const asksFor = 14 * 24 * time.Hour

// today finds what matters most: a session within a day; else a step that waits for an answer; else a meeting of the circle that asks for
// one; else an open invitation to reflect; else a kind line that says how things stand. In a pause nothing is asked but the session.
func (r *request) today(c cohort.Cohort, p cohort.Participant, year program, offers []cohort.Offer) (t today, err error) {
	find := []func() error{
		func() error { return r.sessionToday(c, &t) },
		func() error { return r.stepToday(c, p, offers, &t) },
		func() error { return r.meetingToday(c, p, &t) },
		func() error { return r.invitationToday(c, p, &t) },
	}
	switch {
	case p.Paused(r.now):
		find = find[:1]
	case year.over(r.now):
		find = find[2:]
	}
	for _, look := range find {
		if err := look(); err != nil || len(t.blocks) > 0 {
			return t, err
		}
	}
	t.blocks, err = r.howItIs(c, year)
	return t, err
}

// sessionToday is the session that begins within a day or is on, unless they said that they do not come.
func (r *request) sessionToday(c cohort.Cohort, t *today) error {
	s, err := storage.Optional(r.tx.NextSession(c.ID, r.now))
	if err != nil || s.ID == "" || r.now.Before(s.Starts.Add(-linkBefore)) {
		return err
	}
	answer, err := r.tx.AttendanceOf(s.ID, r.who.id)
	if err != nil || answer == cohort.NotThisTime {
		return err
	}
	t.session = true
	t.blocks, err = r.nextSession(c)
	if answer == cohort.Attending && s.Link != "" {
		wayInFirst(t.blocks)
	}
	return err
}

// wayInFirst has the way into a session stand before the answers, for who has given theirs.
func wayInFirst(blocks []chat.Block) {
	for _, block := range blocks {
		buttons, _ := block.(chat.Buttons)
		for i := range buttons {
			buttons[i].Primary = buttons[i].Action == nudges.ActionJoin
		}
		slices.SortStableFunc(buttons, func(a, b chat.Button) int {
			switch {
			case a.Primary == b.Primary:
				return 0
			case a.Primary:
				return -1
			}
			return 1
		})
	}
}

// stepToday is the step that nobody answered yet, or that was to be tried by now.
func (r *request) stepToday(c cohort.Cohort, p cohort.Participant, offers []cohort.Offer, t *today) (err error) {
	if len(offers) == 0 {
		return nil
	}
	newest := offers[0]
	waits := newest.Answer == cohort.Open && r.now.Sub(newest.Offered) < asksFor
	planned := newest.Answer == cohort.Trying && !newest.Planned.IsZero() && !newest.Planned.After(r.now) && r.now.Sub(newest.Planned) < asksFor
	if waits || planned {
		t.step = true
		t.blocks, err = r.stepAtHome(c, p, offers)
	}
	return err
}

func (r *request) meetingToday(c cohort.Cohort, p cohort.Participant, t *today) error {
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	if err == nil && mine.ID != "" {
		t.blocks, err = nudges.MeetingAsks(r.tx, r.who.words, mine, p.ID, r.now)
	}
	return err
}

// invitationToday invites to reflect on the session that was over not long ago, as the message after it does, until they wrote something.
func (r *request) invitationToday(c cohort.Cohort, p cohort.Participant, t *today) error {
	s, err := storage.Optional(r.tx.LatestSession(c.ID, r.now))
	if err != nil || s.ID == "" || !nudges.InvitesToReflect(c, s, r.now) {
		return err
	}
	wrote, err := r.tx.WroteSince(p.ID, s.Ends())
	if err != nil || wrote {
		return err
	}
	answer, err := r.tx.AttendanceOf(s.ID, p.ID)
	sentence := "session.invitation"
	if answer == cohort.NotThisTime {
		sentence = "session.invitation_absent"
	}
	t.blocks = []chat.Block{chat.Text(r.say(sentence, "Theme", s.Theme)),
		chat.Buttons{{Action: nudges.ActionReflect, Value: s.ID, Label: r.say("reflect.write"), Primary: true}}}
	return err
}

// program is how a cohort's year stands.
type program struct{ first, ends time.Time }

func (r *request) programOf(c cohort.Cohort) (y program, err error) {
	y.first, y.ends, err = r.tx.ProgramSpan(c.ID)
	return y, err
}

func (y program) over(now time.Time) bool { return !y.ends.IsZero() && !y.ends.After(now) }

// howItIs is a kind line for a day on which nothing is asked: before the first session, between two programs, after the last session, or on
// any other day.
func (r *request) howItIs(c cohort.Cohort, year program) ([]chat.Block, error) {
	zone := c.Location()
	switch {
	case year.first.IsZero():
		return []chat.Block{chat.Text(r.say("home.unplanned"))}, nil
	case r.now.Before(year.first):
		key := "home.before"
		for _, other := range r.who.member {
			earlier, err := r.programOf(other)
			if err != nil {
				return nil, err
			}
			if earlier.over(r.now) {
				key = "home.between"
			}
		}
		return []chat.Block{chat.Text(r.say(key, "When", r.who.words.When(year.first.In(zone))))}, nil
	case !year.over(r.now):
		return []chat.Block{chat.Text(r.say("home.quiet"))}, nil
	}
	until, _, err := nudges.KeptUntil(r.tx, r.who.id)
	line := r.say("home.after", "Cohort", c.Name)
	if until.After(r.now) {
		line = r.say("home.after_kept", "Cohort", c.Name, "Day", r.who.words.DayOf(until.In(r.who.person.Location()), r.now))
	}
	return []chat.Block{chat.Text(line), chat.Buttons{
		{Action: nudges.ActionTake, Value: nudges.Value(nudges.KeepLetter, c.ID), Label: r.say("year.letter"), Primary: true},
		{Action: actionRecords, Label: r.say("doors.records")},
	}}, err
}
