package storage

import (
	"time"

	"ippo/cohort"
)

const meetingColumns = `id, circle_id, number, host, state, times, starts, minutes, sequence, proposed, next_act, rests`

// SaveMeeting keeps a meeting, new or changed.
func (tx *Tx) SaveMeeting(m cohort.Meeting) error {
	times := make([]int64, len(m.Times))
	for i, at := range m.Times {
		times[i] = millis(at)
	}
	_, err := tx.exec(`INSERT INTO meetings (`+meetingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET host = excluded.host, state = excluded.state, times = excluded.times, starts = excluded.starts,
			minutes = excluded.minutes, sequence = excluded.sequence, proposed = excluded.proposed, next_act = excluded.next_act,
			rests = excluded.rests`,
		m.ID, m.Circle, m.Number, m.Host, string(m.State), list(times), millis(m.Starts), m.Minutes, m.Sequence,
		millis(m.Proposed), millis(m.NextAct), number(m.Rests))
	return err
}

// Meeting returns the meeting of an id, or ErrNotFound.
func (tx *Tx) Meeting(id string) (cohort.Meeting, error) {
	return one(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings WHERE id = $1`, id)
}

// Meetings lists the meetings of a circle in order of their number.
func (tx *Tx) Meetings(circleID string) ([]cohort.Meeting, error) {
	return many(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings WHERE circle_id = $1 ORDER BY number`, circleID)
}

// MeetingsDue lists the meetings that are to be looked at by a time, the earliest first.
func (tx *Tx) MeetingsDue(now time.Time) ([]cohort.Meeting, error) {
	return many(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings WHERE next_act > 0 AND next_act <= $1
		ORDER BY next_act, id`, millis(now))
}

// EarliestMeeting returns when a meeting is to be looked at next; zero: none is.
func (tx *Tx) EarliestMeeting() (time.Time, error) {
	ms, err := one(tx, value[int64], `SELECT COALESCE(MIN(next_act), 0) FROM meetings WHERE next_act > 0`)
	return instant(ms), err
}

// MeetingsCutShort lists the meetings to come of circles that have ended.
func (tx *Tx) MeetingsCutShort() ([]cohort.Meeting, error) {
	return many(tx, scanMeeting, `SELECT `+meetingColumns+` FROM meetings WHERE state IN ('proposed', 'fixed')
		AND circle_id IN (SELECT id FROM circles WHERE ended > 0) ORDER BY id`)
}

// CirclesToMeet lists the circles that last and have members, who were introduced to each other by a delivery of a kind and never had a
// meeting.
func (tx *Tx) CirclesToMeet(kind string) ([]cohort.Circle, error) {
	return tx.circles(`ended = 0 AND channel <> ''
		AND EXISTS (SELECT 1 FROM circle_members m JOIN participants p ON p.cohort_id = circles.cohort_id AND p.person_id = m.person_id
			WHERE m.circle_id = circles.id AND m.left_at = 0 AND p.left_at = 0)
		AND EXISTS (SELECT 1 FROM deliveries d WHERE d.subject = circles.id AND d.kind = $1 AND d.state = 'sent')
		AND NOT EXISTS (SELECT 1 FROM meetings m WHERE m.circle_id = circles.id)`, kind)
}

// Vote says that a time of a meeting suits a person, or unsays it if it was said.
func (tx *Tx) Vote(meeting, person string, at time.Time) error {
	rows, err := tx.exec(`DELETE FROM meeting_votes WHERE meeting_id = $1 AND person_id = $2 AND starts = $3`, meeting, person, millis(at))
	if err != nil || rows > 0 {
		return err
	}
	_, err = tx.exec(`INSERT INTO meeting_votes (meeting_id, person_id, starts) VALUES ($1, $2, $3)`, meeting, person, millis(at))
	return err
}

// Votes returns which times of a meeting suit whom.
func (tx *Tx) Votes(meeting string) (cohort.Votes, error) {
	type vote struct {
		person string
		starts int64
	}
	all, err := many(tx, func(r row) (v vote, err error) {
		err = r.Scan(&v.person, &v.starts)
		return v, err
	}, `SELECT person_id, starts FROM meeting_votes WHERE meeting_id = $1 ORDER BY person_id, starts`, meeting)
	votes := cohort.Votes{}
	for _, v := range all {
		at := instant(v.starts).Unix()
		votes[at] = append(votes[at], v.person)
	}
	return votes, err
}

func scanMeeting(r row) (cohort.Meeting, error) {
	var m cohort.Meeting
	var times string
	var starts, proposed, nextAct, rests int64
	err := r.Scan(&m.ID, &m.Circle, &m.Number, &m.Host, &m.State, &times, &starts, &m.Minutes, &m.Sequence, &proposed, &nextAct, &rests)
	if err != nil {
		return m, err
	}
	m.Starts, m.Proposed, m.NextAct = instant(starts), instant(proposed), instant(nextAct)
	m.Rests = rests == 1
	all, err := unlist[int64](times)
	for _, at := range all {
		m.Times = append(m.Times, instant(at))
	}
	return m, err
}

// Hosts lists who hosts the latest meeting of each circle of a cohort that lasts, by id.
func (tx *Tx) Hosts(cohortID string) ([]string, error) {
	return many(tx, value[string], `SELECT DISTINCT m.host FROM meetings m JOIN circles c ON c.id = m.circle_id
		WHERE c.cohort_id = $1 AND c.ended = 0 AND m.host <> ''
			AND m.number = (SELECT MAX(n.number) FROM meetings n WHERE n.circle_id = m.circle_id AND n.host <> '') ORDER BY m.host`, cohortID)
}
