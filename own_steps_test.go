package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// cohortWithSteps is the demo's cohort file, naming a file of steps in its seventh line if there is one.
func cohortWithSteps(t *testing.T, language, stepsFile string) string {
	t.Helper()
	data, err := demoFiles.ReadFile("demo/cohort." + language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	if stepsFile == "" {
		return string(data)
	}
	return strings.Replace(string(data), "schedule:", "steps: "+stepsFile+"\nschedule:", 1)
}

// TestImportOfOwnSteps imports a file of steps, changes it, and takes it away again: the numbers are said, and all of it holds or nothing.
func TestImportOfOwnSteps(t *testing.T) {
	folder := t.TempDir()
	database := filepath.Join(folder, "ippo.db")
	t.Setenv("IPPO_DATABASE", database)
	words, ours := locale.In("ja"), len(nudges.BuiltIn().Steps())
	example, err := os.ReadFile("testdata/own-steps.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "own"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := write(t, folder, "cohort.yaml", cohortWithSteps(t, "ja", "own/steps.yaml"))
	steps := func(text string) { t.Helper(); write(t, filepath.Join(folder, "own"), "steps.yaml", text) }
	imports := func(file, want string) {
		t.Helper()
		code, _, said := ippo(t, "import", file)
		if code != exitDone || !strings.HasSuffix(said, want) || want == "" && strings.Count(said, "\n") > 1 {
			t.Errorf("exit code %d, want %q at the end:\n%s", code, want, said)
		}
	}
	says := func(added, replaced, leftOut, gone int) string {
		return intake.StepChanges{Added: added, Replaced: replaced, LeftOut: leftOut, Gone: gone, All: ours + added - leftOut}.Say(words) + "\n"
	}
	steps(string(example))
	imports(file, says(2, 1, 1, 0))
	before := besidesLog(tables(t, database))
	imports(file, says(2, 1, 1, 0))
	if diff := cmp.Diff(before, besidesLog(tables(t, database))); diff != "" {
		t.Errorf("the same again changes: %s", diff)
	}

	steps(strings.Replace(string(example), "effort: half_day", "effort: 3m", 1))
	other := write(t, folder, "other.yaml", strings.Replace(cohortWithSteps(t, "ja", "own/steps.yaml"), "人生の棚卸し", "別のテーマ", 1))
	if code, _, said := ippo(t, "import", other); code != exitFailed || !strings.HasPrefix(said, "steps.yaml:4: ") {
		t.Errorf("a mistake among the steps: exit code %d\n%s", code, said)
	}
	both := write(t, folder, "both.yaml", strings.Replace(cohortWithSteps(t, "ja", "own/steps.yaml"), "Asia/Tokyo", "Asia/Edo", 1))
	if _, _, said := ippo(t, "import", both); !strings.HasPrefix(said, "both.yaml:4: ") || !strings.Contains(said, "\nsteps.yaml:4: ") {
		t.Errorf("a mistake in each file:\n%s", said)
	}
	none := write(t, folder, "none.yaml", cohortWithSteps(t, "ja", "own/step.yaml"))
	want := "none.yaml:7: " + words.Say("config.steps_file_missing", "Path", "own/step.yaml")
	if code, _, said := ippo(t, "import", none); code != exitFailed || !strings.HasPrefix(said, want) {
		t.Errorf("a file that is not there: exit code %d\n%s", code, said)
	}
	if code, _, said := ippo(t, "import", write(t, folder, "folder.yaml", cohortWithSteps(t, "ja", "own"))); code != exitFailed || !strings.HasPrefix(said, "folder.yaml:7: ") {
		t.Errorf("a folder: exit code %d\n%s", code, said)
	}
	if diff := cmp.Diff(before, besidesLog(tables(t, database))); diff != "" {
		t.Errorf("faulty steps change: %s", diff)
	}

	first, _, _ := strings.Cut(string(example), "- id: alumni_lunch")
	steps(first)
	imports(file, says(1, 0, 0, 3))
	without := write(t, folder, "cohort.yaml", cohortWithSteps(t, "ja", ""))
	imports(without, says(0, 0, 0, 1))
	imports(without, "")
	read(t, database, func(tx *storage.Tx) error {
		c, err := tx.CohortNamed("第4期")
		library, err2 := nudges.LibraryOf(tx, c.ID)
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		if diff := cmp.Diff(nudges.BuiltIn().Steps(), library.Steps()); diff != "" {
			t.Errorf("without steps of their own: %s", diff)
		}
		return nil
	})
}

// TestOwnStepsFromNudgeToPlan has a cohort with steps of its own alone: they come, are planned, and are spoken of when they are gone.
func TestOwnStepsFromNudgeToPlan(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		parts := map[string]map[string]string{
			"ja": {"do": "窓口%dをたずねてみませんか。", "did": "窓口%dをたずねる", "why": "窓口%dは開いています。", "plan": "朝に席に着いたら、窓口%dに電話する"},
			"en": {"do": "Would you visit desk %d?", "did": "Visit desk %d", "why": "Desk %d is open.", "plan": "When I sit down, I call desk %d"},
		}[s.language]
		said := func(n int, part string) string { return fmt.Sprintf(parts[part], n) }
		shown := func(text string) int { // which of these steps a text asks one to do; -1: none
			for n := range 10 {
				if strings.Contains(text, said(n, "do")) {
					return n
				}
			}
			return -1
		}
		file := ""
		for n := range 10 {
			file += fmt.Sprintf("- {id: desk_%d, key: %s, effort: 30m, aim: can, %s: {do: '%s', did: '%s', why: '%s', plan: '%s'}}\n", n, cohort.Keys[n%5],
				s.language, said(n, "do"), said(n, "did"), said(n, "why"), said(n, "plan"))
		}
		for _, step := range nudges.BuiltIn().Steps() {
			file += "- {id: " + step.ID + ", leave_out: true}\n"
		}
		s.importWithSteps(file)

		dm := s.seat(hanako).DM()
		s.until("2026-11-30T09:01")
		nudge := s.dm(hanako)[0]
		n := shown(nudge)
		if n < 0 {
			s.Fatalf("none of the cohort's own steps:\n%s", nudge)
		}
		s.says(nudge, "step.why", "Why", said(n, "why"), "Effort", s.words.Say("step.effort_30m"))

		s.press(hanako, dm, s.words.Say("step.answer_trying"))
		s.await("the question when", func() bool { return strings.Contains(s.dm(hanako)[0], s.words.Say("step.plan_when")) })
		s.form(hanako, func() error { s.press(hanako, dm, s.words.Say("step.plan_pick")); return nil })
		if form := s.workspace.PlainBlocks(s.seat(hanako).Modal().Blocks); !strings.Contains(form, said(n, "did")) {
			s.Errorf("the form does not say what is planned:\n%s", form)
		}
		s.submit(hanako, map[string]any{"day": "2026-12-01", "clock": "12:15"}) // with the words that it suggests
		s.seat(hanako).CloseModal(s.ctx)
		s.importWithSteps("") // the step is gone, not what she resolved
		s.until("2026-12-01T12:16")
		if all := s.dm(hanako); len(all) != 2 || !strings.Contains(all[1], said(n, "plan")) {
			s.Errorf("at the time that she chose: %v", all[1:])
		}
		s.until("2026-12-07T09:01")
		asked := s.dm(hanako)[2]
		s.says(asked, "step.how_did_it_go")
		if !strings.Contains(asked, said(n, "did")) {
			s.Errorf("it asks after another step:\n%s", asked)
		}
		s.press(hanako, dm, s.words.Say("step.answer_done"))
		s.await("the next step", func() bool { return strings.Contains(s.dm(hanako)[2], s.words.Say("step.outcome_done")) })
		if next := s.dm(hanako)[2]; shown(next) >= 0 {
			s.Errorf("a step comes that is gone:\n%s", next)
		}
		if listed := s.command(hanako, "step", ""); !strings.Contains(listed, said(n, "did")) {
			s.Errorf("what she did is not listed:\n%s", listed)
		}
	})
}

