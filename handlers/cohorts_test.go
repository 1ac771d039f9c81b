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

func (k *kitchen) cohort(id string) (c cohort.Cohort) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		c, err = tx.Cohort(id)
		return err
	})
	return c
}

// deeds are what the log says was done, in order, with whom to.
func (k *kitchen) deeds() (all []string) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) error {
		log, err := tx.AuditLog()
		for _, line := range log {
			all = append(all, strings.TrimSpace(line.Organizer+" "+string(line.Deed)+" "+line.Person))
		}
		return err
	})
	return all
}

// An organiser sees their cohorts and no others, in counts; participants and strangers see none.
func TestOverviewOfCohorts(t *testing.T) {
	k := newKitchen(t)
	k.opensFor("c1", now, 1)
	k.applies("U404", "c1")
	answer := k.command("U91", "cohort")
	k.says(answer, "desk.named", "Cohort", "c1")
	k.says(answer, "desk.waiting")
	for _, button := range []string{"desk.roster", "desk.entry", "desk.basics", "desk.next"} {
		k.says(answer, button)
	}
	for _, hidden := range []string{"U1 ", "U404", japanese.Say("desk.named", "Cohort", "c2"), japanese.Say("desk.new"), japanese.Say("desk.archive")} {
		if strings.Contains(answer, hidden) {
			t.Errorf("it shows %q: %s", hidden, answer)
		}
	}
	k.says(k.command("U0", "cohort"), "desk.new")
	k.says(k.command("U1", "cohort"), "error.organizers_only")
	k.says(k.command("U404", "cohort"), "enrol.waits", "Cohort", "c1", "Place", 1)
	if len(k.looks()) > 0 {
		t.Error("counts are taken for a look at people")
	}
}

// Nobody does anything about a cohort that is not theirs, nor makes one who does not run Ippo.
func TestOthersCohortsAreOutOfReach(t *testing.T) {
	k := newKitchen(t)
	before := k.cohort("c2")
	for _, person := range []string{"U1", "U2", "U91", "U404"} {
		for _, action := range []string{"cohort_basics", "cohort_entry", "cohort_add", "cohort_out", "cohort_archive", "cohort_next", "cohort_again"} {
			if reply := k.reply(chat.Event{Kind: chat.Press, Person: person, Action: action, Value: "c2"}); reply.Form != nil {
				t.Errorf("%s opens %s", person, action)
			}
		}
		k.submit(person, "cohort_basics", "c2/0", map[string][]string{"name": {"x"}, "channel": {"C1"}})
		k.submit(person, "cohort_basics", "/0", map[string][]string{"name": {"x"}, "channel": {"C1"}, "organizers": {person}})
		k.submit(person, "cohort_entry", "c2/0", map[string][]string{"places": {"3"}})
		k.submit(person, "cohort_add", "c2", map[string][]string{"people": {"U404"}})
		k.submit(person, "cohort_out_sure", "c2/U2", nil)
		k.submit(person, "cohort_archive", "c2", nil)
		k.submit(person, "cohort_next", "c2", map[string][]string{"name": {"x"}, "channel": {"C1"}})
		if list := k.press(person, "cohort_roster", "0 c2"); strings.Contains(list, japanese.Say("desk.roster_of", "Cohort", "c2")) {
			t.Errorf("%s sees the list", person)
		}
	}
	after := k.cohort("c2")
	if after.Version != before.Version || !k.in("c2", "U2") || k.in("c2", "U404") || len(k.deeds()) > 0 {
		t.Errorf("it is %+v, and done was %v", after, k.deeds())
	}
	k.read(func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		if len(all) != 2 {
			t.Errorf("there are %d cohorts", len(all))
		}
		return err
	})
}

