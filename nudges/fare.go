package nudges

import (
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

const (
	fareDays      = 30
	fewestPeople  = 5 // in circles of which anything is told
	fewestCircles = 2 // fewer would tell of a single one
)

// HowCirclesFare says how many circles of a cohort met in the last 30 days, put off their meeting, or did not answer: counts of all
// together. It is empty if fewer than five people, or a single circle, would be counted.
func HowCirclesFare(tx *storage.Tx, w *locale.Words, c cohort.Cohort, now time.Time) (string, error) {
	counts, err := tx.CountMeetings(c.ID, now.AddDate(0, 0, -fareDays))
	if err != nil || counts.People < fewestPeople || counts.Circles < fewestCircles {
		return "", err
	}
	return w.Say("meeting.fare", "Days", fareDays, "Circles", counts.Circles, "Met", counts.Met,
		"Postponed", counts.Postponed, "Silent", counts.Silent), nil
}
