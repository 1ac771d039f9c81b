package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Keys are the keys of all people at one moment, each wrapped by the installation's: without that they open nothing. They are kept apart
// from backups, which hold no keys: whoever erases themselves is unreadable in all of these once the keys are written anew.
type Keys struct {
	Made  time.Time    `json:"made"`
	Anew  time.Time    `json:"anew"`  // when all people were last given new keys; zero: never
	Proof string       `json:"proof"` // by what one knows the installation's key
	Lives []Life       `json:"lives"` // who is known
	Keys  []WrappedKey `json:"keys"`
}

// Life is a person from when they were first known until they are erased. Who comes back after that has another.
type Life struct {
	ID     string `json:"id"`
	Person string `json:"person"`
}

// WrappedKey is one person's key.
type WrappedKey struct {
	ID      string `json:"id"`
	Person  string `json:"person"`
	Wrapped string `json:"wrapped"`
}

// What keys can be refused for when they are put back.
var (
	ErrOldKeys    = errors.New("the keys are older than the database")
	ErrOldBackup  = errors.New("the database is older than all keys")
	ErrKeysAbsent = errors.New("the keys of people are not there")
)

// Keys lists the keys of all people, as nobody writes meanwhile.
func (db *DB) Keys(ctx context.Context) (keys Keys, err error) {
	err = db.Write(ctx, func(tx *Tx) (err error) {
		keys, err = tx.keyList()
		return err
	})
	return keys, err
}

func (tx *Tx) keyList() (Keys, error) {
	keys, err := one(tx, func(r row) (keys Keys, err error) {
		var anew int64
		err = r.Scan(&keys.Proof, &anew)
		keys.Anew = instant(anew)
		return keys, err
	}, `SELECT proof, anew FROM locks WHERE id = 1`)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return keys, err
	}
	keys.Made = time.Now().UTC().Truncate(time.Millisecond) // by the clock that ids are made by, and as exactly
	keys.Lives, err = many(tx, func(r row) (l Life, err error) { return l, r.Scan(&l.ID, &l.Person) }, `SELECT life, id FROM people ORDER BY id`)
	if err != nil {
		return keys, err
	}
	keys.Keys, err = many(tx, func(r row) (k WrappedKey, err error) { return k, r.Scan(&k.ID, &k.Person, &k.Wrapped) },
		`SELECT id, person_id, wrapped FROM keys ORDER BY id`)
	return keys, err
}

// PutKeys puts keys back into a database that was restored without them, and returns who of its people was erased since it was made: they
// are not known there any more, or are in another life, and are to be erased here too. Keys that are too old to say that are ErrOldKeys. ErrOldBackup is a database
// from before all people were given new keys. Nothing may be kept of the transaction then. A database that has its keys stays as it is.
func (tx *Tx) PutKeys(keys Keys) (erased []string, err error) {
	if n, err := tx.count(table{name: keyTable}); err != nil || n > 0 {
		return nil, err
	}
	byID, lives := map[string]WrappedKey{}, map[Life]bool{}
	for _, key := range keys.Keys {
		byID[key.ID] = key
	}
	for _, life := range keys.Lives {
		lives[life] = true
	}
	latest, err := one(tx, value[string], `SELECT COALESCE(MAX(id), '') FROM deliveries`)
	if err != nil {
		return nil, err
	}
	older := madeAt(latest).Before(keys.Made)
	people, err := many(tx, scanKeyed, `SELECT id, life, key_id FROM people ORDER BY id`)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		id, made := p.key, madeAt(p.key)
		key, there := byID[id]
		switch {
		case id == "" && (lives[p.Life] || !older || !madeAt(p.ID).Before(keys.Made)): // the keys know them, or are from before them
		case there && key.Person == p.Person:
			_, err = tx.exec(`INSERT INTO keys (id, person_id, wrapped) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`, key.ID, key.Person, key.Wrapped)
		case id != "" && !made.Before(keys.Made):
			err = ErrOldKeys
		case id != "" && made.Before(keys.Anew):
			err = ErrOldBackup
		default:
			erased = append(erased, p.Person)
		}
		if err != nil {
			return nil, err
		}
	}
	_, err = tx.exec(`UPDATE locks SET proof = $1, anew = $2 WHERE id = 1 AND $1 <> ''`, keys.Proof, millis(keys.Anew))
	return erased, err
}

// keyed is somebody with the id of their key, if they have one.
type keyed struct {
	Life
	key string
}

func scanKeyed(r row) (p keyed, err error) { return p, r.Scan(&p.Person, &p.ID, &p.key) }

// HasKeys returns ErrKeysAbsent if somebody has sealed something and their key is not in the database: it was restored without them.
func (db *DB) HasKeys(ctx context.Context) error {
	return db.Read(ctx, func(tx *Tx) error {
		n, err := tx.lackKeys()
		if err == nil && n > 0 {
			err = ErrKeysAbsent
		}
		return err
	})
}

// lackKeys counts whose key is not there.
func (tx *Tx) lackKeys() (int, error) {
	return one(tx, value[int], `SELECT COUNT(*) FROM people WHERE key_id <> '' AND key_id NOT IN (SELECT id FROM keys)`)
}

// madeAt is when an id was made.
func madeAt(id string) time.Time {
	parsed, err := uuid.Parse(id)
	if err != nil || parsed.Version() != 7 {
		return time.Time{}
	}
	seconds, nanoseconds := parsed.Time().UnixTime()
	return time.Unix(seconds, nanoseconds)
}

// WriteFile keeps keys in a file that its owner alone can read, in place of what it held. At each moment it is there as a whole.
func (k Keys) WriteFile(path string) error {
	text, err := json.MarshalIndent(k, "", " ")
	if err != nil {
		return err
	}
	return writeWhole(path, append(text, '\n'), func(draft string) error { return os.Rename(draft, path) })
}

// ReadKeys reads what WriteFile wrote.
func ReadKeys(from io.Reader) (keys Keys, err error) {
	if err := json.NewDecoder(from).Decode(&keys); err != nil {
		return keys, fmt.Errorf("read the keys: %w", err)
	}
	if keys.Made.IsZero() {
		return keys, errors.New("read the keys: it does not say when they were made")
	}
	return keys, nil
}

// Fit returns ErrWrongKey unless the keys were wrapped by a ring's: those of another installation tell nothing of who was erased.
func (k Keys) Fit(ring *Keyring) error {
	_, err := ring.unwrap(k.Proof, "proof")
	return err
}

// Same reports whether keys are the same as others, whenever they were listed.
func (k Keys) Same(as Keys) bool {
	return k.Anew.Equal(as.Anew) && k.Proof == as.Proof && slices.Equal(k.Lives, as.Lives) && slices.Equal(k.Keys, as.Keys)
}
