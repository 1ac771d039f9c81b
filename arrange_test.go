package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/nudges"
	"ippo/storage"
)

// arrangement is what the organiser has arranged so far.
func (s *stage) arrangement() (a cohort.Arrangement) {
	s.Helper()
	err := s.app.db.Read(s.ctx, func(tx *storage.Tx) (err error) {
		a, err = tx.Arrangement(s.cohortID(), organizer)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return a
}

// pressForm presses something on the organiser's form, and returns what it shows then.
func (s *stage) pressForm(action string, value ...string) string {
	s.Helper()
	seat := s.seat(organizer)
	before := s.workspace.PlainBlocks(seat.Modal().Blocks)
	if err := seat.Press(s.ctx, "", "", action, value...); err != nil {
		s.Fatalf("%s: %v", action, err)
	}
	s.await("the form to change", func() bool {
		v := seat.Modal()
		return v != nil && s.workspace.PlainBlocks(v.Blocks) != before
	})
	return s.workspace.PlainBlocks(seat.Modal().Blocks)
}

// pressLabel presses the button of the organiser's form that has a label.
func (s *stage) pressLabel(label string) string {
	s.Helper()
	return s.pressForm(labelled(s.seat(organizer).Modal().Blocks, s.words.Say(label)))
}

// arranging opens the organiser's form for eight people who ask for a circle, of whom the first does not want to be with the second.
func arranging(s *stage) {
	for i := 1; i <= 8; i++ {
		user := participant(i)
		values := map[string]any{}
		if i == 1 {
			values["never"] = []string{participant(2)}
		}
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
		s.submit(user, values)
	}
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
}

func TestOrganiserArrangesCircles(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		arranging(s)
		first := s.arrangement()
		if len(first.Groups) != 2 || first.Where(participant(1)) == first.Where(participant(2)) {
			s.Fatalf("%v", first.Groups)
		}

		// Somebody moves, and the move is taken back.
		mover := first.Groups[0][slices.IndexFunc(first.Groups[0], func(id string) bool {
			return id != participant(1) && id != participant(2)
		})]
		s.golden("arrange_where", s.pressForm("arrange_pick", mover))
		text := s.pressForm("arrange_move", mover+"/1")
		s.says(text, "arrange.moved", "Number", 2)
		s.says(text, "arrange.undo")
		if moved := s.arrangement(); moved.Where(mover) != 1 || len(moved.Groups[0]) != 3 {
			s.Errorf("after the move: %v", moved.Groups)
		}
		s.says(s.pressForm("arrange_undo"), "arrange.undone")
		if back := s.arrangement(); back.Where(mover) != 0 || len(back.Undo) != 0 {
			s.Errorf("after the undo: %+v", back)
		}

		// Every place is offered, also beside somebody with whom they would rather not be: what does not suit is put right in the end.
		s.pressForm("arrange_pick", participant(1))
		s.pressForm("arrange_move", fmt.Sprint(participant(1), "/", first.Where(participant(2))))
		if a := s.arrangement(); a.Where(participant(1)) != a.Where(participant(2)) {
			s.Errorf("the move shows what somebody wishes: %v", a.Groups)
		}
		// Out, and a circle of their own, which alone is none.
		s.pressForm("arrange_pick", mover)
		s.pressLabel("arrange.new_circle")
		s.says(s.submit(organizer, nil), "arrange.alone", "Number", 3)
		s.pressForm("arrange_pick", mover)
		text = s.pressLabel("arrange.out")
		s.says(text, "circle.preview_left", "Count", 1)
		s.golden("arrange", text)

		s.says(s.pressForm("arrange_again"), "arrange.formed_again")
		s.pressForm("arrange_undo")
		if a := s.arrangement(); a.Where(mover) != cohort.NoPlace {
			s.Errorf("undo does not bring back what was before: %v", a.Groups)
		}
		s.says(s.pressForm("arrange_pick", organizer), "arrange.not_here")

		s.says(s.submit(organizer, nil), "circle.confirmed")
		s.await("the rooms", func() bool { return roomsOf(s, participant(1)) == 1 && roomsOf(s, participant(2)) == 1 })
		if roomsOf(s, mover) != 0 {
			s.Error("who was left out is in a room")
		}
		if slices.Contains(s.circle(participant(1)).Members, participant(2)) {
			s.Error("two are together of whom one would rather not be")
		}
		s.pass(5e9)
		s.says(strings.Join(s.dm(mover), "\n"), "circle.unplaced_left_out")
	})
}

func TestArrangementFollowsWishes(t *testing.T) {
	s := newStage(t, "ja")
	arranging(s)
	before := s.arrangement()
	s.command(participant(8), "circle", "leave")
	s.says(s.pressForm("arrange_again"), "circle.preview_changed")
	if a := s.arrangement(); a.Where(participant(8)) != cohort.NotKnown || a.ID == before.ID {
		t.Errorf("%+v", a)
	}
	s.says(s.submit(organizer, nil), "circle.confirmed")
	s.await("the rooms", func() bool { return roomsOf(s, hanako) == 1 })
}

