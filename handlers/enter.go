package handlers

import (
	"slices"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	actionStopWaiting = "stop_waiting" // value: the cohort

	formEnter = "enter" // state: the cohort

	longestDepartment = 75 // characters
)

// enterBlocks offer what somebody can come into by themselves, say how they stand where they wait, and let them back where their place is
// still theirs. Nothing, if there is nothing of this. When entry opens, and that it is closed, is said to who is in no cohort.
func (r *request) enterBlocks() (blocks []chat.Block, err error) {
	for _, c := range r.who.all {
		in := slices.ContainsFunc(r.who.member, func(m cohort.Cohort) bool { return m.ID == c.ID })
		if c.Silent() || in {
			continue
		}
		some, err := r.entryOf(c)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, some...)
	}
	return blocks, nil
}

// entryOf says how somebody who is not in a cohort can come in, and when.
func (r *request) entryOf(c cohort.Cohort) ([]chat.Block, error) {
	gone, err := storage.Optional(r.tx.Gone(c.ID, r.who.id))
	if err != nil {
		return nil, err
	}
	if gone.Held.After(r.now) {
		return r.leftBlocks(c, "enrol.may_come_back", gone.Held), nil
	}
	application, err := storage.Optional(r.tx.Application(c.ID, r.who.id))
	if err != nil {
		return nil, err
	}
	if application.Person != "" {
		return r.waitBlocks(c, application)
	}
	switch c.Entry.At(r.now) {
	case cohort.EntryAhead:
		if len(r.who.member) == 0 {
			return []chat.Block{chat.Text(r.say("enrol.ahead", "Cohort", c.Name, "When", r.entryTime(c, c.Entry.From)))}, nil
		}
	case cohort.EntryClosed:
		if len(r.who.member) == 0 && r.now.Sub(c.Entry.Until) < closedSaid {
			return []chat.Block{chat.Text(r.say("enrol.closed", "Cohort", c.Name, "When", r.entryTime(c, c.Entry.Until)))}, nil
		}
	case cohort.EntryOpen:
		blocks := []chat.Block{chat.Text(r.say("enrol.open", "Cohort", c.Name)), nudges.EntryUntil(r.who.words, c)}
		line, err := r.fullLine(c)
		if err != nil {
			return nil, err
		}
		return append(append(blocks, line...), nudges.EnterButton(r.who.words, c)), nil
	}
	return nil, nil
}

// closedSaid is for how long after entry has closed that is said.
const closedSaid = 60 * 24 * time.Hour

func (r *request) entryTime(c cohort.Cohort, at time.Time) string {
	return r.who.words.When(at.In(c.Location()))
}

// fullLine says that a cohort is full, and how many wait; nothing as long as it is not.
func (r *request) fullLine(c cohort.Cohort) ([]chat.Block, error) {
	taken, err := r.tx.Taken(c.ID, r.now)
	if err != nil {
		return nil, err
	}
	waiting, err := r.tx.Waiting(c.ID)
	if free, limited := c.Entry.Free(taken); err != nil || !limited || free > 0 && len(waiting) == 0 {
		return nil, err
	}
	return []chat.Block{chat.Context(r.say("enrol.full", "Count", len(waiting)))}, nil
}

// waitBlocks tell somebody at which place in the line they are, and let them out of it.
func (r *request) waitBlocks(c cohort.Cohort, a cohort.Application) ([]chat.Block, error) {
	place, err := r.tx.PlaceInLine(a)
	return []chat.Block{
		chat.Text(r.say("enrol.waits", "Cohort", c.Name, "Place", place)), chat.Context(r.say("enrol.waits_hint")),
		chat.Buttons{{Action: actionStopWaiting, Value: c.ID, Label: r.say("enrol.stop_waiting")}},
	}, err
}

// enter leads to the form with which somebody applies: at once where one cohort is open, else by what they can choose from.
func enter(r *request) (chat.Reply, error) {
	if r.ev.Kind == chat.Press && r.ev.Value != "" {
		c, err := r.tx.Cohort(r.ev.Value)
		if err != nil {
			return chat.Reply{}, err
		}
		return r.enterForm(c)
	}
	var open []cohort.Cohort
	for _, c := range r.who.all {
		if in, err := r.knownTo(c); err != nil {
			return chat.Reply{}, err
		} else if !in && !c.Silent() && c.Entry.At(r.now) == cohort.EntryOpen {
			open = append(open, c)
		}
	}
	if len(open) == 1 && r.ev.Kind != chat.Direct { // in a conversation only a press can open a form
		return r.enterForm(open[0])
	}
	blocks, err := r.enterBlocks()
	switch {
	case err != nil:
		return chat.Reply{}, err
	case len(blocks) == 0 && len(r.who.member) > 0:
		return r.inPlace(compose(chat.Text(r.say("enrol.already_in", "Cohort", r.who.member[0].Name)))), nil
	case len(blocks) == 0:
		return r.inPlace(compose(append([]chat.Block{chat.Text(r.say("enrol.none_open"))}, r.organizersToAsk()...)...)), nil
	}
	return r.inPlace(compose(blocks...)), nil
}

// knownTo reports whether the actor takes part in a cohort, waits for it, or can come back.
func (r *request) knownTo(c cohort.Cohort) (bool, error) {
	if slices.ContainsFunc(r.who.member, func(m cohort.Cohort) bool { return m.ID == c.ID }) {
		return true, nil
	}
	a, err := storage.Optional(r.tx.Application(c.ID, r.who.id))
	if err != nil || a.Person != "" {
		return true, err
	}
	gone, err := storage.Optional(r.tx.Gone(c.ID, r.who.id))
	return gone.Held.After(r.now), err
}

