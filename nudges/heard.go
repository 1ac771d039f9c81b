package nudges

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// summedUpFor is how long after a session it is still summed up, if Ippo was down.
const summedUpFor = 60 * 24 * time.Hour

// sumUp sums up the sessions about which nothing more can be said, each once and for ever, and plans that their speakers hear of it.
func (e *Engine) sumUp(ctx context.Context, now time.Time) error {
	var over []cohort.Session
	err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		over, err = tx.ToSumUp(now.Add(-summedUpFor), now.Add(-cohort.FeedbackOpen))
		return err
	})
	for _, s := range over {
		if err == nil {
			err = e.write(ctx, func(tx *storage.Tx) error { return SumUp(tx, s, now) })
		}
	}
	return err
}

// SumUp works out what is shown of what was said about a session, and of how many came.
func SumUp(tx *storage.Tx, s cohort.Session, now time.Time) error {
	people, err := tx.CountParticipants(s.Cohort)
	if err != nil {
		return err
	}
	said, err := tx.FeedbackOn(s.ID)
	if err != nil {
		return err
	}
	came, err := tx.WhoCame(s.ID)
	if err != nil {
		return err
	}
	var lines []string
	for _, f := range said {
		if f.Shows && f.Line != "" && care.MayQuote(f.Line) {
			lines = append(lines, f.ID)
		}
	}
	rand.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	sum := cohort.Summary{Session: s.ID, Made: now, Came: cohort.Show(len(came), people)}
	sum.Bands, sum.Lines = cohort.SumUp(said, people, lines)
	if err := tx.SaveSummary(sum); err != nil {
		return err
	}
	for _, speaker := range s.SpeakerIDs {
		_, err = enqueue(tx, storage.Delivery{
			Occasion: KindHeard + "/" + s.ID, Recipient: speaker, Kind: KindHeard, Subject: s.ID, Due: now, Expires: now.Add(worthAWeek),
		})
		err = errors.Join(err, tx.Look(s.Cohort, speaker, cohort.SawFeedback, now), tx.Look(s.Cohort, speaker, cohort.SawQuestions, now))
		if err != nil {
			return err
		}
	}
	return nil
}

// wordHeard tells a speaker what was asked before their session, and what was said after it.
func wordHeard(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, err := tx.Session(d.Subject)
	if err != nil {
		return worded{}, err
	}
	speaks := s.SpokenBy(d.Recipient) && s.Cancelled.IsZero()
	if !speaks && d.State != storage.Sent {
		return worded{}, stale("somebody else spoke")
	}
	c, err := tx.Cohort(s.Cohort)
	if err != nil {
		return worded{}, err
	}
	p, err := storage.Optional(tx.Person(d.Recipient))
	if err != nil {
		return worded{}, err
	}
	w := locale.In(Language(p, c))
	blocks := []chat.Block{chat.Heading(w.Say("session.heading", "Number", s.Number, "Theme", s.Theme)), chat.Text(w.Say("held.heard"))}
	if speaks {
		said, err := SummaryBlocks(tx, w, s)
		if err != nil {
			return worded{}, err
		}
		asked, err := AskBlocks(tx, w, s)
		if err != nil {
			return worded{}, err
		}
		blocks = append(append(blocks, said...), asked...)
	}
	if parts := chat.Parts(blocks); len(parts) > 1 {
		blocks = append(parts[0][:len(parts[0])-1:len(parts[0])-1], chat.Context(w.Say("held.more")))
	}
	quiet := cohort.Awake(now, c.Location())
	if p.Zone != "" {
		quiet = p.Awake(now)
	}
	return worded{to: d.Recipient, words: w, quietUntil: quiet, message: chat.Message{Summary: w.Say("held.heard_summary", "Theme", s.Theme), Blocks: blocks}}, nil
}

// SummaryBlocks show what was said about a session, as it was summed up; nobody's name, and too few show nothing.
func SummaryBlocks(tx *storage.Tx, w *locale.Words, s cohort.Session) ([]chat.Block, error) {
	blocks := []chat.Block{chat.Divider{}, chat.Context(w.Say("held.summary"))}
	sum, err := tx.Summary(s.ID)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return append(blocks, chat.Text(w.Say("held.not_yet"))), nil
	case err != nil:
		return nil, err
	case len(sum.Bands) == 0:
		return append(blocks, chat.Text(w.Say("held.too_few", "Least", cohort.Least))), nil
	}
	var facts chat.Fields
	for _, ask := range cohort.FeedbackAsks {
		var answers []string
		for _, choice := range cohort.FeedbackChoices[ask] {
			answers = append(answers, w.Say("held.band", "Choice", w.Say("held."+ask+"_"+choice), "Shown", ShownWords(w, sum.Bands[ask][choice])))
		}
		facts = append(facts, chat.Field{Label: w.Say("held." + ask), Value: strings.Join(answers, "\n")})
	}
	blocks = append(blocks, facts)
	lines, err := linesOf(tx, sum)
	if err != nil || len(lines) < cohort.Least {
		return blocks, err
	}
	blocks = append(blocks, chat.Context(w.Say("held.lines")))
	for _, line := range lines {
		blocks = append(blocks, chat.Quote(line))
	}
	return blocks, nil
}

// linesOf are the lines of a summary that still stand: whoever wrote one may take it back. They stay when somebody leaves, or one would know whose
// it was that went.
func linesOf(tx *storage.Tx, sum cohort.Summary) ([]string, error) {
	said, err := tx.FeedbackEver(sum.Session)
	byID := map[string]string{}
	for _, f := range said {
		if f.Shows {
			byID[f.ID] = f.Line
		}
	}
	var lines []string
	for _, id := range sum.Lines {
		if byID[id] != "" {
			lines = append(lines, byID[id])
		}
	}
	return lines, err
}

// ShownWords says what is shown of how many.
func ShownWords(w *locale.Words, s cohort.Shown) string {
	if n, is := s.Number(); is {
		return w.Say("numbers.at_least", "Number", n)
	}
	if s == cohort.TooSmall {
		return w.Say("numbers.small_cohort")
	}
	return w.Say("numbers."+string(s), "Least", cohort.Least)
}

// AskBlocks list what was asked of a session's speakers, with the names of those only who did not hide theirs.
func AskBlocks(tx *storage.Tx, w *locale.Words, s cohort.Session) ([]chat.Block, error) {
	asks, err := tx.AsksGiven(s.ID)
	if err != nil {
		return nil, err
	}
	blocks := []chat.Block{chat.Divider{}, chat.Context(w.Say("held.questions", "Count", len(asks)))}
	for _, q := range asks {
		blocks = append(blocks, AskBlock(q)...)
	}
	return blocks, nil
}

// AskBlock is one question, with its writer's name unless they hid it.
func AskBlock(q cohort.Ask) []chat.Block {
	if q.Hidden {
		return []chat.Block{chat.Quote(q.Words)}
	}
	return []chat.Block{chat.Quote(q.Words), chat.People{q.Person}}
}
