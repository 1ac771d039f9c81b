package circles

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"
)

// club is people who meet round after round.
type club struct {
	size    Size
	people  []Person
	met     map[string][]string
	left    int
	slowest time.Duration
}

func newClub(n int, size Size) *club {
	c := &club{size: size, met: map[string][]string{}}
	for i := range n {
		c.people = append(c.people, Person{ID: fmt.Sprintf("p%04d", i)})
	}
	return c
}

// round forms circles and returns how many pairs have met before.
func (c *club) round(t testing.TB, seed uint64) (repeats int) {
	t.Helper()
	pool := Pool{Size: c.size, Seed: seed}
	for _, person := range c.people {
		person.Met = c.met[person.ID]
		pool.People = append(pool.People, person)
	}
	begin := time.Now()
	result, err := Form(context.Background(), pool, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c.slowest = max(c.slowest, time.Since(begin))
	c.left += len(result.Unplaced)
	for _, circle := range result.Circles {
		for i, a := range circle.Members {
			for _, b := range circle.Members[:i] {
				if slices.Contains(c.met[a], b) {
					repeats++
				}
				c.met[a], c.met[b] = append(c.met[a], b), append(c.met[b], a)
			}
		}
	}
	return repeats
}

// fewestRepeats is how many pairs at least are together again in so many rounds.
func fewestRepeats(n, circles, rounds int) int {
	pairs := 0
	for _, size := range split(n, circles) {
		pairs += size * (size - 1) / 2
	}
	return max(0, rounds*pairs-n*(n-1)/2)
}

func TestLabAhead(t *testing.T) {
	for _, c := range []struct {
		n    int
		size Size
	}{
		{20, Size{2, 2, 2}}, {16, Size{4, 4, 4}}, {20, Size{4, 4, 4}}, {30, Size{3, 3, 3}}, {32, Size{4, 4, 4}}, {60, Size{5, 5, 5}},
		{60, Size{4, 4, 5}}, {100, Size{4, 4, 4}}, {1000, Size{4, 4, 4}}, {9, Size{3, 3, 3}}, {15, Size{3, 3, 3}}, {12, Size{3, 3, 3}}, {24, Usual}, {25, Usual}, {37, Usual}, {14, Usual},{40,Usual},
	} {
		club := newClub(c.n, c.size)
		var all []int
		begin := time.Now()
		for round := range 14 {
			all = append(all, club.round(t, uint64(round)))
		}
		t.Logf("%d %v: repeats %v: %d, bound of 12: %d; slowest %v, all %v", c.n, c.size, all, sum(all[:12]), fewestRepeats(c.n, len(sizes(c.n, c.size)), 12), club.slowest.Round(time.Millisecond), time.Since(begin).Round(time.Millisecond))
	}
}
