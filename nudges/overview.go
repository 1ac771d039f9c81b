package nudges

import (
	"fmt"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	overview "ippo/report"
	"ippo/storage"
)

// What an organiser can have sent to them of a cohort: the first part of the subject of its delivery, before the cohort. The report is two files.
const (
	OverviewReport = "report"
	OverviewChart  = "chart"

	overviewBook = "xlsx"
	overviewPage = "html"
)

// overviews draw the files that there are.
var overviews = map[string]func(*locale.Words, overview.Report) (chat.Message, error){
	overviewBook: func(w *locale.Words, r overview.Report) (chat.Message, error) {
		content, err := r.Workbook(w)
		return overviewFile(w, "report.sent", "report.file_xlsx", chat.File{Name: r.Name(".xlsx"), Content: string(content)}), err
	},
	overviewPage: func(w *locale.Words, r overview.Report) (chat.Message, error) {
		png, alt, err := r.Picture(w)
		return overviewFile(w, "report.sent", "report.file_html", chat.File{Name: r.Name(".html"), Content: string(r.HTML(w, png, alt))}), err
	},
	OverviewChart: func(w *locale.Words, r overview.Report) (chat.Message, error) {
		png, alt, err := r.Picture(w)
		return overviewFile(w, "report.sent_chart", "report.file_chart", chat.File{Name: r.Name(".png"), Alt: alt, Content: string(png)}), err
	},
}

func overviewFile(w *locale.Words, sentence, title string, f chat.File) chat.Message {
	f.Title = w.Say(title)
	return chat.Message{Summary: w.Say(sentence), File: &f}
}

// HandOverview plans that an organiser gets a report of a cohort, or a chart, as files. Pressed twice within seconds, it comes once.
func HandOverview(tx *storage.Tx, what, cohortID, organizer string, now time.Time) error {
	files := []string{what}
	if what == OverviewReport {
		files = []string{overviewBook, overviewPage}
	}
	for _, file := range files {
		if overviews[file] == nil {
			return fmt.Errorf("no overview of this kind: %w", storage.ErrNotFound)
		}
		_, err := enqueue(tx, storage.Delivery{
			Occasion: fmt.Sprintf("overview/%s/%s/%d", file, cohortID, now.Unix()/10), Recipient: organizer, Kind: KindOverview, Subject: Value(file, cohortID),
			Due: now, Expires: now.Add(worthADay),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ReportOf gathers what a report of a cohort is made of.
func ReportOf(tx *storage.Tx, c cohort.Cohort, now time.Time) (overview.Report, error) {
	sessions, err := tx.Sessions(c.ID)
	if err != nil {
		return overview.Report{}, err
	}
	months, err := tx.Figures(c.ID)
	return overview.New(c, sessions, months, now), err
}

// overviewOf is what a delivery brings, and to whom. It is stale if they no longer organise the cohort.
func overviewOf(tx *storage.Tx, d storage.Delivery, now time.Time) (what string, w *locale.Words, r overview.Report, err error) {
	what, cohortID, _ := strings.Cut(d.Subject, "/")
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return what, w, r, err
	}
	w = locale.In(Language(organizerOf(tx, c, d.Recipient), c))
	r, err = ReportOf(tx, c, now)
	return what, w, r, err
}

// wordOverview gathers what a file is made of; the file is made once nothing is held up by it. It answers a press: it keeps no quiet hours. Who
// may press was asked then.
func wordOverview(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	what, w, r, err := overviewOf(tx, d, now)
	draw := overviews[what]
	if err == nil && draw == nil {
		err = stale("nobody knows what it is any more")
	}
	return worded{to: d.Recipient, words: w, draw: func() (chat.Message, error) { return draw(w, r) }}, err
}

// wordNoOverview tells in words what could not be sent as a file.
func wordNoOverview(tx *storage.Tx, d storage.Delivery) (worded, error) {
	_, w, r, err := overviewOf(tx, d, d.Due)
	sentence := ""
	if err == nil {
		sentence = w.Say("report.no_file")
	}
	blocks := chat.Parts([]chat.Block{chat.Text(sentence), chat.Text(r.Tell(w))})[0]
	return worded{to: d.Recipient, words: w, message: chat.Message{Summary: sentence, Blocks: blocks}}, err
}
