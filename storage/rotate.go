package storage

import (
	"context"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrOneKey says that a keyring holds no second key to change from.
var ErrOneKey = errors.New("the keyring holds one key only")

// rewrapped at once are so many keys, in one transaction.
const rewrapped = 100

// Rewrap wraps the keys of all people, and then the proof, by the first key of the database's ring, and returns how many these are. Others
// read and write meanwhile. Broken off, it goes on when it is called again; until it is done the ring's other keys are needed too.
func (db *DB) Rewrap(ctx context.Context) (keys int, err error) {
	ring := db.ring.Load()
	if ring == nil || len(ring.wrapping) < 2 {
		return 0, ErrOneKey
	}
	first := &Keyring{wrapping: ring.wrapping[:1]}
	for last, more := "", true; more; {
		err := db.Write(ctx, func(tx *Tx) error {
			some, err := tx.someKeys(last)
			if err != nil {
				return err
			}
			for _, key := range some {
				last = key.ID
				if err := tx.rewrap(first, key); err != nil {
					return err
				}
			}
			keys += len(some)
			if more = len(some) == rewrapped; more {
				return nil
			}
			return tx.prove(first) // all that were made since are wrapped by the first key, too: who serves has both
		})
		if err != nil {
			return keys, fmt.Errorf("wrap the keys: %w", err)
		}
	}
	return keys, nil
}

func (tx *Tx) someKeys(after string) ([]WrappedKey, error) {
	return many(tx, func(r row) (k WrappedKey, err error) { return k, r.Scan(&k.ID, &k.Person, &k.Wrapped) },
		`SELECT id, person_id, wrapped FROM keys WHERE id > $1 ORDER BY id LIMIT $2`, after, rewrapped)
}

func (tx *Tx) rewrap(first *Keyring, key WrappedKey) error {
	plain, err := tx.ring.unwrap(key.Wrapped, keyName(key.ID, key.Person))
	if err != nil {
		return err
	}
	return changed(tx.exec(`UPDATE keys SET wrapped = $2 WHERE id = $1`, key.ID, first.wrap(plain, keyName(key.ID, key.Person))))
}

// prove keeps by what the first key is known, if it opens all there is. From then on the others are not needed.
func (tx *Tx) prove(first *Keyring) error {
	keys, err := tx.keyList()
	if err != nil {
		return err
	}
	for _, key := range keys.Keys {
		if _, err := first.unwrap(key.Wrapped, keyName(key.ID, key.Person)); err != nil {
			return err
		}
	}
	return changed(tx.exec(`UPDATE locks SET proof = $1 WHERE id = 1`, first.wrap(nil, "proof")))
}

// Renew gives everybody a new key and seals all that they wrote anew, one person in a transaction, and returns how many people these are.
// Broken off, it goes on with those who are left when it is called again. What was backed up before opens with the keys of before only.
func (db *DB) Renew(ctx context.Context) (people int, err error) {
	var anew time.Time
	var left []string
	err = db.Write(ctx, func(tx *Tx) error {
		keys, err := tx.keyList()
		if err != nil {
			return err
		}
		older := func(than time.Time) (all []string) {
			for _, key := range keys.Keys {
				if madeAt(key.ID).Before(than) {
					all = append(all, key.Person)
				}
			}
			return all
		}
		if anew = keys.Anew; anew.IsZero() || len(older(anew)) == 0 { // nothing was broken off
			anew = time.Now().Truncate(time.Millisecond)
		}
		left = older(anew)
		_, err = tx.exec(`UPDATE locks SET anew = $1 WHERE id = 1`, millis(anew))
		return err
	})
	for _, person := range left {
		if err != nil {
			return people, fmt.Errorf("make new keys: %w", err)
		}
		err = db.Write(ctx, func(tx *Tx) error { return tx.renew(person) })
		if errors.Is(err, ErrNotFound) { // they were erased meanwhile
			err = nil
			continue
		}
		if err == nil {
			people++
		}
	}
	return people, err
}

// renew gives a person a new key, and seals all of theirs by it.
func (tx *Tx) renew(person string) error {
	old, err := tx.keyOf(person)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM keys WHERE person_id = $1`, person); err != nil {
		return err
	}
	fresh, err := tx.newKeyOf(person)
	if err != nil {
		return err
	}
	for _, t := range ofPeople {
		for _, column := range t.sealed {
			if err := tx.reseal(person, t.name, t.person, column, old, fresh); err != nil {
				return fmt.Errorf("seal %s anew: %w", t.name, err)
			}
		}
	}
	return nil
}

func (tx *Tx) reseal(person, name, owner, column string, old, fresh cipher.AEAD) error {
	all, err := many(tx, scanCouple, fmt.Sprintf(`SELECT id, %s FROM %s WHERE %s = $1 AND %s <> ''`, column, name, owner, column), person)
	if err != nil {
		return err
	}
	for _, row := range all {
		tx.keys[person] = old
		var words json.RawMessage
		about, err := tx.unsealColumn(person, name, row.a, column, row.b, &words)
		if err != nil {
			return err
		}
		tx.keys[person] = fresh
		sealed, err := tx.seal(person, about, words)
		if err != nil {
			return err
		}
		if err := changed(tx.exec(fmt.Sprintf(`UPDATE %s SET %s = $2 WHERE id = $1`, name, column), row.a, sealed)); err != nil {
			return err
		}
	}
	return nil
}
