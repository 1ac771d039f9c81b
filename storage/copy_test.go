package storage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/storage/storagetest"
)

// furnish keeps something in every table, in one of them more than a batch.
func furnish(t *testing.T, db *DB) {
	t.Helper()
	seed(t, db)
	if err := db.Unlock(t.Context(), db.ring.Load()); err != nil {
		t.Fatal(err)
	}
	write(t, db, func(tx *Tx) error {
		all := errors.Join(
			tx.SaveReflection(cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Written: now, Note: "一言", Noticed: "👩‍👧 '; -- \\ %", Visibility: cohort.OnlyMe}),
			second(tx.ChangeReflection(cohort.Reflection{ID: "r1", Person: "U1", Note: "直した一言", Noticed: "👩‍👧 '; -- \\ %", Visibility: cohort.MyCircle, Circle: "k1"}, now)),
			tx.SaveOffer(cohort.Offer{ID: "o1", Person: "U1", Cohort: "c1", Step: "x", Answer: cohort.Open, Offered: now, Instead: "o0"}),
			tx.SaveStory(cohort.Story{ID: "t1", Person: "U1", Cohort: "c1", Words: "転機", Signed: "Y.H.", Written: now, Given: now}),
			tx.SaveSheet("U1", cohort.Sheet{Can: "聞くこと"}, now),
			tx.SaveAims(cohort.Entry{ID: "i1", Person: "U1", Aim: cohort.Can, Words: "段取り", Added: now, Dropped: now, Source: "r1"}),
			tx.SaveTurn(cohort.Turn{ID: "n1", Person: "U1", Age: 50, Event: "転機", Felt: -1, Added: now}),
			tx.Cheer("o1", "U2", now),
			tx.SaveCircle(cohort.Circle{ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1", "U2"}, Formed: now}),
			tx.SaveMeeting(cohort.Meeting{ID: "m1", Circle: "k1", Number: 1, State: cohort.Proposed, Times: []time.Time{now}}),
			tx.Vote("m1", "U1", now),
			tx.BeginArrangement(cohort.Arrangement{ID: "a1", Cohort: "c1", Organizer: "U9", Groups: [][]string{{"U1"}}, Made: now}),
			tx.Refuse("U1", []string{"U2"}),
			tx.VoteOn("k1", "U1", cohort.NextRound, true),
			tx.SaveWish(cohort.Wish{Cohort: "c1", Person: "U1", Topics: []string{"a\x00"}, Asked: now, Withdrawn: true}),
			tx.SaveAnnouncement(cohort.Announcement{ID: "a1", Cohort: "c1", Author: "U9", Words: "w", At: now, State: cohort.Scheduled}),
			tx.SaveAttachment("a1", []byte("%PDF")),
			tx.SaveAnswered(cohort.Answered{Announcement: "a1", Person: "U1", Seen: now, Comes: true, At: now}),
			tx.SaveEnquiry(cohort.Enquiry{ID: "q1", Announcement: "a1", Cohort: "c1", Person: "U1", Words: "駐車場は", Hidden: true, Asked: now}),
			tx.Attend("s1", "U2", cohort.Attending, now),
			tx.SaveAsk(cohort.Ask{ID: "q1", Session: "s1", Person: "U1", Words: "最初の一歩は", Hidden: true, Asked: now, Given: now}),
			tx.SaveFeedback(cohort.Feedback{ID: "b1", Session: "s1", Person: "U1", Presses: map[string]string{"pace": "right"}, Line: "よかった", Said: now}),
			tx.SaveSummary(cohort.Summary{Session: "s1", Made: now, Came: cohort.TooFew, Lines: []string{"b1"}}),
			tx.SaveFigure("c1", "2026-11", cohort.Reflected, cohort.TooFew),
			tx.Look("c1", "U9", cohort.SawFigures, now),
			second(tx.Apply(cohort.Application{Cohort: "c1", Person: "U2", Department: "営業", Asked: now})),
			tx.SaveReach(cohort.Reach{Cohort: "c1", Person: "U1", Circles: true, Since: now}),
			tx.SaveImport(cohort.Import{ID: "w1", Organizer: "U9", Cohort: "c1", Kind: "people", File: "{}", People: []cohort.Entrant{{ID: "U1"}}, Made: now}),
			tx.Audit(cohort.Logged{At: now, Organizer: "U9", Cohort: "c1", Deed: cohort.Imported, Subject: "2", Person: "U1"}),
		)
		_, err4 := tx.SaveSteps("c1", []cohort.OwnStep{{Step: cohort.Step{ID: "x"}, Words: map[string]cohort.StepWords{"ja": {Do: "一歩"}}}}, now)
		_, err := tx.Plan("p", now)
		_, err2 := tx.Enqueue(Delivery{Occasion: "o", Recipient: "U1", Kind: "k", Due: now})
		_, err3 := tx.SetUnreachable("U2", "user_disabled", now)
		all = errors.Join(all, err, err2, err3, err4)
		for i := range 2*batch + 1 {
			all = errors.Join(all, tx.Once(fmt.Sprint("Ev", i), now))
		}
		return all
	})
}

// sums sums up all tables.
func sums(t *testing.T, db *DB) (all []Sum) {
	t.Helper()
	read(t, db, func(tx *Tx) error {
		for _, table := range tables {
			columns, err := tx.columns(table)
			if err != nil {
				return err
			}
			s, err := tx.sum(table, columns, func([]any) error { return nil })
			if err != nil {
				return err
			}
			all = append(all, s)
		}
		return nil
	})
	return all
}

func TestCopyIsTheSame(t *testing.T) {
	kinds := map[string]func(testing.TB) string{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres}
	for from := range kinds {
		for to := range kinds {
			t.Run(from+" to "+to, func(t *testing.T) {
				source, target := openAt(t, kinds[from](t)), openAt(t, kinds[to](t))
				furnish(t, source)
				copied, err := Copy(t.Context(), source, target)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range copied {
					if s.Rows == 0 {
						t.Errorf("the test keeps nothing in %s", s.Table)
					}
				}
				if diff := cmp.Diff(copied, sums(t, source)) + cmp.Diff(copied, sums(t, target)); diff != "" {
					t.Error(diff)
				}
				read(t, target, func(tx *Tx) error {
					r, err := tx.Reflection("r1")
					if r.Noticed != "👩‍👧 '; -- \\ %" {
						t.Errorf("got %q", r.Noticed)
					}
					return err
				})
				if _, err := Copy(t.Context(), source, target); !errors.Is(err, ErrNotEmpty) {
					t.Errorf("copied into what is not empty: %v", err)
				}
				write(t, target, func(tx *Tx) error { return tx.Once("new", now) }) // life goes on
			})
		}
	}
}

func TestCopyIsAllOrNothing(t *testing.T) {
	for name, accident := range map[string]string{
		"a row is refused": `BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'refused'); END`,
		"a row is changed": `AFTER INSERT ON reflections BEGIN UPDATE reflections SET sealed = 'x'; END`,
		"a row is lost":    `AFTER INSERT ON seen BEGIN DELETE FROM seen WHERE id = 'Ev7'; END`,
	} {
		t.Run(name, func(t *testing.T) {
			source, target := openAt(t, storagetest.SQLite(t)), openAt(t, storagetest.SQLite(t))
			furnish(t, source)
			write(t, target, func(tx *Tx) error { _, err := tx.exec(`CREATE TRIGGER accident ` + accident); return err })
			_, err := Copy(t.Context(), source, target)
			if err == nil || strings.Contains(err.Error(), "一言") {
				t.Errorf("got %v", err)
			}
			for _, s := range sums(t, target) {
				if s.Rows > 0 {
					t.Errorf("%d rows are left in %s", s.Rows, s.Table)
				}
			}
		})
	}
}

// What a file was given before words were held alike must not keep it from moving.
func TestCopyMendsWhatOnlySQLiteHolds(t *testing.T) {
	source, target := openAt(t, storagetest.SQLite(t)), openAt(t, storagetest.Postgres(t))
	if _, err := source.engine.(*sqlite).writer.Exec("INSERT INTO seen (id, at) VALUES (?, 1)", "a\x00b\xff"); err != nil {
		t.Fatal(err)
	}
	if _, err := Copy(t.Context(), source, target); err != nil {
		t.Fatal(err)
	}
	if err := target.Write(t.Context(), func(tx *Tx) error { return tx.Once("a\ufffdb\ufffd", now) }); !errors.Is(err, ErrRepeated) {
		t.Errorf("got %v", err)
	}
}

func TestEveryTableIsCopied(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	before := []string{"goose_db_version"} // which is the schema's own
	for _, table := range tables {
		read(t, db, func(tx *Tx) error {
			key, err := many(tx, value[string], `SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`, table.name)
			if got := strings.Join(key, ", "); got != table.key {
				t.Errorf("the key of %s is %s", table.name, got)
			}
			above, errAbove := many(tx, value[string], `SELECT "table" FROM pragma_foreign_key_list($1)`, table.name)
			for _, name := range above {
				if !slices.Contains(before, name) {
					t.Errorf("%s refers to %s, which does not stand before it", table.name, name)
				}
			}
			return errors.Join(err, errAbove)
		})
		before = append(before, table.name)
	}
	read(t, db, func(tx *Tx) error {
		there, err := many(tx, value[string], `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
		slices.Sort(there)
		slices.Sort(before)
		if diff := cmp.Diff(there, before); diff != "" {
			t.Errorf("not all that there is would be copied: %s", diff)
		}
		return err
	})
}

// second is the error of a call that also returns something.
func second[T any](_ T, err error) error { return err }
