package nudges_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// What people do in a village, and what the plain rule is told of it.

// current is the circle of a cohort that somebody is in and that has not ended.
func (v *village) current(c cohort.Cohort, who string) (id string) {
	v.write(func(tx *storage.Tx) error {
		standing, err := tx.Standing(c.ID)
		for _, circle := range standing {
			if v.in[circle.ID][who] {
				id = circle.ID
			}
		}
		return err
	})
	return id
}

func (v *village) shares(c cohort.Cohort, who string) {
	if !v.takes[c.ID][who] {
		return
	}
	s := &secret{marker: fmt.Sprintf("［%d］", len(v.secrets)), owner: who, home: c.ID}
	r := cohort.Reflection{
		ID: storage.NewID(), Person: who, Cohort: c.ID, Written: v.clock.Now(), Happened: "秘密" + s.marker, Mood: 5, Visibility: cohort.OnlyMe,
	}
	s.reflection = r
	v.secrets = append(v.secrets, s)
	v.write(func(tx *storage.Tx) error { return tx.SaveReflection(r) })
	v.tell("%s writes %s in %s", who, s.marker, c.Name)
	v.shows(s)
}

// shows has a reflection's writer choose anew who may see it.
func (v *village) shows(s *secret) {
	r := s.reflection
	r.Visibility = []cohort.Visibility{cohort.OnlyMe, cohort.MyCircle, cohort.MyCircle, cohort.MyCohort}[v.dice.IntN(4)]
	circle := v.current(cohort.Cohort{ID: s.home}, s.owner)
	err := v.db.Write(v.Context(), func(tx *storage.Tx) error { return nudges.Share(tx, r, v.clock.Now()) })
	if errors.Is(err, storage.ErrNotFound) { // there is no room: nothing is changed
		return
	} else if err != nil {
		v.Fatal(err)
	}
	s.circle, s.cohort = "", r.Visibility == cohort.MyCohort
	if r.Visibility == cohort.MyCircle {
		s.circle = circle
	}
	v.tell("%s shows %s to %s %s", s.owner, s.marker, r.Visibility, s.circle)
}

