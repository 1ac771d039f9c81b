package nudges_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// everywhere lists the table and column of each value that holds a text.
func (h *house) everywhere(text string) (places []string) {
	h.Helper()
	db, err := sql.Open("sqlite3", "file:"+h.path+"?mode=ro")
	if err != nil {
		h.Fatal(err)
	}
	defer db.Close()
	for _, table := range h.names(db, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		for _, column := range h.names(db, `SELECT name FROM pragma_table_info('`+table+`')`) {
			rows := h.names(db, fmt.Sprintf(`SELECT CAST(%q AS TEXT) FROM %q`, column, table))
			if slices.ContainsFunc(rows, func(value string) bool { return strings.Contains(value, text) }) {
				places = append(places, table+"."+column)
			}
		}
	}
	return places
}

func (h *house) names(db *sql.DB, query string) (all []string) {
	h.Helper()
	rows, err := db.Query(query)
	if err != nil {
		h.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			h.Fatal(err)
		}
		all = append(all, name)
	}
	return all
}

// lives has a person leave something in every table that can hold anything of them, and others theirs beside it.
func (h *house) lives(person, other string) {
	h.Helper()
	now := h.clock.Now()
	s := h.session(10 * 24 * time.Hour)
	circle := h.formed(person, other, "U0003")
	h.pass(time.Minute)
	h.write(func(tx *storage.Tx) error {
		err := errors.Join(tx.Attend(s.ID, person, cohort.Attending, now), tx.VoteOn(circle.ID, person, cohort.NextRound, true),
			tx.SaveWish(cohort.Wish{Cohort: h.cohort.ID, Person: person, Asked: now}), tx.Refuse(person, []string{"U0004"}),
			tx.Refuse(other, []string{person}), tx.KeepUntil(person, now))
		shared := cohort.Reflection{ID: storage.NewID(), Person: person, Cohort: h.cohort.ID, Written: now, Note: "みんなに見せる言葉", Visibility: cohort.MyCohort}
		private := cohort.Reflection{ID: storage.NewID(), Person: person, Cohort: h.cohort.ID, Written: now, Note: "だれにも見せない言葉", Mood: 2, Visibility: cohort.OnlyMe}
		err = errors.Join(err, tx.SaveReflection(shared), tx.SaveReflection(private), nudges.Share(tx, shared, now))
		circle, err2 := tx.Circle(circle.ID)
		for i, who := range []string{person, other} {
			o := cohort.Offer{ID: storage.NewID(), Person: who, Cohort: h.cohort.ID, Step: "pension", Answer: cohort.Trying, Offered: now, Plan: fmt.Sprint("予定のしかた", i)}
			st := cohort.Story{ID: storage.NewID(), Person: who, Cohort: h.cohort.ID, Words: "転機の話", Signed: "T.S.", Written: now, Given: now}
			err = errors.Join(err, tx.SaveOffer(o), nudges.Tell(tx, o, circle, now), tx.SaveStory(st))
			for _, cheering := range []string{person, other} {
				err = errors.Join(err, tx.Cheer(o.ID, cheering, now))
			}
		}
		err = errors.Join(err, tx.Came(s.ID, person, cohort.ByWord, true, now),
			tx.SaveAsk(cohort.Ask{ID: storage.NewID(), Session: s.ID, Person: person, Words: "講師への問い", Asked: now, Given: now}),
			tx.SaveFeedback(cohort.Feedback{ID: storage.NewID(), Session: s.ID, Person: person, Line: "よい時間", Said: now}))
		err = errors.Join(err, tx.SaveAnnouncement(cohort.Announcement{ID: storage.NewID(), Cohort: h.cohort.ID, Author: "U0900", Words: "名簿の方へ", Created: now,
			State: cohort.Draft, Audience: cohort.Audience{Kind: cohort.ByName, People: []string{person, other}}}))
		_, err3 := tx.SetUnreachable(person, "user_disabled", now)
		err = errors.Join(err, err2, err3, nudges.Export(tx, person, now),
			tx.BeginArrangement(cohort.Arrangement{ID: "a1", Cohort: h.cohort.ID, Organizer: "U0900", Groups: [][]string{{person, other}}, Made: now}))
		return err
	})
	h.pass(time.Hour)
}

