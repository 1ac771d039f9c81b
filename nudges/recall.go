package nudges

import (
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// Stop breaks an announcement off: what waits to be sent is not sent any more, what is being sent at this moment still goes. Before anybody
// has it, it is as if withdrawn. It returns storage.ErrNotFound if it is neither scheduled nor on its way.
func Stop(tx *storage.Tx, a cohort.Announcement, by string, now time.Time) (cohort.Announcement, error) {
	counts, err := tx.CountDeliveries(a.ID, KindAnnouncement)
	if err != nil {
		return a, err
	}
	switch {
	case a.State == cohort.Scheduled && sum(counts) == 0:
		a.State = cohort.Withdrawn
	case a.State == cohort.Scheduled || a.State == cohort.Announced:
		a.State = cohort.Stopped
	default:
		return a, storage.ErrNotFound
	}
	a.ChangedBy = by
	if err := tx.SaveAnnouncement(a); err != nil || a.State == cohort.Withdrawn {
		return a, err
	}
	if err := cancelWaiting(tx, a.ID, stopped); err != nil {
		return a, err
	}
	return a, tellProgress(tx, a, now)
}

// Recall takes an announcement out wherever it stands, or puts other words in its place; what waits is not sent any more. It returns
// storage.ErrNotFound if it is not out.
func Recall(tx *storage.Tx, a cohort.Announcement, instead, by string, now time.Time) error {
	switch a.State {
	case cohort.Announced, cohort.Reported, cohort.Stopped:
	default:
		return storage.ErrNotFound
	}
	a.State, a.Instead, a.ChangedBy = cohort.Recalling, instead, by
	if err := tx.SaveAnnouncement(a); err != nil {
		return err
	}
	if err := cancelWaiting(tx, a.ID, recalled); err != nil {
		return err
	}
	for _, kind := range bothKinds {
		if err := tx.Redraw(a.ID, kind); err != nil {
			return err
		}
	}
	return tellProgress(tx, a, now)
}

// Correct puts other words into an announcement that is out, where it stands and for whom it is still to come.
func Correct(tx *storage.Tx, a cohort.Announcement, words, by string, now time.Time) error {
	switch a.State {
	case cohort.Announced, cohort.Reported, cohort.Stopped:
	default:
		return storage.ErrNotFound
	}
	a.Words, a.Corrected, a.ChangedBy = words, now, by
	if err := tx.SaveAnnouncement(a); err != nil {
		return err
	}
	if err := tx.Redraw(a.ID, KindAnnouncement); err != nil {
		return err
	}
	return tx.Redraw(a.ID, KindReport)
}
