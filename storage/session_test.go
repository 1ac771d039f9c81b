package storage

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
)

// All of a session comes back as it was kept; changed from a version that it no longer stands at, it is not.
func TestSessionVersions(t *testing.T) { onBoth(t, keepsVersions) }

func keepsVersions(t *testing.T, db *DB) {
	seed(t, db)
	s := cohort.Session{ID: "s9", Cohort: "c1", Number: 9, Theme: "複業", Starts: now.Add(48 * time.Hour), Minutes: 90, Speakers: []string{"山川"}, Link: "https://example.com",
		SpeakerIDs: []string{"U7", `U"8`}, Word: "さくら", Materials: []cohort.Material{{Title: "録画", URL: "https://example.com/v"}}, ByHand: true,
		Because: "台風", Sequence: 2, Changed: now, ChangedBy: "U9"}
	write(t, db, func(tx *Tx) error { return tx.SaveSession(s) })
	write(t, db, func(tx *Tx) error {
		kept, err := tx.Session("s9")
		if diff := cmp.Diff(s, kept); diff != "" {
			t.Error(diff)
		}
		kept.Theme = "一人目"
		return errors.Join(err, tx.ChangeSession(kept))
	})
	write(t, db, func(tx *Tx) error {
		stale := s
		stale.Theme = "二人目"
		if err := tx.ChangeSession(stale); !errors.Is(err, ErrNotFound) {
			t.Errorf("the second: %v", err)
		}
		kept, err := tx.Session("s9")
		if kept.Theme != "一人目" || kept.Version != 1 {
			t.Errorf("kept %+v", kept)
		}
		for person, want := range map[string][]string{"U7": {"c1"}, `U"8`: {"c1"}, "U": nil, "U1": nil} {
			if speaks, err := tx.SpeaksIn(person); err != nil || !slices.Equal(speaks, want) {
				t.Errorf("%s speaks in %v, %v", person, speaks, err)
			}
		}
		kept.Cancelled = now
		err = errors.Join(err, tx.ChangeSession(kept))
		if err := tx.Erase("U7", "leaving"); !errors.Is(err, ErrNotFound) { // who only speaks is not known otherwise
			return err
		}
		if kept, _ = tx.Session("s9"); !slices.Equal(kept.SpeakerIDs, []string{`U"8`}) {
			t.Errorf("who was erased speaks: %v", kept.SpeakerIDs)
		}
		return err
	})
	read(t, db, func(tx *Tx) error {
		held, err := tx.Sessions("c1")
		ever, failed := tx.SessionsEver("c1")
		if len(ever) != len(held)+1 {
			t.Errorf("%d of %d are held", len(held), len(ever))
		}
		between, failed2 := tx.SessionsBetween(now.Add(47*time.Hour), now.Add(49*time.Hour))
		if _, err := tx.SessionAfter(now.Add(47 * time.Hour)); len(between) != 0 || !errors.Is(err, ErrNotFound) {
			t.Errorf("what is cancelled lies ahead: %v, %v", between, err)
		}
		return errors.Join(err, failed, failed2)
	})
}

// Who came is kept beside the answer, and tries at the word are counted by the hour.
func TestPresence(t *testing.T) { onBoth(t, keepsPresence) }

func keepsPresence(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error {
		err := errors.Join(tx.Attend("s1", "U1", cohort.Attending, now), tx.Came("s1", "U1", cohort.ByWord, true, now), tx.Came("s1", "U2", cohort.ByButton, true, now))
		for i := range 12 {
			may, failed := tx.TryWord("s1", "U1", 10, now.Add(time.Duration(i)*time.Minute))
			if may != (i < 10) {
				t.Errorf("try %d: %v", i+1, may)
			}
			err = errors.Join(err, failed)
		}
		if may, failed := tx.TryWord("s1", "U1", 10, now.Add(time.Hour)); !may || failed != nil {
			t.Errorf("an hour later: %v, %v", may, failed)
		}
		return err
	})
	write(t, db, func(tx *Tx) error {
		answer, err := tx.AttendanceOf("s1", "U1")
		came, failed := tx.PresenceOf("s1", "U1")
		who, failed2 := tx.WhoCame("s1")
		if answer != cohort.Attending || came.How != cohort.ByWord || !came.At.Equal(now) || !slices.Equal(who, []string{"U1", "U2"}) {
			t.Errorf("%s, %+v, %v", answer, came, who)
		}
		return errors.Join(err, failed, failed2, tx.DidNotCome("s1", "U1"), tx.AskAnew("s1"))
	})
	read(t, db, func(tx *Tx) error {
		who, err := tx.WhoCame("s1")
		comers, failed := tx.Comers("s1")
		n, failed2 := tx.Attending("s1")
		if !slices.Equal(who, []string{"U2"}) || !slices.Equal(comers, []string{"U1"}) || n != 0 {
			t.Errorf("%v came, %v were to come, %d come", who, comers, n)
		}
		return errors.Join(err, failed, failed2)
	})
}

