package handlers_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

func (k *kitchen) turns(person string) (all []cohort.Turn) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		all, err = tx.Turns(person)
		return err
	})
	return all
}

func (k *kitchen) saveTurns(turns ...cohort.Turn) {
	k.t.Helper()
	err := k.db.Write(k.t.Context(), func(tx *storage.Tx) (err error) {
		for _, turn := range turns {
			err = errors.Join(err, tx.SaveTurn(turn))
		}
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// Turning points are told one by one, shown by age, changed, and erased after a second look.
func TestTurningPoints(t *testing.T) {
	k := newKitchen(t)
	k.says(k.command("U1", "life"), "life.empty")
	form := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "turn"})
	tell := func(age, event, felt string) string {
		return k.submit("U1", "turn", form.State, map[string][]string{"age": {age}, "event": {event}, "felt": {felt}})
	}
	k.says(tell("５０歳", "娘が家を出た", "-1"), "life.saved")
	k.says(tell(" 9 ", "転校", "2"), "life.saved")
	for _, test := range []struct{ age, event, felt, key string }{
		{"", "x", "0", "life.age_wrong"}, {"-1", "x", "0", "life.age_wrong"}, {"121", "x", "0", "life.age_wrong"}, {"四十", "x", "0", "life.age_wrong"},
		{"1", "\u200b", "0", "life.event_empty"}, {"1", strings.Repeat("長", 201), "0", "life.event_long"},
		{"1", "x", "", "life.felt_wrong"}, {"1", "x", "3", "life.felt_wrong"},
	} {
		k.says(tell(test.age, test.event, test.felt), test.key, "Oldest", 120, "Length", 200)
	}
	page := k.command("U1", "life")
	words := locale.In("ja")
	early := words.Say("life.point", "Age", 9, "Felt", words.Say("life.feels.2"))
	late := words.Say("life.point", "Age", 50, "Felt", words.Say("life.feels.-1"))
	if a, b := strings.Index(page, early), strings.Index(page, late); a < 0 || b < a || !strings.Contains(page, "娘が家を出た") {
		t.Errorf("the page is %s", page)
	}
	all := k.turns("U1")
	edit := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "turn", Value: all[1].ID})
	if got := fmt.Sprintf("%+v", edit.Inputs); !strings.Contains(got, "娘が家を出た") || !strings.Contains(got, "Initial:50") || !strings.Contains(got, "Initial:[-1]") {
		t.Errorf("the form holds %s", got)
	}
	k.submit("U1", "turn", edit.State, map[string][]string{"age": {"49"}, "event": {"娘が巣立った"}, "felt": {"1"}})
	if got := k.turns("U1")[1]; got.Age != 49 || got.Event != "娘が巣立った" || got.Felt != 1 || got.ID != all[1].ID {
		t.Errorf("it is %+v", got)
	}
	question := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "turn_erase", Value: all[0].ID})
	if !strings.Contains(fmt.Sprint(question.Blocks), "転校") || len(k.turns("U1")) != 2 {
		t.Errorf("it asks %s", question.Blocks)
	}
	k.says(k.send("U1", question, nil), "life.erased")
	if got := k.turns("U1"); len(got) != 1 || got[0].ID != all[1].ID {
		t.Errorf("left are %+v", got)
	}
}

// As many as a life line holds are read page by page, each once.
func TestManyTurningPoints(t *testing.T) {
	k := newKitchen(t)
	for i := range cohort.MostTurns {
		k.saveTurns(cohort.Turn{ID: fmt.Sprint("n", i), Person: "U1", Age: i, Event: fmt.Sprintf("できごと%d。", i), Added: now})
	}
	k.says(k.submit("U1", "turn", "", map[string][]string{"age": {"1"}, "event": {"x"}, "felt": {"0"}}), "life.full", "Most", 40)
	all := ""
	for _, from := range []string{"", "10", "20", "30"} {
		k.serial++
		reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Press, Person: "U1", Action: "life", Value: from, Own: true})
		if reply.Replace == nil || !chat.Fits(reply.Replace.Blocks...) {
			t.Fatalf("page %q is %+v", from, plain(reply))
		}
		all += fmt.Sprint(reply.Replace.Blocks)
	}
	for i := range cohort.MostTurns {
		if n := strings.Count(all, fmt.Sprintf("できごと%d。", i)); n != 1 {
			t.Errorf("number %d is shown %d times", i, n)
		}
	}
}
