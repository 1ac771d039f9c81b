package handlers_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// items are somebody's lists: "can 段取り", and behind a dash what they dropped.
func (k *kitchen) items(person string) (all []string) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) error {
		items, err := tx.Aims(person)
		for _, i := range items {
			line := string(i.Aim) + " " + i.Words
			if !i.Dropped.IsZero() {
				line = "- " + line
			}
			all = append(all, line)
		}
		return err
	})
	return all
}

func (k *kitchen) lists(person string, want ...string) {
	k.t.Helper()
	if got := k.items(person); !slices.Equal(got, want) {
		k.t.Errorf("the lists of %s are %q, want %q", person, got, want)
	}
}

func (k *kitchen) saveItems(items ...cohort.Entry) {
	k.t.Helper()
	if err := k.db.Write(k.t.Context(), func(tx *storage.Tx) error { return tx.SaveAims(items...) }); err != nil {
		k.t.Fatal(err)
	}
}

func (k *kitchen) command(person, text string) string {
	k.t.Helper()
	return k.do(chat.Event{Kind: chat.Command, Person: person, Command: "ippo", Text: text})
}

// send sends a form as it stands, with some of its inputs changed; an empty one is absent, as it is on the platform.
func (k *kitchen) send(person string, form *chat.Form, values map[string]string) string {
	k.t.Helper()
	return k.submit(person, form.Name, form.State, filled(form, values))
}

func filled(form *chat.Form, values map[string]string) map[string][]string {
	all := map[string][]string{}
	for _, input := range form.Inputs {
		if text, is := input.(chat.TextInput); is && text.Initial != "" {
			all[text.ID] = []string{text.Initial}
		}
	}
	for id, text := range values {
		if all[id] = []string{text}; text == "" {
			delete(all, id)
		}
	}
	return all
}

func (k *kitchen) aimsForm(person string) *chat.Form {
	k.t.Helper()
	return k.form(chat.Event{Kind: chat.Press, Person: person, Action: "aims_edit"})
}

// The lists are shown, changed in a form, and shown as they were changed.
func TestListsAreEditedInAForm(t *testing.T) {
	k := newKitchen(t)
	for _, word := range []string{"can", "will"} {
		page := k.command("U1", word)
		for _, key := range []string{"aims.heading", "aims.only_me", "aims.can_empty", "aims.will_empty", "aims.begin", "life.menu", "facet.1.question", "facet.write"} {
			k.says(page, key)
		}
	}
	k.says(k.send("U1", k.aimsForm("U1"), map[string]string{"can": "・段取り\n\n  人の話を聞く \n段取り", "will": "農業"}), "aims.saved")
	k.lists("U1", "can 段取り", "can 人の話を聞く", "will 農業")
	page := k.command("U1", "can")
	for _, line := range []string{"・段取り\n・人の話を聞く", "・農業", locale.In("ja").Say("aims.edit")} {
		if !strings.Contains(page, line) {
			t.Errorf("%q is not in %s", line, page)
		}
	}
	before := k.ids("U1")
	k.send("U1", k.aimsForm("U1"), map[string]string{"can": "人の話を聞く\nＥｘｃｅｌ", "will": ""})
	k.lists("U1", "- can 段取り", "can 人の話を聞く", "- will 農業", "can Ｅｘｃｅｌ")
	k.send("U1", k.aimsForm("U1"), map[string]string{"can": "Excel\n段取り\n人の話を聞く"}) // in other letters, and once more
	k.lists("U1", "can 段取り", "can 人の話を聞く", "- will 農業", "can Excel")
	if after := k.ids("U1"); !slices.Equal(after[:3], before) {
		t.Error("a line that stayed or came back is another one")
	}
	for _, ev := range []chat.Event{{Kind: chat.Direct, Text: "できること"}, {Kind: chat.Press, Action: "aims", AtHome: true}, {Kind: chat.Press, Action: "aims", InForm: true}} {
		ev.Person = "U1"
		k.says(k.do(ev), "aims.only_me")
	}
	k.says(k.do(chat.Event{Kind: chat.Opened, Person: "U1"}), "doors.records")
	k.says(k.command("U1", ""), "doors.records")
	k.says(k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: "records"}), "aims.menu")
}

func (k *kitchen) ids(person string) (all []string) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) error {
		items, err := tx.Aims(person)
		for _, i := range items {
			all = append(all, i.ID)
		}
		return err
	})
	return all
}

