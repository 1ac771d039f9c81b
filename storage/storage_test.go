package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/storage/storagetest"
)

var now = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { os.Exit(storagetest.Run(m)) }

// onBoth runs a test on a fresh database of each engine.
func onBoth(t *testing.T, test func(*testing.T, *DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, openAt(t, storagetest.SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { test(t, openAt(t, storagetest.PostgresLike(t, makeTables))) })
}

// makeTables makes the tables of an empty database.
func makeTables(address string) error {
	db, err := Open(context.Background(), address)
	if err != nil {
		return err
	}
	return db.Close()
}

func openAt(t *testing.T, database string) *DB {
	t.Helper()
	db, err := Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return unlocked(t, db)
}

// unlocked is a database with the tests' key, of which nothing is written yet.
func unlocked(t testing.TB, db *DB) *DB {
	t.Helper()
	ring, err := ParseKeyring(storagetest.Key)
	if err != nil {
		t.Fatal(err)
	}
	db.ring.Store(ring)
	return db
}

func write(t *testing.T, db *DB, do func(*Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, db *DB, do func(*Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// seed keeps a cohort with two participants and a session.
func seed(t *testing.T, db *DB) cohort.Cohort {
	t.Helper()
	c := cohort.Cohort{
		ID: "c1", Name: "第4期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C1", Organizers: []string{"U9"}, Keeps: 180 * 24 * time.Hour,
		Schedule: cohort.Schedule{Nudge: "0 9 * * MON", Reminders: []time.Duration{time.Hour}, Reflection: 30 * time.Minute, Circles: "@monthly"},
		Care:     cohort.Care{Contact: "保健室", Lines: []cohort.HelpLine{{Name: "窓口", Phone: "0120-000-000", URL: "https://example.com", Hours: "平日"}}},
	}
	write(t, db, func(tx *Tx) error {
		err := tx.SaveCohort(c)
		for _, id := range []string{"U1", "U2"} {
			p := cohort.Participant{Person: cohort.Person{ID: id, Zone: "Asia/Tokyo"}, Cohort: c.ID, Department: "営業", Returning: id == "U1"}
			err = errors.Join(err, tx.SavePerson(p.Person), tx.SaveParticipant(p))
		}
		s := cohort.Session{ID: "s1", Cohort: c.ID, Number: 1, Theme: "棚卸し", Starts: now, Minutes: 120, Speakers: []string{"山川"}}
		return errors.Join(err, tx.SaveSession(s))
	})
	return c
}

// A cohort without an invitation to reflect stays one, as the cohort file says it: by less than a millisecond.
func TestNoInvitationStaysNone(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	c := seed(t, db)
	c.Schedule.Reflection = -1
	write(t, db, func(tx *Tx) error { return tx.SaveCohort(c) })
	read(t, db, func(tx *Tx) error {
		got, err := tx.Cohort(c.ID)
		if got.Schedule.Reflection >= 0 {
			t.Errorf("got %v", got.Schedule.Reflection)
		}
		return err
	})
}

func TestWhatIsKeptComesBack(t *testing.T) { onBoth(t, testWhatIsKeptComesBack) }

func testWhatIsKeptComesBack(t *testing.T, db *DB) {
	c := seed(t, db)
	reflection := cohort.Reflection{
		ID: "r1", Person: "U1", Cohort: "c1", Written: now, Note: "一言", Happened: "'; --", Noticed: "n", Can: "👩‍👧", Will: "w",
		Mood: 5, Visibility: cohort.OnlyMe,
	}
	offer := cohort.Offer{ID: "o1", Person: "U1", Cohort: "c1", Step: "x", Answer: cohort.Open, Offered: now, Asks: "o0"}
	circle := cohort.Circle{ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1", "U2"}, Slot: "tue-19", Formed: now,
		Reasons: []cohort.Reason{{Kind: cohort.SharedTopics, Names: []string{"資格"}}}}
	wish := cohort.Wish{Cohort: "c1", Person: "U1", Topics: []string{"a"}, Slots: []string{"b"}, Asked: now, Unplaced: "alone"}
	announcement := cohort.Announcement{ID: "a1", Cohort: "c1", Cohorts: []string{"c1", "c2"}, Author: "U9", Words: "w", Link: "https://example.com/",
		Image: "https://example.com/a.png", ImageAlt: "絵", File: "a.pdf", Buttons: []cohort.Button{cohort.SeenIt, cohort.Enquire}, Wall: "2026-12-01T09:00", At: now,
		Audience: cohort.Audience{Kind: cohort.ByName, People: []string{"U1"}}, State: cohort.Scheduled, Created: now, Corrected: now, Instead: "i", ChangedBy: "U8"}
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.SaveReflection(reflection), tx.SaveOffer(offer), tx.SaveCircle(circle), tx.SaveWish(wish),
			tx.SaveAnnouncement(announcement))
	})
	read(t, db, func(tx *Tx) error {
		compare := func(name string, want, got any, err error) {
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s: %v\n%s", name, err, diff)
			}
		}
		gotCohort, err := tx.CohortNamed("第4期")
		compare("cohort", c, gotCohort, err)
		gotReflection, err := tx.Reflection("r1")
		compare("reflection", reflection, gotReflection, err)
		gotOffer, err := tx.Offer("o1")
		compare("offer", offer, gotOffer, err)
		gotCircle, err := tx.CircleOf("c1", "U2")
		compare("circle", circle, gotCircle, err)
		gotWish, err := tx.Wish("c1", "U1")
		compare("wish", wish, gotWish, err)
		gotAnnouncement, err := tx.Announcement("a1")
		announcement.Version = 1
		compare("announcement", announcement, gotAnnouncement, err)
		met, err := tx.Met([]string{"U1", "U2"})
		compare("met", map[string][]string{"U1": {"U2"}, "U2": {"U1"}}, met, err)
		return nil
	})
}

