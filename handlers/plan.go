package handlers

import (
	"cmp"
	"fmt"
	"time"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

const (
	longestPlan = 100 // characters of a plan in one's own words
	remindsYes  = "yes"
	remindsNo   = "no"
)

// planStep keeps when somebody tries a step, by one press, or asks for a time of their own.
func planStep(r *request) (chat.Reply, error) {
	id, when, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	offer, err := r.ownOffer(id)
	if err != nil {
		return chat.Reply{}, err
	}
	if offer.Answer != cohort.Trying { // done meanwhile: what stands is shown
		return r.showOffer(offer)
	}
	at := cohort.PlanTime(when).At(r.now, r.who.person)
	if at.IsZero() { // another time is wished for, or tonight is over
		return r.planForm(offer)
	}
	if err := nudges.Plan(r.tx, offer, at, "", true); err != nil {
		return chat.Reply{}, err
	}
	offer.Planned, offer.Plan = at, ""
	return r.showChanged(offer)
}

// ownOffer finds an offer of the actor's own, who takes part in a cohort.
func (r *request) ownOffer(id string) (cohort.Offer, error) {
	offer, err := r.tx.Offer(id)
	if err == nil {
		err = r.owns(cohort.APlan, offer.Person)
	}
	if err != nil {
		return cohort.Offer{}, err
	}
	_, _, err = r.participant() // of any cohort: a step is its person's, also when they have gone on to the next
	return offer, err
}

// planForm asks for the day and hour, and for the plan in one's own words, with a suggestion.
func (r *request) planForm(offer cohort.Offer) (chat.Reply, error) {
	step, err := nudges.StepOf(r.tx, r.who.words, offer)
	if err != nil {
		return chat.Reply{}, err
	}
	day, clock, remind := r.now.In(r.who.person.Location()).AddDate(0, 0, 1), cohort.Tonight.Clock(r.who.person), remindsYes
	if !offer.Planned.IsZero() {
		planned := offer.Planned.In(r.who.person.Location())
		if clock = r.who.words.Clock(planned); planned.After(r.now) {
			day = planned
		}
		if !offer.Reminds {
			remind = remindsNo
		}
	}
	return chat.Reply{Form: &chat.Form{
		Name: formPlan, State: offer.ID, Title: r.say("step.plan_title"), Submit: r.say("step.plan_submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(step.Did)},
		Inputs: r.withCoach([]chat.Input{
			chat.DateInput{ID: "day", Label: r.say("step.plan_day"), Initial: day.Format(time.DateOnly)},
			chat.TimeInput{ID: "clock", Label: r.say("step.plan_clock"), Initial: clock},
			chat.TextInput{ID: "plan", Label: r.say("step.plan_how"), Hint: r.say("step.plan_how_hint"), Initial: cmp.Or(offer.Plan, step.Plan), Optional: true, Max: longestPlan},
			chat.Choice{ID: "remind", Label: r.say("step.plan_remind"), Open: true, Initial: []string{remind}, Options: []chat.Option{
				{Value: remindsYes, Label: r.say("step.plan_remind_yes")}, {Value: remindsNo, Label: r.say("step.plan_remind_no")},
			}},
		}),
	}}, nil
}

// plannedAtNight says between which hours a reminder can come.
func (r *request) plannedAtNight() string {
	quiet := r.who.person.Quiet.OrUsual()
	return r.say("step.plan_at_night", "From", fmt.Sprintf("%d:00", quiet.Until), "Until", fmt.Sprintf("%d:00", quiet.From))
}

// savePlan keeps when and how somebody tries a step.
func savePlan(r *request) (chat.Reply, error) {
	offer, err := r.ownOffer(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	plan := visible(r.ev.Get("plan"))
	if offer.Answer != cohort.Trying { // answered elsewhere meanwhile: what they wrote is not lost
		reply, err := r.showOffer(offer)
		if plan != "" && reply.Form != nil {
			reply.Form.Blocks = append(reply.Form.Blocks, chat.Text(r.say("error.your_words")), chat.Quote(plan))
		}
		return reply, err
	}
	zone := r.who.person.Location()
	at, err := cohort.At("2006-01-02 15:04", r.ev.Get("day")+" "+r.ev.Get("clock"), zone)
	switch {
	case err != nil:
		return chat.Reply{}, problem("day", r.say("step.plan_no_time"))
	case !at.After(r.now):
		return chat.Reply{}, problem("day", r.say("meeting.time_passed"))
	case at.After(r.now.AddDate(1, 0, 0)):
		return chat.Reply{}, problem("day", r.say("meeting.too_far"))
	case r.ev.Get("remind") == remindsYes && !r.who.person.Awake(at).Equal(at):
		return chat.Reply{}, problem("clock", r.plannedAtNight())
	case chat.Length(plan) > longestPlan:
		return chat.Reply{}, problem("plan", r.say("step.plan_too_long", "Length", longestPlan))
	}
	if r.ev.Get("coach") == coachYes && !care.InNeed(plan) {
		return r.sharpen(offer, plan)
	}
	if err := nudges.Plan(r.tx, offer, at, plan, r.ev.Get("remind") == remindsYes); err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.ShowAnew(r.tx, offer, "", ""); err != nil {
		return chat.Reply{}, err
	}
	sentence := r.say("step.planned", "When", r.who.words.When(at.In(zone)))
	telling, err := nudges.TellingBlocks(r.tx, r.who.words, offer)
	return chat.Reply{Form: &chat.Form{
		Title: r.say("step.plan_title"), Close: r.say("form.close"), Blocks: append([]chat.Block{chat.Text(sentence)}, telling...),
	}}, err
}
