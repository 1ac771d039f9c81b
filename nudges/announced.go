package nudges

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

func wordAnnouncement(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	stands := d.State == storage.Sent
	switch {
	case a.State == cohort.Withdrawn && !stands:
		return worded{}, stale(withdrawn)
	case (a.State == cohort.Draft || a.State == cohort.Pending) && !stands:
		return worded{}, stale(withdrawn)
	case a.State == cohort.Stopped && !stands:
		return worded{}, stale(stopped)
	case takenOut(a) && !stands:
		return worded{}, stale(recalled)
	}
	r, err := asReader(tx, a, d.Recipient)
	if takenOut(a) {
		return recalledTo(tx, a, d.Recipient)
	}
	if err != nil {
		return worded{}, err
	}
	answered, err := tx.AnsweredBy(a.ID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	return r.letterTo(Announced(r.words, r.cohort, a, answered), now), nil
}

// Why a delivery of an announcement came to nothing.
const (
	withdrawn = "the announcement was withdrawn"
	stopped   = "the announcement was stopped on its way"
	recalled  = "the announcement was recalled"
)

// takenOut reports whether an announcement is to stand nowhere any more.
func takenOut(a cohort.Announcement) bool {
	return a.State == cohort.Recalling || a.State == cohort.Recalled
}

// asReader is somebody as a reader of an announcement: in the first of its cohorts in which they take part.
func asReader(tx *storage.Tx, a cohort.Announcement, person string) (r reader, err error) {
	for _, id := range a.Reach() {
		r, err = participant(tx, id, person)
		var gone stale
		if err == nil || !errors.As(err, &gone) {
			return r, err
		}
	}
	return r, err
}

// recalledTo is what stands in the place of an announcement that was recalled, also for who has left since.
func recalledTo(tx *storage.Tx, a cohort.Announcement, person string) (worded, error) {
	if a.Instead == "" {
		return worded{remove: true}, nil
	}
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return worded{}, err
	}
	p, err := storage.Optional(tx.Person(person))
	if err != nil {
		return worded{}, err
	}
	w := locale.In(Language(p, c))
	heading := w.Say("announce.heading", "Cohort", c.Name)
	return worded{to: person, words: w, message: chat.Message{Summary: heading, Blocks: []chat.Block{
		chat.Heading(heading), chat.Context(w.Say("notice.recalled")), chat.Quote(a.Instead), chat.Context(w.Say("announce.from_organizers")),
	}}}, nil
}

// Announced is an announcement as a reader sees it, with what they answered.
func Announced(w *locale.Words, c cohort.Cohort, a cohort.Announcement, answered cohort.Answered) chat.Message {
	heading := w.Say("announce.heading", "Cohort", c.Name)
	blocks := []chat.Block{chat.Heading(heading), chat.Quote(a.Words)}
	if a.Image != "" {
		blocks = append(blocks, chat.Image{URL: a.Image, Alt: a.ImageAlt})
	}
	if buttons := announcementButtons(w, a, answered); len(buttons) > 0 {
		blocks = append(blocks, buttons)
	}
	if !a.Corrected.IsZero() {
		blocks = append(blocks, chat.Context(w.Say("notice.corrected", "When", w.When(a.Corrected.In(c.Location())))))
	}
	from := "announce.from_organizers"
	switch {
	case answered.Comes:
		from = "notice.comes"
	case a.Offers(cohort.SeenIt) || a.Offers(cohort.Coming):
		from = "notice.told_to_organizers"
	}
	return chat.Message{Summary: heading, Blocks: append(blocks, chat.Context(w.Say(from)))}
}