func TestTakenBackIsHiddenAndErased(t *testing.T) { onBoth(t, testTakenBackIsHiddenAndErased) }

func testTakenBackIsHiddenAndErased(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		return errors.Join(
			tx.SaveReflection(cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Note: "一", Visibility: cohort.OnlyMe}),
			tx.SaveReflection(cohort.Reflection{ID: "r2", Person: "U1", Cohort: "c1", Note: "二", Visibility: cohort.OnlyMe}),
			tx.TakeBack("r1", "U1", now))
	})
	write(t, db, func(tx *Tx) error {
		for name, err := range map[string]error{
			"twice": tx.TakeBack("r1", "U1", now), "somebody else's": tx.TakeBack("r2", "U2", now), "none": tx.TakeBack("r3", "U1", now),
		} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		return nil
	})
	read(t, db, func(tx *Tx) error {
		n, err := tx.CountReflections("U1")
		all, listed := tx.Reflections("U1", 0, 9)
		if n != 1 || len(all) != 1 || all[0].ID != "r2" || err != nil || listed != nil {
			t.Errorf("%d counted, listed %+v: %v, %v", n, all, err, listed)
		}
		if _, err := tx.Reflection("r1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("it is still seen: %v", err)
		}
		if r, err := tx.TakenBack("r1"); err != nil || r.Note != "一" {
			t.Errorf("it cannot be given back: %v", err)
		}
		if _, err := tx.TakenBack("r2"); !errors.Is(err, ErrNotFound) {
			t.Errorf("one that stands is given back: %v", err)
		}
		return nil
	})
	write(t, db, func(tx *Tx) error { return tx.EraseTakenBack(now) }) // not before its day is over
	read(t, db, func(tx *Tx) error {
		_, err := tx.TakenBack("r1")
		return err
	})
	write(t, db, func(tx *Tx) error { return tx.EraseTakenBack(now.Add(time.Second)) })
	read(t, db, func(tx *Tx) error {
		if _, err := tx.TakenBack("r1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("it is not erased: %v", err)
		}
		_, err := tx.Reflection("r2")
		return err
	})
}

func TestWhoHasLeftDoesNotAttend(t *testing.T) { onBoth(t, testWhoHasLeftDoesNotAttend) }

