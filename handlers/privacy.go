package handlers

import (
	"errors"
	"time"

	"ippo/chat"
	"ippo/nudges"
	"ippo/storage"
)

// What somebody chooses in the form before everything is erased. Neither is chosen for them.
const (
	eraseYes = "yes"
	eraseNo  = "no"
)

// privacy says what is kept of somebody and who can see it, and lets them receive or erase it; also who has left, as it stays theirs.
func privacy(r *request) (chat.Reply, error) {
	blocks := []chat.Block{chat.Heading(r.say("data.title")), chat.Text(r.say("data.whose"))}
	known, err := r.isKnown()
	if err != nil {
		return chat.Reply{}, err
	}
	if !known {
		return r.inPlace(compose(append(blocks, chat.Text(r.say("data.nothing")))...)), nil
	}
	blocks = append(blocks, chat.Text(r.say("data.kept")), chat.Text(r.say("data.who")))
	until, _, err := nudges.KeptUntil(r.tx, r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if until.After(r.now) {
		blocks = append(blocks, chat.Context(r.say("data.until", "Day", r.day(until))))
	}
	blocks = append(append(blocks, r.privacyButtons()), r.backToRecords()...)
	return r.inPlace(compose(blocks...)), nil
}

// privacyButtons lead to what somebody can do with what is theirs.
func (r *request) privacyButtons() chat.Buttons {
	buttons := chat.Buttons{
		{Action: nudges.ActionExport, Label: r.say("data.receive"), Primary: true},
		{Action: nudges.ActionErase, Label: r.say("data.erase")},
		{Action: actionLooks, Label: r.say("looks.button")},
	}
	if r.h.coach.Configured() {
		buttons = append(buttons, chat.Button{Action: actionCoach, Label: r.say("coaching.menu")})
	}
	return buttons
}

// isKnown reports whether anything is kept of the actor as a participant, be it of before.
func (r *request) isKnown() (bool, error) {
	_, err := r.tx.Person(r.who.id)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// export has everything sent to the actor, and to nobody else.
func export(r *request) (chat.Reply, error) {
	known, err := r.isKnown()
	if err != nil || !known {
		return text(r.say("data.nothing")), err
	}
	if err := nudges.Export(r.tx, r.who.id, r.now); err != nil {
		return chat.Reply{}, err
	}
	return text(r.say("data.receiving")), nil
}

// keepLonger keeps what somebody wrote for another year.
func keepLonger(r *request) (chat.Reply, error) {
	known, err := r.isKnown()
	if err != nil || !known {
		return text(r.say("data.nothing")), err
	}
	until, err := nudges.KeepLonger(r.tx, r.who.id, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(chat.Text(r.say("data.kept_longer", "Day", r.day(until))))), nil
}

// day is a day where the actor is, with its year if it is far.
func (r *request) day(at time.Time) string {
	return r.who.words.DayOf(at.In(r.who.person.Location()), r.now)
}

// eraseForm asks before everything is erased.
func eraseForm(r *request) (chat.Reply, error) {
	known, err := r.isKnown()
	if err != nil || !known {
		return text(r.say("data.nothing")), err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formErase, Title: r.say("data.erase_title"), Submit: r.say("data.erase_submit"), Close: r.say("form.cancel"),
		Blocks: append([]chat.Block{
			chat.Text(r.say("data.erase_what")), chat.Text(r.say("data.erase_others")), chat.Text(r.say("data.erase_forever")),
		}, r.staysOfOrganizer()...),
		Inputs: []chat.Input{
			chat.Choice{ID: "sure", Label: r.say("data.erase_sure"), Open: true, Options: []chat.Option{
				{Value: eraseYes, Label: r.say("data.erase_yes")}, {Value: eraseNo, Label: r.say("data.erase_no")},
			}},
		},
	}}, nil
}

// eraseEverything erases everything of the actor's, if they chose so, down to the bytes in the database's files.
func eraseEverything(r *request) (reply chat.Reply, err error) {
	err = r.h.db.Write(r.ctx, func(tx *storage.Tx) error {
		if err := tx.Once(r.ev.ID, r.now); err != nil {
			return err
		}
		reply, err = r.do(tx, eraseIfSure)
		return err
	})
	if err == nil {
		r.h.asking.end(r.ev.Person)
		if failed := r.h.db.Scrub(r.ctx); failed != nil { // within the hour it is tried again
			r.h.log.Warn("the log of the database is not emptied yet", "error", failed)
		}
	}
	return reply, err
}

func eraseIfSure(r *request) (chat.Reply, error) {
	switch r.ev.Get("sure") {
	case eraseYes:
	case eraseNo:
		return chat.Reply{Form: r.done("data.erase_title", "data.left_as_it_was")}, nil
	default:
		return chat.Reply{}, problem("sure", r.say("data.erase_choose"))
	}
	if err := nudges.Erase(r.tx, r.who.id, r.now); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{}, err
	}
	done := r.done("data.erase_title", "data.erased")
	done.Blocks = append(append(done.Blocks, chat.Context(r.say("data.erased_slack"))), r.staysOfOrganizer()...)
	return chat.Reply{Form: done}, nil
}

// staysOfOrganizer says what is not erased of an organiser: what they did for others.
func (r *request) staysOfOrganizer() []chat.Block {
	if len(r.who.organizes) == 0 {
		return nil
	}
	return []chat.Block{chat.Context(r.say("data.stays_of_organizer"))}
}
