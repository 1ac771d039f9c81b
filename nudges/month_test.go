package nudges_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

const day = 24 * time.Hour

// themed puts a session on the programme, with a question and something to try.
func (h *house) themed(in time.Duration, theme, story string) cohort.Session {
	h.Helper()
	s := h.session(in)
	s.Theme, s.Question, s.Act, s.Story, s.StoryBy = theme, "問い・"+theme, "こと・"+theme, story, "山川"
	h.write(func(tx *storage.Tx) error { return tx.SaveSession(s) })
	return s
}

// nudged lets the nudge come, and returns its words.
func (h *house) nudged(user string) string {
	h.Helper()
	before := h.platform.received(user)
	h.nudgesAt("0 12 * * MON")
	h.pass(3 * time.Hour)
	if n := h.platform.received(user) - before; n != 1 {
		h.Fatalf("%d nudges", n)
	}
	return h.platform.lastTo(user)
}

// The nudge is on Monday at noon, two hours after the house opens.
func TestSessionsColourTheNudgesAround(t *testing.T) {
	w := locale.In("ja")
	for name, test := range map[string]struct {
		sessions map[string]time.Duration // by theme: when it begins
		misses   string
		want     []string
		not      []string
	}{
		"in the week before":                {map[string]time.Duration{"海外": 3 * day}, "", []string{"問い・海外", "12月3日(木)"}, []string{"こと・"}},
		"in the week after":                 {map[string]time.Duration{"海外": -4 * day}, "", []string{"こと・海外"}, []string{"問い・"}},
		"in no such week":                   {map[string]time.Duration{"海外": 8 * day, "資格": -8 * day}, "", nil, []string{"問い・", "こと・"}},
		"between two, nearer to the first":  {map[string]time.Duration{"海外": -84 * time.Hour, "資格": 4 * day}, "", []string{"こと・海外"}, []string{"問い・"}},
		"between two, nearer to the second": {map[string]time.Duration{"海外": -4 * day, "資格": 3 * day}, "", []string{"問い・資格"}, []string{"こと・"}},
		"before one that they miss":         {map[string]time.Duration{"海外": 3 * day}, "海外", nil, []string{"問い・", "こと・"}},
		"after one that they missed":        {map[string]time.Duration{"海外": -4 * day}, "海外", []string{"こと・海外"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, 1)
			for theme, in := range test.sessions {
				s := h.themed(in, theme, "")
				if theme == test.misses {
					h.write(func(tx *storage.Tx) error { return tx.Attend(s.ID, "U0001", cohort.NotThisTime, h.clock.Now()) })
				}
			}
			if name == "in no such week" || name == "after one that they missed" || name == "in the week after" {
				h.themed(30*day, "まだ先", "") // the year is not over
			}
			said := h.nudged("U0001")
			for _, words := range test.want {
				if !strings.Contains(said, words) {
					t.Errorf("%q is not in:\n%s", words, said)
				}
			}
			for _, words := range test.not {
				if strings.Contains(said, words) {
					t.Errorf("%q is in:\n%s", words, said)
				}
			}
		})
	}
	t.Run("without words of its own", func(t *testing.T) {
		h := open(t, 1)
		s := h.session(3 * day)
		if said := h.nudged("U0001"); !strings.Contains(said, w.Say("month.question_any", "Day", "12月3日(木)", "Theme", s.Theme)) {
			t.Errorf("got:\n%s", said)
		}
	})
}

