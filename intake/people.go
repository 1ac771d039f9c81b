package intake

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// People brings those who take part in a cohort in line with a list. before is the cohort as it was: who had their zone from it alone goes
// along when it is put right. Whose account is doubtful stays if they are in, and is not taken in if they are not.
func People(tx *storage.Tx, before, c cohort.Cohort, file config.File, now time.Time, did *Changes) error {
	all, err := tx.Participants(c.ID)
	if err != nil {
		return err
	}
	old, gone := map[string]cohort.Participant{}, map[string]bool{}
	for _, p := range all {
		old[p.ID], gone[p.ID] = p, file.Listed
	}
	did.People, did.OldPeople = len(file.Participants), len(all)
	if !file.Listed {
		did.People = len(all)
	}
	for _, row := range file.Doubtful {
		if _, in := gone[row.Participant.ID]; in && file.Listed {
			did.People++
			delete(gone, row.Participant.ID)
		}
	}
	for _, p := range file.Participants {
		delete(gone, p.ID)
		p.Cohort = c.ID
		was, known := old[p.ID]
		changed, err := person(tx, before, c, p, was, known)
		if err != nil {
			return err
		}
		switch {
		case !known:
			did.New = append(did.New, p.ID)
		case changed:
			did.Changed = append(did.Changed, p.ID)
		}
	}
	for person, leaves := range gone {
		if leaves {
			did.Gone = append(did.Gone, person)
		}
	}
	slices.Sort(did.Gone)
	for _, person := range did.Gone {
		if err := nudges.LeaveCohort(tx, c.ID, person, now); err != nil {
			return err
		}
	}
	if len(did.New)+len(did.Gone) == 0 {
		return nil
	}
	return nudges.Recount(tx, c.ID, now)
}

// person keeps a participant, and reports whether anything became another. What is known of a person stays, such as their pause: the zone and
// the language too, unless the file names them and they did not choose them themselves.
func person(tx *storage.Tx, before, c cohort.Cohort, p, was cohort.Participant, takesPart bool) (bool, error) {
	known := was.Person
	if !takesPart {
		var err error
		if known, err = tx.Person(p.ID); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return false, err
		}
	}
	now := known
	now.ID = p.ID
	if p.Language != "" && !known.OwnLanguage {
		now.Language = p.Language
	}
	switch {
	case known.OwnZone:
	case p.Zone != "":
		now.Zone = p.Zone
	default:
		zone, err := zoneOf(tx, known, before, c)
		if err != nil {
			return false, err
		}
		now.Zone = zone
	}
	same := takesPart && now.Zone == known.Zone && now.Language == known.Language
	if p.Person = now; !same {
		if err := tx.SavePerson(p.Person); err != nil {
			return false, err
		}
	}
	if known.Zone != "" && known.Zone != p.Zone {
		if err := nudges.Travelled(tx, known, p.Person); err != nil {
			return false, err
		}
	}
	if same && p.Department == was.Department && p.Returning == was.Returning {
		return false, nil
	}
	return true, tx.SaveParticipant(p)
}

// zoneOf is the zone of a participant for whom the file names none: the one that is known, or else the cohort's. Who had it from
// this cohort alone goes along when the cohort's zone is put right.
func zoneOf(tx *storage.Tx, known cohort.Person, before, c cohort.Cohort) (string, error) {
	if known.Zone == "" || before.Zone == c.Zone || known.Zone != before.Zone {
		return cmp.Or(known.Zone, c.Zone), nil
	}
	all, err := tx.CohortsOf(known.ID)
	if len(all) == 1 && all[0].ID == c.ID {
		return c.Zone, err
	}
	return known.Zone, err
}
