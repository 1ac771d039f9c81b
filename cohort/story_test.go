package cohort_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ippo/cohort"
)

func TestWhatSpeakersHaveTold(t *testing.T) {
	now := time.Date(2026, 12, 14, 0, 0, 0, 0, time.UTC)
	at := func(id string, days int) cohort.Session {
		return cohort.Session{ID: id, Starts: now.AddDate(0, 0, days), Minutes: 60, Story: "話"}
	}
	silent := at("silent", -2)
	silent.Story = ""
	for _, test := range []struct {
		name     string
		sessions []cohort.Session
		seen     []string
		want     []string
		fresh    bool
	}{
		{"none", []cohort.Session{silent}, nil, nil, false},
		{"before the session", []cohort.Session{at("s", 2)}, nil, nil, false},
		{"one that they have seen", []cohort.Session{at("s", -2)}, []string{"s"}, nil, false},
		{"of this week, first", []cohort.Session{at("old", -40), at("s", -5), silent}, nil, []string{"s", "old"}, true},
		{"the latest", []cohort.Session{at("five", -5), at("two", -2)}, nil, []string{"two", "five"}, true},
		{"of long ago", []cohort.Session{at("old", -40)}, nil, []string{"old"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			told := cohort.ToldBy(test.sessions, test.seen, now)
			var ids []string
			for _, s := range told {
				ids = append(ids, s.ID)
			}
			if !slices.Equal(ids, test.want) || (len(told) > 0 && told[0].Fresh(now)) != test.fresh {
				t.Errorf("got %v: %+v", ids, told)
			}
		})
	}
}

func TestNextStory(t *testing.T) {
	if got := cohort.NextStory("U1", nil); got != "" {
		t.Errorf("of none comes %q", got)
	}
	first := map[string]int{}
	for i := range 60 {
		person := fmt.Sprint("U1", i)
		one := cohort.NextStory(person, []string{"a", "b", "c"})
		if again := cohort.NextStory(person, []string{"c", "b", "a"}); again != one {
			t.Errorf("in another order comes %q instead of %q", again, one)
		}
		first[one]++
	}
	if len(first) < 3 {
		t.Errorf("of three stories these come first to sixty people: %v", first)
	}
}
