package cohort_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

func at(t *testing.T, zone, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02T15:04", text, cohort.Location(zone))
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestRhythmFollowsTheWallClock(t *testing.T) {
	for _, test := range []struct {
		name, rhythm, zone, after string
		want                      []string // in the zone, with its offset
	}{
		{"weekly in Tokyo", "0 9 * * MON", "Asia/Tokyo", "2026-11-23T08:59",
			[]string{"2026-11-23T09:00+09:00", "2026-11-30T09:00+09:00"}},
		{"exactly due is not due again", "0 9 * * MON", "Asia/Tokyo", "2026-11-23T09:00",
			[]string{"2026-11-30T09:00+09:00"}},
		{"in New York across both changes of the clock", "0 9 * * MON", "America/New_York", "2026-10-26T10:00",
			[]string{"2026-11-02T09:00-05:00"}},
		{"a time that the spring change skips comes an hour later", "30 2 * * SUN", "America/New_York", "2027-03-08T00:00",
			[]string{"2027-03-14T03:30-04:00", "2027-03-21T02:30-04:00"}},
		{"a time that the autumn change repeats comes once", "30 1 * * SUN", "America/New_York", "2026-10-26T00:00",
			[]string{"2026-11-01T01:30-04:00", "2026-11-08T01:30-05:00"}},
		{"a half-hour change at Lord Howe", "45 1 * * SUN", "Australia/Lord_Howe", "2027-03-29T00:00",
			[]string{"2027-04-04T01:45+11:00", "2027-04-11T01:45+10:30"}},
		{"a half-hour gap at Lord Howe", "15 2 * * SUN", "Australia/Lord_Howe", "2026-09-28T00:00",
			[]string{"2026-10-04T02:45+11:00", "2026-10-11T02:15+11:00"}},
		{"a quarter-hour zone", "0 9 * * MON", "Asia/Kathmandu", "2026-11-22T00:00",
			[]string{"2026-11-23T09:00+05:45"}},
		{"a leap day", "0 9 29 2 *", "Asia/Tokyo", "2026-11-22T00:00",
			[]string{"2028-02-29T09:00+09:00"}},
		{"never", "0 9 31 2 *", "Asia/Tokyo", "2026-11-22T00:00", []string{""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			moment := at(t, test.zone, test.after)
			for _, want := range test.want {
				moment = cohort.Rhythm(test.rhythm).Next(moment, cohort.Location(test.zone))
				got := ""
				if !moment.IsZero() {
					got = moment.Format("2006-01-02T15:04-07:00")
				}
				if got != want {
					t.Fatalf("got %q, want %q", got, want)
				}
			}
		})
	}
}

func TestRhythmFromWithinTheRepeatedHour(t *testing.T) {
	zone := cohort.Location("America/New_York")
	second := time.Date(2026, 11, 1, 6, 10, 0, 0, time.UTC) // 01:10 for the second time; 01:30 was due before it
	got := cohort.Rhythm("30 1 * * *").Next(second, zone)
	if want := at(t, "America/New_York", "2026-11-02T01:30"); !got.Equal(want) {
		t.Errorf("got %v, want %v: the repeated 01:30 is the same occasion", got, want)
	}
}

func TestSameHourElsewhere(t *testing.T) {
	for _, test := range []struct{ from, to, at, want string }{
		{"Asia/Tokyo", "America/New_York", "2026-11-30T09:00", "2026-11-30T09:00-05:00"},
		{"Pacific/Apia", "America/Los_Angeles", "2026-12-07T09:00", "2026-12-07T09:00-08:00"},
		{"Asia/Tokyo", "America/New_York", "2027-03-14T02:30", "2027-03-14T03:30-04:00"}, // skipped there
		{"Asia/Tokyo", "America/New_York", "2026-11-01T01:30", "2026-11-01T01:30-04:00"}, // comes twice there
	} {
		got := cohort.Moved(at(t, test.from, test.at), cohort.Location(test.from), cohort.Location(test.to))
		if text := got.In(cohort.Location(test.to)).Format("2006-01-02T15:04-07:00"); text != test.want {
			t.Errorf("%s from %s to %s: got %s, want %s", test.at, test.from, test.to, text, test.want)
		}
	}
}

func TestRhythmRefuses(t *testing.T) {
	for _, wrong := range []cohort.Rhythm{"every monday", "0 9 * *", "@every 1h", "CRON_TZ=Asia/Tokyo 0 9 * * MON", "61 9 * * *"} {
		if wrong.Check() == nil {
			t.Errorf("%q was accepted", wrong)
		}
	}
	for rhythm, want := range map[cohort.Rhythm]error{
		"": nil, "@weekly": nil, "0 9 * * *": nil, "0 9 29 2 *": nil, "59 23 31 * *": nil,
		"0 9 31 4,6 *": cohort.ErrNever, "* 9 * * MON": cohort.ErrTooOften, "0 9,21 24 12 *": cohort.ErrTooOften,
	} {
		if err := rhythm.Check(); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", rhythm, err, want)
		}
	}
}

func TestNobodyIsWoken(t *testing.T) {
	for _, test := range []struct{ zone, due, want string }{
		{"Asia/Tokyo", "2026-12-09T21:30", "2026-12-09T21:30"},
		{"Asia/Tokyo", "2026-12-09T22:00", "2026-12-10T07:00"},
		{"Asia/Tokyo", "2026-12-31T23:59", "2027-01-01T07:00"},
		{"Asia/Tokyo", "2026-12-10T06:59", "2026-12-10T07:00"},
		{"Asia/Tokyo", "2026-12-10T07:00", "2026-12-10T07:00"},
		{"America/New_York", "2026-11-01T00:30", "2026-11-01T07:00"}, // the clock changes before seven
	} {
		got := cohort.Awake(at(t, test.zone, test.due), cohort.Location(test.zone))
		if want := at(t, test.zone, test.want); !got.Equal(want) {
			t.Errorf("%s in %s: got %v, want %v", test.due, test.zone, got, want)
		}
	}
}

