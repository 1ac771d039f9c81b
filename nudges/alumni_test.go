package nudges_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// over gives the house's cohort a year that ended some days ago, and everything that would go on after it.
func (h *house) over(ago time.Duration) {
	h.Helper()
	h.session(-ago - 2*time.Hour)
	h.cohort.Schedule.Nudge, h.cohort.Schedule.Circles = "0 9 * * *", "0 10 * * *"
	h.write(func(tx *storage.Tx) error { return tx.SaveCohort(h.cohort) })
}

func (h *house) archives() {
	h.Helper()
	h.write(func(tx *storage.Tx) error { return nudges.Archive(tx, h.cohort.ID, h.clock.Now()) })
}

func (h *house) reached(person, what string) (reach cohort.Reach) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		reach, err = nudges.StayReachable(tx, h.cohort.ID, person, what, h.clock.Now())
		return err
	})
	return reach
}

// A month after the last session everybody who takes part is asked once whether they stay reachable, but for who pauses.
func TestAskedOnceWhetherToStayReachable(t *testing.T) {
	h := open(t, 2)
	h.session(-29 * day)
	h.write(func(tx *storage.Tx) error {
		p, err := tx.Person("U0002")
		p.PausedUntil = cohort.Forever
		return errors.Join(err, tx.SavePerson(p))
	})
	h.pass(time.Hour)
	if got := h.heard("U0001"); len(got) > 0 {
		t.Errorf("before the month is over comes %v", got)
	}
	h.pass(30 * day)
	h.hears("U0001", "alumni.question", "Cohort", "第4期")
	if got := h.of(nudges.KindAlumnus); len(got) != 2 || len(h.heard("U0001")) != 1 || len(h.heard("U0002")) != 0 {
		t.Errorf("asked were %v", got)
	}
	h.archives()
	h.pass(9 * day)
	if got := h.heard("U0001"); len(got) != 1 {
		t.Errorf("archived later, it asks again: %v", got)
	}
}

// From the moment on in which a cohort is archived it sends nothing of itself: what was planned does not go, and nothing is planned. The question
// whether people stay reachable is its last word.
func TestArchivedCohortIsSilent(t *testing.T) {
	h := open(t, 4)
	h.over(3 * day)
	h.write(func(tx *storage.Tx) error { // wishes for a circle, and an announcement under way
		var err error
		for i := range 4 {
			err = errors.Join(err, tx.SaveWish(cohort.Wish{Cohort: h.cohort.ID, Person: fmt.Sprintf("U%04d", i+1), Topics: []string{"license"}, Asked: begins}))
		}
		return err
	})
	h.announce(2*day, "お知らせ")
	h.archives()
	h.pass(60 * day)
	for i := range 4 {
		person := fmt.Sprintf("U%04d", i+1)
		if got := h.heard(person); len(got) != 1 {
			t.Errorf("to %s comes %v", person, got)
		}
		h.hears(person, "alumni.question", "Cohort", "第4期")
	}
	if got := append(h.heard("C0001"), h.heard("C0002")...); len(got) > 0 {
		t.Errorf("in the channel, or in a new room, stands %v", got)
	}
}

// Yet nothing that people wrote is erased unasked: the question a month before the end of its time still comes.
func TestArchivedCohortAsksBeforeItErases(t *testing.T) {
	h := over(t)
	h.archives()
	h.pass(149 * day)
	if got := h.heard("U0001"); len(got) > 0 {
		t.Errorf("too early comes %v", got)
	}
	h.pass(2 * day)
	if got := h.heard("U0001"); len(got) != 1 || h.wrote("U0001") != 1 {
		t.Errorf("then comes %v", got)
	}
}

