package nudges

import (
	"math"
	"slices"

	"ippo/cohort"
)

// Situation is what a step is chosen from.
type Situation struct {
	Person string
	Before []cohort.Offer // what was put before the person already, newest first
	Topics []string       // that they named
	Stage  cohort.Stage   // of the year; Anytime: not known
	Around []string       // what the sessions around this time are about
	Story  bool           // a session was lately, and there is a story to be passed on

	ShorterThan string // the step in place of which they wish for a shorter one, or nothing
}

// How much it counts, beside a taste that is known for sure (1).
const (
	forTopic    = 0.6  // that a step serves a topic that the person named
	forStage    = 0.25 // that it suits this third of the year
	notForStage = 0.5  // … or another one, against it
	forSession  = 0.2  // that a session that is near is about a topic that it serves
	forStory    = 0.2  // that it is about stories, when one is there to be passed on
	forTrying   = 0.45 // that a key was tried little, so that its taste is not known yet
	forTags     = 0.7  // what is known of a topic, in place of a key
	forAim      = 0.4
	forEffort   = 0.5
	byLot       = 0.1 // that people with the same history do not all get the same
	doubt       = 1.5 // answers that a taste is worth which nobody told yet
	forAlone    = 10  // in place of a step that is the shortest already: that it needs nobody else
)

// Choose picks the next step for a person, and says why this one. It follows from what they did and liked, what they passed over, how much
// time they found, the topics that they named and the time of the year; keys that are tried little come now and then, as nobody knows yet
// (the upper confidence bound of Auer, Cesa-Bianchi and Fischer, 2002). A step that was done never comes again, one that was seen only
// after all others, and no key three times running. Longer ones come only after success, and after two in a row that came to nothing a
// shorter one, as well as where they wish for it; then it is also of a key that is known to be liked, and in place of one that is the shortest
// already one that is done alone. Nor is one longer that comes in exchange. The same situation gives the same step.
func (l *Library) Choose(s Situation) (cohort.Step, cohort.Cause) {
	t := l.tasteOf(s.Before)
	most, gentler := t.mostEffort(s.Before)
	than := -1 // how long the step takes in place of which a gentler one comes
	switch {
	case s.ShorterThan != "":
		than = level(l.step(s.ShorterThan).Effort)
		most, gentler = max(0, min(most, than-1)), true
	case gentler:
		than = level(l.step(s.Before[0].Step).Effort)
	}
	best, score := -1, math.Inf(-1)
	plain, plainly := -1, math.Inf(-1) // without the sessions' topics
	for i := range l.choice {
		step := &l.steps[i]
		if l.varied && t.tired(step.Key, s.Before) {
			continue
		}
		n := t.weigh(i, s, most, than)
		if n > plainly {
			plain, plainly = i, n
		}
		if serves(step, s.Around) != "" {
			n += forSession
		}
		if n > score {
			best, score = i, n
		}
	}
	step := l.steps[best]
	if best != plain && !gentler {
		return step, cohort.Cause{Kind: cohort.ForSession, Topic: serves(&step, s.Around)}
	}
	switch {
	case gentler && level(step.Effort) < than:
		return step, cohort.Cause{Kind: cohort.Gentler}
	case gentler && alone(&step):
		return step, cohort.Cause{Kind: cohort.Lighter}
	case gentler:
		return step, cohort.Cause{}
	}
	return step, t.cause(step, s)
}

// weigh is how much speaks for a step by its place, without what the sessions around add.
func (t *taste) weigh(i int, s Situation, most, than int) float64 {
	step := &t.library.steps[i]
	n := t.liking(step, s)
	if s.ShorterThan != "" && than == 0 && alone(step) {
		n += forAlone
	}
	switch at := t.seen[i]; {
	case t.done[i]:
		n -= 1000 + float64(at)
	case at > 0:
		n -= 100 + float64(at)
	}
	if level(step.Effort) > most { // rather one that was seen
		n -= 500 * float64(level(step.Effort)-most)
	}
	return n
}

// alone reports whether a step needs nobody else.
func alone(step *cohort.Step) bool { return step.Key != cohort.Peers && step.Key != cohort.Stories }

// serves is the first of some topics that a step serves, or nothing.
func serves(step *cohort.Step, topics []string) string {
	for _, tag := range step.Tags {
		if slices.Contains(topics, tag) {
			return tag
		}
	}
	return ""
}

// taste is what a person's answers tell.
type taste struct {
	library  *Library
	seen     []int // by step: the higher the more recently; 0: never
	done     []bool
	key      map[cohort.Key]tally
	tag      map[string]tally
	aim      map[cohort.Aim]tally
	effort   [3]tally
	answers  float64
	farthest int // the longest effort that came to something; -1: none
}

// tally are answers, by how much they were worth.
type tally struct{ sum, n float64 }

// mean is between -1, not to one's taste, and 1; 0: not known.
func (t tally) mean() float64 { return 2*(t.sum+doubt/2)/(t.n+doubt) - 1 }

func (t tally) with(worth float64) tally { return tally{t.sum + worth, t.n + 1} }

