package handlers

import (
	"context"
	"strings"

	"ippo/chat"
	"ippo/coach"
	"ippo/nudges"
	"ippo/storage"
)

// Actions and forms of the coach. What is chosen travels in their states by ids; nothing of it is kept.
const (
	actionCoach         = "coach"          // the page
	actionCoachAgree    = "coach_agree"    // value: the server and model that were shown
	actionCoachNo       = "coach_no"       // not now
	actionCoachWithdraw = "coach_withdraw" // at once, by one press
	actionCoachStop     = "coach_stop"     // waits no longer for a question that is under way
	actionCoachNotes    = "coach_notes"    // opens the form that asks which notes; value: what for
	actionCoachWill     = "coach_will"     // opens the form for a reflection with words in it; value: the words
	actionCoachLetter   = "coach_letter"   // drafts the letter of a year; value: the cohort whose it is, or none

	formCoachNotes  = "coach_notes"  // which notes; state: what for
	formCoachSend   = "coach_send"   // what would be sent; state: what for/what was shown/ids
	formCoachPlan   = "coach_plan"   // what would be sent of a plan; state: the form for the plan as it was sent
	formCoachLetter = "coach_letter" // what would be sent for a letter; state: the cohort/what was shown
	formPlanWords   = "plan_words"   // the form for a plan once more, with both wordings; state: the offer
)

// Option changes how a handler answers.
type Option func(*Handler)

// Coached gives a handler a coach, for those who agree.
func Coached(c *coach.Coach) Option { return func(h *Handler) { h.coach = c } }

// coachPage tells what the coach is, asks whether somebody agrees, and leads to what it can do. All of it works without a model.
func coachPage(r *request) (chat.Reply, error) {
	agreed, err := r.tx.Coach(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(r.who.member) == 0 && agreed == "" {
		_, _, err := r.participant()
		return chat.Reply{}, err
	}
	where := r.h.coach.Where()
	blocks := []chat.Block{chat.Text(r.say("coaching.intro"))}
	withdraw := chat.Button{Action: actionCoachWithdraw, Label: r.say("coaching.withdraw")}
	switch {
	case len(r.who.member) == 0: // whoever has left can take it back still
		return r.inPlace(compose(chat.Text(r.say("coaching.agreed", "Where", agreed)), chat.Buttons{withdraw})), nil
	case where == "":
		blocks = append(blocks, chat.Context(r.say("coaching.own_words")))
	case agreed == where:
		blocks = append(blocks, chat.Text(r.say("coaching.agreed", "Where", where)))
	default:
		blocks = append(blocks, r.consentBlocks(where, agreed != "")...)
	}
	if agreed != "" {
		blocks = append(blocks, chat.Buttons{withdraw})
	}
	return r.inPlace(compose(append(blocks, r.coachJobs())...)), nil
}

// consentBlocks say what would be sent and where, before somebody agrees.
func (r *request) consentBlocks(where string, elsewhere bool) []chat.Block {
	var blocks []chat.Block
	if elsewhere {
		blocks = append(blocks, chat.Text(r.say("coaching.elsewhere")))
	}
	var facts chat.Fields
	for _, fact := range []string{"sent", "not_sent", "limits", "to", "kept", "without"} {
		facts = append(facts, chat.Field{Label: r.say("coaching." + fact), Value: r.say("coaching."+fact+"_is", "Where", where)})
	}
	return append(blocks, chat.Divider{}, chat.Text(r.say("coaching.ask")), facts, chat.Buttons{
		{Action: actionCoachAgree, Value: where, Label: r.say("coaching.agree"), Primary: true},
		{Action: actionCoachNo, Label: r.say("coaching.no")},
	}, chat.Divider{})
}

func (r *request) coachJobs() chat.Buttons {
	return chat.Buttons{
		{Action: actionCoachNotes, Value: forInterests, Label: r.say("coaching.interests")},
		{Action: actionCoachNotes, Value: forStep, Label: r.say("coaching.step")},
		{Action: actionCoachLetter, Label: r.say("coaching.letter")},
	}
}

// coachAgree keeps that somebody agrees to the server and model that they were shown. To another they are asked anew.
func coachAgree(r *request) (chat.Reply, error) {
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	if where := r.h.coach.Where(); where != "" && where == r.ev.Value {
		if err := r.tx.SetCoach(r.who.id, where); err != nil {
			return chat.Reply{}, err
		}
	}
	return coachPage(r)
}

// coachNo leaves everything as it is.
func coachNo(r *request) (chat.Reply, error) {
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(chat.Text(r.say("coaching.not_now")), r.coachJobs())), nil
}

