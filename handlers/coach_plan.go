package handlers

import (
	"encoding/json"
	"slices"

	"ippo/care"
	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const coachYes = "yes"

// withCoach adds to a plan's inputs that one may look for words together, where there is a coach.
func (r *request) withCoach(inputs []chat.Input) []chat.Input {
	if !r.h.coach.Configured() {
		return inputs
	}
	return append(inputs, chat.Choice{ID: "coach", Label: r.say("coaching.plan"), Several: true, Open: true, Optional: true,
		Options: []chat.Option{{Value: coachYes, Label: r.say("coaching.plan_ask")}}})
}

// planDraft is the form for a plan as somebody sent it. It travels with the form.
type planDraft struct {
	Offer, Day, Clock, Remind, Plan string
	Seen                            string `json:",omitempty"`
}

// sharpen looks for better words for a plan in place of keeping it: shown before they are sent, or at once, if nothing is sent.
func (r *request) sharpen(offer cohort.Offer, plan string) (chat.Reply, error) {
	draft := planDraft{Offer: offer.ID, Day: r.ev.Get("day"), Clock: r.ev.Get("clock"), Remind: r.ev.Get("remind"), Plan: plan}
	if plan == "" {
		return chat.Reply{}, problem("plan", r.say("coaching.plan_empty"))
	}
	step, c, sent, err := r.planQuestion(offer, plan)
	if err != nil {
		return chat.Reply{}, err
	}
	if c == nil {
		return r.bothPlans(offer, draft, c.Plan(r.ctx, r.who.words, step, plan))
	}
	return chat.Reply{Form: r.planPreview(draft, c, sent)}, nil
}

func (r *request) planQuestion(offer cohort.Offer, plan string) (step string, c *coach.Coach, sent coach.Sent, err error) {
	said, err := nudges.StepOf(r.tx, r.who.words, offer)
	if err != nil {
		return "", nil, sent, err
	}
	if c, err = r.agreedCoach(); err == nil && c != nil {
		sent = c.PlanSent(r.who.words, said.Did, plan)
	}
	return said.Did, c, sent, err
}

func (r *request) planPreview(draft planDraft, c *coach.Coach, sent coach.Sent) *chat.Form {
	draft.Seen = seen(sent)
	state, err := json.Marshal(draft)
	if err != nil {
		panic(err) // plain strings always marshal
	}
	return r.previewForm(formCoachPlan, string(state), []chat.Block{
		chat.Text(r.say("coaching.preview", "Where", c.Where())), chat.Quote(sent.Step), chat.Quote(sent.Plan),
	})
}

// coachPlan sends a plan as it was shown, and shows both wordings in its place.
func coachPlan(r *request) (chat.Reply, error) {
	var draft planDraft
	if json.Unmarshal([]byte(r.ev.State), &draft) != nil {
		return chat.Reply{}, storage.ErrNotFound
	}
	if _, err := r.ownOffer(draft.Offer); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.waiting(), Then: r.later(func(r *request) (chat.Reply, error) { return r.askPlan(draft) })}, nil
}

func (r *request) askPlan(draft planDraft) (reply chat.Reply, err error) {
	ctx, over := r.h.asking.begin(r.ctx, r.ev.Person) // before consent is read
	defer over()
	var offer cohort.Offer
	var step string
	var c *coach.Coach
	var sent coach.Sent
	err = r.read(func() (err error) {
		if offer, err = r.ownOffer(draft.Offer); err != nil {
			return err
		}
		if care.InNeed(draft.Plan) {
			return refuse(chat.Reply{Form: r.careForm()})
		}
		step, c, sent, err = r.planQuestion(offer, draft.Plan)
		return err
	})
	if err != nil {
		return chat.Reply{}, err
	}
	if c != nil && seen(sent) != draft.Seen {
		return chat.Reply{Form: r.planPreview(draft, c, sent)}, nil
	}
	better := c.Plan(ctx, r.who.words, step, draft.Plan)
	err = r.read(func() (err error) {
		reply, err = r.bothPlans(offer, draft, better)
		return err
	})
	return reply, err
}

// bothPlans is the form for the plan once more: the new words in its input, and both above it.
func (r *request) bothPlans(offer cohort.Offer, draft planDraft, better string) (chat.Reply, error) {
	reply, err := r.planForm(offer)
	if err != nil {
		return reply, err
	}
	form := reply.Form
	form.Name = formPlanWords
	form.Inputs = slices.DeleteFunc(form.Inputs, func(input chat.Input) bool {
		choice, is := input.(chat.Choice)
		return is && choice.ID == "coach"
	})
	for id, value := range map[string]string{"day": draft.Day, "clock": draft.Clock, "remind": draft.Remind, "plan": better} {
		if value != "" {
			fill(form, id, value)
		}
	}
	if better == draft.Plan {
		form.Blocks = append(form.Blocks, chat.Text(r.say("coaching.plan_same")), chat.Quote(draft.Plan))
		return reply, nil
	}
	form.Blocks = append(form.Blocks, chat.Text(r.say("coaching.plan_yours")), chat.Quote(draft.Plan),
		chat.Text(r.say("coaching.plan_better")), chat.Quote(better), chat.Context(r.say("coaching.plan_choose")))
	return reply, nil
}
