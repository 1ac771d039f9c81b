package circles

import "slices"

// mender makes arrangements obey the hard rules, and finds places for those who have none.
type mender struct {
	*problem
	groups [][]int
	at     []int // by person: the group; -1: none
	left   []int
	rest   []int
	mixed  bool // people are placed in any order
	random random
}

const (
	mostAsked = 300 // how many people are looked at, at most, to find a place for one
	shakes    = 200 // how often a part of a small pool is placed anew to leave out fewer
)

// mend returns an arrangement that breaks no rule and leaves out as few people as it can.
func (p *problem) mend(a arrangement, seed uint64) arrangement {
	m := &mender{problem: p, at: make([]int, len(p.people)), left: slices.Clone(a.left), random: random(seed)}
	for i := range m.at {
		m.at[i] = -1
	}
	for _, group := range a.groups {
		m.keep(group)
	}
	m.settle()
	m.shake()
	return arrangement{m.groups, m.left}.canonical()
}

// keep takes over a group, but not who breaks a rule in it; as many stay as can meet at some slot.
func (m *mender) keep(group []int) {
	smallest, largest := m.bounds()
	stay := group
	if !m.valid(group) {
		stay = nil
		for slot := range max(1, len(m.slots)) {
			var some []int
			for _, person := range group {
				if m.freeAt(person, slot) && m.fits(person, some) {
					some = append(some, person)
				}
			}
			if len(some) > len(stay) {
				stay = some
			}
		}
	}
	if stay = stay[:min(len(stay), largest)]; len(stay) < smallest {
		stay = nil
	}
	for _, person := range group {
		if !slices.Contains(stay, person) {
			m.left = append(m.left, person)
		}
	}
	m.open(stay)
}

// open adds a group.
func (m *mender) open(group []int) {
	if len(group) == 0 {
		return
	}
	for _, person := range group {
		m.at[person] = len(m.groups)
	}
	m.groups = append(m.groups, slices.Clone(group))
}

// freeAt reports whether a person is free at a slot; everybody is if nobody named any.
func (p *problem) freeAt(person, slot int) bool {
	return !p.hasSlots || p.freeOf(person)[slot/64]&(1<<(slot%64)) != 0
}

// settle finds places for those who are left, as long as that succeeds.
func (m *mender) settle() {
	for {
		before := len(m.left)
		slices.Sort(m.left)
		if m.mixed {
			for i := len(m.left) - 1; i > 0; i-- {
				j := m.random.below(i + 1)
				m.left[i], m.left[j] = m.left[j], m.left[i]
			}
		}
		m.left = slices.DeleteFunc(m.left, m.put)
		for m.found() {
		}
		if len(m.left) == before || len(m.left) == 0 {
			return
		}
	}
}

// put finds a place for a person: in a circle that has room, or in that of somebody who can go elsewhere, and so on; a short
// such chain is taken. No circle changes twice in it, so that each can be judged by itself.
func (m *mender) put(person int) bool {
	if room := m.room(person); room >= 0 {
		m.at[person] = room
		m.groups[room] = append(m.groups[room], person)
		return true
	}
	chain, seen := []step{{person, 0, -1}}, map[int]bool{person: true}
	for at := 0; at < len(chain) && len(chain) < mostAsked; at++ {
		mover := chain[at].person
		for g, group := range m.groups {
			if m.passes(chain, at, g) {
				continue
			}
			for seat, member := range group {
				if seen[member] || !m.fits(mover, m.without(group, seat)) {
					continue
				}
				seen[member] = true
				chain = append(chain, step{member, seat, at})
				if room := m.room(member); room >= 0 && !m.passes(chain, len(chain)-1, room) {
					m.follow(chain, room)
					return true
				}
			}
		}
	}
	return false
}

// step is somebody who would give their seat to another of the chain.
type step struct{ person, seat, to int }

