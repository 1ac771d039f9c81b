package main

import (
	"context"
	"flag"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ippo/config"
	"ippo/locale"
	"ippo/sandbox"
	"ippo/storage"
	"ippo/storage/storagetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The people of the demo who act in the tests.
const (
	organizer = "U0900"
	hanako    = "U0001"
	taro      = "U0002"
	channel   = "C0001"
)

// stage is the demo on a free port, with everything that a test does on it.
type stage struct {
	*testing.T
	*demo
	ctx      context.Context
	language string
	words    *locale.Words
	log      *logBook
}

// inBothLanguages plays a test in Japanese and in English: once on each kind of database.
func inBothLanguages(t *testing.T, play func(*stage)) {
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			play(newStage(t, language))
		})
	}
}

// newStage opens the demo for a test and closes it after.
func newStage(t *testing.T, language string, change ...func(*sandbox.Options)) *stage {
	t.Helper()
	return newStageWith(t, config.Settings{}, language, change...)
}

// newStageWith is newStage with the coach that some settings name.
func newStageWith(t *testing.T, settings config.Settings, language string, change ...func(*sandbox.Options)) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	book := &logBook{}
	log := slog.New(slog.NewJSONHandler(book, &slog.HandlerOptions{Level: slog.LevelDebug}))
	judged := func(o *sandbox.Options) { o.Observe = judge(t) }
	d, err := openDemoWith(ctx, settings, listener, databaseFor(t, language), language, log, append(change, judged)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.close()
		if t.Failed() {
			t.Log(book.tail())
		}
	})
	return &stage{T: t, demo: d, ctx: ctx, language: language, words: locale.In(language), log: book}
}

// databaseFor is a fresh database: the stage speaks Japanese on SQLite and English on PostgreSQL, so that what is played in
// both languages is played on both.
func databaseFor(t *testing.T, language string) string {
	t.Helper()
	if language == "en" {
		return storagetest.PostgresLike(t, makeTables)
	}
	return filepath.Join(t.TempDir(), "ippo.db")
}

// makeTables makes the tables of an empty database.
func makeTables(address string) error {
	db, err := storage.Open(context.Background(), address)
	if err != nil {
		return err
	}
	return db.Close()
}

// until moves the calendar to a wall-clock time in Tokyo; everything that is due on the way happens.
func (s *stage) until(at string) {
	s.Helper()
	moment, err := time.ParseInLocation("2006-01-02T15:04", at, demoBegins.Location())
	if err != nil {
		s.Fatal(err)
	}
	if err := s.machine.To(s.ctx, moment); err != nil {
		s.Fatal(err)
	}
}

// pass lets some time go by.
func (s *stage) pass(d time.Duration) {
	s.Helper()
	if err := s.machine.To(s.ctx, s.clock.Now().Add(d)); err != nil {
		s.Fatal(err)
	}
}

// seat sits down as a person.
func (s *stage) seat(user string) *sandbox.Seat { return s.workspace.As(user) }

// dm are the messages in a person's conversation with Ippo, as text.
func (s *stage) dm(user string) []string {
	return s.texts(s.seat(user).Messages(s.seat(user).DM()))
}

func (s *stage) texts(messages []sandbox.Message) []string {
	texts := make([]string, len(messages))
	for i, m := range messages {
		texts[i] = s.workspace.Plain(m)
	}
	return texts
}

// command types a slash command in the cohort's channel and returns what Ippo answers to that person alone.
func (s *stage) command(user, command, text string) string {
	s.Helper()
	if err := s.seat(user).Command(s.ctx, channel, "/"+command, text); err != nil {
		s.Fatalf("/%s %s: %v", command, text, err)
	}
	last := s.seat(user).Last(channel)
	if !last.Ephemeral {
		return ""
	}
	return s.workspace.Plain(last)
}

// form types a slash command, or presses, and waits for the modal that opens.
func (s *stage) form(user string, act func() error) *sandbox.View {
	s.Helper()
	before := ""
	if v := s.seat(user).Modal(); v != nil {
		before = v.ID
	}
	if err := act(); err != nil {
		s.Fatal(err)
	}
	s.await("a modal", func() bool {
		v := s.seat(user).Modal()
		return v != nil && v.ID != before
	})
	return s.seat(user).Modal()
}

// submit sends the modal on top and returns the page that follows, as text; nothing if it closed.
func (s *stage) submit(user string, values map[string]any) string {
	s.Helper()
	problems, err := s.seat(user).Submit(s.ctx, values)
	if err != nil {
		s.Fatal(err)
	}
	if len(problems) > 0 {
		s.Fatalf("the form has problems: %v", problems)
	}
	if v := s.seat(user).Modal(); v != nil {
		return s.workspace.PlainBlocks(v.Blocks)
	}
	return ""
}

// press presses a button of the newest message that has it, in a conversation, by the button's label.
func (s *stage) press(user, conversation, label string) {
	s.Helper()
	messages := s.seat(user).Messages(conversation)
	for i := len(messages) - 1; i >= 0; i-- {
		if action := labelled(messages[i].Blocks, label); action != "" {
			if err := s.seat(user).Press(s.ctx, conversation, messages[i].TS, action); err != nil {
				s.Fatalf("press %s: %v", label, err)
			}
			return
		}
	}
	s.Fatalf("no button %q in\n%s", label, strings.Join(s.texts(messages), "\n\n"))
}

// await waits until something holds.
func (s *stage) await(what string, holds func() bool) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, time.Minute)
	defer cancel()
	if err := s.workspace.Await(ctx, holds); err != nil {
		s.Fatalf("waiting for %s: %v", what, err)
	}
}

// says reports whether a text holds a sentence of Ippo's.
func (s *stage) says(text, key string, pairs ...any) {
	s.Helper()
	if sentence := s.words.Say(key, pairs...); !strings.Contains(text, sentence) {
		s.Errorf("%q is not in:\n%s", sentence, text)
	}
}

// golden compares a text with the one on file.
func (s *stage) golden(name, text string) {
	s.Helper()
	path := filepath.Join("testdata", "golden", s.language, name+".txt")
	text = strings.TrimSpace(text) + "\n"
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			s.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			s.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	if text != string(want) {
		s.Errorf("%s differs\n--- want\n%s--- got\n%s", path, want, text)
	}
}
