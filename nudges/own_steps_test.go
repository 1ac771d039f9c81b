package nudges_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// ownStep is a step as organisers write it, in Japanese.
func ownStep(id string, key cohort.Key) cohort.OwnStep {
	return cohort.OwnStep{
		Step:  cohort.Step{ID: id, Key: key, Effort: cohort.FiveMinutes, Aim: cohort.Will, Stage: cohort.Anytime},
		Words: map[string]cohort.StepWords{"ja": {Do: id + "をしませんか。", Did: id + "をする", Why: id + "はよい。", Plan: "朝に、" + id + "をする"}},
	}
}

// leftOut leaves out those of Ippo's steps that a test names.
func leftOut(which func(i int, step cohort.Step) bool) (all []cohort.OwnStep) {
	for i, step := range nudges.BuiltIn().Steps() {
		if which(i, step) {
			all = append(all, cohort.OwnStep{Step: cohort.Step{ID: step.ID}, LeftOut: true})
		}
	}
	return all
}

// imports brings the cohort's own steps in line with a list, as an import does.
func (h *house) imports(steps ...cohort.OwnStep) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		_, err := tx.SaveSteps(h.cohort.ID, steps, h.clock.Now())
		return err
	})
}

// library is the cohort's.
func (h *house) library() (l *nudges.Library) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		l, err = nudges.LibraryOf(tx, h.cohort.ID)
		return err
	})
	return l
}

// offers puts a step before somebody now.
func (h *house) offers(step string) cohort.Offer {
	h.Helper()
	offer := cohort.Offer{ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Step: step, Answer: cohort.Trying, Offered: h.clock.Now()}
	h.clock.Advance(time.Hour)
	return offer
}

// does is what an offer's step asks its reader to do.
func (h *house) does(offer cohort.Offer, language string) (said nudges.Said) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		said, err = nudges.StepOf(tx, locale.In(language), offer)
		return err
	})
	return said
}

// TestOursCouldBeTheirs writes Ippo's own library as organisers write theirs: it holds to what they are held to.
func TestOursCouldBeTheirs(t *testing.T) {
	var entries []map[string]any
	for _, step := range nudges.BuiltIn().Steps() {
		entry := map[string]any{"id": step.ID, "key": step.Key, "effort": step.Effort, "aim": step.Aim, "stage": step.Stage, "tags": step.Tags}
		for _, language := range locale.Languages() {
			words := map[string]string{}
			for _, part := range []string{"do", "did", "why", "plan"} {
				words[part] = locale.In(language).Say("steps." + step.ID + "." + part)
			}
			entry[language] = words
		}
		entries = append(entries, entry)
	}
	data, err := yaml.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := config.ParseSteps("steps.yaml", data, cohort.Cohort{Language: "ja"}, nudges.BuiltIn().Steps())
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range nudges.BuiltIn().Steps() {
		if diff := cmp.Diff(step, theirs[i].Step); diff != "" || len(theirs[i].Words) != len(locale.Languages()) {
			t.Errorf("%s reads as another: %s", step.ID, diff)
		}
	}
}

func TestChoosingAmongOwnSteps(t *testing.T) {
	h := open(t, 1)
	out := leftOut(func(i int, step cohort.Step) bool { return i%2 == 0 && step.ID != "pension" })
	replaced := ownStep("pension", cohort.Peers)
	h.imports(append(out, ownStep("npo", cohort.Stories), ownStep("alumni", cohort.Peers), replaced)...)
	library := h.library()
	if want := len(nudges.BuiltIn().Steps()) - len(out) + 2; len(library.Steps()) != want {
		t.Errorf("there are %d steps to choose from, want %d", len(library.Steps()), want)
	}
	came := map[string]int{}
	for i := range 20 {
		var before []cohort.Offer
		for week := range len(library.Steps()) + 5 { // until all have been seen
			s := nudges.Situation{Person: fmt.Sprint("U", i), Before: before}
			if i%2 == 0 && week == 0 { // they have done some that are left out since
				for _, gone := range out[:5] {
					s.Before = append(s.Before, offered(gone.Step, cohort.Done))
				}
				before = s.Before
			}
			step, because := library.Choose(s)
			if again, why := library.Choose(s); again.ID != step.ID || why != because {
				t.Fatalf("the same history gives %s and %s", step.ID, again.ID)
			}
			if slices.ContainsFunc(out, func(o cohort.OwnStep) bool { return o.ID == step.ID }) {
				t.Fatalf("%s comes, which is left out", step.ID)
			}
			if step.ID == "pension" && step.Key != cohort.Peers {
				t.Errorf("pension comes as Ippo's, with the key %s", step.Key)
			}
			came[step.ID]++
			answer := cohort.NotYet
			if week%2 == 0 {
				answer = cohort.Done
			}
			before = slices.Insert(before, 0, offered(step, answer))
		}
	}
	for _, step := range library.Steps() {
		if came[step.ID] == 0 {
			t.Errorf("%s never comes", step.ID)
		}
	}
}

