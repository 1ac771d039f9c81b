package nudges_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// triesStep is a step that the first of a circle tries.
func (h *house) triesStep(c cohort.Circle) cohort.Offer {
	h.Helper()
	offer := cohort.Offer{
		ID: storage.NewID(), Person: c.Members[0], Cohort: h.cohort.ID, Step: nudges.BuiltIn().Steps()[0].ID, Answer: cohort.Trying, Offered: h.clock.Now(),
	}
	h.write(func(tx *storage.Tx) error { return tx.SaveOffer(offer) })
	return offer
}

// tells has the person of an offer tell their circle.
func (h *house) tellsCircle(offer cohort.Offer, c cohort.Circle) {
	h.Helper()
	h.write(func(tx *storage.Tx) error { return nudges.Tell(tx, offer, c, h.clock.Now()) })
}

// toldOf is the circle that is told of an offer.
func (h *house) toldOf(offer cohort.Offer) (circle string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		o, err := tx.Offer(offer.ID)
		circle = o.Told
		return err
	})
	return circle
}

// A circle that cannot be told is not said to know, and can be told again.
func TestCircleThatCannotBeTold(t *testing.T) {
	for name, wrong := range map[string]error{"at once": archived, "for a day": &chat.Error{Fault: chat.Temporary, Err: errors.New("internal_error")}} {
		t.Run(name, func(t *testing.T) {
			h := open(t, 3)
			c := h.gathered("C0002", "U0001", "U0002", "U0003")
			offer := h.triesStep(c)
			h.platform.wrong = func(call call) error {
				if call.to == "C0002" {
					return wrong
				}
				return nil
			}
			h.tellsCircle(offer, c)
			h.pass(25 * time.Hour)
			if told := h.toldOf(offer); told != "" || !h.of(nudges.KindTrying)[0].Unsent() {
				t.Fatalf("told to %q; the delivery is %s", told, h.of(nudges.KindTrying)[0].State)
			}
			h.platform.wrong = nil
			h.tellsCircle(offer, c)
			h.pass(time.Minute)
			if all := h.of(nudges.KindTrying); len(all) != 1 || all[0].State != storage.Sent || h.toldOf(offer) != c.ID {
				t.Errorf("told again: %+v", all)
			}
		})
	}
}

// The nudge whose step a circle could not be told of says so no longer, also where another step came in its place.
func TestNudgeOfWhatCouldNotBeTold(t *testing.T) {
	told := locale.In("ja").Say("step.told")
	for name, exchanged := range map[string]bool{"its own step": false, "the one that came instead": true} {
		t.Run(name, func(t *testing.T) {
			h := open(t, 3)
			h.session(300 * day)
			c := h.gathered("C0002", "U0001", "U0002", "U0003")
			h.nudged("U0001")
			nudge, offer := h.of(nudges.KindNudge)[0], cohort.Offer{}
			h.write(func(tx *storage.Tx) (err error) {
				if offer, err = tx.Offer(nudge.Subject); err != nil || !exchanged {
					return err
				}
				p, err := tx.Participant(h.cohort.ID, "U0001")
				if err = errors.Join(err, tx.AnswerOffer(offer.ID, cohort.Open, cohort.Another, h.clock.Now())); err != nil {
					return err
				}
				offer, err = nudges.Exchange(tx, p, offer, h.clock.Now())
				return err
			})
			h.platform.wrong = func(call call) error {
				if call.to == "C0002" {
					return &chat.Error{Fault: chat.Temporary, Err: errors.New("internal_error")}
				}
				return nil
			}
			h.write(func(tx *storage.Tx) error {
				return errors.Join(tx.AnswerOffer(offer.ID, cohort.Open, cohort.Trying, h.clock.Now()), nudges.Tell(tx, offer, c, h.clock.Now()),
					tx.Redraw(nudge.Subject, nudges.KindNudge)) // as the answer shows it
			})
			shows := func() (text string) {
				for _, m := range h.platform.standing {
					if m.delivery == nudge.ID {
						text = m.text
					}
				}
				return text
			}
			h.pass(time.Minute)
			if !strings.Contains(shows(), told) {
				t.Fatalf("after the press it shows\n%s", shows())
			}
			h.pass(25 * time.Hour)
			if h.toldOf(offer) != "" || strings.Contains(shows(), told) || !strings.Contains(shows(), locale.In("ja").Say("step.tell")) {
				t.Errorf("told to %q, it shows\n%s", h.toldOf(offer), shows())
			}
		})
	}
}

