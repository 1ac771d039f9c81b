package cohort

import (
	"reflect"
	"testing"
	"time"
)

func TestEntryStands(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 10, day, 0, 0, 0, 0, time.UTC) }
	e := Enrolment{From: at(5), Until: at(10)}
	for day, want := range map[int]EntryState{4: EntryAhead, 5: EntryOpen, 9: EntryOpen, 10: EntryClosed} {
		if got := e.At(at(day)); got != want {
			t.Errorf("on the %d it is %s", day, got)
		}
	}
	if got := (Enrolment{Places: 3}).At(at(5)); got != NoEntry {
		t.Errorf("without times it is %s", got)
	}
}

func TestFreePlaces(t *testing.T) {
	for _, test := range []struct {
		places, taken, free int
		limited             bool
	}{{0, 500, 0, false}, {3, 1, 2, true}, {3, 3, 0, true}, {3, 9, 0, true}} {
		if free, limited := (Enrolment{Places: test.places}).Free(test.taken); free != test.free || limited != test.limited {
			t.Errorf("%+v: %d %v", test, free, limited)
		}
	}
}

// A session comes a year later on the same day of the week, at the same time of the clock, and on no holiday; who spoke stays behind.
func TestSessionNextYear(t *testing.T) {
	tokyo, newYork := Location("Asia/Tokyo"), Location("America/New_York")
	for _, test := range []struct {
		zone     *time.Location
		is, want string
	}{
		{tokyo, "2026-12-09T19:00", "2027-12-08T19:00"},
		{tokyo, "2027-01-02T19:00", "2028-01-08T19:00"},   // a year later it would be New Year's Day
		{newYork, "2026-03-11T19:00", "2027-03-10T19:00"}, // summer time begins between the two: it stays seven o'clock
	} {
		is, err := At("2006-01-02T15:04", test.is, test.zone)
		if err != nil {
			t.Fatal(err)
		}
		s := Session{ID: "s", Cohort: "c", Theme: "棚卸し", Starts: is, Minutes: 90, Speakers: []string{"山川"}, Link: "https://example.com", Story: "話", StoryBy: "山"}
		next := s.NextYear(test.zone)
		if got := next.Starts.In(test.zone).Format("2006-01-02T15:04"); got != test.want {
			t.Errorf("%s comes on %s, not on %s", test.is, got, test.want)
		}
		if next.Theme != s.Theme || next.Minutes != 90 || next.ID+next.Cohort+next.Link+next.Story+next.StoryBy != "" || next.Speakers != nil {
			t.Errorf("it is %+v", next)
		}
	}
}

// What was of one evening does not come along into the next year: who spoke, the word, what was put up.
func TestNextYearTakesOnlyTheProgramme(t *testing.T) {
	s := Session{ID: "s", Cohort: "c", Number: 3, Theme: "海外", Starts: time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC), Minutes: 90, Speakers: []string{"山川"},
		SpeakerIDs: []string{"U7"}, Word: "さくら", Sequence: 2, Link: "https://example.com", Story: "転機", StoryBy: "山川", Topics: []string{"海外"}, Question: "問い", Act: "試す"}
	next := s.NextYear(time.UTC)
	want := Session{Number: 3, Theme: "海外", Starts: next.Starts, Minutes: 90, Topics: s.Topics, Question: "問い", Act: "試す"}
	if !reflect.DeepEqual(next, want) || !next.Starts.After(s.Starts) {
		t.Errorf("it is %+v", next)
	}
}
