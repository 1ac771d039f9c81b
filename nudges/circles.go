package nudges

import (
	"context"
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// planCircles forms circles anew where a cohort's schedule says so.
func (e *Engine) planCircles(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []cohort.Cohort
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		due, err = tx.CirclesDue(now)
		return err
	})
	if err != nil {
		return next, err
	}
	for i, c := range due {
		failed := e.formOnSchedule(ctx, c, now)
		if err = errors.Join(err, failed); failed == nil && i < len(due)-1 {
			return now, err // one in a turn: finding circles takes a moment, in which nothing is delivered
		}
	}
	if err != nil {
		return next, err
	}
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		next, err = tx.EarliestCircles()
		return err
	})
	return next, err
}

func (e *Engine) formOnSchedule(ctx context.Context, c cohort.Cohort, now time.Time) error {
	following := c.Schedule.Circles.Next(now, c.Location())
	if following.IsZero() {
		following = cohort.Forever
	}
	var forming Forming
	var due time.Time
	over := false
	err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		if over, err = isOver(tx, c.ID, now); err != nil {
			return err
		}
		if due, err = tx.NextCircles(c.ID); err == nil && !due.IsZero() {
			forming, err = newRound(tx, c)
		}
		return err
	})
	if err != nil {
		return err
	}
	// A time that was only just worked out has not come yet; and after a long time of being down, a date that lies nearer to the
	// next one is left to that. After the last session nothing is formed anew by itself: who is together then may stay.
	if due.IsZero() || over || now.Sub(due) >= following.Sub(now) {
		return e.write(ctx, func(tx *storage.Tx) error {
			_, err := tx.SetNextCircles(c, following)
			return err
		})
	}
	if err := forming.Solve(ctx); err != nil {
		return err
	}
	return e.write(ctx, func(tx *storage.Tx) error {
		current, err := newRound(tx, c)
		if err != nil || current.Fingerprint() != forming.Fingerprint() { // somebody changed a wish meanwhile: soon, anew
			return err
		}
		kept, err := tx.SetNextCircles(c, following)
		if err != nil || !kept { // or the schedule
			return err
		}
		return forming.Confirm(tx, "", now)
	})
}

// NextRound is when a cohort's circles are formed anew by themselves the next time; zero: not any more, or only on request.
func NextRound(tx *storage.Tx, c cohort.Cohort, now time.Time) (time.Time, error) {
	round := c.Schedule.Circles.Next(now, c.Location())
	if round.IsZero() {
		return round, nil
	}
	over, err := isOver(tx, c.ID, round)
	if over || err != nil {
		return time.Time{}, err
	}
	return round, nil
}

// NothingToCome reports whether no session of a cohort is still to come or under way.
func NothingToCome(tx *storage.Tx, cohortID string, now time.Time) (bool, error) {
	_, err := tx.NextSession(cohortID, now)
	if errors.Is(err, storage.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// isOver reports whether a cohort's last session has ended. One without sessions has no end.
func isOver(tx *storage.Tx, cohortID string, now time.Time) (bool, error) {
	sessions, err := tx.Sessions(cohortID)
	return len(sessions) > 0 && !slices.ContainsFunc(sessions, func(s cohort.Session) bool { return s.Ends().After(now) }), err
}

func wordCircle(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if !circle.Ended.IsZero() || len(circle.Members) == 0 {
		return worded{}, stale("the circle has ended")
	}
	if circle.OpenerAlone() && circle.Channel == "" && d.Attempts <= 1 { // who joined has left again; and no room was tried to be opened
		return worded{}, stale("nobody has joined the circle")
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(c.Language)
	return worded{
		to: circle.ID,
		room: &room{
			circle: circle.ID, members: circle.Members,
			name: w.Say("circle.room_name", "Cohort", c.Name, "Number", circle.Number, "Code", circle.ID[len(circle.ID)-4:]),
		},
		message:    introduction(w, c, circle),
		quietUntil: cohort.Awake(now, c.Location()),
	}, nil
}

// introduction is the first message in a circle's room: who is here, and why these people.
func introduction(w *locale.Words, c cohort.Cohort, circle cohort.Circle) chat.Message {
	why := w.Say("circle.introduction")
	if circle.Opener != "" { // they came by themselves
		why = w.Say("circle.introduction_opened")
	}
	return chat.Message{
		Summary: w.Say("circle.introduction_summary", "Cohort", c.Name),
		Blocks: []chat.Block{
			chat.Heading(w.Say("circle.introduction_heading", "Cohort", c.Name)),
			chat.People(circle.Members),
			chat.Text(why),
			CircleReasons(w, circle),
			chat.Text(w.Say("circle.first_question")),
			chat.Context(w.Say("circle.room_is_yours")),
		},
	}
}

// CircleReasons say why these people are together.
func CircleReasons(w *locale.Words, circle cohort.Circle) chat.Fields {
	var fields chat.Fields
	for _, reason := range circle.Reasons {
		fields = append(fields, chat.Field{
			Label: w.Say("circle.reason_" + string(reason.Kind) + ".label"), Value: Reason(w, reason),
		})
	}
	return fields
}

// Reason says one reason in words.
func Reason(w *locale.Words, reason cohort.Reason) string {
	names := slices.Clone(reason.Names)
	for i, name := range names {
		if reason.Kind == cohort.SharedSlot {
			names[i] = SlotWords(w, name)
		} else {
			names[i] = TopicWords(w, name)
		}
	}
	return w.Say("circle.reason_"+string(reason.Kind)+".value", "Names", w.List(names), "Count", reason.Count)
}

// ReasonLine says one reason with what it is about.
func ReasonLine(w *locale.Words, reason cohort.Reason) string {
	return w.Say("circle.reason_line", "About", w.Say("circle.reason_"+string(reason.Kind)+".label"), "Reason", Reason(w, reason))
}