// Once a circle has ended, what stands in its room asks nothing more, and a cheer goes with who gave it. Once its teller has left, nothing
// of it stands.
func TestToldOfByWhoIsGone(t *testing.T) {
	cheer := locale.In("ja").Say("step.cheer")
	for name, goes := range map[string][]string{"the teller": {"U0001"}, "all but the teller": {"U0002", "U0003", "U0004"}} {
		t.Run(name, func(t *testing.T) {
			h := open(t, 4)
			c := h.gathered("C0002", "U0001", "U0002", "U0003", "U0004")
			offer := h.triesStep(c)
			h.tellsCircle(offer, c)
			h.pass(time.Minute)
			h.write(func(tx *storage.Tx) error {
				return errors.Join(nudges.Cheer(tx, offer, "U0002", h.clock.Now()), nudges.Cheer(tx, offer, "U0002", h.clock.Now()))
			})
			h.pass(time.Minute)
			if said := h.platform.lastTo("C0002"); strings.Count(said, "U0002") != 1 || !strings.Contains(said, cheer) {
				t.Fatalf("the room reads %s", said)
			}
			for _, person := range goes {
				h.leaves(person)
			}
			h.pass(time.Minute)
			said := ""
			for _, m := range h.platform.standing {
				if m.delivery == h.of(nudges.KindTrying)[0].ID {
					said = m.text
				}
			}
			stays := !slices.Contains(goes, "U0001")
			if strings.Contains(said, "U0001") != stays || strings.Contains(said, "U0002") || strings.Contains(said, cheer) {
				t.Errorf("the room reads %s", said)
			}
		})
	}
}

// Who wishes for a smaller step gets a shorter one, or, where it is the shortest already, one that needs nobody else; of a kind that they
// are known to like, if there is one.
func TestSmallerSteps(t *testing.T) {
	lengths := []cohort.Effort{cohort.FiveMinutes, cohort.HalfHour, cohort.HalfDay}
	for _, step := range nudges.BuiltIn().Steps() {
		var before []cohort.Offer // somebody for whom everything goes well, but this
		for _, other := range nudges.BuiltIn().Steps() {
			if other.ID != step.ID && other.Key != step.Key && len(before) < 9 {
				before = append(before, offered(other, cohort.Done))
			}
		}
		before = slices.Insert(before, 0, offered(step, cohort.NotYet))
		got, because := nudges.BuiltIn().Choose(nudges.Situation{Person: "U1", Before: before, ShorterThan: step.ID})
		want := slices.Index(lengths, step.Effort) - 1
		alone := func(key cohort.Key) bool { return key != cohort.Peers && key != cohort.Stories }
		shortest, said := want < 0, cohort.Gentler
		if shortest {
			said = cohort.Lighter
		}
		if slices.Index(lengths, got.Effort) > max(0, want) || got.ID == step.ID || because.Kind != said || shortest && !alone(got.Key) {
			t.Errorf("in place of %s, which takes %s, comes %s, which takes %s, because %q", step.ID, step.Effort, got.ID, got.Effort, because.Kind)
		}
		liked := func(o cohort.Offer) bool { return keyOf(o.Step) == got.Key }
		if shortest && !slices.ContainsFunc(before[1:], func(o cohort.Offer) bool { return alone(keyOf(o.Step)) }) {
			continue // they like nothing that needs nobody else
		}
		if !slices.ContainsFunc(before[1:], liked) {
			t.Errorf("in place of %s comes %s, of a kind that is not known to be liked", step.ID, got.ID)
		}
	}
}

// What was told in a message whose fate nobody knows, and is taken back meanwhile, is said to be taken back.
func TestUntoldInDoubt(t *testing.T) {
	for _, after := range []time.Duration{time.Second, 6 * time.Second} {
		h := open(t, 3)
		c := h.gathered("C0002", "U0001", "U0002", "U0003")
		offer := h.triesStep(c)
		h.tellsCircle(offer, c)
		h.platform.fails("post", noAnswer)
		h.platform.loses = true // it arrived
		h.step()
		h.clock.Advance(after)
		offer.Told = c.ID
		h.write(func(tx *storage.Tx) error { return nudges.Untell(tx, offer) })
		h.pass(48 * time.Hour)
		if said := h.platform.lastTo("C0002"); !strings.Contains(said, locale.In("ja").Say("step.untold")) {
			t.Errorf("after %s the room reads:\n%s", after, said)
		}
	}
}
