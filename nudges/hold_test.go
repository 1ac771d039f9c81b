package nudges_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// holds changes a session as it stands, as an organiser does.
func (h *house) holds(id string, change func(*cohort.Session)) (s cohort.Session) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		if s, err = tx.Session(id); err != nil {
			return err
		}
		change(&s)
		if _, err = nudges.Hold(tx, h.cohort, s, "U0900", h.clock.Now()); err != nil {
			return err
		}
		s, err = tx.Session(id)
		return err
	})
	return s
}

// comes has somebody say that they come, as by the button.
func (h *house) comes(s cohort.Session, people ...string) {
	h.Helper()
	h.write(func(tx *storage.Tx) (err error) {
		for _, person := range people {
			err = errors.Join(err, tx.Attend(s.ID, person, cohort.Attending, h.clock.Now()), nudges.FirstEntry(tx, s, person, h.clock.Now()))
		}
		return err
	})
}

// at moves the clock to a wall-clock time of the cohort, doing what is due on the way.
func (h *house) at(wall string) {
	h.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", wall, h.cohort.Location())
	if err != nil {
		h.Fatal(err)
	}
	h.pass(moment.Sub(h.clock.Now()))
}

// told lists what reached somebody of some kinds, by kind.
func (h *house) told(session, person string, kinds ...string) (all []string) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) error {
		for _, kind := range kinds {
			sent, err := tx.Deliveries(session, kind)
			if err != nil {
				return err
			}
			for _, d := range sent {
				if d.Recipient == person {
					all = append(all, kind+" "+string(d.State))
				}
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

func (h *house) answer(session, person string) (a cohort.Attendance) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) (err error) {
		a, err = tx.AttendanceOf(session, person)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return a
}

// Who says that they come, and only they, hear of each change once; what changes twice in the night, they hear of in the morning, at once; and
// what is as they know it again, not at all.
func TestWhoComesIsToldOnce(t *testing.T) {
	h := open(t, 3)
	s := h.session(10 * 24 * time.Hour)
	h.comes(s, "U0001")
	h.write(func(tx *storage.Tx) error { return tx.Attend(s.ID, "U0002", cohort.NotThisTime, h.clock.Now()) })
	h.at(h.clock.Now().In(h.cohort.Location()).AddDate(0, 0, 1).Format("2006-01-02") + " 23:30")
	first, second := s.Starts.Add(24*time.Hour), s.Starts.Add(48*time.Hour)
	h.holds(s.ID, func(s *cohort.Session) { s.Starts = first })
	h.holds(s.ID, func(s *cohort.Session) { s.Starts = second })
	h.pass(time.Minute)
	if got := h.told(s.ID, "U0001", nudges.KindMoved); !slices.Equal(got, []string{"moved cancelled", "moved waiting"}) {
		t.Errorf("in the night: %v", got)
	}
	h.pass(12 * time.Hour)
	if got := h.told(s.ID, "U0001", nudges.KindMoved); !slices.Equal(got, []string{"moved cancelled", "moved sent"}) {
		t.Errorf("in the morning: %v", got)
	}
	if h.answer(s.ID, "U0001") != cohort.AskedAnew || h.answer(s.ID, "U0002") != cohort.NotThisTime {
		t.Error("the old answers stand")
	}
	words, said := locale.In("ja"), h.messages("U0001")
	for _, at := range []time.Time{s.Starts, second} {
		if when := words.When(at.In(h.cohort.Location())); !strings.Contains(said, when) {
			t.Errorf("%s is not in %s", when, said)
		}
	}
	if when := words.When(first.In(h.cohort.Location())); strings.Contains(said, when) {
		t.Errorf("%s, which they never knew of, is in %s", when, said)
	}

	h.pass(14 * time.Hour) // the next night
	h.holds(s.ID, func(s *cohort.Session) { s.Cancelled = h.clock.Now() })
	h.holds(s.ID, func(s *cohort.Session) { s.Cancelled = time.Time{} })
	h.pass(12 * time.Hour)
	if got := h.told(s.ID, "U0001", nudges.KindOff); !slices.Equal(got, []string{"off cancelled"}) {
		t.Errorf("cancelled and held after all before anybody heard of it: %v", got)
	}
	if n := len(h.told(s.ID, "U0002", nudges.KindMoved, nudges.KindOff, nudges.KindEntry)) + len(h.told(s.ID, "U0003", nudges.KindMoved, nudges.KindOff)); n != 0 {
		t.Errorf("%d messages to who does not come", n)
	}
}

// messages are all that stands of what was said to somebody.
func (h *house) messages(to string) (all string) {
	for _, m := range h.platform.standing {
		if m.to == to {
			all += m.text + "\n"
		}
	}
	return all
}

// A cancelled session is announced to nobody, colours no step and asks for no looking back; revived, it is as before.
func TestCancelledSessionIsStill(t *testing.T) {
	h := open(t, 1)
	s := h.session(8 * 24 * time.Hour)
	h.comes(s, "U0001")
	h.pass(2 * 24 * time.Hour)
	if n := h.platform.received("C0001"); n != 1 {
		t.Fatalf("%d reminders", n)
	}
	h.holds(s.ID, func(s *cohort.Session) { s.Cancelled, s.Because = h.clock.Now(), "台風のため" })
	h.pass(time.Minute)
	if stands := h.platform.lastTo("C0001"); !strings.Contains(stands, "台風のため") || strings.Contains(stands, locale.In("ja").Say("session.attending")) {
		t.Errorf("the reminder says %s", stands)
	}
	err := h.db.Read(t.Context(), func(tx *storage.Tx) error {
		held, err := tx.Sessions(h.cohort.ID)
		ever, failed := tx.SessionsEver(h.cohort.ID)
		if len(held) != 0 || len(ever) != 1 {
			t.Errorf("%d are held, of %d", len(held), len(ever))
		}
		return errors.Join(err, failed)
	})
	if err != nil {
		t.Fatal(err)
	}
	h.holds(s.ID, func(s *cohort.Session) { s.Cancelled, s.Because = time.Time{}, "" })
	h.pass(time.Minute)
	if got := h.told(s.ID, "U0001", nudges.KindOff, nudges.KindMoved); !slices.Equal(got, []string{"off sent", "moved sent"}) {
		t.Errorf("they heard %v", got)
	}
	h.holds(s.ID, func(s *cohort.Session) { s.Cancelled = h.clock.Now() })
	h.pass(10 * 24 * time.Hour)
	if got := h.told(s.ID, "U0001", nudges.KindInvitation); len(got) != 0 {
		t.Errorf("a cancelled session is looked back on: %v", got)
	}
}

// Two organisers who saw the same do not overwrite each other.
func TestStaleSessionIsNotKept(t *testing.T) {
	h := open(t, 1)
	s := h.session(8 * 24 * time.Hour)
	h.holds(s.ID, func(s *cohort.Session) { s.Theme = "一人目" })
	s.Theme = "二人目"
	err := h.db.Write(t.Context(), func(tx *storage.Tx) error {
		_, err := nudges.Hold(tx, h.cohort, s, "U0901", h.clock.Now())
		return err
	})
	if !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("the second: %v", err)
	}
	if stands := h.holds(s.ID, func(*cohort.Session) {}); stands.Theme != "一人目" || stands.ChangedBy != "U0900" || stands.Version != 1 {
		t.Errorf("it stands at %+v", stands)
	}
}

// A move across the end of summer time is told by the reader's own clock, and the file says the instant.
func TestMovedAcrossSummerTime(t *testing.T) {
	h := open(t, 1, "America/New_York")
	s := h.session(8 * 24 * time.Hour)
	h.comes(s, "U0001")
	h.pass(time.Minute)
	gap := time.Date(2027, 3, 14, 7, 30, 0, 0, time.UTC) // 03:30 there, an hour after 01:30 by the clock
	h.holds(s.ID, func(s *cohort.Session) { s.Starts = gap })
	h.pass(24 * time.Hour)
	if said := h.messages("U0001"); !strings.Contains(said, locale.In("ja").Clock(gap.In(cohort.Location("America/New_York")))) {
		t.Errorf("it says %s", said)
	}
	if feed := h.feed(); !strings.Contains(feed, "DTSTART:20270314T073000Z") {
		t.Error(feed)
	}
}

func (h *house) feed() (content string) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) (err error) {
		content, _, err = nudges.Feed(tx, h.cohort.ID)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return content
}

