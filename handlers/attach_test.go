package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
)

// shelf holds one file, and does something before it gives it.
type shelf struct {
	content []byte
	before  func()
}

func (s *shelf) Read(context.Context, chat.SharedFile, int) ([]byte, error) {
	if do := s.before; do != nil {
		s.before = nil
		do()
	}
	return s.content, nil
}

// reading is a kitchen in which files can be read, with two organisers of the first cohort, U91 and U93.
func reading(t *testing.T, s *shelf) *kitchen {
	k := newKitchen(t)
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Organizers = []string{"U91", "U93"}
		return errors.Join(err, tx.SaveCohort(c))
	})
	k.Handler = handlers.New(k.db, clockwork.NewFakeClockAt(now), slog.New(slog.DiscardHandler), []string{"U0"}, func() {}, handlers.Files(s, nil))
	return k
}

// drafts keeps a draft that somebody worked on some time ago.
func (k *kitchen) drafts(id, by string, ago time.Duration, cohorts ...string) {
	k.write(func(tx *storage.Tx) error {
		return tx.SaveAnnouncement(cohort.Announcement{ID: id, Cohort: cohorts[0], Cohorts: cohorts, Author: by, ChangedBy: by, Words: "下書き" + id,
			State: cohort.Draft, Created: now.Add(-ago)})
	})
}

// shares shares a file with Ippo, and returns what comes of it.
func (k *kitchen) shares(by, name string) string {
	k.serial++
	reply := k.Handle(k.t.Context(), chat.Event{ID: "shared" + storage.NewID(), Kind: chat.Direct, Person: by, Own: true, Files: []chat.SharedFile{{Name: name, Size: 10, At: "x"}}})
	if reply.Then == nil {
		return fmt.Sprint(plain(reply))
	}
	return fmt.Sprint(plain(reply.Then(k.t.Context())))
}

// A file goes with the draft that was meant when it was shared, or with none: not with an older one because that went out meanwhile, and not in
// the place of one that was shared later.
func TestFileGoesWithTheDraftThatWasMeant(t *testing.T) {
	s := &shelf{content: []byte("%PDF")}
	k := reading(t, s)
	k.drafts("old", "U91", 21*24*time.Hour, "c1")
	k.drafts("new", "U91", time.Minute, "c1")
	s.before = func() { k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "preview", State: "new/1/"}) }
	k.says(k.shares("U91", "資料.pdf"), "notice.attach_too_late", "Name", "資料.pdf", "Words", "下書きnew")
	if sent, old := k.announcement("new"), k.announcement("old"); sent.State != cohort.Scheduled || sent.File+old.File != "" {
		t.Errorf("the one that went out has %q, the old one %q", sent.File, old.File)
	}

	s.before = func() { k.shares("U91", "あとの.pdf") } // it is read sooner
	k.says(k.shares("U91", "さきの.pdf"), "notice.attach_too_late", "Name", "さきの.pdf", "Words", "下書きold")
	if got := k.announcement("old").File; got != "あとの.pdf" {
		t.Errorf("it has %q, and not what was shared last", got)
	}
	s.content = nil
	k.says(k.shares("U91", "空.pdf"), "files.unread")
}

// What is sent is what was seen last: a draft that its writer changed in another place is shown anew.
func TestDraftIsShownAnewBeforeItGoes(t *testing.T) {
	k := reading(t, &shelf{content: []byte("%PDF")})
	k.drafts("d", "U91", 0, "c1")
	k.shares("U91", "a.pdf")
	seen := k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "preview", State: "d/1/"})
	k.says(seen, "notice.changed_by_you")
	k.says(seen, "notice.attached", "Name", "a.pdf")
	if got := k.announcement("d").State; got != cohort.Draft {
		t.Fatalf("it is %s", got)
	}
	k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "preview", State: "d/2/"})
	if got := k.announcement("d").State; got != cohort.Scheduled {
		t.Errorf("sent as it was seen it is %s", got)
	}
}

// A button takes off the file that stood beside it, and not one that came later.
func TestAnOldButtonTakesNothingOff(t *testing.T) {
	k := reading(t, &shelf{content: []byte("%PDF")})
	k.drafts("d", "U91", 0, "c1")
	k.shares("U91", "a.pdf")
	k.shares("U91", "b.pdf")
	k.says(k.do(chat.Event{Kind: chat.Press, Person: "U91", Action: "detach", Value: "d/2/"}), "notice.changed_by_you")
	if got := k.announcement("d").File; got != "b.pdf" {
		t.Errorf("the draft has %q", got)
	}
	k.says(k.do(chat.Event{Kind: chat.Press, Person: "U91", Action: "detach", Value: "d/3/"}), "notice.detached")
	if got := k.announcement("d").File; got != "" {
		t.Errorf("the draft has %q", got)
	}
}

// A table that is no list is not attached, and its organiser is told how it could be.
func TestTableIsNoAttachment(t *testing.T) {
	k := reading(t, &shelf{content: []byte("費目,金額\n会場,10000\n")})
	k.drafts("d", "U91", 0, "c1")
	k.says(k.shares("U91", "予算.csv"), "files.as_attachment")
	if got := k.announcement("d").File; got != "" {
		t.Errorf("the draft has %q", got)
	}
}

