package nudges

import (
	"time"

	"ippo/storage"
)

// Asks has a person ask for a circle: as they did before they withdrew, or else for nothing in particular. Who asks already is left as
// they are.
func Asks(tx *storage.Tx, cohortID, person string, now time.Time) error {
	wish, err := storage.Optional(tx.Wish(cohortID, person))
	if err != nil || wish.Asks() {
		return err
	}
	wish.Cohort, wish.Person, wish.Asked, wish.Withdrawn = cohortID, person, now, false
	return tx.SaveWish(wish)
}
