package nudges

import (
	"errors"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// Guards are what an announcement to so many people takes, where any of its cohorts asks for it. Where readers are not named it goes by all who take
// part, or one could tell from it how many they are.
func Guards(tx *storage.Tx, a cohort.Announcement, readers int) (twice, approval bool, err error) {
	if !a.NamesReaders() {
		if readers, err = TakingPart(tx, a); err != nil {
			return false, false, err
		}
	}
	for _, id := range a.Reach() {
		c, err := tx.Cohort(id)
		if err != nil {
			return false, false, err
		}
		twice, approval = twice || c.Guard.AsksTwice(readers), approval || c.Guard.NeedsApproval(readers)
	}
	return twice, approval, nil
}

// holdBack has an announcement whose time has come wait for a second organiser's yes if it is for so many by now that it takes one, and nobody gave
// it. Where there is no other organiser it is a draft again. Who let it go is told.
func holdBack(tx *storage.Tx, a cohort.Announcement, now time.Time) (held bool, err error) {
	if a.State != cohort.Scheduled || a.Approved {
		return false, nil
	}
	if begun, err := tx.CountDeliveries(a.ID, KindAnnouncement); err != nil || len(begun) > 0 {
		return false, err
	}
	readers, err := Readers(tx, a, now)
	if err != nil {
		return false, err
	}
	_, approval, err := Guards(tx, a, len(readers))
	if err != nil || !approval {
		return false, err
	}
	asked, err := AskApproval(tx, a, now)
	if err != nil {
		return false, err
	}
	if a.State = cohort.Pending; !asked {
		a.State = cohort.Draft
	}
	return true, errors.Join(tx.SaveAnnouncement(a), tellAuthor(tx, a, heldBack+a.ID+"/"+now.UTC().Format(time.RFC3339Nano), now))
}

// AskApproval asks the other organisers of all its cohorts whether an announcement may go out, and reports whether there is one.
func AskApproval(tx *storage.Tx, a cohort.Announcement, now time.Time) (asked bool, err error) {
	others, err := Approvers(tx, a)
	for _, organizer := range others {
		_, err := enqueue(tx, storage.Delivery{
			Occasion: "approval/" + a.ID + "/" + now.UTC().Format(time.RFC3339Nano), Recipient: organizer, Kind: KindApproval, Subject: a.ID,
			Due: now, Expires: now.Add(worthAWeek),
		})
		if err != nil {
			return false, err
		}
	}
	return len(others) > 0, err
}

// Approvers are who may say yes to an announcement: who organises all of its cohorts, but for who asks for it.
func Approvers(tx *storage.Tx, a cohort.Announcement) ([]string, error) {
	all, err := organizersOfAll(tx, a)
	var others []string
	for _, organizer := range all {
		if organizer != a.ChangedBy {
			others = append(others, organizer)
		}
	}
	return others, err
}

func wordApproval(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if a.State != cohort.Pending && d.State != storage.Sent {
		return worded{}, stale("it was decided already")
	}
	reader, w, err := asOrganizer(tx, a, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return worded{}, err
	}
	sentence := w.Say("notice.approval", "Cohort", c.Name)
	blocks := []chat.Block{chat.Text(sentence), chat.People{a.ChangedBy}, chat.Quote(a.Words)}
	if a.State == cohort.Pending {
		blocks = append(blocks, chat.Buttons{{Action: ActionApprove, Value: a.ID, Label: w.Say("notice.look_and_decide"), Primary: true}})
	} else {
		blocks = append(blocks, chat.Context(w.Say("notice.decided")))
	}
	return worded{to: d.Recipient, words: w, quietUntil: reader.Awake(now), message: chat.Message{Summary: sentence, Blocks: blocks}}, nil
}
