package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// Who stops waiting gets the plain answer of each job at once, though the model never answers; nothing more is sent, and what they agreed
// to stays.
func TestStoppedWhileItIsAsked(t *testing.T) {
	for job, test := range map[string]struct {
		begins func(k *kitchen) *chat.Form
		plain  string
	}{
		"interests": {func(k *kitchen) *chat.Form { return k.shownBefore("interests", "n1") }, "coach.interests.own"},
		"step":      {func(k *kitchen) *chat.Form { return k.shownBefore("step", "n1") }, "step.because_together"},
		"plan": {func(k *kitchen) *chat.Form {
			k.tries()
			return k.sends(&chat.Form{Name: "plan", State: "oc1"}, planned).Form
		}, "coaching.plan_same"},
		"letter": {func(k *kitchen) *chat.Form { return k.form(draftLetter) }, "coach.letter.greeting"},
	} {
		t.Run(job, func(t *testing.T) {
			k, m, c := newCoachedKitchen(t)
			m.slow = true
			k.agrees(c)
			waiting := k.sends(test.begins(k), nil)
			answered := make(chan chat.Reply, 1)
			go func() { answered <- waiting.Then(t.Context()) }()
			<-m.arrived
			stop := buttonIn(waiting.Form)
			if stop.Label != japanese.Say("coaching.stop") {
				t.Fatalf("the button is %+v", stop)
			}
			if reply := k.reply(chat.Event{Kind: chat.Press, Person: "U1", Action: stop.Action, Value: stop.Value, InForm: true}); !reply.Empty() {
				t.Errorf("the press itself answers %+v", plain(reply))
			}
			k.says(shownIn((<-answered).Form), test.plain)
			if got := m.got(); len(got) != 1 {
				t.Errorf("it was sent %d times", len(got))
			}
			k.read(func(tx *storage.Tx) error {
				where, err := tx.Coach("U1")
				if where != c.Where() {
					t.Errorf("agreed is %q", where)
				}
				return err
			})
		})
	}
}

// Where nothing is asked, or only for others, to stop changes nothing.
func TestNothingToStop(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.agrees(c)
	for _, person := range []string{"U1", "U2", "U404"} {
		if reply := k.reply(chat.Event{Kind: chat.Press, Person: person, Action: "coach_stop", InForm: true}); !reply.Empty() {
			t.Errorf("%s: %+v", person, plain(reply))
		}
	}
	k.follows(k.sends(k.shownBefore("interests", "n1"), nil))
	if len(m.got()) != 1 {
		t.Errorf("then it was sent %q", m.got())
	}
}

// A step is asked for from the page on, chosen by the model from what was ticked, shown, and tried like any other.
func TestAStepIsAskedForAndTried(t *testing.T) {
	for who, agrees := range map[string]bool{"by the model": true, "without": false} {
		t.Run(who, func(t *testing.T) {
			k, m, c := newCoachedKitchen(t)
			k.write(func(tx *storage.Tx) error { return tx.AnswerOffer("oc1", cohort.Open, cohort.Done, now) })
			if agrees {
				k.agrees(c)
			}
			k.says(k.command("U1", "coach"), "coaching.step")
			asks := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "coach_notes", Value: "step", Own: true})
			k.says(shownIn(asks), "coaching.choose_step")
			reply := k.sends(asks, map[string][]string{"notes": {"n1"}})
			if agrees {
				for _, said := range []string{"coaching.preview_steps", "coaching.preview_marks"} {
					k.says(shownIn(reply.Form), said)
				}
				m.Silent(t, "before it was sent")
				reply = k.follows(k.sends(reply.Form, nil))
			}
			k.says(shownIn(reply.Form), "step.because_together")
			offer := k.together()
			if !strings.Contains(shownIn(reply.Form), offer.ID+"/trying") || offer.Answer != cohort.Open {
				t.Fatalf("offered is %+v, shown %s", offer, shownIn(reply.Form))
			}
			if sent := m.got(); (len(sent) == 1) != agrees || agrees && (!strings.Contains(sent[0], "庭") || strings.Contains(sent[0], "佐藤") || strings.Contains(sent[0], "選ばれない")) {
				t.Errorf("it was sent %q", sent)
			}
			k.press("U1", "step", offer.ID+"/trying")
			if offer = k.together(); offer.Answer != cohort.Trying {
				t.Errorf("tried it is %+v", offer)
			}
		})
	}
}

// together is the one step that was chosen with U1.
func (k *kitchen) together() (offer cohort.Offer) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) error {
		offers, err := tx.Offers("U1")
		chosen := slices.DeleteFunc(offers, func(o cohort.Offer) bool { return o.Because.Kind != cohort.Together })
		if len(chosen) != 1 {
			k.t.Fatalf("chosen with them are %+v", chosen)
		}
		offer = chosen[0]
		return err
	})
	return offer
}

// buttonIn is the first button of a form.
func buttonIn(form *chat.Form) chat.Button {
	for _, block := range form.Blocks {
		if buttons, is := block.(chat.Buttons); is {
			return buttons[0]
		}
	}
	return chat.Button{}
}
