package circles_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/circles"
	"ippo/cohort"
)

func pool(people ...circles.Person) circles.Pool {
	return circles.Pool{Size: circles.Usual, Seed: 1, People: people}
}

func form(t *testing.T, p circles.Pool) circles.Result {
	t.Helper()
	result, err := circles.Form(t.Context(), p, circles.Options{Effort: 200_000})
	if err != nil {
		t.Fatal(err)
	}
	check(t, p, result)
	return result
}

// check holds a result against the rules: everyone exactly once, sizes right, nobody with whom they are not to be, and a
// slot that is free to all.
func check(t *testing.T, p circles.Pool, result circles.Result) {
	t.Helper()
	byID, seen := map[string]circles.Person{}, map[string]int{}
	for _, person := range p.People {
		byID[person.ID] = person
	}
	smallest := min(p.Size.Min, len(p.People))
	for _, circle := range result.Circles {
		if n := len(circle.Members); n < smallest || n > p.Size.Max {
			t.Errorf("a circle of %d: %v", n, circle.Members)
		}
		for _, id := range circle.Members {
			seen[id]++
			person := byID[id]
			if len(person.Slots) > 0 && !slices.Contains(person.Slots, circle.Slot) {
				t.Errorf("%s is not free at %q", id, circle.Slot)
			}
			for _, other := range circle.Members {
				if slices.Contains(person.Never, other) {
					t.Errorf("%s is with %s", id, other)
				}
			}
		}
	}
	for _, left := range result.Unplaced {
		seen[left.ID]++
		if left.Why == "" {
			t.Errorf("%s is left without a reason", left.ID)
		}
	}
	for id := range byID {
		if seen[id] != 1 {
			t.Errorf("%s stands %d times", id, seen[id])
		}
	}
}

func TestNumbersOfPeople(t *testing.T) {
	for n, want := range map[int][]int{
		0: nil, 1: nil, 2: {2}, 3: {3}, 4: {4}, 5: {5}, 6: {3, 3}, 7: {3, 4}, 8: {4, 4}, 9: {4, 5}, 11: {3, 4, 4},
		24: {4, 4, 4, 4, 4, 4}, 26: {3, 3, 4, 4, 4, 4, 4},
	} {
		var people []circles.Person
		for i := range n {
			people = append(people, circles.Person{ID: fmt.Sprintf("p%02d", i)})
		}
		result := form(t, pool(people...))
		var sizes []int
		for _, circle := range result.Circles {
			sizes = append(sizes, len(circle.Members))
		}
		slices.Sort(sizes)
		if diff := cmp.Diff(want, sizes); diff != "" {
			t.Errorf("%d people: %s", n, diff)
		}
		if n == 1 && (len(result.Unplaced) != 1 || result.Unplaced[0].Why != circles.Alone) {
			t.Errorf("one person: %+v", result.Unplaced)
		}
	}
}

func TestTopicsBringTogether(t *testing.T) {
	var people []circles.Person
	for i := range 12 {
		topic := []string{"license", "overseas", "founding"}[i%3]
		people = append(people, circles.Person{ID: fmt.Sprintf("p%02d", i), Topics: []string{topic}, Department: fmt.Sprint(i / 3)})
	}
	for _, circle := range form(t, pool(people...)).Circles {
		reason := circle.Reasons[0]
		if reason.Kind != cohort.SharedTopics || len(reason.Names) != 1 {
			t.Errorf("%v share %+v, want one topic", circle.Members, reason)
		}
	}
}

func TestNoPairMeetsTwiceIfItNeedNot(t *testing.T) {
	met := map[string][]string{}
	for round := range 5 {
		var people []circles.Person
		for i := range 20 {
			id := fmt.Sprintf("p%02d", i)
			people = append(people, circles.Person{ID: id, Met: met[id]})
		}
		p := pool(people...)
		p.Size = circles.Size{Min: 2, Target: 2, Max: 2}
		for _, circle := range form(t, p).Circles {
			a, b := circle.Members[0], circle.Members[1]
			if slices.Contains(met[a], b) {
				t.Errorf("round %d: %s and %s meet again", round, a, b)
			}
			met[a], met[b] = append(met[a], b), append(met[b], a)
		}
	}
}

func TestSlotsDecide(t *testing.T) {
	var people []circles.Person
	for i := range 8 {
		people = append(people, circles.Person{ID: fmt.Sprintf("p%d", i), Slots: []string{[]string{"tue-19", "thu-20"}[i%2]}})
	}
	people = append(people, circles.Person{ID: "p8", Slots: []string{"sun-21"}}, circles.Person{ID: "p9"})
	result := form(t, pool(people...))
	if diff := cmp.Diff([]circles.Unplaced{{ID: "p8", Why: circles.NoSlot}}, result.Unplaced); diff != "" {
		t.Error(diff)
	}
}

func TestEverybodyBlocksEverybody(t *testing.T) {
	people := make([]circles.Person, 5)
	for i := range people {
		people[i].ID = fmt.Sprint(i)
		for j := range people {
			if j != i {
				people[i].Never = append(people[i].Never, fmt.Sprint(j))
			}
		}
	}
	if result := form(t, pool(people...)); len(result.Unplaced) != 5 {
		t.Errorf("%+v", result)
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	p := someone(rand.New(rand.NewPCG(7, 7)), 30)
	first := form(t, p)
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		random.Shuffle(len(p.People), func(i, j int) { p.People[i], p.People[j] = p.People[j], p.People[i] })
		if diff := cmp.Diff(first, form(t, p)); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestAnyPoolKeepsTheRules(t *testing.T) {
	for seed := range uint64(25) {
		random := rand.New(rand.NewPCG(seed, 3))
		form(t, someone(random, random.IntN(40)))
	}
}

// someone makes a pool of n people with all kinds of wishes.
func someone(random *rand.Rand, n int) circles.Pool {
	pick := func(from []string, most int) []string {
		var some []string
		for _, i := range random.Perm(len(from))[:random.IntN(min(most, len(from))+1)] {
			some = append(some, from[i])
		}
		return some
	}
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("p%02d", i))
	}
	var people []circles.Person
	for _, id := range ids {
		others := slices.DeleteFunc(slices.Clone(ids), func(other string) bool { return other == id })
		people = append(people, circles.Person{
			ID: id, Department: []string{"", "a", "b", "c"}[random.IntN(4)], Returning: random.IntN(3) == 0,
			Topics: pick(cohort.Topics, 3), Slots: pick(cohort.Slots(), 6), Met: pick(others, 4), Never: pick(others, 2),
		})
	}
	return pool(people...)
}

func TestPoolsThatCannotBe(t *testing.T) {
	for name, p := range map[string]circles.Pool{
		"no id":            pool(circles.Person{}),
		"listed twice":     pool(circles.Person{ID: "a"}, circles.Person{ID: "a"}),
		"sizes of nothing": {People: []circles.Person{{ID: "a"}}},
		"sizes reversed":   {Size: circles.Size{Min: 5, Target: 4, Max: 3}},
	} {
		if _, err := circles.Form(context.Background(), p, circles.Options{Effort: 200_000}); !errors.Is(err, circles.ErrPool) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkForm(b *testing.B) {
	for _, n := range []int{24, 100, 500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := someone(rand.New(rand.NewPCG(7, 7)), n)
			for b.Loop() {
				if _, err := circles.Form(context.Background(), p, circles.Options{Effort: 200_000}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
