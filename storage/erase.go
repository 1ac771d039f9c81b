package storage

import "errors"

// Nobody stands in the place of somebody who was erased, where an empty place would mean something else.
const Nobody = "-"

// KindErased is that of a delivery to somebody who was erased, of which the message is to be drawn again: nothing else of it is kept.
const KindErased = "erased"

// TakeOut has the messages drawn again in which something of a person stands, so that it vanishes there: what they shared and told, their
// stories and cheers. What was not sent of it yet is dropped. The kinds are those of steps, of what is shared, and of what is told, and then those
// in which others' words came to the person: these go out of the person's own messages.
func (tx *Tx) TakeOut(person, nudge, shared, told string, words ...string) error {
	const draw = `UPDATE deliveries SET wanted = wanted + 1 WHERE state IN ('sending', 'sent') AND `
	type change struct{ statement, kind string }
	// What somebody else wrote stands in the person's messages only as long as it can be taken out of these. Of one that is under way nobody knows
	// where it will stand: it keeps its recipient until it is found and drawn again, or known not to be there.
	const turn = `UPDATE deliveries SET kind = '` + KindErased + `', occasion = '` + KindErased + `/' || id, subject = '', cause = '', wanted = wanted + 1,
			carrier = '', recipient = CASE state WHEN 'sent' THEN channel ELSE recipient END
		WHERE recipient = $1 AND kind = $2 AND (state = 'sent' AND channel <> '' OR state = 'sending')`
	changes := []change{
		{draw + `kind = $2 AND subject IN (` + standing(`story <> '' AND story IN (SELECT id FROM stories WHERE person_id = $1)`) + `)`, nudge},
		{draw + `kind = $2 AND subject IN (SELECT id FROM reflections WHERE person_id = $1)`, shared},
		{draw + `kind = $2 AND subject IN (SELECT id FROM offers WHERE person_id = $1)`, told},
		{draw + `kind = $2 AND subject IN (SELECT offer_id FROM cheers WHERE person_id = $1)`, told},
		{`DELETE FROM deliveries WHERE state NOT IN ('sending', 'sent') AND blind = 0 AND kind = $2
			AND subject IN (SELECT id FROM reflections WHERE person_id = $1)`, shared},
		{`DELETE FROM deliveries WHERE state NOT IN ('sending', 'sent') AND blind = 0 AND kind = $2
			AND subject IN (SELECT id FROM offers WHERE person_id = $1)`, told},
		{turn + ` AND subject IN (` + standing(`person_id = $1 AND story <> ''`) + `)`, nudge},
	}
	for _, kind := range words {
		changes = append(changes, change{turn, kind})
	}
	for _, s := range changes {
		if _, err := tx.exec(s.statement, person, s.kind); err != nil {
			return err
		}
	}
	return nil
}

// Erase deletes a person, their key, and every row that is about them, or returns ErrNotFound if they are not known. What they do for
// others as an organiser stays: announcements, their place in the cohort file, and the log of what organisers did. So do deliveries of one kind, with which they are
// taken out of rooms.
func (tx *Tx) Erase(person, leaving string) error {
	_, unknown := tx.Person(person)
	if err := errors.Join(tx.noSpeaker(person), tx.noReader(person)); err != nil {
		return err
	}
	within := "/" + person + "/" // of an occasion's parts
	for _, s := range []struct {
		statement string
		values    []any
	}{
		{`DELETE FROM refusals WHERE other_id = $1 OR person_id = $1`, []any{person}},
		{`DELETE FROM unreachable WHERE recipient = $1`, []any{person}},
		{`UPDATE audit SET person = '' WHERE person = $1`, []any{person}},
		{`DELETE FROM arrangements WHERE organizer = $1 OR REPLACE(groups || without || undo, $2, '') <> groups || without || undo`,
			[]any{person, `"` + person + `"`}},
		{`DELETE FROM imports WHERE organizer = $1 OR REPLACE(content, $2, '') <> content`, []any{person, `"` + person + `"`}},
		{`UPDATE circles SET opener = $2, words = '' WHERE opener = $1`, []any{person, Nobody}},
		{`UPDATE meetings SET host = '' WHERE host = $1`, []any{person}},
		{`DELETE FROM occasions WHERE REPLACE('/' || id || '/', $1, '') <> '/' || id || '/'`, []any{within}},
		{`DELETE FROM deliveries WHERE recipient = $1 AND kind <> $2`, []any{person, KindErased}},
		{`DELETE FROM deliveries WHERE (subject = $1 OR REPLACE('/' || occasion || '/', $2, '') <> '/' || occasion || '/')
			AND NOT (kind = $3 AND state IN ('waiting', 'sending'))`, []any{person, within, leaving}},
		{`DELETE FROM people WHERE id = $1`, []any{person}}, // and with them all that is theirs, by ON DELETE CASCADE
	} {
		if _, err := tx.exec(s.statement, s.values...); err != nil {
			return err
		}
	}
	delete(tx.keys, person)
	return unknown
}

// leftovers delete what is kept of people who were erased until their messages were drawn again and they were out of all rooms. Their kinds
// stand in them as they stand in the index deliveries_leftover, or it is of no use.
var leftovers = []string{
	`DELETE FROM deliveries WHERE kind = 'erased' AND (shown >= wanted OR state NOT IN ('sending', 'sent'))`,
	`DELETE FROM deliveries WHERE kind = 'shared' AND (shown >= wanted AND state = 'sent' OR state IN ('cancelled', 'failed'))
		AND NOT EXISTS (SELECT 1 FROM reflections r WHERE r.id = deliveries.subject)`,
	`DELETE FROM deliveries WHERE kind = 'trying' AND (shown >= wanted AND state = 'sent' OR state IN ('cancelled', 'failed'))
		AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.id = deliveries.subject)`,
	`DELETE FROM deliveries WHERE kind = 'leaving' AND state NOT IN ('waiting', 'sending')
		AND NOT EXISTS (SELECT 1 FROM people p WHERE p.id = deliveries.subject)`,
}

// EraseLeftovers deletes what had to stay of people who were erased and is of no use any more.
func (tx *Tx) EraseLeftovers() error {
	for _, statement := range leftovers {
		if _, err := tx.exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// CohortsEver lists the cohorts that a person takes part in or took part in.
func (tx *Tx) CohortsEver(person string) ([]string, error) {
	return many(tx, value[string], `SELECT cohort_id FROM participants WHERE person_id = $1 ORDER BY cohort_id`, person)
}

// Kept is how many rows of what a person wrote, did and received there are, by table; those without any are left out.
type Kept struct {
	Table string
	Rows  int
}

// Kept counts what there is of a person.
func (tx *Tx) Kept(person string) (all []Kept, err error) {
	for _, t := range ofPeople {
		n, err := one(tx, value[int], `SELECT COUNT(*) FROM `+t.name+` WHERE `+t.person+` = $1`, person)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, Kept{t.name, n})
		}
	}
	return all, nil
}
