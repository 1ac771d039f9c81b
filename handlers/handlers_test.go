package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
	"ippo/storage/storagetest"
)

var now = time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)

// kitchen is a handler on a database with two cohorts of one participant each.
type kitchen struct {
	*handlers.Handler
	t      testing.TB
	db     *storage.DB
	serial int
}

func newKitchen(t testing.TB) *kitchen {
	t.Helper()
	return newKitchenAt(t, filepath.Join(t.TempDir(), "ippo.db"))
}

func newKitchenAt(t testing.TB, path string) *kitchen {
	t.Helper()
	db, err := storage.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	storagetest.Unlock(t, storage.ParseKeyring, db.Unlock)
	err = db.Write(context.Background(), func(tx *storage.Tx) error {
		var err error
		for i, id := range []string{"c1", "c2"} {
			c := cohort.Cohort{ID: id, Name: id, Language: "ja", Zone: "Asia/Tokyo", Channel: "C" + id, Organizers: []string{fmt.Sprintf("U9%d", i+1)}}
			p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U%d", i+1), Zone: "Asia/Tokyo"}, Cohort: id}
			s := cohort.Session{ID: "s" + id, Cohort: id, Number: 1, Theme: "棚卸し", Starts: now.Add(24 * time.Hour), Minutes: 120}
			a := cohort.Announcement{ID: "a" + id, Cohort: id, Author: c.Organizers[0], Words: "お知らせ", At: now.Add(time.Hour), State: cohort.Scheduled, Created: now}
			o := cohort.Offer{ID: "o" + id, Person: p.ID, Cohort: id, Step: "pension", Answer: cohort.Open, Offered: now}
			f := cohort.Reflection{ID: "f" + id, Person: p.ID, Cohort: id, Written: now, Note: "秘密の言葉", Visibility: cohort.OnlyMe}
			err = errors.Join(err, tx.SaveCohort(c), tx.SavePerson(p.Person), tx.SaveParticipant(p), tx.SaveSession(s),
				tx.SaveAnnouncement(a), tx.SaveOffer(o), tx.SaveReflection(f))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h := handlers.New(db, clockwork.NewFakeClockAt(now), slog.New(slog.DiscardHandler), []string{"U0"}, func() {})
	return &kitchen{Handler: h, t: t, db: db}
}

func (k *kitchen) write(do func(*storage.Tx) error) {
	k.t.Helper()
	if err := k.db.Write(k.t.Context(), do); err != nil {
		k.t.Fatal(err)
	}
}

func (k *kitchen) read(do func(*storage.Tx) error) {
	k.t.Helper()
	if err := k.db.Read(k.t.Context(), do); err != nil {
		k.t.Fatal(err)
	}
}

// do hands over an event with an id of its own, and returns the answer as one text.
func (k *kitchen) do(ev chat.Event) string {
	k.serial++
	ev.ID = fmt.Sprint(k.serial)
	return fmt.Sprintf("%+v", plain(k.Handle(context.Background(), ev)))
}

func plain(r chat.Reply) []any {
	var parts []any
	for _, m := range []*chat.Message{r.Say, r.Replace} {
		if m != nil {
			parts = append(parts, *m)
		}
	}
	if r.Form != nil {
		parts = append(parts, *r.Form)
	}
	if r.Home != nil {
		parts = append(parts, *r.Home)
	}
	return append(parts, r.Problems)
}

// TestNobodyReachesWhatIsAnothers tries everything that a button or form of somebody else's could be made to say.
func TestNobodyReachesWhatIsAnothers(t *testing.T) {
	k := newKitchen(t)
	k.write(func(tx *storage.Tx) error {
		own := cohort.Import{ID: "ic1", Organizer: "U91", Cohort: "c1", Kind: "people", File: "{}", Made: now}
		if err := tx.SaveImport(own); err != nil {
			return err
		}
		return tx.SaveImport(cohort.Import{ID: "ic2", Organizer: "U92", Cohort: "c2", Kind: "people", File: "{}", People: []cohort.Entrant{{ID: "U2"}}, Made: now})
	})
	for _, person := range []string{"U1", "U91", "U404"} { // of the other cohort: participant, organiser; and a stranger
		for _, ev := range []chat.Event{
			{Kind: chat.Press, Action: "take_back", Value: "fc2"},
			{Kind: chat.Press, Action: "step", Value: "oc2/trying"},
			{Kind: chat.Press, Action: "attend", Value: "sc2/attending"},
			{Kind: chat.Press, Action: "receipts", Value: "ac2"},
			{Kind: chat.Press, Action: "withdraw", Value: "ac2"},
			{Kind: chat.Press, Action: "forming", Value: "c2"},
			{Kind: chat.Press, Action: "remix", Value: "c2"},
			{Kind: chat.Submit, Form: "forming", State: "c2/3"},
			{Kind: chat.Submit, Form: "circles", Values: map[string][]string{"which": {"c2/anew"}}},
			{Kind: chat.Submit, Form: "leave", State: "c2/k2"},
			{Kind: chat.Submit, Form: "circle", State: "c2"},
			{Kind: chat.Submit, Form: "circle", State: "home|c2"},
			{Kind: chat.Submit, Form: "announce", Values: map[string][]string{"cohort": {"c2"}, "words": {"w"}}},
			{Kind: chat.Submit, Form: "preview", State: "ac2"},
			{Kind: chat.Press, Action: "import_take", Value: "ic2/0"},
			{Kind: chat.Press, Action: "import_drop", Value: "ic2"},
			{Kind: chat.Press, Action: "import_choose", Value: "ic2"},
			{Kind: chat.Press, Action: "import_again", Value: "ic2"},
			{Kind: chat.Submit, Form: "import_many", State: "ic2/0"},
			{Kind: chat.Submit, Form: "import_choose", State: "ic1", Values: map[string][]string{"cohort": {"c2"}, "kind": {"people"}}},
			{Kind: chat.Submit, Form: "import_choose", State: "ic2", Values: map[string][]string{"cohort": {"c2"}, "kind": {"people"}}},
		} {
			ev.Person, ev.Own = person, true
			if answer := k.do(ev); strings.Contains(answer, "秘密") || strings.Contains(answer, "お知らせが") {
				t.Errorf("%s with %s%s reads %s", person, ev.Action, ev.Form, answer)
			}
		}
	}
	err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
		if _, err := tx.Reflection("fc2"); err != nil {
			t.Errorf("the reflection: %v", err)
		}
		if o, err := tx.Offer("oc2"); err != nil || o.Answer != cohort.Open {
			t.Errorf("the offer: %+v, %v", o, err)
		}
		if n, err := tx.Attending("sc2"); err != nil || n != 0 {
			t.Errorf("%d attend, %v", n, err)
		}
		if _, err := tx.Import("ic2", "U92"); err != nil {
			t.Errorf("the list that waits: %v", err)
		}
		if a, err := tx.Announcement("ac2"); err != nil || a.State != cohort.Scheduled {
			t.Errorf("the announcement: %+v, %v", a, err)
		}
		if wishes, err := tx.Wishes("c2"); err != nil || len(wishes) != 0 {
			t.Errorf("wishes: %+v, %v", wishes, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAdminMayDoWhatOrganisersMay(t *testing.T) {
	k := newKitchen(t)
	if answer := k.do(chat.Event{Kind: chat.Press, Person: "U0", Action: "withdraw", Value: "ac2"}); !strings.Contains(answer, "取り消しました") {
		t.Error(answer)
	}
	if answer := k.do(chat.Event{Kind: chat.Press, Person: "U0", Action: "take_back", Value: "fc2"}); strings.Contains(answer, "秘密") {
		t.Errorf("an admin reads a reflection: %s", answer)
	}
}

func TestWordsAreGivenBackAgain(t *testing.T) {
	k := newKitchen(t)
	press := chat.Event{ID: "e1", Kind: chat.Press, Person: "U1", Action: "take_back", Value: "fc1", Own: true}
	for _, id := range []string{"e1", "e1", "e2"} { // repeated because the answer got lost, and pressed again
		press.ID = id
		if answer := fmt.Sprintf("%+v", plain(k.Handle(t.Context(), press))); !strings.Contains(answer, "秘密の言葉") {
			t.Errorf("%s: %s", id, answer)
		}
	}
	if list := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "reflect", Text: "list"}); strings.Contains(list, "秘密") {
		t.Errorf("it is still listed: %s", list)
	}
}

// Whatever speaks against a form that was sent, it stays open with what was written in it.
func TestRefusedFormsStayOpen(t *testing.T) {
	k := newKitchen(t)
	err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) })
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{"noticed": {"仲間"}, "words": {"お知らせ"}, "cohort": {"c2"}, "visibility": {"me"}, "own": {"農業"}}
	for _, person := range []string{"U404", "U1", "U91"} { // a stranger, one who has left, an organiser of another cohort
		for _, ev := range []chat.Event{
			{Form: "reflect"}, {Form: "reflect", State: "c2/"}, {Form: "settings"}, {Form: "circle", State: "c2"}, {Form: "announce"},
			{Form: "preview", State: "ac2"}, {Form: "preview", State: "gone"}, {Form: "forming", State: "c2|x|anew"},
			{Form: "forming", State: "x"}, {Form: "no_such_form"},
		} {
			k.serial++
			ev.ID, ev.Kind, ev.Person, ev.Values = fmt.Sprint(k.serial), chat.Submit, person, values
			reply := k.Handle(t.Context(), ev)
			if reply.Say != nil || reply.Form != nil || !strings.Contains(reply.Problems[""], "残っています") {
				t.Errorf("%s of %s: %+v", ev.Form, person, plain(reply))
			}
		}
	}
}

// members puts people into a cohort, and into a circle with a room.
func (k *kitchen) members(cohortID, circleID string, people ...string) {
	k.t.Helper()
	err := k.db.Write(context.Background(), func(tx *storage.Tx) error {
		for _, id := range people {
			p := cohort.Participant{Person: cohort.Person{ID: id, Zone: "Asia/Tokyo"}, Cohort: cohortID}
			if err := errors.Join(tx.SavePerson(p.Person), tx.SaveParticipant(p)); err != nil {
				return err
			}
		}
		if circleID == "" {
			return nil
		}
		number, err := tx.LastCircleNumber(cohortID)
		standing, failed := tx.Standing(cohortID)
		for _, c := range standing {
			failed = errors.Join(failed, tx.EndCircle(c.ID, now))
		}
		return errors.Join(err, failed, tx.SaveCircle(cohort.Circle{
			ID: circleID, Cohort: cohortID, Number: number + 1, Members: people, Channel: "G" + circleID, Formed: now}))
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// form is the form that an event opens.
func (k *kitchen) form(ev chat.Event) *chat.Form {
	k.t.Helper()
	k.serial++
	ev.ID = fmt.Sprint(k.serial)
	reply := k.Handle(context.Background(), ev)
	if reply.Form == nil {
		k.t.Fatalf("no form: %+v", plain(reply))
	}
	return reply.Form
}

// shared lists where reflections are to be shown.
func (k *kitchen) shared() (rooms []string) {
	k.t.Helper()
	err := k.db.Write(context.Background(), func(tx *storage.Tx) error {
		for {
			d, err := tx.Claim(now.Add(time.Hour))
			if errors.Is(err, storage.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			rooms = append(rooms, d.Recipient)
		}
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return rooms
}

func TestReflectionIsSharedWhereItWasBegun(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3")
	k.members("c2", "k2", "U1", "U2")
	send := func(state, visibility string) chat.Reply {
		k.serial++
		return k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Submit, Person: "U1", Form: "reflect", State: state,
			Values: map[string][]string{"noticed": {"仲間"}, "visibility": {visibility}}})
	}
	open := func(session string) *chat.Form {
		return k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "reflect", Value: session})
	}
	for session, of := range map[string]string{"sc1": "c1", "sc2": "c2"} {
		f := open(session)
		if choice := fmt.Sprint(f.Inputs[len(f.Inputs)-1]); !strings.Contains(choice, of+"の自分のサークル") || !strings.Contains(choice, of+"のみなさん") {
			t.Errorf("%s: the choice is %s", session, choice)
		}
		for visibility, room := range map[string]string{"circle": "Gk" + of[1:], "cohort": "C" + of} {
			if reply := send(f.State, visibility); reply.Form == nil {
				t.Fatalf("%+v", plain(reply))
			}
			if got := k.shared(); len(got) != 1 || got[0] != room {
				t.Errorf("%s with the %s of %s: shown in %v", visibility, visibility, of, got)
			}
		}
	}

	before := open("sc1").State
	k.members("c1", "k9", "U1", "U4") // formed anew while they write
	if reply := send(before, "circle"); !strings.Contains(reply.Problems["visibility"], "組み直されました") {
		t.Errorf("other people would read it: %+v", plain(reply))
	}
	if got := k.shared(); len(got) != 0 {
		t.Errorf("shown in %v", got)
	}
	if reply := send(before, "me"); reply.Form == nil {
		t.Errorf("%+v", plain(reply))
	}
	if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) }); err != nil {
		t.Fatal(err)
	}
	if reply := send(before, "cohort"); reply.Problems[""] == "" {
		t.Errorf("of a cohort that they left: %+v", plain(reply))
	}
}

