package handlers_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

func (k *kitchen) stories(person string) (all []cohort.Story) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		all, err = tx.StoriesOf(person)
		return err
	})
	return all
}

// Whatever a button or form of somebody else's story is made to say, it does nothing, and tells nothing.
func TestForgedStory(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "", "U3")
	story := cohort.Story{ID: "t1", Cohort: "c1", Person: "U1", Words: "秘密の転機", Signed: "Y.H.", Written: now}
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
		s, err := tx.Session("sc1")
		if err != nil {
			return err
		}
		s.Story, s.StoryBy = "話し手の転機", "山川"
		if err := tx.SaveSession(s); err != nil {
			return err
		}
		return tx.SaveStory(story)
	})
	if err != nil {
		t.Fatal(err)
	}
	yes := map[string][]string{"words": {"のっとり"}, "consent": {"yes"}}
	for _, person := range []string{"U3", "U2", "U91", "U0", "U404"} { // a peer, of another cohort, organiser, admin, stranger
		for _, id := range []string{"t1", "sc1", "none"} {
			for _, answer := range []string{
				k.press(person, "story", id), k.press(person, "story_withdraw", id), k.submit(person, "story", "c1/"+id, yes),
				k.submit(person, "story", id, yes), k.submit(person, "story", "/"+id, yes), k.press(person, "stories", id),
			} {
				if strings.Contains(answer, "転機を") || strings.Contains(answer, "秘密の転機") || strings.Contains(answer, "話し手の転機") {
					t.Errorf("%s reads %s", person, answer)
				}
			}
		}
		if n := len(k.stories(person)); n > 0 {
			t.Errorf("%s has %d stories", person, n)
		}
	}
	if answer := k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: "転機の話"}); !strings.Contains(answer, "秘密の転機") {
		t.Errorf("who asks for their own by its name gets %s", answer)
	}
	if got := k.stories("U1"); len(got) != 1 || got[0] != story {
		t.Errorf("it is %+v", got)
	}
	k.submit("U2", "story", "c1/", yes) // a new one, in a cohort that is not theirs
	if n := len(k.stories("U2")); n > 0 {
		t.Error("somebody tells a story in another cohort")
	}
}

// What no form lets anybody send is kept within bounds, and without a clear yes nothing is given.
func TestForgedValuesOfAStory(t *testing.T) {
	k := newKitchen(t)
	for _, test := range []struct {
		words, signed, consent string
		key                    string
		pairs                  []any
	}{
		{"\u200b", "", "yes", "story.empty", nil},
		{strings.Repeat("話", 301), "", "yes", "story.too_long", []any{"Length", 300}},
		{"話", strings.Repeat("名", 21), "yes", "story.too_long", []any{"Length", 20}},
		{"話", "", "", "story.no_consent", nil},
		{"話", "", "もちろん", "story.no_consent", nil},
	} {
		answer := k.submit("U1", "story", "c1/", map[string][]string{"words": {test.words}, "signed": {test.signed}, "consent": {test.consent}})
		k.says(answer, test.key, test.pairs...)
	}
	if n := len(k.stories("U1")); n > 0 {
		t.Fatalf("%d stories are kept", n)
	}
	for range 5 {
		k.submit("U1", "story", "c1/", map[string][]string{"words": {"話"}, "signed": {"\u202e山\n田"}, "consent": {"draft"}})
	}
	all := k.stories("U1")
	if len(all) != 5 || all[0].Signed != "山 田" || !all[0].Given.IsZero() {
		t.Errorf("kept are %+v", all)
	}
	k.says(k.submit("U1", "story", "c1/", map[string][]string{"words": {"話"}, "consent": {"yes"}}), "story.enough", "Most", 5)
	k.submit("U1", "story", "c1/"+all[0].ID, map[string][]string{"words": {"直した話"}, "consent": {"yes"}}) // there is room for that
	if got := k.stories("U1")[0]; got.Words != "直した話" || got.Given.IsZero() {
		t.Errorf("it is %+v", got)
	}
}

