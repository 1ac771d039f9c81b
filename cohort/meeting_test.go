package cohort_test

import (
	"slices"
	"testing"
	"time"

	"ippo/cohort"
)

func TestMeetingTimes(t *testing.T) {
	session := func(at string) cohort.Session {
		return cohort.Session{Starts: wallClock(t, at, "Asia/Tokyo"), Minutes: 120}
	}
	for name, test := range map[string]struct {
		slots []string
		from  string
		zone  string
		busy  []cohort.Session
		want  []string
	}{
		"a week apart":            {[]string{"tue-19"}, "2026-12-08T10:00", "Asia/Tokyo", nil, []string{"2026-12-15T19:00", "2026-12-22T19:00", "2027-01-05T19:00"}},
		"four days ahead":         {[]string{"tue-19"}, "2026-12-04T19:00", "Asia/Tokyo", nil, []string{"2026-12-08T19:00", "2026-12-15T19:00", "2026-12-22T19:00"}},
		"a minute too late":       {[]string{"tue-19"}, "2026-12-04T19:01", "Asia/Tokyo", nil, []string{"2026-12-15T19:00", "2026-12-22T19:00", "2027-01-05T19:00"}},
		"taking turns":            {[]string{"tue-19", "thu-20"}, "2026-12-06T10:00", "Asia/Tokyo", nil, []string{"2026-12-10T20:00", "2026-12-22T19:00", "2026-12-24T20:00"}},
		"not during a session":    {[]string{"tue-19"}, "2026-12-08T10:00", "Asia/Tokyo", []cohort.Session{session("2026-12-15T18:30")}, []string{"2026-12-22T19:00", "2027-01-05T19:00", "2027-01-12T19:00"}},
		"right after one":         {[]string{"tue-19"}, "2026-12-08T10:00", "Asia/Tokyo", []cohort.Session{session("2026-12-15T17:00")}, []string{"2026-12-15T19:00", "2026-12-22T19:00", "2027-01-05T19:00"}},
		"over the year's end":     {[]string{"fri-21"}, "2026-12-28T09:00", "Asia/Tokyo", nil, []string{"2027-01-08T21:00", "2027-01-15T21:00", "2027-01-22T21:00"}},
		"a leap day":              {[]string{"tue-12"}, "2028-02-18T09:00", "Asia/Tokyo", nil, []string{"2028-02-22T12:00", "2028-02-29T12:00", "2028-03-07T12:00"}},
		"the clock goes forward":  {[]string{"sun-10"}, "2027-03-17T09:00", "Europe/Berlin", nil, []string{"2027-03-21T10:00", "2027-03-28T10:00", "2027-04-04T10:00"}},
		"the clock goes back":     {[]string{"sun-19"}, "2026-10-14T09:00", "Europe/Berlin", nil, []string{"2026-10-18T19:00", "2026-10-25T19:00", "2026-11-01T19:00"}},
		"none named":              {nil, "2026-12-06T10:00", "Asia/Tokyo", nil, []string{"2026-12-10T20:00", "2026-12-19T19:00", "2026-12-24T20:00"}},
		"not in the night":        {[]string{"tue-23", "tue-06", "someday", "tue-"}, "2026-12-06T10:00", "Asia/Tokyo", nil, []string{"2026-12-10T20:00", "2026-12-19T19:00", "2026-12-24T20:00"}},
		"the last before quiet":   {[]string{"tue-21"}, "2026-12-08T10:00", "Asia/Tokyo", nil, []string{"2026-12-15T21:00", "2026-12-22T21:00", "2027-01-05T21:00"}},
		"a public holiday":        {[]string{"wed-19"}, "2026-09-14T10:00", "Asia/Tokyo", nil, []string{"2026-09-30T19:00", "2026-10-07T19:00", "2026-10-14T19:00"}},
		"a substitute holiday":    {[]string{"wed-19"}, "2026-04-30T10:00", "Asia/Tokyo", nil, []string{"2026-05-13T19:00", "2026-05-20T19:00", "2026-05-27T19:00"}},
		"elsewhere":               {[]string{"wed-19"}, "2026-09-14T10:00", "Europe/Berlin", nil, []string{"2026-09-23T19:00", "2026-09-30T19:00", "2026-10-07T19:00"}},
		"a zone without midnight": {[]string{"sun-20"}, "2018-10-30T09:00", "America/Sao_Paulo", nil, []string{"2018-11-04T20:00", "2018-11-11T20:00", "2018-11-18T20:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			zone := cohort.Location(test.zone)
			var got []string
			for _, at := range cohort.MeetingTimes(test.slots, wallClock(t, test.from, test.zone), zone, test.busy, 3) {
				got = append(got, at.In(zone).Format("2006-01-02T15:04"))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestMeetingTimesWhereNoneIsLeft(t *testing.T) {
	from := wallClock(t, "2026-12-08T10:00", "Asia/Tokyo")
	always := cohort.Session{Starts: from, Minutes: 60 * 24 * 365}
	if times := cohort.MeetingTimes(nil, from, time.UTC, []cohort.Session{always}, 3); len(times) != 0 {
		t.Errorf("during a session: %v", times)
	}
}

// Whatever was voted and when: who hears that it is settled has a day, unless the votes came later than that themselves.
func TestVotesAreCountedADayBefore(t *testing.T) {
	proposed := wallClock(t, "2026-12-07T10:00", "Asia/Tokyo")
	m := cohort.Meeting{Proposed: proposed, Times: cohort.MeetingTimes([]string{"fri-20"}, proposed, cohort.Location("Asia/Tokyo"), nil, 3)}
	for name, test := range map[string]struct{ best, voted, want string }{
		"after three days":      {"2026-12-11T20:00", "2026-12-07T12:00", "2026-12-10T10:00"},
		"a day to think again":  {"2026-12-18T20:00", "2026-12-10T09:00", "2026-12-11T09:00"},
		"a day before its time": {"2026-12-18T20:00", "2026-12-17T01:00", "2026-12-17T20:00"},
		"at once":               {"2026-12-18T20:00", "2026-12-18T08:00", "2026-12-18T08:00"},
	} {
		got := m.Counted(wallClock(t, test.best, "Asia/Tokyo"), wallClock(t, test.voted, "Asia/Tokyo"))
		if want := wallClock(t, test.want, "Asia/Tokyo"); !got.Equal(want) {
			t.Errorf("%s: at %s, want %s", name, got, want)
		}
	}
	if first := m.Times[0]; first.Before(proposed.Add(cohort.TimeToVote + 24*time.Hour)) {
		t.Errorf("the first time lies at %s, before its votes are counted", first)
	}
}

func TestNextHost(t *testing.T) {
	for name, test := range map[string]struct {
		members, earlier []string
		want             string
	}{
		"nobody":                   {nil, []string{"a"}, ""},
		"the first":                {[]string{"b", "a"}, nil, "a"},
		"never twice in a row":     {[]string{"a", "b"}, []string{"b", "b", "a"}, "b"},
		"the fewest times":         {[]string{"a", "b", "c"}, []string{"a", "b", "c", "a", "b"}, "c"},
		"one who is alone":         {[]string{"a"}, []string{"a"}, "a"},
		"who left does not return": {[]string{"b", "c"}, []string{"a", "b"}, "c"},
		"a newcomer":               {[]string{"a", "b", "d"}, []string{"a", "b", "a", "b"}, "d"},
	} {
		if got := cohort.NextHost(test.members, test.earlier); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// Everybody hosts equally often, and nobody twice in a row, however long a circle lasts.
func TestHostsTakeTurns(t *testing.T) {
	members := []string{"a", "b", "c", "d", "e"}
	var hosts []string
	times := map[string]int{}
	for range 100 {
		host := cohort.NextHost(members, hosts)
		if len(hosts) > 0 && hosts[len(hosts)-1] == host {
			t.Fatalf("%s twice in a row", host)
		}
		hosts = append(hosts, host)
		times[host]++
	}
	for _, member := range members {
		if times[member] != 20 {
			t.Errorf("%s hosts %d times of 100", member, times[member])
		}
	}
}

func TestBestTime(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 12, 9, hour, 0, 0, 0, time.UTC) }
	times := []time.Time{at(10), at(11), at(12)}
	votes := cohort.Votes{at(10).Unix(): {"a", "b", "x"}, at(11).Unix(): {"a", "b"}, at(12).Unix(): {"c"}}
	members := []string{"a", "b", "c"}
	if best, n := votes.Best(times, members, at(9)); !best.Equal(at(10)) || n != 2 {
		t.Errorf("got %v with %d, want the earlier of two equals, without the vote of who is gone", best, n)
	}
	if best, n := votes.Best(times, members, at(10)); !best.Equal(at(11)) || n != 2 {
		t.Errorf("got %v with %d of what is still to come", best, n)
	}
	if best, n := votes.Best(times, nil, at(9)); !best.IsZero() || n != 0 {
		t.Errorf("without members: %v with %d", best, n)
	}
}

func TestSharedSlots(t *testing.T) {
	wish := func(slots ...string) cohort.Wish { return cohort.Wish{Slots: slots} }
	for name, test := range map[string]struct {
		wishes []cohort.Wish
		want   []string
	}{
		"of who named any": {[]cohort.Wish{wish(), wish("tue-19", "thu-20"), wish("thu-20", "tue-19")}, []string{"tue-19", "thu-20"}},
		"none in common":   {[]cohort.Wish{wish("tue-19"), wish("thu-20"), wish("tue-19")}, nil},
		"none named":       {[]cohort.Wish{wish(), wish()}, nil},
	} {
		if got := cohort.SharedSlots(test.wishes); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// wallClock reads a wall-clock time in a zone.
func wallClock(t *testing.T, at, zone string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02T15:04", at, cohort.Location(zone))
	if err != nil {
		t.Fatal(err)
	}
	return moment
}
