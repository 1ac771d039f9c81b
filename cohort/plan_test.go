package cohort_test

import (
	"testing"

	"ippo/cohort"
)

// A time of day is written as people say it, without a nought before it.
func TestPlanClock(t *testing.T) {
	for plan, want := range map[cohort.PlanTime]string{cohort.Tonight: "19:30", cohort.Tomorrow: "8:00", cohort.Saturday: "10:00"} {
		if got := plan.Clock(cohort.Person{Zone: "Asia/Tokyo"}); got != want {
			t.Errorf("%s is at %q, want %q", plan, got, want)
		}
	}
}

// What came to nothing may be done after all; nothing else that was told changes.
func TestWhatFollowsAnAnswer(t *testing.T) {
	answers := []cohort.Answer{
		cohort.Open, cohort.Trying, cohort.Another, cohort.NotThisWeek, cohort.Done, cohort.Partly, cohort.NotYet, cohort.LetGo,
	}
	for _, from := range answers[4:] {
		for _, to := range answers {
			after := to == cohort.Done && (from == cohort.NotYet || from == cohort.LetGo)
			if to.Follows(from) != after {
				t.Errorf("%s follows %s: %v", to, from, !after)
			}
		}
	}
}

func TestPlanTimes(t *testing.T) {
	for _, test := range []struct {
		zone, now string
		plan      cohort.PlanTime
		want      string
	}{
		{"Asia/Tokyo", "2026-12-01T09:00", cohort.Tonight, "2026-12-01T19:30"},
		{"Asia/Tokyo", "2026-12-01T20:00", cohort.Tonight, ""}, // over
		{"Asia/Tokyo", "2026-12-01T23:30", cohort.Tomorrow, "2026-12-02T08:00"},
		{"Asia/Tokyo", "2026-12-31T09:00", cohort.Tomorrow, "2027-01-01T08:00"},
		{"Asia/Tokyo", "2026-12-01T09:00", cohort.Saturday, "2026-12-05T10:00"},
		{"Asia/Tokyo", "2026-12-05T08:00", cohort.Saturday, "2026-12-12T10:00"},       // on a Saturday, the next
		{"America/New_York", "2027-03-13T09:00", cohort.Tomorrow, "2027-03-14T08:00"}, // the night in which the clock changes
		{"Asia/Tokyo", "2026-12-01T09:00", "never", ""},
	} {
		zone := cohort.Location(test.zone)
		now, err := cohort.At("2006-01-02T15:04", test.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if at := test.plan.At(now, cohort.Person{Zone: test.zone}); !at.IsZero() {
			got = at.In(zone).Format("2006-01-02T15:04")
		}
		if got != test.want {
			t.Errorf("%s at %s in %s: %q, want %q", test.plan, test.now, test.zone, got, test.want)
		}
	}
}
