package nudges_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

const handout = "%PDF-1.7 \x00\xff handout"

// announceFile lets an announcement go out with a file, and returns its id.
func (h *house) announceFile(words string) (id string) {
	h.Helper()
	id = storage.NewID()
	h.write(func(tx *storage.Tx) error {
		now := h.clock.Now()
		return errors.Join(tx.SaveAnnouncement(cohort.Announcement{
			ID: id, Cohort: h.cohort.ID, Author: "U0900", Words: words, File: "資料.pdf", At: now, State: cohort.Scheduled, Created: now,
		}), tx.SaveAttachment(id, []byte(handout)))
	})
	return id
}

// filesTo counts the files that came to somebody.
func (h *house) filesTo(user string) (n int) {
	for _, f := range h.platform.files {
		if f.to == user {
			n++
		}
	}
	return n
}

// deliveriesOf are those of a kind that are in a state.
func (h *house) deliveriesOf(kind string, state storage.State) (all []storage.Delivery) {
	h.Helper()
	err := h.db.Read(h.Context(), func(tx *storage.Tx) error {
		rows, err := tx.DeliveriesOf(kind)
		all = slices.DeleteFunc(rows, func(d storage.Delivery) bool { return d.State != state })
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

// change is what an organiser does with an announcement.
func (h *house) change(id string, do func(*storage.Tx, cohort.Announcement) error) {
	h.Helper()
	h.write(func(tx *storage.Tx) error {
		a, err := tx.Announcement(id)
		if err != nil {
			return err
		}
		return do(tx, a)
	})
}

// A file comes once to each reader, whole, after the words that it goes with; recalled, both are taken out.
func TestFileFollowsItsAnnouncement(t *testing.T) {
	t.Parallel()
	h := open(t, 3)
	id := h.announceFile("資料をお送りします")
	h.pass(5 * time.Minute)
	for _, user := range []string{"U0001", "U0002", "U0003"} {
		if n := h.platform.received(user); n != 2 || h.filesTo(user) != 1 {
			t.Errorf("%s has %d messages, of them %d files", user, n, h.filesTo(user))
		}
	}
	for _, f := range h.platform.files {
		if f.Content != handout || f.Name != "資料.pdf" {
			t.Errorf("%s got %q with %q", f.to, f.Name, f.Content)
		}
		first := slices.IndexFunc(h.platform.calls, func(c call) bool { return c.to == f.to && c.words != "" })
		file := slices.IndexFunc(h.platform.calls, func(c call) bool { return c.to == f.to && c.words == "" })
		if first < 0 || file < first {
			t.Errorf("to %s the file came before the words", f.to)
		}
	}

	h.change(id, func(tx *storage.Tx, a cohort.Announcement) error {
		return nudges.Recall(tx, a, "", "U0900", h.clock.Now())
	})
	h.restart()
	h.pass(5 * time.Minute)
	if n := h.called("delete", ""); n != 6 {
		t.Errorf("of 6 messages %d were taken away", n)
	}
}

// A recalled announcement that other words replace keeps no file.
func TestFileOfAReplacedAnnouncementIsTakenAway(t *testing.T) {
	t.Parallel()
	h := open(t, 1)
	id := h.announceFile("まちがった資料")
	h.pass(time.Minute)
	h.change(id, func(tx *storage.Tx, a cohort.Announcement) error {
		return nudges.Recall(tx, a, "先の資料は誤りでした", "U0900", h.clock.Now())
	})
	h.pass(5 * time.Minute)
	if n := h.platform.received("U0001"); n != 1 {
		t.Errorf("%d messages stand", n)
	}
}

// Stopped, nobody is sent the file either to whom it did not come yet.
func TestStoppedAnnouncementSendsNoMoreFiles(t *testing.T) {
	t.Parallel()
	h := open(t, 20)
	id := h.announceFile("資料をお送りします")
	h.platform.wrong = func(c call) error {
		if len(h.platform.files) == 5 && len(h.deliveriesOf(nudges.KindAttachment, storage.Cancelled)) == 0 {
			h.change(id, func(tx *storage.Tx, a cohort.Announcement) error {
				_, err := nudges.Stop(tx, a, "U0900", h.clock.Now())
				return err
			})
		}
		return nil
	}
	h.pass(time.Hour)
	sent := 0
	for _, f := range h.platform.files {
		if f.to != "U0900" {
			sent++
		}
	}
	if sent < 5 || sent > 7 {
		t.Errorf("stopped after 5 files, %d were sent", sent)
	}
	if left := h.deliveriesOf(nudges.KindAttachment, storage.Waiting); len(left) > 0 {
		t.Errorf("%d files still wait", len(left))
	}
}

// Whom the words do not reach is not sent the file without them.
func TestFileDoesNotComeAlone(t *testing.T) {
	t.Parallel()
	h := open(t, 2)
	h.announceFile("資料をお送りします")
	h.platform.wrong = func(c call) error {
		if c.to == "U0001" {
			return gone
		}
		return nil
	}
	h.pass(time.Hour)
	if h.filesTo("U0001") != 0 || h.filesTo("U0002") != 1 {
		t.Errorf("%d files to who cannot be reached, %d to the other", h.filesTo("U0001"), h.filesTo("U0002"))
	}
	if unsent := h.deliveriesOf(nudges.KindAttachment, storage.Cancelled); len(unsent) != 1 || unsent[0].Recipient != "U0001" {
		t.Errorf("the outbox says %v", unsent)
	}
}

// A file is kept as long as somebody may still be sent it, and no longer; its announcement stays.
func TestFileIsForgotten(t *testing.T) {
	t.Parallel()
	h := open(t, 1)
	id := h.announceFile("資料をお送りします")
	kept := func() error {
		return h.db.Read(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.Attachment(id)
			return err
		})
	}
	h.pass(29 * 24 * time.Hour)
	if err := kept(); err != nil {
		t.Fatalf("after 29 days: %v", err)
	}
	h.pass(2 * 24 * time.Hour)
	if err := kept(); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("after 31 days: %v", err)
	}
}

// A file that may have come is sent again without a look: it bears no mark by which to find it.
func TestFileInDoubtIsSentAgain(t *testing.T) {
	t.Parallel()
	h := open(t, 1)
	h.announceFile("資料をお送りします")
	lost := false
	h.platform.wrong = func(c call) error {
		if c.to == "U0001" && c.words == "" && c.method == "post" && !lost {
			lost = true
			return noAnswer
		}
		return nil
	}
	h.pass(5 * time.Minute)
	if n := h.called("find", ""); n != 0 || h.filesTo("U0001") != 1 {
		t.Errorf("it was looked for %d times, and came %d times", n, h.filesTo("U0001"))
	}
	if sent := h.deliveriesOf(nudges.KindAttachment, storage.Sent); len(sent) != 1 || sent[0].Blind != 1 {
		t.Errorf("the outbox says %+v", sent)
	}
}

// When the platform takes only so many files, these wait; messages go on, and as fast as before.
func TestFilesWaitAlone(t *testing.T) {
	t.Parallel()
	h := open(t, 30)
	h.announceFile("資料をお送りします")
	limited := false
	h.platform.wrong = func(c call) error {
		if c.method == "post" && c.words == "" && c.to != "U0900" && !limited {
			limited = true
			h.announce(time.Second, "別のお知らせ")
			return slowDown
		}
		return nil
	}
	h.pass(39 * time.Second)
	if n := len(h.platform.files); n != 0 || !limited {
		t.Errorf("%d files were sent before the platform was ready", n)
	}
	if n := h.called("post", "別のお知らせ"); n != 30 {
		t.Errorf("%d of 30 messages went out meanwhile", n)
	}
	tries := h.called("post", "") - 60
	if tries != 1 {
		t.Errorf("%d calls with files, want 1", tries)
	}
	h.pass(5 * time.Minute)
	for i := 1; i <= 30; i++ {
		if user := fmt.Sprintf("U%04d", i); h.filesTo(user) != 1 {
			t.Errorf("%s has %d files", user, h.filesTo(user))
		}
	}
}

// Where no file can be sent, hundreds of them cost a call now and then, and come once they can.
func TestFilesWaitToBeMended(t *testing.T) {
	t.Parallel()
	h := open(t, 200)
	h.announceFile("資料をお送りします")
	h.platform.fileless = &chat.Error{Fault: chat.Cut, Err: errors.New("missing_scope")}
	h.pass(6 * time.Hour)
	if n := h.called("post", "") - 200; n > 30 {
		t.Errorf("%d calls with files in six hours", n)
	}
	h.platform.fileless = nil
	h.pass(time.Hour)
	if n := len(h.platform.files); n != 200 {
		t.Errorf("%d of 200 files came", n)
	}
}

// What cannot be taken away again is told to who recalled it, by name, and not said to be gone; nor is a file that may have come twice.
func TestRecallTellsWhatMayStand(t *testing.T) {
	t.Parallel()
	h := open(t, 4)
	id := h.announceFile("まちがった資料")
	lost := false
	h.platform.wrong = func(c call) error {
		switch {
		case c.method == "delete" && c.to == "U0002":
			return &chat.Error{Fault: chat.Unreachable, Err: errors.New("chat.delete: cant_delete_message")}
		case c.method == "post" && c.to == "U0003" && c.words == "" && !lost:
			lost = true
			return noAnswer
		}
		return nil
	}
	h.pass(5 * time.Minute)
	h.change(id, func(tx *storage.Tx, a cohort.Announcement) error {
		return nudges.Recall(tx, a, "", "U0900", h.clock.Now())
	})
	h.pass(time.Hour)
	report := h.platform.lastTo("U0900")
	want := locale.In("ja").Say("notice.may_stand", "Count", 2) + " [U0002 U0003]"
	if !strings.Contains(report, locale.In("ja").Say("notice.recalled_all")) || !strings.Contains(report, want) {
		t.Errorf("%q is not in\n%s", want, report)
	}
}
