package circles

// mostRotated is up to how many people schedules are made; more than these find new faces without.
const mostRotated = 2048

// mostRounds is how many rounds a schedule has at most: a year of weeks.
const mostRounds = 52

// rotation is a schedule: rounds in which no two people are together twice. People are numbers from 0, and each round has
// everybody in circles whose sizes differ by at most one (the Social Golfer Problem, or a resolvable packing).
type rotation [][][]int

// newRotation is the longest schedule known here for so many people in so many circles. It has at least one round. The
// constructions are: turning a polygon for pairs; a first round that is developed over a group (starters.txt); difference
// matrices, which make resolvable transversal designs; and last, one round more as long as the people who have not met allow
// it, which among other things fills the columns of such designs. All are in the Handbook of Combinatorial Designs (Colbourn
// and Dinitz, 2nd ed. 2007; chapters II.7 resolvable designs, III.3 MOLS, VI.17 difference matrices, VI.55 tournaments).
func newRotation(people, circles int) rotation {
	best := rotation{inOrder(split(people, circles))}
	for _, construct := range []func(people, circles int) rotation{turned, bosed, started, shrunk, arrayed} {
		if r := construct(people, circles); len(r) > len(best) {
			best = r
		}
	}
	best = best[:min(len(best), mostRounds)]
	if people > mostExtended {
		return best
	}
	return extended(best, people, split(people, circles))
}

// mostMeetings bounds the number of rounds in which no two of so many people are together twice: nobody can meet more than
// all others, all rounds together not more than all pairs, and a circle with more members than there are circles cannot
// spread over the next round.
func mostMeetings(people, circles int) int {
	all := split(people, circles)
	if circles < 2 || all[0] > circles {
		return 1
	}
	pairs := 0
	for _, size := range all {
		pairs += size * (size - 1) / 2
	}
	return min(people*(people-1)/2/pairs, (people-1)/(all[circles-1]-1))
}

// inOrder seats people in the order of their numbers.
func inOrder(sizes []int) [][]int {
	var round [][]int
	next := 0
	for _, size := range sizes {
		var group []int
		for range size {
			group = append(group, next)
			next++
		}
		round = append(round, group)
	}
	return round
}

// turned pairs an even number of people: one stands in the middle, the others turn around (round-robin, the patterned
// one-factorisation of the complete graph).
func turned(people, circles int) rotation {
	if people != 2*circles || people < 2 {
		return nil
	}
	others := people - 1
	var r rotation
	for i := range others {
		round := [][]int{{i, others}}
		for step := 1; step < circles; step++ {
			round = append(round, []int{(i + step) % others, (i - step + others) % others})
		}
		r = append(r, round)
	}
	return r
}
