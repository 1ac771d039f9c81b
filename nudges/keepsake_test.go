package nudges_test

import (
	"bytes"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/journey"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

const hoped = "会社の外で教える仕事をしたい"

// notes keeps reflections of somebody, one a day from now on.
func (h *house) notes(person string, how ...cohort.Reflection) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		for i, r := range how {
			r.ID, r.Person, r.Cohort, r.Visibility = storage.NewID(), person, h.cohort.ID, cohort.OnlyMe
			r.Written = h.clock.Now().Add(time.Duration(i) * 24 * time.Hour)
			err = errors.Join(err, tx.SaveReflection(r))
		}
		return err
	})
}

// hands has something sent to somebody who asks for it.
func (h *house) hands(what, person string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error { return nudges.Hand(tx, what, h.cohort.ID, person, h.clock.Now()) })
}

// own is the year of somebody.
func (h *house) own(person string) (own nudges.OwnYear) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		p, err := tx.Participant(h.cohort.ID, person)
		if err == nil {
			own, err = nudges.YearOf(tx, locale.In("ja"), h.cohort, p, h.clock.Now())
		}
		return err
	})
	return own
}

// files are what came to somebody as files.
func (p *platform) filesTo(to string) (files []chat.File) {
	for _, f := range p.files {
		if f.to == to {
			files = append(files, f.File)
		}
	}
	return files
}

// A picture that can be decoded, with what it shows in words; a page; a letter; each once, at once, also at night, to the one who asked.
func TestWhatSomebodyKeepsComesAsFiles(t *testing.T) {
	h := open(t, 2)
	h.notes("U0001", cohort.Reflection{Note: "はじめの一行", Mood: 2}, cohort.Reflection{Can: "聞くこと", Will: hoped, Mood: 4}, cohort.Reflection{Mood: 3})
	h.pass(3*24*time.Hour + 13*time.Hour) // eleven in the evening there
	for _, what := range []string{nudges.KeepPicture, nudges.KeepPicture, nudges.KeepPages, nudges.KeepLetter} {
		h.hands(what, "U0001")
	}
	h.pass(30 * time.Second)
	files := h.platform.filesTo("U0001")
	if len(files) != 3 || len(h.platform.filesTo("U0002")) != 0 {
		t.Fatalf("%d files came, want a picture, a page and a letter", len(files))
	}
	if _, err := png.Decode(strings.NewReader(files[0].Content)); err != nil || !strings.Contains(files[0].Alt, "気分の線") {
		t.Errorf("the picture: %v, %q", err, files[0].Alt)
	}
	h.write(func(tx *storage.Tx) error {
		return errors.Join(tx.SaveTurn(cohort.Turn{ID: "t1", Person: "U0001", Age: 31, Event: "父が倒れた", Felt: -2}),
			tx.SaveTurn(cohort.Turn{ID: "t2", Person: "U0001", Age: 52, Event: "資格の勉強を始めた", Felt: 1}))
	})
	h.hands(nudges.KeepLife, "U0001")
	h.pass(30 * time.Second)
	life := h.platform.filesTo("U0001")[3]
	if _, err := png.Decode(strings.NewReader(life.Content)); err != nil || !strings.Contains(life.Alt, "父が倒れた") {
		t.Errorf("the life line: %v, %q", err, life.Alt)
	}
	for i, words := range map[int]string{1: "はじめてふりかえりを書いた", 2: hoped} {
		if !strings.Contains(files[i].Content, words) || !strings.HasSuffix(files[i].Name, ".html") {
			t.Errorf("%s does not hold %q", files[i].Name, words)
		}
	}
	for _, d := range append(h.of(nudges.KindPicture), h.of(nudges.KindPages)...) {
		if strings.Contains(d.Cause+d.Subject+d.Occasion, "聞く") || nudges.ShownKind(d.Kind) != nudges.KindNudge {
			t.Errorf("the ledger tells %+v", d)
		}
	}
}

// Where no file can be sent, or one is refused, its person is told in words, and nobody else waits for it.
func TestWhatCannotBeAFileComesInWords(t *testing.T) {
	for name, fault := range map[string]error{
		"no permission": noScope, "refused": &chat.Error{Fault: chat.Refused, Err: errors.New("file_uploads_disabled")},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, 1)
			h.platform.fileless = fault
			h.notes("U0001", cohort.Reflection{Note: "はじめの一行", Will: hoped, Mood: 3})
			h.write(func(tx *storage.Tx) error {
				return tx.SaveSheet("U0001", cohort.Sheet{Ask: "週に一日、学ぶ時間"}, h.clock.Now())
			})
			h.pass(time.Hour)
			for what, words := range map[string]string{
				nudges.KeepPicture: "書き残したふりかえりは1件です", nudges.KeepLetter: hoped, nudges.KeepWord: "週に一日、学ぶ時間",
			} {
				h.hands(what, "U0001")
				h.pass(2 * time.Second)
				h.pass(2 * time.Second)
				if said := h.platform.lastTo("U0001"); !strings.Contains(said, words) || !strings.Contains(said, locale.In("ja").Say("year.no_file")) {
					t.Errorf("%s: they are told %q", what, said)
				}
			}
			if counts := h.count(); counts[storage.Waiting] != 0 {
				t.Errorf("the ledger: %q", h.ledger())
			}
		})
	}
}