// importWithSteps imports the demo's cohort, with a file of steps or without.
func (s *stage) importWithSteps(steps string) {
	s.Helper()
	folder, name := s.TempDir(), ""
	if steps != "" {
		name = "own-steps.yaml"
		write(s.T, folder, name, steps)
	}
	file, err := readCohort([]string{write(s.T, folder, "cohort.yaml", cohortWithSteps(s.T, s.language, name))})
	if err != nil {
		s.Fatal(err)
	}
	if _, err := apply(s.ctx, s.app.db, file, s.clock.Now(), intake.Permits{Remove: true}); err != nil {
		s.Fatal(err)
	}
}

// The file of steps is a plain one beside the cohort file, or below: nothing else is opened, however it is named.
func TestStepsComeFromBesideTheCohortFile(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "outside.yaml", "- {id: x}\n")
	inner := filepath.Join(folder, "inner")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(inner, "pipe"), 0o600); err != nil { // opening it would wait for ever
		t.Fatal(err)
	}
	write(t, inner, "large.yaml", strings.Repeat("# 一歩\n", largestSteps/5))
	for name, code := range map[string]string{
		"../outside.yaml": "steps_file_outside", "/etc/hostname": "steps_file_outside", "pipe": "steps_file_not_plain", ".": "steps_file_not_plain",
		"large.yaml": "steps_file_too_large", "missing.yaml": "steps_file_missing",
	} {
		_, err := readCohort([]string{write(t, inner, "cohort.yaml", cohortWithSteps(t, "ja", name))})
		var problems config.Problems
		if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Code != code || problems[0].Line == 0 {
			t.Errorf("%s: %v, want %s", name, err, code)
		}
	}
}
