package handlers

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"ippo/chat"
	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/nudges"
	"ippo/storage"
)

// Buttons and forms of a list that waits.
const (
	actionImportTake   = "import_take"   // value: import/what it would change
	actionImportChoose = "import_choose" // opens the form; value: the import
	actionImportAgain  = "import_again"  // reads the file once more; value: the import
	actionTemplate     = "template"      // has a list to fill in sent as a file; value: which/the cohort
	actionImportDrop   = "import_drop"   // value: the import

	formImportChoose = "import_choose" // for which cohort, and of what; state: the import
	formImportMany   = "import_many"   // asks before many leave; state: as of the button
)

// takeImport imports a list that waits. Where many would leave, it asks first.
func takeImport(r *request) (chat.Reply, error) { return r.take(r.ev.Value, false, false) }

// takeImportOfMany imports it after that question.
func takeImportOfMany(r *request) (chat.Reply, error) { return r.take(r.ev.State, true, false) }

// manyAtOnce is how many people a list may change in the time that Slack waits for an answer.
const manyAtOnce = 300

// take imports a list if it does now what its organiser was told that it does; or nothing at all. A long one is answered first.
func (r *request) take(value string, sure, answered bool) (chat.Reply, error) {
	id, told, err := about(value)
	if err != nil {
		return chat.Reply{}, err
	}
	waiting, c, err := r.waitingImport(id)
	if err != nil {
		return chat.Reply{}, err
	}
	did, err := intake.ForeseeWaiting(r.tx, c, waiting, r.now)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case did.Print() != told:
		return chat.Reply{}, refuse(r.inPlace(compose(chat.Text(r.say("files.changed_meanwhile", "Cohort", c.Name)),
			chat.Buttons{{Action: actionImportAgain, Value: id, Label: r.say("files.look_again"), Primary: true}})))
	case did.ManyLeave() && !sure:
		return chat.Reply{}, refuse(chat.Reply{Form: &chat.Form{
			Name: formImportMany, State: value, Title: r.say("files.many_title"), Submit: r.say("files.many_submit"), Close: r.say("form.cancel"),
			Blocks: []chat.Block{chat.Text(r.say("files.many_leave", "Cohort", c.Name, "All", did.OldPeople, "Gone", len(did.Gone)))},
		}})
	case !answered && len(did.New)+len(did.Changed)+len(did.Gone) > manyAtOnce:
		return r.taking(func(q *request) (reply chat.Reply, err error) {
			err = q.write(func() (err error) {
				reply, err = q.take(value, sure, true)
				return err
			})
			return reply, err
		}), nil
	}
	if _, err := intake.Bring(r.tx, c, waiting, r.now); err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.DropImport(id, r.who.id); err != nil {
		return chat.Reply{}, err
	}
	subject, said := did.People, r.say("files.taken_people", "Cohort", c.Name, "All", did.People, "New", len(did.New), "Changed", len(did.Changed), "Gone", len(did.Gone))
	if config.ListKind(waiting.Kind) == config.SessionsList {
		subject, said = did.Sessions, r.say("files.taken_sessions", "Cohort", c.Name, "All", did.Sessions, "New", did.NewSessions,
			"Changed", did.ChangedSessions, "Gone", did.GoneSessions)
	}
	err = r.audits(cohort.Imported, c.ID, strconv.Itoa(subject), "")
	for _, person := range did.Gone {
		err = errors.Join(err, r.audits(cohort.TookOut, c.ID, c.ID, person))
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(chat.Text(said))), nil
}

// taking says that a list is being imported, and what came of it once it is. Until then it waits as before, with its buttons.
func (r *request) taking(do func(*request) (chat.Reply, error)) chat.Reply {
	reply := chat.Reply{Say: compose(chat.Text(r.say("files.taking"))), Then: r.afterwards(do)}
	if r.ev.InForm || r.ev.Kind == chat.Submit {
		reply.Say, reply.Form = nil, r.inForm(reply.Say.Blocks)
	}
	return reply
}

// waitingImport is a list of the actor's that waits, and the cohort that it is for. One that is not there any more is refused.
func (r *request) waitingImport(id string) (cohort.Import, cohort.Cohort, error) {
	waiting, err := r.tx.Import(id, r.who.id)
	if errors.Is(err, storage.ErrNotFound) {
		return waiting, cohort.Cohort{}, refuse(r.inPlace(compose(chat.Text(r.say("files.gone")))))
	}
	if err != nil {
		return waiting, cohort.Cohort{}, err
	}
	if err := r.authorize(actFor(config.ListKind(waiting.Kind)), waiting.Cohort); err != nil {
		return waiting, cohort.Cohort{}, err
	}
	c, err := r.stillRuns(waiting.Cohort)
	return waiting, c, err
}

