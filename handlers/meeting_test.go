package handlers_test

import (
	"errors"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// circle is one of the kitchen's, in whose room a meeting stands.
func (k *kitchen) circle(m cohort.Meeting) {
	k.t.Helper()
	m.ID, m.Circle, m.Number, m.Minutes = "m1", "k1", 1, cohort.MeetingMinutes
	err := k.db.Write(k.t.Context(), func(tx *storage.Tx) error {
		u3 := cohort.Participant{Person: cohort.Person{ID: "U3", Zone: "Asia/Tokyo"}, Cohort: "c1"}
		return errors.Join(tx.SavePerson(u3.Person), tx.SaveParticipant(u3), tx.SaveCircle(cohort.Circle{
			ID: "k1", Cohort: "c1", Number: 1, Members: []string{"U1", "U3"}, Channel: "Ck1", Formed: now,
		}), tx.SaveMeeting(m))
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// meeting is that of the circle.
func (k *kitchen) meeting() (m cohort.Meeting) {
	k.t.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		m, err = tx.Meeting("m1")
		return err
	})
	return m
}

// "No new times" that is pressed late, where a meeting is fixed by now, does not keep Ippo from asking about it.
func TestRestThatComesTooLate(t *testing.T) {
	k := newKitchen(t)
	asks := now.AddDate(0, 0, 10)
	k.circle(cohort.Meeting{State: cohort.Fixed, Starts: now.AddDate(0, 0, 3), NextAct: asks})
	answer := k.do(chat.Event{Kind: chat.Press, Person: "U1", Action: "meeting_rest", Value: "m1"})
	if !strings.Contains(answer, "次に集まるのは") {
		t.Errorf("got %s", answer)
	}
	if m := k.meeting(); !m.NextAct.Equal(asks) || m.Rests {
		t.Errorf("got %+v", m)
	}
}