// What calendars get can be read by another program: folded lines of at most 75 bytes, ends of lines, a UID that stays, a SEQUENCE that grows
// with what calendars show, the cancelled as cancelled, and nobody's name but the speakers'.
func TestCalendarsReadIt(t *testing.T) {
	h := open(t, 2)
	s := h.session(8 * 24 * time.Hour)
	h.comes(s, "U0001")
	s = h.holds(s.ID, func(s *cohort.Session) {
		s.Theme, s.Speakers = strings.Repeat("人生の棚卸し、その先へ; ", 8), []string{"山川（国際NGO）"}
		s.Link, s.Question = "https://example.com/room?a=1&b=2", "持ってくる問い"
	})
	s = h.holds(s.ID, func(s *cohort.Session) { s.Act = "カレンダーには出ないこと" })
	off := h.session(9 * 24 * time.Hour)
	off = h.holds(off.ID, func(s *cohort.Session) { s.Cancelled = h.clock.Now() })
	content := h.feed()
	for _, line := range strings.Split(strings.TrimSuffix(content, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	decoder := ical.NewDecoder(strings.NewReader(content))
	calendar, err := decoder.Decode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decoder.Decode(); err != io.EOF {
		t.Errorf("there is more: %v", err)
	}
	events := calendar.Events()
	if len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	for i, want := range []cohort.Session{s, off} {
		text := func(name string) string {
			value, err := events[i].Props.Text(name)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return value
		}
		starts, err := events[i].DateTimeStart(time.UTC)
		if err != nil || !starts.Equal(want.Starts.Truncate(time.Second)) {
			t.Errorf("it starts %s, not %s: %v", starts, want.Starts, err)
		}
		status := "CONFIRMED"
		if !want.Cancelled.IsZero() {
			status = "CANCELLED"
		}
		if text(ical.PropUID) != want.ID+"@ippo" || text(ical.PropStatus) != status || events[i].Props.Get(ical.PropSequence).Value != "1" || events[i].Props.Get(ical.PropDateTimeStamp) == nil {
			t.Errorf("the event is %+v", events[i].Props)
		}
		if !strings.Contains(text(ical.PropSummary), strings.TrimSpace(want.Theme)) {
			t.Errorf("it is called %s", text(ical.PropSummary))
		}
	}
	if told := events[0].Props.Get(ical.PropDescription).Value; !strings.Contains(told, "山川") || strings.Contains(content, "U0001") {
		t.Errorf("it tells %s", told)
	}
	if h.feed() != content {
		t.Error("nothing has changed, and the calendar is another")
	}
}

// Few who say something show nothing; enough show bands, and lines only if five may be shown. It is worked out once.
func TestFeedbackIsSummedUpOnce(t *testing.T) {
	for _, test := range []struct {
		people, say, lines int
		bands, shown       bool
	}{{20, 4, 4, false, false}, {20, 12, 4, true, false}, {20, 12, 6, true, true}, {8, 8, 8, false, false}} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			h := open(t, test.people)
			s := h.session(24 * time.Hour)
			h.holds(s.ID, func(s *cohort.Session) { s.SpeakerIDs = []string{"U0500"} })
			h.pass(27 * time.Hour)
			say := func(from, to int) {
				h.write(func(tx *storage.Tx) (err error) {
					for i := from; i < to; i++ {
						person := fmt.Sprintf("U%04d", i+1)
						err = errors.Join(err, tx.Came(s.ID, person, cohort.ByButton, true, h.clock.Now()), tx.SaveFeedback(cohort.Feedback{ID: storage.NewID(), Session: s.ID, Person: person, Said: h.clock.Now(),
							Presses: map[string]string{"helpful": "much", "pace": "right", "next": "yes"}, Line: fmt.Sprintf("ひとこと%d", i), Shows: i < test.lines}))
					}
					return err
				})
			}
			say(0, test.say)
			h.pass(4 * 24 * time.Hour)
			said := h.messages("U0500")
			if bands := strings.Contains(said, locale.In("ja").Say("held.helpful")); bands != test.bands {
				t.Errorf("bands are shown: %v, in %s", bands, said)
			}
			if lines := strings.Contains(said, "ひとこと0"); lines != test.shown || strings.Contains(said, fmt.Sprintf("ひとこと%d", test.lines)) && test.lines < test.say {
				t.Errorf("lines are shown: %v, in %s", lines, said)
			}
			blocks := func() string {
				var b []chat.Block
				err := h.db.Read(t.Context(), func(tx *storage.Tx) (err error) {
					b, err = nudges.SummaryBlocks(tx, locale.In("ja"), s)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return fmt.Sprint(b)
			}
			before := blocks()
			say(test.say, test.people) // late, such as by another process
			h.pass(24 * time.Hour)
			if blocks() != before {
				t.Error("looking again shows something else")
			}
		})
	}
}

// In the reminder that stands one can say that one came: from ten minutes before until a day after; where organisers see who did, it says so.
func TestReminderTakesWhoCame(t *testing.T) {
	h := open(t, 2)
	h.cohort.Attendance = cohort.Named
	h.write(func(tx *storage.Tx) error { return tx.SaveCohort(h.cohort) })
	s := h.session(8 * 24 * time.Hour)
	came, named := locale.In("ja").Say("held.came"), locale.In("ja").Say("held.came_named")
	for _, moment := range []struct {
		at    time.Time
		shows bool
	}{{s.Starts.Add(-11 * time.Minute), false}, {s.Starts.Add(-9 * time.Minute), true}, {s.Ends().Add(time.Minute), true}, {s.Ends().Add(25 * time.Hour), false}} {
		h.pass(moment.at.Sub(h.clock.Now()))
		stands := h.platform.lastTo("C0001")
		if strings.Contains(stands, came) != moment.shows || strings.Contains(stands, named) != moment.shows {
			t.Errorf("%s after it begins it says %s", moment.at.Sub(s.Starts), stands)
		}
	}
}

// Who has a session in their calendar gets it again when calendars would show something else, unless they have left; saying again that one comes
// brings no second file.
func TestEntriesFollowWhoHasThem(t *testing.T) {
	h := open(t, 3)
	s := h.session(8 * 24 * time.Hour)
	h.comes(s, "U0001", "U0002")
	h.comes(s, "U0001") // said again
	h.pass(time.Minute)
	h.write(func(tx *storage.Tx) error { return tx.Leave(h.cohort.ID, "U0002", h.clock.Now()) })
	h.holds(s.ID, func(s *cohort.Session) { s.Link = "https://example.com/new" })
	h.pass(time.Minute)
	h.holds(s.ID, func(s *cohort.Session) { s.Question = "問い" }) // which calendars do not hold anew
	h.pass(time.Minute)
	for person, want := range map[string][]string{"U0001": {"entry sent", "entry sent"}, "U0002": {"entry sent", "entry cancelled"}, "U0003": nil} {
		if got := h.told(s.ID, person, nudges.KindEntry); !slices.Equal(got, want) {
			t.Errorf("%s has %v", person, got)
		}
	}
	if got := h.told(s.ID, "U0001", nudges.KindMoved); len(got) != 0 {
		t.Errorf("another link is told as a move: %v", got)
	}
}

// Where no file can be sent, who pressed for one is told in words when the session is.
func TestNoFileForTheCalendar(t *testing.T) {
	h := open(t, 1)
	s := h.session(8 * 24 * time.Hour)
	h.platform.fileless = &chat.Error{Fault: chat.Refused, Err: errors.New("missing_scope")}
	h.write(func(tx *storage.Tx) error { return nudges.EntryFor(tx, s, "U0001", h.clock.Now()) })
	h.pass(time.Minute)
	if said := h.messages("U0001"); !strings.Contains(said, locale.In("ja").Say("held.no_file")) || !strings.Contains(said, "棚卸し") {
		t.Errorf("it says %s", said)
	}
}

// What somebody asked stands in the speaker's message until they leave, or are erased; then it vanishes there.
func TestSpeakersMessageLosesWhatIsErased(t *testing.T) {
	h := open(t, 3)
	s := h.session(24 * time.Hour)
	h.holds(s.ID, func(s *cohort.Session) { s.SpeakerIDs = []string{"U0500"} })
	h.write(func(tx *storage.Tx) error {
		return errors.Join(
			tx.SaveAsk(cohort.Ask{ID: storage.NewID(), Session: s.ID, Person: "U0001", Words: "一つめの問い", Asked: h.clock.Now(), Given: h.clock.Now()}),
			tx.SaveAsk(cohort.Ask{ID: storage.NewID(), Session: s.ID, Person: "U0002", Words: "二つめの問い", Hidden: true, Asked: h.clock.Now(), Given: h.clock.Now()}))
	})
	h.pass(6 * 24 * time.Hour)
	if said := h.messages("U0500"); !strings.Contains(said, "一つめ") || !strings.Contains(said, "U0001") || !strings.Contains(said, "二つめ") || strings.Contains(said, "U0002") {
		t.Fatalf("the speaker heard %s", said)
	}
	h.write(func(tx *storage.Tx) error { return nudges.Erase(tx, "U0001", h.clock.Now()) })
	h.write(func(tx *storage.Tx) error { return nudges.LeaveCohort(tx, h.cohort.ID, "U0002", h.clock.Now()) })
	h.pass(time.Minute)
	if said := h.messages("U0500"); strings.Contains(said, "つめの問い") || strings.Contains(said, "U0001") {
		t.Errorf("it still says %s", said)
	}
}