func TestAnOldButtonLeavesNoNewCircle(t *testing.T) {
	k := newKitchen(t)
	inCircle := func() (id string) {
		k.t.Helper()
		err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
			mine, err := tx.CircleOf("c1", "U1")
			id = mine.ID
			return err
		})
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			t.Fatal(err)
		}
		return id
	}
	leave := func(value string) string {
		return k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: "circle_leave", Value: value, Own: true})
	}
	k.members("c2", "", "U1") // the latest cohort is another
	k.members("c1", "k1", "U1", "U3")
	for _, old := range []string{"c1/", "c1/k0", "c2/", ""} { // "withdraw my wish", an earlier circle, another cohort, an older button
		if answer := leave(old); inCircle() != "k1" {
			t.Fatalf("%q took them out of a circle: %s", old, answer)
		}
	}
	if answer := leave("c1/"); !strings.Contains(answer, "あなたのサークルの仲間です") {
		t.Errorf("it does not show where they stand: %s", answer)
	}
	if answer := leave("c1/k1"); inCircle() != "k1" || !strings.Contains(answer, "離れますか") {
		t.Fatalf("the button of this circle does not ask: %s", answer)
	}
	sure := func(state string) string {
		return k.do(chat.Event{Kind: chat.Submit, Person: "U1", Form: "leave", State: state})
	}
	for _, old := range []string{"c1/k0", "c2/", "c1/", ""} { // asked about another one, before they came into this
		if answer := sure(old); inCircle() != "k1" {
			t.Fatalf("%q took them out of a circle: %s", old, answer)
		}
	}
	if answer := sure("c1/k1"); inCircle() != "" || !strings.Contains(answer, "いつでもどうぞ") {
		t.Errorf("the form of this circle: %s", answer)
	}
}

