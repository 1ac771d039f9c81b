package storage

import (
	"errors"
	"slices"
	"testing"
	"time"

	"ippo/cohort"
)

func TestAttachments(t *testing.T) { onBoth(t, testAttachments) }

func testAttachments(t *testing.T, db *DB) {
	write(t, db, func(tx *Tx) error { return tx.SaveCohort(cohort.Cohort{ID: "c", Zone: "UTC"}) })
	content := []byte("%PDF \x00\xff")
	for id, state := range map[string]cohort.AnnouncementState{"out": cohort.Announced, "waits": cohort.Scheduled, "draft": cohort.Draft, "withdrawn": cohort.Withdrawn} {
		write(t, db, func(tx *Tx) error {
			a := cohort.Announcement{ID: id, Cohort: "c", State: state, Created: now, File: "a.pdf"}
			if state != cohort.Draft {
				a.At = now
			}
			if state == cohort.Withdrawn {
				a.At = now.AddDate(2, 0, 0)
			}
			return errors.Join(tx.SaveAnnouncement(a), tx.SaveAttachment(id, []byte("first")), tx.SaveAttachment(id, content))
		})
	}
	kept := func() (ids []string) {
		for _, id := range []string{"draft", "out", "waits", "withdrawn"} {
			err := db.Read(t.Context(), func(tx *Tx) error {
				got, err := tx.Attachment(id)
				if err == nil && !slices.Equal(got, content) {
					t.Errorf("%s holds %q", id, got)
				}
				return err
			})
			if err == nil {
				ids = append(ids, id)
			} else if !errors.Is(err, ErrNotFound) {
				t.Fatal(err)
			}
		}
		return ids
	}
	for _, step := range []struct {
		what string
		do   func(*Tx) error
		want []string
	}{
		{"nothing", func(*Tx) error { return nil }, []string{"draft", "out", "waits", "withdrawn"}},
		{"forgotten to the moment", func(tx *Tx) error { return tx.ForgetAttachments(now) }, []string{"draft", "out", "waits"}},
		{"forgotten", func(tx *Tx) error { return tx.ForgetAttachments(now.Add(time.Second)) }, []string{"draft", "waits"}},
		{"taken off", func(tx *Tx) error { return tx.DropAttachment("waits") }, []string{"draft"}},
		{"the draft deleted", func(tx *Tx) error { return tx.DeleteDraft("draft") }, nil},
	} {
		write(t, db, step.do)
		if got := kept(); !slices.Equal(got, step.want) {
			t.Errorf("%s: left are %q, want %q", step.what, got, step.want)
		}
	}
}

func TestLatestDraft(t *testing.T) { onBoth(t, testLatestDraft) }

func testLatestDraft(t *testing.T, db *DB) {
	write(t, db, func(tx *Tx) error {
		err := tx.SaveCohort(cohort.Cohort{ID: "c", Zone: "UTC"})
		for i, a := range []cohort.Announcement{
			{ID: "older", State: cohort.Draft, ChangedBy: "U1"}, {ID: "newer", State: cohort.Draft, ChangedBy: "U1"},
			{ID: "another's", State: cohort.Draft, ChangedBy: "U2"}, {ID: "out", State: cohort.Announced, ChangedBy: "U1"},
		} {
			a.Cohort, a.Created = "c", now.Add(time.Duration(i)*time.Minute)
			err = errors.Join(err, tx.SaveAnnouncement(a))
		}
		return err
	})
	latest := func(person string) (id string, err error) {
		err = db.Read(t.Context(), func(tx *Tx) error {
			a, err := tx.LatestDraft(person)
			id = a.ID
			return err
		})
		return id, err
	}
	if id, err := latest("U1"); id != "newer" || err != nil {
		t.Errorf("got %q, %v", id, err)
	}
	write(t, db, func(tx *Tx) error {
		a, err := tx.Announcement("older")
		a.Created = now.Add(time.Hour) // worked on again
		return errors.Join(err, tx.SaveAnnouncement(a))
	})
	if id, err := latest("U1"); id != "older" || err != nil {
		t.Errorf("after it was worked on again: %q, %v", id, err)
	}
	if _, err := latest("U3"); !errors.Is(err, ErrNotFound) {
		t.Errorf("of who wrote none: %v", err)
	}
}