// What an organiser changed outlives somebody's change of wishes, as far as the rules allow it.
func TestChangesOutliveWishes(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		arranging(s)
		first := s.arrangement()
		group := first.Groups[first.Where(participant(1))]
		mover := group[slices.IndexFunc(group, func(id string) bool { return id != participant(1) && id != participant(2) })]
		s.pressForm("arrange_pick", mover)
		s.pressLabel("arrange.out")
		rest := s.arrangement().Groups
		goes := rest[0][slices.IndexFunc(rest[0], func(id string) bool { return id != participant(1) && id != participant(2) })]

		s.command(goes, "circle", "leave")
		s.form(participant(9), func() error { return s.seat(participant(9)).Command(s.ctx, channel, "/circle", "join") })
		s.submit(participant(9), nil)
		s.says(s.submit(organizer, nil), "arrange.followed") // and not confirmed
		a := s.arrangement()
		if a.Where(mover) != cohort.NoPlace || a.Where(goes) != cohort.NotKnown || a.Where(participant(9)) < 0 || len(a.Groups) != len(rest) {
			s.Errorf("%v without %v, of %v", a.Groups, a.Without, rest)
		}
		for i := range rest {
			for _, id := range rest[i] {
				if id != goes && a.Where(id) != i {
					s.Errorf("%s was moved from %d to %d", id, i, a.Where(id))
				}
			}
		}

		// Two who are together are not to be: that is put right in the end, and nothing says who asked for it.
		together := a.Groups[0]
		s.form(together[0], func() error { return s.seat(together[0]).Command(s.ctx, channel, "/circle", "join") })
		s.submit(together[0], map[string]any{"never": []string{together[1]}})
		s.says(s.pressForm("arrange_pick", together[1]), "arrange.where")
		s.pressForm("arrange_back")
		if a = s.arrangement(); a.Where(together[0]) != a.Where(together[1]) || a.Where(mover) != cohort.NoPlace {
			s.Errorf("%v without %v", a.Groups, a.Without)
		}

		// Also what it is taken back to follows.
		s.says(s.pressForm("arrange_undo"), "arrange.undone")
		a = s.arrangement()
		if a.Where(mover) < 0 || a.Where(goes) != cohort.NotKnown {
			s.Errorf("after the undo: %v without %v", a.Groups, a.Without)
		}
		s.says(s.submit(organizer, nil), "circle.confirmed")
		s.await("the rooms", func() bool { return roomsOf(s, mover) == 1 })
		if slices.Contains(s.circle(together[0]).Members, together[1]) {
			s.Error("two are together of whom one would rather not be")
		}
	})
}

// Of two organisers the second to confirm learns that there are circles by now, and nothing is formed twice.
func TestTwoOrganisersArrange(t *testing.T) {
	for _, how := range []string{"form", "remix"} {
		t.Run(how, func(t *testing.T) {
			s := newStage(t, "ja")
			second := participant(20)
			s.reimport(func(f *config.File) { f.Cohort.Organizers = append(f.Cohort.Organizers, second) })
			arranging(s)
			s.seat(organizer).CloseModal(s.ctx)
			for _, user := range []string{organizer, second} {
				s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", how) })
			}
			s.says(s.submit(organizer, nil), "circle.confirmed")
			s.says(s.submit(second, nil), "arrange.gone")
			s.await("the rooms", func() bool { return roomsOf(s, hanako) == 1 })
			s.pass(time.Hour)
			if n := roomsOf(s, hanako); n != 1 {
				t.Errorf("%d rooms", n)
			}
		})
	}
}

// A window confirms what it shows, and nothing that was begun in another meanwhile.
func TestOldWindowConfirmsNothingElse(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(func(f *config.File) { f.Cohort.Schedule.Circles = "" })
	arranging(s)
	s.says(s.submit(organizer, nil), "circle.confirmed")
	s.seat(organizer).CloseModal(s.ctx)
	s.pass(time.Minute)
	s.asks(nil, 9, 10, 11, 12)
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
	var anew cohort.Arrangement
	err := s.app.db.Write(s.ctx, func(tx *storage.Tx) error { // in a second window: all anew
		c, err := tx.Cohort(s.cohortID())
		if err != nil {
			return err
		}
		f, err := nudges.NewForming(tx, c, true)
		if err != nil {
			return err
		}
		anew = f.Arrangement(organizer, s.clock.Now())
		return errors.Join(f.Solve(s.ctx), tx.BeginArrangement(anew))
	})
	if err != nil {
		t.Fatal(err)
	}
	s.says(s.submit(organizer, nil), "arrange.elsewhere")
	if a := s.arrangement(); a.ID != anew.ID {
		t.Errorf("%+v", a)
	}
	if roomsOf(s, hanako) != 1 {
		t.Error("circles were formed that the window did not show")
	}
}