// What is asked for and cannot come within a day does not come at all; nor does a draft that was erased meanwhile.
func TestWhatSomebodyKeepsGetsStale(t *testing.T) {
	h := open(t, 1)
	h.write(func(tx *storage.Tx) error {
		return tx.SaveSheet("U0001", cohort.Sheet{Can: "聞くこと"}, h.clock.Now())
	})
	h.hands(nudges.KeepText, "U0001")
	h.write(func(tx *storage.Tx) error { return tx.EraseSheet("U0001") })
	h.pass(time.Minute)
	h.hands(nudges.KeepPicture, "U0001")
	h.clock.Advance(25 * time.Hour)
	h.pass(time.Minute)
	if n := h.platform.received("U0001"); n != 0 {
		t.Errorf("%d messages came: %q", n, h.ledger())
	}
}

// Ten days after the last session those who wrote or tried something are told of their letter, once; it comes only when they ask.
func TestLetterAtTheEndOfTheYear(t *testing.T) {
	h := open(t, 3)
	h.session(24 * time.Hour)
	three := []cohort.Reflection{{Note: "一"}, {Note: "二"}, {Note: "三"}}
	h.notes("U0001", three...)
	h.notes("U0002", three[:2]...)
	h.write(func(tx *storage.Tx) (err error) {
		for _, step := range []string{"pension", "a", "b"} {
			err = errors.Join(err, tx.SaveOffer(cohort.Offer{
				ID: storage.NewID(), Person: "U0003", Cohort: h.cohort.ID, Step: step, Answer: cohort.Done, Offered: h.clock.Now(), Answered: h.clock.Now(),
			}))
		}
		return err
	})
	ready := locale.In("ja").Say("letter.ready")
	h.pass(10 * 24 * time.Hour)
	if said := h.platform.lastTo("U0001"); strings.Contains(said, ready) {
		t.Error("the letter is told of too early")
	}
	h.pass(3 * 24 * time.Hour)
	h.restart()
	h.pass(9 * 24 * time.Hour)
	told := map[string]int{}
	for _, m := range h.platform.standing {
		if strings.Contains(m.text, ready) {
			told[m.to]++
		}
	}
	if len(told) != 2 || told["U0001"] != 1 || told["U0003"] != 1 || len(h.platform.files) != 0 {
		t.Errorf("told of a letter: %v, and %d files", told, len(h.platform.files))
	}
}

func TestYearIsGathered(t *testing.T) {
	h := open(t, 2)
	c := h.gathered("C0002", "U0001", "U0002")
	h.write(func(tx *storage.Tx) error {
		offer := cohort.Offer{
			ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Step: "pension", Answer: cohort.Partly, Offered: h.clock.Now(), Answered: h.clock.Now(),
		}
		plan := cohort.Offer{ID: storage.NewID(), Person: "U0001", Cohort: h.cohort.ID, Step: "career", Answer: cohort.Trying, Offered: h.clock.Now(), Plan: "土曜の朝に行く"}
		return errors.Join(tx.SaveOffer(offer), tx.SaveOffer(plan), tx.SaveStory(cohort.Story{ID: "t1", Person: "U0001", Cohort: h.cohort.ID, Words: "転機", Given: h.clock.Now()}))
	})
	s := h.session(-3 * time.Hour)
	h.write(func(tx *storage.Tx) error { return tx.Attend(s.ID, "U0001", cohort.Attending, h.clock.Now()) })
	h.notes("U0001", cohort.Reflection{Will: "走る\n・歩く", Mood: 3}, cohort.Reflection{Will: "歩く", Can: "聞く"})
	h.notes("U0002", cohort.Reflection{Note: "ほかの人の言葉", Mood: 1})
	h.pass(2 * 24 * time.Hour)
	own := h.own("U0001")
	y := own.Year
	if len(y.Moods) != 1 || len(y.Steps) != 1 || y.Steps[0].Key == "" || len(y.Sessions) != 1 || !y.Sessions[0].Attended || len(y.Circles) != 1 ||
		len(y.Marks) != 3 || y.Reflections != 2 || y.Circles[0].Topic == "" {
		t.Errorf("the year: %+v", y)
	}
	if !y.From.Before(s.Starts) || !y.Until.After(h.clock.Now()) || c.ID == "" {
		t.Errorf("it is from %s until %s", y.From, y.Until)
	}
	h.write(func(tx *storage.Tx) error {
		letter, err := own.Letter(tx, locale.In("ja"), []string{"下書き"})
		if letter.Will.Then != "走る\n・歩く" || letter.Will.Now != "歩く" || letter.Can.Now != "聞く" || letter.Can.Then != "" {
			t.Errorf("what changed: %+v, %+v", letter.Can, letter.Will)
		}
		if !slices.Equal(letter.Next, []string{"歩く", "土曜の朝に行く"}) || !slices.Equal(letter.Opening, []string{"下書き"}) {
			t.Errorf("next is %q, the draft %q", letter.Next, letter.Opening)
		}
		items, err2 := own.Items(tx, locale.In("ja"))
		if len(items.Will) != 2 || items.Will[0].Words != "歩く" || len(items.Tried) != 1 || len(items.Next) != 1 {
			t.Errorf("what can be ticked: %+v", items)
		}
		if bytes.Contains(letter.HTML(locale.In("ja")), []byte("ほかの人")) {
			t.Error("another's words stand in it")
		}
		return errors.Join(err, err2)
	})
}

