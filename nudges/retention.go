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

// How long before what somebody wrote is erased they are asked, and how long after they were asked it stays at least. Who could not be asked
// is asked again, and until then nothing of theirs is erased.
const (
	retentionAsked = 30 * 24 * time.Hour
	retentionGrace = 14 * 24 * time.Hour
)

// retentionLook is how often it is looked whose time has come.
const retentionLook = time.Hour

// KeptUntil is until when what a person wrote is kept, and in the cohort of which that follows: a set time after the last session of all the
// cohorts that they take part in or took part in, or as long as they wish. The zero time: a cohort has no end.
func KeptUntil(tx *storage.Tx, person string) (until time.Time, of cohort.Cohort, err error) {
	return programs{}.keptUntil(tx, person)
}

func (known programs) keptUntil(tx *storage.Tx, person string) (until time.Time, of cohort.Cohort, err error) {
	cohorts, err := tx.CohortsEver(person)
	if err != nil {
		return until, of, err
	}
	for _, id := range cohorts {
		p, err := known.of(tx, id)
		if err != nil || p.end.IsZero() {
			return time.Time{}, p.Cohort, err
		}
		if at := p.end.Add(p.Keep()); at.After(until) {
			until, of = at, p.Cohort
		}
	}
	kept, err := tx.KeptUntil(person)
	return latest(until, kept), of, err
}

// planRetention asks people a month before whether what they wrote is to be kept, and erases it when its time has come. It returns when the
// next of these comes. What fails for one person holds up nobody else, and is tried again less and less often.
func (e *Engine) planRetention(ctx context.Context, now time.Time) (time.Time, error) {
	since := now.Sub(e.retentionAt)
	if since >= 0 && since < retentionLook && (e.nextRetention.IsZero() || e.nextRetention.After(now)) {
		return e.nextRetention, nil
	}
	people, next, failed := e.retentionDue(ctx, now)
	erased := false
	for _, person := range people {
		gone, err := e.retain(ctx, person, now)
		if err != nil {
			next = earliest(next, e.retentionFailed(person, now))
			failed = errors.Join(failed, err)
			continue
		}
		delete(e.retentionTries, person)
		erased = erased || gone
	}
	e.retentionAt, e.nextRetention = now, next
	if erased {
		failed = errors.Join(failed, e.db.Scrub(ctx))
	}
	return next, failed
}

// retentionDue lists for whom something is due, all of it as it stands at one moment, and when something is for the next. Where that cannot be
// told of somebody, the others are listed all the same.
func (e *Engine) retentionDue(ctx context.Context, now time.Time) (due []string, next time.Time, failed error) {
	err := e.db.Read(ctx, func(tx *storage.Tx) error {
		known := programs{}
		people, at, err := known.writers(tx, now)
		if err != nil {
			return err
		}
		next = at
		for _, person := range people {
			if tries := e.retentionTries[person]; tries.next.After(now) {
				next = earliest(next, tries.next)
				continue
			}
			k, err := known.retentionOf(tx, person, now)
			switch {
			case err != nil:
				next = earliest(next, e.retentionFailed(person, now))
				failed = errors.Join(failed, err)
			case k.asks || k.erases:
				due = append(due, person)
			default:
				next = earliest(next, k.next)
			}
		}
		return nil
	})
	if err != nil {
		next = earliest(next, e.retentionFailed("", now))
	} else {
		delete(e.retentionTries, "")
	}
	return due, next, errors.Join(failed, err)
}

// retentionFailed counts what failed for somebody, or as a whole, and returns when to try again: at first soon, in the end with each look.
func (e *Engine) retentionFailed(person string, now time.Time) time.Time {
	tries := e.retentionTries[person]
	tries.failed++
	tries.next = now.Add(min(time.Minute<<min(tries.failed-1, 10), retentionLook))
	e.retentionTries[person] = tries
	return tries.next
}

