package storage

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrUnreadable is what was sealed and cannot be opened: by a key that is gone, or because it was changed or moved.
var ErrUnreadable = errors.New("what was sealed cannot be opened")

// padding is to what multiple of bytes a text is filled up before it is sealed, so that its length tells little.
const padding = 128

// seal encrypts what a person wrote by the key that is theirs alone; their first text makes it. about names the row that it is kept
// in, such as "reflections/ID": it opens nowhere else. Without a key for the database it returns ErrLocked.
func (tx *Tx) seal(person, about string, plain any) (string, error) {
	if !sealedTables[place(about)] {
		return "", fmt.Errorf("seal %s: ofPeople does not name it: it would be lost when keys are renewed", place(about))
	}
	key, err := tx.keyOf(person)
	if errors.Is(err, ErrNotFound) {
		key, err = tx.newKeyOf(person)
	}
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", place(about), err)
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", place(about), err)
	}
	if over := len(text) % padding; over > 0 {
		text = append(text, bytes.Repeat([]byte{' '}, padding-over)...)
	}
	return base64.StdEncoding.EncodeToString(key.Seal(nil, nil, text, []byte(about+"/"+person))), nil
}

// unseal opens what seal made of it; nothing stays nothing. The error is ErrUnreadable for what cannot be opened, or ErrLocked.
func (tx *Tx) unseal(person, about, sealed string, into any) error {
	if sealed == "" {
		return nil
	}
	key, err := tx.keyOf(person)
	if errors.Is(err, ErrNotFound) {
		err = ErrUnreadable
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", place(about), err)
	}
	text, err := base64.StdEncoding.DecodeString(sealed)
	if err == nil {
		text, err = key.Open(nil, nil, text, []byte(about+"/"+person))
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil { // the cause may hold words
		return fmt.Errorf("open %s: %w", place(about), ErrUnreadable)
	}
	return nil
}

// place is the table of what an error is about.
func place(about string) string {
	table, _, _ := bytes.Cut([]byte(about), []byte("/"))
	return string(table)
}

// keyOf is a person's key, unwrapped, or ErrNotFound if they have none.
func (tx *Tx) keyOf(person string) (cipher.AEAD, error) {
	if key := tx.keys[person]; key != nil {
		return key, nil
	}
	if tx.ring == nil {
		return nil, ErrLocked
	}
	found, err := one(tx, func(r row) (found [2]string, err error) { return found, r.Scan(&found[0], &found[1]) },
		`SELECT id, wrapped FROM keys WHERE person_id = $1`, person)
	if err != nil {
		return nil, err
	}
	plain, err := tx.ring.unwrap(found[1], keyName(found[0], person))
	if err != nil {
		return nil, err
	}
	return tx.known(person, plain), nil
}

// newKeyOf makes a person's key.
func (tx *Tx) newKeyOf(person string) (cipher.AEAD, error) {
	proof, err := one(tx, value[string], `SELECT proof FROM locks WHERE id = 1`)
	if err == nil {
		_, err = tx.ring.unwrap(proof, "proof")
	}
	if err != nil && !errors.Is(err, ErrNotFound) { // the keys were changed meanwhile: what this one wraps would be lost with it
		return nil, err
	}
	id, plain := NewID(), make([]byte, KeySize)
	rand.Read(plain) // never fails
	if _, err := tx.exec(`INSERT INTO keys (id, person_id, wrapped) VALUES ($1, $2, $3)`, id, person, tx.ring.wrap(plain, keyName(id, person))); err != nil {
		return nil, err
	}
	if err := changed(tx.exec(`UPDATE people SET key_id = $2 WHERE id = $1`, person, id)); err != nil {
		return nil, err
	}
	return tx.known(person, plain), nil
}

func (tx *Tx) known(person string, plain []byte) cipher.AEAD {
	if tx.keys == nil {
		tx.keys = map[string]cipher.AEAD{}
	}
	tx.keys[person] = gcm(plain)
	return tx.keys[person]
}

func keyName(id, person string) string { return "keys/" + id + "/" + person }