// worth is how much an answer says for a step, from 0 to 1; false if it says nothing about it.
func worth(a cohort.Answer) (float64, bool) {
	switch a {
	case cohort.Done:
		return 1, true
	case cohort.Partly:
		return 0.8, true
	case cohort.Trying:
		return 0.6, true
	case cohort.NotYet:
		return 0.35, true
	case cohort.LetGo:
		return 0.2, true
	case cohort.Another:
		return 0, true
	}
	return 0, false // a week off is no judgement of the step
}

func (l *Library) tasteOf(before []cohort.Offer) *taste {
	t := &taste{
		library: l, seen: make([]int, len(l.steps)), done: make([]bool, len(l.steps)), farthest: -1,
		key: make(map[cohort.Key]tally, len(cohort.Keys)), tag: map[string]tally{}, aim: make(map[cohort.Aim]tally, 2),
	}
	for i, offer := range before {
		at, known := l.at[offer.Step]
		if !known {
			continue // no library has it any more
		}
		step := &l.steps[at]
		if t.seen[at] == 0 {
			t.seen[at] = len(before) - i
		}
		success := offer.Answer == cohort.Done || offer.Answer == cohort.Partly
		if success {
			t.done[at], t.farthest = true, max(t.farthest, level(step.Effort))
		}
		w, says := worth(offer.Answer)
		if !says {
			continue
		}
		t.answers++
		t.key[step.Key], t.aim[step.Aim] = t.key[step.Key].with(w), t.aim[step.Aim].with(w)
		t.effort[level(step.Effort)] = t.effort[level(step.Effort)].with(w)
		for _, tag := range step.Tags {
			t.tag[tag] = t.tag[tag].with(w)
		}
	}
	return t
}

// liking is how well a step suits a person, as far as can be known.
func (t *taste) liking(step *cohort.Step, s Situation) float64 {
	key := t.key[step.Key]
	n := key.mean() + forAim*t.aim[step.Aim].mean() +
		forEffort*t.effort[level(step.Effort)].mean() + byLot*float64(cohort.Lot(s.Person, step.ID))/math.MaxUint32
	if s.ShorterThan == "" { // else it is not the moment for something new
		n += forTrying * math.Sqrt(math.Log1p(t.answers)/(1+key.n))
	}
	for _, tag := range step.Tags {
		n += forTags * t.tag[tag].mean() / float64(len(step.Tags))
	}
	if slices.ContainsFunc(step.Tags, func(tag string) bool { return slices.Contains(s.Topics, tag) }) {
		n += forTopic
	}
	if s.Story && step.Key == cohort.Stories {
		n += forStory
	}
	switch {
	case step.Stage == cohort.Anytime || s.Stage == cohort.Anytime || s.Stage == "":
	case step.Stage == s.Stage:
		n += forStage
	default:
		n -= notForStage
	}
	return n
}

// tired reports whether a key came twice running.
func (t *taste) tired(key cohort.Key, before []cohort.Offer) bool {
	return len(before) >= 2 && t.library.step(before[0].Step).Key == key && t.library.step(before[1].Step).Key == key
}

// mostEffort is the longest effort that may come next: one more than the longest that came to something, and after two steps in a row
// that came to nothing a shorter one than the last, which it reports. In exchange for a step comes none that is longer.
func (t *taste) mostEffort(before []cohort.Offer) (most int, gentler bool) {
	most = min(t.farthest+1, level(cohort.HalfDay))
	nothing := 0
	for _, offer := range before {
		switch offer.Answer {
		case cohort.Another, cohort.NotThisWeek, cohort.NotYet, cohort.LetGo:
			nothing++
		case cohort.Open: // not answered yet
			continue
		}
		if nothing == 2 || offer.Answer == cohort.Done || offer.Answer == cohort.Partly || offer.Answer == cohort.Trying {
			break
		}
	}
	if len(before) > 0 && before[0].Answer == cohort.Another {
		most = min(most, level(t.library.step(before[0].Step).Effort))
	}
	if nothing < 2 {
		return most, false
	}
	return max(0, min(most, level(t.library.step(before[0].Step).Effort)-1)), true
}

// cause is what about a person led to a step, as it is told to them; nothing where it was no one thing.
func (t *taste) cause(step cohort.Step, s Situation) cohort.Cause {
	for _, tag := range step.Tags {
		if slices.Contains(s.Topics, tag) {
			return cohort.Cause{Kind: cohort.ForTopic, Topic: tag}
		}
	}
	key := t.key[step.Key]
	switch {
	case t.farthest >= 0 && level(step.Effort) > t.farthest && wentWell(s.Before):
		return cohort.Cause{Kind: cohort.Further}
	case key.n >= 2 && key.sum/key.n >= 0.7:
		return cohort.Cause{Kind: cohort.Liked}
	case key.n == 0 && t.answers >= 3:
		return cohort.Cause{Kind: cohort.Untouched}
	}
	return cohort.Cause{}
}

// wentWell reports whether the newest step that was answered came to something.
func wentWell(before []cohort.Offer) bool {
	for _, offer := range before { // newest first
		if offer.Answer != cohort.Open {
			return offer.Answer == cohort.Done || offer.Answer == cohort.Partly
		}
	}
	return false
}

// level orders efforts: the shortest is 0.
func level(e cohort.Effort) int {
	switch e {
	case cohort.HalfHour:
		return 1
	case cohort.HalfDay:
		return 2
	}
	return 0
}
