package intake

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// people brings those who take part in a cohort in line with a list. before is the cohort as it was: who had their zone from it alone goes
// along when it is put right. Whose account is doubtful stays if they are in, and is not taken in if they are not.
func people(tx *storage.Tx, before, c cohort.Cohort, file config.File, now time.Time, remove bool, did *Changes) error {
	comers, err := compare(tx, before, c, file, did)
	switch {
	case err != nil:
		return err
	case did.ManyLeave() && !remove:
		return ErrManyLeave
	case did.foreseen:
		return nil
	}
	waiting, err := tx.Waiting(c.ID)
	if err != nil {
		return err
	}
	waits := map[string]bool{}
	for _, a := range waiting {
		waits[a.Person] = true
	}
	for _, one := range comers {
		if err := one.save(tx, waits[one.now.ID]); err != nil {
			return err
		}
	}
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

// compare finds what a list changes.
func compare(tx *storage.Tx, before, c cohort.Cohort, file config.File, did *Changes) (comers []comer, err error) {
	all, err := tx.Participants(c.ID)
	if err != nil {
		return nil, err
	}
	entered, leftSelf, err := tx.Ways(c.ID)
	if err != nil {
		return nil, err
	}
	returns, err := nudges.Returners(tx, c.ID)
	if err != nil {
		return nil, err
	}
	old, gone := map[string]cohort.Participant{}, map[string]bool{}
	for _, p := range all {
		old[p.ID], gone[p.ID] = p, file.Listed && !entered[p.ID]
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
	var unseen []string
	for _, p := range file.Participants {
		if _, in := old[p.ID]; !in {
			unseen = append(unseen, p.ID)
		}
	}
	known, err := tx.Known(unseen)
	if err != nil {
		return nil, err
	}
	for _, p := range file.Participants {
		if leftSelf[p.ID] {
			did.StayedAway++
			did.People--
			continue
		}
		delete(gone, p.ID)
		p.Cohort = c.ID
		was, takesPart := old[p.ID]
		if !takesPart {
			was.Person = known[p.ID]
		}
		one, err := compared(tx, before, c, p, was, takesPart, returns)
		if err != nil {
			return nil, err
		}
		switch {
		case !takesPart:
			did.New = append(did.New, p.ID)
		case one.changed():
			did.Changed = append(did.Changed, p.ID)
			did.Touched = append(did.Touched, fmt.Sprint(p.ID, "/", was.Department, "/", was.Returning, "/", was.Zone, "/", was.Language))
		}
		comers = append(comers, one)
	}
	for person, leaves := range gone {
		if leaves {
			did.Gone = append(did.Gone, person)
		}
	}
	slices.Sort(did.Gone)
	return comers, nil
}

// comer is somebody on a list: who they were, and who they are by it.
type comer struct {
	known     cohort.Person
	now       cohort.Participant
	newPerson bool // nothing is known of them, or something of their own changes
	newPlace  bool // they come in, or their place in the cohort changes
}

func (one comer) changed() bool { return one.newPerson || one.newPlace }

// compared says who a participant is by a list. What is known of a person stays, such as their pause: the zone and the language too, unless the
// file names them and they did not choose them themselves.
func compared(tx *storage.Tx, before, c cohort.Cohort, p, was cohort.Participant, takesPart bool, returns func(string) bool) (one comer, err error) {
	one.known = was.Person
	person := one.known
	person.ID = p.ID
	if p.Language != "" && !person.OwnLanguage {
		person.Language = p.Language
	}
	switch {
	case person.OwnZone:
	case p.Zone != "":
		person.Zone = p.Zone
	default:
		if person.Zone, err = zoneOf(tx, one.known, before, c); err != nil {
			return one, err
		}
	}
	p.Person = person
	p.Returning = p.Returning || returns(p.ID)
	one.now = p
	one.newPerson = one.known.ID == "" || person.Zone != one.known.Zone || person.Language != one.known.Language
	one.newPlace = !takesPart || p.Department != was.Department || p.Returning != was.Returning
	return one, nil
}

// save keeps what is new of somebody, who may have waited for a place.
func (one comer) save(tx *storage.Tx, waited bool) error {
	if one.newPerson {
		if err := tx.SavePerson(one.now.Person); err != nil {
			return err
		}
	}
	if one.known.Zone != "" && one.known.Zone != one.now.Zone {
		if err := nudges.Travelled(tx, one.known, one.now.Person); err != nil {
			return err
		}
	}
	if !one.newPlace {
		return nil
	}
	if waited {
		if err := tx.EndApplication(one.now.Cohort, one.now.ID); err != nil {
			return err
		}
	}
	return tx.SaveParticipant(one.now)
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