// some is one of the secrets of a person, of a kind; nil if they have none.
func (v *village) some(who string, is func(*secret) bool) *secret {
	var all []*secret
	for _, s := range v.secrets {
		if s.owner == who && !s.gone && is(s) {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[v.dice.IntN(len(all))]
}

func (s *secret) isReflection() bool { return s.reflection.ID != "" }
func (s *secret) isStory() bool      { return s.tale.ID != "" }
func (s *secret) isStep() bool       { return s.offer.ID != "" }

func (v *village) sharesAnew(who string) {
	if s := v.some(who, (*secret).isReflection); s != nil && v.takes[s.home][who] {
		v.shows(s)
	}
}

func (v *village) takesBack(who string) {
	if s := v.some(who, (*secret).isReflection); s != nil {
		v.write(func(tx *storage.Tx) error {
			return errors.Join(tx.TakeBack(s.reflection.ID, who, v.clock.Now()), tx.Redraw(s.reflection.ID, nudges.KindShared))
		})
		s.gone = true
		v.tell("%s takes back %s", who, s.marker)
	}
}

// parted tells the plain rule that somebody is in a circle no more.
func (v *village) parted(circle, who string) {
	delete(v.in[circle], who)
	for _, s := range v.secrets {
		if s.owner == who && s.circle == circle {
			s.circle = ""
		}
	}
}

func (v *village) goes(c cohort.Cohort, who string) {
	if circle := v.current(c, who); circle != "" {
		v.write(func(tx *storage.Tx) error { return nudges.Leave(tx, c.ID, who, v.clock.Now()) })
		v.parted(circle, who)
		v.tell("%s leaves the circle %s", who, circle)
	}
}

// moves has somebody leave their circle, if they have one, for another.
func (v *village) moves(c cohort.Cohort, who string) {
	var open []nudges.Opening
	v.write(func(tx *storage.Tx) (err error) {
		if v.takes[c.ID][who] {
			open, err = nudges.Openings(tx, c.ID, who)
		}
		return err
	})
	if len(open) == 0 {
		return
	}
	v.goes(c, who)
	to := open[v.dice.IntN(len(open))].Circle.ID
	err := v.db.Write(v.Context(), func(tx *storage.Tx) error { return nudges.Join(tx, c.ID, to, who, v.clock.Now()) })
	if errors.Is(err, nudges.ErrNoPlace) { // it ended with their leaving
		return
	} else if err != nil {
		v.Fatal(err)
	}
	v.in[to][who] = true
	v.tell("%s joins the circle %s", who, to)
}

func (v *village) opens(c cohort.Cohort, who string) {
	if !v.takes[c.ID][who] {
		return
	}
	v.goes(c, who)
	id := storage.NewID()
	v.write(func(tx *storage.Tx) error {
		return nudges.Open(tx, cohort.Circle{ID: id, Cohort: c.ID, Opener: who, Topic: "license", Places: 4}, v.clock.Now())
	})
	v.in[id], v.home[id] = map[string]bool{who: true}, c.ID
	v.tell("%s opens the circle %s", who, id)
}

// round forms the circles of a cohort anew, by lot.
func (v *village) round(c cohort.Cohort) {
	v.write(func(tx *storage.Tx) error {
		f, err := nudges.NewForming(tx, c, true)
		if err != nil {
			return err
		}
		var people []string
		for _, p := range f.Pool.People {
			people = append(people, p.ID)
		}
		v.dice.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		for group := range slices.Chunk(people, 3) {
			if len(group) > 1 {
				slices.Sort(group)
				f.Result.Circles = append(f.Result.Circles, circles.Circle{Members: group})
			}
		}
		if err := f.Confirm(tx, "", v.clock.Now()); err != nil {
			return err
		}
		standing, err := tx.Standing(c.ID)
		for _, circle := range standing {
			if v.in[circle.ID] != nil {
				continue
			}
			v.in[circle.ID], v.home[circle.ID] = map[string]bool{}, c.ID
			for _, group := range f.Result.Circles {
				if slices.Equal(group.Members, circle.Members) {
					for _, member := range group.Members {
						v.in[circle.ID][member] = true
					}
				}
			}
		}
		v.tell("circles are formed anew in %s: %v", c.Name, f.Result.Circles)
		return err
	})
}

func (v *village) leavesOrComes(c cohort.Cohort, who string) {
	there, was := v.takes[c.ID][who]
	switch {
	case there:
		circle := v.current(c, who)
		v.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, c.ID, who, v.clock.Now()) })
		v.reach[c.ID][who] = false
		v.takes[c.ID][who] = false
		for _, s := range v.secrets {
			if s.owner == who && s.home == c.ID && !s.isStory() {
				s.circle, s.cohort = "", false
			}
		}
		delete(v.in[circle], who)
		v.tell("%s leaves %s", who, c.Name)
	case was:
		v.write(func(tx *storage.Tx) error {
			return tx.SaveParticipant(cohort.Participant{Person: cohort.Person{ID: who}, Cohort: c.ID})
		})
		v.takes[c.ID][who] = true
		v.tell("%s comes back to %s", who, c.Name)
	}
}

// tells has somebody plan a step in their own words, and tell their circle that they try it.
func (v *village) tells(c cohort.Cohort, who string) {
	circle := v.current(c, who)
	if circle == "" {
		return
	}
	s := &secret{marker: fmt.Sprintf("［%d］", len(v.secrets)), owner: who, home: c.ID}
	s.offer = cohort.Offer{
		ID: storage.NewID(), Person: who, Cohort: c.ID, Step: nudges.BuiltIn().Steps()[0].ID, Answer: cohort.Trying, Offered: v.clock.Now(),
		Plan: "計画" + s.marker,
	}
	v.write(func(tx *storage.Tx) error {
		to, err := nudges.CircleToTell(tx, s.offer)
		if err = errors.Join(err, tx.SaveOffer(s.offer)); err != nil || to.ID == "" {
			return err
		}
		s.circle = circle
		return nudges.Tell(tx, s.offer, to, v.clock.Now())
	})
	v.secrets = append(v.secrets, s)
	v.tell("%s tells the circle %s of a step %s", who, s.circle, s.marker)
}

func (v *village) untells(who string) {
	s := v.some(who, func(s *secret) bool { return s.isStep() && s.circle != "" })
	if s == nil {
		return
	}
	v.write(func(tx *storage.Tx) error {
		offer, err := tx.Offer(s.offer.ID)
		if err != nil || offer.Told == "" { // it could not be told
			return err
		}
		return nudges.Untell(tx, offer)
	})
	s.circle = ""
	v.tell("%s takes back the step %s", who, s.marker)
}