// Two presses at the same time are not both carried out: the second is shown what came of the first.
func TestTwoPressesAtOnce(t *testing.T) {
	s := newStage(t, "ja")
	arranging(s)
	a := s.arrangement()
	first, second := a, a
	first.Move(a.Groups[0][0], 1, "")
	second.Move(a.Groups[0][1], 1, "")
	keep := func(a cohort.Arrangement) error {
		return s.app.db.Write(s.ctx, func(tx *storage.Tx) error { return tx.ChangeArrangement(a) })
	}
	if err := keep(first); err != nil {
		t.Fatal(err)
	}
	if err := keep(second); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("the second replaced the first: %v", err)
	}
	s.says(s.pressForm("arrange_again"), "arrange.elsewhere")
	if got := s.arrangement(); !got.SameAs(first) {
		t.Errorf("%v", got.Groups)
	}
}

// What an organiser moved is there again after the window was closed by mistake.
func TestArrangementIsTakenUpAgain(t *testing.T) {
	s := newStage(t, "ja")
	arranging(s)
	s.pressForm("arrange_pick", participant(3))
	s.pressLabel("arrange.out")
	moved := s.arrangement()
	s.seat(organizer).CloseModal(s.ctx)
	v := s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
	s.says(s.workspace.PlainBlocks(v.Blocks), "arrange.resumed")
	if a := s.arrangement(); !a.SameAs(moved) {
		t.Errorf("%v, was %v", a.Groups, moved.Groups)
	}
	s.pressForm("arrange_again")
	if a := s.arrangement(); a.Where(participant(3)) < 0 {
		t.Error("formed again, they are left out still")
	}
}

// What lies about for a week, with who would be with whom, is forgotten.
func TestOldArrangementsAreForgotten(t *testing.T) {
	s := newStage(t, "ja")
	s.reimport(func(f *config.File) { f.Cohort.Schedule.Circles = "" }) // no round voids it
	arranging(s)
	kept := func() error {
		return s.app.db.Read(s.ctx, func(tx *storage.Tx) error {
			_, err := tx.Arrangement(s.cohortID(), organizer)
			return err
		})
	}
	s.pass(6 * 24 * time.Hour)
	if err := kept(); err != nil {
		t.Errorf("after six days: %v", err)
	}
	s.pass(2 * 24 * time.Hour)
	if err := kept(); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("after eight days: %v", err)
	}
}

func TestWhomNotStaysPrivate(t *testing.T) {
	s := newStage(t, "ja")
	arranging(s)
	shown := s.workspace.PlainBlocks(s.seat(organizer).Modal().Blocks) + strings.Join(s.dm(participant(2)), "\n") + s.log.all()
	for _, words := range []string{s.words.Say("wish.never"), "refus"} {
		if strings.Contains(shown, words) {
			t.Errorf("%q is told", words)
		}
	}
	v := s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/circle", "join") })
	if !strings.Contains(string(v.Blocks), participant(2)) {
		t.Error("who wrote it does not see it any more")
	}
}

func TestRestOfOneRound(t *testing.T) {
	s := newStage(t, "ja")
	for i := 1; i <= 7; i++ {
		user := participant(i)
		values := map[string]any{}
		if i == 7 {
			values["rest"] = []string{"once"}
		}
		s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
		s.submit(user, values)
	}
	s.says(s.command(participant(7), "circle", ""), "wish.resting")
	round := func() {
		s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/circle", "form") })
		s.submit(organizer, nil)
		s.seat(organizer).CloseModal(s.ctx)
	}
	round()
	s.await("the rooms", func() bool { return roomsOf(s, hanako) == 1 })
	if roomsOf(s, participant(7)) != 0 {
		t.Fatal("who rests is in a room")
	}
	s.says(s.command(participant(7), "circle", ""), "circle.waiting")
}

// Who rests, waiting or in a circle, sees so and can take it back with one press.
func TestRestIsTakenBack(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.asks(nil, 1, 2, 3, 4)
		s.until("2026-12-08T10:05")
		for _, user := range []string{hanako, participant(9)} { // one of a circle, and one who waits
			s.form(user, func() error { return s.seat(user).Command(s.ctx, channel, "/circle", "join") })
			s.submit(user, map[string]any{"rest": []string{"once"}})
			s.seat(user).CloseModal(s.ctx)
			s.says(s.command(user, "circle", ""), "wish.resting")
		}
		s.press(hanako, channel, s.words.Say("wish.rest_over"))
		if shown := s.command(hanako, "circle", ""); strings.Contains(shown, s.words.Say("wish.resting")) {
			s.Errorf("she rests still:\n%s", shown)
		}
		s.until("2027-01-08T10:05")
		if text := s.command(hanako, "circle", ""); !strings.Contains(text, s.words.Say("circle.mine")) {
			s.Errorf("who came back is in no circle:\n%s", text)
		}
		if roomsOf(s, participant(9)) != 0 {
			s.Error("who rests is in a room")
		}
		s.says(s.command(participant(9), "circle", ""), "circle.waiting")
	})
}