func testWhoHasLeftDoesNotAttend(t *testing.T, db *DB) {
	seed(t, db)
	attending := func(want int) {
		t.Helper()
		read(t, db, func(tx *Tx) error {
			if n, err := tx.Attending("s1"); n != want || err != nil {
				t.Errorf("%d attend, want %d: %v", n, want, err)
			}
			return nil
		})
	}
	write(t, db, func(tx *Tx) error {
		return errors.Join(tx.Attend("s1", "U1", cohort.Attending, now), tx.Attend("s1", "U2", cohort.Attending, now))
	})
	attending(2)
	write(t, db, func(tx *Tx) error { return tx.Leave("c1", "U2", now) })
	attending(1)
}

func TestWriteIsAllOrNothing(t *testing.T) { onBoth(t, testWriteIsAllOrNothing) }

func testWriteIsAllOrNothing(t *testing.T, db *DB) {
	seed(t, db)
	failed := errors.New("failed")
	err := db.Write(t.Context(), func(tx *Tx) error {
		if err := tx.SaveReflection(cohort.Reflection{ID: "r1", Person: "U1", Cohort: "c1", Visibility: cohort.OnlyMe}); err != nil {
			return err
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	func() {
		defer func() { recover() }()
		db.Write(t.Context(), func(tx *Tx) error {
			tx.SaveReflection(cohort.Reflection{ID: "r2", Person: "U1", Cohort: "c1", Visibility: cohort.OnlyMe})
			panic("in the middle")
		})
	}()
	read(t, db, func(tx *Tx) error {
		if n, err := tx.CountReflections("U1"); n != 0 || err != nil {
			t.Errorf("%d reflections of failed transactions, %v", n, err)
		}
		return nil
	})
}

func TestReadCannotWrite(t *testing.T) { onBoth(t, testReadCannotWrite) }

func testReadCannotWrite(t *testing.T, db *DB) {
	if err := db.Read(t.Context(), func(tx *Tx) error { return tx.Once("e", now) }); err == nil {
		t.Error("a read wrote")
	}
}

func TestFullDiskLosesNothingThatWasKept(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	seed(t, db)
	pages := 0
	if err := db.engine.(*sqlite).writer.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := db.engine.(*sqlite).writer.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+2)); err != nil {
		t.Fatal(err)
	}
	kept := 0
	for i := range 100 {
		err := db.Write(t.Context(), func(tx *Tx) error {
			return tx.SaveReflection(cohort.Reflection{
				ID: fmt.Sprint(i), Person: "U1", Cohort: "c1", Note: strings.Repeat("長", 1000), Visibility: cohort.OnlyMe})
		})
		if err != nil {
			if !strings.Contains(err.Error(), "full") || strings.Contains(err.Error(), "長") {
				t.Errorf("the error reads %v", err)
			}
			break
		}
		kept++
	}
	read(t, db, func(tx *Tx) error {
		if n, _ := tx.CountReflections("U1"); n != kept || kept == 100 {
			t.Errorf("%d kept, %d there", kept, n)
		}
		return nil
	})
}

func TestWordsAreHeldAlike(t *testing.T) { onBoth(t, testWordsAreHeldAlike) }

func testWordsAreHeldAlike(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		return tx.SaveReflection(cohort.Reflection{
			ID: "r1", Person: "U1", Cohort: "c1", Note: "a\x00b", Noticed: "c\xffd", Visibility: cohort.OnlyMe})
	})
	read(t, db, func(tx *Tx) error {
		got, err := tx.Reflection("r1")
		if err != nil || got.Note != "a\ufffdb" || got.Noticed != "c\ufffdd" {
			t.Errorf("got %q and %q, %v", got.Note, got.Noticed, err)
		}
		return nil
	})
}

func TestOnce(t *testing.T) { onBoth(t, testOnce) }

func testOnce(t *testing.T, db *DB) {
	write(t, db, func(tx *Tx) error { return tx.Once("e", now) })
	if err := db.Write(t.Context(), func(tx *Tx) error { return tx.Once("e", now) }); !errors.Is(err, ErrRepeated) {
		t.Errorf("got %v", err)
	}
	write(t, db, func(tx *Tx) error { return tx.ForgetSeen(now.Add(time.Second)) })
	write(t, db, func(tx *Tx) error { return tx.Once("e", now) })
}

func TestDraftsAreForgotten(t *testing.T) { onBoth(t, testDraftsAreForgotten) }

