package main

import (
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// A file that moves a session tells who comes; one that leaves it out cancels it, and has it held again when it is back. What an organiser
// added or cancelled in chat stays so, and what is past stays.
func TestImportHoldsSessions(t *testing.T) {
	s := newStage(t, "ja")
	var sessions []cohort.Session
	stands := func(number int) cohort.Session {
		t.Helper()
		err := s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
			all, err := tx.Cohorts()
			if err != nil {
				return err
			}
			sessions, err = tx.SessionsEver(all[0].ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return sessions[number-1]
	}
	hold := func(session cohort.Session) {
		t.Helper()
		err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error {
			c, err := tx.Cohort(session.Cohort)
			if err == nil {
				_, err = nudges.Hold(tx, c, session, organizer, s.clock.Now())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	first := stands(1)
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error {
		return tx.SaveSession(cohort.Session{ID: storage.NewID(), Cohort: first.Cohort, Number: 13, Theme: "番外編", Starts: first.Starts.Add(time.Hour), Minutes: 60, ByHand: true})
	})
	if err != nil {
		t.Fatal(err)
	}
	s.until("2026-12-02T19:01")
	s.press(hanako, channel, s.words.Say("session.attending"))
	third := stands(3)
	third.Cancelled = s.clock.Now()
	hold(third)

	moved := first.Starts.Add(48 * time.Hour)
	without := func(f *config.File) {
		f.Sessions[0].Starts = moved
		f.Sessions = append(f.Sessions[:1:1], f.Sessions[2:]...)
	}
	s.reimport(without)
	s.pass(10 * time.Second)
	if s.dmWith(s.words.Say("held.moved")) == "" {
		t.Error("who comes was not told that a file moved the session")
	}
	if got := stands(1); !got.Starts.Equal(moved) || got.Sequence != 1 || got.ChangedBy != cohort.Operator {
		t.Errorf("the moved one stands at %+v", got)
	}
	if stands(2).Cancelled.IsZero() || stands(3).Cancelled.IsZero() || !sessions[len(sessions)-1].Cancelled.IsZero() {
		t.Errorf("left out, cancelled in chat, and added in chat: %v, %v, %v", stands(2).Cancelled, stands(3).Cancelled, sessions[len(sessions)-1].Cancelled)
	}
	s.reimport(func(f *config.File) { f.Sessions[0].Starts = moved })
	if !stands(2).Cancelled.IsZero() || stands(3).Cancelled.IsZero() {
		t.Errorf("back in the file, and cancelled in chat: %v, %v", stands(2).Cancelled, stands(3).Cancelled)
	}
	s.until("2026-12-12T12:00")
	s.reimport(func(f *config.File) { f.Sessions = f.Sessions[1:] })
	if got := stands(1); !got.Cancelled.IsZero() {
		t.Error("a file takes away what is past")
	}
}