// Who runs Ippo makes a cohort without a file; it is silent until its entry is set, which an organiser does.
func TestCohortMadeInChat(t *testing.T) {
	k := newKitchen(t)
	form := k.form(chat.Event{Kind: chat.Press, Person: "U0", Action: "cohort_new"})
	values := map[string][]string{"name": {" 第5期 "}, "channel": {"https://acme.slack.com/archives/C0555"}, "language": {"ja"}, "zone": {"Asia/Tokyo"}, "organizers": {"U95"}}
	for field, wrong := range map[string][]string{"name": {"c1"}, "channel": {"#general"}, "organizers": nil} {
		bad := map[string][]string{}
		for key, value := range values {
			bad[key] = value
		}
		bad[field] = wrong
		if reply := k.reply(chat.Event{Kind: chat.Submit, Person: "U0", Form: "cohort_basics", State: form.State, Values: bad}); reply.Problems[field] == "" {
			t.Errorf("%s of %v is taken", field, wrong)
		}
	}
	k.says(k.submit("U0", "cohort_basics", form.State, values), "desk.made", "Cohort", "第5期")
	var made cohort.Cohort
	k.read(func(tx *storage.Tx) (err error) {
		made, err = tx.CohortNamed("第5期")
		return err
	})
	if made.Channel != "C0555" || !slices.Equal(made.Organizers, []string{"U95"}) || !made.Silent() {
		t.Errorf("made is %+v", made)
	}
	k.says(k.command("U95", "cohort"), "desk.draft")
	if strings.Contains(k.do(chat.Event{Kind: chat.Command, Person: "U0", Command: "announce"}), "第5期") {
		t.Error("it can be announced to already")
	}
	entry := k.form(chat.Event{Kind: chat.Press, Person: "U95", Action: "cohort_entry", Value: made.ID})
	k.says(k.submit("U95", "cohort_entry", entry.State, map[string][]string{
		"from": {"2026-12-01"}, "until": {"2026-12-20"}, "until_time": {"17:30"}, "places": {"４０"},
	}), "desk.saved", "Cohort", "第5期")
	made = k.cohort(made.ID)
	want := cohort.Enrolment{From: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 12, 20, 8, 30, 0, 0, time.UTC), Places: 40}
	if made.Entry != want || made.Silent() {
		t.Errorf("it is open %+v", made)
	}
	k.says(k.greets("U404"), "enrol.open", "Cohort", "第5期")
	if got := k.deeds(); !slices.Equal(got, []string{"U0 made_cohort", "U95 set_entry"}) {
		t.Errorf("the log says %v", got)
	}
}

func TestEntryFormSaysWhatIsWrong(t *testing.T) {
	k := newKitchen(t)
	for field, values := range map[string]map[string][]string{
		"from":   {"until": {"2026-12-20"}},
		"until":  {"from": {"2026-12-20"}, "until": {"2026-12-19"}},
		"places": {"places": {"たくさん"}},
	} {
		reply := k.reply(chat.Event{Kind: chat.Submit, Person: "U91", Form: "cohort_entry", State: "c1/0", Values: values})
		if reply.Problems[field] == "" {
			t.Errorf("%v is taken: %+v", values, plain(reply))
		}
	}
	if c := k.cohort("c1"); c.Version != 0 {
		t.Errorf("something was kept: %+v", c)
	}
}

// Two organisers have the same form open. The second is told who was first and how it stands now, and what they typed is kept; sent again it holds.
func TestStaleFormOfACohort(t *testing.T) {
	k := newKitchen(t)
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Organizers = []string{"U91", "U93"}
		return errors.Join(err, tx.SaveCohort(c))
	})
	for name, values := range map[string]map[string][]string{
		"cohort_basics": {"name": {"朝の会"}, "channel": {"C0777"}},
		"cohort_entry":  {"from": {"2026-12-05"}, "until": {"2026-12-20"}, "places": {"12"}},
	} {
		form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: name, Value: "c1"})
		k.submit("U93", "cohort_entry", form.State, map[string][]string{"places": {"99"}})
		again := k.reply(chat.Event{Kind: chat.Submit, Person: "U91", Form: name, State: form.State, Values: values}).Form
		if again == nil || again.Name != name {
			t.Fatalf("%s: no form to go on with: %+v", name, again)
		}
		shown := stringOf(*again)
		k.says(shown, "desk.changed")
		if !strings.Contains(shown, "U93") || k.cohort("c1").Entry.Places != 99 {
			t.Errorf("%s: it says %s", name, shown)
		}
		for _, typed := range values {
			if !strings.Contains(shown, typed[0]) {
				t.Errorf("%s: %s is lost: %s", name, typed[0], shown)
			}
		}
		k.says(k.submit("U91", name, again.State, values), "desk.saved", "Cohort", k.cohort("c1").Name)
	}
	if c := k.cohort("c1"); c.Name != "朝の会" && c.Entry.Places != 12 {
		t.Errorf("it is %+v", c)
	}
}

