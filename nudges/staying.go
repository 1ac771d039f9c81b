package nudges

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// askedBefore is how long before circles are formed anew their members are asked who stays together.
const askedBefore = 5 * 24 * time.Hour

// planStaying plans the question who stays together, some days before circles are formed anew.
func (e *Engine) planStaying(ctx context.Context, now time.Time) (next time.Time, err error) {
	rounds := map[string]time.Time{}
	err = e.db.Read(ctx, func(tx *storage.Tx) error {
		all, err := tx.Running()
		for _, c := range all {
			if c.Schedule.Circles == "" || err != nil {
				continue
			}
			round, failed := tx.NextCircles(c.ID)
			if err = failed; err != nil {
				continue
			}
			standing, failed := tx.AnyStanding(c.ID)
			if err = failed; !standing || err != nil { // there is nobody to ask
				continue
			}
			over, failed := isOver(tx, c.ID, round)
			if err = failed; !over { // nothing is formed anew by itself then
				rounds[c.ID] = round
			}
		}
		return err
	})
	if err != nil {
		return next, err
	}
	for id, round := range rounds {
		ask := round.Add(-askedBefore)
		switch {
		case round.IsZero() || !round.After(now) || round.Equal(cohort.Forever):
			continue
		case ask.After(now):
			next = earliest(next, ask)
			continue
		}
		err := e.once(ctx, fmt.Sprintf("staying/%s/%d", id, round.Unix()), now, func(tx *storage.Tx) error {
			return askWhoStays(tx, id, round, now)
		})
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

func askWhoStays(tx *storage.Tx, cohortID string, round, now time.Time) error {
	standing, err := tx.Standing(cohortID)
	if err != nil {
		return err
	}
	for _, c := range standing {
		if c.Channel == "" || c.Opener != "" || !c.Kept.IsZero() || len(c.Members) < 2 {
			continue
		}
		_, err := enqueue(tx, storage.Delivery{
			Occasion: stayOccasion(c, round), Recipient: c.Channel, Kind: KindStaying, Subject: c.ID,
			Due: now, Expires: round,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// StayRound is the round of which members are being asked whether they stay together; zero: of none, it is too early.
func StayRound(tx *storage.Tx, c cohort.Cohort, now time.Time) (time.Time, error) {
	round, err := tx.NextCircles(c.ID)
	if err != nil || c.Schedule.Circles == "" || round.Equal(cohort.Forever) || !round.After(now) || round.Add(-askedBefore).After(now) {
		return time.Time{}, err
	}
	over, err := isOver(tx, c.ID, round)
	if over || err != nil { // nothing is formed anew by itself then
		return time.Time{}, err
	}
	return round, nil
}

// wordStaying asks in a room who stays together. How many said so is shown; who wants new people is not. Once the round is over, or the
// circle has ended, what stands there asks no more.
func wordStaying(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	round, err := StayRound(tx, c, now)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(c.Language)
	over := round.IsZero() || d.Occasion != stayOccasion(circle, round)
	switch {
	case d.State == storage.Sent && (over || !circle.Ended.IsZero()):
		sentence := w.Say("stay.over")
		return worded{to: circle.Channel, message: chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence)}}}, nil
	case over:
		return worded{}, stale("the round is over, or on another day")
	}
	if _, _, err := speaking(tx, circle.ID, now); err != nil {
		return worded{}, err
	}
	question := w.Say("stay.question", "Day", w.Day(round.In(c.Location())))
	blocks := []chat.Block{chat.Text(question), chat.Context(w.Say("stay.rule"))}
	said, err := saidYes(tx, circle, cohort.NextRound)
	if said > 0 {
		blocks = append(blocks, chat.Context(w.Say("stay.count", "Count", said)))
	}
	return worded{
		to: circle.Channel, quietUntil: cohort.Awake(now, c.Location()),
		message: chat.Message{Summary: question, Blocks: append(blocks, StayButtons(w, circle, round))},
	}, err
}

// stayOccasion names the question whether a circle stays together in a round.
func stayOccasion(c cohort.Circle, round time.Time) string {
	return fmt.Sprintf("staying/%s/%d", c.ID, round.Unix())
}

// StayButtons let a member say whether they stay with their circle in a round.
func StayButtons(w *locale.Words, c cohort.Circle, round time.Time) chat.Buttons {
	asked := strconv.FormatInt(round.Unix(), 10)
	return chat.Buttons{
		{Action: ActionCircleStay, Value: Value(c.ID, Value("yes", asked)), Label: w.Say("stay.stay")},
		{Action: ActionCircleStay, Value: Value(c.ID, Value("no", asked)), Label: w.Say("stay.change")},
	}
}

// speaking finds a circle in whose room Ippo says something of its own accord, and its cohort; it is stale if it no longer does.
func speaking(tx *storage.Tx, circleID string, now time.Time) (cohort.Circle, cohort.Cohort, error) {
	circle, err := tx.Circle(circleID)
	if err != nil {
		return circle, cohort.Cohort{}, err
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return circle, c, err
	}
	speaks, err := CircleSpeaks(tx, circle, now)
	switch {
	case err != nil:
		return circle, c, err
	case len(circle.Members) == 0 || circle.Channel == "":
		return circle, c, stale("nobody is left in the circle")
	case !speaks:
		return circle, c, stale("the circle has ended")
	}
	return circle, c, nil
}

// CircleSpeaks reports whether Ippo says anything of its own accord in a circle's room: as long as the circle lasts, and after the
// program only if its members keep it.
func CircleSpeaks(tx *storage.Tx, c cohort.Circle, now time.Time) (bool, error) {
	in, err := tx.Cohort(c.Cohort)
	if err != nil || in.Silent() && c.Kept.IsZero() { // a circle that its members keep is theirs, also when the cohort is archived
		return false, err
	}
	ends, err := tx.ProgramEnd(c.Cohort)
	return c.Speaks(ends, now), err
}

// saidYes counts the members of a circle who said yes in a matter.
func saidYes(tx *storage.Tx, c cohort.Circle, matter cohort.Matter) (said int, err error) {
	votes, err := tx.VotesOn(c.ID, matter)
	for _, member := range c.Members {
		if votes[member] {
			said++
		}
	}
	return said, err
}
