package circles_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"ippo/circles"
)

// rounds forms circles of the same people again and again, each time with whom they met before, and returns how many pairs met again
// in each round, how many circles had no common slot, and how many people had no place.
func rounds(tb testing.TB, people []circles.Person, size circles.Size, n int) (repeats []int, withoutSlot, left int) {
	tb.Helper()
	met := map[string][]string{}
	byID := map[string]circles.Person{}
	for _, person := range people {
		byID[person.ID] = person
	}
	for range n {
		now := slices.Clone(people)
		for i := range now {
			now[i].Met = met[now[i].ID]
		}
		result, err := circles.Form(context.Background(), circles.Pool{Size: size, Seed: 1, People: now}, circles.Options{})
		if err != nil {
			tb.Fatal(err)
		}
		again := 0
		for _, circle := range result.Circles {
			for i, a := range circle.Members {
				if slots := byID[a].Slots; len(slots) > 0 && !slices.Contains(slots, circle.Slot) {
					withoutSlot++
				}
				for _, b := range circle.Members[i+1:] {
					if slices.Contains(met[a], b) {
						again++
					}
					met[a], met[b] = append(met[a], b), append(met[b], a)
				}
			}
		}
		repeats, left = append(repeats, again), left+len(result.Unplaced)
	}
	return repeats, withoutSlot, left
}

// plain are people whom nothing tells apart.
func plain(n int) []circles.Person {
	people := make([]circles.Person, n)
	for i := range people {
		people[i].ID = fmt.Sprintf("p%04d", i)
	}
	return people
}

// ofAYear are people with a few topics, departments and free evenings.
func ofAYear(n int, seed uint64) []circles.Person {
	random := rand.New(rand.NewPCG(seed, 5))
	people := plain(n)
	for i := range people {
		people[i].Department, people[i].Returning = strconv.Itoa(random.IntN(6)), random.IntN(4) == 0
		for _, topic := range random.Perm(9)[:1+random.IntN(3)] {
			people[i].Topics = append(people[i].Topics, strconv.Itoa(topic))
		}
		for _, slot := range random.Perm(10)[:4+random.IntN(4)] {
			people[i].Slots = append(people[i].Slots, fmt.Sprintf("s%d", slot))
		}
	}
	return people
}

// sizesOf are the sizes of circles of about so many.
func sizesOf(least, most int) circles.Size { return circles.Size{Min: least, Target: least, Max: most} }

// plans are the rounds that are to be free of repeats where nothing but history tells people apart.
var roundsWanted = []struct {
	people int
	size   circles.Size
	want   int
}{
	{20, sizesOf(2, 2), 12}, {16, sizesOf(4, 4), 5}, {20, sizesOf(4, 4), 5}, {30, sizesOf(3, 3), 12}, {32, sizesOf(4, 4), 10},
	{60, sizesOf(5, 5), 12}, {60, sizesOf(4, 5), 12}, {100, sizesOf(4, 4), 12}, {1000, sizesOf(4, 4), 12},
}

func TestNobodyMeetsAgainAsLongAsThatCanBe(t *testing.T) {
	for _, test := range roundsWanted {
		t.Run(fmt.Sprintf("%d by %d to %d", test.people, test.size.Min, test.size.Max), func(t *testing.T) {
			t.Parallel()
			if repeats, _, _ := rounds(t, plain(test.people), test.size, test.want); sum(repeats) > 0 {
				t.Errorf("repeats by round: %v", repeats)
			}
		})
	}
}

// BenchmarkRounds tells how many rounds are free of repeats, and how many pairs meet again in twelve, beside the fewest that can.
func BenchmarkRounds(b *testing.B) {
	for _, test := range roundsWanted {
		b.Run(fmt.Sprintf("%dby%d", test.people, test.size.Min), func(b *testing.B) {
			for b.Loop() {
				repeats, _, _ := rounds(b, plain(test.people), test.size, 12)
				free := slices.IndexFunc(repeats, func(n int) bool { return n > 0 })
				if free < 0 {
					free = len(repeats)
				}
				n, k := test.people, test.size.Min
				bound := max(0, 12*n/k*k*(k-1)/2-n*(n-1)/2)
				b.ReportMetric(float64(free), "rounds")
				b.ReportMetric(float64(sum(repeats)), "repeats")
				b.ReportMetric(float64(bound), "bound")
			}
			b.ReportMetric(b.Elapsed().Seconds()/12/float64(b.N), "s/round")
		})
	}
}

