package nudges

import (
	"slices"
	"sync"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Library is what steps are chosen from: Ippo's own, or a cohort's, with what its organisers wrote or left out. It never changes, and is
// safe for concurrent use.
type Library struct {
	steps    []cohort.Step  // those to choose from; after them those that are only known from what was offered before
	choice   int            // how many there are to choose from
	varied   bool           // they serve more than one key
	at       map[string]int // the places of all, by id
	own      map[string]cohort.OwnStep
	language string // of the cohort: in it there are words for all of its own
}

func newLibrary(ours []cohort.Step, own []cohort.OwnStep, language string) *Library {
	l := &Library{own: make(map[string]cohort.OwnStep, len(own)), language: language}
	for _, s := range own {
		l.own[s.ID] = s
	}
	var before []cohort.Step
	for _, step := range ours {
		switch s, changed := l.own[step.ID]; {
		case s.LeftOut:
			before = append(before, step)
		case changed && s.Stands():
			l.steps = append(l.steps, s.Step)
		default:
			l.steps = append(l.steps, step)
		}
	}
	for _, s := range own {
		switch {
		case slices.ContainsFunc(ours, func(step cohort.Step) bool { return step.ID == s.ID }):
		case s.Stands():
			l.steps = append(l.steps, s.Step)
		case len(s.Words) > 0:
			before = append(before, s.Step)
		}
	}
	l.choice = len(l.steps)
	l.steps = append(l.steps, before...)
	l.at = make(map[string]int, len(l.steps))
	for i, step := range l.steps {
		l.at[step.ID] = i
		l.varied = l.varied || i < l.choice && step.Key != l.steps[0].Key
	}
	return l
}

// Steps lists those that are put before people.
func (l *Library) Steps() []cohort.Step { return slices.Clone(l.steps[:l.choice]) }

// step is the one of an id; the zero one if it is not known.
func (l *Library) step(id string) cohort.Step {
	if at, known := l.at[id]; known {
		return l.steps[at]
	}
	return cohort.Step{}
}

// edition is a cohort's library as of an edition of its steps.
type edition struct {
	name, language string
	library        *Library
}

// mostEditions are kept: more than there are cohorts under way, and few enough for a process that rehearses many.
const mostEditions = 50

// editions are kept, by cohort, as to build a library takes longer than to choose from it.
var editions = struct {
	sync.Mutex
	of map[string]edition
}{of: map[string]edition{}}

// LibraryOf returns the library of a cohort as the transaction sees it.
func LibraryOf(tx *storage.Tx, cohortID string) (*Library, error) {
	name, language, err := tx.Edition(cohortID)
	if err != nil || name == "" {
		return builtIn, err
	}
	editions.Lock()
	kept, found := editions.of[cohortID]
	editions.Unlock()
	if found && kept.name == name && kept.language == language {
		return kept.library, nil
	}
	own, err := tx.OwnSteps(cohortID)
	if err != nil {
		return nil, err
	}
	l := newLibrary(builtIn.steps, own, language)
	editions.Lock()
	defer editions.Unlock()
	if len(editions.of) >= mostEditions {
		clear(editions.of)
	}
	editions.of[cohortID] = edition{name, language, l}
	return l, nil
}

// Said is a step as it is said to somebody. Of one that is not known any more there is only what names it.
type Said struct {
	cohort.StepWords
	Effort cohort.Effort
	Aim    cohort.Aim
}

// StepOf is what the step of an offer says, in the reader's language, or else in the cohort's. One of the organisers' own that was offered
// since they last put it on their list, or that Ippo has none of the same id for, says what they wrote last; any other says what Ippo's does.
func StepOf(tx *storage.Tx, w *locale.Words, offer cohort.Offer) (Said, error) {
	l, err := LibraryOf(tx, offer.Cohort)
	if err != nil {
		return Said{}, err
	}
	return l.said(w, offer), nil
}

func (l *Library) said(w *locale.Words, offer cohort.Offer) Said {
	own, ours := l.own[offer.Step], w.Has("steps."+offer.Step+".do")
	switch {
	case own.Held(offer.Offered), len(own.Words) > 0 && !ours:
		return Said{own.In(w.Language(), l.language), own.Effort, own.Aim}
	case ours:
		say := func(part string) string { return w.Say("steps." + offer.Step + "." + part) }
		step := builtIn.step(offer.Step)
		return Said{cohort.StepWords{Do: say("do"), Did: say("did"), Why: say("why"), Plan: say("plan")}, step.Effort, step.Aim}
	}
	return Said{StepWords: cohort.StepWords{Do: w.Say("step.gone_do"), Did: w.Say("step.gone_did")}}
}