func testDraftsAreForgotten(t *testing.T, db *DB) {
	write(t, db, func(tx *Tx) error { return tx.SaveCohort(cohort.Cohort{ID: "c", Zone: "UTC"}) })
	for id, state := range map[string]cohort.AnnouncementState{"a": cohort.Draft, "b": cohort.Scheduled, "c": cohort.Pending, "d": cohort.Pending} {
		write(t, db, func(tx *Tx) error {
			a := cohort.Announcement{ID: id, Cohort: "c", State: state, At: now, Created: now}
			if id == "d" { // its time is yet to come
				a.At = now.Add(time.Hour)
			}
			return tx.SaveAnnouncement(a)
		})
	}
	left := func() (ids string) {
		for _, id := range []string{"a", "b", "c", "d"} {
			err := db.Read(t.Context(), func(tx *Tx) error { _, err := tx.Announcement(id); return err })
			if err == nil {
				ids += id
			} else if !errors.Is(err, ErrNotFound) {
				t.Fatal(err)
			}
		}
		return ids
	}
	write(t, db, func(tx *Tx) error { return tx.ForgetDrafts(now) })
	if got := left(); got != "abcd" {
		t.Errorf("left: %s, want all", got)
	}
	write(t, db, func(tx *Tx) error { return tx.ForgetDrafts(now.Add(time.Second)) })
	if got := left(); got != "bd" {
		t.Errorf("left: %s, want the one that was confirmed, and the one that may be in time", got)
	}
}

func TestEachDeliveryIsClaimedOnce(t *testing.T) { onBoth(t, testEachDeliveryIsClaimedOnce) }

func testEachDeliveryIsClaimedOnce(t *testing.T, db *DB) {
	const n = 200
	write(t, db, func(tx *Tx) error {
		for i := range n {
			if _, err := tx.Enqueue(Delivery{Occasion: fmt.Sprint(i), Recipient: "U1", Kind: "k", Due: now}); err != nil {
				return err
			}
		}
		isNew, err := tx.Enqueue(Delivery{Occasion: "0", Recipient: "U1", Kind: "k", Due: now})
		if isNew {
			t.Error("the same occasion was planned twice")
		}
		return err
	})
	var mu sync.Mutex
	claimed := map[string]int{}
	var claimers sync.WaitGroup
	for range 8 {
		claimers.Go(func() {
			for {
				var d Delivery
				err := db.Write(context.Background(), func(tx *Tx) (err error) {
					d, err = tx.Claim(now)
					return err
				})
				if err != nil {
					return
				}
				mu.Lock()
				claimed[d.Occasion]++
				mu.Unlock()
			}
		})
	}
	claimers.Wait()
	if len(claimed) != n {
		t.Errorf("%d claimed, want %d", len(claimed), n)
	}
	for occasion, times := range claimed {
		if times != 1 {
			t.Errorf("%s claimed %d times", occasion, times)
		}
	}
}

func TestDeliveryGoesOneWay(t *testing.T) { onBoth(t, testDeliveryGoesOneWay) }

func testDeliveryGoesOneWay(t *testing.T, db *DB) {
	write(t, db, func(tx *Tx) error {
		_, err := tx.Enqueue(Delivery{Occasion: "o", Recipient: "U1", Kind: "k", Subject: "s", Due: now})
		return err
	})
	var d Delivery
	write(t, db, func(tx *Tx) (err error) {
		if _, err := tx.Claim(now.Add(-time.Second)); !errors.Is(err, ErrNotFound) {
			t.Errorf("claimed before it was due: %v", err)
		}
		d, err = tx.Claim(now)
		return err
	})
	write(t, db, func(tx *Tx) error { return tx.PutOff(d.ID, now.Add(time.Hour), "later") })
	write(t, db, func(tx *Tx) (err error) {
		if _, err := tx.Claim(now); !errors.Is(err, ErrNotFound) {
			t.Errorf("claimed although it was put off: %v", err)
		}
		d, err = tx.Claim(now.Add(time.Hour))
		return err
	})
	if d.Attempts != 2 || d.Cause != "later" || !d.Due.Equal(now) {
		t.Errorf("got %+v", d)
	}
	write(t, db, func(tx *Tx) error { return tx.Postpone(d.ID, now.Add(2*time.Hour), "not now") })
	write(t, db, func(tx *Tx) (err error) { d, err = tx.Claim(now.Add(2 * time.Hour)); return err })
	if d.Attempts != 2 || d.Cause != "not now" {
		t.Errorf("postponed: got %+v", d)
	}
	write(t, db, func(tx *Tx) error { return tx.Deliver(d.ID, "D1", "1.1", now) })
	for name, again := range map[string]func(*Tx) error{
		"sent twice":   func(tx *Tx) error { return tx.Deliver(d.ID, "D1", "1.2", now) },
		"put off":      func(tx *Tx) error { return tx.PutOff(d.ID, now, "") },
		"dropped":      func(tx *Tx) error { return tx.Drop(d.ID, Failed, "") },
		"not there":    func(tx *Tx) error { return tx.Drop("none", Failed, "") },
		"claimed more": func(tx *Tx) error { _, err := tx.Claim(now.Add(time.Hour)); return err },
	} {
		if err := db.Write(t.Context(), again); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		db := openAt(t, database)
		write(t, db, func(tx *Tx) error {
			_, err := tx.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)")
			return err
		})
		db.Close()
		if _, err := Open(t.Context(), database); err == nil || !strings.Contains(err.Error(), "newer") {
			t.Errorf("got %v", err)
		}
	})
}