func TestButtonsActOnTheirCohort(t *testing.T) {
	k := newKitchen(t)
	k.members("c2", "", "U1")
	k.members("c1", "", "U1")
	for _, id := range []string{"c1", "c2"} {
		if f := k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "circle_join", Value: id}); f.State != id {
			t.Errorf("the wish for %s is one for %s", id, f.State)
		}
	}
	if answer := k.do(chat.Event{Kind: chat.Press, Person: "U3", Action: "circle_join", Value: "c1"}); strings.Contains(answer, "Inputs") {
		t.Error(answer)
	}
}

// What Slack delivers again although it was answered is not answered twice: each answer would be a message of its own.
func TestRepetitionsAreMetWithSilence(t *testing.T) {
	k := newKitchen(t)
	for i, ev := range []chat.Event{
		{Kind: chat.Mention, Text: "これは何ですか"}, {Kind: chat.Direct, Text: "こんにちは"}, {Kind: chat.Direct, Text: "書きたいこと"},
	} {
		ev.ID, ev.Person = fmt.Sprint("event:", i), "U1"
		if reply := k.Handle(t.Context(), ev); reply.Say == nil {
			t.Errorf("%s %s is not answered", ev.Kind, ev.Text)
		}
		if reply := k.Handle(t.Context(), ev); !reply.Empty() {
			t.Errorf("%s %s is answered again: %+v", ev.Kind, ev.Text, plain(reply))
		}
	}
}

