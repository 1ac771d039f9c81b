package nudges_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// The list about an announcement opens in Excel as it is meant: in its letters, with times by the cohort's clock, and with nothing that is
// taken for a formula.
func TestTableOfAnAnnouncement(t *testing.T) {
	w, c := locale.In("ja"), cohort.Cohort{Name: "第4期", Zone: "Asia/Tokyo"}
	content, err := nudges.Table(w, c, []storage.ReportRow{
		{Person: "U1", Department: `=HYPERLINK("http://example.com")`, State: storage.Sent, Sent: begins, Seen: begins.Add(time.Hour), Comes: true},
		{Person: "U2", Department: "営業, \"東\"", State: storage.Failed, Cause: "unreachable: chat.postMessage: user_disabled"},
		{Person: "U3", State: storage.Waiting, Cause: "quiet hours"}, // which is nobody's business
		{Person: "U4", State: storage.Cancelled, Cause: "the announcement was stopped on its way"},
		{Person: "U5", State: storage.Failed, Cause: "refused: chat.postMessage: invalid_blocks"},
		{Person: "U6", State: storage.Cancelled, Cause: "the person no longer takes part"}, // nor is this
	}, map[string]string{"U1": "高橋 健一", "U2": "=cmd()"})
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(content, "\ufeff")
	if !marked || !strings.HasSuffix(text, "\r\n") {
		t.Errorf("it is no file of Excel: %q", content)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"高橋 健一", "U1", `'=HYPERLINK("http://example.com")`, "届きました", "2026-11-30 10:00", "", "2026-11-30 11:00", "はい"},
		{"'=cmd()", "U2", "営業, \"東\"", "届きませんでした", "", "アカウントが止まっているか、見つかりません", "", ""},
		{"", "U3", "", "これから", "", "", "", ""},
		{"", "U4", "", "送りませんでした", "", "途中で止めました", "", ""},
		{"", "U5", "", "届きませんでした", "", "送れませんでした（Ippo の管理担当の方が、理由を確かめられます）", "", ""},
		{"", "U6", "", "送りませんでした", "", "", "", ""},
	}
	if len(rows) != 7 || fmt.Sprint(rows[1:]) != fmt.Sprint(want) {
		t.Errorf("it says %q", rows)
	}
}

// What is told of an announcement to two thousand fits into one message, whoever they are and whatever it says.
func TestReportOfManyFits(t *testing.T) {
	h := open(t, 1)
	h.announce(-time.Hour, strings.Repeat("あ", 2500))
	a := h.latest()
	h.write(func(tx *storage.Tx) error {
		a.Buttons, a.ImageAlt = cohort.AllButtons, strings.Repeat("絵", 200)
		a.State = cohort.Reported
		if err := tx.SaveAnnouncement(a); err != nil {
			return err
		}
		for i := range 2000 {
			person := fmt.Sprintf("U%010d", i)
			if err := tx.SavePerson(cohort.Person{ID: person, Zone: "Asia/Tokyo"}); err != nil {
				return err
			}
			if err := tx.SaveAnswered(cohort.Answered{Announcement: a.ID, Person: person, Seen: begins, Comes: i%2 == 0, At: begins}); err != nil {
				return err
			}
			if _, err := tx.Enqueue(storage.Delivery{Occasion: "announcement/" + a.ID, Recipient: person, Kind: nudges.KindAnnouncement, Subject: a.ID, Due: begins}); err != nil {
				return err
			}
			d, err := tx.Claim(begins)
			if err != nil {
				return err
			}
			switch i % 3 {
			case 0:
				err = tx.Deliver(d.ID, "D1", fmt.Sprint(i), begins)
			case 1:
				err = tx.Drop(d.ID, storage.Failed, "user_disabled")
			}
			if err != nil {
				return err
			}
		}
		for _, language := range locale.Languages() {
			blocks, err := nudges.Receipts(tx, locale.In(language), h.latestIn(tx))
			if err != nil {
				return err
			}
			if !chat.Fits(blocks...) {
				t.Errorf("in %s, %d blocks do not fit", language, len(blocks))
			}
			named := 0
			for _, b := range blocks {
				if people, is := b.(chat.People); is {
					named += len(people)
				}
			}
			if named < 20 {
				t.Errorf("in %s, only %d are named", language, named)
			}
		}
		return nil
	})
}

func (h *house) latestIn(tx *storage.Tx) cohort.Announcement {
	all, err := tx.Announcements(h.cohort.ID, 1)
	if err != nil {
		h.Fatal(err)
	}
	return all[0]
}
