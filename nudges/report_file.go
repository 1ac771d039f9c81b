package nudges

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// HandTable plans that an organiser gets who received an announcement, and what they answered, as a file. Pressed twice within seconds, it
// comes once.
func HandTable(tx *storage.Tx, a cohort.Announcement, organizer string, now time.Time) error {
	_, err := enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("table/%s/%d", a.ID, now.Unix()/10), Recipient: organizer, Kind: KindTable, Subject: a.ID,
		Due: now, Expires: now.Add(worthADay),
	})
	return err
}

// wordTable answers a press: it keeps no quiet hours.
func wordTable(tx *storage.Tx, d storage.Delivery, _ time.Time) (worded, error) {
	a, err := tx.Announcement(d.Subject)
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(a.Cohort)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(Language(organizerOf(tx, c, d.Recipient), c))
	rows, err := tx.ReportRows(a.ID, KindAnnouncement, a.Reach())
	var names map[string]string
	return worded{to: d.Recipient, words: w, names: &names, draw: func() (chat.Message, error) {
		content, err := Table(w, c, rows, names)
		return chat.Message{Summary: w.Say("notice.file_sent"), File: &chat.File{
			Name: "ippo-" + c.Name + "-" + a.At.In(c.Location()).Format("20060102-1504") + ".csv", Title: w.Say("notice.file_title"), Content: content,
		}}, err
	}}, err
}

// Table is who received an announcement and what they answered, in CSV as Excel opens it in any country: UTF-8 with a byte order mark, and
// times by the cohort's clock. Names are by id; who has none there is only called by it.
func Table(w *locale.Words, c cohort.Cohort, rows []storage.ReportRow, names map[string]string) (string, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	file := csv.NewWriter(&out)
	file.UseCRLF = true
	zone := c.Location()
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format("2006-01-02 15:04")
	}
	yes := func(is bool) string {
		if is {
			return w.Say("notice.column_yes")
		}
		return ""
	}
	var header []string
	for _, column := range []string{"name", "person", "department", "state", "received", "cause", "seen", "comes"} {
		header = append(header, w.Say("notice.column_"+column))
	}
	file.Write(header)
	for _, r := range rows {
		file.Write([]string{inert(names[r.Person]), inert(r.Person), inert(r.Department), w.Say("notice.state_" + string(r.State)), at(r.Sent), whyUnsent(w, r.State, r.Cause), at(r.Seen), yes(r.Comes)})
	}
	file.Flush()
	return out.String(), file.Error()
}

// inert is a cell that no spreadsheet takes for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