// What is too long or too much is refused at its place, and the form stays open.
func TestLimitsOfAList(t *testing.T) {
	k := newKitchen(t)
	k.says(k.send("U1", k.aimsForm("U1"), map[string]string{"can": "段取り\n" + strings.Repeat("長", 201)}), "aims.too_long", "Number", 2, "Length", 200)
	lines := make([]string, 61)
	for i := range lines {
		lines[i] = fmt.Sprintf("%d行め%s", i, strings.Repeat("長", 190))
	}
	k.says(k.send("U1", k.aimsForm("U1"), map[string]string{"can": strings.Join(lines[:30], "\n"), "can_2": strings.Join(lines[30:], "\n")}), "aims.too_many", "Most", 60)
	k.lists("U1")
	k.send("U1", k.aimsForm("U1"), map[string]string{"can": strings.Join(lines[:30], "\n"), "can_2": strings.Join(lines[30:60], "\n")})
	form := k.aimsForm("U1") // a list that one input does not hold takes several, and nothing is cut
	if n := len(form.Inputs); n < 6 {
		t.Errorf("sixty long lines stand in %d inputs", n)
	}
	for _, input := range form.Inputs {
		if n := len([]rune(input.(chat.TextInput).Initial)); n > 2900 {
			t.Errorf("an input is opened with %d characters", n)
		}
	}
	before := k.items("U1")
	k.send("U1", form, nil)
	if after := k.items("U1"); len(before) != 60 || !slices.Equal(after, before) {
		t.Errorf("sent as it is, %d lines become %d", len(before), len(after))
	}
	k.submit("U1", "reflect", "c1/", map[string][]string{"can": {"もう一つ"}, "will": {"農業"}}) // a full list takes no more, and says nothing
	if after := k.items("U1"); len(after) != 61 || after[60] != "will 農業" {
		t.Errorf("there are %d lines, the last is %s", len(after), after[len(after)-1])
	}
}

// Lists that were changed in another window are not written over: whoever wrote has their words back, beside what stands now.
func TestListsChangedMeanwhile(t *testing.T) {
	k := newKitchen(t)
	first, second := k.aimsForm("U1"), k.aimsForm("U1")
	k.send("U1", second, map[string]string{"can": "段取り"})
	k.serial++
	reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Submit, Person: "U1", Form: first.Name, State: first.State,
		Values: filled(first, map[string]string{"can": "聞くこと", "will": "農業"})})
	k.lists("U1", "can 段取り")
	if reply.Form == nil || reply.Form.State == first.State {
		t.Fatalf("got %+v", plain(reply))
	}
	again := fmt.Sprintf("%+v", *reply.Form)
	for _, words := range []string{"聞くこと", "農業", "・段取り", locale.In("ja").Say("aims.meanwhile")} {
		if !strings.Contains(again, words) {
			t.Errorf("%s is not in %s", words, again)
		}
	}
	k.send("U1", reply.Form, nil)
	k.lists("U1", "- can 段取り", "can 聞くこと", "will 農業")

	var lines []string
	for i := range 30 {
		lines = append(lines, fmt.Sprint(i, strings.Repeat("長", 150)))
	}
	k.says(k.submit("U1", "aims", "before", map[string][]string{"can": {strings.Join(lines, "\n")}}), "aims.meanwhile_long") // too much for one answer
	if n := len(k.items("U1")); n != 3 {
		t.Errorf("there are %d lines", n)
	}
}

// Nobody sees or changes the lists or turning points of somebody else, and who takes part in nothing is given none.
func TestListsAreTheirWritersAlone(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "", "U3")
	k.send("U1", k.aimsForm("U1"), map[string]string{"can": "秘密の段取り"})
	k.saveTurns(cohort.Turn{ID: "n1", Person: "U1", Age: 50, Event: "秘密の転機"})
	form := k.aimsForm("U1")
	for _, person := range []string{"U3", "U2", "U91", "U0", "U404"} {
		answers := []string{
			k.command(person, "can"), k.command(person, "life"), k.press(person, "aims_erase", ""), k.press(person, "turn", "n1"), k.press(person, "turn_erase", "n1"),
			k.submit(person, "turn", "n1", map[string][]string{"age": {"1"}, "event": {"のっとり"}, "felt": {"0"}}), k.submit(person, "turn_off", "n1", nil),
			k.send(person, form, map[string]string{"can": ""}), k.submit(person, "dropped", "99999999999999", nil), k.press(person, "keep", "oc1"),
			k.submit(person, "keep", "oc1", map[string][]string{"line": {"のっとり"}}), k.submit(person, "aims", "", map[string][]string{"can": {"x"}}),
		}
		if all := strings.Join(answers, "\n"); strings.Contains(all, "秘密") {
			t.Errorf("%s reads %s", person, all)
		}
	}
	k.lists("U1", "can 秘密の段取り")
	for _, stranger := range []string{"U91", "U404"} {
		k.lists(stranger)
	}
	if all := k.turns("U1"); len(all) != 1 || all[0].Event != "秘密の転機" {
		t.Errorf("the turning points are %+v", all)
	}
	if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) }); err != nil {
		t.Fatal(err)
	}
	k.says(k.command("U1", ""), "aims.menu")
	k.says(k.command("U1", ""), "life.menu")
	if page := k.command("U1", "will"); !strings.Contains(page, "秘密の段取り") { // also when they have left
		t.Errorf("who has left reads %s", page)
	}
	if page := k.command("U1", "life"); !strings.Contains(page, "秘密の転機") {
		t.Errorf("who has left reads %s", page)
	}
}