// Of somebody who was erased, nothing is left in any table or column; what they showed to others vanishes; and the others keep theirs.
func TestNothingIsLeftOfAPerson(t *testing.T) {
	h := open(t, 8)
	const gone, other = "U0001", "U0002"
	h.lives(gone, other)
	before := h.everywhere(gone)
	for _, table := range []string{"people", "keys", "participants", "attendance", "offers", "stories", "cheers", "reflections", "wishes", "circle_members",
		"refusals", "circle_votes", "questions", "feedback", "deliveries", "unreachable", "arrangements", "circles", "announcements"} {
		if !slices.ContainsFunc(before, func(place string) bool { return strings.HasPrefix(place, table+".") }) {
			t.Errorf("the test leaves nothing of the person in %s", table)
		}
	}
	shown := len(h.platform.calls)
	h.write(func(tx *storage.Tx) error { return nudges.Erase(tx, gone, h.clock.Now()) })
	if left := h.everywhere(gone); !slices.Equal(left, []string{"deliveries.occasion", "deliveries.subject"}) { // they are yet to be taken out of a room
		t.Errorf("at once there is something in %v", left)
	}
	h.pass(2 * time.Hour)
	if left := h.everywhere(gone); left != nil {
		t.Errorf("there is something in %v", left)
	}
	var edits []string
	for _, c := range h.platform.calls[shown:] {
		edits = append(edits, c.method)
	}
	for _, m := range h.platform.standing {
		if strings.Contains(m.text, "みんなに見せる言葉") {
			t.Errorf("%s still shows what was shared", m.to)
		}
	}
	if !slices.Contains(edits, "dismiss") || !slices.Contains(edits, "edit") {
		t.Errorf("the calls after it: %v", edits)
	}
	h.write(func(tx *storage.Tx) error {
		stories, err := tx.StoriesOf(other)
		offers, err2 := tx.Offers(other)
		if len(stories) != 1 || len(offers) != 1 || offers[0].Plan == "" {
			t.Error("somebody else lost something")
		}
		if err := nudges.Erase(tx, gone, h.clock.Now()); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("once more: %v", err)
		}
		return errors.Join(err, err2)
	})
}

// A story stands in a message only as long as it can be taken out: it vanishes when its writer is erased, and also when its reader is,
// whose ledger is not kept.
func TestStoriesGoWithWriterAndReader(t *testing.T) {
	for who, gone := range map[string]string{"writer": "U0003", "reader": "U0001"} {
		t.Run(who, func(t *testing.T) {
			h := open(t, 8)
			now := h.clock.Now()
			h.write(func(tx *storage.Tx) error {
				st := cohort.Story{ID: storage.NewID(), Person: "U0003", Cohort: h.cohort.ID, Words: "転機の話", Signed: "T.S.", Written: now, Given: now}
				o := cohort.Offer{ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Step: "pension", Answer: cohort.Open, Offered: now, Story: st.ID}
				_, err := tx.Enqueue(storage.Delivery{Occasion: "nudge/x", Recipient: "U0001", Kind: nudges.KindNudge, Subject: o.ID, Urgency: storage.Ordinary, Due: now})
				return errors.Join(err, tx.SaveStory(st), tx.SaveOffer(o))
			})
			h.pass(24 * time.Hour)
			if !strings.Contains(h.platform.lastTo("U0001"), "転機の話") {
				t.Fatal("the story was never read")
			}
			h.write(func(tx *storage.Tx) error { return nudges.Erase(tx, gone, h.clock.Now()) })
			h.pass(2 * time.Hour)
			if strings.Contains(h.platform.lastTo("U0001"), "転機の話") {
				t.Error("it still stands there")
			}
			if left := h.of(nudges.KindErased); len(left) > 0 {
				t.Errorf("%+v", left)
			}
		})
	}
}