// What another process imports holds from the next choice on.
func TestImportOfStepsIsSeenAtOnce(t *testing.T) {
	h := open(t, 1)
	other, err := storage.Open(t.Context(), h.path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	own := []cohort.OwnStep{ownStep("npo", cohort.Stories), ownStep("alumni", cohort.Peers)}
	for _, n := range []int{1, 2, 0, 2} {
		err := other.Write(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.SaveSteps(h.cohort.ID, own[:n], h.clock.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		library := h.library()
		if got, want := len(library.Steps()), len(nudges.BuiltIn().Steps())+n; got != want {
			t.Errorf("there are %d steps to choose from, want %d", got, want)
		}
		if h.library() != library {
			t.Error("the same library is built twice")
		}
	}
}

// A library with one key alone cannot have others come between.
func TestChoosingAmongStepsOfOneKey(t *testing.T) {
	h := open(t, 1)
	all := leftOut(func(int, cohort.Step) bool { return true })
	for i := range 10 {
		all = append(all, ownStep(fmt.Sprint("own", i), cohort.Peers))
	}
	h.imports(all...)
	var before []cohort.Offer
	for range 10 {
		step, _ := h.library().Choose(nudges.Situation{Person: "U1", Before: before})
		if slices.ContainsFunc(before, func(o cohort.Offer) bool { return o.Step == step.ID }) || !strings.HasPrefix(step.ID, "own") {
			t.Fatalf("%s comes after %v", step.ID, before)
		}
		before = slices.Insert(before, 0, offered(step, cohort.Done))
	}
}

// TestWhatWasOfferedStaysAsItWas imports step after step, and looks at what was offered meanwhile.
func TestWhatWasOfferedStaysAsItWas(t *testing.T) {
	h := open(t, 1)
	ja, en := locale.In("ja"), locale.In("en")
	first := h.offers("pension")
	if h.library() != nudges.BuiltIn() {
		t.Error("a cohort without steps of its own has a library of its own")
	}
	both := ownStep("npo", cohort.Stories)
	both.Words["en"] = cohort.StepWords{Do: "Will you?", Did: "Do it", Why: "It is good.", Plan: "In the morning, I do it"}
	h.imports(ownStep("pension", cohort.Outside), both)
	own, npo := h.offers("pension"), h.offers("npo")
	h.imports(cohort.OwnStep{Step: cohort.Step{ID: "pension"}, LeftOut: true}, both)
	h.imports(cohort.OwnStep{Step: cohort.Step{ID: "life_after"}, LeftOut: true})
	last, never := h.offers("pension"), h.offers("no_such_step")
	for _, test := range []struct {
		name     string
		offer    cohort.Offer
		language string
		do       string
		effort   cohort.Effort
	}{
		{"before it was replaced", first, "ja", ja.Say("steps.pension.do"), cohort.HalfHour},
		{"before it was replaced, in English", first, "en", en.Say("steps.pension.do"), cohort.HalfHour},
		{"while it was replaced", own, "ja", "pensionをしませんか。", cohort.FiveMinutes},
		{"while it was replaced, in English: as the cohort reads it", own, "en", "pensionをしませんか。", cohort.FiveMinutes},
		{"after that", last, "ja", ja.Say("steps.pension.do"), cohort.HalfHour},
		{"one that is gone", npo, "ja", "npoをしませんか。", cohort.FiveMinutes},
		{"one that is gone, in English", npo, "en", "Will you?", cohort.FiveMinutes},
		{"one of Ippo's that is left out", h.offers("life_after"), "ja", ja.Say("steps.life_after.do"), cohort.HalfHour},
		{"one that nobody knows", never, "ja", ja.Say("step.gone_do"), ""},
		{"one that nobody knows, in English", never, "en", en.Say("step.gone_do"), ""},
	} {
		if said := h.does(test.offer, test.language); said.Do != test.do || said.Effort != test.effort {
			t.Errorf("%s: it says %q and takes %q, want %q and %q", test.name, said.Do, said.Effort, test.do, test.effort)
		}
	}
	h.write(func(tx *storage.Tx) error {
		message, err := nudges.OfferMessage(tx, ja, never, h.clock.Now())
		if text := fmt.Sprint(message); strings.Contains(text, "no_such_step") || strings.Contains(text, "steps.") || strings.Contains(text, "step.effort") {
			t.Errorf("a key shows:\n%s", text)
		}
		return err
	})
}

// A step of theirs is taken out and put back: what was offered of ours in between says what it said.
func TestStepThatIsPutBack(t *testing.T) {
	for name, out := range map[string]cohort.OwnStep{
		"not on the list": ownStep("npo", cohort.Stories), "left out": {Step: cohort.Step{ID: "pension"}, LeftOut: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, 1)
			h.imports(ownStep("pension", cohort.Outside))
			h.clock.Advance(day)
			h.imports(out)
			between := h.offers("pension")
			before := h.does(between, "ja").Do
			h.clock.Advance(day)
			h.imports(ownStep("pension", cohort.Outside))
			if after := h.does(between, "ja").Do; after != before {
				t.Errorf("it said %q, and says now %q", before, after)
			}
			if said := h.does(h.offers("pension"), "ja").Do; said != "pensionをしませんか。" {
				t.Errorf("what is offered then says %q", said)
			}
		})
	}
}

// BenchmarkLibraryOf finds the library of a cohort that has steps of its own, as each nudge does.
func BenchmarkLibraryOf(b *testing.B) {
	db, err := storage.Open(b.Context(), b.TempDir()+"/ippo.db")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	err = db.Write(b.Context(), func(tx *storage.Tx) error {
		if err := tx.SaveCohort(cohort.Cohort{ID: "c", Name: "第4期", Language: "ja"}); err != nil {
			return err
		}
		_, err := tx.SaveSteps("c", []cohort.OwnStep{ownStep("npo", cohort.Stories)}, time.Now())
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	err = db.Read(b.Context(), func(tx *storage.Tx) error {
		for b.Loop() {
			if _, err := nudges.LibraryOf(tx, "c"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
