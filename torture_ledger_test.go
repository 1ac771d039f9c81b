package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// entry is a row of the ledger, as a stranger reads it.
type entry struct {
	id, occasion, recipient, kind, subject, state, cause, carrier, channel, message string
	attempts, blind                                                                 int
	nextTry                                                                         int64
}

func (d entry) attempt() string { return fmt.Sprint(d.id, "/", d.attempts) }

// readLedger reads the rows that a condition allows, of a database on either engine.
func readLedger(t testing.TB, database, condition string) (all []entry) {
	t.Helper()
	driver, address := "sqlite3", "file:"+strings.ReplaceAll(database, "%", "%25")
	if strings.HasPrefix(database, "postgres:") {
		driver, address = "pgx", database
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT id, occasion, recipient, kind, subject, state, cause, carrier, channel, message, attempts, blind, next_try
		FROM deliveries WHERE ` + condition + ` ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var d entry
		if err := rows.Scan(&d.id, &d.occasion, &d.recipient, &d.kind, &d.subject, &d.state, &d.cause, &d.carrier, &d.channel,
			&d.message, &d.attempts, &d.blind, &d.nextTry); err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// inDoubt lists what had been claimed before a time, and is not recorded. Of a file it reads a copy, so that Ippo itself meets
// what the kill left.
func (h *torture) inDoubt(at time.Time) []entry {
	h.Helper()
	database := h.database
	if path, isFile := storage.File(database); isFile {
		folder, err := os.MkdirTemp(h.TempDir(), "wreck")
		if err != nil {
			h.Fatal(err)
		}
		defer os.RemoveAll(folder)
		database = filepath.Join(folder, "ippo.db")
		for _, part := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + part)
			if os.IsNotExist(err) {
				continue
			}
			if err == nil {
				err = os.WriteFile(database+part, data, 0o600)
			}
			if err != nil {
				h.Fatal(err)
			}
		}
	}
	return readLedger(h, database, fmt.Sprintf("state = 'sending' AND tried <= %d", at.UnixMilli()))
}

func (h *torture) open() *storage.DB {
	h.Helper()
	db, err := storage.Open(h.ctx, h.database)
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { db.Close() })
	if err := unlock(h.ctx, db, config.Settings{Key: storagetest.Key}); err != nil {
		h.Fatal(err)
	}
	return db
}

func (h *torture) read(db *storage.DB, do func(*storage.Tx) error) {
	h.Helper()
	if err := db.Read(h.ctx, do); err != nil {
		h.Fatal(err)
	}
}

// soon is what is waited for in the end; what is due later, such as the agenda of a meeting, still waits then.
const soon = 10 * time.Minute

// waits reports whether a delivery is for another day.
func (d entry) waits() bool {
	return d.state == string(storage.Waiting) && time.Until(time.UnixMilli(d.nextTry)) > soon/2
}

// atRest reports whether nothing waits for its turn, nothing is in doubt, and no announcement is under way.
func (h *torture) atRest(db *storage.DB) (rests bool) {
	h.Helper()
	h.read(db, func(tx *storage.Tx) error {
		counts, err := tx.CountByState()
		if err != nil {
			return err
		}
		next, err := tx.NextTry()
		if err != nil {
			return err
		}
		due, err := tx.AnnouncementsDue(time.Now())
		if err != nil {
			return err
		}
		under, done, err := tx.AnnouncementsUnderWay(nudges.KindAnnouncement)
		rests = (next.IsZero() || time.Until(next) > soon) && counts[storage.Sending]+len(due)+len(under)+len(done) == 0
		return err
	})
	return rests
}

// standing lists, by delivery, where the messages of a conversation stand.
func (h *torture) standing(conversation string, all map[string][]string) {
	h.Helper()
	for cursor := ""; ; {
		answer := h.post(h, "conversations.history", map[string][]string{
			"channel": {conversation}, "limit": {"900"}, "include_all_metadata": {"true"}, "cursor": {cursor},
		})
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		var page struct {
			OK       bool
			Messages []struct {
				TS       string
				Metadata json.RawMessage
			}
			Response struct {
				Next string `json:"next_cursor"`
			} `json:"response_metadata"`
		}
		if err != nil || json.Unmarshal(body, &page) != nil || !page.OK {
			h.Fatalf("the history of %s: %v %.300s", conversation, err, body)
		}
		for _, m := range page.Messages {
			if id := deliveryOf(m.Metadata); id != "" { // not an answer, nor a person's words
				all[id] = append(all[id], conversation+" "+m.TS)
			}
		}
		if cursor = page.Response.Next; cursor == "" {
			return
		}
	}
}