func TestChangedWordsAreAnsweredOnce(t *testing.T) {
	k := newKitchen(t)
	ev := chat.Event{ID: "changed:D1:1.1", Kind: chat.Changed, Person: "U1", Text: "はじめの言葉"}
	if reply := fmt.Sprint(plain(k.Handle(t.Context(), ev))); !strings.Contains(reply, "はじめに書いてくださった言葉") {
		t.Errorf("got %s", reply)
	}
	if reply := k.Handle(t.Context(), ev); !reply.Empty() {
		t.Errorf("changed again: %+v", plain(reply))
	}
	for id, ev := range map[string]chat.Event{"greeting": {Person: "U1", Text: "こんにちは"}, "stranger": {Person: "U404", Text: "言葉"}} {
		ev.ID, ev.Kind = id, chat.Changed
		if reply := k.Handle(t.Context(), ev); !reply.Empty() {
			t.Errorf("of a %s nothing was kept: %+v", id, plain(reply))
		}
	}
}

func TestWordsAfterACommandAreGivenBack(t *testing.T) {
	k := newKitchen(t)
	for _, words := range []string{"辞めたいと思っています", "pause する前に 聞いてほしい", "leave しようか迷っています", "resume でしょうか\n二行目"} {
		for _, command := range []string{"ippo", "step", "session", "circle", "announce"} {
			reply := fmt.Sprint(plain(k.Handle(t.Context(), chat.Event{
				ID: command + words, Kind: chat.Command, Person: "U1", Command: command, Text: words})))
			if !strings.Contains(reply, words) {
				t.Errorf("/%s %s: %s", command, words, reply)
			}
		}
	}
	if reply := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "circle", Text: "joim"}); strings.Contains(reply, "joim") {
		t.Errorf("a slip is quoted: %s", reply)
	}
	if reply := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo"}); !strings.Contains(reply, "こんにちは") {
		t.Errorf("nothing was done: %s", reply)
	}
}

