package circles

import (
	"math"
	"math/rand/v2"
	"slices"
)

// The weights of a pair's fit.
const (
	weightTopic      = 3   // for each shared topic
	weightDepartment = 2   // from different departments
	weightReturning  = 1   // one has been here before, one is new
	weightMet        = 100 // against it, for each time they met
)

// broken is what breaking a rule costs while searching: more than any fit can bring.
const broken = 10_000

// How many exchanges are tried: so many for each person, and in all no more than take about half a second, because an
// organiser waits for the answer.
const (
	proposals     = 2_000
	mostProposals = 200_000
)

// table is the people at their places while circles are being formed. People are indexes here, in order of their ids.
type table struct {
	people []Person
	size   Size
	slots  []string       // all that anybody named, sorted
	free   []set          // by person, of slots; nil: any
	topics []set          // by person, of the topics that anybody named
	names  []string       // of the topics, sorted
	met    []map[int]int  // by person: how often with whom
	never  []map[int]bool // by person, in both directions
	groups [][]int        // the circles
	at     []int          // by person: the circle
}

func newTable(people []Person, size Size) *table {
	t := &table{people: people, size: size, at: make([]int, len(people))}
	index := map[string]int{}
	for i, person := range people {
		index[person.ID] = i
		t.slots = append(t.slots, person.Slots...)
		t.names = append(t.names, person.Topics...)
	}
	t.slots, t.names = sorted(t.slots), sorted(t.names)
	for i, person := range people {
		t.met, t.never = append(t.met, map[int]int{}), append(t.never, map[int]bool{})
		t.topics = append(t.topics, setOf(person.Topics, t.names))
		t.free = append(t.free, nil)
		if len(person.Slots) > 0 {
			t.free[i] = setOf(person.Slots, t.slots)
		}
	}
	for i, person := range people {
		for _, other := range person.Met {
			if j, here := index[other]; here && j != i {
				t.met[i][j]++
			}
		}
	}
	for i, person := range people {
		for j, times := range t.met[i] {
			t.met[j][i] = max(t.met[j][i], times) // either may have counted; the larger count holds
		}
		for _, other := range person.Never {
			if j, here := index[other]; here && j != i {
				t.never[i][j], t.never[j][i] = true, true
			}
		}
	}
	t.seat()
	return t
}

// seat gives everyone a first place, in order; the search starts from there.
func (t *table) seat() {
	next := 0
	for _, size := range sizes(len(t.people), t.size) {
		group := make([]int, size)
		for i := range group {
			group[i] = next
			t.at[next] = len(t.groups)
			next++
		}
		t.groups = append(t.groups, group)
	}
	for ; next < len(t.people); next++ {
		t.at[next] = -1
	}
}

// search exchanges people between circles: always when it makes the whole better, and sometimes, less and less often, when
// it makes it worse, so as not to stay at the first good answer (simulated annealing). It keeps the best it has seen.
func (t *table) search(seed uint64) {
	if len(t.groups) < 2 && !slices.Contains(t.at, -1) {
		return
	}
	random := rand.New(rand.NewPCG(seed, 1))
	value := 0.0
	for _, group := range t.groups {
		value += t.value(group)
	}
	best, bestAt := value, slices.Clone(t.at)
	total := min(proposals*len(t.people), mostProposals)
	for i := range total {
		heat := 8 * math.Pow(0.02, float64(i)/float64(total))
		a, b := random.IntN(len(t.people)), random.IntN(len(t.people))
		if t.at[a] == t.at[b] {
			continue
		}
		change := -t.valueAt(a) - t.valueAt(b)
		t.exchange(a, b)
		change += t.valueAt(a) + t.valueAt(b)
		if change < 0 && random.Float64() >= math.Exp(change/heat) {
			t.exchange(a, b)
			continue
		}
		value += change
		if value > best+1e-9 {
			best, bestAt = value, slices.Clone(t.at)
		}
	}
	t.restore(bestAt)
}

func (t *table) exchange(a, b int) {
	from, to := t.at[a], t.at[b]
	if from >= 0 {
		t.groups[from][slices.Index(t.groups[from], a)] = b
	}
	if to >= 0 {
		t.groups[to][slices.Index(t.groups[to], b)] = a
	}
	t.at[a], t.at[b] = to, from
}

func (t *table) restore(at []int) {
	for i := range t.groups {
		t.groups[i] = t.groups[i][:0]
	}
	for person, group := range at {
		t.at[person] = group
		if group >= 0 {
			t.groups[group] = append(t.groups[group], person)
		}
	}
}

func (t *table) valueAt(person int) float64 {
	if t.at[person] < 0 {
		return 0
	}
	return t.value(t.groups[t.at[person]])
}

// value is a circle's score, less what its broken rules cost: each pair that is not to be, each member who is not free.
func (t *table) value(group []int) float64 {
	value := t.score(group)
	for i, a := range group {
		for _, b := range group[i+1:] {
			if t.never[a][b] {
				value -= broken
			}
		}
	}
	_, free := t.bestSlot(group)
	return value - broken*float64(len(group)-free)
}

// score is the sum over the members of their mean fit with the others.
func (t *table) score(group []int) float64 {
	if len(group) < 2 {
		return 0
	}
	sum := 0
	for i, a := range group {
		for _, b := range group[i+1:] {
			sum += 2 * t.fit(a, b)
		}
	}
	return float64(sum) / float64(len(group)-1)
}

func (t *table) fit(a, b int) int {
	fit := weightTopic*t.topics[a].shared(t.topics[b]) - weightMet*t.met[a][b]
	one, other := &t.people[a], &t.people[b]
	if one.Department != "" && other.Department != "" && one.Department != other.Department {
		fit += weightDepartment
	}
	if one.Returning != other.Returning {
		fit += weightReturning
	}
	return fit
}

// bestSlot returns the first of the slots at which most members are free, and how many are. It is empty if nobody named any.
func (t *table) bestSlot(group []int) (string, int) {
	var common set
	named := false
	for _, person := range group {
		if free := t.free[person]; free != nil {
			common = free.and(common, named)
			named = true
		}
	}
	if !named {
		return "", len(group)
	}
	if first := common.first(); first >= 0 {
		return t.slots[first], len(group)
	}
	best, most := "", 0
	for at, slot := range t.slots {
		free := 0
		for _, person := range group {
			if t.free[person] == nil || t.free[person].has(at) {
				free++
			}
		}
		if free > most {
			best, most = slot, free
		}
	}
	return best, most
}
