package handlers_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// sharesWithAll has somebody of the first cohort share words with it, which then stand in its channel.
func (k *kitchen) sharesWithAll(person, words string) (id string) {
	k.t.Helper()
	id = storage.NewID()
	k.write(func(tx *storage.Tx) error {
		r := cohort.Reflection{ID: id, Person: person, Cohort: "c1", Written: now, Noticed: words, Mood: 2, Visibility: cohort.MyCohort}
		return errors.Join(tx.SaveReflection(r), nudges.Share(tx, r, now))
	})
	k.delivers()
	return id
}

// delivers has all that waits arrive.
func (k *kitchen) delivers() {
	k.t.Helper()
	k.write(func(tx *storage.Tx) error {
		for {
			d, err := tx.Claim(now.Add(time.Hour))
			if errors.Is(err, storage.ErrNotFound) {
				return nil
			}
			if err := errors.Join(err, tx.Deliver(d.ID, d.Recipient, d.ID, now)); err != nil {
				return err
			}
		}
	})
}

func (k *kitchen) voices(person, at string) string {
	return k.do(chat.Event{Kind: chat.Press, Person: person, Action: "voices", Value: at, Own: true})
}

// What was shared with the cohort, and stands in its channel, is read by those who take part and by its organisers: for these it is a look, and
// nobody else reads it, whoever runs Ippo included. No mood is ever shown, nothing that is shared with fewer, nothing that waits or was taken back.
func TestVoices(t *testing.T) {
	k := newKitchen(t)
	k.says(k.voices("U1", "0 c1"), "voices.none")
	k.members("c1", "k1", "U1", "U3", "U4")
	stays, _, back := k.sharesWithAll("U3", "外へ出てみたい"), k.sharesWithAll("U4", "去る人のことば"), k.sharesWithAll("U3", "取り消したことば")
	k.write(func(tx *storage.Tx) error {
		var err error
		for visibility, words := range map[cohort.Visibility]string{cohort.OnlyMe: "自分だけ", cohort.MyCircle: "サークルだけ", cohort.MyCohort: "まだ届かない"} {
			r := cohort.Reflection{ID: storage.NewID(), Person: "U3", Cohort: "c1", Written: now, Note: words, Visibility: visibility, Circle: map[bool]string{true: "k1"}[visibility == cohort.MyCircle]}
			err = errors.Join(err, tx.SaveReflection(r), nudges.Share(tx, r, now))
		}
		return errors.Join(err, tx.TakeBack(back, "U3", now), nudges.LeaveCohort(tx, "c1", "U4", now))
	})
	for _, person := range []string{"U1", "U3", "U91"} {
		said := k.voices(person, "0 c1")
		if !strings.Contains(said, "外へ出てみたい") || !strings.Contains(said, "U3") {
			t.Errorf("%s reads %s", person, said)
		}
		for _, secret := range []string{"去る人", "取り消した", "自分だけ", "サークルだけ", "まだ届かない", "秘密", japanese.Say("reflect.mood_2")} {
			if strings.Contains(said, secret) {
				t.Errorf("%s reads %s in %s", person, secret, said)
			}
		}
	}
	for _, person := range []string{"U2", "U92", "U0", "U4", "U404"} {
		if said := k.voices(person, "0 c1"); strings.Contains(said, "外へ出てみたい") {
			t.Errorf("%s reads %s", person, said)
		}
	}
	k.voices("U91", "0 c1")
	if all := k.looks(); len(all) != 1 || all[0].What != cohort.SawShared || all[0].Organizer != "U91" {
		t.Errorf("kept are %+v", all)
	}
	k.write(func(tx *storage.Tx) error { return tx.SetSight(stays, cohort.OnlyMe, "") })
	k.says(k.voices("U1", "0 c1"), "voices.none")
}

