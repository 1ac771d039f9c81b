package handlers_test

import (
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

func (k *kitchen) stories(person string) (all []cohort.Story) {
	k.t.Helper()
	err := k.db.Read(k.t.Context(), func(tx *storage.Tx) (err error) {
		all, err = tx.StoriesOf(person)
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
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
