package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"ippo/bot/slack"
	"ippo/config"
	"ippo/storage"
)

// examineKey checks that the key fits the database, and that nobody else on this machine reads it or the keys of people. It makes none, and
// changes nothing.
func (c *cli) examineKey(ctx context.Context, settings config.Settings) []slack.Finding {
	findings := c.examineFit(ctx, settings)
	for _, path := range keyFiles(settings) {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			findings = append(findings, slack.Finding{Code: "key_readable", Args: []any{"Path", path}})
		}
	}
	return findings
}

func (c *cli) examineFit(ctx context.Context, settings config.Settings) []slack.Finding {
	db, err := storage.Open(ctx, settings.Database)
	if err != nil { // which was told already
		return nil
	}
	defer db.Close()
	if locked, err := db.Locked(ctx); err != nil || !locked && settings.Key == "" {
		return nil // it gets one when Ippo first serves
	}
	ring, err := ringFor(ctx, db, settings)
	if err == nil {
		err = hasKeys(ctx, db, settings.Database)
	}
	if err == nil {
		err = db.Fits(ctx, ring)
	}
	if errors.Is(err, storage.ErrWrongKey) {
		err = config.Problems{{Code: "key_other", Args: []any{"Database", storage.Name(settings.Database)}}}
	}
	var problems config.Problems
	if errors.As(err, &problems) {
		return []slack.Finding{{Code: "key_broken", Args: []any{"Cause", problemLine(c.words, problems[0])}}}
	}
	if err != nil {
		return []slack.Finding{{Code: "key_broken", Args: []any{"Cause", err}}}
	}
	return []slack.Finding{{Good: true, Code: "key"}}
}

// keyFiles are where keys may stand: the one that is named, those beside the database, and those beside its backups.
func keyFiles(settings config.Settings) []string {
	paths := []string{settings.Key}
	if path, file := storage.File(settings.Database); file {
		paths = append(paths, path+keySuffix, path+keysSuffix)
	}
	if settings.Backups != "" {
		beside, _ := os.ReadDir(settings.Backups) // doctor tells elsewhere that it cannot be read
		for _, entry := range beside {
			if strings.HasSuffix(entry.Name(), keysSuffix) {
				paths = append(paths, filepath.Join(settings.Backups, entry.Name()))
			}
		}
	}
	return paths
}
