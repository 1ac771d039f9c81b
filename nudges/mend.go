package nudges

import (
	"errors"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// Held are the causes for which a delivery is put off that is not to be sent yet, although nothing is wrong.
var Held = []string{quietHours, roomsOpening, follows, roomPace, filePace, channelPace, dayOff, anotherDay}

const (
	quietHours   = "quiet hours"
	roomsOpening = "rooms are being opened"
	follows      = "its announcement goes first"
	roomPace     = "pace of opening rooms"
	filePace     = "pace of sending files"
	channelPace  = "pace of the channel"

	byOperator = "cancelled by an operator"
)

// Why an operator cannot do something with a delivery.
var (
	ErrWorthless = errors.New("its time has passed")
	ErrToldOther = errors.New("its writer was told that it was not shown")
	ErrState     = errors.New("not in its state")
)

// LetGo lets a delivery that waits, failed or was cancelled be sent now, at an operator's wish. It returns ErrWorthless if it is too
// late for that, ErrToldOther for a shared reflection whose writer was told that nobody sees it, and ErrState if it is in another state.
func LetGo(tx *storage.Tx, d storage.Delivery, now time.Time) error {
	switch {
	case d.State == storage.Sent || d.State == storage.Sending:
		return ErrState
	case !d.Expires.IsZero() && !now.Before(d.Expires):
		return ErrWorthless
	case d.Kind == KindShared && d.State != storage.Waiting:
		return ErrToldOther
	}
	if d.Kind == KindAnnouncement {
		a, err := tx.Announcement(d.Subject)
		if err == nil && a.State != cohort.Announced && a.State != cohort.Reported && a.State != cohort.Scheduled { // stopped, or recalled
			return ErrState
		}
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	if err := tx.LetGo(d.ID, now); err != nil {
		return err
	}
	if d.Kind != KindAnnouncement {
		return nil
	}
	// Its author is told anew how many received it.
	err := tx.MoveAnnouncement(d.Subject, cohort.Reported, cohort.Announced)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// Withdraw ends a delivery that waits or failed, at an operator's wish. It returns ErrState if it is in another state.
func Withdraw(tx *storage.Tx, d storage.Delivery, now time.Time) error {
	err := tx.Withdraw(d.ID, byOperator)
	if errors.Is(err, storage.ErrNotFound) {
		return ErrState
	}
	if err != nil {
		return err
	}
	return unshared(tx, d, storage.Failed, byOperator, now) // who wanted to show something learns that nobody sees it
}
