package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// organizerCircles are an organiser's buttons: for each cohort, circles for who waits, and all circles anew.
func (r *request) organizerCircles() []chat.Block {
	var blocks []chat.Block
	for _, c := range r.cohortsFor(cohort.FormCircles) {
		blocks = append(blocks, chat.Text(r.say("circle.organizer", "Cohort", c.Name)), chat.Buttons{
			{Action: actionForming, Value: c.ID, Label: r.say("circle.form_waiting"), Primary: true},
			{Action: actionRemix, Value: c.ID, Label: r.say("circle.form_anew")},
		})
		blocks = append(blocks, r.howCirclesFare(c)...)
	}
	return blocks
}

// mostOpen is how many choices a form shows at once.
const mostOpen = 8

// formingForm asks an organiser which circles to form: for each cohort, for who waits, or all anew.
func formingForm(r *request) (chat.Reply, error) {
	cohorts := r.cohortsFor(cohort.FormCircles)
	if len(cohorts) == 0 {
		return chat.Reply{}, r.refused(cohort.FormCircles)
	}
	var options []chat.Option
	for _, c := range slices.Backward(cohorts[max(0, len(cohorts)-50):]) { // the latest first
		for _, how := range []string{"waiting", "anew"} {
			label := r.say("circle.form_" + how)
			if len(cohorts) > 1 {
				label = r.say("circle.form_of", "Cohort", c.Name, "How", label)
			}
			options = append(options, chat.Option{Value: nudges.Value(c.ID, how), Label: label})
		}
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCircles, Title: r.say("circle.preview_title"), Submit: r.say("announce.preview"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("circle.form_intro_organizer"))},
		Inputs: []chat.Input{chat.Choice{
			ID: "which", Label: r.say("circle.which"), Options: options, Initial: []string{options[0].Value}, Open: len(options) <= mostOpen,
		}},
	}}, nil
}

// forming shows an organiser who would be with whom. Finding that out takes a moment for hundreds of people, so it happens
// outside of any transaction.
func forming(r *request) (chat.Reply, error) {
	asked, how, _ := strings.Cut(r.ev.Get("which"), "/")
	if r.ev.Kind == chat.Press {
		asked = r.ev.Value
	}
	anew := r.ev.Action == actionRemix || firstWord(r.ev.Text) == "remix" || how == "anew"
	var f nudges.Forming
	var choice chat.Reply
	err := r.h.db.Read(r.ctx, func(tx *storage.Tx) error {
		_, err := r.do(tx, func(r *request) (chat.Reply, error) {
			c, found, err := r.formingCohort(asked)
			if err != nil {
				return chat.Reply{}, err
			}
			if !found {
				choice = message(r.organizerCircles()...)
				return choice, nil
			}
			f, err = nudges.NewForming(tx, c, anew)
			return chat.Reply{}, err
		})
		return err
	})
	if err != nil || choice.Say != nil {
		return choice, err
	}
	if len(f.Pool.People) == 0 && r.ev.Kind == chat.Submit {
		return chat.Reply{}, problem("which", r.say("circle.nobody_waits"))
	}
	if len(f.Pool.People) == 0 {
		return text(r.say("circle.nobody_waits")), nil
	}
	if err := r.solve(&f); err != nil {
		return chat.Reply{}, err
	}
	a := f.Arrangement(r.who.id, 1, r.now)
	if err := r.h.db.Write(r.ctx, func(tx *storage.Tx) error { return tx.SaveArrangement(a) }); err != nil {
		return chat.Reply{}, err
	}
	return r.arrangementForm(f, a, "")
}

// formingCohort is the cohort whose circles are to be formed: the one that was asked for, or the only one there is.
func (r *request) formingCohort(asked string) (c cohort.Cohort, found bool, err error) {
	if r.ev.Kind != chat.Command {
		if err := r.authorize(cohort.FormCircles, asked); err != nil {
			return c, false, err
		}
		c, err = r.tx.Cohort(asked)
		return c, err == nil, err
	}
	may := r.cohortsFor(cohort.FormCircles)
	switch len(may) {
	case 0:
		return c, false, r.refused(cohort.FormCircles)
	case 1:
		return may[0], true, nil
	}
	return c, false, nil
}

// reasonLine says why, but not what people would like to talk about: that is for their circle alone.
func (r *request) reasonLine(group circles.Circle) string {
	var lines []string
	for _, reason := range group.Reasons {
		if reason.Kind == cohort.SharedTopics {
			continue
		}
		lines = append(lines, nudges.Reason(r.who.words, reason))
	}
	return strings.Join(lines, r.say("circle.reason_separator"))
}
