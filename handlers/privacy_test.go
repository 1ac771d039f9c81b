package handlers_test

import (
	"strings"
	"testing"

	"ippo/chat"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// counted counts somebody's reflections, and the deliveries of a kind.
func (k *kitchen) counted(person, kind string) (reflections, deliveries int) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		all, err := tx.DeliveriesOf(kind)
		if err == nil {
			deliveries = len(all)
			reflections, err = tx.CountReflections(person)
		}
		return err
	})
	return reflections, deliveries
}

// Nothing is erased unless it was chosen, and nobody can erase, keep or receive what is somebody else's, whatever a button is made to say.
func TestOnlyOnesOwnIsErased(t *testing.T) {
	k, w := newKitchen(t), locale.In("ja")
	sure := func(choice string) map[string][]string { return map[string][]string{"sure": {choice}} }
	for _, choice := range []string{"", "no", "maybe"} {
		answer := k.submit("U1", "erase", "", sure(choice))
		if n, _ := k.counted("U1", ""); n != 1 {
			t.Fatalf("%q erases: %s", choice, answer)
		}
		if choice != "no" && !strings.Contains(answer, w.Say("data.erase_choose")) {
			t.Errorf("%q: %s", choice, answer)
		}
	}
	for _, person := range []string{"U2", "U91", "U0", "U404"} {
		k.press(person, nudges.ActionExport, "U1")
		k.press(person, nudges.ActionKeepLonger, "c1")
		k.submit(person, "erase", "U1", sure("yes"))
		if answer := k.press(person, nudges.ActionErase, "U1"); person != "U2" && !strings.Contains(answer, w.Say("data.nothing")) {
			t.Errorf("%s is a stranger: %s", person, answer)
		}
		if answer := k.do(chat.Event{Kind: chat.Command, Command: "ippo", Text: "privacy", Person: person}); !strings.Contains(answer, w.Say("data.nothing")) {
			t.Errorf("%s, of whom nothing is kept, is told: %s", person, answer)
		}
	}
	if n, sent := k.counted("U1", nudges.KindExport); n != 1 || sent != 0 {
		t.Errorf("of U1 there are %d reflections, and %d files go out", n, sent)
	}
	if n, _ := k.counted("U2", ""); n != 0 {
		t.Error("U2 chose to erase, and was not")
	}
	if answer := k.submit("U1", "erase", "", sure("yes")); !strings.Contains(answer, w.Say("data.erased")) {
		t.Error(answer)
	}
	if answer := k.press("U1", nudges.ActionKeepLonger, "c1"); !strings.Contains(answer, w.Say("data.nothing")) {
		t.Errorf("a button of before: %s", answer)
	}
}

// The answer to the question of retention, by button: it is kept for a year more, and says until when.
func TestKeepingByButton(t *testing.T) {
	k, w := newKitchen(t), locale.In("ja")
	until := now.AddDate(0, 0, 1).Add(2*60*60*1e9).AddDate(0, 0, 365).AddDate(1, 0, 0)
	if answer := k.press("U1", nudges.ActionKeepLonger, "c1"); !strings.Contains(answer, w.Say("data.kept_longer", "Day", w.DayOf(until, now))) {
		t.Errorf("%s, want %s", answer, w.DayOf(until, now))
	}
	if answer := k.press("U1", nudges.ActionExport, ""); !strings.Contains(answer, w.Say("data.receiving")) {
		t.Error(answer)
	}
	if _, sent := k.counted("U1", nudges.KindExport); sent != 2 {
		t.Errorf("%d files", sent)
	}
}
