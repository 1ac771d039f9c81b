package nudges

import (
	"cmp"
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// attachmentsKept is how long a file is kept after its announcement went out. Until then all are sent it; what waits longer has expired.
const attachmentsKept = 30 * 24 * time.Hour

// afterAnnouncement is how soon a file is looked at again whose announcement is not there yet.
const afterAnnouncement = 10 * time.Second

// bothKinds are an announcement and the file that goes with it.
var bothKinds = []string{KindAnnouncement, KindAttachment}

// attach plans that a reader gets the file that goes with an announcement, if there is one.
func attach(tx *storage.Tx, a cohort.Announcement, announcement storage.Delivery) error {
	if a.File == "" {
		return nil
	}
	file := announcement
	file.Occasion, file.Kind = "attachment/"+a.ID, KindAttachment
	_, err := enqueue(tx, file)
	return err
}

// cancelWaiting ends what waits to be sent of an announcement, with its files.
func cancelWaiting(tx *storage.Tx, announcement, cause string) (err error) {
	for _, kind := range bothKinds {
		err = errors.Join(err, tx.CancelWaiting(announcement, kind, cause))
	}
	return err
}

// wordAttachment is the file that goes with an announcement, once its reader has that.
func wordAttachment(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	stands := d.State == storage.Sent
	switch {
	case takenOut(a) && stands:
		return worded{remove: true}, nil
	case takenOut(a):
		return worded{}, stale(recalled)
	case a.State == cohort.Stopped && !stands:
		return worded{}, stale(stopped)
	}
	r, err := asReader(tx, a, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	own, err := tx.DeliveryOn(announcing+a.ID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	switch own.State {
	case storage.Waiting, storage.Sending:
		return worded{to: d.Recipient, followsAt: latest(own.NextTry, now.Add(afterAnnouncement))}, nil
	case storage.Sent:
	default:
		return worded{}, stale("the announcement that it goes with did not go out")
	}
	words := r.letterTo(fileOf(r.words, a), now)
	words.to = cmp.Or(own.Channel, d.Recipient) // where the words are: nobody is to be asked which conversation that is
	words.attached = attached{announcement: a.ID, version: a.Version}
	return words, nil
}

// attached is the file of an announcement, as it was when that had a version, and what is in it.
type attached struct {
	announcement string // empty: no file
	version      int
	content      string
}

// bring adds to a letter what is in the file that it brings.
func (c *courier) bring(tx *storage.Tx, words *worded) error {
	if last := c.content; last.announcement != words.attached.announcement || last.version != words.attached.version {
		content, err := tx.Attachment(words.attached.announcement)
		if err != nil {
			return err
		}
		c.content = attached{words.attached.announcement, words.attached.version, string(content)}
	}
	words.message.File.Content = c.content.content
	return nil
}

// fileOf is the file that goes with an announcement, without what is in it.
func fileOf(w *locale.Words, a cohort.Announcement) chat.Message {
	return chat.Message{Summary: w.Say("notice.file_with"), File: &chat.File{Name: a.File, Title: a.File}}
}

// wordTrialFile is the file of an announcement that somebody tries out.
func wordTrialFile(tx *storage.Tx, d storage.Delivery, _ time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	w, err := triedBy(tx, a, d.Recipient)
	switch {
	case err != nil:
		return worded{}, err
	case a.File == "":
		return worded{}, stale(isGone)
	}
	return worded{to: d.Recipient, words: w, message: fileOf(w, a), attached: attached{announcement: a.ID, version: a.Version}}, nil
}

// fileCount tells how many have the file that goes with an announcement; nothing if none does.
func fileCount(tx *storage.Tx, w *locale.Words, a cohort.Announcement) ([]chat.Block, error) {
	if a.File == "" || takenOut(a) || !a.NamesReaders() {
		return nil, nil
	}
	counts, err := tx.CountDeliveries(a.ID, KindAttachment)
	said := w.Say("notice.file_received", "Name", a.File, "Count", counts[storage.Sent], "All", sum(counts))
	return []chat.Block{chat.Context(said)}, err
}
