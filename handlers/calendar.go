package handlers

import (
	"crypto/rand"
	"encoding/hex"
	"strings"

	"ippo/chat"
	"ippo/cohort"
)

// Calendars gives a handler the address under which the calendars of cohorts are reached; empty: they are offered to nobody.
func Calendars(address string) Option {
	return func(h *Handler) { h.calendar = strings.TrimSuffix(address, "/") }
}

// calendar shows the address of a cohort's calendar to who takes part in it or organises it. The first who asks makes it.
func calendar(r *request) (chat.Reply, error) {
	c, err := r.withCalendar(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	secret, err := r.tx.Calendar(c.ID)
	if err == nil && secret == "" {
		secret = newSecret()
		err = r.tx.SetCalendar(c.ID, secret)
	}
	return r.calendarAt(c, secret, "held.calendar_is"), err
}

// withCalendar is a cohort whose calendar the actor may have.
func (r *request) withCalendar(id string) (cohort.Cohort, error) {
	if !r.may(cohort.HoldSession, id) {
		if err := r.authorize(cohort.TakePart, id); err != nil {
			return cohort.Cohort{}, err
		}
	}
	if r.h.calendar == "" {
		return cohort.Cohort{}, refuse(text(r.say("error.gone")))
	}
	return r.tx.Cohort(id)
}

// calendarRenew gives a cohort's calendar another address.
func calendarRenew(r *request) (chat.Reply, error) {
	if err := r.authorize(cohort.HoldSession, r.ev.Value); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.withCalendar(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	secret := newSecret()
	if err := r.tx.SetCalendar(c.ID, secret); err != nil {
		return chat.Reply{}, err
	}
	return r.calendarAt(c, secret, "held.calendar_renewed"), r.audits(cohort.CalendarRenewed, c.ID, "", "")
}

func (r *request) calendarAt(c cohort.Cohort, secret, sentence string) chat.Reply {
	blocks := []chat.Block{chat.Text(r.say(sentence)), chat.Quote(r.h.calendar + "/calendar/" + secret + ".ics"), chat.Context(r.say("held.calendar_secret"))}
	if r.may(cohort.HoldSession, c.ID) {
		blocks = append(blocks, chat.Buttons{{Action: actionCalendarRenew, Value: c.ID, Label: r.say("held.calendar_renew")}})
	}
	return message(blocks...)
}

// newSecret is what nobody guesses: 256 bits.
func newSecret() string {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	return hex.EncodeToString(random)
}