// passes reports whether a chain up to some link changes a group.
func (m *mender) passes(chain []step, at, group int) bool {
	for ; chain[at].to >= 0; at = chain[at].to {
		if m.at[chain[at].person] == group {
			return true
		}
	}
	return false
}

// follow lets the last of a chain go to a circle that has room, and everyone before into the seat that gets free.
func (m *mender) follow(chain []step, room int) {
	last := chain[len(chain)-1]
	m.groups[room] = append(m.groups[room], last.person)
	for link := last; ; link = chain[link.to] {
		from := m.at[link.person]
		m.at[link.person] = room
		if link.to < 0 {
			return
		}
		m.groups[from][link.seat] = chain[link.to].person
		room = from
	}
}

// room is the circle that can take a person as it is: the smallest, and of these the one they fit best; -1 if there is none.
func (m *mender) room(person int) int {
	best, most := -1, 0.0
	_, largest := m.bounds()
	for g, group := range m.groups {
		if g == m.at[person] || len(group) == 0 || len(group) >= largest || best >= 0 && len(group) > len(m.groups[best]) ||
			!m.fits(person, group) {
			continue
		}
		sum := 0.0
		for _, mate := range group {
			sum += float64(m.fit(person, mate))
		}
		if best < 0 || len(group) < len(m.groups[best]) || sum > most {
			best, most = g, sum
		}
	}
	return best
}

func (m *mender) without(group []int, seat int) []int {
	m.rest = append(append(m.rest[:0], group[:seat]...), group[seat+1:]...)
	return m.rest
}

// found makes a circle of some who are left, with the help of members of circles that can spare them.
func (m *mender) found() bool {
	smallest, largest := m.bounds()
	if len(m.left) == 0 || len(m.people) < m.size.Min && len(m.groups) > 0 {
		return false
	}
	var spare []int
	for _, group := range m.groups {
		if len(group) > smallest {
			spare = append(spare, group...)
		}
	}
	var best []int
	gained := 0
	for slot := range max(1, len(m.slots)) {
		var group []int
		for _, person := range m.left {
			if len(group) < min(largest, max(smallest, m.size.Target)) && m.freeAt(person, slot) && m.fits(person, group) {
				group = append(group, person)
			}
		}
		gain := len(group)
		taken := map[int]int{}
		for _, person := range spare {
			from := m.at[person]
			if gain > 0 && len(group) < smallest && len(m.groups[from])-taken[from] > smallest && m.freeAt(person, slot) && m.fits(person, group) {
				group = append(group, person)
				taken[from]++
			}
		}
		if len(group) >= smallest && gain > gained {
			best, gained = group, gain
		}
	}
	if best == nil {
		return false
	}
	for _, person := range best {
		if from := m.at[person]; from >= 0 {
			m.groups[from] = slices.DeleteFunc(m.groups[from], func(other int) bool { return other == person })
		}
	}
	m.left = slices.DeleteFunc(m.left, func(person int) bool { return slices.Contains(best, person) })
	m.open(best)
	return true
}

// shake breaks up some circles of a small pool and places everyone anew, and keeps what comes of it if no more are left.
func (m *mender) shake() {
	if len(m.people) > mostTabled {
		return
	}
	m.mixed = true
	for range shakes {
		if len(m.left) == 0 || len(m.groups) == 0 {
			return
		}
		groups, at, left := arrangement{groups: m.groups}.copy().groups, slices.Clone(m.at), slices.Clone(m.left)
		for range 1 + m.random.below(3) {
			g := m.random.below(len(m.groups))
			for _, person := range m.groups[g] {
				m.at[person] = -1
				m.left = append(m.left, person)
			}
			m.groups[g] = nil
		}
		m.groups = slices.DeleteFunc(m.groups, func(group []int) bool { return len(group) == 0 })
		for g, group := range m.groups {
			for _, person := range group {
				m.at[person] = g
			}
		}
		m.settle()
		if len(m.left) > len(left) {
			m.groups, m.at, m.left = groups, at, left
		}
	}
}
