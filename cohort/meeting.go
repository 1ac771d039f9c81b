package cohort

import (
	"slices"
	"strings"
	"time"
)

// MeetingState is how far a meeting of a circle has come.
type MeetingState string

// The states of a meeting. Postponed and Missed differ in what its members want next: new times soon, or to be asked what helps.
const (
	Proposed  MeetingState = "proposed"  // its members say which of the times suit them
	Fixed     MeetingState = "fixed"     // it has a time
	HasMet    MeetingState = "met"       // a member said that they met
	Postponed MeetingState = "postponed" // a member said that it was put off
	Missed    MeetingState = "missed"    // a member said that it did not come about
	Lapsed    MeetingState = "lapsed"    // nobody answered, or other times took its place
)

// Meeting is one of the times at which a circle comes together.
type Meeting struct {
	ID       string
	Circle   string
	Number   int    // within its circle, from 1
	Host     string // who opens and closes it
	State    MeetingState
	Times    []time.Time // that were proposed
	Starts   time.Time   // zero until it is fixed
	Minutes  int
	Sequence int       // counts the times it was fixed for, from 1
	Proposed time.Time // when its times were put to its members
	NextAct  time.Time // when Ippo is to look at it again by itself; zero: not before somebody presses
	Rests    bool      // a member wants no new times for now
}

// MeetingMinutes is how long a meeting is planned to take.
const MeetingMinutes = 60

// Ends is when a fixed meeting is to be over.
func (m Meeting) Ends() time.Time { return m.Starts.Add(time.Duration(m.Minutes) * time.Minute) }

// Open reports whether a meeting can still be voted on, settled or moved at a time: it is proposed, or fixed and has not begun.
func (m Meeting) Open(now time.Time) bool {
	return m.State == Proposed || m.State == Fixed && now.Before(m.Starts)
}

// TimeToVote is how long the members of a circle have before the votes on proposed times are counted.
const TimeToVote = 3 * day

const (
	day           = 24 * time.Hour
	meetingNotice = TimeToVote + day // between a proposal and its first time, at least: they are told a day before
	searchedWeeks = 12               // in which times are looked for
)

// Counted is when the votes on a proposed meeting are counted, where best is the time that suits most so far. Who votes late is
// counted, too, and a day is left to think again; but not so long that less than a day would be left until that time.
func (m Meeting) Counted(best, now time.Time) time.Time {
	at := m.Proposed.Add(TimeToVote)
	if again := now.Add(day); at.Before(again) {
		at = again
	}
	if last := best.Add(-day); last.Before(at) {
		at = last
	}
	if at.Before(now) {
		return now
	}
	return at
}

// usualSlots are proposed where nobody named a slot.
var usualSlots = []string{"tue-19", "thu-20", "sat-19"}

// MeetingTimes returns the next n times for a meeting, in order: at the hours of the slots (such as "tue-19"), read in the zone; at
// least four days after from; not in quiet hours, not during a session and not on a day off. They lie in different weeks if they can,
// and take turns among the slots. A slot of another form is left out; without any, three evenings of the week serve. The hours are
// those of the wall clock, also across a change to summer time.
func MeetingTimes(slots []string, from time.Time, zone *time.Location, busy []Session, n int) []time.Time {
	known := weekly(slots)
	if len(known) == 0 {
		known = weekly(usualSlots)
	}
	earliest := from.Add(meetingNotice)
	var times []time.Time
	for week := 0; week < searchedWeeks && len(times) < n; week++ {
		begins := earliest.In(zone).AddDate(0, 0, 7*week)
		inWeek := freeTimes(known, begins, earliest, zone, busy)
		if len(inWeek) > 0 {
			times = append(times, inWeek[len(times)%len(inWeek)])
		}
	}
	return times
}

// weeklySlot is an hour of a weekday.
type weeklySlot struct {
	day  time.Weekday
	hour int
}

// weekly reads slots; those of another form, and in the night, are left out.
func weekly(slots []string) []weeklySlot {
	var all []weeklySlot
	for _, slot := range slots {
		day, clock, _ := strings.Cut(slot, "-")
		at, err := time.Parse("15", clock)
		i := slices.Index(SlotDays, day)
		if err != nil || i < 0 || at.Hour() >= Night.From || at.Hour() < Night.Until {
			continue
		}
		all = append(all, weeklySlot{time.Weekday((i + 1) % 7), at.Hour()})
	}
	return all
}

// freeTimes lists, in order, the times of slots within the seven days from a day on that are not before earliest, not during a
// session and not on a day off.
func freeTimes(slots []weeklySlot, begins, earliest time.Time, zone *time.Location, busy []Session) []time.Time {
	var times []time.Time
	for day := range 7 {
		date := begins.AddDate(0, 0, day)
		for _, slot := range slots {
			if date.Weekday() != slot.day {
				continue
			}
			at := anchored(time.Date(date.Year(), date.Month(), date.Day(), slot.hour, 0, 0, 0, time.UTC), zone)
			if !at.Before(earliest) && !duringSession(at, busy) && !DayOff(at, zone) {
				times = append(times, at)
			}
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return slices.CompactFunc(times, time.Time.Equal)
}

// duringSession reports whether a meeting that starts at a time would overlap a session.
func duringSession(at time.Time, busy []Session) bool {
	ends := at.Add(MeetingMinutes * time.Minute)
	return slices.ContainsFunc(busy, func(s Session) bool { return at.Before(s.Ends()) && s.Starts.Before(ends) })
}

// NextHost returns who hosts next: of the members who did so least often, as the earlier hosts (in order) tell, the first by id;
// never the last one again, unless they are alone. Without members it is nobody.
func NextHost(members, earlier []string) string {
	last := ""
	if len(earlier) > 0 {
		last = earlier[len(earlier)-1]
	}
	times := map[string]int{}
	for _, host := range earlier {
		times[host]++
	}
	chosen := ""
	for _, member := range slices.Sorted(slices.Values(members)) {
		if member == last && len(members) > 1 {
			continue
		}
		if chosen == "" || times[member] < times[chosen] {
			chosen = member
		}
	}
	return chosen
}

// Votes holds, for each time of a meeting in seconds since 1970, who said that it suits them, sorted.
type Votes map[int64][]string

// Best returns the time that suits most of the members, and how many; of equals the earliest. Times that do not lie after a given
// one, and votes of people who are no members, do not count. It is zero if there are no votes.
func (v Votes) Best(times []time.Time, members []string, after time.Time) (best time.Time, most int) {
	for _, at := range times {
		if n := len(v.Of(at, members)); at.After(after) && n > most {
			best, most = at, n
		}
	}
	return best, most
}

// Of lists the members whom a time suits.
func (v Votes) Of(at time.Time, members []string) []string {
	var suits []string
	for _, person := range v[at.Unix()] {
		if slices.Contains(members, person) {
			suits = append(suits, person)
		}
	}
	return suits
}

// SharedSlots lists the slots that everybody named who named any, in order of the first who did.
func SharedSlots(wishes []Wish) []string {
	var shared []string
	some := false
	for _, wish := range wishes {
		switch {
		case len(wish.Slots) == 0:
		case !some:
			shared, some = slices.Clone(wish.Slots), true
		default:
			shared = slices.DeleteFunc(shared, func(slot string) bool { return !slices.Contains(wish.Slots, slot) })
		}
	}
	return shared
}
