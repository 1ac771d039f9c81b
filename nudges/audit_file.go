package nudges

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// HandAudit plans that somebody who organises gets the log of what organisers did in cohorts of theirs as a file. Pressed twice within
// seconds, it comes once.
func HandAudit(tx *storage.Tx, cohortID, organizer string, now time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("audit/%s/%d", cohortID, now.Unix()/10), Recipient: organizer, Kind: KindAudit, Subject: cohortID,
		Due: now, Expires: now.Add(worthADay),
	})
	return err
}

// wordAudit answers a press: it keeps no quiet hours.
func wordAudit(tx *storage.Tx, d storage.Delivery, _ time.Time) (worded, error) {
	c, err := tx.Cohort(d.Subject)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(Language(organizerOf(tx, c, d.Recipient), c))
	all, err := tx.AuditLog()
	if err != nil {
		return worded{}, err
	}
	of := slices.DeleteFunc(all, func(e cohort.Logged) bool { return e.Cohort != c.ID })
	return worded{to: d.Recipient, words: w, draw: func() (chat.Message, error) {
		content, err := AuditTable(w, c.Location(), of, map[string]string{c.ID: c.Name})
		return chat.Message{Summary: w.Say("audit.file_sent"), File: &chat.File{
			Name: "ippo-audit-" + c.Name + ".csv", Title: w.Say("audit.file_title"), Content: content,
		}}, err
	}}, nil
}

// AuditTable is the log of what organisers did in CSV, as Excel opens it in any country. Times are by the clock of a zone; names are those of
// cohorts by id.
func AuditTable(w *locale.Words, zone *time.Location, all []cohort.Logged, names map[string]string) (string, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	file := csv.NewWriter(&out)
	file.UseCRLF = true
	var header []string
	for _, column := range []string{"number", "at", "organizer", "cohort", "deed", "subject", "person", "seal"} {
		header = append(header, w.Say("audit.column_"+column))
	}
	file.Write(header)
	for _, e := range all {
		name, known := names[e.Cohort]
		if !known {
			name = e.Cohort
		}
		file.Write([]string{strconv.FormatInt(e.Number, 10), e.At.In(zone).Format("2006-01-02 15:04:05"), inert(e.Organizer), inert(name),
			w.Say("audit.deed_" + string(e.Deed)), inert(e.Subject), inert(e.Person), e.Seal})
	}
	file.Flush()
	return out.String(), file.Error()
}
