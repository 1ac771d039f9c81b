package nudges

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Hold keeps a session that an organiser, or a file, changed from the version that it names: what announced it is drawn again, who said that
// they come is told if it was moved, cancelled or is held after all, and who has it in their calendar gets it anew. It reports whether
// anything changed, and returns storage.ErrNotFound if the session stands at another version by now.
func Hold(tx *storage.Tx, c cohort.Cohort, after cohort.Session, by string, now time.Time) (did bool, err error) {
	before, err := tx.Session(after.ID)
	if err != nil || sameSession(before, after) && before.Version == after.Version {
		return false, err
	}
	after.Changed, after.ChangedBy, after.Sequence = now, by, before.Sequence
	switch {
	case after.Cancelled.IsZero():
		after.CancelledBy = ""
	case before.Cancelled.IsZero():
		after.CancelledBy = by
	}
	inCalendars := before.InCalendars(after)
	if !inCalendars {
		after.Sequence++
	}
	if before.Version != after.Version {
		return false, storage.ErrNotFound
	}
	if err := Changed(tx, c, before, after, now); err != nil {
		return false, err
	}
	if err := tx.ChangeSession(after); err != nil {
		return false, err
	}
	if err := tellComers(tx, before, after, now); err != nil {
		return false, err
	}
	if inCalendars {
		return true, nil
	}
	return true, entriesAnew(tx, before, after, now)
}

// sameSession reports whether two states of a session say the same, whoever changed them.
func sameSession(a, b cohort.Session) bool {
	return a.InCalendars(b) && a.Because == b.Because && slices.Equal(a.Topics, b.Topics) && a.Question == b.Question && a.Act == b.Act &&
		a.Story == b.Story && a.StoryBy == b.StoryBy && slices.Equal(a.SpeakerIDs, b.SpeakerIDs) && a.Word == b.Word &&
		slices.Equal(a.Materials, b.Materials) && a.ByHand == b.ByHand
}