// A cohort that is only being prepared is as silent.
func TestDraftIsSilent(t *testing.T) {
	h := open(t, 2)
	h.cohort.Draft, h.cohort.Schedule.Nudge = true, "0 9 * * *"
	h.write(func(tx *storage.Tx) error { return tx.SaveCohort(h.cohort) })
	h.session(8 * day)
	h.pass(10 * day)
	if len(h.platform.standing) > 0 {
		t.Errorf("it says %v", h.platform.standing)
	}
}

// Three who stay reachable for circles and are in none get a circle, which goes on though the cohort is archived; not with whom somebody wishes not
// to be. Who ends it leaves it.
func TestCircleOfAlumni(t *testing.T) {
	h := open(t, 4)
	h.over(40 * day)
	h.archives()
	h.write(func(tx *storage.Tx) error { return tx.Refuse("U0002", []string{"U0001"}) })
	for _, person := range []string{"U0001", "U0002", "U0003"} {
		h.reached(person, nudges.ReachCircles)
	}
	mine := func(person string) (c cohort.Circle) {
		h.write(func(tx *storage.Tx) (err error) {
			c, err = storage.Optional(tx.CircleOf(h.cohort.ID, person))
			return err
		})
		return c
	}
	if mine("U0001").ID != "" {
		t.Error("two who are not to be in a circle together are in one")
	}
	h.reached("U0004", nudges.ReachCircles)
	if got := mine("U0001").Members; !slices.Equal(got, []string{"U0001", "U0003", "U0004"}) {
		t.Errorf("in the circle are %v", got)
	}
	h.pass(time.Hour)
	if h.platform.received("C0002") == 0 {
		t.Errorf("no room was opened: %v", h.platform.calls)
	}
	h.reached("U0004", nudges.ReachNone)
	if got := mine("U0004"); got.ID != "" {
		t.Errorf("who ended it is still in %+v", got)
	}
}

// A circle that stood goes on when a second of its members says so.
func TestOldCircleOfAlumniGoesOn(t *testing.T) {
	h := open(t, 3)
	h.over(31 * day)
	circle := cohort.Circle{ID: storage.NewID(), Cohort: h.cohort.ID, Number: 1, Members: []string{"U0001", "U0002", "U0003"}, Formed: begins.Add(-90 * day), Channel: "G1"}
	h.write(func(tx *storage.Tx) error { return tx.SaveCircle(circle) })
	h.reached("U0001", nudges.ReachCircles)
	if !h.standing(circle.ID).Kept.IsZero() {
		t.Error("one alone keeps it")
	}
	h.reached("U0002", nudges.ReachCircles)
	if h.standing(circle.ID).Kept.IsZero() {
		t.Error("two do not keep it")
	}
}

// A story without a name goes to another cohort as long as enough take part in its own that nobody knows whose it is; then it vanishes there.
func TestUnsignedStoryOfAnAlumnus(t *testing.T) {
	h := open(t, 7)
	h.over(40 * day)
	story := cohort.Story{ID: storage.NewID(), Cohort: h.cohort.ID, Person: "U0001", Words: "名前のない話。", Written: begins, Given: begins}
	offer := cohort.Offer{ID: storage.NewID(), Person: "U0099", Cohort: "next", Step: nudges.BuiltIn().Steps()[0].ID, Answer: cohort.Open, Offered: begins, Story: story.ID}
	h.write(func(tx *storage.Tx) error {
		next := h.cohort
		next.ID, next.Name, next.Schedule = "next", "第5期", cohort.Schedule{Reflection: -1}
		p := cohort.Person{ID: "U0099", Zone: "Asia/Tokyo", GoesOn: true}
		_, err := tx.Enqueue(storage.Delivery{Occasion: "nudge/x", Recipient: p.ID, Kind: nudges.KindNudge, Subject: offer.ID, Due: begins, Urgency: storage.Ordinary})
		return errors.Join(tx.SaveCohort(next), tx.SavePerson(p), tx.SaveParticipant(cohort.Participant{Person: p, Cohort: "next"}),
			tx.SaveStory(story), tx.SaveOffer(offer), err)
	})
	h.reached("U0001", nudges.ReachStories)
	h.pass(time.Hour)
	if said := h.platform.lastTo("U0099"); !strings.Contains(said, story.Words) {
		t.Fatalf("it says %s", said)
	}
	h.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, h.cohort.ID, "U0007", h.clock.Now()) })
	h.pass(time.Hour)
	if said := h.platform.lastTo("U0099"); strings.Contains(said, story.Words) {
		t.Errorf("among six it still stands: %s", said)
	}
}

