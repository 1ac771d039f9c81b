package nudges

import (
	"slices"

	"ippo/circles"
	"ippo/cohort"
	"ippo/storage"
)

// Opening is a circle that has a place for somebody.
type Opening struct {
	Circle cohort.Circle
	Slot   string // when it meets once they are in it
}

// Openings lists the circles of a cohort that can take a person, the best fit first: those that stand, have a place, can meet when the
// person is free, and hold nobody who is not to be with them. Why a circle is not among them is told to nobody.
func Openings(tx *storage.Tx, cohortID, person string) ([]Opening, error) {
	standing, err := tx.Standing(cohortID)
	if err != nil {
		return nil, err
	}
	pool, err := poolOf(tx, cohortID, person, standing)
	if err != nil {
		return nil, err
	}
	byID := map[string]circles.Person{}
	for _, p := range pool.People {
		byID[p.ID] = p
	}
	var open []Opening
	var groups [][]string
	for _, c := range standing {
		if len(c.Members) == 0 || len(c.Members) >= c.Room(pool.Size.Max) || slices.Contains(c.Members, person) {
			continue
		}
		if slot, fits := slotWith(c, byID, byID[person]); fits {
			open, groups = append(open, Opening{c, slot}), append(groups, c.Members)
		}
	}
	ranked := make([]Opening, 0, len(open))
	fitting, err := circles.Openings(pool, groups, person)
	for _, i := range fitting {
		ranked = append(ranked, open[i])
	}
	return ranked, err
}

// poolOf gathers a person and the members of circles, with what they asked for and whom they met.
func poolOf(tx *storage.Tx, cohortID, person string, standing []cohort.Circle) (circles.Pool, error) {
	ids := []string{person}
	for _, c := range standing {
		ids = append(ids, c.Members...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	pool := circles.Pool{Size: circles.Usual}
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return pool, err
	}
	spelled := spellingsOf(c)
	met, err := tx.Met(ids)
	if err != nil {
		return pool, err
	}
	for _, id := range ids {
		p, err := tx.Participant(cohortID, id)
		if err != nil {
			return pool, err
		}
		wish, err := storage.Optional(tx.Wish(cohortID, id))
		if err != nil {
			return pool, err
		}
		never, err := tx.Refusals(id)
		if err != nil {
			return pool, err
		}
		pool.People = append(pool.People, circles.Person{
			ID: id, Department: p.Department, Returning: p.Returning, Topics: spelled.of(wish.Topics), Slots: wish.Slots, Met: met[id],
			Never: never,
		})
	}
	return pool, nil
}

// slotWith is when a circle meets with one more person, and reports whether it can. A time that is set is not moved for them; before
// the circle has a room, it is.
func slotWith(c cohort.Circle, byID map[string]circles.Person, joins circles.Person) (string, bool) {
	suits := len(joins.Slots) == 0 || slices.Contains(joins.Slots, c.Slot)
	if c.Slot != "" && (suits || c.Channel != "") {
		return c.Slot, suits
	}
	named := len(joins.Slots)
	for _, member := range c.Members {
		named += len(byID[member].Slots)
	}
	if named == 0 {
		return "", true
	}
	for _, slot := range cohort.Slots() {
		free := func(p circles.Person) bool { return len(p.Slots) == 0 || slices.Contains(p.Slots, slot) }
		if free(joins) && !slices.ContainsFunc(c.Members, func(m string) bool { return !free(byID[m]) }) {
			return slot, true
		}
	}
	return "", false
}