// tellComers tells who said that they come, unless the session was over: once for each change. Who has not heard of an earlier one yet hears
// of both at once, and of none if the session stands again where they know it to be.
func tellComers(tx *storage.Tx, before, after cohort.Session, now time.Time) error {
	off, was := !after.Cancelled.IsZero(), !before.Cancelled.IsZero()
	switch {
	case off == was && (off || before.Starts.Equal(after.Starts)), !before.Ends().After(now) && !after.Ends().After(now), off && !before.Ends().After(now):
		return nil
	}
	comers, err := tx.Comers(after.ID)
	if err != nil {
		return err
	}
	if !off {
		if err := tx.AskAnew(after.ID); err != nil {
			return err
		}
	}
	notYet, err := notToldYet(tx, after.ID)
	if err != nil {
		return err
	}
	for _, person := range comers {
		knows := known{before.Starts, was}
		if first, waits := notYet[person]; waits {
			knows = knewThen(first)
		}
		switch {
		case off && knows.off, !off && !knows.off && knows.starts.Equal(after.Starts): // they never heard that it was otherwise
			if !off {
				err = tx.Attend(after.ID, person, cohort.Attending, now)
			}
		case off:
			err = tellComer(tx, person, after, KindOff, knows, latest(before.Starts, now.Add(time.Minute)), now)
		case after.Starts.After(now):
			err = tellComer(tx, person, after, KindMoved, knows, after.Starts, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// known is how somebody knows a session to stand.
type known struct {
	starts time.Time
	off    bool
}

func tellComer(tx *storage.Tx, person string, s cohort.Session, kind string, knows known, expires, now time.Time) error {
	was := strconv.FormatInt(knows.starts.Unix(), 10)
	if knows.off {
		was += "x"
	}
	_, err := enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("%s/%s/%d/%s", kind, s.ID, s.Sequence, was), Recipient: person, Kind: kind, Subject: s.ID, Due: now, Expires: expires,
	})
	return err
}

// notToldYet takes back what people were to be told of a session and were not told yet, and returns the first of it for each.
func notToldYet(tx *storage.Tx, session string) (map[string]storage.Delivery, error) {
	first := map[string]storage.Delivery{}
	for _, kind := range []string{KindMoved, KindOff} {
		all, err := tx.Deliveries(session, kind)
		if err != nil {
			return nil, err
		}
		for _, d := range all {
			if d.State != storage.Waiting || d.Attempts > 0 {
				continue
			}
			if err := tx.Drop(d.ID, storage.Cancelled, "the session was changed again"); err != nil {
				return nil, err
			}
			if earlier, known := first[d.Recipient]; !known || d.ID < earlier.ID {
				first[d.Recipient] = d
			}
		}
	}
	return first, nil
}

// knewThen is how the recipient of a delivery knew the session to stand before it.
func knewThen(d storage.Delivery) known {
	was := d.Occasion[strings.LastIndex(d.Occasion, "/")+1:]
	seconds, off := strings.CutSuffix(was, "x")
	at, _ := strconv.ParseInt(seconds, 10, 64)
	return known{time.Unix(at, 0), off}
}

// isAbout reports whether a delivery was planned for the session as it stands.
func isAbout(d storage.Delivery, s cohort.Session) bool {
	return strings.HasPrefix(d.Occasion, fmt.Sprintf("%s/%s/%d/", d.Kind, s.ID, s.Sequence))
}

// wordMoved tells who said that they come from when to when a session was moved, by their own clock, and asks them anew.
func wordMoved(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, r, err := aboutSession(tx, d)
	if err != nil {
		return worded{}, err
	}
	switch {
	case d.State == storage.Sent:
	case !s.Cancelled.IsZero() || !s.Starts.After(now):
		return worded{}, stale("the session is not held then")
	}
	w, zone, knew := r.words, r.Location(), knewThen(d)
	sentence, facts := "held.moved", chat.Fields{
		{Label: w.Say("held.before"), Value: w.When(knew.starts.In(zone))},
		{Label: w.Say("held.now"), Value: w.Say("session.when_value", "Span", w.Span(s.Starts.In(zone), s.Ends().In(zone)), "Zone", w.Zone(r.Zone))},
	}
	switch {
	case knew.off && knew.starts.Equal(s.Starts):
		sentence, facts = "held.revived", facts[1:]
	case knew.off:
		sentence = "held.revived"
	}
	m := chat.Message{Summary: w.Say(sentence+"_summary", "Theme", s.Theme), Blocks: []chat.Block{
		chat.Heading(w.Say("session.heading", "Number", s.Number, "Theme", s.Theme)), chat.Text(w.Say(sentence)), facts,
		chat.Text(w.Say("held.asked_anew")), answerButtons(w, s),
	}}
	return r.before(m, s, now), nil
}

// answerButtons are those by which one says whether one comes.
func answerButtons(w *locale.Words, s cohort.Session) chat.Buttons { return SessionButtons(w, s)[:2] }

// before addresses a message about a session to a participant: outside their quiet hours, unless it would come too late.
func (r reader) before(m chat.Message, s cohort.Session, now time.Time) worded {
	l := r.letterTo(m, now)
	if !l.quietUntil.Before(s.Starts) {
		l.quietUntil = now
	}
	return l
}

// wordOff tells who said that they come that a session is not held.
func wordOff(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, r, err := aboutSession(tx, d)
	if err != nil {
		return worded{}, err
	}
	if s.Cancelled.IsZero() && d.State != storage.Sent {
		return worded{}, stale("the session is held after all")
	}
	w, when := r.words, r.words.When(knewThen(d).starts.In(r.Location()))
	m := chat.Message{Summary: w.Say("held.off_summary", "Theme", s.Theme, "When", when), Blocks: []chat.Block{
		chat.Heading(w.Say("session.heading", "Number", s.Number, "Theme", s.Theme)), chat.Text(w.Say("held.off_when", "When", when)),
	}}
	if s.Because != "" {
		m.Blocks = append(m.Blocks, chat.Quote(s.Because))
	}
	return r.before(m, s, now), nil
}

// aboutSession is what a delivery is about, and who reads it. One that was planned for how the session stood before is stale.
func aboutSession(tx *storage.Tx, d storage.Delivery) (s cohort.Session, r reader, err error) {
	if s, err = tx.Session(d.Subject); err != nil {
		return s, r, err
	}
	if !isAbout(d, s) && d.State != storage.Sent {
		return s, r, stale("the session was changed again")
	}
	r, err = participant(tx, s.Cohort, d.Recipient)
	return s, r, err
}