// A file is called as it reads, on one line.
func TestNamesOfFiles(t *testing.T) {
	for name, want := range map[string]string{
		"": "file", "../../etc/passwd": "passwd", "a\u202Efdp.exe": "afdp.exe", "a\nb.pdf": "ab.pdf", "\xff資料.pdf": "資料.pdf", "<!channel>.pdf": "<!channel>.pdf",
		strings.Repeat("長", 300) + ".pdf": strings.Repeat("長", 95) + "….pdf",
	} {
		k := reading(t, &shelf{content: []byte("%PDF")})
		k.drafts("d", "U91", 0, "c1")
		k.shares("U91", name)
		if got := k.announcement("d").File; got != want {
			t.Errorf("%q is called %q, not %q", name, got, want)
		}
	}
}

// Only who organises all cohorts of a draft adds a file to it, and only of an announcement of theirs they copy one. If that is gone, the words
// are kept all the same.
func TestWhoMayAttachAndCopy(t *testing.T) {
	k := reading(t, &shelf{content: []byte("%PDF")})
	k.drafts("both", "U91", 0, "c1", "c2")
	k.says(k.shares("U91", "a.pdf"), "error.organizers_only")
	if got := k.announcement("both").File; got != "" {
		t.Errorf("it has %q", got)
	}
	k.drafts("foreign", "U92", 0, "c2")
	copied := func(of string) (id string) {
		id = storage.NewID()
		k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "announce", State: id + "/0//copy:" + of, Values: map[string][]string{"words": {"言葉"}, "cohort": {"c1"}}})
		return id
	}
	k.out("long ago", func(a *cohort.Announcement) { a.File = "old.pdf" })
	form := k.form(chat.Event{Kind: chat.Press, Person: "U91", Action: "copy", Value: "long ago"})
	k.says(fmt.Sprint(form.Blocks), "notice.copied_without", "Name", "old.pdf")
	is := func(id string) error {
		return k.db.Read(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.Announcement(id)
			return err
		})
	}
	if err := is(copied("foreign")); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a copy of somebody else's: %v", err)
	}
	if err := is(copied("gone")); err != nil {
		t.Errorf("a copy of what is gone: %v", err)
	}
}

// Two have seen what goes out where that is asked for: who asks for the yes does not give it, whoever changed it last.
func TestNobodyApprovesWhatTheyAskFor(t *testing.T) {
	k := reading(t, &shelf{content: []byte("%PDF")})
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		c.Guard.Approve = 1
		return errors.Join(err, tx.SaveCohort(c))
	})
	k.drafts("d", "U91", 0, "c1")
	k.shares("U91", "a.pdf")
	k.do(chat.Event{Kind: chat.Press, Person: "U93", Action: "detach", Value: "d/2/"})
	submit := func(person, form string) string {
		a := k.announcement("d")
		return k.do(chat.Event{Kind: chat.Submit, Person: person, Form: form, State: fmt.Sprintf("d/%d/", a.Version)})
	}
	k.says(submit("U91", "preview"), "notice.approval_asked")
	k.says(submit("U91", "approve"), "notice.not_your_own")
	if got := k.announcement("d").State; got != cohort.Pending {
		t.Fatalf("it is %s", got)
	}
	submit("U93", "approve")
	if got := k.announcement("d"); got.State != cohort.Scheduled || !got.Approved {
		t.Errorf("after the other's yes it is %s, %t", got.State, got.Approved)
	}
	k.do(chat.Event{Kind: chat.Submit, Person: "U91", Form: "announce", State: fmt.Sprintf("d/%d/", k.announcement("d").Version), Values: map[string][]string{"words": {"ほかの言葉"}, "cohort": {"c1"}}})
	if got := k.announcement("d"); got.State != cohort.Draft || got.Approved {
		t.Errorf("with other words it is %s, %t", got.State, got.Approved)
	}
}

// What organisers do with announcements stands in the log of each cohort that they are for, also that a draft was deleted.
func TestDeedsStandInEveryCohortsLog(t *testing.T) {
	k := reading(t, &shelf{})
	k.drafts("both", "U0", 0, "c1", "c2")
	k.drafts("theirs", "U93", 0, "c1")
	k.do(chat.Event{Kind: chat.Submit, Person: "U0", Form: "preview", State: "both/1/"})
	k.do(chat.Event{Kind: chat.Press, Person: "U91", Action: "draft_delete", Value: "theirs"})
	k.read(func(tx *storage.Tx) error {
		first, err := tx.AuditOf("c1", 10)
		second, err2 := tx.AuditOf("c2", 10)
		if len(first) != 2 || first[0].Deed != cohort.Discarded || first[0].Organizer != "U91" || first[1].Deed != cohort.Announcing {
			t.Errorf("the first cohort's log: %+v", first)
		}
		if len(second) != 1 || second[0].Deed != cohort.Announcing {
			t.Errorf("the other's: %+v", second)
		}
		return errors.Join(err, err2)
	})
}