func TestAnnouncementBeginsWithTheWordsOfItsCommand(t *testing.T) {
	k := newKitchen(t)
	words := "12月の会場が変わりました。\n<@U1> さんに ご確認ください"
	f := k.form(chat.Event{Kind: chat.Command, Person: "U91", Command: "announce", Text: words})
	if got := f.Inputs[0].(chat.TextInput).Initial; got != words {
		t.Errorf("the form holds %q", got)
	}
	long := strings.Repeat("長", 2501)
	if reply := k.do(chat.Event{Kind: chat.Command, Person: "U91", Command: "announce", Text: long}); !strings.Contains(reply, long) || !strings.Contains(reply, "2501文字") {
		t.Errorf("what is too long: %.300s", reply)
	}
	if reply := k.do(chat.Event{Kind: chat.Command, Person: "U91", Command: "announce", Text: "lst"}); !strings.Contains(reply, "/announce list") {
		t.Errorf("a slip: %s", reply)
	}
}

func TestStepGoesAlongIntoTheNextCohort(t *testing.T) {
	k := newKitchen(t)
	k.members("c2", "", "U1")
	if err := k.db.Write(t.Context(), func(tx *storage.Tx) error { return tx.Leave("c1", "U1", now) }); err != nil {
		t.Fatal(err)
	}
	if answer := k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: "step", Value: "oc1/another", Own: true}); !strings.Contains(answer, "やってみます") {
		t.Errorf("another step: %s", answer)
	}
	err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
		offers, err := tx.Offers("U1")
		if err == nil && (len(offers) != 2 || offers[0].Cohort != "c2" && offers[1].Cohort != "c2") {
			t.Errorf("the steps are %+v", offers)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestButtonsOfYesterday(t *testing.T) {
	k := newKitchen(t)
	for _, ev := range []chat.Event{
		{Kind: chat.Press, Action: "no_such_action"},
		{Kind: chat.Press, Action: "step", Value: "without an answer"},
		{Kind: chat.Press, Action: "step", Value: "gone/trying"},
		{Kind: chat.Press, Action: "attend", Value: "sc1/perhaps"},
		{Kind: chat.Press, Action: "attend", Value: "gone/attending"},
		{Kind: chat.Submit, Form: "no_such_form"},
		{Kind: chat.Submit, Form: "preview", State: "gone"},
		{Kind: "no such kind"},
	} {
		ev.Person = "U1"
		if answer := k.do(ev); answer == "[map[]]" {
			t.Errorf("%+v: silence", ev)
		}
	}
}

// FuzzCommand types anything after any command. It must be answered, and what follows /reflect must be kept as written.
func FuzzCommand(f *testing.F) {
	for i, text := range []string{"", "list", "help", "join", "<!channel> <@U1>", "\u202e\x00", "一言", strings.Repeat("長", 3001), "LIST  x"} {
		f.Add(i, text)
	}
	k := newKitchen(f)
	commands := []string{"reflect", "ippo", "step", "session", "circle", "announce"}
	f.Fuzz(func(t *testing.T, which int, text string) {
		command := commands[uint(which)%uint(len(commands))]
		k.serial++
		reply := k.Handle(t.Context(), chat.Event{
			ID: fmt.Sprint(k.serial), Kind: chat.Command, Person: "U1", Channel: "Cc1", Command: command, Text: text,
		})
		if reply.Empty() {
			t.Fatalf("/%s %q is met with silence", command, text)
		}
		written := strings.ToLower(strings.TrimSpace(text))
		if command != "reflect" || reply.Form != nil || written == "list" || written == "help" {
			return
		}
		err := k.db.Read(t.Context(), func(tx *storage.Tx) error {
			kept, err := tx.Reflections("U1", 0, 1)
			if err == nil && kept[0].Note != text && kept[0].Note != "秘密の言葉" {
				t.Errorf("%q is kept as %q", text, kept[0].Note)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
