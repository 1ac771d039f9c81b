package handlers

import (
	"strings"

	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
)

// preview shows what would be sent, exactly as it leaves.
func (r *request) preview(q question) *chat.Form {
	blocks := []chat.Block{chat.Text(r.say("coaching.preview", "Where", q.coach.Where()))}
	for _, note := range q.sent.Notes {
		blocks = append(blocks, chat.Quote(note))
	}
	if len(q.sent.Choices) > 0 {
		blocks = append(blocks, chat.Text(r.say("coaching.preview_steps")), chat.Quote(strings.Join(q.sent.Choices, "\n")))
	}
	if q.cut {
		blocks = append(blocks, chat.Context(r.say("coaching.preview_cut")))
	}
	state := q.job + "/" + seen(q.sent) + "," + strings.Join(q.ids, ",")
	return r.previewForm(formCoachSend, state, blocks)
}

func (r *request) previewForm(name, state string, blocks []chat.Block) *chat.Form {
	return &chat.Form{
		Name: name, State: state, Title: r.say("coaching.preview_title"), Submit: r.say("coaching.send"), Close: r.say("form.cancel"),
		Blocks: append(blocks, chat.Context(r.say("coaching.preview_marks"))),
	}
}

func (r *request) waiting() *chat.Form {
	return &chat.Form{Title: r.say("coaching.title"), Close: r.say("form.close"), Blocks: []chat.Block{
		chat.Text(r.say("coaching.wait")), chat.Buttons{{Action: actionCoachStop, Label: r.say("coaching.stop")}},
	}}
}

// coachSend sends what was shown, if its person still agrees by then, and answers in its place.
func coachSend(r *request) (chat.Reply, error) {
	job, rest, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	shown, ids, _ := strings.Cut(rest, ",")
	return chat.Reply{Form: r.waiting(), Then: r.later(func(r *request) (chat.Reply, error) {
		return r.ask(job, shown, strings.Split(ids, ","))
	})}, nil
}

// ask puts the question, outside of any transaction. Whatever was changed since it was shown is shown anew, and not sent.
func (r *request) ask(job, shown string, ids []string) (reply chat.Reply, err error) {
	ctx, over := r.h.asking.begin(r.ctx, r.ev.Person) // before consent is read, so that no withdrawal comes in between
	defer over()
	var q question
	var p cohort.Participant
	err = r.read(func() (err error) {
		if _, p, err = r.participant(); err == nil {
			q, err = r.question(p, job, ids)
		}
		return err
	})
	if err != nil {
		return chat.Reply{}, err
	}
	if q.coach != nil && seen(q.sent) != shown {
		return chat.Reply{Form: r.preview(q)}, nil
	}
	if job != forStep {
		return chat.Reply{Form: r.interestsForm(q.coach.Interests(ctx, r.who.words, q.notes))}, nil
	}
	step := q.coach.Step(ctx, r.who.words, q.notes, q.choices)
	err = r.write(func() (err error) {
		if _, p, err = r.participant(); err == nil {
			reply, err = r.together(p, step)
		}
		return err
	})
	return reply, err
}

// interestsForm shows what somebody may be drawn to, and whose words those are. Nothing of it is kept unless they write it down: what the
// button carries is what stands above it.
func (r *request) interestsForm(found coach.Interests) *chat.Form {
	var blocks []chat.Block
	if len(found.Themes) > 0 {
		blocks = append(blocks, chat.Context(r.say("coaching.proposal")))
	}
	blocks = append(blocks, chat.Text(found.Sentence))
	for _, theme := range found.Themes {
		blocks = append(blocks, chat.Text(r.say("coaching.theme", "Name", theme.Name)), chat.Quote(theme.Because))
	}
	for _, own := range found.Own {
		blocks = append(blocks, chat.Quote(own))
	}
	if proposal := found.Proposal(); proposal != "" {
		blocks = append(blocks, chat.Buttons{{Action: actionCoachWill, Value: proposal, Label: r.say("coaching.will"), Primary: true}}, chat.Context(r.say("coaching.draft")))
	}
	return &chat.Form{Title: r.say("coaching.title"), Close: r.say("form.close"), Blocks: blocks}
}
