package nudges

import (
	"context"
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// planned at once: participants whose nudge is due, in one transaction.
const nudgeBatch = 200

// planWeekly plans the nudges that have come due, each in its participant's own zone.
func (e *Engine) planWeekly(ctx context.Context, now time.Time) (next time.Time, err error) {
	for {
		err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
			next, err = tx.EarliestNudge()
			return err
		})
		if err != nil || next.After(now) {
			return next, err
		}
		planned := 0
		err = e.write(ctx, func(tx *storage.Tx) (err error) {
			planned, err = planNudges(tx, now)
			return err
		})
		if err != nil || planned == 0 { // there is nobody
			return time.Time{}, err
		}
	}
}

// planNudges plans a batch of nudges, and returns for how many participants it saw to theirs.
func planNudges(tx *storage.Tx, now time.Time) (int, error) {
	people, due, err := tx.NudgesDue(now, nudgeBatch)
	if err != nil {
		return 0, err
	}
	cohorts, ends := map[string]cohort.Cohort{}, map[string]time.Time{}
	for i, p := range people {
		if _, known := cohorts[p.Cohort]; !known {
			if cohorts[p.Cohort], err = tx.Cohort(p.Cohort); err != nil {
				return 0, err
			}
			if ends[p.Cohort], err = endOf(tx, p.Cohort); err != nil {
				return 0, err
			}
		}
		rhythm := p.Steps(cohorts[p.Cohort])
		next := rhythm.NextWorking(now, p.Location())
		if next.IsZero() {
			next = cohort.Forever
		}
		comes := false
		if !due[i].IsZero() {
			if comes, err = leads(tx, p); err != nil {
				return 0, err
			}
		}
		if comes {
			if due[i].After(ends[p.Cohort]) {
				err = enqueueFarewell(tx, p, due[i])
			} else {
				err = enqueueNudge(tx, p, due[i], next)
			}
			if err != nil {
				return 0, err
			}
		}
		if err := tx.SetNextNudge(p.Cohort, p.ID, next); err != nil {
			return 0, err
		}
	}
	return len(people), nil
}

// leading is the cohort that a person's nudges come from, or storage.ErrNotFound. Who takes part in several has one step a week,
// from the latest cohort that has nudges.
func leading(tx *storage.Tx, person string) (cohort.Cohort, error) {
	all, err := tx.CohortsOf(person)
	if err != nil {
		return cohort.Cohort{}, err
	}
	for _, c := range all {
		if c.Schedule.Nudge != "" {
			return c, nil
		}
	}
	return cohort.Cohort{}, storage.ErrNotFound
}

// leads reports whether a participant's nudges come from this cohort.
func leads(tx *storage.Tx, p cohort.Participant) (bool, error) {
	c, err := leading(tx, p.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return c.ID == p.Cohort, err
}

// enqueueNudge plans one nudge. Its occasion is the day where the person is: whatever changes on that day, the rhythm, the zone or
// the cohort that leads, there is one nudge.
func enqueueNudge(tx *storage.Tx, p cohort.Participant, due, next time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: "nudge/" + due.In(p.Location()).Format(time.DateOnly), Recipient: p.ID, Kind: KindNudge, Subject: storage.NewID(),
		Due: cohort.Awake(due, p.Location()), Expires: nudgeExpires(due, next),
	})
	return err
}

// Travelled takes account of a person's change of zone: the next nudge comes at the same day and hour of the new zone, or at once if
// that is over there. So no change of zone doubles a nudge, and none leaves one out.
func Travelled(tx *storage.Tx, before, after cohort.Person) error {
	all, err := tx.CohortsOf(after.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		next, err := tx.NextNudge(c.ID, after.ID)
		if err != nil {
			return err
		}
		if next.IsZero() || next.Equal(cohort.Forever) {
			continue
		}
		if err := tx.SetNextNudge(c.ID, after.ID, cohort.WorkingDay(cohort.Moved(next, before.Location(), after.Location()), after.Location())); err != nil {
			return err
		}
	}
	return nil
}

// nudgeExpires is when a late nudge has become worthless: two days before the following one, or halfway to it.
func nudgeExpires(due, next time.Time) time.Time {
	if expires := next.Add(-48 * time.Hour); expires.After(due) {
		return expires
	}
	return due.Add(next.Sub(due) / 2)
}