// What changed is told from the lists, as long as there is one; before the first month is over, they stand for themselves.
func TestLetterTellsWhatChangedInTheLists(t *testing.T) {
	h := open(t, 1)
	h.notes("U0001", cohort.Reflection{Can: "ふりかえりの言葉", Will: "ふりかえりの望み"})
	list := func(words string, aim cohort.Aim, dropped time.Time) cohort.Entry {
		return cohort.Entry{ID: words, Person: "U0001", Aim: aim, Words: words, Added: h.clock.Now(), Dropped: dropped}
	}
	wants := func(when string, can, will journey.Change, next ...string) {
		t.Helper()
		own := h.own("U0001")
		h.write(func(tx *storage.Tx) error {
			letter, err := own.Letter(tx, locale.In("ja"), nil)
			if letter.Can != can || letter.Will != will || !slices.Equal(letter.Next, next) {
				t.Errorf("%s: %+v, %+v, next %q", when, letter.Can, letter.Will, letter.Next)
			}
			return err
		})
	}
	wants("no list", journey.Change{Now: "ふりかえりの言葉"}, journey.Change{Now: "ふりかえりの望み"}, "ふりかえりの望み")
	run, walk := list("走る", cohort.Will, time.Time{}), list("歩く", cohort.Will, time.Time{})
	h.write(func(tx *storage.Tx) error { return tx.SaveAims(run, walk) })
	wants("in the first month", journey.Change{Now: "ふりかえりの言葉"}, journey.Change{Now: "歩く\n走る"}, "歩く\n走る")
	h.pass(40 * 24 * time.Hour)
	wants("nothing changed", journey.Change{Now: "ふりかえりの言葉"}, journey.Change{Now: "歩く\n走る"}, "歩く\n走る")
	run.Dropped = h.clock.Now()
	h.write(func(tx *storage.Tx) error { return tx.SaveAims(run) })
	wants("let go", journey.Change{Now: "ふりかえりの言葉"}, journey.Change{Then: "歩く\n走る", Now: "歩く"}, "歩く")
	h.write(func(tx *storage.Tx) error {
		return tx.SaveAims(list("教える", cohort.Will, time.Time{}), list("聞く", cohort.Can, time.Time{}))
	})
	wants("new", journey.Change{Now: "聞く"}, journey.Change{Then: "歩く\n走る", Now: "歩く\n教える"}, "歩く\n教える")
}

// The letter keeps the rule of one message a day, and stands in no message with others.
func TestLetterHasADayOfItsOwn(t *testing.T) {
	h := open(t, 1)
	due := h.clock.Now()
	h.write(func(tx *storage.Tx) error {
		for _, kind := range []string{nudges.KindFarewell, nudges.KindLetter} {
			_, err := tx.Enqueue(storage.Delivery{
				Occasion: kind, Recipient: "U0001", Kind: kind, Subject: h.cohort.ID, Due: due, Expires: due.Add(3 * day), Urgency: storage.Ordinary,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	h.pass(2 * day)
	if came := h.came("U0001"); len(came) != 2 || came[0][:5] == came[1][:5] {
		t.Errorf("they come at %q; the ledger: %q", came, h.ledger())
	}
}