// A session's question is put to a person once, unless they exchange the step that it came with; a week after the session it is gone.
func TestQuestionIsPutOnce(t *testing.T) {
	h := open(t, 1)
	s := h.themed(3*day, "海外", "")
	h.themed(60*day, "まだ先", "")
	if said := h.nudged("U0001"); !strings.Contains(said, "問い・海外") {
		t.Fatalf("got:\n%s", said)
	}
	w := locale.In("ja")
	h.write(func(tx *storage.Tx) error {
		p, err := tx.Participant(h.cohort.ID, "U0001")
		if err != nil {
			return err
		}
		offers, err := tx.Offers(p.ID)
		if err != nil {
			return err
		}
		for in, asks := range map[time.Duration]bool{0: true, 9 * day: true, 11 * day: false} {
			m, err := nudges.StandingMessage(tx, w, offers[0], h.clock.Now().Add(in))
			said := fmt.Sprint(m.Blocks)
			if err != nil || strings.Contains(said, "問い・海外") != asks || strings.Contains(said, w.Say("step.heading")) != (in == 0) {
				t.Errorf("after %v: %s, %v", in, said, err)
			}
		}
		second, err := nudges.NewOffer(tx, p, h.clock.Now().Add(time.Minute))
		if err != nil || second.Session != "" {
			t.Errorf("beside the first: %+v, %v", second, err)
		}
		for _, o := range []cohort.Offer{offers[0], second} {
			err = errors.Join(err, tx.AnswerOffer(o.ID, cohort.Open, cohort.Another, h.clock.Now()))
		}
		third, failed := nudges.NewOffer(tx, p, h.clock.Now().Add(2*time.Minute))
		if third.Session != s.ID {
			t.Errorf("in exchange for it: %+v", third)
		}
		return errors.Join(err, failed)
	})
}

// tells keeps a story that somebody gives.
func (h *house) tells(id, person, words string) cohort.Story {
	h.Helper()
	s := cohort.Story{ID: id, Cohort: h.cohort.ID, Person: person, Words: words, Signed: "Y.H.", Written: h.clock.Now(), Given: h.clock.Now()}
	h.write(func(tx *storage.Tx) error { return tx.SaveStory(s) })
	return s
}

// In the week after a session its speaker's story goes along, once to each; withdrawn, it vanishes from there, also from who pauses or left.
func TestSpeakersStoryIsPassedOnOnce(t *testing.T) {
	h := open(t, 3)
	s := h.themed(-4*day, "資格", "三点足りませんでした")
	h.themed(60*day, "まだ先", "まだ話していないこと")
	h.nudged("U0001")
	for _, user := range []string{"U0001", "U0002", "U0003"} {
		said := h.platform.lastTo(user)
		if !strings.Contains(said, "三点足りませんでした") || !strings.Contains(said, "山川") || strings.Contains(said, "こと・") { // that would be too much
			t.Errorf("%s reads:\n%s", user, said)
		}
	}
	h.pass(7 * day)
	if said := h.platform.lastTo("U0001"); strings.Contains(said, "三点足りませんでした") || strings.Contains(said, "まだ話していないこと") {
		t.Errorf("the week after:\n%s", said)
	}
	h.write(func(tx *storage.Tx) error {
		pausing := cohort.Person{ID: "U0002", Zone: "Asia/Tokyo", PausedUntil: cohort.Forever}
		after := s
		after.Story = ""
		return errors.Join(tx.SavePerson(pausing), tx.Leave(h.cohort.ID, "U0003", h.clock.Now()),
			nudges.Changed(tx, h.cohort, s, after, h.clock.Now()), tx.SaveSession(after))
	})
	h.pass(time.Hour)
	for _, m := range h.platform.standing {
		if strings.Contains(m.text, "三点足りませんでした") {
			t.Errorf("it still stands with %s:\n%s", m.to, m.text)
		}
		if strings.HasPrefix(m.to, "U") && !strings.Contains(m.text, "一歩") {
			t.Errorf("the rest of the nudge to %s is gone:\n%s", m.to, m.text)
		}
	}
}

// A participant's story goes along with steps about stories, to the others of the cohort, as long as its writer takes part in it.
func TestStoriesOfTheCohortArePassedOn(t *testing.T) {
	h := open(t, 4)
	h.themed(300*day, "まだ先", "")
	h.tells("t1", "U0001", "わたしの転機")
	h.tells("t2", "U0002", "離れた方の転機")
	draft := h.tells("t3", "U0003", "まだ下書き")
	draft.Given = time.Time{}
	h.write(func(tx *storage.Tx) error {
		other := cohort.Cohort{ID: "other", Name: "第3期", Language: "ja", Zone: "Asia/Tokyo", Channel: "C0009"}
		p := cohort.Participant{Person: cohort.Person{ID: "U0009", Zone: "Asia/Tokyo"}, Cohort: other.ID}
		foreign := cohort.Story{ID: "t4", Cohort: other.ID, Person: p.ID, Words: "よその期の転機", Given: h.clock.Now()}
		return errors.Join(tx.SaveStory(draft), tx.Leave(h.cohort.ID, "U0002", h.clock.Now()), tx.SaveCohort(other), tx.SavePerson(p.Person),
			tx.SaveParticipant(p), tx.SaveStory(foreign))
	})
	h.nudgesAt("0 12 * * MON")
	h.pass(20 * 7 * day)
	times := map[string]int{}
	for _, m := range h.platform.standing {
		for _, never := range []string{"離れた方の転機", "まだ下書き", "よその期の転機"} {
			if strings.Contains(m.text, never) {
				t.Errorf("%s reads:\n%s", m.to, m.text)
			}
		}
		if strings.Contains(m.text, "わたしの転機") {
			times[m.to]++
		}
	}
	if times["U0001"] != 0 || times["U0003"] != 1 || times["U0004"] != 1 {
		t.Errorf("in twenty weeks it went to %v", times)
	}
}