func wordNudge(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	offer, err := tx.Offer(d.Subject)
	if err == nil { // an earlier attempt chose the step
		return nudgeTo(tx, offer, now)
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return worded{}, err
	}
	c, err := leading(tx, d.Recipient)
	if errors.Is(err, storage.ErrNotFound) {
		return worded{}, stale("the person takes part in no cohort that has nudges")
	}
	if err != nil {
		return worded{}, err
	}
	r, err := participant(tx, c.ID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	if awake := cohort.Awake(now, r.Location()); awake.After(now) {
		return worded{quietUntil: awake}, nil // the step is chosen when it can be sent
	}
	offer, err = NewOffer(tx, d.Subject, r.Participant, now)
	if err != nil {
		return worded{}, err
	}
	return nudgeTo(tx, offer, now)
}

func nudgeTo(tx *storage.Tx, offer cohort.Offer, now time.Time) (worded, error) {
	r, err := participant(tx, offer.Cohort, offer.Person)
	if err != nil {
		return worded{}, err
	}
	if r.Paused(now) {
		return worded{}, stale("the person pauses")
	}
	message, err := OfferMessage(tx, r.words, offer)
	return r.letterTo(message, now), err
}

// NewOffer chooses a step for a participant and puts it before them. If a step that they were going to try has not been
// asked about, the offer asks that first.
func NewOffer(tx *storage.Tx, id string, p cohort.Participant, now time.Time) (cohort.Offer, error) {
	before, err := tx.Offers(p.ID)
	if err != nil {
		return cohort.Offer{}, err
	}
	wish, err := storage.Optional(tx.Wish(p.Cohort, p.ID))
	if err != nil {
		return cohort.Offer{}, err
	}
	sessions, err := tx.Sessions(p.Cohort)
	if err != nil {
		return cohort.Offer{}, err
	}
	step, because := Choose(Situation{Person: p.ID, Before: before, Topics: wish.Topics, Stage: cohort.StageAt(sessions, now)})
	offer := cohort.Offer{
		ID: id, Person: p.ID, Cohort: p.Cohort, Step: step.ID, Because: because,
		Answer: cohort.Open, Offered: now, Asks: unasked(before),
	}
	return offer, tx.SaveOffer(offer)
}

// unasked finds the newest step being tried that no later offer asks about.
func unasked(offers []cohort.Offer) string {
	asked := map[string]bool{}
	for _, o := range offers { // newest first
		asked[o.Asks] = true
		if o.Answer == cohort.Trying && !asked[o.ID] {
			return o.ID
		}
	}
	return ""
}

// OfferMessage shows an offer as it stands: the question how the earlier step went, the step with its buttons, or what the
// person answered.
func OfferMessage(tx *storage.Tx, w *locale.Words, offer cohort.Offer) (chat.Message, error) {
	var when []chat.Block // asks when it is tried, or says so
	if offer.Answer == cohort.Trying {
		p, err := tx.Person(offer.Person)
		if err != nil {
			return chat.Message{}, err
		}
		when = planBlocks(w, offer, p.Location())
	}
	if offer.Asks == "" {
		return stepMessage(w, offer, "", when), nil
	}
	earlier, err := tx.Offer(offer.Asks)
	if err != nil {
		return chat.Message{}, err
	}
	if earlier.Answer == cohort.Trying && offer.Answer == cohort.Open {
		return outcomeMessage(w, earlier), nil
	}
	return stepMessage(w, offer, earlier.Answer, when), nil
}

// outcomeMessage asks how a step went.
func outcomeMessage(w *locale.Words, earlier cohort.Offer) chat.Message {
	return chat.Message{
		Summary: w.Say("step.how_did_it_go"),
		Blocks: []chat.Block{
			chat.Text(w.Say("step.how_did_it_go")),
			chat.Quote(StepBehind(w, earlier.Step)),
			OutcomeButtons(w, earlier),
		},
	}
}

// stepMessage shows a step; if the outcome of an earlier one was just told, it takes note of that first.
func stepMessage(w *locale.Words, offer cohort.Offer, outcome cohort.Answer, when []chat.Block) chat.Message {
	var blocks []chat.Block
	switch outcome {
	case cohort.Done, cohort.Partly, cohort.NotYet, cohort.LetGo:
		blocks = append(blocks, chat.Text(w.Say("step.outcome_"+string(outcome))))
	}
	blocks = append(blocks, StepBlocks(w, offer.Step)...)
	if offer.Because.Kind != "" {
		blocks = append(blocks, chat.Context(w.Say("step.because_"+string(offer.Because.Kind), "Topic", TopicWords(w, offer.Because.Topic))))
	}
	if offer.Answer == cohort.Open {
		blocks = append(blocks, offerButtons(w, offer, offerAnswers))
	} else {
		blocks = append(append(blocks, chat.Text(w.Say("step.answered_"+string(offer.Answer)))), when...)
	}
	switch offer.Answer { // a line about it is theirs alone
	case cohort.Done, cohort.Partly, cohort.NotYet:
		blocks = append(blocks, chat.Buttons{{Action: ActionReflect, Label: w.Say("step.line")}})
	}
	return chat.Message{Summary: w.Say("step.summary", "Step", StepWords(w, offer.Step)), Blocks: blocks}
}

// StepBlocks show a step: what to do, why, and how long it takes.
func StepBlocks(w *locale.Words, step string) []chat.Block {
	return []chat.Block{
		chat.Heading(w.Say("step.heading")),
		chat.Text(StepWords(w, step)),
		chat.Context(w.Say("step.why", "Why", w.Say("steps."+step+".why"),
			"Effort", w.Say("step.effort_"+string(stepByID[step].Effort)))),
	}
}

// StepBehind names a step that lies behind somebody, or is being tried.
func StepBehind(w *locale.Words, step string) string { return w.Say("steps." + step + ".did") }

// StepWords says what a step asks one to do.
func StepWords(w *locale.Words, step string) string { return w.Say("steps." + step + ".do") }

// OutcomeButtons ask how a step went that is being tried.
func OutcomeButtons(w *locale.Words, offer cohort.Offer) chat.Buttons {
	return offerButtons(w, offer, outcomeAnswers)
}

func offerButtons(w *locale.Words, offer cohort.Offer, answers []cohort.Answer) chat.Buttons {
	var buttons chat.Buttons
	for i, answer := range answers {
		buttons = append(buttons, chat.Button{
			Action: ActionStep, Value: Value(offer.ID, string(answer)), Label: w.Say("step.answer_" + string(answer)),
			Primary: i == 0,
		})
	}
	return buttons
}
