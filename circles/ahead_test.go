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
	forget  bool // nobody tells of those who have left
	move    int  // so many people change places after each round
}

func newClub(n int, size Size) *club {
	c := &club{size: size, met: map[string][]string{}}
	for i := range n {
		c.people = append(c.people, Person{ID: someID(i)})
	}
	return c
}

// someID is an id that does not tell when somebody came.
func someID(i int) string { return fmt.Sprintf("U%04d", i*2654435761%9973) }

// round forms circles and returns how many pairs have met before.
func (c *club) round(t testing.TB, seed uint64) (repeats int) {
	t.Helper()
	pool := Pool{Size: c.size, Seed: seed}
	here := map[string]bool{}
	for _, person := range c.people {
		here[person.ID] = true
	}
	for _, person := range c.people {
		person.Met = slices.DeleteFunc(slices.Clone(c.met[person.ID]), func(id string) bool { return c.forget && !here[id] })
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
			}
		}
	}
	for i := range c.move {
		a, b := result.Circles[2*i].Members, result.Circles[2*i+1].Members
		a[0], b[0] = b[0], a[0]
	}
	for _, circle := range result.Circles {
		for i, a := range circle.Members {
			for _, b := range circle.Members[:i] {
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
		{60, Size{4, 4, 5}}, {100, Size{4, 4, 4}}, {1000, Size{4, 4, 4}}, {9, Size{3, 3, 3}}, {15, Size{3, 3, 3}}, {12, Size{3, 3, 3}}, {24, Usual}, {25, Usual}, {37, Usual}, {14, Usual}, {40, Usual},
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

func TestLabChange(t *testing.T) {
	for _, c := range []struct {
		n, change int
		size      Size
	}{
		{60, 1, Usual}, {60, 3, Usual}, {60, 2, Size{5, 5, 6}}, {32, 1, Usual}, {32, 2, Usual}, {30, 1, Size{3, 3, 4}}, {30, 2, Size{3, 3, 4}}, {24, 1, Usual}, {40, 1, Usual},
	} {
		for _, kind := range []string{"swap", "forget"} {
			club := newClub(c.n, c.size)
			club.forget = kind == "forget"
			if kind == "move" {
				club.move = c.change
			}
			r := random(5)
			next := c.n
			var all []int
			begin := time.Now()
			for round := range 12 {
				if round > 0 {
					for range 1 + r.below(c.change) {
						if kind != "join" && kind != "move" {
							i := r.below(len(club.people))
							club.people = slices.Delete(club.people, i, i+1)
						}
						if kind != "leave" && kind != "move" {
							club.people = append(club.people, Person{ID: someID(next)})
							next++
						}
					}
				}
				all = append(all, club.round(t, uint64(round)))
			}
			t.Logf("%d %v %s %d: repeats %v: %d; at end %d; slowest %v, all %v", c.n, c.size, kind, c.change, all, sum(all[:12]), len(club.people), club.slowest.Round(time.Millisecond), time.Since(begin).Round(time.Millisecond))
		}
	}
}