// What an alumnus gave goes to those who take part in a running cohort, as they signed it, as long as they wish; nobody else's of the old year does.
func TestStoryOfAnAlumnus(t *testing.T) {
	h := open(t, 2)
	h.over(40 * day)
	h.archives()
	story := cohort.Story{ID: storage.NewID(), Cohort: h.cohort.ID, Person: "U0001", Words: "五十で変わりました。", Signed: "Y.K.", Written: begins, Given: begins}
	other := cohort.Story{ID: storage.NewID(), Cohort: h.cohort.ID, Person: "U0002", Words: "渡しません。", Signed: "S.", Written: begins, Given: begins}
	unsigned := cohort.Story{ID: storage.NewID(), Cohort: h.cohort.ID, Person: "U0001", Words: "名前のない話。", Written: begins, Given: begins}
	h.write(func(tx *storage.Tx) error {
		next := h.cohort
		next.ID, next.Name = "next", "第5期"
		p := cohort.Person{ID: "U0009", Zone: "Asia/Tokyo", GoesOn: true}
		return errors.Join(tx.SaveCohort(next), tx.SavePerson(p), tx.SaveParticipant(cohort.Participant{Person: p, Cohort: "next"}),
			tx.SaveStory(story), tx.SaveStory(other), tx.SaveStory(unsigned))
	})
	unseen := func() (all []string) {
		h.write(func(tx *storage.Tx) (err error) {
			all, err = tx.UnseenStories("next", "U0009", false, 10)
			return err
		})
		return all
	}
	if got := unseen(); len(got) > 0 {
		t.Errorf("of the old year there is passed on %v", got)
	}
	h.reached("U0001", nudges.ReachStories)
	if got := unseen(); !slices.Equal(got, []string{story.ID}) {
		t.Errorf("passed on would be %v", got)
	}
	nudge := func(id string) {
		h.write(func(tx *storage.Tx) error {
			offer := cohort.Offer{ID: storage.NewID(), Person: "U0009", Cohort: "next", Step: nudges.BuiltIn().Steps()[0].ID, Answer: cohort.Open, Offered: h.clock.Now(), Story: id}
			_, err := tx.Enqueue(storage.Delivery{Occasion: "nudge/" + id, Recipient: "U0009", Kind: nudges.KindNudge, Subject: offer.ID, Due: h.clock.Now(), Urgency: storage.Ordinary})
			return errors.Join(err, tx.SaveOffer(offer))
		})
		h.pass(day)
	}
	nudge(story.ID)
	said := strings.Join(h.heard("U0009"), "\n")
	if !strings.Contains(said, story.Words) || !strings.Contains(said, "Y.K.") || strings.Contains(said, other.Words) {
		t.Fatalf("it says %s", said)
	}
	nudge(unsigned.ID) // of a cohort so small one would know whose it is
	if said := strings.Join(h.heard("U0009"), "\n"); strings.Contains(said, unsigned.Words) {
		t.Errorf("it says %s", said)
	}
	h.reached("U0001", nudges.ReachNone)
	h.pass(time.Hour)
	if said := strings.Join(h.heard("U0009"), "\n"); strings.Contains(said, story.Words) {
		t.Errorf("ended, it still stands: %s", said)
	}
	if got := unseen(); len(got) > 0 {
		t.Errorf("ended, there is passed on %v", got)
	}
}
