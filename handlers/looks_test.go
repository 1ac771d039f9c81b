package handlers_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
)

// nothing is what jobs show of people that are not one's own affairs or what one's circle and cohort share; or that are an organiser's, and
// show nobody: counts of circles and of messages, and what organisers wrote themselves.
var nothing = strings.Fields(`/announce /announce:list /circle /circle:join /circle:leave /circle:open /ippo /ippo:can /ippo:coach /ippo:diary /ippo:help
	/ippo:interview /ippo:journey /ippo:letter /ippo:life /ippo:looks /ippo:mood /ippo:pause /ippo:privacy /ippo:resume /ippo:search
	/ippo:settings /ippo:story /ippo:will /reflect /session /step press:aims press:aims_edit press:aims_erase press:announce
	press:announcements press:attend press:check_in press:cheer press:circle_after press:circle_close press:circle_enter press:circle_join
	press:circle_keep press:cohort press:home_own press:circle_leave press:circle_other press:circle_stay press:circles press:coach press:coach_agree press:coach_no
	press:coach_letter press:coach_notes press:coach_stop press:coach_will press:coach_withdraw press:diary_move press:edit press:edit_undo press:erase press:export press:found press:help
	press:import_take press:import_choose press:import_again press:import_drop submit:import_choose submit:import_many
	press:interview press:interview_again press:interview_erase press:join press:keep press:keep_longer press:life press:line press:looks
	press:meeting_answer press:meeting_rest press:meeting_settle press:meeting_times press:meeting_vote press:mood press:mood_now press:open
	press:openings press:pace press:pause press:pause_until press:plan press:privacy press:own_ways press:diary press:menu_again press:reflect press:reflections press:rest press:rest_now
	press:rest_over press:restore press:search press:records press:settings press:share_held press:smaller press:step press:step_now press:stories press:story
	press:story_withdraw press:take press:take_back press:tell press:turn press:turn_erase press:untell press:withdraw press:year submit:aims
	submit:circle submit:coach_letter submit:coach_notes submit:coach_plan submit:coach_send submit:diary submit:dropped submit:edit submit:erase
	submit:keep submit:leave submit:meeting submit:open submit:pause submit:plan submit:plan_words submit:preview submit:reflect submit:search
	submit:settings submit:sheet submit:story submit:switch submit:ticks submit:turn submit:turn_off
	press:template /ippo:audit press:audit press:audit_file press:correct press:remind press:reply press:draft press:notice press:draft_delete press:stop press:image
	press:send_back press:recall press:copy submit:correct submit:recall submit:sure submit:question submit:reply submit:approve submit:stop
	press:entry press:came press:not_came press:ask_speaker press:ask_give press:ask_erase press:feedback press:sessions press:session press:session_edit press:session_new
	press:session_off press:session_word press:materials press:calendar press:calendar_renew submit:session submit:session_off submit:session_word
	submit:materials submit:ask_speaker submit:feedback
	/ippo:join /ippo:leave /ippo:cohort press:enter press:alumnus press:stop_waiting press:leave_cohort press:come_back press:cohorts press:cohort_new
	press:cohort_basics press:cohort_entry press:cohort_add press:cohort_out press:cohort_archive press:cohort_next press:cohort_again press:cohort_start press:cohort_reopen submit:enter
	submit:cohort_basics submit:cohort_entry submit:cohort_add submit:cohort_out_sure submit:cohort_archive submit:cohort_next
	submit:cohort_again`)

// sights are what the others show to an organiser.
var sights = map[string]cohort.LookedAt{
	"press report_file": cohort.SawReceipts, "press enquiries": cohort.SawReceipts,
	// Before an announcement goes out it is said whom it will not reach.
	"submit announce": cohort.SawUnreachable, "submit announce_list": cohort.SawUnreachable, "submit image": cohort.SawUnreachable,
	"press try_out": cohort.SawUnreachable, "press detach": cohort.SawUnreachable, "press approve": cohort.SawUnreachable,
	"/ippo numbers": cohort.SawFigures, "press numbers": cohort.SawFigures, "press overview": cohort.SawFigures,
	"press receipts": cohort.SawReceipts, "press voices": cohort.SawShared,
	"press questions": cohort.SawQuestions, "press said": cohort.SawFeedback,
	"press cohort_roster": cohort.SawRoster, "submit cohort_out": cohort.SawRoster,
	"/circle form": cohort.SawCircles, "/circle remix": cohort.SawCircles, "press forming": cohort.SawCircles,
	"press remix": cohort.SawCircles, "press arrange_pick": cohort.SawCircles, "press arrange_move": cohort.SawCircles,
	"press arrange_undo": cohort.SawCircles, "press arrange_again": cohort.SawCircles, "press arrange_back": cohort.SawCircles,
	"press arrange_page": cohort.SawCircles, "submit circles": cohort.SawCircles, "submit forming": cohort.SawCircles,
}

