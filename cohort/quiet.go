package cohort

import "time"

// Quiet are the hours in which Ippo sends somebody nothing of its own accord, by their own wall clock: from an hour of the evening until
// one of the morning. The zero Quiet are the usual hours.
type Quiet struct {
	From  int // o'clock in the evening, at most 24
	Until int // o'clock in the morning
}

// UsualQuiet are the hours of who chose no others. Night is when nothing is said in a room, where one looks when one likes.
var (
	UsualQuiet = Quiet{From: 20, Until: 8}
	Night      = Quiet{From: 22, Until: 7}
)

// OrUsual is the hours themselves, or the usual ones if none were chosen.
func (q Quiet) OrUsual() Quiet {
	if q == (Quiet{}) {
		return UsualQuiet
	}
	return q
}

// Covers reports whether an hour of the day is quiet.
func (q Quiet) Covers(hour int) bool {
	q = q.OrUsual()
	return hour >= q.From || hour < q.Until
}

// Awake is the given time if it lies outside the quiet hours by the clock of a zone, and else the end of those hours.
func (q Quiet) Awake(at time.Time, zone *time.Location) time.Time {
	q = q.OrUsual()
	local := at.In(zone)
	wall := time.Date(local.Year(), local.Month(), local.Day(), q.Until, 0, 0, 0, time.UTC)
	switch hour := local.Hour(); {
	case hour >= q.From:
		return anchored(wall.AddDate(0, 0, 1), zone)
	case hour < q.Until:
		return anchored(wall, zone)
	default:
		return at
	}
}

// Awake is the given time if it does not lie in the night of a zone, and else the end of the night.
func Awake(at time.Time, zone *time.Location) time.Time { return Night.Awake(at, zone) }

// Awake is the given time if it lies outside a person's quiet hours, and else the end of those hours.
func (p Person) Awake(at time.Time) time.Time { return p.Quiet.Awake(at, p.Location()) }

// Evening is when a person's quiet hours begin on the day of a time.
func (p Person) Evening(at time.Time) time.Time {
	local := at.In(p.Location())
	return anchored(time.Date(local.Year(), local.Month(), local.Day(), p.Quiet.OrUsual().From, 0, 0, 0, time.UTC), p.Location())
}

// Turn is when a message of Ippo's own accord may come to a person, from a time on: outside their quiet hours, and on no day on which
// people of their country are off.
func (p Person) Turn(at time.Time) time.Time {
	zone := p.Location()
	turn := p.Awake(at)
	for range 31 {
		if !DayOff(turn, zone) {
			break
		}
		turn = p.Tomorrow(turn)
	}
	return turn
}

// StepTurn is Turn for a step, which comes on a working day where it cannot come on its own.
func (p Person) StepTurn(at time.Time) time.Time {
	zone := p.Location()
	turn := p.Awake(at)
	if Midnight(turn, zone).Equal(Midnight(at, zone)) && !DayOff(turn, zone) {
		return turn
	}
	if day := turn.In(zone).Weekday(); day != time.Saturday && day != time.Sunday && !DayOff(turn, zone) {
		return turn
	}
	return NextWorkday(turn, turn, zone)
}

// Tomorrow is when the next day begins for a person: with the end of their quiet hours.
func (p Person) Tomorrow(at time.Time) time.Time {
	local := at.In(p.Location())
	return p.Awake(anchored(time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, time.UTC), p.Location()))
}