// A story that a nudge kept behind a question is passed on with the step that comes after it, where it can be taken out again.
func TestStoryComesWithTheStepThatWaited(t *testing.T) {
	const words = "話し手の転機"
	for name, at := range map[string]struct {
		message string
		comes   bool
	}{"in the nudge": {"1", true}, "elsewhere": {"2", false}} {
		t.Run(name, func(t *testing.T) {
			k := newKitchen(t)
			k.press("U1", "step", "oc1/trying")
			err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
				s, err := tx.Session("sc1")
				s.Starts, s.Story = now.Add(-48*time.Hour), words
				waits := cohort.Offer{ID: "waits", Person: "U1", Cohort: "c1", Step: "thank_you", Answer: cohort.Open, Offered: now, Asks: "oc1"}
				d := storage.Delivery{Occasion: "nudge/1", Recipient: "U1", Kind: nudges.KindNudge, Subject: "waits", Urgency: storage.Ordinary, Due: now, Expires: now.Add(time.Hour)}
				_, failed := tx.Enqueue(d)
				sending, failed2 := tx.Claim(now)
				return errors.Join(err, tx.SaveSession(s), tx.SaveOffer(waits), failed, failed2, tx.Deliver(sending.ID, "D1", "1", now))
			})
			if err != nil {
				t.Fatal(err)
			}
			press := chat.Event{Kind: chat.Press, Person: "U1", Action: "step", Value: "oc1/done", Channel: "D1", Message: at.message, Own: true}
			for range 2 {
				answer := k.do(press)
				k.says(answer, "step.heading")
				if strings.Contains(answer, words) != at.comes {
					t.Errorf("it says %s", answer)
				}
			}
			err = k.db.Read(t.Context(), func(tx *storage.Tx) error {
				offer, err := tx.Offer("waits")
				if (offer.Story == "sc1") != at.comes {
					t.Errorf("with it counts as passed on %q", offer.Story)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A story that is saved as it was has nothing drawn again.
func TestStorySavedAsItWas(t *testing.T) {
	k := newKitchen(t)
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error {
		story := cohort.Story{ID: "t1", Cohort: "c1", Person: "U1", Words: "転機", Signed: "Y.H.", Written: now, Given: now}
		_, err := tx.Enqueue(storage.Delivery{
			Occasion: "nudge/1", Recipient: "U3", Kind: nudges.KindNudge, Subject: "with", Urgency: storage.Ordinary, Due: now, Expires: now.Add(time.Hour),
		})
		sending, failed := tx.Claim(now)
		return errors.Join(tx.SaveStory(story), err, failed, tx.Deliver(sending.ID, "D3", "1", now), tx.SaveOffer(cohort.Offer{
			ID: "with", Person: "U1", Cohort: "c1", Step: "pension", Answer: cohort.Open, Offered: now, Story: "t1",
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		words, signed, consent string
		drawn                  int
	}{{"転機", "Y.H.", "yes", 0}, {"転機", "", "yes", 1}, {"転機", "", "draft", 2}, {"転機", "", "draft", 2}, {"次", "", "yes", 3}} {
		k.submit("U1", "story", "c1/t1", map[string][]string{"words": {test.words}, "signed": {test.signed}, "consent": {test.consent}})
		err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
			all, err := tx.Deliveries("with", nudges.KindNudge)
			if all[0].Wanted != test.drawn {
				t.Errorf("after %+v it is drawn again %d times", test, all[0].Wanted)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Whoever has left the cohort is still led to their story, and can take it back; to change it they are not offered.
func TestStoryOfWhoHasLeftCanOnlyBeTakenBack(t *testing.T) {
	k := newKitchen(t)
	story := cohort.Story{ID: "t1", Cohort: "c1", Person: "U1", Words: "わたしの転機", Written: now, Given: now}
	if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.SaveStory(story) }); err != nil {
		t.Fatal(err)
	}
	words := locale.In("ja")
	k.says(k.press("U1", "stories", ""), "story.edit")
	if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) }); err != nil {
		t.Fatal(err)
	}
	k.says(k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: "records"}), "menu.story")
	list := k.press("U1", "stories", "")
	k.says(list, "story.withdraw")
	for _, key := range []string{"story.edit", "story.another"} {
		if strings.Contains(list, words.Say(key)) {
			t.Errorf("%q is offered:\n%s", words.Say(key), list)
		}
	}
	k.press("U1", "story_withdraw", "t1")
	if n := len(k.stories("U1")); n > 0 {
		t.Error("it is still there")
	}
}