// writers lists who wrote something in the cohorts whose time is nearly over, and when that of the next one is. Nobody's comes earlier.
func (known programs) writers(tx *storage.Tx, now time.Time) (people []string, next time.Time, err error) {
	all, err := tx.Cohorts()
	for _, c := range all {
		if err != nil {
			return nil, next, err
		}
		end, err := tx.ProgramEnd(c.ID)
		if err != nil {
			return nil, next, err
		}
		known[c.ID] = program{c, end}
		ask := end.Add(c.Keep() - retentionAsked)
		switch {
		case end.IsZero():
			continue
		case ask.After(now):
			next = earliest(next, ask)
			continue
		}
		some, err := tx.Writers(c.ID)
		if err != nil {
			return nil, next, err
		}
		people = append(people, some...)
	}
	slices.Sort(people)
	return slices.Compact(people), next, err
}

// retain does what is due for one person, and reports whether they were erased.
func (e *Engine) retain(ctx context.Context, person string, now time.Time) (erased bool, err error) {
	err = e.write(ctx, func(tx *storage.Tx) error {
		due, err := programs{}.retentionOf(tx, person, now) // they may have pressed meanwhile
		switch {
		case err != nil:
			return err
		case due.erases:
			erased = true
			return Erase(tx, person, now)
		case due.asks:
			_, err := enqueue(tx, storage.Delivery{
				Occasion: "retention/" + due.of.ID + "/" + now.UTC().Format(time.DateOnly), Recipient: person, Kind: KindRetention, Subject: due.of.ID,
				Due: now, Expires: now.Add(worthAWeek),
			})
			return err
		}
		return nil
	})
	if err == nil && erased {
		e.log.Info("what somebody wrote was erased: its time was over")
	}
	return erased && err == nil, err
}

// retention is what is to be done about what a person wrote.
type retention struct {
	of           cohort.Cohort
	asks, erases bool
	next         time.Time // when something is; zero: that is not known yet, or never
}

func (known programs) retentionOf(tx *storage.Tx, person string, now time.Time) (k retention, err error) {
	until, of, err := known.keptUntil(tx, person)
	if err != nil || until.IsZero() {
		return k, err
	}
	k.of = of
	ask := until.Add(-retentionAsked)
	if ask.After(now) {
		k.next = ask
		return k, nil
	}
	asked, err := storage.Optional(tx.LatestTo(person, KindRetention))
	switch {
	case err != nil:
		return k, err
	case asked.ID == "" || asked.Due.Before(ask): // never, or before they wished to keep it
		k.asks = true
	case asked.State == storage.Sent:
		at := latest(until, asked.Sent.Add(retentionGrace))
		k.erases = !at.After(now)
		k.next = at
	case asked.Unsent():
		again := asked.Due.Add(retentionGrace)
		k.asks = !again.After(now)
		k.next = again
	}
	return k, nil
}

// KeepLonger keeps what a person wrote for another year, and returns until when.
func KeepLonger(tx *storage.Tx, person string, now time.Time) (time.Time, error) {
	until, _, err := KeptUntil(tx, person)
	if err != nil {
		return until, err
	}
	until = latest(until, now).AddDate(1, 0, 0)
	return until, tx.KeepUntil(person, until)
}

// wordRetention asks somebody what is to become of what they wrote. It comes in a pause as well: else it could be erased unasked.
func wordRetention(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	p, err := tx.Person(d.Recipient)
	if err != nil {
		return worded{}, err
	}
	until, of, err := KeptUntil(tx, p.ID)
	if err != nil {
		return worded{}, err
	}
	if until.IsZero() || until.Add(-retentionAsked).After(now) {
		return worded{}, stale("the person answered meanwhile")
	}
	w, err := wordsFor(tx, p)
	day := w.DayOf(latest(until, now.Add(retentionGrace)).In(p.Location()), now)
	question := w.Say("data.keeping", "Cohort", of.Name, "Day", day)
	return worded{to: p.ID, words: w, quietUntil: p.Awake(now), message: chat.Message{Summary: question, Blocks: []chat.Block{
		chat.Text(question), RetentionButtons(w, of), chat.Context(w.Say("data.keeping_hint")),
	}}}, err
}

// RetentionButtons let somebody receive what they wrote, keep it for another year, or erase it at once.
func RetentionButtons(w *locale.Words, c cohort.Cohort) chat.Buttons {
	return chat.Buttons{
		{Action: ActionExport, Label: w.Say("data.receive")},
		{Action: ActionKeepLonger, Value: c.ID, Label: w.Say("data.keep")},
		{Action: ActionErase, Label: w.Say("data.erase_now")},
	}
}
