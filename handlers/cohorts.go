package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// What organisers do about cohorts. The values are cohorts.
const (
	actionCohorts       = "cohorts"        // lists them; value: where the page begins, or ends
	actionCohortNew     = "cohort_new"     // opens the form for a new one
	actionCohortBasics  = "cohort_basics"  // opens the form
	actionCohortEntry   = "cohort_entry"   // opens the form
	actionCohortRoster  = "cohort_roster"  // who takes part, and who waits; value: where the page begins, or ends, and the cohort
	actionCohortAdd     = "cohort_add"     // opens the form
	actionCohortOut     = "cohort_out"     // opens the form
	actionCohortArchive = "cohort_archive" // asks before
	actionCohortNext    = "cohort_next"    // opens the form for the one that follows
	actionCohortStart   = "cohort_start"   // ends its being prepared
	actionCohortReopen  = "cohort_reopen"  // has an archived one run again
	actionCohortAgain   = "cohort_again"   // asks before those of the one before are invited

	formCohortBasics  = "cohort_basics"   // state: cohort/version; of a new one /0
	formCohortEntry   = "cohort_entry"    // state: cohort/version
	formCohortAdd     = "cohort_add"      // state: the cohort
	formCohortOut     = "cohort_out"      // state: the cohort
	formCohortOutSure = "cohort_out_sure" // state: cohort/people
	formCohortArchive = "cohort_archive"  // state: the cohort
	formCohortNext    = "cohort_next"     // state: the cohort that is followed
	formCohortAgain   = "cohort_again"    // state: the cohort
)

// cohorts show an organiser theirs, those that run first: how many are in, how entry stands, and what they can do.
func cohorts(r *request) (chat.Reply, error) {
	all := r.cohortsFor(cohort.Enrol)
	if len(all) == 0 && !r.who.admin {
		return chat.Reply{}, r.refused(cohort.Enrol)
	}
	slices.Reverse(all) // by name: the latest first
	slices.SortStableFunc(all, func(a, b cohort.Cohort) int { return a.Archived.Compare(b.Archived) })
	heading := chat.Heading(r.say("desk.heading"))
	var top chat.Buttons
	if r.who.admin {
		top = chat.Buttons{{Action: actionCohortNew, Label: r.say("desk.new")}}
	}
	if len(all) > 0 {
		top = append(append(top, r.templateButtons(all[0].ID)...), chat.Button{Action: actionAudit, Label: r.say("audit.button")})
	}
	if len(all) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("desk.none")), top)), nil
	}
	blocks, err := r.page(listing{
		action: actionCohorts, heading: heading, top: top, all: len(all),
		item: func(i int) ([]chat.Block, error) { return r.cohortBlocks(all[i]) },
	})
	return r.inPlace(compose(blocks...)), err
}

// cohortBlocks are how a cohort stands, in counts, and what can be done about it.
func (r *request) cohortBlocks(c cohort.Cohort) ([]chat.Block, error) {
	in, err := r.tx.CountParticipants(c.ID)
	if err != nil {
		return nil, err
	}
	taken, err := r.tx.Taken(c.ID, r.now)
	if err != nil {
		return nil, err
	}
	waiting, err := r.tx.Waiting(c.ID)
	if err != nil {
		return nil, err
	}
	facts := chat.Fields{{Label: r.say("desk.in"), Value: r.say("desk.people", "Count", in)}}
	if c.Entry.Places > 0 {
		facts = append(facts, chat.Field{Label: r.say("desk.places"), Value: r.say("desk.places_of", "Count", c.Entry.Places)})
	}
	if taken > in {
		facts = append(facts, chat.Field{Label: r.say("desk.held"), Value: r.say("desk.places_of", "Count", taken-in)})
	}
	if len(waiting) > 0 {
		facts = append(facts, chat.Field{Label: r.say("desk.waiting"), Value: r.say("desk.people", "Count", len(waiting))})
	}
	buttons, err := r.cohortButtons(c)
	return []chat.Block{chat.Divider{}, chat.Text(r.say("desk.named", "Cohort", c.Name)), chat.Context(r.entryLine(c)), facts, buttons}, err
}

