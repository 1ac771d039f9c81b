package handlers

import (
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// healthOf is, in short, what is shown of a cohort's last closed month, with how the bands moved since the month before.
func (r *request) healthOf(c cohort.Cohort) ([]chat.Block, error) {
	months, err := r.tx.LatestFigures(c.ID, 2)
	if err != nil || len(months) == 0 {
		return nil, err
	}
	looks, err := r.looksOnceToday(c, cohort.SawFigures)
	if err != nil || !looks {
		return nil, err
	}
	blocks := []chat.Block{chat.Divider{}, chat.Text(r.monthOf(c, months[0]))}
	if months[0].Shown[cohort.Reflected] == cohort.TooSmall {
		return append(blocks, chat.Context(r.say("numbers.too_small", "Least", cohort.LeastOf))), nil
	}
	blocks = append(blocks, nudges.InShort(r.who.words, months))
	if len(months) > 1 {
		blocks = append(blocks, chat.Context(r.say("office.changed_hint")))
	}
	return blocks, nil
}

// How many people the page names whom nothing reaches, and of how many days; the others it counts.
const (
	mostUnreached = 20
	mostDays      = 3
)

// unreachedBlocks name whom nothing reaches, since when, and say what to do.
func (r *request) unreachedBlocks(c cohort.Cohort) ([]chat.Block, error) {
	all, err := r.tx.Unreached(c.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	looks, err := r.looksOnceToday(c, cohort.SawUnreachable)
	if err != nil || !looks {
		return nil, err
	}
	blocks := []chat.Block{chat.Divider{}, chat.Text(r.say("office.unreached", "Cohort", c.Name, "Count", len(all)))}
	named, days := all[:min(len(all), mostUnreached)], 0
	for ; len(named) > 0 && days < mostDays; days++ {
		same := sameDay(named, c)
		var people chat.People
		for _, one := range named[:same] {
			people = append(people, one.Person)
		}
		since := r.who.words.DayOf(named[0].Since.In(c.Location()), r.now)
		blocks = append(blocks, chat.Context(r.say("office.unreached_since", "Day", since)), people)
		named = named[same:]
	}
	if rest := max(0, len(all)-mostUnreached) + len(named); rest > 0 {
		blocks = append(blocks, chat.Context(r.say("announce.and_others", "Count", rest)))
	}
	return append(blocks, chat.Context(r.say("office.unreached_what_to_do"))), nil
}

// sameDay is how many at the beginning cannot be reached since the same day.
func sameDay(all []storage.Unreached, c cohort.Cohort) int {
	day := func(i int) string { return all[i].Since.In(c.Location()).Format("2006-01-02") }
	n := 1
	for n < len(all) && day(n) == day(0) {
		n++
	}
	return n
}

// looksOnceToday keeps a look at a cohort's people, unless one of the same kind is kept of this day by the cohort's clock. It reports whether
// they may be shown: not where nothing can be written; then it is asked again where it can.
func (r *request) looksOnceToday(c cohort.Cohort, what cohort.LookedAt) (bool, error) {
	looked, err := r.tx.LookedSince(c.ID, r.who.id, what, cohort.Midnight(r.now, c.Location()))
	switch {
	case err != nil || looked:
		return looked, err
	case !r.mayWrite:
		r.toWrite = true
		return false, nil
	}
	return true, r.looksAt(c.ID, what)
}

// placeAndAbout divides the value of a button of a list into where the page begins, and of what the list is.
func placeAndAbout(value string) (place, about string) {
	place, about, _ = strings.Cut(value, " ")
	return place, about
}

func (r *request) backToDesk() chat.Buttons {
	return chat.Buttons{{Action: actionDesk, Label: r.say("home.to_desk")}}
}
