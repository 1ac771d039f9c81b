package storage

import (
	"errors"
	"testing"
	"time"

	"ippo/cohort"
)

func TestWhatHomesAskFor(t *testing.T) { onBoth(t, testWhatHomesAskFor) }

func testWhatHomesAskFor(t *testing.T, db *DB) {
	seed(t, db)
	day := 24 * time.Hour
	write(t, db, func(tx *Tx) error {
		_, gone := tx.SetUnreachable("U1", "gone", now.Add(-day))
		_, channel := tx.SetUnreachable("C9", "gone", now)
		shared := cohort.Reflection{ID: "r1", Person: "U2", Cohort: "c1", Written: now, Note: "みなさんへ", Visibility: cohort.MyCohort}
		_, err := tx.Enqueue(Delivery{Occasion: "shared/r1", Recipient: "C1", Kind: "shared", Subject: "r1", Due: now})
		circle := cohort.Circle{ID: "k9", Cohort: "c1", Number: 9, Members: []string{"U1"}, Channel: "G9", Formed: now.Add(-day)}
		ended := cohort.Circle{ID: "k8", Cohort: "c1", Number: 8, Members: []string{"U2"}, Channel: "G8", Formed: now.Add(-day), Ended: now.Add(-time.Hour)}
		met := cohort.Meeting{ID: "m9", Circle: "k9", Number: 1, Host: "U1", State: cohort.HasMet, Starts: now, Minutes: 60}
		offer := cohort.Offer{ID: "o9", Person: "U2", Cohort: "c1", Step: "x", Answer: cohort.Open, Offered: now}
		return errors.Join(gone, channel, err, tx.SaveReflection(shared), tx.SaveCircle(circle), tx.SaveCircle(ended), tx.SaveMeeting(met), tx.SaveOffer(offer),
			tx.AnswerOffer("o9", cohort.Open, cohort.NotThisWeek, now), tx.Look("c1", "U9", cohort.SawFigures, now),
			tx.SaveFigure("c1", "2026-09", cohort.Came, "5"), tx.SaveFigure("c1", "2026-10", cohort.Came, "5"), tx.SaveFigure("c1", "2026-11", cohort.Came, "5"),
			tx.SaveSession(cohort.Session{ID: "last", Cohort: "c1", Number: 99, Theme: "結び", Starts: now.Add(90 * day), Minutes: 120}),
			tx.SaveAnnouncement(cohort.Announcement{ID: "a9", Cohort: "c1", Author: "U9", Words: "w", At: now, State: cohort.Announced, Created: now}))
	})
	read(t, db, func(tx *Tx) error {
		_, ends, err := tx.ProgramSpan("c1")
		if want := now.Add(90*day + 2*time.Hour); !ends.Equal(want) {
			t.Errorf("the program ends %s, not %s", ends, want)
		}
		first, none, err2 := tx.ProgramSpan("nowhere")
		if !first.IsZero() || !none.IsZero() {
			t.Errorf("without sessions: %s to %s", first, none)
		}
		latest, err3 := tx.LatestSession("c1", now.Add(91*day))
		if latest.ID != "last" {
			t.Errorf("the latest session is %s", latest.ID)
		}
		unreached, err4 := tx.Unreached("c1")
		if len(unreached) != 1 || unreached[0].Person != "U1" || !unreached[0].Since.Equal(now.Add(-day)) {
			t.Errorf("not reached are %+v", unreached)
		}
		months, err5 := tx.LatestFigures("c1", 2)
		if len(months) != 2 || months[0].Month != "2026-11" || months[1].Month != "2026-10" {
			t.Errorf("the latest months are %+v", months)
		}
		met, circles, err6 := tx.CountMet("c1", now.Add(-day), now.Add(day))
		if met != 1 || circles < 1 {
			t.Errorf("%d of %d circles met", met, circles)
		}
		replied, err7 := tx.CountAnswered("c1", now.Add(-time.Hour), now.Add(time.Hour))
		if replied != 1 {
			t.Errorf("%d answered", replied)
		}
		pending, err8 := tx.PendingAnnouncements("c1")
		if len(pending) != 1 || pending[0].ID != "a9" {
			t.Errorf("pending are %+v", pending)
		}
		return errors.Join(err, err2, err3, err4, err5, err6, err7, err8)
	})
	is := func(what string, want bool, ask func(*Tx) (bool, error)) {
		t.Helper()
		read(t, db, func(tx *Tx) error {
			got, err := ask(tx)
			if got != want {
				t.Errorf("%s: %v", what, got)
			}
			return err
		})
	}
	is("looked today", true, func(tx *Tx) (bool, error) { return tx.LookedSince("c1", "U9", cohort.SawFigures, now) })
	is("looked later", false, func(tx *Tx) (bool, error) { return tx.LookedSince("c1", "U9", cohort.SawFigures, now.Add(1e9)) })
	is("looked at others", false, func(tx *Tx) (bool, error) { return tx.LookedSince("c1", "U9", cohort.SawReceipts, now) })
	is("wrote", true, func(tx *Tx) (bool, error) { return tx.WroteSince("U2", now) })
	is("wrote later", false, func(tx *Tx) (bool, error) { return tx.WroteSince("U2", now.Add(1e9)) })
	is("the channel", false, func(tx *Tx) (bool, error) { return tx.Reaches("C9") })
	is("another channel", true, func(tx *Tx) (bool, error) { return tx.Reaches("C1") })
	shared := func() int {
		var all []string
		read(t, db, func(tx *Tx) (err error) { all, err = tx.SharedWithCohort("c1", "C1", "shared"); return err })
		return len(all)
	}
	if shared() != 0 {
		t.Error("what waits counts as shared")
	}
	write(t, db, func(tx *Tx) error {
		for {
			d, err := tx.Claim(now.Add(day))
			if errors.Is(err, ErrNotFound) {
				return nil
			}
			if err := errors.Join(err, tx.Deliver(d.ID, "C1", d.ID, now)); err != nil {
				return err
			}
		}
	})
	if shared() != 1 {
		t.Error("what stands in the channel does not")
	}
	write(t, db, func(tx *Tx) error { return tx.Leave("c1", "U2", now) })
	if shared() != 0 {
		t.Error("who has left shares on")
	}
}
