package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/config"
)

// opening is the good file with a word on entry, in line 6.
func opening(entry string) []byte {
	return []byte(strings.Replace(good, "schedule:", "entry: "+entry+"\nschedule:", 1))
}

// When entry is open is read in the cohort's zone; without places there is no limit, and without a word of it nothing is said.
func TestParseEntry(t *testing.T) {
	want := cohort.Enrolment{From: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 15, 9, 0, 0, 0, time.UTC), Places: 40}
	for text, places := range map[string]int{"{from: 2026-10-01T09:00, until: 2026-11-15T18:00, places: 40}": 40, "{from: 2026-10-01 09:00, until: 2026-11-15 18:00}": 0} {
		got, err := config.ParseCohort("cohort.yaml", opening(text), "", nil)
		want.Places = places
		if diff := cmp.Diff(want, got.Cohort.Entry); err != nil || diff != "" || !got.Opens {
			t.Errorf("%s: %v %s", text, err, diff)
		}
	}
	if got, err := config.ParseCohort("cohort.yaml", []byte(good), "", nil); err != nil || got.Opens || got.Cohort.Entry != (cohort.Enrolment{}) {
		t.Errorf("without a word of it: %+v %v", got.Cohort.Entry, err)
	}
}

func TestProblemsOfEntry(t *testing.T) {
	for text, code := range map[string]string{
		"soon":                         "not_a_mapping",
		"{from: 2026-10-01T09:00}":     "missing",
		"{until: 2026-10-01T09:00}":    "missing",
		"{from: x, until: 2026-10-01}": "starts_wrong",
		"{from: 2026-10-02T09:00, until: 2026-10-01T09:00}":               "entry_backwards",
		"{from: 2026-10-02T09:00, until: 2026-10-02T09:00}":               "entry_backwards",
		"{from: 2026-10-01T09:00, until: 2026-10-02T09:00, places: many}": "places_wrong",
		"{from: 2026-10-01T09:00, until: 2026-10-02T09:00, places: -1}":   "places_wrong",
		"{from: 2026-10-01T09:00, until: 2026-10-02T09:00, place: 4}":     "unknown_key",
	} {
		_, err := config.ParseCohort("cohort.yaml", opening(text), "", nil)
		if problem := find(t, err, code); problem.Line != 6 {
			t.Errorf("%s is named in line %d", text, problem.Line)
		}
	}
}

// A channel is known however people copy it out of Slack, but not by its name.
func TestChannel(t *testing.T) {
	for text, want := range map[string]string{
		" C0123ABCD ": "C0123ABCD", "<#C0123ABCD|第5期>": "C0123ABCD", "https://acme.slack.com/archives/C0123ABCD": "C0123ABCD",
		"https://acme.slack.com/archives/G0123ABCD/p1?x=1": "G0123ABCD", "#general": "", "general": "", "U0001": "", "": "",
	} {
		if got, ok := config.Channel(text); got != want || ok != (want != "") {
			t.Errorf("%q reads as %q, %v", text, got, ok)
		}
	}
}
