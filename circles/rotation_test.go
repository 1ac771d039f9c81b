package circles

import (
	"fmt"
	"slices"
	"testing"
)

// checkRotation holds a schedule against what it promises: every round has everybody once, in circles of the right sizes,
// and no pair is together twice.
func checkRotation(t *testing.T, r rotation, people, circles int) {
	t.Helper()
	met := map[[2]int]bool{}
	for i, round := range r {
		seen := make([]bool, people)
		var sizes []int
		for _, group := range round {
			sizes = append(sizes, len(group))
			for _, a := range group {
				if seen[a] {
					t.Fatalf("%d in %d: round %d has %d twice", people, circles, i, a)
				}
				seen[a] = true
				for _, b := range group {
					if pair := [2]int{a, b}; a < b && met[pair] {
						t.Fatalf("%d in %d: %v meet again in round %d", people, circles, pair, i)
					} else if a < b {
						met[pair] = true
					}
				}
			}
		}
		slices.SortFunc(sizes, func(a, b int) int { return b - a })
		if !slices.Equal(sizes, split(people, circles)) || slices.Contains(seen, false) {
			t.Fatalf("%d in %d: round %d has sizes %v", people, circles, i, sizes)
		}
	}
	if len(r) == 0 || len(r) > max(1, mostMeetings(people, circles)) {
		t.Errorf("%d in %d: %d rounds, where between 1 and %d can be", people, circles, len(r), mostMeetings(people, circles))
	}
}

func TestSchedulesBringNoPairTogetherTwice(t *testing.T) {
	for _, size := range []Size{Usual, {2, 2, 2}, {2, 2, 3}, {2, 3, 4}, {3, 3, 5}, {4, 5, 6}, {4, 4, 4}} {
		for people := size.Min; people <= 150; people++ {
			if all := sizes(people, size); len(all) > 0 && sum(all) == people {
				checkRotation(t, newRotation(people, len(all)), people, len(all))
			}
		}
	}
	checkRotation(t, newRotation(1000, 250), 1000, 250)
	checkRotation(t, newRotation(2047, 512), 2047, 512)
}

func TestRoundsOfSchedules(t *testing.T) {
	for _, want := range []struct{ people, circles, rounds int }{
		{20, 10, 19}, {16, 4, 5}, {20, 5, 5}, {30, 10, 14}, {32, 8, 10}, {60, 12, 12}, {60, 15, 13}, {100, 25, 25}, {1000, 250, 12},
	} {
		if got := len(newRotation(want.people, want.circles)); got < want.rounds {
			t.Errorf("%d in %d: %d rounds, want %d", want.people, want.circles, got, want.rounds)
		}
	}
}

func TestRoundsForEveryNumber(t *testing.T) {
	out := ""
	for n := 6; n <= 120; n++ {
		g := len(sizes(n, Usual))
		out += fmt.Sprintf("%d:%d/%d ", n, len(newRotation(n, g)), mostMeetings(n, g))
	}
	t.Log(out)
}

func BenchmarkRotation(b *testing.B) {
	for _, n := range []int{32, 60, 117, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				newRotation(n, len(sizes(n, Usual)))
			}
		})
	}
}
