package handlers

import (
	"strings"
	"time"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	mostAsks   = 5 // of one person at one session
	longestAsk = 500
	askHidden  = "hidden"
	askNamed   = "named"
)

// askForm opens the form for a question to a session's speakers. The value names the session, or session/question for one that is there.
func askForm(r *request) (chat.Reply, error) {
	id, question, _ := strings.Cut(r.ev.Value, "/")
	s, err := r.attended(id)
	if err != nil {
		return chat.Reply{}, err
	}
	if !r.takesAsks(s) {
		return text(r.say("held.ask_closed")), nil
	}
	q := cohort.Ask{Hidden: true}
	if question != "" {
		if q, err = r.ownAsk(question); err != nil {
			return chat.Reply{}, err
		}
	}
	hidden := askHidden
	if !q.Hidden {
		hidden = askNamed
	}
	return chat.Reply{Form: &chat.Form{
		Name: formAskSpeaker, State: nudges.Value(s.ID, q.ID), Title: r.say("held.ask_title"), Submit: r.say("held.ask_submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("held.ask_intro", "Theme", s.Theme))},
		Inputs: []chat.Input{
			chat.TextInput{ID: "words", Label: r.say("held.ask_words"), Initial: q.Words, Lines: true, Max: longestAsk},
			chat.Choice{ID: "hidden", Label: r.say("held.ask_hidden"), Open: true, Initial: []string{hidden}, Options: []chat.Option{
				{Value: askHidden, Label: r.say("held.ask_hidden_yes")}, {Value: askNamed, Label: r.say("held.ask_hidden_no")},
			}},
		},
	}}, nil
}

// takesAsks reports whether questions can be asked, changed and taken back.
func (r *request) takesAsks(s cohort.Session) bool {
	return s.Cancelled.IsZero() && r.now.Before(s.Starts)
}

// ownAsk finds a question of the actor's own.
func (r *request) ownAsk(id string) (cohort.Ask, error) {
	q, err := r.tx.Ask(id)
	if err != nil {
		return q, err
	}
	if q.Person != r.who.id {
		return cohort.Ask{}, storage.ErrNotFound
	}
	return q, nil
}

// saveAsk keeps a question. Words of need stay with their writer until they say once more that others are to read them.
func saveAsk(r *request) (chat.Reply, error) {
	id, question, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	s, err := r.attended(id)
	if err != nil {
		return chat.Reply{}, err
	}
	words := fewLines(visible(r.ev.Get("words")))
	switch {
	case !r.takesAsks(s):
		return chat.Reply{}, problem("words", r.say("held.ask_closed"))
	case words == "":
		return chat.Reply{}, problem("words", r.say("held.ask_empty"))
	case chat.Length(words) > longestAsk:
		return chat.Reply{}, problem("words", r.say("held.ask_long", "Most", longestAsk))
	}
	q := cohort.Ask{ID: storage.NewID(), Session: s.ID, Person: r.who.id, Asked: r.now}
	if question != "" {
		if q, err = r.ownAsk(question); err != nil {
			return chat.Reply{}, err
		}
	} else if mine, err := r.tx.AsksBy(s.ID, r.who.id); err != nil || len(mine) >= mostAsks {
		if err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{}, problem("words", r.say("held.ask_most", "Most", mostAsks))
	}
	held := care.InNeed(words) && (words != q.Words || q.Given.IsZero())
	q.Words, q.Hidden = words, r.ev.Get("hidden") != askNamed
	q.Given = r.now
	if held {
		q.Given = time.Time{}
	}
	if err := r.tx.SaveAsk(q); err != nil {
		return chat.Reply{}, err
	}
	if held {
		return chat.Reply{Form: r.doneWith("held.ask_title", "held.ask_held", r.giveAsk(q))}, nil
	}
	return chat.Reply{Form: r.done("held.ask_title", "held.ask_saved")}, nil
}

func (r *request) giveAsk(q cohort.Ask) chat.Button {
	return chat.Button{Action: actionAskGive, Value: q.ID, Label: r.say("held.ask_give")}
}

// askGive lets words that were held reach the speakers after all.
func askGive(r *request) (chat.Reply, error) {
	q, s, refused, err := r.askPressed()
	if err != nil || refused {
		return text(r.say("held.ask_closed")), err
	}
	q.Given = r.now
	if err := r.tx.SaveAsk(q); err != nil {
		return chat.Reply{}, err
	}
	return r.askSays(s, "held.ask_given")
}

// askErase takes a question back.
func askErase(r *request) (chat.Reply, error) {
	q, s, refused, err := r.askPressed()
	if err != nil || refused {
		return text(r.say("held.ask_closed")), err
	}
	if err := r.tx.EraseAsk(q.ID, r.who.id); err != nil {
		return chat.Reply{}, err
	}
	return r.askSays(s, "held.ask_erased")
}

// askPressed is the question of the actor's own that a button is about; refused, once its session has begun.
func (r *request) askPressed() (q cohort.Ask, s cohort.Session, refused bool, err error) {
	if q, err = r.ownAsk(r.ev.Value); err != nil {
		return q, s, false, err
	}
	if s, err = r.tx.Session(q.Session); err != nil {
		return q, s, false, err
	}
	return q, s, !r.takesAsks(s), nil
}

func (r *request) askSays(s cohort.Session, sentence string) (chat.Reply, error) {
	own, err := r.ownAsks(s)
	return r.inPlace(compose(append([]chat.Block{chat.Text(r.say(sentence))}, own...)...)), err
}

// ownAsks are one's own questions at a session, with what one can do about them.
func (r *request) ownAsks(s cohort.Session) ([]chat.Block, error) {
	mine, err := r.tx.AsksBy(s.ID, r.who.id)
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	blocks := []chat.Block{chat.Divider{}, chat.Context(r.say("held.ask_mine"))}
	for _, q := range mine {
		blocks = append(blocks, chat.Quote(q.Words))
		var buttons chat.Buttons
		switch {
		case q.Given.IsZero():
			blocks = append(blocks, chat.Context(r.say("held.ask_mine_held")))
			buttons = append(buttons, r.giveAsk(q))
		case q.Hidden:
			blocks = append(blocks, chat.Context(r.say("held.ask_mine_hidden")))
		}
		if r.takesAsks(s) {
			blocks = append(blocks, append(buttons,
				chat.Button{Action: nudges.ActionAskSpeaker, Value: nudges.Value(s.ID, q.ID), Label: r.say("held.ask_edit")},
				chat.Button{Action: actionAskErase, Value: q.ID, Label: r.say("held.ask_erase")}))
		}
	}
	return blocks, nil
}

// questionsAsked lists what was asked at a session, to its speakers and organisers, with the names of those only who show theirs.
func questionsAsked(r *request) (chat.Reply, error) {
	s, err := r.tx.Session(r.sessionOfPage())
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.hears(s); err != nil {
		return chat.Reply{}, err
	}
	asks, err := r.tx.AsksGiven(s.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.looksAt(s.Cohort, cohort.SawQuestions); err != nil {
		return chat.Reply{}, err
	}
	back := chat.Buttons{{Action: actionSession, Value: s.ID, Label: r.say("held.back")}}
	heading := chat.Heading(r.say("session.heading", "Number", s.Number, "Theme", s.Theme))
	if len(asks) == 0 {
		return r.inPlace(compose(heading, chat.Text(r.say("held.ask_none")), back)), nil
	}
	blocks, err := r.page(listing{
		action: actionQuestions, about: s.ID, heading: heading, all: len(asks),
		item: func(i int) ([]chat.Block, error) {
			return append([]chat.Block{chat.Divider{}}, nudges.AskBlock(asks[i])...), nil
		},
	})
	return r.inPlace(compose(append(blocks, back)...)), err
}
