package nudges

import (
	"fmt"
	"slices"
	"time"

	"ippo/care"
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
	if d.State == storage.Sent {
		return redrawnReminder(tx, d, offer)
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
	message, err := reminderMessage(tx, r.words, offer)
	return r.letterTo(message, now), err
}

// redrawnReminder draws a reminder again: to what it reminds of belongs what came of it.
func redrawnReminder(tx *storage.Tx, d storage.Delivery, offer cohort.Offer) (worded, error) {
	words, err := wordsOf(tx, offer)
	if err != nil {
		return worded{}, err
	}
	message, err := reminderMessage(tx, words, offer)
	return worded{to: d.Recipient, message: message}, err
}

// PlanReminder is the message that reminds of a step, as it stands, if the message that was pressed is that one; nil if not.
func PlanReminder(tx *storage.Tx, w *locale.Words, offer cohort.Offer, channel, message string) (*chat.Message, error) {
	d, err := storage.Optional(tx.DeliveryAt(offer.Person, channel, message))
	if err != nil || d.Kind != KindPlan || d.Subject != offer.ID {
		return nil, err
	}
	m, err := reminderMessage(tx, w, offer)
	return &m, err
}

// reminderMessage quotes what is to be tried, and asks how it went or takes note of it: no second step beside the nudge's.
func reminderMessage(tx *storage.Tx, w *locale.Words, offer cohort.Offer) (chat.Message, error) {
	sentence := w.Say("step.plan_now")
	step, err := StepOf(tx, w, offer)
	if err != nil {
		return chat.Message{}, err
	}
	reminded := step.Did
	if offer.Plan != "" && care.MayQuote(offer.Plan) {
		reminded = offer.Plan
	}
	cheers, err := cheering(tx, w, offer)
	quoted := append([]chat.Block{chat.Quote(reminded)}, cheers...)
	if offer.Answer == cohort.Trying {
		return chat.Message{Summary: sentence, Blocks: append(
			append([]chat.Block{chat.Text(sentence)}, quoted...), OutcomeButtons(w, offer), chat.Context(w.Say("step.plan_hint")),
		)}, err
	}
	blocks := append(quoted, chat.Text(w.Say("step.answered_"+string(offer.Answer))))
	if next := nextButtons(w, offer, step); len(next) > 0 {
		blocks = append(blocks, next)
	}
	return chat.Message{Summary: sentence, Blocks: blocks}, err
}

// planMoved has a plan come at the same day and hour of another zone, with its reminder. One that came already stays as it was.
func planMoved(tx *storage.Tx, offer cohort.Offer, before, after *time.Location) error {
	if offer.Answer != cohort.Trying || offer.Planned.IsZero() {
		return nil
	}
	if offer.Reminds {
		all, err := tx.Deliveries(offer.ID, KindPlan)
		if err != nil {
			return err
		}
		waits := func(d storage.Delivery) bool {
			return d.Occasion == planOccasion(offer.ID, offer.Planned) && d.State == storage.Waiting
		}
		if !slices.ContainsFunc(all, waits) {
			return nil
		}
	}
	if at := cohort.Moved(offer.Planned, before, after); !at.Equal(offer.Planned) {
		return Plan(tx, offer, at, offer.Plan, offer.Reminds)
	}
	return nil
}

// planBlocks ask when somebody tries a step, or say when they planned to.
func planBlocks(w *locale.Words, offer cohort.Offer, p cohort.Person, now time.Time) []chat.Block {
	pick := chat.Button{Action: ActionPlan, Value: Value(offer.ID, PlanOtherwise), Label: w.Say("step.plan_pick")}
	if !offer.Planned.IsZero() {
		pick.Label = w.Say("step.plan_change")
		planned := "step.planned"
		if !offer.Planned.After(now) {
			planned = "step.planned_over"
		}
		return []chat.Block{
			chat.Text(w.Say(planned, "When", w.When(offer.Planned.In(p.Location())))), append(offerButtons(w, offer, outcomeAnswers[:1]), pick),
		}
	}
	var buttons chat.Buttons
	for _, at := range cohort.PlanTimes {
		buttons = append(buttons, chat.Button{
			Action: ActionPlan, Value: Value(offer.ID, string(at)), Label: w.Say("step.plan_"+string(at), "Clock", at.Clock(p)),
		})
	}
	return []chat.Block{chat.Text(w.Say("step.plan_when")), append(buttons, pick)}
}
