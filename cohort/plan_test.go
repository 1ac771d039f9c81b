package cohort_test

import (
	"testing"

	"ippo/cohort"
)

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