// stillRuns is a cohort that something can be brought into: one that is not archived.
func (r *request) stillRuns(id string) (cohort.Cohort, error) {
	c, err := r.tx.Cohort(id)
	if err == nil && !c.Archived.IsZero() {
		err = refuse(r.inPlace(compose(chat.Text(r.say("desk.rests", "Cohort", c.Name)))))
	}
	return c, err
}

// templateButtons have a list to fill in sent for a cohort.
func (r *request) templateButtons(cohortID string) chat.Buttons {
	return chat.Buttons{
		{Action: actionTemplate, Value: nudges.Value(nudges.TemplatePeople, cohortID), Label: r.say("template.button_people")},
		{Action: actionTemplate, Value: nudges.Value(nudges.TemplateSessions, cohortID), Label: r.say("template.button_sessions")},
	}
}

// sendTemplate sends a list to fill in to who may bring it in.
func sendTemplate(r *request) (chat.Reply, error) {
	what, cohortID, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(actFor(config.ListKind(what)), cohortID); err != nil {
		return chat.Reply{}, err
	}
	return text(r.say("template.coming")), nudges.HandTemplate(r.tx, what, cohortID, r.who.id, r.now)
}

// dropImport forgets a list that waits.
func dropImport(r *request) (chat.Reply, error) {
	if err := r.tx.DropImport(r.ev.Value, r.who.id); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(chat.Text(r.say("files.dropped")))), nil
}

// importAgain reads the file of a list that waits once more.
func importAgain(r *request) (chat.Reply, error) {
	waiting, _, err := r.waitingImport(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.readAgain(waiting, waiting.Cohort, config.ListKind(waiting.Kind))
}

func (r *request) readAgain(waiting cohort.Import, cohortID string, kind config.ListKind) (chat.Reply, error) {
	var file chat.SharedFile
	if err := json.Unmarshal([]byte(waiting.File), &file); err != nil {
		return chat.Reply{}, err
	}
	if r.h.shelf == nil {
		return text(r.say("files.unread")), nil
	}
	reply := r.inPlace(compose(chat.Text(r.say("files.reading"))))
	reply.Then = r.afterwards(func(q *request) (chat.Reply, error) { return q.readList(file, cohortID, kind) })
	return reply, nil
}

// importForm asks for which cohort a list is, and of what.
func importForm(r *request) (chat.Reply, error) {
	waiting, _, err := r.waitingImport(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	var cohorts []chat.Option
	for _, c := range r.bringsIn() {
		cohorts = append(cohorts, chat.Option{Value: c.ID, Label: c.Name})
	}
	kinds := []chat.Option{{Value: string(config.PeopleList), Label: r.say("files.kind_people")}, {Value: string(config.SessionsList), Label: r.say("files.kind_sessions")}}
	return chat.Reply{Form: &chat.Form{
		Name: formImportChoose, State: waiting.ID, Title: r.say("files.choose_title"), Submit: r.say("files.choose_submit"), Close: r.say("form.cancel"),
		Inputs: []chat.Input{
			chat.Choice{ID: "cohort", Label: r.say("files.choose_cohort"), Options: cohorts[:min(len(cohorts), mostCohortsOffered)], Initial: []string{waiting.Cohort}},
			chat.Choice{ID: "kind", Label: r.say("files.choose_kind"), Options: kinds, Initial: []string{waiting.Kind}, Open: true},
		},
	}}, nil
}

// mostCohortsOffered is what a select holds.
const mostCohortsOffered = 100

// chooseImport reads a list once more, as the form says.
func chooseImport(r *request) (chat.Reply, error) {
	waiting, _, err := r.waitingImport(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	kind := config.ListKind(r.ev.Get("kind"))
	if !slices.Contains([]config.ListKind{config.PeopleList, config.SessionsList}, kind) {
		return chat.Reply{}, storage.ErrNotFound
	}
	if err := r.authorize(actFor(kind), r.ev.Get("cohort")); err != nil {
		return chat.Reply{}, err
	}
	return r.readAgain(waiting, r.ev.Get("cohort"), kind)
}
