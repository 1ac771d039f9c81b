package nudges

import (
	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// toldBlocks take note of how an earlier step went, above the one that comes next. What it gave can be kept as a line until that is answered:
// then the message is about the next one.
func toldBlocks(tx *storage.Tx, w *locale.Words, next, earlier cohort.Offer) (blocks []chat.Block, err error) {
	switch earlier.Answer {
	case cohort.Done, cohort.Partly, cohort.NotYet, cohort.LetGo:
		blocks = append(blocks, chat.Text(w.Say("step.outcome_"+string(earlier.Answer))))
	}
	if next.Answer != cohort.Open || !Gave(earlier) {
		return blocks, nil
	}
	step, err := StepOf(tx, w, earlier)
	if keep := keepButtons(w, earlier, step); len(keep) > 0 {
		blocks = append(blocks, keep)
	}
	return blocks, err
}

// Gave reports whether a step came to something, so that a line can be kept of it.
func Gave(offer cohort.Offer) bool {
	return offer.Answer == cohort.Done || offer.Answer == cohort.Partly
}

// keepButtons open the form for a line of what a step asked after; nothing if it came to nothing, or asked after neither.
func keepButtons(w *locale.Words, offer cohort.Offer, step Said) chat.Buttons {
	if !Gave(offer) || step.Aim != cohort.Can && step.Aim != cohort.Will {
		return nil
	}
	return chat.Buttons{{Action: ActionKeep, Value: offer.ID, Label: w.Say("aims.keep_" + string(step.Aim))}}
}
