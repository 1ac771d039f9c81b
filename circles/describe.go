package circles

import (
	"slices"
	"strings"

	"ippo/cohort"
)

// result puts an arrangement into words.
func (p *problem) result(a arrangement) Result {
	var result Result
	for _, group := range a.groups {
		result.Circles = append(result.Circles, p.describe(group))
		score, _ := p.score(group)
		result.Score += score
	}
	for _, person := range a.left {
		result.Unplaced = append(result.Unplaced, Unplaced{p.people[person].ID, p.whyNot(person, a.groups)})
	}
	return result
}

// whyNot tells why somebody is left: there is nobody else, no circle meets when they can, or those that do cannot take them.
func (p *problem) whyNot(person int, groups [][]int) Why {
	if len(p.people) == 1 {
		return Alone
	}
	if len(p.people[person].Slots) == 0 {
		return NoFit
	}
	for _, group := range groups {
		if p.shareSlot(append(slices.Clone(group), person)) {
			return NoFit
		}
	}
	if len(groups) == 0 { // nobody has a circle: is it for their evenings?
		smallest, _ := p.bounds()
		for slot := range p.slots {
			free := 0
			for other := range p.people {
				if p.freeAt(other, slot) {
					free++
				}
			}
			if p.freeAt(person, slot) && free >= smallest {
				return NoFit
			}
		}
	}
	return NoSlot
}

func (p *problem) shareSlot(group []int) bool {
	for w := range p.words {
		common := ^uint64(0)
		for _, person := range group {
			common &= p.free[person*p.words+w]
		}
		if common != 0 {
			return true
		}
	}
	return false
}

// describe turns a group into a circle with the reasons for it.
func (p *problem) describe(group []int) Circle {
	circle := Circle{Slot: p.slotOf(group)}
	topics, departments := map[string]int{}, map[string]bool{}
	returning, known := 0, 0
	for i, a := range group {
		person := p.people[a]
		circle.Members = append(circle.Members, person.ID)
		if person.Department != "" {
			departments[person.Department] = true
		}
		if person.Returning {
			returning++
		}
		for _, topic := range sorted(person.Topics) {
			topics[topic]++
		}
		for _, b := range group[i+1:] {
			if p.timesMet(a, b) > 0 {
				known++
			}
		}
	}
	circle.Reasons = reasons(topics, circle.Slot, len(departments), returning, len(group), known)
	return circle
}

// reasons are what can be said for a circle; there is always one.
func reasons(topics map[string]int, slot string, departments, returning, members, known int) []cohort.Reason {
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
	if known == 0 {
		all = append(all, cohort.Reason{Kind: cohort.NewFaces})
	} else {
		all = append(all, cohort.Reason{Kind: cohort.KnownFaces, Count: known})
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
		return strings.Compare(a, b)
	})
	return shared[:min(3, len(shared))]
}
