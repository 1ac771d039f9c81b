package handlers_test

import (
	"errors"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// out is an announcement to the first cohort that is out.
func (k *kitchen) out(id string, change ...func(*cohort.Announcement)) {
	k.t.Helper()
	a := cohort.Announcement{ID: id, Cohort: "c1", Author: "U91", Words: "特別講演です", At: now, State: cohort.Reported, Created: now, Buttons: cohort.AllButtons}
	for _, c := range change {
		c(&a)
	}
	k.write(func(tx *storage.Tx) error { return tx.SaveAnnouncement(a) })
}

func (k *kitchen) announcement(id string) (a cohort.Announcement) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		a, err = tx.Announcement(id)
		return err
	})
	return a
}

// Whatever can be done with an announcement, only who organises all of its cohorts does it.
func TestOnlyItsOrganisersHandleAnAnnouncement(t *testing.T) {
	k := newKitchen(t)
	k.out("both", func(a *cohort.Announcement) { a.Cohorts = []string{"c1", "c2"} })
	k.out("one")
	before := k.announcement("both")
	for _, person := range []string{"U1", "U91", "U92", "U404"} {
		for _, action := range []string{"draft", "draft_delete", "copy", "try_out", "image", "send_back", "receipts", "withdraw", nudges.ActionStop,
			nudges.ActionCorrect, nudges.ActionRecall, nudges.ActionRemind, nudges.ActionReportFile, nudges.ActionApprove} {
			if got := k.press(person, action, "both"); strings.Contains(got, "特別講演") {
				t.Errorf("%s sees by %s %s", person, action, got)
			}
		}
		for _, form := range []string{"preview", "sure", "approve", "stop", "correct", "recall", "image", "announce_list"} {
			k.do(chat.Event{Kind: chat.Submit, Person: person, Form: form, State: "both/1/", Values: map[string][]string{
				"words": {"別の言葉"}, "people": {"U1"}, "image": {"https://example.com/a.png"}, "alt": {"絵"}}})
		}
		k.do(chat.Event{Kind: chat.Submit, Person: person, Form: "announce", State: "both/1/", Values: map[string][]string{
			"words": {"別の言葉"}, "cohort": {"c1"}}})
	}
	if after := k.announcement("both"); after.Version != before.Version || after.Words != before.Words {
		t.Errorf("it is %+v", after)
	}
	if got := k.press("U0", nudges.ActionCorrect, "both"); !strings.Contains(got, "特別講演") {
		t.Errorf("the admin cannot correct it: %s", got)
	}
	if got := k.press("U92", nudges.ActionCorrect, "one"); strings.Contains(got, "特別講演") {
		t.Errorf("another cohort's organiser sees %s", got)
	}
}

// Words of need in a question go to the organisers only at the second press.
func TestQuestionOfNeedIsHeld(t *testing.T) {
	k := newKitchen(t)
	k.out("a")
	ask := func(state string) string {
		return k.do(chat.Event{Kind: chat.Submit, Person: "U1", Form: "question", State: state, Typed: []string{"words"},
			Values: map[string][]string{"words": {"もう消えてしまいたいです"}, "name": {"hidden"}}})
	}
	asked := func() (n int) {
		k.read(func(tx *storage.Tx) error {
			all, err := tx.Enquiries("a")
			n = len(all)
			return err
		})
		return n
	}
	k.says(ask("a"), "notice.question_held")
	if asked() != 0 {
		t.Error("it was sent at once")
	}
	k.says(ask("a/sure"), "notice.question_sent")
	if asked() != 1 {
		t.Error("it was not sent")
	}
	if got := k.do(chat.Event{Kind: chat.Submit, Person: "U2", Form: "question", State: "a", Values: map[string][]string{"words": {"他の期から"}}}); asked() != 1 {
		t.Errorf("who does not take part asked: %s", got)
	}
}

// An answer of another organiser is not written over.
func TestTwoOrganisersAnswer(t *testing.T) {
	k := newKitchen(t)
	k.out("a")
	k.write(func(tx *storage.Tx) error {
		return tx.SaveEnquiry(cohort.Enquiry{ID: "q", Announcement: "a", Cohort: "c1", Person: "U1", Words: "駐車場は？", Hidden: true, Asked: now})
	})
	answer := func(person, state, words string) string {
		return k.do(chat.Event{Kind: chat.Submit, Person: person, Form: "reply", State: state, Values: map[string][]string{"answer": {words}}})
	}
	k.says(answer("U91", "q/", "あります"), "notice.reply_sent")
	k.says(answer("U0", "q/", "ありません"), "notice.reply_meanwhile", "Answer", "あります")
	k.says(answer("U92", "q/", "知りません"), "error.organizers_only")
}