// From the second month on the first stands beside now; what was dropped can be erased for good.
func TestTheFirstMonthBesideNow(t *testing.T) {
	k := newKitchen(t)
	k.send("U1", k.aimsForm("U1"), map[string]string{"can": "段取り"})
	if page := k.command("U1", "can"); strings.Contains(page, locale.In("ja").Say("aims.then_now")) {
		t.Errorf("in the first month it says %s", page)
	}
	early, late := now.AddDate(0, -3, 0), now.AddDate(0, -1, 0)
	k.saveItems(
		cohort.Entry{ID: "i1", Person: "U1", Aim: cohort.Can, Words: "調整", Added: early},
		cohort.Entry{ID: "i2", Person: "U1", Aim: cohort.Will, Words: "昇進", Added: early, Dropped: late},
		cohort.Entry{ID: "i3", Person: "U1", Aim: cohort.Will, Words: "畑", Added: late},
	)
	page := k.command("U1", "can")
	at := 0
	for _, part := range []string{"→ いま", "続いている", "CAN：調整", "加わった", "CAN：段取り\nWILL：畑", "離れた", "WILL：昇進", "外した言葉を消す"} {
		found := strings.Index(page[at:], part)
		if found < 0 {
			t.Fatalf("%q does not come next in %s", part, page)
		}
		at += found
	}
	question := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "aims_erase"})
	k.says(fmt.Sprint(question.Blocks), "aims.erase_question", "Count", 1)
	k.lists("U1", "can 調整", "- will 昇進", "will 畑", "can 段取り")
	k.says(k.send("U1", question, nil), "aims.erased")
	k.lists("U1", "can 調整", "will 畑", "can 段取り")
	if page := k.command("U1", "can"); strings.Contains(page, "昇進") {
		t.Errorf("it still says %s", page)
	}
}

// FuzzAims writes anything into the lists. What is kept are lines that a list takes, and sent once more as they stand they stay the same.
func FuzzAims(f *testing.F) {
	for _, text := range []string{"", "・段取り\n- 聞く", "\u202e\x00", "Ａ\na", "・\u200d・x", "-\t- x\r\n* y", strings.Repeat("長", 201), "\u2800\n⠀x", "a\u2028b"} {
		f.Add(text)
	}
	k := newKitchen(f)
	f.Fuzz(func(t *testing.T, text string) {
		shared := k
		k := &kitchen{Handler: shared.Handler, t: t, db: shared.db, serial: shared.serial}
		defer func() { shared.serial = k.serial }()
		clear := func() {
			err := k.db.Write(t.Context(), func(tx *storage.Tx) (err error) {
				items, err := tx.Aims("U1")
				for _, i := range items {
					err = errors.Join(err, tx.EraseAim(i.ID, "U1"))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		clear()
		k.send("U1", k.aimsForm("U1"), map[string]string{"can": text})
		kept := k.items("U1")
		seen := map[string]bool{}
		for _, line := range kept {
			words := strings.TrimPrefix(line, "can ")
			if key := cohort.LineKey(words); seen[key] || key == "" || cohort.LongLine(words) || strings.ContainsAny(words, "\n\r\x00") {
				t.Errorf("%q is kept of %q", words, text)
			} else {
				seen[key] = true
			}
		}
		k.send("U1", k.aimsForm("U1"), nil)
		if again := k.items("U1"); !slices.Equal(again, kept) {
			t.Errorf("%q is kept as %q, and then as %q", text, kept, again)
		}
	})
}
