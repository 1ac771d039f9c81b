package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	inRow       = 30 // people in one line of a list
	mostBrought = 50 // people that an organiser brings in, or takes out, at once
)

// roster lists who takes part in a cohort, and who waits for a place in order: names, and nothing else of them. Who left is in neither.
func roster(r *request) (chat.Reply, error) {
	_, id, _ := strings.Cut(r.ev.Value, " ")
	c, err := r.organized(id)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.looksAt(c.ID, cohort.SawRoster); err != nil {
		return chat.Reply{}, err
	}
	people, err := r.tx.Participants(c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	waiting, err := r.tx.Waiting(c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	var in, line []string
	for _, p := range people {
		in = append(in, p.ID)
	}
	for _, a := range waiting {
		line = append(line, a.Person)
	}
	rows := rowsOf(r.say("desk.in"), in)
	rows = append(rows, rowsOf(r.say("desk.in_line"), line)...)
	heading := chat.Heading(r.say("desk.roster_of", "Cohort", c.Name))
	var top chat.Buttons
	if c.Archived.IsZero() {
		top = chat.Buttons{{Action: actionCohortAdd, Value: c.ID, Label: r.say("desk.add")}, {Action: actionCohortOut, Value: c.ID, Label: r.say("desk.take_out")}}
	}
	back := chat.Buttons{{Action: actionCohorts, Label: r.say("desk.back")}}
	if len(rows) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("desk.nobody")), append(top, back...))), nil
	}
	blocks, err := r.page(listing{
		action: actionCohortRoster, about: c.ID, heading: heading, top: top, all: len(rows),
		item: func(i int) ([]chat.Block, error) { return rows[i], nil },
	})
	return r.inPlace(compose(append(blocks, chat.Context(r.say("desk.roster_seen")), back)...)), err
}

// rowsOf are people in lines, the first with what they are.
func rowsOf(heading string, people []string) (rows [][]chat.Block) {
	for some := range slices.Chunk(people, inRow) {
		row := []chat.Block{chat.People(some)}
		if len(rows) == 0 {
			row = append([]chat.Block{chat.Context(heading)}, row...)
		}
		rows = append(rows, row)
	}
	return rows
}

