package circles

// How many people a greedy choice looks at in a large pool: of each topic, of each slot, and of all.
const (
	ofTopic = 240
	ofSlot  = 16
	ofAll   = 40
)

// greedy fills circles of these sizes one after the other: with the first who has no place yet, and then each time with
// whoever fits best and breaks no rule. Who finds no place is left, and a circle that stays too small is given up.
func (p *problem) greedy(people []int, wanted []int) arrangement {
	var a arrangement
	placed := make([]bool, len(p.people))
	waiting := p.newQueues(people, placed)
	smallest, _ := p.bounds()
	next, fit := 0, p.fit
	if len(people) > mostTabled {
		fit = newCrowd(p, wanted).between
	}
	for _, size := range wanted {
		for ; next < len(people) && placed[people[next]]; next++ {
		}
		if next == len(people) {
			break
		}
		group := []int{people[next]}
		placed[people[next]] = true
		for len(group) < size {
			best, most := -1, 0
			for _, other := range waiting.candidates(group[0], next) {
				if placed[other] {
					continue
				}
				sum := 0
				for _, mate := range group {
					sum += fit(mate, other)
				}
				if (best < 0 || sum > most) && p.fits(other, group) {
					best, most = other, sum
				}
			}
			if best < 0 {
				break
			}
			group = append(group, best)
			placed[best] = true
		}
		if len(group) < smallest {
			a.left = append(a.left, group[0])
			for _, person := range group[1:] {
				placed[person] = false
			}
			continue
		}
		a.groups = append(a.groups, group)
	}
	for _, person := range people {
		if !placed[person] {
			a.left = append(a.left, person)
		}
	}
	return a
}

// queues are those who wait, by topic and by slot, so that in a large pool a choice needs not look at all.
type queues struct {
	*problem
	people  []int
	placed  []bool
	byTopic map[int32][]int32
	bySlot  [][]int32
	found   []int
}

func (p *problem) newQueues(people []int, placed []bool) *queues {
	q := &queues{problem: p, people: people, placed: placed}
	if len(people) <= mostTabled {
		return q
	}
	q.byTopic, q.bySlot = map[int32][]int32{}, make([][]int32, len(p.slots))
	for _, person := range people {
		for _, topic := range p.topics[person] {
			q.byTopic[topic] = append(q.byTopic[topic], int32(person))
		}
		if len(p.people[person].Slots) == 0 {
			continue
		}
		for slot := range p.slots {
			if p.freeOf(person)[slot/64]&(1<<(slot%64)) != 0 {
				q.bySlot[slot] = append(q.bySlot[slot], int32(person))
			}
		}
	}
	return q
}

// candidates are who may come into a person's circle: all who wait, or in a large pool the first who share a topic or a slot
// and some others.
func (q *queues) candidates(person, next int) []int {
	if q.byTopic == nil {
		return q.people[next:]
	}
	q.found = q.found[:0]
	for _, topic := range q.topics[person] {
		q.byTopic[topic] = q.take(q.byTopic[topic], ofTopic)
	}
	if len(q.people) > 0 && len(q.problem.people[person].Slots) > 0 {
		for slot := range q.slots {
			if q.freeOf(person)[slot/64]&(1<<(slot%64)) != 0 {
				q.bySlot[slot] = q.take(q.bySlot[slot], ofSlot)
			}
		}
	}
	for i := next; i < len(q.people) && i < next+ofAll; i++ {
		q.found = append(q.found, q.people[i])
	}
	return q.found
}

// take adds the first of a queue to what was found, and drops those before them who have a place by now.
func (q *queues) take(queue []int32, window int) []int32 {
	from, at := len(q.found), 0
	for ; at < len(queue) && len(q.found) < from+window; at++ {
		if person := queue[at]; !q.placed[person] {
			q.found = append(q.found, int(person))
		}
	}
	for i := len(q.found) - 1; i >= from; i-- {
		at--
		queue[at] = int32(q.found[i])
	}
	return queue[at:]
}
