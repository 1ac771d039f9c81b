package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// Actions of the organisers' page.
const (
	actionDesk = "desk"     // shows it
	actionOwn  = "home_own" // shows one's own page again
)

// mostAtDesk is how many cohorts stand on the organisers' page: those whose program goes on, the latest first.
const mostAtDesk = 2

// desk is the page of who organises: what is due next in each cohort, what they can do, whom nothing reaches, and how the cohort was last month.
//
// Of people it shows the figures of a closed month, and the names of those who cannot be reached. Both are looks, which those who take part
// can read. The page opens often, and by itself: so the first look of a day, by the cohort's clock, is kept, and stands for that day.
func desk(r *request) (chat.Reply, error) {
	cohorts, left, err := r.atDesk()
	if err != nil {
		return chat.Reply{}, err
	}
	if len(cohorts) == 0 {
		return chat.Reply{}, r.refused(cohort.Announce)
	}
	blocks := []chat.Block{chat.Heading(r.say("office.heading"))}
	for _, c := range cohorts {
		due, err := r.dueAtDesk(c)
		if err != nil {
			return chat.Reply{}, err
		}
		blocks = append(blocks, due...)
	}
	if left > 0 {
		blocks = append(blocks, chat.Context(r.say("office.more_cohorts", "Count", left)))
	}
	blocks = append(blocks, r.deskButtons(cohorts[0]))
	for _, c := range cohorts {
		health, err := r.healthOf(c)
		if err != nil {
			return chat.Reply{}, err
		}
		unreached, err := r.unreachedBlocks(c)
		if err != nil {
			return chat.Reply{}, err
		}
		blocks = append(append(blocks, unreached...), health...)
	}
	if len(r.who.member) > 0 {
		blocks = append(blocks, chat.Divider{}, chat.Buttons{{Action: actionOwn, Label: r.say("office.to_own")}})
	}
	if r.ev.Kind == chat.Press && !r.ev.AtHome {
		return r.inPlace(compose(blocks...)), nil
	}
	return chat.Reply{Home: &chat.Home{Blocks: blocks}}, nil
}

// ownAgain is one's own page where the organisers' stood.
func ownAgain(r *request) (chat.Reply, error) {
	if r.ev.AtHome {
		return home(r)
	}
	return menuAgain(r)
}

// atDesk are the cohorts on the page, and how many more there are. If all are over, the latest stands there.
func (r *request) atDesk() (shown []cohort.Cohort, left int, err error) {
	all := r.cohortsFor(cohort.Announce)
	ends := map[string]program{}
	for _, c := range all {
		if ends[c.ID], err = r.programOf(c); err != nil {
			return nil, 0, err
		}
	}
	slices.SortStableFunc(all, func(a, b cohort.Cohort) int { return ends[b.ID].ends.Compare(ends[a.ID].ends) })
	for _, c := range all {
		if len(shown) < mostAtDesk && (len(shown) == 0 || !ends[c.ID].over(r.now)) {
			shown = append(shown, c)
		}
	}
	return shown, len(all) - len(shown), nil
}

// dueAtDesk is what comes next in a cohort.
func (r *request) dueAtDesk(c cohort.Cohort) ([]chat.Block, error) {
	people, err := r.tx.CountParticipants(c.ID)
	if err != nil {
		return nil, err
	}
	facts := chat.Fields{}
	add := func(key, value string) { facts = append(facts, chat.Field{Label: r.say(key), Value: value}) }
	s, err := storage.Optional(r.tx.NextSession(c.ID, r.now))
	if err != nil {
		return nil, err
	}
	if s.ID == "" {
		add("office.session", r.say("office.no_session"))
	} else {
		coming, err := r.tx.Attending(s.ID)
		if err != nil {
			return nil, err
		}
		add("office.session", r.say("office.session_of", "Number", s.Number, "Theme", shortened(s.Theme, longestInLine),
			"When", r.who.words.When(s.Starts.In(c.Location())), "Coming", r.say("office.coming", "Count", coming)))
	}
	line, err := r.announcementsDue(c)
	if err != nil {
		return nil, err
	}
	add("office.announcements", line)
	if round, err := nudges.NextRound(r.tx, c, r.now); err != nil {
		return nil, err
	} else if round.IsZero() {
		add("office.circles", r.say("office.circles_on_request"))
	} else {
		add("office.circles", r.who.words.When(round.In(c.Location())))
	}
	entry, err := r.entryFacts(c)
	if err != nil {
		return nil, err
	}
	facts = append(facts, entry...)
	blocks := []chat.Block{chat.Divider{}, chat.Text(r.say("office.cohort", "Cohort", c.Name, "People", r.say("office.people", "Count", people))), facts}
	reaches, err := r.tx.Reaches(c.Channel)
	if !reaches {
		blocks = append(blocks, chat.Text(r.say("unreachable.channel", "Cohort", c.Name)))
	}
	return blocks, err
}

// longestInLine is how much of a theme stands in one line.
const longestInLine = 60

// entryFacts say until when people can come into a cohort by themselves, how many places are taken, and how many wait. Where nobody can, as
// long as people are brought in by files, it says nothing.
func (r *request) entryFacts(c cohort.Cohort) (chat.Fields, error) {
	state := c.Entry.At(r.now)
	if state != cohort.EntryOpen && state != cohort.EntryAhead {
		return nil, nil
	}
	if state == cohort.EntryAhead {
		return chat.Fields{{Label: r.say("office.entry"), Value: r.say("office.entry_ahead", "When", r.entryTime(c, c.Entry.From))}}, nil
	}
	taken, err := r.tx.Taken(c.ID, r.now)
	if err != nil {
		return nil, err
	}
	waiting, err := r.tx.Waiting(c.ID)
	said := r.say("office.entry_open", "When", r.entryTime(c, c.Entry.Until), "Taken", taken)
	if c.Entry.Places > 0 {
		said = r.say("office.entry_places", "When", r.entryTime(c, c.Entry.Until), "Taken", taken, "Places", c.Entry.Places, "Waiting", len(waiting))
	}
	return chat.Fields{{Label: r.say("office.entry"), Value: said}}, err
}

// announcementsDue says which announcement goes out next, and how many are on their way.
func (r *request) announcementsDue(c cohort.Cohort) (string, error) {
	due, err := r.tx.PendingAnnouncements(c.ID)
	if err != nil {
		return "", err
	}
	var scheduled []cohort.Announcement
	for _, a := range due {
		if a.State == cohort.Scheduled {
			scheduled = append(scheduled, a)
		}
	}
	under := len(due) - len(scheduled)
	line := r.say("office.nothing_announced")
	switch {
	case len(scheduled) == 1:
		line = r.say("office.scheduled", "When", r.who.words.When(scheduled[0].At.In(c.Location())))
	case len(scheduled) > 1:
		line = r.say("office.scheduled_more", "When", r.who.words.When(scheduled[0].At.In(c.Location())), "Count", len(scheduled)-1)
	case under > 0:
		return r.say("office.on_their_way", "Count", under), nil
	}
	if under > 0 {
		line = r.who.words.Join(line, r.say("office.on_their_way", "Count", under))
	}
	return line, nil
}

func (r *request) deskButtons(latest cohort.Cohort) chat.Buttons {
	return append(r.organizerButtons(), chat.Button{Action: actionSessions, Value: nudges.Value(latest.ID, "-1"), Label: r.say("office.to_cohort")},
		chat.Button{Action: actionVoices, Value: "0 " + latest.ID, Label: r.say("voices.button")})
}