// entryLine says how a cohort's entry stands.
func (r *request) entryLine(c cohort.Cohort) string {
	if !c.Archived.IsZero() {
		return r.say("desk.archived", "Day", r.who.words.DayOf(c.Archived.In(c.Location()), r.now))
	}
	if c.Draft {
		return r.say("desk.draft")
	}
	state := c.Entry.At(r.now)
	if state == cohort.NoEntry {
		return r.say("desk.entry_none")
	}
	return r.say("desk.entry_"+string(state), "From", r.entryTime(c, c.Entry.From), "Until", r.entryTime(c, c.Entry.Until))
}

// cohortButtons are what can be done about a cohort. Of an archived one there is the list, and the one that follows it.
func (r *request) cohortButtons(c cohort.Cohort) (chat.Buttons, error) {
	buttons := chat.Buttons{{Action: actionCohortRoster, Value: "0 " + c.ID, Label: r.say("desk.roster")}}
	if c.Archived.IsZero() {
		buttons = append(buttons,
			chat.Button{Action: actionCohortEntry, Value: c.ID, Label: r.say("desk.entry")},
			chat.Button{Action: actionSessions, Value: nudges.Value(c.ID, "-1"), Label: r.say("office.to_cohort")},
			chat.Button{Action: actionCohortBasics, Value: c.ID, Label: r.say("desk.basics")})
	}
	if c.Draft {
		buttons = append(buttons, chat.Button{Action: actionCohortStart, Value: c.ID, Label: r.say("desk.start")})
	}
	if !c.Archived.IsZero() {
		buttons = append(buttons, chat.Button{Action: actionCohortReopen, Value: c.ID, Label: r.say("desk.reopen")})
	}
	if c.Follows != "" && !c.Silent() && c.Entry.At(r.now) == cohort.EntryOpen {
		buttons = append(buttons, chat.Button{Action: actionCohortAgain, Value: c.ID, Label: r.say("desk.again")})
	}
	if _, follows := r.follower(c); !follows && !c.Draft {
		buttons = append(buttons, chat.Button{Action: actionCohortNext, Value: c.ID, Label: r.say("desk.next")})
	}
	over, err := nudges.NothingToCome(r.tx, c.ID, r.now)
	if over && c.Archived.IsZero() {
		buttons = append(buttons, chat.Button{Action: actionCohortArchive, Value: c.ID, Label: r.say("desk.archive")})
	}
	return buttons, err
}

// follower is the cohort that was made to follow another, if one was.
func (r *request) follower(c cohort.Cohort) (cohort.Cohort, bool) {
	i := slices.IndexFunc(r.who.all, func(other cohort.Cohort) bool { return other.Follows == c.ID })
	if i < 0 {
		return cohort.Cohort{}, false
	}
	return r.who.all[i], true
}

// organized finds a cohort in which the actor may do something about who takes part.
func (r *request) organized(id string) (cohort.Cohort, error) {
	if err := r.authorize(cohort.Enrol, id); err != nil {
		return cohort.Cohort{}, err
	}
	return r.tx.Cohort(id)
}

// runningOne is organized for what cannot be done about an archived one.
func (r *request) runningOne(id string) (cohort.Cohort, error) {
	c, err := r.organized(id)
	if err == nil && !c.Archived.IsZero() {
		err = refuse(text(r.say("desk.rests", "Cohort", c.Name)))
	}
	return c, err
}

// deskDone is the last page of a form of the desk, with the way back to it.
func (r *request) deskDone(sentence string, more ...chat.Block) chat.Reply {
	blocks := append([]chat.Block{chat.Text(sentence)}, more...)
	return chat.Reply{Form: &chat.Form{
		Title: r.say("desk.title"), Close: r.say("form.close"),
		Blocks: append(blocks, chat.Buttons{{Action: actionCohorts, Label: r.say("desk.back")}}),
	}}
}

// changedBy says who changed a cohort meanwhile, and how it stands now.
func (r *request) changedBy(c cohort.Cohort, now chat.Fields) []chat.Block {
	blocks := []chat.Block{chat.Text(r.say("desk.changed"))}
	switch c.ChangedBy {
	case "":
	case cohort.Operator:
		blocks = append(blocks, chat.Context(r.say("desk.changed_by_file")))
	default:
		blocks = append(blocks, chat.People{c.ChangedBy})
	}
	return append(blocks, chat.Context(r.say("desk.stands_now")), now, chat.Context(r.say("desk.changed_hint")))
}

// departed reports whether somebody left a cohort by themselves: nobody else brings them back.
func departed(tx *storage.Tx, cohortID, person string) (bool, error) {
	gone, err := storage.Optional(tx.Gone(cohortID, person))
	return gone.Self, err
}