// givesStory has somebody give a story, or withdraw one, or make it a draft again.
func (v *village) givesStory(c cohort.Cohort, who string) {
	s := v.some(who, (*secret).isStory)
	switch {
	case s == nil && !v.takes[c.ID][who]:
		return
	case s == nil:
		s = &secret{marker: fmt.Sprintf("［%d］", len(v.secrets)), owner: who, home: c.ID, given: true, signed: v.dice.IntN(2) == 0, stood: map[string]bool{}}
		s.tale = cohort.Story{ID: storage.NewID(), Cohort: c.ID, Person: who, Words: "物語" + s.marker, Written: v.clock.Now(), Given: v.clock.Now()}
		if s.signed {
			s.tale.Signed = "Y.H."
		}
		v.secrets = append(v.secrets, s)
		v.write(func(tx *storage.Tx) error { return tx.SaveStory(s.tale) })
		v.tell("%s gives the story %s, signed %t", who, s.marker, s.signed)
	case v.dice.IntN(2) == 0:
		v.write(func(tx *storage.Tx) error {
			return errors.Join(tx.EraseStory(s.tale.ID, who), nudges.StoryChanged(tx, s.tale.ID))
		})
		s.gone = true
		v.tell("%s withdraws the story %s", who, s.marker)
	default:
		s.given = false
		draft := s.tale
		draft.Given = time.Time{}
		v.write(func(tx *storage.Tx) error {
			return errors.Join(tx.SaveStory(draft), nudges.StoryChanged(tx, s.tale.ID))
		})
		v.tell("the story %s is a draft again", s.marker)
	}
}

// tale is a signed story from the small cohort, for both.
func (v *village) tale(home, who string) {
	s := &secret{marker: fmt.Sprintf("［%d］", len(v.secrets)), owner: who, home: home, given: true, signed: true, stood: map[string]bool{}}
	s.tale = cohort.Story{ID: storage.NewID(), Cohort: home, Person: who, Words: "物語" + s.marker, Signed: "K.", Written: begins, Given: begins}
	v.secrets = append(v.secrets, s)
	v.write(func(tx *storage.Tx) error { return tx.SaveStory(s.tale) })
	v.reachesFor(s)
}

// reaches has a writer wish that their stories go to other cohorts, too, or end that.
func (v *village) reaches() {
	var tales []*secret
	for _, s := range v.secrets {
		if s.isStory() && v.takes[s.home][s.owner] {
			tales = append(tales, s)
		}
	}
	if len(tales) == 0 {
		return
	}
	v.reachesFor(tales[v.dice.IntN(len(tales))])
}

// reachesFor is that of the writer of a story.
func (v *village) reachesFor(s *secret) {
	c, who := v.homes[0], s.owner
	if s.home == v.homes[1].ID {
		c = v.homes[1]
	}
	yes, what := !v.reach[c.ID][who], nudges.ReachStories
	if !yes {
		what = nudges.ReachNone
	}
	v.write(func(tx *storage.Tx) error {
		_, err := nudges.StayReachable(tx, c.ID, who, what, v.clock.Now())
		return err
	})
	v.reach[c.ID][who] = yes
	v.tell("%s of %s is reached for stories: %t", who, c.Name, yes)
}

// passesOn puts a step with a story before somebody.
func (v *village) passesOn(c cohort.Cohort, who string) {
	if !v.takes[c.ID][who] {
		return
	}
	v.write(func(tx *storage.Tx) error {
		n, err := tx.CountParticipants(c.ID)
		some, failed := tx.UnseenStories(c.ID, who, n >= 7, 10)
		if err = errors.Join(err, failed); err != nil || len(some) == 0 {
			return err
		}
		offer := cohort.Offer{
			ID: storage.NewID(), Person: who, Cohort: c.ID, Step: nudges.BuiltIn().Steps()[0].ID, Answer: cohort.Open, Offered: v.clock.Now(),
			Story: some[v.dice.IntN(len(some))],
		}
		_, failed = tx.Enqueue(storage.Delivery{
			Occasion: "nudge/" + offer.ID, Recipient: who, Kind: nudges.KindNudge, Subject: offer.ID, Urgency: storage.Ordinary, Due: v.clock.Now(),
		})
		v.tell("%s is passed a story on", who)
		return errors.Join(failed, tx.SaveOffer(offer))
	})
}
