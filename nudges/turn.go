package nudges

import (
	"errors"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// Why a message of Ippo's own accord waits.
const (
	dayOff     = "people are off on that day"
	anotherDay = "one message a day: another one goes first"
)

// ownTime is when a message of Ippo's own accord may go to a person, and why not at once: outside their quiet hours, on no day on which
// their country is off, and on none that has another. What is due at the same time goes in the order of precedence; a step and the
// question whether the steps go on also leave the day to an invitation that is still to come on it, and after a gap to an announcement.
// A delivery that goes in the message of another is told by that one's id.
func ownTime(tx *storage.Tx, d storage.Delivery, within string, missed bool, now time.Time) (time.Time, string, error) {
	own := kinds[d.Kind].own
	if own == notOwn {
		return now, "", nil
	}
	p, err := tx.Person(d.Recipient)
	if errors.Is(err, storage.ErrNotFound) { // its wording finds out
		return now, "", nil
	}
	if err != nil {
		return now, "", err
	}
	first := p.Turn
	if own >= aboutGoingOn {
		first = p.StepTurn
	}
	if at := first(now); at.After(now) {
		if at.Equal(p.Awake(now)) {
			return at, quietHours, nil
		}
		return at, dayOff, nil
	}
	taken, err := dayTaken(tx, p, d, within, missed, now)
	if err == nil && !taken && own > afterSession {
		taken, err = invitationComes(tx, p, now)
	}
	if err != nil || !taken {
		return now, "", err
	}
	if own >= aboutGoingOn { // it keeps its hour
		return cohort.NextWorkday(now, p.StepTurn(d.Due), p.Location()), anotherDay, nil
	}
	return p.Turn(p.Tomorrow(now)), anotherDay, nil
}

// leave lets a delivery wait until its own time. A step has the next one behind it; for all else, what the rule makes it wait is not taken
// from the time for which it makes sense.
func leave(tx *storage.Tx, d storage.Delivery, at time.Time, cause string, now time.Time) error {
	if cause != quietHours && kinds[d.Kind].own < aboutGoingOn && !d.Expires.IsZero() {
		if err := tx.Prolong(d.ID, d.Expires.Add(at.Sub(now))); err != nil {
			return err
		}
	}
	return tx.Postpone(d.ID, at, cause)
}

// dayTaken reports whether somebody's day has a message of Ippo's own accord already, or one waits that goes first.
func dayTaken(tx *storage.Tx, p cohort.Person, d storage.Delivery, within string, missed bool, now time.Time) (bool, error) {
	yields := func(kind string) bool { return missed && kinds[d.Kind].own >= aboutGoingOn && kind == KindAnnouncement }
	sent, err := tx.KindsSince(p.ID, cohort.Midnight(now, p.Location()), d.ID, within)
	if err != nil {
		return false, err
	}
	for _, kind := range sent {
		if kinds[kind].own != notOwn || yields(kind) {
			return true, nil
		}
	}
	waiting, err := tx.WaitingFor(p.ID, now.Add(time.Millisecond), now)
	if err != nil {
		return false, err
	}
	for _, o := range waiting {
		first := yields(o.Kind) || kinds[o.Kind].own != notOwn && kinds[o.Kind].own < kinds[d.Kind].own
		if first && o.ID != d.ID && !isExpired(o, now) && !(shares[o.Kind] && shares[d.Kind]) {
			return true, nil
		}
	}
	return false, nil
}

// How far from a session the invitation after it may come: days off put it off, and a rhythm of organisers.
const (
	longestOff   = 14 * 24 * time.Hour
	longestToday = 36 * time.Hour
)

// invitationComes reports whether somebody is still to be invited today to reflect on a session.
func invitationComes(tx *storage.Tx, p cohort.Person, now time.Time) (bool, error) {
	sessions, err := tx.SessionsBetween(now.Add(-longestOff), now.Add(longestToday))
	if err != nil {
		return false, err
	}
	midnight := cohort.Midnight(now, p.Location())
	for _, s := range sessions {
		c, err := tx.Cohort(s.Cohort)
		if err != nil {
			return false, err
		}
		at := p.Turn(s.Ends().Add(c.Schedule.Reflection))
		if c.Schedule.Reflection < 0 || !at.After(now) || !cohort.Midnight(at, p.Location()).Equal(midnight) {
			continue
		}
		_, err = tx.Participant(c.ID, p.ID)
		if !errors.Is(err, storage.ErrNotFound) {
			return err == nil, err
		}
	}
	return false, nil
}