func TestSchemaIsMadeOnceByThoseWhoStartTogether(t *testing.T) {
	address := storagetest.Postgres(t)
	var starting sync.WaitGroup
	for range 4 {
		starting.Go(func() {
			db, err := Open(t.Context(), address)
			if err != nil {
				t.Error(err)
				return
			}
			db.Close()
		})
	}
	starting.Wait()
}

func TestWritesAreOnDiskWhenTheyReturn(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"} {
		var got string
		if err := db.engine.(*sqlite).writer.QueryRow("PRAGMA " + name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s (%v)", name, got, want, err)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for _, database := range []string{"/nowhere/at/all/ippo.db", "postgres://ippo@127.0.0.1:1/ippo"} {
		if _, err := Open(t.Context(), database); err == nil || !strings.Contains(err.Error(), database) {
			t.Errorf("got %v", err)
		}
	}
}

func TestOtherProcessMayWriteMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ippo.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other, err := sql.Open("sqlite3", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 2*glance)
	defer cancel()
	began := time.Now()
	err = db.Write(short, func(tx *Tx) error { return tx.Once("too soon", now) })
	if waited := time.Since(began); err == nil || waited > patience { // it ends with its context, not with SQLite's patience
		t.Errorf("beside a lock: %v after %v", err, waited)
	}
	released := make(chan error, 1)
	time.AfterFunc(3*glance, func() { released <- tx.Commit() }) // while Write below waits for the lock
	if err := db.Write(t.Context(), func(tx *Tx) error { return tx.Once("e", now) }); err != nil {
		t.Errorf("a short lock of another process: %v", err)
	}
	if err := <-released; err != nil {
		t.Error(err)
	}
}

func TestOnlyTheOwnerReadsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ippo.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	write(t, db, func(tx *Tx) error { return tx.Once("e", now) })
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(name), info, err)
		}
	}
}

func TestWhatWaitsIsNotClaimedTooEarly(t *testing.T) { onBoth(t, testWhatWaitsIsNotClaimedTooEarly) }

func testWhatWaitsIsNotClaimedTooEarly(t *testing.T, db *DB) {
	until := now.Add(time.Second + 300*time.Microsecond) // within a millisecond
	write(t, db, func(tx *Tx) error {
		_, err := tx.Enqueue(Delivery{Occasion: "o", Recipient: "U1", Kind: "k", Due: now, Expires: cohort.Forever})
		if err != nil {
			return err
		}
		d, err := tx.Claim(now)
		if err != nil {
			return err
		}
		return tx.Postpone(d.ID, until, "a channel's pace")
	})
	write(t, db, func(tx *Tx) error {
		if _, err := tx.Claim(until.Add(-time.Nanosecond)); !errors.Is(err, ErrNotFound) {
			t.Errorf("claimed before its time: %v", err)
		}
		next, err := tx.NextTry()
		if next.Before(until) {
			t.Errorf("the next try is said to be at %s, before %s", next, until)
		}
		if err != nil {
			return err
		}
		_, err = tx.Claim(next)
		return err
	})
}
