package storage

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

func TestStories(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		first := cohort.Story{ID: "t1", Person: "U1", Cohort: "c1", Words: "五十で変わりました。\n二行め", Signed: "Y.H.", Written: now}
		second := cohort.Story{ID: "t2", Person: "U2", Cohort: "c1", Words: "もうひとつ", Written: now, Given: now}
		write(t, db, func(tx *Tx) error { return errors.Join(tx.SaveStory(first), tx.SaveStory(second)) })
		read(t, db, func(tx *Tx) error {
			got, err := tx.StoriesOf("U1")
			if diff := cmp.Diff([]cohort.Story{first}, got); diff != "" {
				t.Error(diff)
			}
			given, err2 := tx.GivenStories("c1")
			if diff := cmp.Diff([]cohort.Story{second}, given); diff != "" {
				t.Error("given:", diff)
			}
			return errors.Join(err, err2)
		})
		first.Given, first.Words = now, "直しました"
		write(t, db, func(tx *Tx) error { return tx.SaveStory(first) })
		forged := first
		forged.Person, forged.Words = "U2", "のっとり"
		err := db.Write(t.Context(), func(tx *Tx) error { return tx.SaveStory(forged) })
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("somebody else's story is changed: %v", err)
		}
		err = db.Write(t.Context(), func(tx *Tx) error { return tx.EraseStory("t1", "U2") })
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("somebody else's story is erased: %v", err)
		}
		read(t, db, func(tx *Tx) error {
			got, err := tx.Story("t1")
			if diff := cmp.Diff(first, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		write(t, db, func(tx *Tx) error { return tx.Leave("c1", "U2", now) })
		read(t, db, func(tx *Tx) error {
			given, err := tx.GivenStories("c1")
			if len(given) != 1 || given[0].ID != "t1" {
				t.Errorf("passed on are %+v, although the writer of one has left", given)
			}
			own, err2 := tx.StoriesOf("U2")
			if len(own) != 1 {
				t.Errorf("who has left has %d stories", len(own))
			}
			return errors.Join(err, err2)
		})
		write(t, db, func(tx *Tx) error { return tx.EraseStory("t1", "U1") })
		read(t, db, func(tx *Tx) error {
			if _, err := tx.Story("t1"); !errors.Is(err, ErrNotFound) {
				t.Errorf("it is still there: %v", err)
			}
			return nil
		})
	})
}

// What a session gives to the steps around it is kept with it, and its speaker's story is one like the others.
func TestSessionsMonth(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		seed(t, db)
		var s cohort.Session
		read(t, db, func(tx *Tx) (err error) { s, err = tx.Session("s1"); return err })
		s.Topics, s.Question, s.Act, s.Story, s.StoryBy = []string{"license", "写真"}, "問い", "こと", "転機", "山川"
		write(t, db, func(tx *Tx) error { return tx.SaveSession(s) })
		read(t, db, func(tx *Tx) error {
			got, err := tx.Session("s1")
			if diff := cmp.Diff(s, got); diff != "" {
				t.Error(diff)
			}
			story, err2 := tx.Story("s1")
			if story.Words != "転機" || story.Session != "s1" || story.Person != "" {
				t.Errorf("its speaker tells %+v", story)
			}
			return errors.Join(err, err2)
		})
		s.Story = ""
		write(t, db, func(tx *Tx) error { return tx.SaveSession(s) })
		read(t, db, func(tx *Tx) error {
			if _, err := tx.Story("s1"); !errors.Is(err, ErrNotFound) {
				t.Errorf("it still tells a story: %v", err)
			}
			return nil
		})
	})
}
