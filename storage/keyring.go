package storage

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// KeySize is how many bytes an installation's key has: AES-256.
const KeySize = 32

// What a caller can act on of keys.
var (
	ErrBadKey   = errors.New("a key is 32 bytes in base64")
	ErrWrongKey = errors.New("the database is locked with another key")
	ErrLocked   = errors.New("the database is locked: no key was given")
)

// Keyring holds an installation's keys: the first one wraps the keys of people, the others still open what they wrapped once. With
// people's keys everything is sealed that they wrote (seal.go). The cryptography is the standard library's AES-256-GCM.
type Keyring struct{ wrapping []cipher.AEAD }

// NewKey makes a key, as ParseKeyring reads it.
func NewKey() string {
	key := make([]byte, KeySize)
	rand.Read(key) // never fails
	return base64.StdEncoding.EncodeToString(key)
}

// ParseKeyring reads keys in base64, the one that wraps first, between spaces, commas or line ends. What follows a # in a line is left
// out. Without a key, or with one that is none, it returns ErrBadKey, which does not say what was read.
func ParseKeyring(text string) (*Keyring, error) {
	ring := &Keyring{}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) }) {
			key, err := base64.StdEncoding.DecodeString(word)
			if err != nil || len(key) != KeySize {
				return nil, ErrBadKey
			}
			ring.wrapping = append(ring.wrapping, gcm(key))
		}
	}
	if len(ring.wrapping) == 0 {
		return nil, ErrBadKey
	}
	return ring, nil
}

// gcm is authenticated encryption by a key of KeySize bytes, with a random nonce before each text. 2^32 texts may be sealed by one key.
func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a key of another size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for a cipher of another block size
	}
	return aead
}

// wrap seals a key, or anything, by the installation's key. What it is about must be the same when it is unwrapped.
func (k *Keyring) wrap(plain []byte, about string) string {
	return base64.StdEncoding.EncodeToString(k.wrapping[0].Seal(nil, nil, plain, []byte(about)))
}

// unwrap opens what one of the keys wrapped, or returns ErrWrongKey.
func (k *Keyring) unwrap(wrapped, about string) ([]byte, error) {
	text, err := base64.StdEncoding.DecodeString(wrapped)
	if err != nil {
		return nil, ErrWrongKey
	}
	for _, aead := range k.wrapping {
		if plain, err := aead.Open(nil, nil, text, []byte(about)); err == nil {
			return plain, nil
		}
	}
	return nil, ErrWrongKey
}

// Locked reports whether a database has a key already.
func (db *DB) Locked(ctx context.Context) (locked bool, err error) {
	err = db.Read(ctx, func(tx *Tx) error {
		n, err := tx.count(table{name: "locks"})
		locked = n > 0
		return err
	})
	return locked, err
}

// Unlock gives a database the keys without which nothing can be read or kept that people wrote. The first keyring that a database ever gets
// is its own; later only such with a key that it knows is taken, else ErrWrongKey is returned and nothing is changed.
func (db *DB) Unlock(ctx context.Context, ring *Keyring) error {
	err := db.fits(ctx, ring)
	if errors.Is(err, ErrNotFound) {
		err = db.Write(ctx, func(tx *Tx) error {
			if _, err := tx.exec(`INSERT INTO locks (id, proof) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`, ring.wrap(nil, "proof")); err != nil {
				return err
			}
			return tx.fits(ring)
		})
	}
	if err != nil {
		return fmt.Errorf("unlock the database: %w", err)
	}
	db.ring.Store(ring)
	return nil
}

// Fits returns ErrWrongKey if a database has another key than those of a ring.
func (db *DB) Fits(ctx context.Context, ring *Keyring) error {
	err := db.fits(ctx, ring)
	if errors.Is(err, ErrNotFound) { // it has none yet
		return nil
	}
	return err
}

func (db *DB) fits(ctx context.Context, ring *Keyring) error {
	return db.Read(ctx, func(tx *Tx) error { return tx.fits(ring) })
}

func (tx *Tx) fits(ring *Keyring) error {
	proof, err := one(tx, value[string], `SELECT proof FROM locks WHERE id = 1`)
	if err != nil {
		return err
	}
	_, err = ring.unwrap(proof, "proof")
	return err
}
