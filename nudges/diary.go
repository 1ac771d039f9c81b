package nudges

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

const (
	diaryPrompts    = 14            // as many as locale has, in turn
	mostUnwritten   = 7             // prompts in a row that may stay without a line; with the last of them they end
	diaryGivesWay   = 2 * time.Hour // to a message of Ippo's own accord that came so short a time before
	lastDiaryPrefix = "diary_last/"
)

// planDiaries plans the daily prompts that have come due, each in its person's own zone.
func (e *Engine) planDiaries(ctx context.Context, now time.Time) (next time.Time, err error) {
	for {
		waits := false
		err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
			next, waits, err = tx.EarliestDiary()
			return err
		})
		if err != nil || !waits || next.After(now) {
			return next, err
		}
		if err := e.write(ctx, func(tx *storage.Tx) error { return planDiaryBatch(tx, now) }); err != nil {
			return time.Time{}, err
		}
	}
}

func planDiaryBatch(tx *storage.Tx, now time.Time) error {
	people, due, err := tx.DiariesDue(now, nudgeBatch)
	if err != nil {
		return err
	}
	for i, p := range people {
		rhythm, zone := cohort.Daily(p.Diary), p.Location()
		next := rhythm.Next(now, zone)
		if next.IsZero() {
			next = cohort.Forever
		}
		if err := tx.SetNextDiary(p.ID, next); err != nil {
			return err
		}
		if due[i].IsZero() {
			continue
		}
		at := due[i]
		if today := rhythm.Next(cohort.Midnight(now, zone).Add(-time.Millisecond), zone); at.Before(today) && !today.After(now) { // days went by
			at = today
		}
		if now.Before(p.Evening(at)) {
			if err := planDiary(tx, p, at, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// planDiary plans a day's prompt: none in a pause, none for who takes part no longer, and no second one on a day.
func planDiary(tx *storage.Tx, p cohort.Person, due, now time.Time) error {
	in, err := tx.CohortsOf(p.ID)
	if err != nil || len(in) == 0 || in[0].Silent() || p.Paused(now) { // archived ones come last
		return err
	}
	today, err := tx.CountSince(p.ID, KindDiary, cohort.Midnight(due, p.Location()).Add(-time.Millisecond))
	if err != nil || today > 0 {
		return err
	}
	unwritten, err := unwrittenDiaries(tx, p)
	if err != nil {
		return err
	}
	occasion := "diary/"
	if unwritten >= mostUnwritten-1 {
		occasion = lastDiaryPrefix
	}
	_, err = enqueue(tx, storage.Delivery{
		Occasion: occasion + due.In(p.Location()).Format(time.DateOnly), Recipient: p.ID, Kind: KindDiary, Subject: storage.NewID(),
		Due: due, Expires: p.Evening(due),
	})
	return err
}

// unwrittenDiaries counts the prompts that came to a person since they last wrote anything, or wished for prompts.
func unwrittenDiaries(tx *storage.Tx, p cohort.Person) (int, error) {
	written, err := tx.LastWritten(p.ID)
	if err != nil {
		return 0, err
	}
	return tx.CountSentSince(p.ID, KindDiary, latest(written, p.DiarySince))
}

// wordDiary asks for a line, or shows the face that was pressed below the question.
func wordDiary(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	in, err := tx.CohortsOf(d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if len(in) == 0 {
		return worded{}, stale(takesNoPart)
	}
	r, err := participant(tx, in[0].ID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	if d.State != storage.Sent {
		if err := diaryStale(tx, d, r, now); err != nil {
			return worded{}, err
		}
	}
	reflection, err := storage.Optional(tx.Reflection(d.Subject))
	if err != nil {
		return worded{}, err
	}
	return r.letterTo(DiaryMessage(r.words, d, r.Location(), reflection), now), nil
}

// diaryStale says why a prompt is not sent.
func diaryStale(tx *storage.Tx, d storage.Delivery, r reader, now time.Time) error {
	switch {
	case r.Paused(now):
		return stale("the person pauses")
	case r.Diary == 0:
		return stale("the person wishes for it no longer")
	}
	sent, err := tx.KindsSince(r.ID, now.Add(-diaryGivesWay), d.ID, d.ID)
	if err != nil {
		return err
	}
	waiting, err := tx.WaitingFor(r.ID, now.Add(time.Millisecond), now)
	if err != nil {
		return err
	}
	for _, other := range waiting {
		if !isExpired(other, now) {
			sent = append(sent, other.Kind)
		}
	}
	for _, kind := range sent {
		if kinds[kind].own != notOwn {
			return stale("another message came at the same time")
		}
	}
	return nil
}

// endDiary ends somebody's prompts once the last of them was sent, unless they wished for them anew meanwhile. One that did not reach them
// ends nothing.
func endDiary(tx *storage.Tx, d storage.Delivery) error {
	if d.Kind != KindDiary || !lastDiary(d) {
		return nil
	}
	p, err := storage.Optional(tx.Person(d.Recipient))
	if err != nil || p.Diary == 0 || p.DiarySince.After(d.Due) {
		return err
	}
	return tx.EndDiary(p.ID)
}

func lastDiary(d storage.Delivery) bool { return strings.HasPrefix(d.Occasion, lastDiaryPrefix) }

// DiaryMessage is a day's prompt, with what was answered to it.
func DiaryMessage(w *locale.Words, d storage.Delivery, zone *time.Location, r cohort.Reflection) chat.Message {
	_, offset := d.Due.In(zone).Zone()
	day := (d.Due.Unix() + int64(offset)) / (24 * 60 * 60)
	prompt := w.Say(fmt.Sprintf("diary.prompt_%d", day%diaryPrompts+1))
	m := chat.Message{Summary: prompt, Blocks: append([]chat.Block{chat.Text(prompt)}, MoodBlocks(w, d.Subject, r)...)}
	m.Blocks = append(m.Blocks, MoodHint(w, r, "diary.hint"))
	if lastDiary(d) {
		m.Blocks = append(m.Blocks, chat.Context(w.Say("diary.last")))
	}
	return m
}