// What is pressed on a preview, or on an announcement that was recalled, is kept nowhere.
func TestPressesThatCountForNothing(t *testing.T) {
	k := newKitchen(t)
	k.out("a")
	k.out("gone", func(a *cohort.Announcement) { a.State = cohort.Recalled })
	k.out("mute", func(a *cohort.Announcement) { a.Buttons = nil })
	k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: nudges.ActionNotice, Value: "a/seen", InForm: true})
	k.says(k.press("U1", nudges.ActionNotice, "gone/seen"), "notice.was_recalled")
	k.press("U1", nudges.ActionNotice, "mute/come")
	k.press("U2", nudges.ActionNotice, "a/come")
	k.read(func(tx *storage.Tx) error {
		for _, id := range []string{"a", "gone", "mute"} {
			if all, err := tx.AnswersTo(id); err != nil || len(all) > 0 {
				t.Errorf("to %s there is %+v, %v", id, all, err)
			}
		}
		return nil
	})
}

// Of two corrections that began with the same words, the second is told of the first; what delivery does meanwhile is no change.
func TestCorrectionsAreNotOverwritten(t *testing.T) {
	k := newKitchen(t)
	k.out("a", func(a *cohort.Announcement) { a.State = cohort.Announced })
	form := func(person string) *chat.Form {
		return k.form(chat.Event{Kind: chat.Press, Person: person, Action: nudges.ActionCorrect, Value: "a"})
	}
	own, others := form("U91"), form("U0")
	k.write(func(tx *storage.Tx) error { return tx.MoveAnnouncement("a", cohort.Announced, cohort.Reported) })
	correct := func(person string, f *chat.Form, words string) string {
		return k.do(chat.Event{Kind: chat.Submit, Person: person, Form: f.Name, State: f.State, Values: map[string][]string{"words": {words}}})
	}
	k.says(correct("U91", own, "書いた人が直した"), "notice.correcting")
	k.says(correct("U0", others, "ほかの人が直した"), "notice.changed_meanwhile", "Words", "書いた人が直した")
	if a := k.announcement("a"); a.Words != "書いた人が直した" {
		t.Errorf("it says %s", a.Words)
	}
}

// Where an announcement took a second organiser, no other words take its place without one.
func TestApprovedWordsStay(t *testing.T) {
	k := newKitchen(t)
	k.out("a")
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Guard.Approve = 1
		_, err2 := tx.Enqueue(storage.Delivery{Occasion: "announcement/a", Recipient: "U1", Kind: nudges.KindAnnouncement, Subject: "a", Due: now})
		return errors.Join(err, tx.SaveCohort(c), err2)
	})
	f := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: nudges.ActionCorrect, Value: "a"})
	k.says(k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: f.Name, State: f.State, Values: map[string][]string{"words": {"別の言葉"}}}), "notice.correct_approved")
	f = k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: nudges.ActionRecall, Value: "a"})
	k.says(k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: f.Name, State: f.State, Values: map[string][]string{"instead": {"別の言葉"}}}), "notice.instead_approved")
	k.says(k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: f.Name, State: f.State}), "notice.recall_begun")
}

// Who has not answered about a session is not told by an announcement to those who have not.
func TestWhoHasNotAnsweredIsNotNamed(t *testing.T) {
	k := newKitchen(t)
	k.out("a", func(a *cohort.Announcement) { a.Audience.Kind = cohort.Unanswered })
	k.write(func(tx *storage.Tx) error {
		_, err := tx.Enqueue(storage.Delivery{Occasion: "announcement/a", Recipient: "U1", Kind: nudges.KindAnnouncement, Subject: "a", Due: now})
		_, err2 := tx.SetUnreachable("U1", "user_disabled", now)
		return errors.Join(err, err2, tx.SaveAnswered(cohort.Answered{Announcement: "a", Person: "U1", Seen: now, Comes: true, At: now}))
	})
	draft := map[string][]string{"words": {"お返事をお待ちしています"}, "cohort": {"c1"}, "audience": {"unanswered"}}
	for what, got := range map[string]string{
		"the report": k.press("U91", "receipts", "a"), "the file": k.press("U91", nudges.ActionReportFile, "a"),
		"the preview": k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "announce", State: storage.NewID() + "/0/", Values: draft}),
	} {
		k.says(got, "notice.unnamed")
		if strings.Contains(got, "U1]") || strings.Contains(got, "[U1") {
			t.Errorf("%s names who has not answered: %s", what, got)
		}
	}
}
