package nudges

import (
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// Why a message of Ippo's own accord waits.
const (
	dayOff     = "people are off on that day"
	anotherDay = "one message a day: another one goes first"
)

// turn is when a message of Ippo's own accord may go to a person, and why not at once: outside their quiet hours, on no day on which
// their country is off, and on none that has another. What is due at the same time goes in the order of precedence; a step and the
// question whether the steps go on also leave the day to an invitation that is still to come on it; after a gap, to an announcement.
func turn(tx *storage.Tx, d storage.Delivery, missed bool, now time.Time) (time.Time, string, error) {
	own := kinds[d.Kind].own
	if own == notOwn {
		return now, "", nil
	}
	p, err := tx.Person(d.Recipient)
	if err != nil {
		return now, "", err
	}
	if at := p.Turn(now); at.After(now) {
		if at.Equal(p.Awake(now)) {
			return at, quietHours, nil
		}
		return nextTurn(p, d, now), dayOff, nil
	}
	taken, err := dayTaken(tx, p, d, missed, now)
	if err == nil && !taken && own > afterSession {
		taken, err = invitationComes(tx, p, now)
	}
	if err != nil || !taken {
		return now, "", err
	}
	return nextTurn(p, d, now), anotherDay, nil
}

// nextTurn is when a message comes that cannot come today. A step keeps its hour, and leaves out weekends.
func nextTurn(p cohort.Person, d storage.Delivery, now time.Time) time.Time {
	if kinds[d.Kind].own < aboutGoingOn {
		return p.Turn(p.Tomorrow(now))
	}
	return p.Awake(cohort.NextWorkday(now, d.Due, p.Location()))
}

// dayTaken reports whether somebody's day has a message of Ippo's own accord already, or one waits that goes first.
func dayTaken(tx *storage.Tx, p cohort.Person, d storage.Delivery, missed bool, now time.Time) (bool, error) {
	yields := func(kind string) bool { return missed && kinds[d.Kind].own >= aboutGoingOn && kind == KindAnnouncement }
	sent, err := tx.KindsSince(p.ID, cohort.Midnight(now, p.Location()), d.ID)
	if err != nil {
		return false, err
	}
	for _, kind := range sent {
		if kinds[kind].own != notOwn || yields(kind) {
			return true, nil
		}
	}
	waiting, err := tx.WaitingFor(p.ID, now.Add(time.Millisecond), now)
	for _, o := range waiting {
		first := yields(o.Kind) || kinds[o.Kind].own != notOwn && kinds[o.Kind].own < kinds[d.Kind].own
		if first && o.ID != d.ID && !isExpired(o, now) && !(shares[o.Kind] && shares[d.Kind]) {
			return true, err
		}
	}
	return false, err
}

// invitationComes reports whether somebody is still to be invited today to reflect on a session.
func invitationComes(tx *storage.Tx, p cohort.Person, now time.Time) (bool, error) {
	midnight := cohort.Midnight(now, p.Location())
	all, err := tx.CohortsOf(p.ID)
	if err != nil {
		return false, err
	}
	for _, c := range all {
		if c.Schedule.Reflection < 0 {
			continue
		}
		sessions, err := tx.Sessions(c.ID)
		if err != nil {
			return false, err
		}
		for _, s := range sessions {
			at := p.Turn(s.Ends().Add(c.Schedule.Reflection))
			if at.After(now) && cohort.Midnight(at, p.Location()).Equal(midnight) {
				return true, nil
			}
		}
	}
	return false, nil
}
