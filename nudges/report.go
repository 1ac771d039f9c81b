package nudges

import (
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// report tells the author who received an announcement, or that it is recalled everywhere, in the message that told how far it had come if
// there is one.
func report(tx *storage.Tx, a cohort.Announcement, now time.Time) error {
	to := cohort.Reported
	if a.State == cohort.Recalling {
		to = cohort.Recalled
	}
	if err := tx.MoveAnnouncement(a.ID, a.State, to); err != nil {
		return ignoreMissing(err) // somebody stopped or recalled it meanwhile
	}
	return tellProgress(tx, a, now)
}

// tellProgress has who is to learn it told who received an announcement so far, in one message that is brought up to date.
func tellProgress(tx *storage.Tx, a cohort.Announcement, now time.Time) error {
	readers, err := reportReaders(tx, a)
	if err != nil {
		return err
	}
	for _, reader := range readers {
		isNew, err := enqueue(tx, storage.Delivery{
			Occasion: "report/" + a.ID, Recipient: reader, Kind: KindReport, Subject: a.ID, Due: now, Expires: now.Add(worthAWeek),
		})
		for _, id := range a.Reach() {
			if err == nil && isNew { // in the end it names people
				err = tx.Look(id, reader, cohort.SawReceipts, now)
			}
		}
		if err != nil {
			return err
		}
	}
	return tx.Redraw(a.ID, KindReport)
}

// reportReaders are who learns who received an announcement: its author or, if they do not organise all of its cohorts any more, who does.
func reportReaders(tx *storage.Tx, a cohort.Announcement) ([]string, error) {
	organizers, err := organizersOfAll(tx, a)
	if slices.Contains(organizers, a.Author) {
		return []string{a.Author}, err
	}
	return organizers, err
}

// organizersOfAll are who organises every cohort that an announcement is for.
func organizersOfAll(tx *storage.Tx, a cohort.Announcement) (all []string, err error) {
	for i, id := range a.Reach() {
		c, err := tx.Cohort(id)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			all = slices.Clone(c.Organizers)
		}
		all = slices.DeleteFunc(all, func(person string) bool { return !c.Organized(person) })
	}
	return all, nil
}

// asOrganizer is somebody as one of those who organise all that an announcement is for; it is stale if they do not, or no longer.
func asOrganizer(tx *storage.Tx, a cohort.Announcement, person string) (cohort.Person, *locale.Words, error) {
	all, err := organizersOfAll(tx, a)
	if err != nil {
		return cohort.Person{}, nil, err
	}
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return cohort.Person{}, nil, err
	}
	reader := organizerOf(tx, c, person)
	if !slices.Contains(all, person) {
		err = stale("the person no longer organises the cohort")
	}
	return reader, locale.In(Language(reader, c)), err
}

func wordReport(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	reader, w, err := asOrganizer(tx, a, d.Recipient)
	var gone stale
	if errors.As(err, &gone) && d.State != storage.Sent { // the others learn it instead
		return worded{}, errors.Join(tellProgress(tx, a, now), err)
	}
	if err != nil {
		return worded{}, err
	}
	message, err := reported(tx, w, a)
	return worded{to: d.Recipient, message: message, words: w, quietUntil: reader.Awake(now)}, err
}

// reported tells how far an announcement has come.
func reported(tx *storage.Tx, w *locale.Words, a cohort.Announcement) (chat.Message, error) {
	switch a.State {
	case cohort.Announced:
		return progress(tx, w, a)
	case cohort.Recalling:
		return recallProgress(tx, w, a)
	}
	blocks, err := Receipts(tx, w, a)
	summary := "announce.report_summary"
	if a.State == cohort.Recalled {
		summary = "notice.recalled_all"
	}
	return chat.Message{Summary: w.Say(summary), Blocks: blocks}, err
}

// progress tells how far an announcement has come that is still on its way.
func progress(tx *storage.Tx, w *locale.Words, a cohort.Announcement) (chat.Message, error) {
	counts, err := tx.CountDeliveries(a.ID, KindAnnouncement)
	if err != nil {
		return chat.Message{}, err
	}
	sentence := w.Say("announce.on_its_way", "Count", counts[storage.Sent], "All", sum(counts))
	if !a.NamesReaders() {
		sentence = w.Say("notice.on_its_way_unnamed")
	}
	blocks := []chat.Block{chat.Text(sentence), chat.Quote(a.Words)}
	answers, err := answerCounts(tx, w, a)
	if err != nil {
		return chat.Message{}, err
	}
	files, err := fileCount(tx, w, a)
	return chat.Message{Summary: sentence, Blocks: append(slices.Concat(blocks, answers, files),
		chat.Buttons{{Action: ActionStop, Value: a.ID, Label: w.Say("notice.stop")}}, chat.Context(w.Say("announce.on_its_way_hint")))}, err
}

// recallProgress tells in how many places an announcement still stands that is being taken out.
func recallProgress(tx *storage.Tx, w *locale.Words, a cohort.Announcement) (chat.Message, error) {
	counts, err := withFiles(tx, a)
	if err != nil {
		return chat.Message{}, err
	}
	left, err := stillStands(tx, a)
	sentence := w.Say("notice.recalling", "Count", counts[storage.Sent]-left, "All", counts[storage.Sent])
	if !a.NamesReaders() {
		sentence = w.Say("notice.recalling_unnamed")
	}
	return chat.Message{Summary: sentence, Blocks: []chat.Block{chat.Text(sentence), chat.Quote(a.Words), chat.Context(w.Say("announce.on_its_way_hint"))}}, err
}