// atDesk are the jobs that show the organisers' page: the figures of the last month, and whom nothing reaches. Of both, one look a day is kept.
var atDesk = []string{"opened home", "press desk"}

// Whatever anybody can do is said here to show an organiser something about people, or not. What does, is kept as a look.
func TestEveryLookIsKept(t *testing.T) {
	k := newKitchen(t)
	k.lookedAfter()
	for _, job := range handlers.Jobs() {
		what, shows := sights[job]
		switch {
		case slices.Contains(atDesk, job): // TestHomeIsALookADay
		case shows == slices.Contains(nothing, strings.Replace(job, " ", ":", 1)):
			t.Errorf("%s is not classified as something that shows organisers people, or does not: see nothing and sights", job)
		case shows:
			ev := k.lookingBy(job)
			before := len(k.looks())
			k.do(ev)
			after := k.looks()
			if len(after) != before+1 || after[0].What != what || after[0].Organizer != "U91" {
				t.Errorf("after %s there are %d looks and not %d: %+v", job, len(after), before+1, after)
			}
		}
	}
}

// The organisers' page opens by itself and often: of a day, by the cohort's clock, it keeps one look at the figures and one at the names. Where
// nothing can be kept, nothing is shown; and a page that shows nobody is no look.
func TestHomeIsALookADay(t *testing.T) {
	k := newKitchen(t)
	opened := chat.Event{Kind: chat.Opened, Person: "U91"}
	if k.do(opened); len(k.looks()) != 0 {
		t.Errorf("of a page without people, %+v is kept", k.looks())
	}
	k.lookedAfter()
	for _, ev := range []chat.Event{opened, {Kind: chat.Press, Person: "U91", Action: "desk", AtHome: true}, opened} {
		page := k.do(ev)
		k.says(page, "office.unreached", "Cohort", "c1", "Count", 1)
		k.says(page, "numbers.reflected")
		if !strings.Contains(page, "U3") {
			t.Errorf("nobody is named: %s", page)
		}
	}
	var saw []string
	for _, l := range k.looks() {
		saw = append(saw, l.Organizer+" "+string(l.What))
	}
	slices.Sort(saw)
	if want := []string{"U91 figures", "U91 unreachable"}; !slices.Equal(saw, want) {
		t.Errorf("kept is %q, not %q", saw, want)
	}
	k.write(func(tx *storage.Tx) error { return tx.ForgetLooks(now.Add(1)) })
	yesterday := cohort.Midnight(now, cohort.Location("Asia/Tokyo")).Add(-1)
	k.write(func(tx *storage.Tx) error { return tx.Look("c1", "U91", cohort.SawFigures, yesterday) })
	if k.do(opened); len(k.looks()) != 3 {
		t.Errorf("yesterday's look stands for today: %+v", k.looks())
	}
}

// lookedAfter is a cohort with something to look at.
func (k *kitchen) lookedAfter() {
	k.t.Helper()
	k.members("c1", "", "U3", "U4")
	k.sharesWithAll("U3", "みんなへ")
	k.write(func(tx *storage.Tx) error {
		_, err := tx.SetUnreachable("U3", "account_inactive", now.AddDate(0, 0, -9))
		err = errors.Join(err, tx.SaveFigure("c1", "2026-11", cohort.Reflected, cohort.TooFew),
			tx.SaveAnnouncement(cohort.Announcement{ID: "pending", Cohort: "c1", Author: "U92", Words: "あ", State: cohort.Pending, Created: now}))
		for _, person := range []string{"U1", "U3", "U4"} {
			err = errors.Join(err, tx.SaveWish(cohort.Wish{Cohort: "c1", Person: person, Topics: []string{"license"}, Slots: []string{"tue-19"}, Asked: now}))
		}
		return err
	})
}