// announcementButtons open the link and let a reader answer, and show what they answered.
func announcementButtons(w *locale.Words, a cohort.Announcement, answered cohort.Answered) (buttons chat.Buttons) {
	if a.Link != "" {
		buttons = append(buttons, chat.Button{Action: ActionJoin, URL: a.Link, Label: w.Say("notice.open_link")})
	}
	label := map[cohort.Button]string{cohort.SeenIt: "notice.seen", cohort.Coming: "notice.come", cohort.Enquire: "notice.question"}
	if !answered.Seen.IsZero() {
		label[cohort.SeenIt] = "notice.seen_done"
	}
	if answered.Comes {
		label[cohort.Coming] = "notice.come_done"
	}
	for _, b := range cohort.AllButtons {
		if a.Offers(b) {
			buttons = append(buttons, chat.Button{Action: ActionNotice, Value: Value(a.ID, string(b)), Label: w.Say(label[b])})
		}
	}
	return buttons
}

// wordTrial is the announcement as it would come, to who wrote it, by their wish.
func wordTrial(tx *storage.Tx, d storage.Delivery, _ time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return worded{}, err
	}
	w, err := triedBy(tx, a, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	note := w.Say("notice.trial")
	held := strings.HasPrefix(d.Occasion, heldBack)
	switch {
	case strings.HasPrefix(d.Occasion, sentBack):
		note = w.Say("notice.came_back")
	case held && a.State == cohort.Draft:
		note = w.Say("notice.held_back_alone")
	case held:
		note = w.Say("notice.held_back")
	}
	above := []chat.Block{chat.Text(note), chat.Divider{}}
	if held || strings.HasPrefix(d.Occasion, sentBack) {
		above = slices.Insert(above, 1, chat.Block(chat.Buttons{{Action: ActionAnnouncements, Label: w.Say("notice.to_list")}}))
	}
	return worded{to: d.Recipient, words: w, message: chat.Message{
		Summary: note, Blocks: append(above, Announced(locale.In(c.Language), c, a, cohort.Answered{}).Blocks...),
	}}, nil
}

// triedBy are the words of somebody who is shown an announcement before it goes out; it is stale if they may not see it, or no longer.
func triedBy(tx *storage.Tx, a cohort.Announcement, person string) (*locale.Words, error) {
	_, w, err := asOrganizer(tx, a, person)
	var gone stale
	if errors.As(err, &gone) && a.ChangedBy == person && len(a.Reach()) == 1 { // who runs Ippo may write without organising
		err = nil
	}
	return w, err
}

// What begins the occasion of telling an announcement's author that it did not go out: another organiser gave it back, or it takes one's yes by now.
const sentBack, heldBack = "sent_back/", "held_back/"

// TellSentBack tells who wrote an announcement that another organiser gave it back: it did not go out, and is a draft again.
func TellSentBack(tx *storage.Tx, a cohort.Announcement, press string, now time.Time) error {
	return tellAuthor(tx, a, sentBack+press, now)
}

// tellAuthor shows an announcement to who changed it last, for an occasion.
func tellAuthor(tx *storage.Tx, a cohort.Announcement, occasion string, now time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: occasion, Recipient: a.ChangedBy, Kind: KindTrial, Subject: a.ID, Due: now, Expires: now.Add(worthAWeek),
	})
	return err
}

// TryOut has an announcement sent to who organises it, as it stands now, with its file.
func TryOut(tx *storage.Tx, a cohort.Announcement, organizer, press string, now time.Time) error {
	trial := storage.Delivery{
		Occasion: "trial/" + press, Recipient: organizer, Kind: KindTrial, Subject: a.ID, Due: now, Expires: now.Add(time.Hour),
	}
	if _, err := enqueue(tx, trial); err != nil || a.File == "" {
		return err
	}
	trial.Occasion, trial.Kind = "trial_file/"+press, KindTrialFile
	_, err := enqueue(tx, trial)
	return err
}

// holdsImage reports whether a message shows a picture.
func holdsImage(m chat.Message) bool {
	return slices.ContainsFunc(m.Blocks, func(b chat.Block) bool { _, is := b.(chat.Image); return is })
}

// withoutImage takes the picture out of an announcement that the platform refuses with it. What it was to show stays, as a sign of that.
func withoutImage(tx *storage.Tx, d storage.Delivery) error {
	a, err := storage.Optional(tx.Announcement(d.Subject))
	if err != nil || a.Image == "" {
		return err
	}
	a.Image = ""
	return tx.SaveAnnouncement(a)
}
