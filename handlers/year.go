package handlers

import (
	"ippo/chat"
	"ippo/journey"
	"ippo/nudges"
)

// Actions of the buttons about one's own year.
const (
	actionYear           = "year"
	actionInterview      = "interview"       // opens the form
	actionInterviewAgain = "interview_again" // begins anew with what can be ticked
	actionInterviewErase = "interview_erase" // erases the draft
)

const (
	mostLatest    = 2   // of somebody's newest lines beside their year
	longestLatest = 140 // characters of each
)

// year tells somebody of their year so far, and offers it as a picture, as a page, and as a letter.
func year(r *request) (chat.Reply, error) {
	own, err := r.ownYear()
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Heading(r.say("year.heading")), chat.Text(journey.Tell(r.who.words, own.Year))}
	for i, line := range own.LastLines(mostLatest) {
		if i == 0 {
			blocks = append(blocks, chat.Divider{}, chat.Text(r.say("year.latest")))
		}
		when := r.who.words.DayOf(line.Day, r.now)
		blocks = append(blocks, chat.Context(r.say("year.latest_of", "When", when)), chat.Quote(shortened(line.Words, longestLatest)))
	}
	keep := func(what, label string, primary bool) chat.Button {
		return chat.Button{Action: nudges.ActionTake, Value: nudges.Value(what, own.Cohort.ID), Label: r.say(label), Primary: primary}
	}
	blocks = append(blocks, chat.Buttons{
		keep(nudges.KeepPicture, "year.picture", true), keep(nudges.KeepPages, "year.pages", false),
	}, chat.Buttons{
		keep(nudges.KeepLetter, "year.letter", false), {Action: actionInterview, Label: r.say("year.interview")},
	}, chat.Context(r.say("year.private")))
	return r.inPlace(compose(append(blocks, r.backToRecords()...)...)), nil
}

// ownYear is the actor's year in the cohort in which they take part.
func (r *request) ownYear() (nudges.OwnYear, error) {
	c, p, err := r.participant()
	if err != nil {
		return nudges.OwnYear{}, err
	}
	return nudges.YearOf(r.tx, r.who.words, c, p, r.now)
}

// letter has the letter sent to its person at any time.
func letter(r *request) (chat.Reply, error) {
	c, _, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	return r.keep(nudges.KeepLetter, c.ID)
}

// keepsake has sent as a file what a button names, to who presses it.
func keepsake(r *request) (chat.Reply, error) {
	what, cohortID, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if _, _, err := r.participantIn(cohortID); err != nil {
		return chat.Reply{}, err
	}
	return r.keep(what, cohortID)
}

// keep plans that the actor gets something as a file. A letter without words is not written.
func (r *request) keep(what, cohortID string) (chat.Reply, error) {
	sentence := "year.handed"
	switch what {
	case nudges.KeepLetter:
		sentence = "letter.handed"
		empty, err := r.nothingToTell(cohortID)
		if err != nil || empty {
			return r.beside(chat.Text(r.say("letter.nothing")),
				chat.Buttons{{Action: nudges.ActionReflect, Label: r.say("menu.reflect"), Primary: true}}), err
		}
	case nudges.KeepWord, nudges.KeepText:
		sentence = "interview.handed"
	}
	if err := nudges.Hand(r.tx, what, cohortID, r.who.id, r.now); err != nil {
		return chat.Reply{}, err
	}
	if sentence == "interview.handed" && r.ev.InForm {
		return chat.Reply{Form: r.sheetReady(cohortID, sentence)}, nil
	}
	blocks := []chat.Block{chat.Text(r.say(sentence))}
	if what == nudges.KeepLetter {
		blocks = append(blocks, r.toDraft(cohortID)...)
	}
	return r.beside(blocks...), nil
}

func (r *request) nothingToTell(cohortID string) (bool, error) {
	c, p, err := r.participantIn(cohortID)
	if err != nil {
		return false, err
	}
	own, err := nudges.YearOf(r.tx, r.who.words, c, p, r.now)
	if err != nil {
		return false, err
	}
	written, err := own.Letter(r.tx, r.who.words, nil)
	return written.Empty(), err
}

// beside is an answer that leaves what was pressed as it is, unless that was a page over what the person sees.
func (r *request) beside(blocks ...chat.Block) chat.Reply {
	if r.ev.InForm {
		return chat.Reply{Form: r.inForm(blocks)}
	}
	return message(blocks...)
}
