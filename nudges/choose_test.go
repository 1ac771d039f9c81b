package nudges_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"ippo/cohort"
	"ippo/nudges"
)

// somebody is a person with tastes that nobody knows, and as much drive as most people have.
type somebody struct {
	id     string
	key    map[cohort.Key]float64
	tag    map[string]float64
	aim    map[cohort.Aim]float64
	topics []string // that they name: mostly what they like best
	skill  float64  // grows with what they do
	random *rand.Rand
}

func newSomebody(n uint64) *somebody {
	p := &somebody{
		id: fmt.Sprintf("U%04d", n), random: rand.New(rand.NewPCG(n, 5)),
		key: map[cohort.Key]float64{}, tag: map[string]float64{}, aim: map[cohort.Aim]float64{},
	}
	for _, key := range cohort.Keys {
		p.key[key] = p.random.NormFloat64()
	}
	for _, tag := range cohort.Topics {
		p.tag[tag] = p.random.NormFloat64()
	}
	for _, aim := range []cohort.Aim{cohort.Can, cohort.Will} {
		p.aim[aim] = 0.5 * p.random.NormFloat64()
	}
	liked := slices.Clone(cohort.Topics)
	slices.SortFunc(liked, func(a, b string) int { return cmpFloat(p.tag[b], p.tag[a]) })
	for _, tag := range liked[:2] {
		if p.random.Float64() < 0.7 {
			p.topics = append(p.topics, tag)
		}
	}
	return p
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// answers is what becomes of a step that is put before somebody.
func (p *somebody) answers(step cohort.Step) cohort.Answer {
	liking := p.key[step.Key] + p.aim[step.Aim]
	for _, tag := range step.Tags {
		liking += p.tag[tag] / float64(len(step.Tags))
	}
	yes := func(x float64) bool { return p.random.Float64() < 1/(1+math.Exp(-x)) }
	effort := map[cohort.Effort]float64{cohort.FiveMinutes: 0, cohort.HalfHour: 0.7, cohort.HalfDay: 1.6}[step.Effort]
	switch {
	case !yes(liking):
		if yes(0) {
			return cohort.Another
		}
		return cohort.NotThisWeek
	case yes(0.4*liking + p.skill - effort):
		p.skill += 0.03
		return cohort.Done
	case yes(0):
		return cohort.Partly
	}
	return cohort.NotYet
}

// chooser chooses the next step, of what was put before somebody, newest first.
type chooser func(p *somebody, before []cohort.Offer, week int) cohort.Step

// completed counts the steps that somebody completes in a year of weeks; a step that they exchange is followed by another at once.
func completed(p *somebody, choose chooser) (n int) {
	var before []cohort.Offer
	for week := range 52 {
		for range 2 {
			step := choose(p, before, week)
			answer := p.answers(step)
			before = slices.Insert(before, 0, cohort.Offer{Step: step.ID, Answer: answer})
			if answer == cohort.Done || answer == cohort.Partly {
				n++
			}
			if answer != cohort.Another {
				break
			}
		}
	}
	return n
}

func stageOf(week int) cohort.Stage {
	return []cohort.Stage{cohort.Early, cohort.Middle, cohort.Late}[min(week/17, 2)]
}

// topicsAround are what the sessions of a month are about, whatever anybody likes.
func topicsAround(week int) []string {
	return []string{cohort.Topics[week/4%len(cohort.Topics)], cohort.Topics[(week/4*5+3)%len(cohort.Topics)]}
}

var choosers = map[string]chooser{
	"chosen": func(p *somebody, before []cohort.Offer, week int) cohort.Step {
		step, _ := nudges.BuiltIn().Choose(nudges.Situation{Person: p.id, Before: before, Topics: p.topics, Stage: stageOf(week)})
		return step
	},
	"chosen, near sessions": func(p *somebody, before []cohort.Offer, week int) cohort.Step {
		step, _ := nudges.BuiltIn().Choose(nudges.Situation{
			Person: p.id, Before: before, Topics: p.topics, Stage: stageOf(week), Around: topicsAround(week), Story: week%4 == 0,
		})
		return step
	},
	"random": func(p *somebody, before []cohort.Offer, _ int) cohort.Step {
		return unseen(p, before, func(cohort.Step) bool { return true })
	},
	"in turn": func(p *somebody, before []cohort.Offer, _ int) cohort.Step { // one key after the other
		key := cohort.Keys[len(before)%len(cohort.Keys)]
		return unseen(p, before, func(s cohort.Step) bool { return s.Key == key })
	},
}

func unseen(p *somebody, before []cohort.Offer, fits func(cohort.Step) bool) cohort.Step {
	left := slices.DeleteFunc(nudges.BuiltIn().Steps(), func(s cohort.Step) bool {
		return !fits(s) || slices.ContainsFunc(before, func(o cohort.Offer) bool { return o.Step == s.ID })
	})
	return left[p.random.IntN(len(left))]
}

// year is how many steps people of different tastes complete on average.
func year(people int, choose chooser) float64 {
	all := 0
	for i := range people {
		all += completed(newSomebody(uint64(i)), choose)
	}
	return float64(all) / float64(people)
}

// What is known of people lets them complete more steps, whatever their tastes are.
func TestChoosingServesHiddenTastes(t *testing.T) {
	chosen, random, inTurn := year(200, choosers["chosen"]), year(200, choosers["random"]), year(200, choosers["in turn"])
	t.Logf("completed in a year: %.1f chosen, %.1f at random, %.1f in turn", chosen, random, inTurn)
	if chosen < 1.15*random || chosen < 1.15*inTurn {
		t.Errorf("%.1f chosen steps are completed in a year, %.1f at random and %.1f in turn", chosen, random, inTurn)
	}
}

// What sessions are about, whatever people's tastes are, costs next to nothing of that, and yet is heard.
func TestSessionsHardlyKeepFromTastes(t *testing.T) {
	chosen, near, random := year(200, choosers["chosen"]), year(200, choosers["chosen, near sessions"]), year(200, choosers["random"])
	t.Logf("completed in a year: %.1f chosen, %.1f chosen with sessions around, %.1f at random", chosen, near, random)
	if near < 0.97*chosen || near < 1.15*random {
		t.Errorf("%.1f steps are completed in a year with sessions around, %.1f without, %.1f at random", near, chosen, random)
	}
	with, without := 0, 0
	for i := range 200 {
		s := nudges.Situation{Person: fmt.Sprint("U", i), Around: []string{"license"}}
		if i%2 == 0 {
			s.Topics = []string{"overseas"} // what they named counts more
		}
		step, because := nudges.BuiltIn().Choose(s)
		plain, _ := nudges.BuiltIn().Choose(nudges.Situation{Person: s.Person, Topics: s.Topics})
		switch told := because == (cohort.Cause{Kind: cohort.ForSession, Topic: "license"}); {
		case told == (step.ID == plain.ID):
			t.Errorf("%s comes, without the session %s, and it is told: %v", step.ID, plain.ID, told)
		case told:
			with++
		default:
			without++
		}
	}
	if with < 20 || without < 20 {
		t.Errorf("a session decides for %d of 200 people, and not for %d", with, without)
	}
}

// BenchmarkChoosingServes says how many steps people complete in a year, by who chooses.
func BenchmarkChoosingServes(b *testing.B) {
	for _, name := range []string{"chosen", "chosen, near sessions", "random", "in turn"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(year(1000, choosers[name]), "completed/year")
			}
		})
	}
}

// BenchmarkChoose chooses for somebody at the end of a year.
func BenchmarkChoose(b *testing.B) {
	p := newSomebody(1)
	var before []cohort.Offer
	for week := range 52 {
		step := choosers["chosen"](p, before, week)
		before = slices.Insert(before, 0, cohort.Offer{Step: step.ID, Answer: p.answers(step)})
	}
	for b.Loop() {
		choosers["chosen"](p, before, 52)
	}
}