// Questions and feedback are sealed, their writers' alone to change, given to who asks for everything, and erased with them.
func TestWordsAboutSessions(t *testing.T) { onBoth(t, keepsWordsAboutSessions) }

func keepsWordsAboutSessions(t *testing.T, db *DB) {
	seed(t, db)
	q := cohort.Ask{ID: "q1", Session: "s1", Person: "U1", Words: "最初の一歩は", Hidden: true, Asked: now, Given: now}
	f := cohort.Feedback{ID: "b1", Session: "s1", Person: "U1", Presses: map[string]string{"helpful": "much", "pace": "slow", "next": "yes"}, Line: "よい時間", Shows: true, Said: now}
	write(t, db, func(tx *Tx) error { return errors.Join(tx.SaveAsk(q), tx.SaveFeedback(f)) })
	write(t, db, func(tx *Tx) error {
		asks, err := tx.AsksGiven("s1")
		said, failed := tx.FeedbackOf("s1", "U1")
		if diff := cmp.Diff([]cohort.Ask{q}, asks) + cmp.Diff(f, said); diff != "" {
			t.Error(diff)
		}
		sealed, failed2 := many(tx, value[string], `SELECT sealed FROM questions UNION ALL SELECT sealed FROM feedback`)
		if all := strings.Join(sealed, ""); strings.Contains(all, "一歩") || strings.Contains(all, "much") {
			t.Errorf("they stand open: %s", all)
		}
		other := q
		other.Person, other.Words = "U2", "のっとり"
		if err := tx.SaveAsk(other); !errors.Is(err, ErrNotFound) {
			t.Errorf("somebody else changes it: %v", err)
		}
		if err := tx.EraseAsk("q1", "U2"); !errors.Is(err, ErrNotFound) {
			t.Errorf("somebody else erases it: %v", err)
		}
		if _, err := tx.exec(`UPDATE questions SET given = 0, session_id = session_id`); err != nil {
			return err
		}
		all, failed3 := tx.Everything("U1")
		if len(all["questions"]) != 1 || len(all["feedback"]) != 1 {
			t.Errorf("everything is %v", all)
		}
		return errors.Join(err, failed, failed2, failed3)
	})
	write(t, db, func(tx *Tx) error {
		if given, err := tx.AsksGiven("s1"); err != nil || len(given) != 0 {
			t.Errorf("what is held reaches others: %v, %v", given, err)
		}
		return tx.Erase("U1", "leaving")
	})
	read(t, db, func(tx *Tx) error {
		n, err := one(tx, value[int], `SELECT (SELECT COUNT(*) FROM questions) + (SELECT COUNT(*) FROM feedback)`)
		if n != 0 {
			t.Errorf("%d rows are left", n)
		}
		return err
	})
}

// A calendar's secret leads to one cohort, and no longer once there is another. A cohort that is read in again keeps it.
func TestCalendarSecrets(t *testing.T) { onBoth(t, keepsCalendars) }

func keepsCalendars(t *testing.T, db *DB) {
	seed(t, db)
	write(t, db, func(tx *Tx) error { return errors.Join(tx.SetCalendar("c1", "first"), tx.SetCalendar("c1", "second")) })
	write(t, db, func(tx *Tx) error {
		c, err := tx.Cohort("c1")
		return errors.Join(err, tx.SaveCohort(c))
	})
	read(t, db, func(tx *Tx) error {
		all, err := tx.Calendars()
		if diff := cmp.Diff(map[string]string{"second": "c1"}, all); diff != "" {
			t.Error(diff)
		}
		return err
	})
}

func TestProgramEnd(t *testing.T) { onBoth(t, endsWithItsLastSession) }

func endsWithItsLastSession(t *testing.T, db *DB) {
	end := func() (at time.Time) {
		err := db.Read(t.Context(), func(tx *Tx) (err error) {
			at, err = tx.ProgramEnd("c1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	write(t, db, func(tx *Tx) error { return tx.SaveCohort(cohort.Cohort{ID: "c1", Zone: "UTC"}) })
	if got := end(); !got.IsZero() {
		t.Errorf("without sessions it ends %s", got)
	}
	write(t, db, func(tx *Tx) error {
		return errors.Join(
			tx.SaveSession(cohort.Session{ID: "whole day", Cohort: "c1", Number: 1, Starts: now, Minutes: 10 * 60}),
			tx.SaveSession(cohort.Session{ID: "within it", Cohort: "c1", Number: 2, Starts: now.Add(time.Hour), Minutes: 60}),
			tx.SaveSession(cohort.Session{ID: "off", Cohort: "c1", Number: 3, Starts: now.AddDate(0, 1, 0), Minutes: 60, Cancelled: now}),
		)
	})
	if got, want := end(), now.Add(10*time.Hour); !got.Equal(want) {
		t.Errorf("it ends %s, not %s", got, want)
	}
}
