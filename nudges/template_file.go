package nudges

import (
	"fmt"
	"strings"
	"time"

	"ippo/chat"
	"ippo/config"
	"ippo/locale"
	"ippo/storage"
)

// The lists to fill in that an organiser can be sent: the first part of the subject of its delivery, before the cohort.
const (
	TemplatePeople   = string(config.PeopleList)
	TemplateSessions = string(config.SessionsList) // with a ready year on it
)

// HandTemplate plans that an organiser gets a list to fill in, as a workbook. Pressed twice within seconds, it comes once. An unknown list is
// storage.ErrNotFound.
func HandTemplate(tx *storage.Tx, what, cohortID, organizer string, now time.Time) error {
	if what != TemplatePeople && what != TemplateSessions {
		return fmt.Errorf("no list of this kind: %w", storage.ErrNotFound)
	}
	_, err := enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("template/%s/%s/%d", what, cohortID, now.Unix()/10), Recipient: organizer, Kind: KindTemplate,
		Subject: Value(what, cohortID), Due: now, Expires: now.Add(worthADay),
	})
	return err
}

// wordTemplate answers a press: it keeps no quiet hours.
func wordTemplate(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	what, cohortID, _ := strings.Cut(d.Subject, "/")
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(Language(organizerOf(tx, c, d.Recipient), c))
	return worded{to: d.Recipient, words: w, draw: func() (chat.Message, error) {
		t := config.NewTemplate(w, config.PeopleList, now)
		if what == TemplateSessions {
			if t, err = config.ReadyTemplate(w, now); err != nil {
				return chat.Message{}, err
			}
		}
		var book strings.Builder
		err := t.WriteBook(&book)
		return chat.Message{Summary: w.Say("template.sent_" + what), File: &chat.File{
			Name: "ippo-" + what + ".xlsx", Title: w.Say("template.title_" + what), Content: book.String(),
		}}, err
	}}, nil
}
