package circles

import (
	"fmt"
	"slices"
	"strings"
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

// For the usual sizes, a year of months is within reach of everybody from 42 people on, and no schedule is much shorter than
// can be. With -v this prints the table of docs/circles.md.
func TestRoundsForEveryNumber(t *testing.T) {
	var table strings.Builder
	for n := 6; n <= 120; n++ {
		circles := len(sizes(n, Usual))
		rounds, most := len(newRotation(n, circles)), mostMeetings(n, circles)
		if 3*rounds < 2*most || n >= 42 && rounds < 12 {
			t.Errorf("%d people: %d rounds of at most %d", n, rounds, most)
		}
		fmt.Fprintf(&table, "| %d: %d of %d ", n, rounds, most)
		if n%10 == 0 {
			table.WriteString("|\n")
		}
	}
	t.Log("\n" + table.String())
}

func TestStarters(t *testing.T) {
	for line := range strings.Lines(starterLines) {
		var first, second int
		var kind, over string
		if _, err := fmt.Sscanf(line, "%s %d %d over %s", &kind, &first, &second, &over); strings.HasPrefix(line, "#") {
			continue
		} else if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		switch kind {
		case "circles":
			r := started(first, second)
			checkRotation(t, r, first, second)
			group, text, _ := starterLine(kind, first, second)
			if want := group.order() * (1 + strings.Count(text, "+")); len(r) != want {
				t.Errorf("%d in %d: %d rounds, want %d", first, second, len(r), want)
			}
		case "array":
			checkArray(t, listed(first, second), first, second)
		default:
			t.Errorf("%q", line)
		}
	}
}

func TestArraysOfDifferences(t *testing.T) {
	for order := 2; order <= 130; order++ {
		for rows := 2; rows <= 7; rows++ {
			checkArray(t, newArray(order, rows), order, rows)
		}
	}
}

func checkArray(t *testing.T, a array, order, rows int) {
	t.Helper()
	if a.order() != order || len(a.columns) == 0 || len(a.columns[0]) != rows {
		t.Fatalf("%d with %d rows: %v", order, rows, a)
	}
	for one := range rows {
		for other := range one {
			seen := map[int]bool{}
			for _, column := range a.columns {
				difference := 0
				for ; a.add(column[other], difference) != column[one]; difference++ {
				}
				if seen[difference] {
					t.Fatalf("%d with %d rows: the difference %d of rows %d and %d comes twice", order, rows, difference, one, other)
				}
				seen[difference] = true
			}
		}
	}
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
