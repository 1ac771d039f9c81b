package nudges

import (
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	overview "ippo/report"
	"ippo/storage"
)

// digestAt is at what o'clock the digest of a month comes, by its reader's clock.
const digestAt = 9 * time.Hour

// tellMonth plans that each organiser of a cohort is told of the month that was worked out last, on the first working day from then on, in
// their zone. They see figures without asking for them, which is a look, as of who presses. Of a cohort too small for figures, and of months
// after the program, nobody is told.
func tellMonth(tx *storage.Tx, c cohort.Cohort, month string, people int, now time.Time) error {
	begins, _ := cohort.MonthSpan(month, c.Location())
	_, ends, err := tx.ProgramSpan(c.ID)
	if err != nil || people < cohort.LeastOf || ends.Before(begins) {
		return err
	}
	for _, organizer := range c.Organizers {
		p := organizerOf(tx, c, organizer)
		at := p.Awake(firstWorkday(now, p.Location()))
		isNew, err := enqueue(tx, storage.Delivery{
			Occasion: "digest/" + c.ID + "/" + month, Recipient: organizer, Kind: KindDigest, Subject: Value(c.ID, month), Due: at, Expires: at.Add(worthAWeek),
		})
		if err == nil && isNew {
			err = tx.Look(c.ID, organizer, cohort.SawFigures, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// firstWorkday is the hour of the digest on the first day from a time on that is neither off nor at a weekend.
func firstWorkday(from time.Time, zone *time.Location) time.Time {
	clock := cohort.Midnight(from, zone).Add(digestAt)
	at := cohort.NextWorkday(from.In(zone).AddDate(0, 0, -1), clock, zone)
	if at.Before(from) {
		at = cohort.NextWorkday(from, clock, zone)
	}
	return at
}

// digested are the figures of a digest, and of the organisers' home: both are short, and the numbers page has the others.
var digested = []cohort.Figure{cohort.Came, cohort.Reflected, cohort.Replied, cohort.Stepped}

func wordDigest(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	cohortID, month, _ := strings.Cut(d.Subject, "/")
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return worded{}, err
	}
	if !c.Organized(d.Recipient) {
		return worded{}, stale("the person no longer organises the cohort")
	}
	months, err := tx.Figures(c.ID)
	if err != nil {
		return worded{}, err
	}
	for len(months) > 0 && months[0].Month > month {
		months = months[1:]
	}
	if len(months) == 0 || months[0].Month != month {
		return worded{}, stale("the month is not known")
	}
	reader := organizerOf(tx, c, d.Recipient)
	w := locale.In(Language(reader, c))
	return worded{to: d.Recipient, words: w, quietUntil: reader.Awake(now), message: digest(w, c, months)}, nil
}

// digest tells of the first of some months, and how it differs from the one before.
func digest(w *locale.Words, c cohort.Cohort, months []cohort.FiguresOf) chat.Message {
	of := []any{"Cohort", c.Name, "Month", overview.Month(w, months[0].Month)}
	return chat.Message{Summary: w.Say("digest.summary", of...), Blocks: []chat.Block{
		chat.Text(w.Say("digest.intro", of...)), InShort(w, months),
		chat.Buttons{
			{Action: ActionNumbers, Value: "0", Label: w.Say("numbers.button"), Primary: true},
			{Action: ActionOverview, Value: Value(OverviewChart, c.ID), Label: w.Say("report.chart_button")},
			{Action: ActionOverview, Value: Value(OverviewReport, c.ID), Label: w.Say("report.button")},
		},
		chat.Context(w.Say("digest.hint")),
	}}
}

// InShort are a few figures of the first of some months, with how they moved since the one after it, which is the month before.
func InShort(w *locale.Words, months []cohort.FiguresOf) (facts chat.Fields) {
	var before cohort.FiguresOf
	if len(months) > 1 {
		before = months[1]
	}
	for _, name := range digested {
		shown := months[0].Shown[name]
		if shown == "" {
			continue
		}
		value := overview.Band(w, name, shown)
		if change := overview.Change(w, shown, before.Shown[name]); change != "" {
			value = w.Say("office.changed", "Shown", value, "Change", change)
		}
		facts = append(facts, chat.Field{Label: w.Say("numbers." + string(name)), Value: value})
	}
	return facts
}
