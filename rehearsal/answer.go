package rehearsal

import (
	"context"
	"errors"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// answer lets the people answer what they got since the last time, and reports whether they did: rehearsed people do nothing by
// themselves, and who never answers sees less of the year.
func (p *play) answer(ctx context.Context) (answered bool, err error) {
	news := p.stage.since(p.seen)
	p.seen += len(news)
	if p.Silent || len(news) == 0 {
		return false, nil
	}
	err = p.db.Write(ctx, func(tx *storage.Tx) error {
		answered = false
		for _, one := range news {
			d, err := tx.Delivery(one.delivery)
			if err != nil {
				return err
			}
			does, err := p.reply(tx, d, p.clock.Now())
			if err != nil && !errors.Is(err, storage.ErrNotFound) { // it was answered already, or is over
				return err
			}
			answered = answered || does
		}
		return nil
	})
	return answered, err
}

// reply answers one delivery, and reports whether there was something to answer.
func (p *play) reply(tx *storage.Tx, d storage.Delivery, now time.Time) (bool, error) {
	switch d.Kind {
	case nudges.KindNudge: // a step is tried, and done
		if err := tx.AnswerOffer(d.Subject, cohort.Open, cohort.Trying, now); err != nil {
			return false, err
		}
		return true, errors.Join(tx.AnswerOffer(d.Subject, cohort.Trying, cohort.Done, now), tx.Heard(d.Recipient, now))
	case nudges.KindTimes, nudges.KindDidMeet:
		return true, replyInRoom(tx, d, now)
	}
	return false, nil
}

// replyInRoom has everybody take the first time that is proposed to a circle, and say afterwards that they met.
func replyInRoom(tx *storage.Tx, d storage.Delivery, now time.Time) error {
	m, err := tx.Meeting(d.Subject)
	if err != nil {
		return err
	}
	circle, err := tx.Circle(m.Circle)
	if err != nil {
		return err
	}
	if d.Kind == nudges.KindDidMeet {
		return nudges.Answer(tx, circle, m, cohort.HasMet, now)
	}
	for _, member := range circle.Members {
		if err := nudges.VoteFor(tx, circle, m, member, m.Times[0], now); err != nil {
			return err
		}
	}
	return nil
}