// Who is erased while a message is under way to them, or one with their words to others, leaves no word behind either: also if its answer was
// lost, and whether it arrived or not.
func TestErasingTakesOutWhatIsUnderWay(t *testing.T) {
	for name, answer := range map[string]struct {
		err   error
		loses bool
	}{"answered": {}, "arrived without an answer": {noAnswer, true}, "did not arrive": {noAnswer, false}} {
		for who, gone := range map[string]string{"writer": "U0003", "reader": "U0001", "sharer": "U0002"} {
			t.Run(who+" "+name, func(t *testing.T) {
				t.Parallel()
				h := open(t, 8)
				now := h.clock.Now()
				shared := cohort.Reflection{ID: storage.NewID(), Person: "U0002", Cohort: h.cohort.ID, Written: now, Note: "転機の話", Visibility: cohort.MyCohort}
				h.write(func(tx *storage.Tx) error {
					if who == "sharer" {
						return errors.Join(tx.SaveReflection(shared), nudges.Share(tx, shared, now))
					}
					st := cohort.Story{ID: storage.NewID(), Person: "U0003", Cohort: h.cohort.ID, Words: "転機の話", Signed: "T.S.", Written: now, Given: now}
					o := cohort.Offer{ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Step: "pension", Answer: cohort.Open, Offered: now, Story: st.ID}
					_, err := tx.Enqueue(storage.Delivery{Occasion: "nudge/x", Recipient: "U0001", Kind: nudges.KindNudge, Subject: o.ID, Urgency: storage.Ordinary, Due: now})
					return errors.Join(err, tx.SaveStory(st), tx.SaveOffer(o))
				})
				erased := false
				h.platform.loses = answer.loses
				h.platform.wrong = func(c call) error {
					if erased || c.method != "post" {
						return nil
					}
					erased = true
					if err := h.db.Write(t.Context(), func(tx *storage.Tx) error { return nudges.Erase(tx, gone, h.clock.Now()) }); err != nil {
						t.Error(err)
					}
					return answer.err
				}
				h.pass(3 * time.Hour)
				if !erased {
					t.Fatal("nothing was under way")
				}
				for _, m := range h.platform.standing {
					if strings.Contains(m.text, "転機の話") {
						t.Errorf("%s still shows it", m.to)
					}
				}
				if answer.err == nil && len(h.platform.standing) == 0 {
					t.Error("nothing was ever shown")
				}
				if left := h.everywhere(gone); left != nil {
					t.Errorf("there is something in %v", left)
				}
			})
		}
	}
}

// What a person is given holds every word of theirs, and something of every table in which there is anything of theirs.
func TestEverythingIsGiven(t *testing.T) {
	h := open(t, 8)
	const person = "U0001"
	h.lives(person, "U0002")
	var page, data string
	h.write(func(tx *storage.Tx) error {
		all, err := nudges.GatherEverything(tx, person, h.clock.Now())
		if err != nil {
			return err
		}
		page = all.HTML()
		data, err = all.JSON()
		return err
	})
	for _, words := range []string{"みんなに見せる言葉", "だれにも見せない言葉", "予定のしかた0", "転機の話", "T.S.", "U0004", "第4期", "棚卸し"} {
		if !strings.Contains(data, words) || words != "U0004" && !strings.Contains(page, words) {
			t.Errorf("%q is not in it", words)
		}
	}
	if strings.Contains(data, "予定のしかた1") || strings.Contains(data, "U0002") {
		t.Error("somebody else's is in it")
	}
	var all struct {
		Data map[string][]map[string]any
	}
	if err := json.Unmarshal([]byte(data), &all); err != nil {
		t.Fatal(err)
	}
	inside := map[string]string{ // why a table is not in it
		"keys": "opens what is in it", "unreachable": "is about Slack", "arrangements": "is an organiser's draft", "announcements": "is what organisers write to a list",
	}
	for _, place := range h.everywhere(person) {
		table, _, _ := strings.Cut(place, ".")
		if len(all.Data[table]) == 0 && inside[table] == "" {
			t.Errorf("nothing of %s is in it", table)
		}
	}
	if all.Data["people"][0]["key_id"] != nil || strings.Contains(data, `"sealed"`) {
		t.Error("it holds what is of no use")
	}
}

