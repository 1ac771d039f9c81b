package circles

import "slices"

// bosed makes the longest schedule that can be for 3q+1 people in fours, where q is a power of a prime and 1 more than a
// multiple of 4: of q rounds, after which everybody has met everybody (Bose's resolvable design; Handbook of Combinatorial
// Designs, II.7). People are the elements of a field of order q three times over, and one who stays in the middle. With u a
// square root of -1 and x a generator, the first round has the fours {x^i, -x^i} in one part with {ux^i, -ux^i} in the next, for
// each part and each i less than (q-1)/4, and zero of each part with the one in the middle; the other rounds are moved by each
// element. One person fewer, or two, make one or two circles of three.
func bosed(people, circles int) rotation {
	order := (4*circles - 1) / 3
	powers := primePowers(order)
	if 3*order+1 != 4*circles || order%4 != 1 || len(powers) != 1 || people < 4*circles-2 || people > 4*circles {
		return nil
	}
	f := newField(powers[0][0], powers[0][1])
	quarter := (order - 1) / 4
	var r rotation
	for shift := range order {
		at := func(part, x int) int { return part%3*order + f.add(x, shift) }
		round := [][]int{{at(0, 0), at(1, 0), at(2, 0), 3 * order}}
		for part := range 3 {
			for i := range quarter {
				x := func(quarters int) int { return f.powers[i+quarters*quarter] }
				round = append(round, []int{at(part, x(0)), at(part, x(2)), at(part+1, x(1)), at(part+1, x(3))})
			}
		}
		r = append(r, round)
	}
	return without(r, people, circles)
}

// without takes those whose numbers are not less than some number out of a schedule, and leaves out the rounds that do not
// have the right sizes without them.
func without(r rotation, people, circles int) rotation {
	var kept rotation
	for _, round := range r {
		var rest [][]int
		for _, group := range round {
			group = slices.DeleteFunc(slices.Clone(group), func(person int) bool { return person >= people })
			rest = append(rest, group)
		}
		slices.SortStableFunc(rest, func(a, b []int) int { return len(b) - len(a) })
		if slices.EqualFunc(rest, split(people, circles), func(group []int, size int) bool { return len(group) == size }) {
			kept = append(kept, rest)
		}
	}
	return kept
}
