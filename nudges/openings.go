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
// person is free, and hold nobody who is not to be with them. Why a circle is not among them is told to nobody; and what fits is judged by
// what a circle is about as a whole, or the order would tell what one of its members wrote.
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

// poolOf gathers a person, with what they ask for, and the members of circles, with what their circles are about. Who opened a circle is free
// when they offered to be.
func poolOf(tx *storage.Tx, cohortID, person string, standing []cohort.Circle) (circles.Pool, error) {
	pool := circles.Pool{Size: circles.Usual}
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return pool, err
	}
	people, err := participants(tx, cohortID)
	if err != nil {
		return pool, err
	}
	never, err := tx.RefusalsIn(cohortID)
	if err != nil {
		return pool, err
	}
	wishes, err := tx.Wishes(cohortID)
	if err != nil {
		return pool, err
	}
	asked := make(map[string]cohort.Wish, len(wishes))
	for _, wish := range wishes {
		asked[wish.Person] = wish
	}
	if asked[person], err = storage.Optional(tx.Wish(cohortID, person)); err != nil { // also one that is withdrawn
		return pool, err
	}
	met, err := tx.Met([]string{person})
	if err != nil {
		return pool, err
	}
	spelled := spellingsOf(c)
	add := func(id string, topics, slots []string) {
		p := people[id]
		pool.People = append(pool.People, circles.Person{
			ID: id, Department: p.Department, Returning: p.Returning, Topics: spelled.of(topics), Slots: slots, Met: met[id], Never: never[id],
		})
	}
	for _, circle := range standing {
		for _, member := range circle.Members {
			slots := asked[member].Slots
			if member == circle.Opener {
				slots = circle.Offers
			}
			if member != person {
				add(member, circle.About(), slots)
			}
		}
	}
	add(person, asked[person].Topics, asked[person].Slots)
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