func TestSessionsStayThemselves(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 12, d, 10, 0, 0, 0, time.UTC) }
	old := []cohort.Session{
		{ID: "a", Theme: "棚卸し", Starts: day(9)},
		{ID: "b", Theme: "海外", Starts: day(16)},
		{ID: "c", Theme: "資格", Starts: day(23)},
	}
	for _, test := range []struct {
		name string
		new  []cohort.Session
		want []string
	}{
		{"unchanged", old, []string{"a", "b", "c"}},
		{"one moved behind another", []cohort.Session{old[0], old[2], {Theme: "海外", Starts: day(30)}}, []string{"a", "c", "b"}},
		{"one renamed", []cohort.Session{old[0], {Theme: "世界", Starts: day(16)}, old[2]}, []string{"a", "b", "c"}},
		{"one put before the rest", []cohort.Session{{Theme: "はじめに", Starts: day(2)}, old[0], old[1], old[2]}, []string{"", "a", "b", "c"}},
		{"one gone", []cohort.Session{old[0], old[2]}, []string{"a", "c"}},
		{"the same theme twice", []cohort.Session{old[0], {Theme: "棚卸し", Starts: day(30)}}, []string{"a", ""}},
		{"dates exchanged", []cohort.Session{{Theme: "海外", Starts: day(9)}, {Theme: "棚卸し", Starts: day(16)}}, []string{"b", "a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, cohort.MatchSessions(old, test.new)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRights(t *testing.T) {
	for _, test := range []struct {
		act   cohort.Act
		roles []cohort.Role
		want  bool
	}{
		{cohort.TakePart, []cohort.Role{cohort.Member}, true},
		{cohort.TakePart, []cohort.Role{cohort.Organizer}, false},
		{cohort.TakePart, nil, false},
		{cohort.Announce, []cohort.Role{cohort.Member}, false},
		{cohort.Announce, []cohort.Role{cohort.Member, cohort.Organizer}, true},
		{cohort.Announce, []cohort.Role{cohort.Admin}, true},
		{cohort.FormCircles, []cohort.Role{cohort.Member}, false},
		{cohort.FormCircles, []cohort.Role{cohort.Organizer}, true},
		{"unheard of", []cohort.Role{cohort.Admin}, false},
	} {
		if got := cohort.May(test.act, test.roles...); got != test.want {
			t.Errorf("May(%s, %v) = %v", test.act, test.roles, got)
		}
	}
}

// Where the clock changes, a time that somebody names is read in one way: what is skipped comes after the gap, what comes twice is the
// first.
func TestWallClockAtAChangeOfTheClock(t *testing.T) {
	for _, test := range []struct{ zone, text, want string }{
		{"Asia/Tokyo", "2026-12-09T19:00", "2026-12-09T19:00+09:00"},
		{"Europe/Berlin", "2027-03-28T02:30", "2027-03-28T03:30+02:00"},
		{"Europe/Berlin", "2026-10-25T02:30", "2026-10-25T02:30+02:00"},
		{"America/New_York", "2027-03-14T02:30", "2027-03-14T03:30-04:00"},
		{"America/New_York", "2026-11-01T01:30", "2026-11-01T01:30-04:00"},
		{"Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:45+11:00"},
		{"America/Sao_Paulo", "2018-11-04T00:30", "2018-11-04T01:30-02:00"},
	} {
		got, err := cohort.At("2006-01-02T15:04", test.text, cohort.Location(test.zone))
		if err != nil || got.Format("2006-01-02T15:04-07:00") != test.want {
			t.Errorf("%s in %s: %s, %v, want %s", test.text, test.zone, got.Format("2006-01-02T15:04-07:00"), err, test.want)
		}
	}
	if at, err := cohort.At("2006-01-02T15:04", "2026-02-30T10:00", time.UTC); err == nil || !at.IsZero() {
		t.Errorf("a day that does not exist: %s, %v", at, err)
	}
}

// A break begins once, however often its end is moved; one that is ended within a day was none, and what ended long ago stays begun then.
func TestRest(t *testing.T) {
	now := time.Date(2026, 12, 9, 3, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	p := cohort.Person{}.Rest(now.Add(7*day), now)
	if !p.PausedSince.Equal(now) || !p.PausedUntil.Equal(now.Add(7*day)) {
		t.Fatalf("it begins at %s, until %s", p.PausedSince, p.PausedUntil)
	}
	if longer := p.Rest(cohort.Forever, now.Add(2*day)); !longer.PausedSince.Equal(now) || !longer.PausedUntil.Equal(cohort.Forever) {
		t.Errorf("prolonged, it began at %s", longer.PausedSince)
	}
	if soon := p.Rest(time.Time{}, now.Add(day-1)); !soon.PausedSince.IsZero() || !soon.PausedUntil.IsZero() {
		t.Errorf("ended within a day, it began at %s", soon.PausedSince)
	}
	if later := p.Rest(time.Time{}, now.Add(day)); !later.PausedSince.Equal(now) || later.Paused(now.Add(day)) {
		t.Errorf("ended after a day, it began at %s", later.PausedSince)
	}
	if over := p.Rest(time.Time{}, now.Add(8*day)); !over.PausedSince.Equal(now) {
		t.Errorf("once it was over, it began at %s", over.PausedSince)
	}
	if again := p.Rest(now.Add(30*day), now.Add(9*day)); !again.PausedSince.Equal(now.Add(9 * day)) {
		t.Errorf("another begins at %s", again.PausedSince)
	}
}
