package storage

import (
	"errors"
	"strings"
	"testing"

	"ippo/cohort"
	"ippo/storage/storagetest"
)

// What people write is in the database only as their key makes it, and no two texts of one length look alike.
func TestWordsAreSealed(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		db := openAt(t, database)
		seed(t, db)
		secret := "会社を辞めたいと思っています。"
		reflection := cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Written: now, Note: secret, Mood: 2, Visibility: cohort.OnlyMe}
		write(t, db, func(tx *Tx) error {
			return errors.Join(
				tx.SaveReflection(reflection),
				tx.SaveStory(cohort.Story{ID: "t1", Person: "U1", Cohort: "c1", Words: secret, Signed: "Y.H.", Written: now}),
				tx.SaveOffer(cohort.Offer{ID: "o1", Person: "U1", Cohort: "c1", Step: "x", Answer: cohort.Trying, Plan: secret, Offered: now}),
				tx.SaveOffer(cohort.Offer{ID: "o2", Person: "U2", Cohort: "c1", Step: "x", Answer: cohort.Trying, Offered: now}),
				tx.PlanOffer("o2", now, secret, true),
			)
		})
		read(t, db, func(tx *Tx) error {
			kept, err := tx.Reflection("r1")
			story, err2 := tx.Story("t1")
			first, err3 := tx.Offer("o1")
			second, err4 := tx.Offers("U2")
			if kept.Note != secret || kept.Mood != 2 || story.Words != secret || story.Signed != "Y.H." || first.Plan != secret || second[0].Plan != secret {
				t.Error("what was sealed is not opened again")
			}
			return errors.Join(err, err2, err3, err4)
		})
		everything := dump(t, db)
		for _, word := range []string{secret, "辞め", "Y.H.", "mood"} {
			if strings.Contains(everything, word) {
				t.Errorf("%q is in the database", word)
			}
		}
	})
}

// A sealed text opens for its own row and person only, and not once it was changed.
func TestSealedTextsCannotBeMoved(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		sealed, err := tx.seal("U1", "reflections/r1", "言葉")
		if err != nil {
			return err
		}
		if _, err := tx.seal("U2", "reflections/r2", "ほか"); err != nil {
			return err
		}
		other := "A" // than the letter with which it begins by chance
		if sealed[:1] == other {
			other = "B"
		}
		var words string
		for name, try := range map[string]func() error{
			"another row":       func() error { return tx.unseal("U1", "reflections/r2", sealed, &words) },
			"another person":    func() error { return tx.unseal("U2", "reflections/r1", sealed, &words) },
			"nobody's":          func() error { return tx.unseal("U404", "reflections/r1", sealed, &words) },
			"cut off":           func() error { return tx.unseal("U1", "reflections/r1", sealed[:len(sealed)-4], &words) },
			"changed":           func() error { return tx.unseal("U1", "reflections/r1", other+sealed[1:], &words) },
			"not sealed at all": func() error { return tx.unseal("U1", "reflections/r1", "言葉", &words) },
		} {
			if err := try(); !errors.Is(err, ErrUnreadable) || strings.Contains(err.Error(), "r1") || words != "" {
				t.Errorf("%s: %v %q", name, err, words)
			}
		}
		return tx.unseal("U1", "reflections/r1", sealed, &words)
	})
}

// Of short texts, the length does not tell which of them it is.
func TestShortTextsAreOfOneLength(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		lengths := map[int]bool{}
		for _, words := range []reflectionWords{{Mood: 1}, {Mood: 5}, {Note: "はい"}, {Note: "つらい一週間でした"}} {
			sealed, err := tx.seal("U1", "reflections/x", words)
			if err != nil {
				return err
			}
			lengths[len(sealed)] = true
		}
		if len(lengths) != 1 {
			t.Errorf("lengths %v", lengths)
		}
		return nil
	})
}

