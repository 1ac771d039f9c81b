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

// nightFor finds out for whom of its readers it is night when an announcement goes out. Where all wait, but until other days or hours, that
// is told like a wait of some.
func nightFor(a cohort.Announcement, readers []cohort.Participant, now time.Time) night {
	all := len(readers) > 0
	var waits bool
	var morning time.Time
	for _, p := range readers {
		due := a.Due(p.Person)
		if due.IsZero() {
			due = now
		}
		awake := p.Awake(due).In(p.Location())
		if awake.Equal(due) {
			all = false
			continue
		}
		waits, all = true, all && (morning.IsZero() || (morning.Day() == awake.Day() && morning.Hour() == awake.Hour()))
		morning = awake
	}
	if !all {
		return night{some: waits}
	}
	return night{morning: morning}
}

// arrives says when an announcement arrives that waits for the morning of all.
func (r *request) arrives(n night) chat.Block {
	return chat.Text(r.say("announce.arrives", "Day", r.who.words.Day(n.morning), "Hour", n.morning.Hour()))
}
