package nudges_test

import (
	"database/sql"
	"errors"
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

// exports has everything sent to somebody who asks for it.
func (h *house) exports(person string) {
	h.Helper()
	h.write(func(tx *storage.Tx) error { return nudges.Export(tx, person, h.clock.Now()) })
}

// Where everything cannot be sent, its person is told so at once, once for both files, and once more when they ask again.
func TestEverythingThatCannotBeSentIsToldOnce(t *testing.T) {
	for name, fault := range map[string]error{
		"no permission": noScope, "refused": &chat.Error{Fault: chat.Refused, Err: errors.New("file_uploads_disabled")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, 2)
			h.platform.fileless = fault
			h.notes("U0001", cohort.Reflection{Note: "はじめの一行"})
			for asked := 1; asked <= 2; asked++ {
				h.exports("U0001")
				h.exports("U0002")
				h.pass(20 * time.Second)
				for _, person := range []string{"U0001", "U0002"} {
					if n := h.platform.received(person); n != asked {
						t.Errorf("%s asked %d times and is told %d times", person, asked, n)
					}
					if said := h.platform.lastTo(person); !inWords(said, "data.no_file") {
						t.Errorf("%s is told %q", person, said)
					}
				}
			}
			h.hands(nudges.KeepPages, "U0001") // and another file beside it
			h.pass(20 * time.Second)
			if said := h.platform.lastTo("U0001"); !inWords(said, "year.no_file") {
				t.Errorf("of their year they are told %q", said)
			}
			h.pass(2 * day)
			if n := h.platform.received("U0001"); n != 3 {
				t.Errorf("in the end they are told %d times, want 3", n)
			}
			if counts := h.count(); counts[storage.Waiting] != 0 {
				t.Errorf("%d wait for ever", counts[storage.Waiting])
			}
		})
	}
}

// What cannot be opened cannot be gathered either, and that is told as well.
func TestEverythingThatCannotBeGatheredIsToldOnce(t *testing.T) {
	h := open(t, 1)
	h.notes("U0001", cohort.Reflection{Note: "はじめの一行"})
	h.sql(`UPDATE reflections SET sealed = 'AAAA'`)
	h.exports("U0001")
	h.pass(time.Hour)
	if n := h.platform.received("U0001"); n != 1 || !inWords(h.platform.lastTo("U0001"), "data.no_file") {
		t.Errorf("they are told %d times, last %q", n, h.platform.lastTo("U0001"))
	}
}

// A file bears no mark by which it could be found: in doubt, also after a crash, it is sent again without a look, and the ledger says so.
func TestFileInDoubtIsSentAgainWithoutALook(t *testing.T) {
	for _, test := range []struct {
		name    string
		crashes bool
		again   time.Duration // when it is
	}{
		{"no answer", false, 5 * time.Second}, {"a crash", true, 10 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, kind := range []string{nudges.KindPicture, nudges.KindPages, nudges.KindSheet, nudges.KindExport} {
				h := open(t, 1)
				h.write(func(tx *storage.Tx) error {
					return tx.SaveSheet("U0001", cohort.Sheet{Can: "聞くこと"}, h.clock.Now())
				})
				files := 1
				switch kind {
				case nudges.KindPicture:
					h.hands(nudges.KeepLife, "U0001")
				case nudges.KindPages:
					h.hands(nudges.KeepPages, "U0001")
				case nudges.KindSheet:
					h.hands(nudges.KeepText, "U0001")
				case nudges.KindExport:
					h.exports("U0001")
					files = 2
				}
				h.platform.fails("post", noAnswer)
				h.step()
				if test.crashes {
					h.clock.Advance(time.Second)
					h.restart()
				}
				h.pass(time.Minute)
				if h.made("find", "U0001") > 0 {
					t.Errorf("%s: it is looked for", kind)
				}
				if n := len(h.platform.filesTo("U0001")); n != files {
					t.Errorf("%s: %d files came, want %d", kind, n, files)
				}
				posts := slices.DeleteFunc(slices.Clone(h.platform.calls), func(c call) bool { return c.method != "post" })
				if at := posts[len(posts)-1].at.Sub(begins); len(posts) != files+1 || at < test.again || at > test.again+2*time.Second {
					t.Errorf("%s: %d calls, the last after %s", kind, len(posts), at)
				}
				blind := 0
				for _, d := range h.of(kind) {
					blind += d.Blind
					if d.State != storage.Sent {
						t.Errorf("%s is %s", kind, d.State)
					}
				}
				if blind != 1 {
					t.Errorf("%s: marked as sent again %d times", kind, blind)
				}
			}
		})
	}
}

// inWords reports whether a message holds a sentence.
func inWords(said, key string) bool { return strings.Contains(said, locale.In("ja").Say(key)) }

// sql changes the database past the program.
func (h *house) sql(statement string) {
	h.Helper()
	db, err := sql.Open("sqlite3", "file:"+h.path)
	if err != nil {
		h.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		h.Fatal(err)
	}
}
