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

// mostPreviewed is how many circles a preview shows; a form holds no more than about twice as many blocks.
const mostPreviewed = 20

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
	if err := f.Solve(r.ctx); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.preview(f)}, nil
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

// preview is the form that shows circles before they are real. Its state says which round it was.
func (r *request) preview(f nudges.Forming) *chat.Form {
	blocks := []chat.Block{chat.Text(r.say("circle.preview", "Count", len(f.Result.Circles), "People",
		len(f.Pool.People)-len(f.Result.Unplaced)))}
	goOn := f.GoOn()
	if f.Anew && goOn < len(f.Standing) {
		blocks = append(blocks, chat.Text(r.say("circle.preview_anew")))
	}
	if goOn > 0 {
		blocks = append(blocks, chat.Text(r.say("circle.preview_go_on", "Count", goOn)))
	}
	blocks = append(blocks, chat.Context(r.say("circle.preview_topics")))
	for i, group := range f.Result.Circles {
		if i == mostPreviewed {
			blocks = append(blocks, chat.Context(r.say("circle.preview_more", "Count", len(f.Result.Circles)-i)))
			break
		}
		blocks = append(blocks, chat.People(group.Members))
		if line := r.reasonLine(group); line != "" {
			blocks = append(blocks, chat.Context(line))
		}
	}
	if left := f.Result.Unplaced; len(left) > 0 {
		blocks = append(blocks, chat.Divider{}, chat.Text(r.say("circle.preview_left", "Count", len(left))))
		for i, why := range []circles.Why{circles.Alone, circles.NoSlot, circles.NoFit} {
			var people chat.People
			for _, one := range left {
				if one.Why == why {
					people = append(people, one.ID)
				}
			}
			if len(people) > 0 && i < mostPreviewed {
				blocks = append(blocks, people, chat.Context(r.say("circle.left_because_"+string(why))))
			}
		}
	}
	state := []string{f.Cohort.ID, f.Fingerprint(), "waiting"}
	if f.Anew {
		state[2] = "anew"
	}
	form := &chat.Form{
		Name: formForming, State: strings.Join(state, "|"), Title: r.say("circle.preview_title"),
		Submit: r.say("circle.confirm"), Close: r.say("form.cancel"), Blocks: blocks,
	}
	switch {
	case len(f.Result.Circles) == 0:
		form.Submit, form.Close = "", r.say("form.close")
	case r.ev.Kind == chat.Submit && r.ev.Form == formCircles:
		form.Close = r.say("form.back")
	}
	return form
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

// confirmCircles makes the circles real that an organiser has seen. If anybody's wish changed meanwhile, it shows the new
// circles instead.
func confirmCircles(r *request) (chat.Reply, error) {
	state := strings.Split(r.ev.State, "|")
	if len(state) != 3 {
		return chat.Reply{}, storage.ErrNotFound
	}
	var f nudges.Forming
	gather := func(tx *storage.Tx) error {
		_, err := r.do(tx, func(r *request) (chat.Reply, error) {
			if err := r.authorize(cohort.FormCircles, state[0]); err != nil {
				return chat.Reply{}, err
			}
			c, err := tx.Cohort(state[0])
			if err == nil {
				f, err = nudges.NewForming(tx, c, state[2] == "anew")
			}
			return chat.Reply{}, err
		})
		return err
	}
	if err := r.h.db.Read(r.ctx, gather); err != nil {
		return chat.Reply{}, err
	}
	if err := f.Solve(r.ctx); err != nil {
		return chat.Reply{}, err
	}
	solved := f.Result
	changed := false
	err := r.h.db.Write(r.ctx, func(tx *storage.Tx) error {
		if err := tx.Once(r.ev.ID, r.now); err != nil {
			return err
		}
		if err := gather(tx); err != nil {
			return err
		}
		if changed = f.Fingerprint() != state[1]; changed {
			return refuse(chat.Reply{})
		}
		f.Result = solved
		return f.Confirm(tx, r.who.id, r.now)
	})
	if changed {
		if err := f.Solve(r.ctx); err != nil {
			return chat.Reply{}, err
		}
		form := r.preview(f)
		form.Blocks = slices.Insert(form.Blocks, 0, chat.Block(chat.Text(r.say("circle.preview_changed"))))
		return chat.Reply{Form: form}, nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	if f.GoOn() == len(f.Result.Circles) {
		return chat.Reply{Form: r.done("circle.preview_title", "circle.confirmed_go_on")}, nil
	}
	return chat.Reply{Form: r.done("circle.preview_title", "circle.confirmed")}, nil
}