// A database is opened by the key that it has had, or by one that is kept beside a new one, and by no other.
func TestUnlock(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		db := openAt(t, database)
		seed(t, db)
		db.ring.Store(nil)
		err := db.Write(t.Context(), func(tx *Tx) error {
			return tx.SaveReflection(cohort.Reflection{ID: "r0", Person: "U1", Cohort: "c1", Visibility: cohort.OnlyMe})
		})
		if !errors.Is(err, ErrLocked) {
			t.Errorf("without a key: %v", err)
		}
		first, second := NewKey(), NewKey()
		unlock := func(text string) error {
			ring, err := ParseKeyring(text)
			if err != nil {
				t.Fatal(err)
			}
			return db.Unlock(t.Context(), ring)
		}
		if err := unlock(first); err != nil {
			t.Fatal(err)
		}
		write(t, db, func(tx *Tx) error {
			return tx.SaveReflection(cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Written: now, Note: "言葉", Visibility: cohort.OnlyMe})
		})
		if err := unlock(second); !errors.Is(err, ErrWrongKey) {
			t.Errorf("another key: %v", err)
		}
		if err := unlock("# new\n" + second + "\n" + first + " # old\n"); err != nil {
			t.Error(err)
		}
		read(t, db, func(tx *Tx) error {
			r, err := tx.Reflection("r1")
			if r.Note != "言葉" {
				t.Errorf("%+v", r)
			}
			return err
		})
	})
	for _, text := range []string{"", "# nothing", "short", NewKey()[1:], NewKey() + " x"} {
		if _, err := ParseKeyring(text); err != ErrBadKey {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// dump is everything that the tables hold, as text.
func dump(t *testing.T, db *DB) string {
	t.Helper()
	var text strings.Builder
	read(t, db, func(tx *Tx) error {
		for _, table := range tables {
			columns, err := tx.columns(table)
			if err != nil {
				return err
			}
			_, err = tx.sum(table, columns, func(row []any) error {
				for _, value := range row {
					if s, isText := value.(string); isText {
						text.WriteString(s + "\n")
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return text.String()
}

// A process that was not told of the new key makes no keys that would be lost with the old one.
func TestOldKeyMakesNoNewKeys(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	seed(t, db)
	old, err := ParseKeyring(NewKey())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Unlock(t.Context(), db.ring.Load()); err != nil {
		t.Fatal(err)
	}
	db.ring.Store(old)
	err = db.Write(t.Context(), func(tx *Tx) error {
		return tx.SaveReflection(cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Written: now, Note: "言葉", Visibility: cohort.OnlyMe})
	})
	if !errors.Is(err, ErrWrongKey) {
		t.Errorf("%v", err)
	}
}

// Who can write in the database, and has not the key, cannot have Ippo show others what was not for them.
func TestSightIsSealed(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		forge := func(statement string) {
			t.Helper()
			if n, err := tx.exec(statement); err != nil || n != 1 {
				t.Errorf("%s: %d, %v", statement, n, err)
			}
		}
		mine := cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Written: now, Note: "言葉", Visibility: cohort.OnlyMe}
		circles := cohort.Reflection{ID: "r2", Person: "U1", Cohort: "c1", Written: now, Note: "言葉", Visibility: cohort.MyCircle, Circle: "k1"}
		draft := cohort.Story{ID: "t1", Person: "U1", Cohort: "c1", Words: "転機", Written: now}
		if err := errors.Join(tx.SaveReflection(mine), tx.SaveReflection(circles), tx.SaveStory(draft)); err != nil {
			return err
		}
		forge(`UPDATE reflections SET visibility = 'cohort' WHERE id = 'r1'`)
		forge(`UPDATE reflections SET circle_id = 'k2' WHERE id = 'r2'`)
		forge(`UPDATE stories SET given = 1 WHERE id = 't1'`)
		r1, err1 := tx.Reflection("r1")
		r2, err2 := tx.Reflection("r2")
		t1, err3 := tx.Story("t1")
		for _, r := range []cohort.Reflection{r1, r2} {
			if r.Visibility != cohort.OnlyMe || r.Circle != "" || r.Note != "言葉" {
				t.Errorf("%+v", r)
			}
		}
		if !t1.Given.IsZero() || t1.Words != "転機" {
			t.Errorf("%+v", t1)
		}
		if err := errors.Join(err1, err2, err3, tx.SetSight("r1", cohort.MyCohort, "")); err != nil { // its writer shares it
			return err
		}
		r1, err := tx.Reflection("r1")
		if r1.Visibility != cohort.MyCohort {
			t.Errorf("%+v", r1)
		}
		if err := errors.Join(err, tx.Unshare("c1", "U1", "", "shared")); err != nil { // its writer leaves
			return err
		}
		forge(`UPDATE reflections SET visibility = 'cohort' WHERE id = 'r1'`)
		r1, err = tx.Reflection("r1")
		if r1.Visibility != cohort.OnlyMe {
			t.Errorf("after its writer has left: %+v", r1)
		}
		return err
	})
}