// lookingBy is an organiser's event for a job. What is done within a form of circles is done in the one that stands there, or in one that is
// gone: what is shown then is as much.
func (k *kitchen) lookingBy(job string) chat.Event {
	kind, name, _ := strings.Cut(job, " ")
	ev := chat.Event{Kind: chat.Command, Person: "U91", Command: strings.TrimPrefix(kind, "/"), Text: name}
	switch kind {
	case "press":
		ev = chat.Event{Kind: chat.Press, Person: "U91", Action: name, Value: "c1", Own: true}
	case "submit":
		ev = chat.Event{Kind: chat.Submit, Person: "U91", Form: name, Values: map[string][]string{"which": {"c1/waiting"}}}
	}
	switch {
	case name == "overview":
		ev.Value = "report/c1"
	case name == "questions", name == "said":
		ev.Value = "sc1"
	case name == "cohort_roster":
		ev.Value = "0 c1"
	case name == "cohort_out" && kind == "submit":
		ev.State, ev.Values = "c1", map[string][]string{"people": {"U1"}}
	case name == "receipts", name == "report_file":
		ev.Value = "ac1"
	case name == "enquiries":
		ev.Value = "0 ac1"
	case name == "approve", name == "try_out":
		ev.Value, ev.InForm = "pending", true
	case name == "detach":
		id := storage.NewID()
		ev.Value = id + "/1/"
		k.write(func(tx *storage.Tx) error {
			return errors.Join(tx.SaveAnnouncement(cohort.Announcement{ID: id, Cohort: "c1", Author: "U91", Words: "あ", File: "a.pdf", State: cohort.Draft}),
				tx.SaveAttachment(id, []byte("%PDF")))
		})
	case kind == "submit" && (name == "announce" || name == "announce_list" || name == "image"):
		ev.State, ev.Values = storage.NewID()+"/0/", map[string][]string{"words": {"あ"}, "cohort": {"c1"}}
		if name != "announce" { // the draft is there by then
			k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "announce", State: ev.State, Values: map[string][]string{"words": {"あ"}, "cohort": {"c1"}}})
			ev.Values = map[string][]string{"people": {"U3"}}
		}
	case name == "forming" && kind == "submit", strings.HasPrefix(name, "arrange_"):
		a := cohort.Arrangement{ID: storage.NewID(), Cohort: "c1", Organizer: "U91", Groups: [][]string{{"U1", "U3", "U4"}}, Made: now}
		k.write(func(tx *storage.Tx) error { return tx.BeginArrangement(a) })
		ev.State, ev.Value = fmt.Sprintf("c1/%s/%d", a.ID, a.Version), "U1"
	}
	return ev
}

func (k *kitchen) looks() (all []cohort.Look) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		all, err = tx.Looks("c1", now.Add(-cohort.LooksShown))
		return err
	})
	return all
}

// Who takes part reads who looked at what, once for a day; nobody else's cohort, and nobody from outside.
func TestParticipantsReadWhatOrganisersLookedAt(t *testing.T) {
	k := newKitchen(t)
	k.lookedAfter()
	looks := func(person string) string {
		return k.do(chat.Event{Kind: chat.Command, Person: person, Command: "ippo", Text: "looks"})
	}
	k.says(looks("U1"), "looks.none")
	k.do(k.lookingBy("/ippo numbers"))
	k.do(k.lookingBy("press numbers"))
	k.do(k.lookingBy("press receipts"))
	k.write(func(tx *storage.Tx) error { return tx.Look("c1", cohort.Operator, cohort.SawOutbox, now) })
	k.write(func(tx *storage.Tx) error {
		return tx.Look("c1", "U99", cohort.SawCircles, now.Add(-cohort.LooksShown-1))
	})
	answer := looks("U1")
	k.says(answer, "looks.times", "What", japanese.Say("looks.saw_figures"), "Count", 2)
	k.says(answer, "looks.saw_receipts")
	k.says(answer, "looks.saw_outbox")
	k.says(answer, "looks.operator")
	if !strings.Contains(answer, "U91") || strings.Contains(answer, "U99") {
		t.Errorf("it says %s", answer)
	}
	k.says(looks("U2"), "looks.none")
	for _, person := range []string{"U91", "U404"} {
		if answer := looks(person); strings.Contains(answer, japanese.Say("looks.saw_receipts")) {
			t.Errorf("%s reads %s", person, answer)
		}
	}
	k.says(k.press("U1", "privacy", ""), "looks.button")
}

// All that can be looked at has words.
func TestSightsHaveWords(t *testing.T) {
	for _, what := range cohort.AllLookedAt {
		if !japanese.Has("looks.saw_" + string(what)) {
			t.Errorf("%s has none", what)
		}
	}
}