// addForm asks whom to bring in.
func addForm(r *request) (chat.Reply, error) {
	c, err := r.runningOne(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.peopleForm(formCohortAdd, c, "desk.add", "desk.add_intro"), nil
}

// outForm asks whom to take off the list.
func outForm(r *request) (chat.Reply, error) {
	c, err := r.runningOne(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.peopleForm(formCohortOut, c, "desk.take_out", "desk.out_intro"), nil
}

func (r *request) peopleForm(name string, c cohort.Cohort, title, intro string) chat.Reply {
	return chat.Reply{Form: &chat.Form{
		Name: name, State: c.ID, Title: r.say(title), Submit: r.say("desk.go_on"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say(intro, "Cohort", c.Name))},
		Inputs: []chat.Input{chat.PeopleInput{ID: "people", Label: r.say("desk.people_label")}},
	}}
}

// addPeople brings people in, as far as there are places for all of them. Who left by themselves comes back by themselves only.
func addPeople(r *request) (chat.Reply, error) {
	c, err := r.runningOne(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	chosen, err := r.chosen()
	if err != nil {
		return chat.Reply{}, err
	}
	var fresh []string
	stay := 0
	for _, id := range chosen {
		_, err := r.tx.Participant(c.ID, id)
		if err == nil {
			continue
		}
		if !errors.Is(err, storage.ErrNotFound) {
			return chat.Reply{}, err
		}
		left, err := departed(r.tx, c.ID, id)
		if err != nil {
			return chat.Reply{}, err
		}
		if left {
			stay++
			continue
		}
		fresh = append(fresh, id)
	}
	taken, err := r.tx.Taken(c.ID, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if free, limited := c.Entry.Free(taken); limited && len(fresh) > free {
		return chat.Reply{}, problem("people", r.say("desk.no_room", "Free", free, "People", len(fresh)))
	}
	for _, id := range fresh {
		if err := r.addOne(c, id); err != nil {
			return chat.Reply{}, err
		}
	}
	var more []chat.Block
	if stay > 0 {
		more = append(more, chat.Context(r.say("desk.stays_away", "Count", stay)))
	}
	if morning := r.byMorning(c); len(fresh) > 0 && morning != "" {
		more = append(more, chat.Context(morning))
	}
	return r.deskDone(r.say("desk.added", "Count", len(fresh)), more...), nil
}

func (r *request) addOne(c cohort.Cohort, id string) error {
	person, err := storage.Optional(r.tx.Person(id))
	if err != nil {
		return err
	}
	if person.ID == "" {
		person = cohort.Person{ID: id, Zone: c.Zone}
		if err := r.tx.SavePerson(person); err != nil {
			return err
		}
	}
	waits, err := storage.Optional(r.tx.Application(c.ID, id))
	if err != nil {
		return err
	}
	p := cohort.Participant{Person: person, Department: waits.Department}
	return errors.Join(nudges.Admit(r.tx, c, p, r.now, r.now), r.audits(cohort.Added, c.ID, c.ID, id))
}

// chosen are the people of a form, each once. It refuses more than can be asked about at once.
func (r *request) chosen() ([]string, error) {
	people := slices.Clone(r.ev.Values["people"])
	slices.Sort(people)
	people = slices.Compact(people)
	if len(people) > mostBrought {
		return nil, problem("people", r.say("desk.too_many", "Most", mostBrought, "People", len(people)))
	}
	return people, nil
}

// outQuestion asks once more before somebody is taken off the list.
func outQuestion(r *request) (chat.Reply, error) {
	c, err := r.runningOne(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.looksAt(c.ID, cohort.SawRoster); err != nil { // it tells of each whether they are on the list
		return chat.Reply{}, err
	}
	chosen, err := r.chosen()
	if err != nil {
		return chat.Reply{}, err
	}
	var there chat.People
	for _, id := range chosen {
		listed, err := r.onList(c.ID, id)
		if err != nil {
			return chat.Reply{}, err
		}
		if listed {
			there = append(there, id)
		}
	}
	if len(there) == 0 {
		return chat.Reply{}, problem("people", r.say("desk.not_listed"))
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCohortOutSure, State: c.ID + "/" + strings.Join(there, ","), Title: r.say("desk.take_out"), Submit: r.say("desk.take_out"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("desk.out_question", "Cohort", c.Name)), there, chat.Context(r.say("desk.out_hint"))},
	}}, nil
}

// onList reports whether somebody takes part in a cohort, or waits for a place in it.
func (r *request) onList(cohortID, person string) (bool, error) {
	_, err := r.tx.Participant(cohortID, person)
	if errors.Is(err, storage.ErrNotFound) {
		_, err = r.tx.Application(cohortID, person)
	}
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// takeOut takes people off the list, those who take part and those who wait. Their places are free at once.
func takeOut(r *request) (chat.Reply, error) {
	id, people, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := r.runningOne(id)
	if err != nil {
		return chat.Reply{}, err
	}
	out := 0
	for _, person := range strings.Split(people, ",") {
		_, err := r.tx.Participant(c.ID, person)
		switch {
		case err == nil:
			err = errors.Join(r.audits(cohort.TookOut, c.ID, c.ID, person), nudges.LeaveCohort(r.tx, c.ID, person, r.now))
		case errors.Is(err, storage.ErrNotFound):
			if _, err = r.tx.Application(c.ID, person); errors.Is(err, storage.ErrNotFound) {
				continue // they left meanwhile
			}
			if err == nil {
				err = errors.Join(r.audits(cohort.TookOut, c.ID, c.ID, person), nudges.StopWaiting(r.tx, c.ID, person, r.now))
			}
		}
		if err != nil {
			return chat.Reply{}, err
		}
		out++
	}
	return r.deskDone(r.say("desk.taken_out", "Count", out)), nudges.Recount(r.tx, c.ID, r.now)
}

// countOf is a number as the subject of a line of the log.
func countOf(n int) string { return strconv.Itoa(n) }
