package circles

import (
	"slices"

	"ippo/cohort"
)

// settle makes the circles obey every rule: whoever breaks one leaves, finds a place elsewhere if there is one, and else is
// left. A circle that becomes too small is given up, and its members look for places too. It returns who is left, in order.
func (t *table) settle() []int {
	var standing []int
	for person, group := range t.at {
		if group < 0 {
			standing = append(standing, person)
		}
	}
	smallest := min(t.size.Min, len(t.people))
	for i := range t.groups {
		standing = append(standing, t.evict(i)...)
	}
	standing = t.place(standing)
	for i, group := range t.groups {
		if len(group) > 0 && len(group) < smallest {
			t.groups[i] = nil
			standing = append(standing, group...)
		}
	}
	standing = t.place(standing)
	standing = t.found(standing, smallest)
	slices.Sort(standing)
	return standing
}

// evict takes out of a circle who is not free at its best slot, and then one of each pair that is not to be.
func (t *table) evict(i int) []int {
	var out []int
	slot, _ := t.bestSlot(t.groups[i])
	var stay []int
	for _, person := range t.groups[i] {
		if t.isFree(person, slot) && !t.clashes(person, stay) {
			stay = append(stay, person)
		} else {
			out = append(out, person)
		}
	}
	t.groups[i] = stay
	return out
}

// place finds each person the circle they fit best, among those that have room and break no rule; it returns the rest.
func (t *table) place(people []int) []int {
	var left []int
	slices.Sort(people)
	for _, person := range people {
		best, most := -1, 0.0
		for i, group := range t.groups {
			if len(group) == 0 || len(group) >= t.size.Max || t.clashes(person, group) {
				continue
			}
			joined := append(slices.Clone(group), person)
			if _, free := t.bestSlot(joined); free < len(joined) {
				continue
			}
			if gain := t.score(joined) - t.score(group); best < 0 || gain > most {
				best, most = i, gain
			}
		}
		if best < 0 {
			left = append(left, person)
			continue
		}
		t.groups[best] = append(t.groups[best], person)
		t.at[person] = best
	}
	return left
}

// found makes new circles of those who are left, slot by slot, where enough of them can meet.
func (t *table) found(people []int, smallest int) []int {
	for _, slot := range append([]string{""}, t.slots...) {
		var group []int
		for _, person := range people {
			if len(group) < t.size.Target && t.isFree(person, slot) && !t.clashes(person, group) {
				group = append(group, person)
			}
		}
		if _, free := t.bestSlot(group); len(group) < smallest || free < len(group) {
			continue
		}
		t.groups = append(t.groups, group)
		people = slices.DeleteFunc(people, func(person int) bool { return slices.Contains(group, person) })
	}
	return t.place(people)
}

func (t *table) isFree(person int, slot string) bool {
	if t.free[person] == nil || slot == "" {
		return true
	}
	at, _ := slices.BinarySearch(t.slots, slot)
	return t.free[person].has(at)
}

func (t *table) clashes(person int, group []int) bool {
	return slices.ContainsFunc(group, func(other int) bool { return t.never[person][other] })
}

// whyNot tells why somebody is left: nobody's circle meets when they can, or the circles that do cannot take them.
func (t *table) whyNot(person int) Why {
	for _, group := range t.groups {
		joined := append(slices.Clone(group), person)
		if _, free := t.bestSlot(joined); len(group) > 0 && free == len(joined) {
			return NoFit
		}
	}
	if len(t.slots) == 0 || t.free[person] == nil {
		return NoFit
	}
	return NoSlot
}

// describe turns a group into a circle with the reasons for it.
func (t *table) describe(group []int) Circle {
	var circle Circle
	departments, returning, known := map[string]bool{}, 0, false
	topics := map[string]int{}
	slices.Sort(group)
	for i, a := range group {
		person := t.people[a]
		circle.Members = append(circle.Members, person.ID)
		if person.Department != "" {
			departments[person.Department] = true
		}
		if person.Returning {
			returning++
		}
		for at, topic := range t.names {
			if t.topics[a].has(at) {
				topics[topic]++
			}
		}
		for _, b := range group[i+1:] {
			known = known || t.met[a][b] > 0
		}
	}
	circle.Slot, _ = t.bestSlot(group)
	circle.Reasons = reasons(topics, circle.Slot, len(departments), returning, len(group), known)
	return circle
}

// reasons are what can be said for a circle; there is always one.
func reasons(topics map[string]int, slot string, departments, returning, members int, known bool) []cohort.Reason {
	var all []cohort.Reason
	if shared := mostShared(topics); len(shared) > 0 {
		all = append(all, cohort.Reason{Kind: cohort.SharedTopics, Names: shared})
	}
	if slot != "" {
		all = append(all, cohort.Reason{Kind: cohort.SharedSlot, Names: []string{slot}})
	}
	if departments > 1 {
		all = append(all, cohort.Reason{Kind: cohort.MixedDepartment, Count: departments})
	}
	if returning > 0 && returning < members {
		all = append(all, cohort.Reason{Kind: cohort.MixedReturning, Count: returning})
	}
	if !known {
		all = append(all, cohort.Reason{Kind: cohort.NewFaces})
	}
	if len(all) == 0 {
		all = append(all, cohort.Reason{Kind: cohort.KnownFaces})
	}
	return all
}

// mostShared lists up to three topics that two members or more share, the most shared first.
func mostShared(topics map[string]int) []string {
	var shared []string
	for topic, members := range topics {
		if members > 1 {
			shared = append(shared, topic)
		}
	}
	slices.SortFunc(shared, func(a, b string) int {
		if topics[a] != topics[b] {
			return topics[b] - topics[a]
		}
		return compare(a, b)
	})
	return shared[:min(3, len(shared))]
}
