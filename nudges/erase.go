package nudges

import (
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Erase ends everything that a person takes part in, as if they left, takes what is theirs out of all messages that others see, and deletes
// their key and every row about them. It opens nothing of what they wrote, and so needs no key. It returns storage.ErrNotFound for somebody
// who is not known, of whom nothing is left then either.
func Erase(tx *storage.Tx, person string, now time.Time) error {
	cohorts, err := tx.CohortsEver(person)
	if err != nil {
		return err
	}
	for _, id := range cohorts {
		_, err := tx.Participant(id, person)
		switch {
		case errors.Is(err, storage.ErrNotFound):
			err = tx.RedrawHeard(id, KindHeard) // what they asked stands there still
		case err == nil:
			err = errors.Join(LeaveCohort(tx, id, person, now), Recount(tx, id, now))
		}
		if err != nil {
			return err
		}
	}
	if err := errors.Join(tx.TakeOut(person, KindNudge, KindShared, KindTrying, KindHeard, KindEnquiry), tx.EraseInCompany(person, now)); err != nil {
		return err
	}
	if err := tx.TakeOutEnquiries(person, KindEnquiry); err != nil {
		return err
	}
	return tx.Erase(person, KindLeaving)
}

// Recount has the reminders of a cohort's sessions to come drawn again: they say how many come, and that may be others now.
func Recount(tx *storage.Tx, cohortID string, now time.Time) error {
	sessions, err := tx.Sessions(cohortID)
	for _, s := range sessions {
		if s.Starts.After(now) {
			err = errors.Join(err, tx.Redraw(s.ID, KindReminder))
		}
	}
	return err
}

// wordErased takes the place of a message to somebody who was erased, in which something of somebody else stood.
func wordErased(tx *storage.Tx, d storage.Delivery, _ time.Time) (worded, error) {
	if d.State != storage.Sent {
		return worded{}, stale(isGone)
	}
	w := locale.In(languageAt(tx, d.Channel))
	sentence := w.Say("data.was_erased")
	return worded{to: d.Channel, words: w, message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Context(sentence)}}}, nil
}

// languageAt is what is spoken in a cohort's channel or a circle's room; elsewhere as in the first cohort.
func languageAt(tx *storage.Tx, channel string) string {
	all, err := tx.Cohorts()
	if err != nil || len(all) == 0 {
		return locale.Default
	}
	here := func(is func(cohort.Cohort) bool) string {
		for _, c := range all {
			if is(c) {
				return c.Language
			}
		}
		return all[0].Language
	}
	circle, _ := tx.CircleAt(channel)
	return here(func(c cohort.Cohort) bool { return c.Channel == channel || c.ID == circle.Cohort })
}
