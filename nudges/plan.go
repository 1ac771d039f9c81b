package nudges

import (
	"fmt"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// worthAPlan is how long after its time the reminder of a plan makes sense.
const worthAPlan = 3 * time.Hour

// Plan keeps when somebody tries a step, and how, and plans the reminder of it if they wish for one. A plan that they made before is void.
// It returns storage.ErrNotFound if the step is not being tried.
func Plan(tx *storage.Tx, offer cohort.Offer, at time.Time, how string, remind bool) error {
	if err := tx.PlanOffer(offer.ID, at, how, remind); err != nil || !remind {
		return err
	}
	_, err := enqueue(tx, storage.Delivery{
		Occasion: planOccasion(offer.ID, at), Recipient: offer.Person, Kind: KindPlan, Subject: offer.ID,
		Due: at, Expires: at.Add(worthAPlan),
	})
	return err
}

// planOccasion names the reminder of a step that is planned for a time.
func planOccasion(offer string, at time.Time) string {
	return fmt.Sprintf("plan/%s/%d", offer, at.Unix())
}

// wordPlan reminds somebody, at the time that they named, of the step that they try.
func wordPlan(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	offer, err := tx.Offer(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if offer.Answer != cohort.Trying || !offer.Reminds || d.Occasion != planOccasion(offer.ID, offer.Planned) {
		return worded{}, stale("the plan was changed, or is done")
	}
	r, err := participant(tx, offer.Cohort, offer.Person)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	sentence := r.words.Say("step.plan_now")
	step, err := StepOf(tx, r.words, offer)
	if err != nil {
		return worded{}, err
	}
	reminded := step.Did
	if offer.Plan != "" {
		reminded = offer.Plan
	}
	cheers, err := cheering(tx, r.words, offer)
	blocks := append([]chat.Block{chat.Text(sentence), chat.Quote(reminded)}, cheers...)
	return r.letterTo(chat.Message{Summary: sentence, Blocks: append(
		blocks, OutcomeButtons(r.words, offer), chat.Context(r.words.Say("step.plan_hint")),
	)}, now), err
}

// planBlocks ask when somebody tries a step, or say when they planned to.
func planBlocks(w *locale.Words, offer cohort.Offer, p cohort.Person) []chat.Block {
	pick := chat.Button{Action: ActionPlan, Value: Value(offer.ID, PlanOtherwise), Label: w.Say("step.plan_pick")}
	if !offer.Planned.IsZero() {
		pick.Label = w.Say("step.plan_change")
		return []chat.Block{chat.Text(w.Say("step.planned", "When", w.When(offer.Planned.In(p.Location())))), chat.Buttons{pick}}
	}
	var buttons chat.Buttons
	for _, at := range cohort.PlanTimes {
		buttons = append(buttons, chat.Button{
			Action: ActionPlan, Value: Value(offer.ID, string(at)), Label: w.Say("step.plan_"+string(at), "Clock", at.Clock(p)),
		})
	}
	return []chat.Block{chat.Text(w.Say("step.plan_when")), append(buttons, pick)}
}
