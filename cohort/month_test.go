package cohort_test

import (
	"slices"
	"testing"
	"time"

	"ippo/cohort"
)

// In the week before a session it colours a step, in the week after it, too; of several the nearest does.
func TestColourAt(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, time.UTC) }
	nine := cohort.Session{ID: "nine", Starts: at(9, 10), Minutes: 120}
	nineteen := cohort.Session{ID: "nineteen", Starts: at(19, 10), Minutes: 120}
	for _, test := range []struct {
		name   string
		now    time.Time
		misses string
		want   string
	}{
		{"more than a week before", at(2, 9), "", ""},
		{"a week before", at(2, 10), "", "nine ahead"},
		{"the day before", at(8, 10), "", "nine ahead"},
		{"while it begins", at(9, 10), "", ""},
		{"while it is under way", at(9, 11), "", ""},
		{"when it has ended", at(9, 12), "", "nine behind"},
		{"between two, nearer to the first", at(14, 10), "", "nine behind"},
		{"between two, as near to each", at(14, 11), "", "nineteen ahead"},
		{"between two, nearer to the second", at(14, 12), "", "nineteen ahead"},
		{"between two, of which they miss the second", at(14, 12), "nineteen", "nine behind"},
		{"before one that they miss", at(8, 10), "nine", ""},
		{"after one that they missed", at(10, 10), "nine", "nine behind"},
		{"a week after", at(26, 12), "", "nineteen behind"},
		{"more than a week after", at(26, 13), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			sessions := []cohort.Session{nine, nineteen}
			for range 2 { // in either order
				s, colour := cohort.ColourAt(sessions, test.now, func(id string) bool { return id == test.misses })
				got := s.ID
				if colour != "" {
					got += " " + string(colour)
				}
				if got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
				slices.Reverse(sessions)
			}
		})
	}
}

func TestTopicsAround(t *testing.T) {
	now := time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)
	near := func(days int, topics ...string) cohort.Session {
		return cohort.Session{Starts: now.AddDate(0, 0, days), Minutes: 60, Topics: topics}
	}
	got := cohort.TopicsAround([]cohort.Session{near(-15, "founding"), near(-14, "license"), near(0, "learning", "license"), near(15, "inside")}, now.Add(time.Hour))
	if !slices.Equal(got, []string{"license", "learning"}) {
		t.Errorf("got %v", got)
	}
}
