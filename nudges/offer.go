package nudges

import (
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// moment is what a step and a story are chosen from for somebody.
type moment struct {
	cohort, person string
	now            time.Time
	before         []cohort.Offer
	sessions       []cohort.Session
	library        *Library
}

func momentOf(tx *storage.Tx, cohortID, person string, now time.Time) (m moment, err error) {
	m = moment{cohort: cohortID, person: person, now: now}
	if m.before, err = tx.Offers(person); err != nil {
		return m, err
	}
	if m.sessions, err = tx.Sessions(cohortID); err != nil {
		return m, err
	}
	m.library, err = LibraryOf(tx, cohortID)
	return m, err
}

// NewOffer chooses a step for a participant and puts it before them. If a step that they were going to try has not been
// asked about, the offer asks that first.
func NewOffer(tx *storage.Tx, id string, p cohort.Participant, now time.Time) (cohort.Offer, error) {
	return newOffer(tx, id, p, "", now)
}

// SmallerOffer is NewOffer in place of one that came to nothing: its step is shorter, or as short as can be.
func SmallerOffer(tx *storage.Tx, id string, p cohort.Participant, than cohort.Offer, now time.Time) (cohort.Offer, error) {
	return newOffer(tx, id, p, than.Step, now)
}

func newOffer(tx *storage.Tx, id string, p cohort.Participant, shorterThan string, now time.Time) (cohort.Offer, error) {
	m, err := momentOf(tx, p.Cohort, p.ID, now)
	if err != nil {
		return cohort.Offer{}, err
	}
	offer, err := m.choose(tx, id, shorterThan)
	if err != nil {
		return cohort.Offer{}, err
	}
	return offer, tx.SaveOffer(offer)
}

// newNudge is NewOffer with a story to go with it, if there is one; where the offer asks first, it comes with the step.
func newNudge(tx *storage.Tx, id string, p cohort.Participant, now time.Time) (cohort.Offer, error) {
	m, err := momentOf(tx, p.Cohort, p.ID, now)
	if err != nil {
		return cohort.Offer{}, err
	}
	offer, err := m.choose(tx, id, "")
	if err != nil {
		return cohort.Offer{}, err
	}
	if offer.Asks == "" {
		offer.Story, err = m.story(tx, offer)
	}
	if err != nil {
		return cohort.Offer{}, err
	}
	return offer, tx.SaveOffer(offer)
}

// choose makes the offer of the step that comes next.
func (m moment) choose(tx *storage.Tx, id, shorterThan string) (cohort.Offer, error) {
	wish, err := storage.Optional(tx.Wish(m.cohort, m.person))
	if err != nil {
		return cohort.Offer{}, err
	}
	month, err := m.month(tx)
	if err != nil {
		return cohort.Offer{}, err
	}
	step, because := m.library.Choose(Situation{
		Person: m.person, Before: m.before, Topics: wish.Topics, Stage: cohort.StageAt(m.sessions, m.now), Around: month.topics, Story: month.story,
		ShorterThan: shorterThan,
	})
	return cohort.Offer{
		ID: id, Person: m.person, Cohort: m.cohort, Step: step.ID, Because: because,
		Answer: cohort.Open, Offered: m.now, Asks: unasked(m.before), Session: month.session, Colour: month.colour,
	}, nil
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
	step, err := StepOf(tx, w, offer)
	if err != nil {
		return chat.Message{}, err
	}
	var earlier cohort.Offer
	if offer.Asks != "" {
		if earlier, err = tx.Offer(offer.Asks); err != nil {
			return chat.Message{}, err
		}
	}
	if earlier.Answer == cohort.Trying && offer.Answer == cohort.Open {
		return outcomeMessage(tx, w, earlier)
	}
	p, err := tx.Person(offer.Person)
	if err != nil {
		return chat.Message{}, err
	}
	coloured, err := colourBlocks(tx, w, offer, p.Location())
	if err != nil {
		return chat.Message{}, err
	}
	var when []chat.Block // asks when it is tried, or says so
	if offer.Answer == cohort.Trying {
		when = planBlocks(w, offer, p)
	}
	telling, err := TellingBlocks(tx, w, offer)
	if err != nil {
		return chat.Message{}, err
	}
	when = append(when, telling...)
	m := stepMessage(w, offer, step, earlier.Answer, coloured, when)
	story, err := storyBlocks(tx, w, offer)
	m.Blocks = append(m.Blocks, story...)
	return m, err
}

// outcomeMessage asks how a step went.
func outcomeMessage(tx *storage.Tx, w *locale.Words, earlier cohort.Offer) (chat.Message, error) {
	step, err := StepOf(tx, w, earlier)
	return chat.Message{
		Summary: w.Say("step.how_did_it_go"),
		Blocks: []chat.Block{
			chat.Text(w.Say("step.how_did_it_go")),
			chat.Quote(step.Did),
			OutcomeButtons(w, earlier),
		},
	}, err
}

// stepMessage shows a step; if the outcome of an earlier one was just told, it takes note of that first.
func stepMessage(w *locale.Words, offer cohort.Offer, step Said, outcome cohort.Answer, coloured, when []chat.Block) chat.Message {
	var blocks []chat.Block
	switch outcome {
	case cohort.Done, cohort.Partly, cohort.NotYet, cohort.LetGo:
		blocks = append(blocks, chat.Text(w.Say("step.outcome_"+string(outcome))))
	}
	blocks = append(blocks, stepBlocks(w, step)...)
	if offer.Because.Kind != "" {
		blocks = append(blocks, chat.Context(w.Say("step.because_"+string(offer.Because.Kind), "Topic", TopicWords(w, offer.Because.Topic))))
	}
	blocks = append(blocks, coloured...)
	if offer.Answer == cohort.Open {
		buttons := offerButtons(w, offer, offerAnswers)
		if cameToNothing(outcome) && level(step.Effort) > 0 {
			buttons = append(buttons, smallerButton(w, offer.Asks))
		}
		blocks = append(blocks, buttons)
	} else {
		blocks = append(append(blocks, chat.Text(w.Say("step.answered_"+string(offer.Answer)))), when...)
	}
	var next chat.Buttons
	if cameToNothing(offer.Answer) {
		next = append(next, smallerButton(w, offer.ID))
	}
	switch offer.Answer { // a line about it is theirs alone
	case cohort.Done, cohort.Partly, cohort.NotYet:
		next = append(next, chat.Button{Action: ActionReflect, Label: w.Say("step.line")})
	}
	if len(next) > 0 {
		blocks = append(blocks, next)
	}
	return chat.Message{Summary: w.Say("step.summary", "Step", step.Do), Blocks: blocks}
}

func cameToNothing(a cohort.Answer) bool { return a == cohort.NotYet || a == cohort.LetGo }

func smallerButton(w *locale.Words, offer string) chat.Button {
	return chat.Button{Action: ActionSmaller, Value: offer, Label: w.Say("step.smaller")}
}

// stepBlocks show a step: what to do, why, and how long it takes.
func stepBlocks(w *locale.Words, step Said) []chat.Block {
	blocks := []chat.Block{chat.Heading(w.Say("step.heading")), chat.Text(step.Do)}
	if step.Why == "" { // nothing is known of it any more
		return blocks
	}
	return append(blocks, chat.Context(w.Say("step.why", "Why", step.Why, "Effort", w.Say("step.effort_"+string(step.Effort)))))
}

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