// enterForm asks somebody for what is needed to take them in: nothing but a department, if they like, and where they live, if that is not known.
func (r *request) enterForm(c cohort.Cohort) (chat.Reply, error) {
	if known, err := r.knownTo(c); err != nil || known {
		return r.whereTheyAre(c, err)
	}
	if c.Silent() || c.Entry.At(r.now) != cohort.EntryOpen {
		return r.whereTheyAre(c, nil)
	}
	blocks := []chat.Block{chat.Text(r.say("enrol.form_intro", "Cohort", c.Name))}
	next, err := r.tx.NextSession(c.ID, r.now)
	if next, err = storage.Optional(next, err); err != nil {
		return chat.Reply{}, err
	}
	if next.ID != "" {
		blocks = append(blocks, nudges.SessionFacts(r.who.words, c, next))
	}
	full, err := r.fullLine(c)
	if err != nil {
		return chat.Reply{}, err
	}
	submit := "enrol.apply"
	if len(full) > 0 {
		submit = "enrol.apply_full"
	}
	inputs := []chat.Input{chat.TextInput{ID: "department", Label: r.say("enrol.department"), Hint: r.say("enrol.department_hint"), Optional: true, Max: longestDepartment}}
	if r.who.person.Zone == "" {
		inputs = append(inputs, chat.Choice{ID: "zone", Label: r.say("settings.zone"), Options: r.zoneOptions(c.Zone), Initial: []string{c.Zone}})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formEnter, State: c.ID, Title: r.say("enrol.title"), Submit: r.say(submit), Close: r.say("form.cancel"),
		Blocks: append(append(blocks, full...), chat.Context(r.say("enrol.form_hint"))), Inputs: inputs,
	}}, nil
}

// whereTheyAre says how somebody stands to a cohort that they cannot apply for now.
func (r *request) whereTheyAre(c cohort.Cohort, err error) (chat.Reply, error) {
	if err != nil {
		return chat.Reply{}, err
	}
	blocks, err := r.whereBlocks(c)
	return r.inPlace(compose(blocks...)), err
}

func (r *request) whereBlocks(c cohort.Cohort) ([]chat.Block, error) {
	if slices.ContainsFunc(r.who.member, func(m cohort.Cohort) bool { return m.ID == c.ID }) {
		return []chat.Block{chat.Text(r.say("enrol.already_in", "Cohort", c.Name))}, nil
	}
	var blocks []chat.Block
	var err error
	if !c.Silent() {
		blocks, err = r.entryOf(c)
	}
	if len(blocks) == 0 {
		blocks = []chat.Block{chat.Text(r.say("enrol.not_open", "Cohort", c.Name))}
		if at := c.Entry.Until; c.Entry.At(r.now) == cohort.EntryClosed {
			blocks = []chat.Block{chat.Text(r.say("enrol.closed", "Cohort", c.Name, "When", r.entryTime(c, at)))}
		}
		blocks = append(blocks, r.organizersToAsk()...)
	}
	return blocks, err
}

// saveEnter takes somebody in, or puts them in line.
func saveEnter(r *request) (chat.Reply, error) {
	c, err := r.tx.Cohort(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	department := strings.Join(strings.Fields(visible(r.ev.Get("department"))), " ")
	if chat.Length(department) > longestDepartment {
		return chat.Reply{}, problem("department", r.say("story.too_long", "Length", longestDepartment))
	}
	person := r.who.person
	person.Heard = r.now
	if person.Zone == "" {
		person.Zone = c.Zone
		if zone := r.ev.Get("zone"); slices.Contains(cohort.Zones, zone) && zone != c.Zone {
			person.Zone, person.OwnZone = zone, true
		}
	}
	outcome, err := nudges.Apply(r.tx, c, cohort.Participant{Person: person, Cohort: c.ID, Department: department}, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	var blocks []chat.Block
	switch outcome {
	case nudges.CameIn, nudges.CameBack:
		blocks = r.soon(c, r.say("enrol.came_"+string(outcome), "Cohort", c.Name))
	case nudges.NowWaits:
		var a cohort.Application
		if a, err = r.tx.Application(c.ID, r.who.id); err == nil {
			blocks, err = r.waitBlocks(c, a)
		}
		blocks = append([]chat.Block{chat.Text(r.say("enrol.now_waits"))}, blocks...)
	default:
		blocks, err = r.whereBlocks(c)
	}
	return chat.Reply{Form: &chat.Form{Title: r.say("enrol.title"), Close: r.say("form.close"), Blocks: blocks}}, err
}

// stopWaiting takes somebody out of the line by one press. Of who is in nothing else, nothing is kept then.
func stopWaiting(r *request) (chat.Reply, error) {
	c, err := r.tx.Cohort(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if _, err := r.tx.Application(c.ID, r.who.id); err != nil {
		return r.whereTheyAre(c, ignoreGone(err))
	}
	if err := nudges.StopWaiting(r.tx, c.ID, r.who.id, r.now); err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Text(r.say("enrol.stopped_waiting", "Cohort", c.Name))}
	if c.Entry.At(r.now) == cohort.EntryOpen {
		blocks = append(blocks, nudges.EnterButton(r.who.words, c))
	}
	return r.inPlace(compose(blocks...)), nil
}

// ignoreGone is an error, unless it says that something is not there.
func ignoreGone(err error) error {
	_, err = storage.Optional(struct{}{}, err)
	return err
}