// They stand below the session after which they were written, the latest first, however many and however long they are.
func TestManyVoices(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "", "U3")
	k.write(func(tx *storage.Tx) error {
		err := tx.SaveSession(cohort.Session{ID: "s0", Cohort: "c1", Number: 7, Theme: strings.Repeat("題", 200), Starts: now.Add(-time.Hour), Minutes: 30})
		for i := range 40 {
			r := cohort.Reflection{ID: storage.NewID(), Person: "U3", Cohort: "c1", Written: now.Add(time.Duration(i-20) * time.Hour), Visibility: cohort.MyCohort,
				Happened: fmt.Sprintf("その%d。", i) + strings.Repeat("あったこと。", 400), Noticed: strings.Repeat("気づき。", 700), Can: strings.Repeat("力", 2900), Will: strings.Repeat("夢", 2900)}
			if i > 37 {
				r.Happened, r.Noticed, r.Can, r.Will = fmt.Sprintf("その%d。", i), "", "", ""
			}
			err = errors.Join(err, tx.SaveReflection(r), nudges.Share(tx, r, now))
		}
		return err
	})
	k.delivers()
	for _, at := range []string{"0 c1", "1 c1", "39 c1", "<40 c1"} {
		k.serial++
		reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Press, Person: "U1", Action: "voices", Value: at, Own: true})
		if reply.Replace == nil || len(reply.Replace.Blocks) < 4 || len(chat.Parts(reply.Replace.Blocks)) > 2 {
			t.Errorf("at %s: %+v", at, plain(reply))
		}
	}
	first := k.voices("U1", "0 c1")
	if newest, next := strings.Index(first, "その39"), strings.Index(first, "その38"); newest < 0 || next < newest {
		t.Errorf("the first page reads %.500s", first)
	}
	k.says(first, "voices.after", "Day", japanese.DayOf(now.Add(19*time.Hour).In(cohort.Location("Asia/Tokyo")), now), "Number", 7, "Theme", strings.Repeat("題", 59)+"…")
}

// What comes up in more than one shared word is told as a theme, and leads to those words. What nobody reads is not counted.
func TestThemesOfVoices(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "k1", "U1", "U3", "U4")
	k.sharesWithAll("U3", "海外で働いた頃を思い出した。")
	k.sharesWithAll("U4", "Working ABROAD again, and a ｓｉｄｅ ｊｏｂ")
	k.sharesWithAll("U1", "副業を始めたい。海外とも仕事をしたい。")
	k.sharesWithAll("U1", "資格のことは、これだけ")
	k.write(func(tx *storage.Tx) error {
		hidden := cohort.Reflection{ID: storage.NewID(), Person: "U3", Cohort: "c1", Written: now, Note: "資格を取りたい", Visibility: cohort.OnlyMe}
		cut := cohort.Reflection{ID: storage.NewID(), Person: "U3", Cohort: "c1", Written: now, Visibility: cohort.MyCohort,
			Note: strings.Repeat("&<>", 900), Happened: strings.Repeat("長い話。", 700), Noticed: strings.Repeat("続き。", 700), Can: strings.Repeat("力", 2900), Will: strings.Repeat("夢", 2900) + "資格"}
		if _, whole := nudges.Shared(japanese, cut); whole {
			t.Error("nothing of it is cut off")
		}
		return errors.Join(tx.SaveReflection(hidden), tx.SaveReflection(cut), nudges.Share(tx, cut, now))
	})
	k.delivers()
	first := k.voices("U91", "0 c1")
	overseas := japanese.Say("voices.theme", "Topic", japanese.Say("topic.overseas"), "Count", 3)
	k.says(first, "voices.theme", "Topic", japanese.Say("topic.overseas"), "Count", 3)
	k.says(first, "voices.theme", "Topic", japanese.Say("topic.side_job"), "Count", 2)
	if a, b := strings.Index(first, overseas), strings.Index(first, japanese.Say("topic.side_job")); a > b {
		t.Errorf("the lesser theme is first: %s", first)
	}
	if strings.Contains(first, japanese.Say("topic.license")+"（") {
		t.Errorf("what nobody reads is a theme: %s", first)
	}

	some := k.voices("U91", "0 c1 side_job")
	k.says(some, "voices.about", "Topic", japanese.Say("topic.side_job"))
	k.says(some, "voices.all")
	if strings.Contains(some, "思い出した") || !strings.Contains(some, "始めたい") || !strings.Contains(some, "ABROAD") {
		t.Errorf("of side jobs it reads %s", some)
	}
	k.says(k.voices("U91", "0 c1 license"), "voices.heading", "Cohort", "c1") // what is no theme leads to all
}

// An organiser asks for them by a word as well; other words of theirs lead to what is for organisers.
func TestOrganisersAskByAWord(t *testing.T) {
	k := newKitchen(t)
	says := func(words string) string {
		return k.do(chat.Event{Kind: chat.Direct, Person: "U91", Text: words, Own: true})
	}
	k.says(says("みなさんのことば"), "voices.button")
	answer := says("きょうは忙しい")
	k.says(answer, "error.for_participants")
	k.says(answer, "home.to_desk")
}
