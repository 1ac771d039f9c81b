package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
)

// looks tells somebody who takes part what organisers looked at: when, who, and what.
func looks(r *request) (chat.Reply, error) {
	if len(r.who.member) == 0 {
		return chat.Reply{}, r.refused(cohort.TakePart)
	}
	var all []lookOn
	for _, c := range r.who.member {
		found, err := r.tx.Looks(c.ID, r.now.Add(-cohort.LooksShown))
		if err != nil {
			return chat.Reply{}, err
		}
		all = append(all, daily(c, found)...)
	}
	slices.SortStableFunc(all, func(a, b lookOn) int { return b.At.Compare(a.At) })
	heading := chat.Heading(r.say("looks.heading"))
	back := chat.Buttons{{Action: actionPrivacy, Label: r.say("doors.back_data")}}
	if len(all) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("looks.none")), back)), nil
	}
	blocks, err := r.page(listing{
		action: actionLooks, heading: heading, all: len(all),
		item: func(i int) ([]chat.Block, error) { return r.lookBlocks(all[i]), nil },
	})
	if err != nil {
		return chat.Reply{}, err
	}
	blocks = slices.Insert(blocks, 1, chat.Block(chat.Context(r.say("looks.how"))))
	return r.inPlace(compose(append(blocks, back)...)), nil
}

// lookOn is what an organiser looked at on a day, and how often.
type lookOn struct {
	cohort cohort.Cohort
	cohort.Look
	times int
}

// daily gathers the looks of one organiser at the same on one day, from those of a cohort, newest first.
func daily(c cohort.Cohort, found []cohort.Look) (all []lookOn) {
	type same struct {
		organizer, day string
		what           cohort.LookedAt
	}
	at := map[same]int{}
	for _, l := range found {
		key := same{l.Organizer, l.At.In(c.Location()).Format("2006-01-02"), l.What}
		if i, seen := at[key]; seen {
			all[i].times++
			continue
		}
		at[key] = len(all)
		all = append(all, lookOn{c, l, 1})
	}
	return all
}

func (r *request) lookBlocks(l lookOn) []chat.Block {
	line := r.say("looks.saw_" + string(l.What))
	if l.times > 1 {
		line = r.say("looks.times", "What", line, "Count", l.times)
	}
	when := r.who.words.WhenOf(l.At.In(r.who.person.Location()), r.now)
	blocks := []chat.Block{chat.Divider{}, chat.Context(r.say("looks.when", "When", when, "Cohort", l.cohort.Name)), chat.Text(line)}
	if l.Organizer == cohort.Operator {
		return append(blocks, chat.Context(r.say("looks.operator")))
	}
	return append(blocks, chat.People{l.Organizer})
}

// looksAt keeps that the organiser who acts sees something about a cohort's people.
func (r *request) looksAt(cohortID string, what cohort.LookedAt) error {
	return r.tx.Look(cohortID, r.who.id, what, r.now)
}