// coachWithdraw takes the consent back. A question that is under way is not waited for.
func coachWithdraw(r *request) (chat.Reply, error) {
	if err := r.tx.SetCoach(r.who.id, ""); err != nil {
		return chat.Reply{}, err
	}
	r.after = func() { r.h.asking.end(r.ev.Person) }
	return r.inPlace(compose(chat.Text(r.say("coaching.withdrawn")))), nil
}

// coachStop waits no longer: what is asked for somebody ends, and the plain answer stands in its place. What they agreed to stays.
func coachStop(r *request) (chat.Reply, error) {
	r.after = func() { r.h.asking.end(r.ev.Person) }
	return chat.Reply{}, nil
}

// agreedCoach is the coach that somebody agreed to, which hides the names that are known around them, and asks the database whether they
// still agree right before anything is sent; or nil, which is the offline one.
func (r *request) agreedCoach() (*coach.Coach, error) {
	if agrees, err := r.h.agrees(r.tx, r.who.id); err != nil || !agrees {
		return nil, err
	}
	names, err := r.knownNames()
	return r.h.coach.Hiding(names...).While(r.h.stillAgrees(r.who.id)), err
}

// agrees reports whether somebody who takes part agreed to the server and model that would be asked.
func (h *Handler) agrees(tx *storage.Tx, person string) (bool, error) {
	agreed, err := tx.Coach(person)
	if err != nil || agreed == "" || agreed != h.coach.Where() {
		return false, err
	}
	member, err := tx.CohortsOf(person)
	return len(member) > 0, err
}

// stillAgrees asks that anew, by itself: somebody may have withdrawn, left or been erased meanwhile, also through another Ippo. What cannot
// be found out is a no.
func (h *Handler) stillAgrees(person string) func(context.Context) bool {
	return func(ctx context.Context) (agrees bool) {
		err := h.db.Read(ctx, func(tx *storage.Tx) (err error) {
			agrees, err = h.agrees(tx, person)
			return err
		})
		if err != nil && ctx.Err() == nil {
			h.log.Error("whether somebody still agrees is not known", "error", err)
		}
		return agrees && err == nil
	}
}

// coachWill opens the form for a reflection with the words in it that stood above the button: the person's own, or a guess that they were
// shown and took by this press. They are kept if their person keeps them.
func coachWill(r *request) (chat.Reply, error) {
	words := r.ev.Value
	r.ev.Value = ""
	reply, err := reflectForm(r)
	if reply.Form != nil {
		fill(reply.Form, "will", words)
		if strings.Contains(words, "\n") {
			reply.Form.Blocks = append(reply.Form.Blocks, chat.Context(r.say("coaching.will_lines")))
		}
	}
	return reply, err
}

// fill puts a value into an input of a form.
func fill(form *chat.Form, id, value string) {
	for i, input := range form.Inputs {
		switch in := input.(type) {
		case chat.TextInput:
			if in.ID == id {
				in.Initial = value
			}
			form.Inputs[i] = in
		case chat.DateInput:
			if in.ID == id {
				in.Initial = value
			}
			form.Inputs[i] = in
		case chat.TimeInput:
			if in.ID == id {
				in.Initial = value
			}
			form.Inputs[i] = in
		case chat.Choice:
			if in.ID == id {
				in.Initial = []string{value}
			}
			form.Inputs[i] = in
		}
	}
}

// choicesOf are steps as the coach is given them.
func choicesOf(suggestions []nudges.Suggestion) []coach.Choice {
	var all []coach.Choice
	for _, s := range suggestions {
		all = append(all, coach.Choice{ID: s.ID, Do: s.Do})
	}
	return all
}
