package handlers

import (
	"time"

	"ippo/chat"
	"ippo/cohort"
)

// night is what the quiet hours of its readers do to an announcement.
type night struct {
	some    bool      // it waits for the morning where some of them are
	morning time.Time // when it reaches all of them, on their own clocks, if it is night for all; else zero
}

// nightFor finds out for whom it is night in a cohort at a time. Where all wait, but until other days or hours, that is
// told like a wait of some.
func (r *request) nightFor(c cohort.Cohort, at time.Time) (night, error) {
	people, err := r.tx.Participants(c.ID)
	if err != nil {
		return night{}, err
	}
	all := len(people) > 0
	var waits bool
	var morning time.Time
	for _, p := range people {
		awake := p.Awake(at).In(p.Location())
		if awake.Equal(at) {
			all = false
			continue
		}
		waits, all = true, all && (morning.IsZero() || (morning.Day() == awake.Day() && morning.Hour() == awake.Hour()))
		morning = awake
	}
	if !all {
		return night{some: waits}, nil
	}
	return night{morning: morning}, nil
}

// arrives says when an announcement arrives that waits for the morning of all.
func (r *request) arrives(n night) chat.Block {
	return chat.Text(r.say("announce.arrives", "Day", r.who.words.Day(n.morning), "Hour", n.morning.Hour()))
}