// The two files come in a direct message, once, and nothing of them is in the ledger.
func TestExportIsSentAsFiles(t *testing.T) {
	h := open(t, 3)
	h.lives("U0001", "U0002")
	all := h.of(nudges.KindExport)
	if len(all) != 2 || all[0].State != storage.Sent || all[1].State != storage.Sent || h.everywhere("だれにも見せない言葉") != nil {
		t.Errorf("%+v", all)
	}
}

// Who is erased is taken out of the rooms of circles that have ended, too.
func TestErasedIsOutOfEndedRooms(t *testing.T) {
	h := open(t, 8)
	c := h.formed("U0001", "U0002", "U0003")
	h.pass(time.Hour)
	h.write(func(tx *storage.Tx) error { return tx.EndCircle(c.ID, h.clock.Now()) })
	h.pass(time.Hour)
	h.write(func(tx *storage.Tx) error { return nudges.Erase(tx, "U0001", h.clock.Now()) })
	h.pass(2 * time.Hour)
	if n := h.made("dismiss", "U0001"); n != 1 {
		t.Errorf("dismissed %d times", n)
	}
}

// An unsigned story vanishes when somebody's erasing leaves too few to hide its writer.
func TestErasingLeavesNobodyToHideBehind(t *testing.T) {
	h := open(t, 7)
	now := h.clock.Now()
	h.write(func(tx *storage.Tx) error {
		story := cohort.Story{ID: storage.NewID(), Person: "U0003", Cohort: h.cohort.ID, Words: "転機の話", Written: now, Given: now}
		offer := cohort.Offer{ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Step: "pension", Answer: cohort.Open, Offered: now, Story: story.ID}
		_, err := tx.Enqueue(storage.Delivery{Occasion: "nudge/x", Recipient: "U0001", Kind: nudges.KindNudge, Subject: offer.ID, Due: now})
		return errors.Join(err, tx.SaveStory(story), tx.SaveOffer(offer))
	})
	h.pass(24 * time.Hour)
	if !strings.Contains(h.platform.lastTo("U0001"), "転機の話") {
		t.Fatal("nobody reads it")
	}
	h.write(func(tx *storage.Tx) error { return nudges.Erase(tx, "U0007", h.clock.Now()) })
	h.pass(2 * time.Hour)
	if strings.Contains(h.platform.lastTo("U0001"), "転機の話") {
		t.Error("it stands among six")
	}
}

// What somebody asked stands in the messages of its readers only as long as it can be taken out: it goes with its reader, whose ledger is not kept.
func TestQuestionsGoWithTheirReader(t *testing.T) {
	for _, first := range []string{"U0005", "U0001"} { // who hears it, or who asked it
		t.Run(first, func(t *testing.T) {
			t.Parallel()
			h := open(t, 20)
			s := h.session(24 * time.Hour)
			now := h.clock.Now()
			h.write(func(tx *storage.Tx) error {
				s, err := tx.Session(s.ID)
				s.SpeakerIDs = []string{"U0005"}
				c := h.cohort
				c.Organizers = []string{"U0005"}
				announced := cohort.Announcement{ID: storage.NewID(), Cohort: c.ID, Author: "U0005", Words: "お知らせ", State: cohort.Reported, Buttons: cohort.AllButtons, Created: now, At: now}
				return errors.Join(err, tx.SaveCohort(c), tx.ChangeSession(s), tx.SaveAnnouncement(announced),
					tx.SaveAsk(cohort.Ask{ID: storage.NewID(), Session: s.ID, Person: "U0001", Words: "講師への問い", Asked: now, Given: now}),
					nudges.Ask(tx, cohort.Enquiry{ID: storage.NewID(), Announcement: announced.ID, Cohort: c.ID, Person: "U0001", Words: "お知らせへの問い", Hidden: true, Asked: now}, now))
			})
			h.pass(8 * 24 * time.Hour)
			stands := func() (n int) {
				for _, m := range h.platform.standing {
					n += strings.Count(m.text, "への問い")
				}
				return n
			}
			if stands() != 2 {
				t.Fatalf("%d questions came to who reads them, want 2", stands())
			}
			h.write(func(tx *storage.Tx) error { return nudges.Erase(tx, first, h.clock.Now()) })
			h.pass(3 * time.Hour)
			if n := stands(); n != 0 {
				t.Errorf("%d questions still stand", n)
			}
		})
	}
}
