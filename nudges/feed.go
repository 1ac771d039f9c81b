package nudges

import (
	"time"

	ics "github.com/arran4/golang-ical"

	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// feedRests is how often a calendar that follows a cohort is to look again.
const feedRests = "PT1H"

// Feed is the calendar of a cohort that others can follow: all its sessions, the cancelled ones as such, and when the last of them changed.
// It holds nothing of anybody but the speakers' names. As long as nothing changes, it is the same to the byte.
func Feed(tx *storage.Tx, cohortID string) (content string, changed time.Time, err error) {
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return "", changed, err
	}
	all, err := tx.SessionsEver(cohortID)
	if err != nil {
		return "", changed, err
	}
	w := locale.In(c.Language)
	calendar := newCalendar(ics.MethodPublish)
	name := w.Say("held.calendar_name", "Cohort", c.Name)
	calendar.SetName(name)
	calendar.SetXWRCalName(name)
	calendar.SetRefreshInterval(feedRests, ics.WithValue("DURATION"))
	calendar.SetXPublishedTTL(feedRests)
	for _, s := range all {
		stamp := stampOf(s)
		changed = latest(changed, stamp)
		addSession(calendar, w, c, s, stamp)
	}
	return calendar.Serialize(ics.WithNewLineWindows), changed, nil
}

// stampOf is when a session was last changed; of one that never was, a time that stays: the year before it.
func stampOf(s cohort.Session) time.Time {
	if s.Changed.IsZero() {
		return s.Starts.AddDate(-1, 0, 0)
	}
	return s.Changed
}