// An organiser sees who takes part and who waits in order, which is a look, brings people in as far as there are places, and takes them out after a
// second question. Who left by themselves is in no list, and nobody else brings them back.
func TestListOfPeople(t *testing.T) {
	k := newKitchen(t)
	k.opensFor("c1", now, 2)
	k.applies("U404", "c1")
	k.applies("U406", "c1")
	k.applies("U405", "c1")
	list := k.press("U91", "cohort_roster", "0 c1")
	if !strings.Contains(list, "[U1 U404]") || !strings.Contains(list, "[U406 U405]") {
		t.Errorf("the list is %s", list)
	}
	if looks := k.looks(); len(looks) != 1 || looks[0].What != cohort.SawRoster {
		t.Errorf("looks are %+v", looks)
	}
	add := func(people ...string) chat.Reply {
		return k.reply(chat.Event{Kind: chat.Submit, Person: "U91", Form: "cohort_add", State: "c1", Values: map[string][]string{"people": people}})
	}
	var crowd []string
	for i := range 51 {
		crowd = append(crowd, fmt.Sprintf("U6%02d", i))
	}
	k.says(add(crowd...).Problems["people"], "desk.too_many", "Most", 50, "People", 51)
	if add("U407").Problems["people"] == "" || k.in("c1", "U407") {
		t.Error("there was room for one more")
	}
	out := k.form(chat.Event{Kind: chat.Submit, Person: "U91", Form: "cohort_out", State: "c1", Values: map[string][]string{"people": {"U1", "U406", "U999"}}})
	if out.State != "c1/U1,U406" || !k.in("c1", "U1") {
		t.Errorf("asked is %+v", out)
	}
	k.says(k.submit("U91", out.Name, out.State, nil), "desk.taken_out", "Count", 2)
	if k.in("c1", "U1") {
		t.Error("U1 is still in")
	}
	k.says(stringOf(*add("U405", "U404").Form), "desk.added", "Count", 1) // who waited; the other is in
	k.press("U404", "leave_cohort", "c1")
	k.opensFor("c1", now, 9)
	k.says(stringOf(*add("U404").Form), "desk.stays_away", "Count", 1)
	if k.in("c1", "U404") || !k.in("c1", "U405") {
		t.Error("the list is another")
	}
	if list := k.press("U91", "cohort_roster", "0 c1"); strings.Contains(list, "U404") {
		t.Errorf("who left is in the list: %s", list)
	}
	if got := k.deeds(); !slices.Equal(got, []string{"U91 took_out U1", "U91 took_out", "U91 added U405"}) { // of U406, who only waited, nothing is kept
		t.Errorf("the log says %v", got)
	}
}

// The next cohort has all that goes on, its sessions a year later, and nobody in it; only once. When it is open, those of the last are told once.
func TestNextCohort(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "", "U3", "U4")
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Name, c.Topics, c.Schedule.Nudge, c.Care.Contact = "第4期", []string{"写真"}, "0 9 * * MON", "保健室"
		p, err2 := tx.Person("U4")
		p.PausedUntil = cohort.Forever
		return errors.Join(err, err2, tx.SaveCohort(c), tx.SavePerson(p))
	})
	form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "cohort_next", Value: "c1"})
	if name := form.Inputs[0].(chat.TextInput).Initial; name != "第5期" {
		t.Errorf("it would be called %s", name)
	}
	values := map[string][]string{"name": {"第5期"}, "channel": {"C0555"}}
	k.says(k.submit("U91", form.Name, form.State, values), "desk.made", "Cohort", "第5期")
	var next cohort.Cohort
	k.read(func(tx *storage.Tx) (err error) {
		if next, err = tx.CohortNamed("第5期"); err != nil {
			return err
		}
		sessions, err := tx.Sessions(next.ID)
		old, err2 := tx.Session("sc1")
		if len(sessions) != 1 || sessions[0].Theme != old.Theme || !sessions[0].Starts.Equal(old.Starts.AddDate(0, 0, 364)) {
			t.Errorf("its sessions are %+v", sessions)
		}
		n, err3 := tx.CountParticipants(next.ID)
		if n > 0 {
			t.Error("somebody is in it")
		}
		return errors.Join(err, err2, err3)
	})
	if !next.Draft || next.Follows != "c1" || next.Care.Contact != "保健室" || !slices.Equal(next.Topics, []string{"写真"}) || !next.Organized("U91") || next.Schedule.Nudge == "" {
		t.Errorf("it is %+v", next)
	}
	k.says(k.submit("U91", form.Name, form.State, values), "desk.next_there", "Cohort", "第5期")
	k.says(k.press("U91", "cohort_again", next.ID), "desk.again_closed", "Cohort", "第5期")
	k.opensFor(next.ID, now, 0)
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort(next.ID)
		c.Draft = false
		return errors.Join(err, tx.SaveCohort(c))
	})
	k.applies("U3", next.ID)
	k.says(k.press("U91", "cohort_again", next.ID), "desk.again_question", "Old", "第4期", "Cohort", "第5期")
	k.says(k.submit("U91", "cohort_again", next.ID, nil), "desk.again_sent", "Count", 2) // U1, and U4 when they no longer rest
	k.says(k.submit("U91", "cohort_again", next.ID, nil), "desk.again_sent", "Count", 0)
}

