package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ippo/config"
	"ippo/storage"
)

// runKey makes a new key.
func runKey(c *cli, args []string) error {
	if _, err := c.flags("key", args, 0, 0, nil); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.stdout, storage.NewKey())
	return err
}

// unlock gives a database the keys that settings name. A file that nobody named a key for gets one of its own, in a file beside it, when
// it is first unlocked. A database that was restored gets the keys of people back first. The error is of type config.Problems where
// something is to be mended.
func unlock(ctx context.Context, db *storage.DB, settings config.Settings) error {
	if path, file := storage.File(settings.Database); file {
		_ = storage.ClearDrafts(filepath.Dir(path), time.Now()) // what a crash left; tidying keeps nobody from their database
	}
	ring, err := ringFor(ctx, db, settings)
	if err == nil {
		err = putKeysBack(ctx, db, ring, settings.Database)
	}
	if err == nil {
		err = open(ctx, db, ring, settings)
	}
	return err
}

// ringFor reads the keys that settings name.
func ringFor(ctx context.Context, db *storage.DB, settings config.Settings) (*storage.Keyring, error) {
	text, err := keyText(ctx, db, settings)
	if err != nil {
		return nil, err
	}
	ring, err := storage.ParseKeyring(text)
	if err != nil {
		return nil, config.Problems{{Code: "key_wrong"}}
	}
	return ring, nil
}

func open(ctx context.Context, db *storage.DB, ring *storage.Keyring, settings config.Settings) error {
	err := db.Unlock(ctx, ring)
	if errors.Is(err, storage.ErrWrongKey) {
		return config.Problems{{Code: "key_other", Args: []any{"Database", storage.Name(settings.Database)}}}
	}
	return err
}

// keyText is the text of the keys: what is set, what stands in the file that is set, or what stands beside the database.
func keyText(ctx context.Context, db *storage.DB, settings config.Settings) (string, error) {
	if _, err := storage.ParseKeyring(settings.Key); err == nil {
		return settings.Key, nil
	}
	if named := strings.TrimSpace(settings.Key); settings.Key != "" {
		text, err := os.ReadFile(named)
		if err != nil {
			return "", config.Problems{{Code: "key_unread"}} // what is set may be a key with a slip, and is not shown
		}
		return string(text), nil
	}
	path, file := storage.File(settings.Database)
	if !file {
		return "", config.Problems{{Code: "key_missing"}}
	}
	path += keySuffix
	text, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return string(text), err
	}
	locked, err := db.Locked(ctx)
	if err != nil {
		return "", err
	}
	if locked {
		return "", config.Problems{{Code: "key_lost", Args: []any{"Path", path}}}
	}
	return newKeyFile(path)
}

// keySuffix ends the name of the file with a database's key.
const keySuffix = ".key"

// newKeyFile writes a new key into a file that only its owner can read, or reads that of whoever was faster.
func newKeyFile(path string) (string, error) {
	key := storage.NewKey() + "\n"
	err := storage.WriteKeyFile(path, []byte(key))
	if errors.Is(err, fs.ErrExist) {
		text, err := os.ReadFile(path)
		return string(text), err
	}
	if err != nil {
		return "", fmt.Errorf("keep a new key in %s: %w", path, err)
	}
	return key, nil
}