// A nudge that asks how the last step went shows no story: none counts as read that was never shown.
func TestStoryBehindAQuestionIsNotLost(t *testing.T) {
	h := open(t, 2)
	h.tells("t1", "U0002", "わたしの転機")
	h.themed(2*day, "資格", "三点足りませんでした")
	h.themed(300*day, "まだ先", "")
	h.nudged("U0001")
	h.write(func(tx *storage.Tx) error {
		all, err := tx.Offers("U0001")
		return errors.Join(err, tx.AnswerOffer(all[0].ID, cohort.Open, cohort.Trying, h.clock.Now()))
	})
	h.pass(7 * day)
	if said := h.platform.lastTo("U0001"); !strings.Contains(said, locale.In("ja").Say("step.how_did_it_go")) {
		t.Fatalf("in the week after the session they are asked nothing:\n%s", said)
	}
	h.pass(20 * 7 * day)
	shown := map[string]int{}
	for _, m := range h.platform.standing {
		for id, words := range map[string]string{"speaker": "三点足りませんでした", "t1": "わたしの転機"} {
			if m.to == "U0001" && strings.Contains(m.text, words) {
				shown[id]++
			}
		}
	}
	h.write(func(tx *storage.Tx) error {
		all, err := tx.Offers("U0001")
		given := 0
		for _, offer := range all {
			if offer.Story != "" {
				given++
			}
		}
		if given != 2 || shown["t1"] != 1 || shown["speaker"] != 1 {
			t.Errorf("%d stories count as passed on; shown are %v", given, shown)
		}
		return err
	})
}

// Who has left the cohort reads nothing of what is written there afterwards, and the story is gone from what they got.
func TestWhoHasLeftReadsNoNewWords(t *testing.T) {
	h := open(t, 2)
	h.themed(300*day, "まだ先", "")
	s := h.tells("t1", "U0001", "わたしの転機")
	h.nudgesAt("0 12 * * MON")
	h.pass(20 * 7 * day)
	reads := func(words string) (n int) {
		for _, m := range h.platform.standing {
			if m.to == "U0002" && strings.Contains(m.text, words) {
				n++
			}
		}
		return n
	}
	if reads("わたしの転機") != 1 {
		t.Fatal("it was not passed on")
	}
	h.write(func(tx *storage.Tx) error { return tx.Leave(h.cohort.ID, "U0002", h.clock.Now()) })
	s.Words = "いまの気持ち"
	h.write(func(tx *storage.Tx) error { return errors.Join(tx.SaveStory(s), nudges.StoryChanged(tx, s.ID)) })
	h.pass(time.Hour)
	if reads("いまの気持ち") != 0 || reads("わたしの転機") != 0 {
		t.Error("who has left reads a story of the cohort")
	}
}

// Without a name a story is passed on only where many could have written it.
func TestNoNameHidesNobodyAmongFew(t *testing.T) {
	for people, want := range map[int]bool{2: false, 6: false, 7: true} {
		h := open(t, people)
		h.themed(300*day, "まだ先", "")
		s := h.tells("t1", "U0001", "名のない転機")
		s.Signed = ""
		h.write(func(tx *storage.Tx) error { return tx.SaveStory(s) })
		h.nudgesAt("0 12 * * MON")
		h.pass(20 * 7 * day)
		read := false
		for _, m := range h.platform.standing {
			read = read || strings.Contains(m.text, "名のない転機")
		}
		if read != want {
			t.Errorf("among %d it is passed on: %v", people, read)
		}
	}
}
