package cohort_test

import (
	"fmt"
	"testing"
	"time"

	"ippo/cohort"
)

func TestNextStory(t *testing.T) {
	now := time.Date(2026, 12, 14, 0, 0, 0, 0, time.UTC)
	given := func(id, person string) cohort.Story {
		return cohort.Story{ID: id, Person: person, Given: now.AddDate(0, 0, -1)}
	}
	told := func(id string, days int) cohort.Story {
		s, tells := cohort.Session{ID: id, Starts: now.AddDate(0, 0, days), Minutes: 60, Story: "話"}.Told()
		if !tells {
			t.Fatal("the session tells nothing")
		}
		return s
	}
	draft := cohort.Story{ID: "draft", Person: "U2"}
	for _, test := range []struct {
		name string
		all  []cohort.Story
		seen []string
		want string
	}{
		{"none", nil, nil, ""},
		{"a draft", []cohort.Story{draft}, nil, ""},
		{"their own", []cohort.Story{given("own", "U1")}, nil, ""},
		{"one of somebody else", []cohort.Story{given("own", "U1"), given("other", "U2")}, nil, "other"},
		{"one that they have seen", []cohort.Story{given("other", "U2")}, []string{"other"}, ""},
		{"a speaker's before the session", []cohort.Story{told("s", 2)}, nil, ""},
		{"a speaker's of this week, first", []cohort.Story{given("a", "U2"), given("b", "U3"), told("old", -40), told("s", -5)}, nil, "s"},
		{"the latest speaker's", []cohort.Story{told("five", -5), told("two", -2)}, nil, "two"},
		{"a speaker's of long ago", []cohort.Story{told("old", -40)}, nil, "old"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for range 3 {
				if got, found := cohort.NextStory(test.all, "U1", test.seen, now); got.ID != test.want || found != (test.want != "") {
					t.Errorf("got %q, %v", got.ID, found)
				}
			}
		})
	}
	first := map[string]int{}
	all := []cohort.Story{given("a", "U1"), given("b", "U2"), given("c", "U3")}
	for i := range 60 {
		s, _ := cohort.NextStory(all, fmt.Sprint("U1", i), nil, now)
		first[s.ID]++
	}
	if len(first) < 3 {
		t.Errorf("of three stories these come first to sixty people: %v", first)
	}
}