// A cohort whose last session is over can be archived, after a question; from then on it is nowhere the latest.
func TestArchivingACohort(t *testing.T) {
	k := newKitchen(t)
	k.says(k.press("U91", "cohort_archive", "c1"), "desk.not_over", "Cohort", "c1")
	k.write(func(tx *storage.Tx) error {
		s, err := tx.Session("sc1")
		s.Starts = now.AddDate(0, -2, 0)
		return errors.Join(err, tx.SaveSession(s))
	})
	form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "cohort_archive", Value: "c1"})
	if !k.cohort("c1").Archived.IsZero() {
		t.Error("it is archived before the question is answered")
	}
	k.says(k.submit("U91", form.Name, form.State, nil), "desk.archived_now", "Cohort", "c1")
	answer := k.command("U91", "cohort")
	k.says(answer, "desk.archived", "Day", japanese.DayOf(now.In(cohort.Location("Asia/Tokyo")), now))
	k.says(answer, "desk.next")
	for _, refused := range []string{
		k.do(chat.Event{Kind: chat.Command, Person: "U91", Command: "announce"}), k.do(chat.Event{Kind: chat.Command, Person: "U91", Command: "circle", Text: "form"}),
		k.press("U91", "forming", "c1"), k.press("U91", "cohort_entry", "c1"), k.press("U91", "cohort_add", "c1"),
	} {
		if strings.Contains(refused, "Name:announce ") || strings.Contains(refused, "Name:forming") || strings.Contains(refused, "Name:cohort_") {
			t.Errorf("a form opens: %s", refused)
		}
	}
	if strings.Contains(k.do(chat.Event{Kind: chat.Command, Person: "U0", Command: "announce"}), "Value:c1 ") {
		t.Error("it can be announced to")
	}
	k.says(k.do(chat.Event{Kind: chat.Opened, Person: "U1"}), "home.heading_cohort", "Cohort", "c1") // one's own records stay
	k.says(k.press("U91", "cohort_reopen", "c1"), "desk.entry_none")
	if !k.cohort("c1").Archived.IsZero() || k.deeds()[1] != "U91 reopened" {
		t.Errorf("it is not open again, and done was %v", k.deeds())
	}
}

// People who are brought into a cohort that is being prepared are welcomed when it begins, also without a time of entry.
func TestStartingACohortWithoutEntry(t *testing.T) {
	k := newKitchen(t)
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Draft = true
		return errors.Join(err, tx.SaveCohort(c))
	})
	k.submit("U91", "cohort_add", "c1", map[string][]string{"people": {"U404"}})
	welcomed := func() (n int) {
		k.read(func(tx *storage.Tx) error {
			all, err := tx.DeliveriesOf("welcome")
			n = len(all)
			return err
		})
		return n
	}
	if welcomed() > 0 {
		t.Error("somebody is welcomed into what has not begun")
	}
	k.says(k.press("U91", "cohort_start", "c1"), "desk.entry_none")
	if k.cohort("c1").Silent() || welcomed() != 3 {
		t.Errorf("begun, %d messages are planned", welcomed())
	}
	if k.press("U91", "cohort_start", "c2"); len(k.deeds()) != 2 {
		t.Errorf("done was %v", k.deeds())
	}
}

// Whatever organisers do about cohorts has words in their log.
func TestDeedsAboutCohortsHaveWords(t *testing.T) {
	for _, deed := range []cohort.Deed{cohort.MadeCohort, cohort.SetBasics, cohort.SetEntry, cohort.Added, cohort.TookOut, cohort.Started, cohort.Archiving, cohort.Reopened, cohort.Invited} {
		if !japanese.Has("audit.deed_" + string(deed)) {
			t.Errorf("%s has none", deed)
		}
	}
}

func stringOf(f chat.Form) string { return fmt.Sprintf("%+v", f) }
