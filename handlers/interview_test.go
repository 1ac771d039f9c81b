package handlers_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// wrote keeps reflections of U1 in c1.
func (k *kitchen) wrote(how ...cohort.Reflection) {
	k.t.Helper()
	k.write(func(tx *storage.Tx) (err error) {
		for i, r := range how {
			r.ID, r.Person, r.Cohort, r.Written, r.Visibility = fmt.Sprintf("w%d", i), "U1", "c1", now.Add(time.Duration(i)*time.Minute), cohort.OnlyMe
			err = errors.Join(err, tx.SaveReflection(r))
		}
		return err
	})
}

// handed are the deliveries of what somebody keeps, as kind and subject.
func (k *kitchen) handed() (all []string) {
	k.t.Helper()
	k.write(func(tx *storage.Tx) error {
		for _, kind := range []string{"picture", "pages", "sheet"} {
			some, err := tx.DeliveriesOf(kind)
			if err != nil {
				return err
			}
			for _, d := range some {
				all = append(all, d.Recipient+" "+d.Subject)
			}
		}
		return nil
	})
	return all
}

func (k *kitchen) sheet(person string) (s cohort.Sheet) {
	k.t.Helper()
	k.write(func(tx *storage.Tx) (err error) {
		s, err = storage.Optional(tx.SheetOf(person))
		return err
	})
	return s
}

func ticks(f *chat.Form) map[string]chat.Choice {
	all := map[string]chat.Choice{}
	for _, in := range f.Inputs {
		if c, ok := in.(chat.Choice); ok {
			all[c.ID] = c
		}
	}
	return all
}

func texts(f *chat.Form) map[string]string {
	all := map[string]string{}
	for _, in := range f.Inputs {
		if i, ok := in.(chat.TextInput); ok {
			all[i.ID] = i.Initial
		}
	}
	return all
}

var interviewing = chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "interview"}

// Nothing is ticked beforehand; what is not ticked does not come in; a long label is cut, and its text is not; many items are a list.
func TestSheetHoldsWhatWasTicked(t *testing.T) {
	k := newKitchen(t)
	long := strings.Repeat("長い言葉", 40)
	var many []string
	for i := range 30 {
		many = append(many, fmt.Sprintf("したいこと%d", i))
	}
	k.wrote(cohort.Reflection{Can: long + "\n聞くこと"}, cohort.Reflection{Will: strings.Join(many, "\n")}, cohort.Reflection{Will: "したいこと3"})
	form := k.form(interviewing)
	all := ticks(form)
	if len(all) != 2 || !all["can"].Open || all["will"].Open || len(all["will"].Options) != 30 || len(all["can"].Initial)+len(all["will"].Initial) > 0 {
		t.Fatalf("the form asks %+v", form.Inputs)
	}
	values := map[string][]string{"can": {all["can"].Options[0].Value, "fc2.0"}, "will": {all["will"].Options[0].Value}, "next": {"oc2.0"}}
	filled := k.form(chat.Event{Kind: chat.Submit, Person: "U1", Form: form.Name, State: form.State, Values: values})
	if got := texts(filled); got["can"] != long || got["will"] != "したいこと3" || got["tried"]+got["next"]+got["ask"] != "" {
		t.Errorf("the sheet holds %q", got)
	}
	if s := k.sheet("U1"); !s.Empty() {
		t.Errorf("kept before it was sent: %+v", s)
	}
}

// More than a field holds is left out line by line, and said to be.
func TestSheetIsNoLongerThanAField(t *testing.T) {
	k := newKitchen(t)
	k.wrote(cohort.Reflection{Can: strings.Repeat("あ", 2000)}, cohort.Reflection{Can: strings.Repeat("い", 2000)})
	form := k.form(interviewing)
	var chosen []string
	for _, o := range ticks(form)["can"].Options {
		chosen = append(chosen, o.Value)
	}
	filled := k.form(chat.Event{Kind: chat.Submit, Person: "U1", Form: form.Name, State: form.State, Values: map[string][]string{"can": chosen}})
	if got := texts(filled)["can"]; got != strings.Repeat("い", 2000) || !strings.Contains(fmt.Sprint(filled.Blocks), japanese.Say("interview.too_long")) {
		t.Errorf("%d characters, and they are told %v", len([]rune(got)), filled.Blocks)
	}
	k.says(k.submit("U1", filled.Name, filled.State, map[string][]string{"ask": {strings.Repeat("う", 3001)}}), "interview.field_too_long", "Length", 3000)
	k.says(k.submit("U1", filled.Name, filled.State, nil), "interview.empty")
}

func TestSheetIsKeptTakenAndErased(t *testing.T) {
	k := newKitchen(t)
	k.says(fmt.Sprint(k.form(interviewing).Blocks), "interview.none")
	k.says(k.submit("U1", "sheet", "c1", map[string][]string{"can": {"聞くこと"}, "ask": {"学ぶ時間"}}), "interview.saved")
	if form := k.form(interviewing); texts(form)["ask"] != "学ぶ時間" {
		t.Errorf("it goes on with %+v", form.Inputs)
	}
	for _, what := range []string{"docx/c1", "md/c1", "md/c1"} {
		k.says(k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: "take", Value: what, InForm: true}), "interview.handed")
	}
	if got := k.handed(); !slices.Equal(got, []string{"U1 docx/c1", "U1 md/c1"}) {
		t.Errorf("sent are %q", got)
	}
	k.says(k.press("U1", "interview_erase", ""), "interview.erased")
	if s := k.sheet("U1"); !s.Empty() {
		t.Errorf("still kept: %+v", s)
	}
}

// Nobody is handed what is another's, nor anything that there is not.
func TestNobodyIsHandedAnothersYear(t *testing.T) {
	k := newKitchen(t)
	for _, person := range []string{"U1", "U91", "U92", "U0", "U404"} {
		for _, what := range []string{"picture/c2", "letter/c2", "docx/c2", "nudge/c1", "picture", ""} {
			k.press(person, "take", what)
		}
		for _, form := range []string{"sheet", "ticks"} {
			k.submit(person, form, "c2", map[string][]string{"can": {"x"}})
		}
		for _, command := range []string{"journey", "letter", "interview"} {
			if person != "U1" {
				k.do(chat.Event{Kind: chat.Command, Person: person, Command: "ippo", Text: command})
			}
		}
	}
	if got := k.handed(); len(got) > 0 {
		t.Errorf("sent are %q", got)
	}
	if s := k.sheet("U2"); !s.Empty() {
		t.Errorf("another's sheet: %+v", s)
	}
}

func TestYearInWords(t *testing.T) {
	k := newKitchen(t)
	k.wrote(cohort.Reflection{Note: strings.Repeat("言葉", 100), Mood: 4})
	year := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "journey"})
	k.says(year, "year.private")
	if strings.Contains(year, strings.Repeat("言葉", 80)) || !strings.Contains(year, "…") {
		t.Errorf("a long line is not cut: %s", year)
	}
	k.says(k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: "わたしの一年"}), "year.heading")
	k.says(k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: "面談シート"}), "interview.offer")
	k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "letter"}), "letter.handed")
	k.write(func(tx *storage.Tx) error {
		return errors.Join(tx.TakeBack("w0", "U1", now), tx.TakeBack("fc1", "U1", now))
	})
	k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "letter"}), "letter.nothing")
}