// BenchmarkYear forms circles of three to five for twelve rounds, of people with topics and evenings.
func BenchmarkYear(b *testing.B) {
	for _, test := range []struct{ people, target int }{{60, 4}, {30, 3}} {
		b.Run(strconv.Itoa(test.people), func(b *testing.B) {
			for b.Loop() {
				size := circles.Size{Min: 3, Target: test.target, Max: 5}
				repeats, withoutSlot, left := rounds(b, ofAYear(test.people, 5), size, 12)
				b.ReportMetric(float64(sum(repeats)), "repeats")
				b.ReportMetric(float64(withoutSlot), "without_slot")
				b.ReportMetric(float64(left), "left")
			}
			b.ReportMetric(b.Elapsed().Seconds()/12/float64(b.N), "s/round")
		})
	}
}

// BenchmarkDense measures the search where every pair counts, from 0 to 100: how near a run of about a second on two cores comes to one
// of sixty times the effort, beside circles at random and the greedy start.
func BenchmarkDense(b *testing.B) {
	for _, test := range []struct{ people, circle, effort int }{
		{120, 12, 110_000_000}, {240, 20, 95_000_000}, {480, 24, 72_000_000}, {960, 40, 30_000_000},
		{120, 4, 70_000_000}, {240, 4, 70_000_000}, {480, 4, 60_000_000}, {960, 4, 30_000_000},
	} {
		b.Run(fmt.Sprintf("%dby%d", test.people, test.circle), func(b *testing.B) {
			random := rand.New(rand.NewPCG(uint64(test.people), 1))
			weights, at := map[[2]string]int{}, plain(test.people)
			for i := range at {
				for j := range i {
					weights[[2]string{at[j].ID, at[i].ID}] = random.IntN(101)
				}
			}
			pool := circles.Pool{Size: sizesOf(test.circle, test.circle), Seed: 1, People: at}
			score := func(effort int) float64 {
				result, err := circles.Form(context.Background(), pool, circles.Options{
					Effort: effort, Fit: func(a, b circles.Person) int { return weights[[2]string{a.ID, b.ID}] },
				})
				if err != nil {
					b.Fatal(err)
				}
				return result.Score
			}
			best := max(score(60*test.effort), score(test.effort))
			b.ResetTimer()
			short := 0.0
			for b.Loop() {
				short = score(test.effort)
			}
			b.ReportMetric(short/best, "of_best")
			b.ReportMetric(score(1)/best, "start_of_best")
			b.ReportMetric(50*float64(test.people)/best, "random_of_best")
		})
	}
}

// crowdOf are many people with three of thirty topics, four of twenty-one evenings, and twelve people whom they met.
func crowdOf(n int) []circles.Person {
	random := rand.New(rand.NewPCG(5, 5))
	people := make([]circles.Person, n)
	for i := range people {
		p := circles.Person{ID: fmt.Sprintf("p%06d", i), Department: strconv.Itoa(random.IntN(20)), Returning: random.IntN(4) == 0}
		for _, topic := range random.Perm(30)[:3] {
			p.Topics = append(p.Topics, strconv.Itoa(topic))
		}
		for _, slot := range random.Perm(21)[:4] {
			p.Slots = append(p.Slots, fmt.Sprintf("s%d", slot))
		}
		for range 12 {
			p.Met = append(p.Met, fmt.Sprintf("p%06d", random.IntN(n)))
		}
		people[i] = p
	}
	return people
}

// BenchmarkCrowd measures large pools: the mean fit of a person, and the memory that is in use. Effort 1 is the greedy start alone.
func BenchmarkCrowd(b *testing.B) {
	for _, test := range []struct{ people, effort int }{{10_000, 1}, {10_000, 0}, {10_000, 15_000_000}, {100_000, 1}, {100_000, 0}} {
		b.Run(fmt.Sprintf("%d/effort%d", test.people, test.effort), func(b *testing.B) {
			pool := circles.Pool{Size: circles.Usual, Seed: 1, People: crowdOf(test.people)}
			for b.Loop() {
				result, err := circles.Form(context.Background(), pool, circles.Options{Effort: test.effort})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(result.Score/float64(test.people), "fit")
				b.ReportMetric(float64(len(result.Unplaced)), "left")
			}
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			b.ReportMetric(float64(memory.HeapSys)/(1<<20), "MiB")
		})
	}
}

func sum(all []int) (n int) {
	for _, one := range all {
		n += one
	}
	return n
}
