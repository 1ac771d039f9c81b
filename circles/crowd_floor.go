package circles

// floor is who sits where while a large pool is being searched, in a form in which exchanges between any two circles are cheap to
// judge without a table of pairs. Sizes of circles differ by at most one, and an exchange keeps that.
type floor struct {
	*crowd
	seats  int     // of each circle
	sat    []int32 // by seat: the person
	size   []int32 // by circle
	at     []int32 // by person: the circle, or -1
	pos    []int32 // by person: the place in the circle
	pull   []int64 // by circle: what its pairs fit, less what those cost that are not to be
	absent []int32 // by circle: members who cannot come at its best slot
}

// newFloor seats people as they are in an arrangement.
func newFloor(c *crowd, a arrangement) *floor {
	n := len(c.people)
	f := &floor{
		crowd: c, at: make([]int32, n), pos: make([]int32, n), size: make([]int32, len(a.groups)),
		pull: make([]int64, len(a.groups)), absent: make([]int32, len(a.groups)),
	}
	for _, group := range a.groups {
		f.seats = max(f.seats, len(group))
	}
	f.sat = make([]int32, f.seats*len(a.groups))
	for i := range f.at {
		f.at[i] = -1
	}
	for g, group := range a.groups {
		for i, person := range group {
			f.sat[g*f.seats+i], f.at[person], f.pos[person] = int32(person), int32(g), int32(i)
		}
		f.size[g] = int32(len(group))
		for i, one := range group {
			for _, other := range group[:i] {
				f.pull[g] += int64(f.between(one, other))
			}
		}
		f.absent[g] = f.missing(int32(g), -1, -1)
	}
	return f
}

// members are the people of a circle.
func (f *floor) members(g int32) []int32 {
	return f.sat[int(g)*f.seats : int(g)*f.seats+int(f.size[g])]
}

// change is what an exchange would do to two circles.
type change struct {
	gain             int64
	pullA, pullB     int64
	absentA, absentB int32
}

// exchange weighs that two people of different circles change places.
func (f *floor) exchange(a, b int32) (c change) {
	ga, gb := f.at[a], f.at[b]
	var toA, toB int64 // what the circles' pairs gain
	for _, m := range f.members(ga) {
		if m != a {
			toA += int64(f.between(int(b), int(m)) - f.between(int(a), int(m)))
		}
	}
	for _, m := range f.members(gb) {
		if m != b {
			toB += int64(f.between(int(a), int(m)) - f.between(int(b), int(m)))
		}
	}
	c.pullA, c.pullB = f.pull[ga]+toA, f.pull[gb]+toB
	c.gain = toA*f.unit[f.size[ga]] + toB*f.unit[f.size[gb]]
	if f.hasSlots {
		c.absentA, c.absentB = f.missing(ga, a, b), f.missing(gb, b, a)
		c.gain -= int64(c.absentA+c.absentB-f.absent[ga]-f.absent[gb]) * f.breach
	}
	return c
}

// swap makes an exchange that was weighed.
func (f *floor) swap(a, b int32, c change) {
	ga, gb := f.at[a], f.at[b]
	f.sat[int(ga)*f.seats+int(f.pos[a])], f.sat[int(gb)*f.seats+int(f.pos[b])] = b, a
	f.at[a], f.at[b], f.pos[a], f.pos[b] = gb, ga, f.pos[b], f.pos[a]
	f.pull[ga], f.pull[gb], f.absent[ga], f.absent[gb] = c.pullA, c.pullB, c.absentA, c.absentB
}

// passage weighs that somebody goes from a larger circle to a smaller one.
func (f *floor) passage(a, to int32) (c change) {
	from := f.at[a]
	var away, there int64
	for _, m := range f.members(from) {
		if m != a {
			away += int64(f.between(int(a), int(m)))
		}
	}
	for _, m := range f.members(to) {
		there += int64(f.between(int(a), int(m)))
	}
	c.pullA, c.pullB = f.pull[from]-away, f.pull[to]+there
	c.gain = c.pullA*f.unit[f.size[from]-1] - f.pull[from]*f.unit[f.size[from]] +
		c.pullB*f.unit[f.size[to]+1] - f.pull[to]*f.unit[f.size[to]]
	if f.hasSlots {
		c.absentA, c.absentB = f.missing(from, a, -1), f.missing(to, -1, a)
		c.gain -= int64(c.absentA+c.absentB-f.absent[from]-f.absent[to]) * f.breach
	}
	return c
}

// pass makes a passage that was weighed.
func (f *floor) pass(a, to int32, c change) {
	from := f.at[a]
	last := f.sat[int(from)*f.seats+int(f.size[from])-1]
	f.sat[int(from)*f.seats+int(f.pos[a])], f.pos[last] = last, f.pos[a]
	f.size[from]--
	f.sat[int(to)*f.seats+int(f.size[to])] = a
	f.at[a], f.pos[a] = to, f.size[to]
	f.size[to]++
	f.pull[from], f.pull[to], f.absent[from], f.absent[to] = c.pullA, c.pullB, c.absentA, c.absentB
}

// missing is how many of a circle could not come if one went and another came; -1 is nobody.
func (f *floor) missing(g, out, in int32) int32 {
	if !f.hasSlots {
		return 0
	}
	group := f.members(g)
	if f.words == 1 {
		all := ^uint64(0)
		if in >= 0 {
			all = f.free[in]
		}
		for _, m := range group {
			if m != out {
				all &= f.free[m]
			}
		}
		if all != 0 {
			return 0
		}
	}
	most, people := 0, 0
	for w := range f.words {
		var planes [16]uint64
		people = 0
		add := func(person int32) {
			people++
			carry := f.free[int(person)*f.words+w]
			for i := 0; carry != 0 && i < len(planes); i++ {
				planes[i], carry = planes[i]^carry, planes[i]&carry
			}
		}
		for _, m := range group {
			if m != out {
				add(m)
			}
		}
		if in >= 0 {
			add(in)
		}
		most = max(most, highest(&planes))
	}
	return int32(people - most)
}

// arrangement is how people sit at present.
func (f *floor) arrangement() (a arrangement) {
	for g := range f.size {
		group := make([]int, 0, f.size[g])
		for _, m := range f.members(int32(g)) {
			group = append(group, int(m))
		}
		a.groups = append(a.groups, group)
	}
	return a
}
