package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"ippo/chat"
	"ippo/sandbox"
	"ippo/storage"
)

func TestRepeatedEnvelopesActOnce(t *testing.T) {
	s := newStage(t, "ja")
	s.command(hanako, "reflect", "一度だけ")
	if err := s.workspace.Repeat("slash_commands"); err != nil {
		t.Fatal(err)
	}
	s.form(hanako, func() error { return s.seat(hanako).Command(s.ctx, channel, "/reflect", "") })
	s.submit(hanako, map[string]any{"noticed": "二つめ"})
	if err := s.workspace.Repeat("interactive"); err != nil {
		t.Fatal(err)
	}
	if err := s.seat(hanako).Say(s.ctx, s.seat(hanako).DM(), "三つめ"); err != nil {
		t.Fatal(err)
	}
	s.await("an answer", func() bool { return len(s.dm(hanako)) == 2 })
	if err := s.workspace.Repeat("events_api"); err != nil {
		t.Fatal(err)
	}
	list := s.command(hanako, "reflect", "list")
	for _, words := range []string{"一度だけ", "二つめ", "三つめ"} {
		if n := strings.Count(list, words); n != 1 {
			t.Errorf("%q stands %d times in\n%s", words, n, list)
		}
	}
}

func TestAcksDoNotWaitForSlowCalls(t *testing.T) {
	s := newStage(t, "ja")
	s.workspace.SetTrouble(sandbox.Trouble{Slow: 5 * time.Second})
	for range 3 { // the forms open late, the acknowledgements come at once
		if err := s.seat(hanako).Command(s.ctx, channel, "/reflect", ""); err != nil {
			t.Fatal(err)
		}
	}
	s.says(s.command(hanako, "reflect", "すぐに残る"), "reflect.saved_me")
}

func TestLockedDatabaseGivesTheWordsBack(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.form(taro, func() error { return s.seat(taro).Command(s.ctx, channel, "/reflect", "") })
		release := s.lock()
		answer := s.command(hanako, "reflect", "なくしたくない言葉")
		s.says(answer, "error.not_saved")
		if !strings.Contains(answer, "> なくしたくない言葉") {
			s.Errorf("the words are not given back:\n%s", answer)
		}
		problems, err := s.seat(taro).Submit(s.ctx, map[string]any{"noticed": "これも"})
		if err != nil || problems["happened"] != s.words.Say("error.not_saved_form") {
			s.Errorf("the form: %v, %v", problems, err)
		}
		release()
		s.says(s.command(hanako, "reflect", "list"), "reflect.none")
		s.says(s.submit(taro, map[string]any{"noticed": "これも"}), "reflect.saved_me")
		if log := s.log.all(); strings.Contains(log, "なくしたくない") || strings.Contains(log, "これも") {
			s.Error("what a person wrote stands in the log")
		}
	})
}

// lock has another program write into the database, without an end until release is called.
func (s *stage) lock() (release func()) {
	s.Helper()
	other, err := storage.Open(s.ctx, s.database)
	if err != nil {
		s.Fatal(err)
	}
	locked, end, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		other.Write(s.ctx, func(*storage.Tx) error {
			close(locked)
			<-end
			return nil
		})
	}()
	<-locked
	return sync.OnceFunc(func() {
		close(end)
		<-ended
		other.Close()
	})
}

func TestReconnects(t *testing.T) {
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled", "drop"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			s.command(hanako, "reflect", "切れる前")
			s.workspace.Disconnect(reason)
			// Typed at the worst moment; the workspace keeps it until somebody takes it.
			s.says(s.command(hanako, "reflect", "切れたとき"), "reflect.saved_me")
			s.await("a connection", func() bool { return s.workspace.Sockets() > 0 })
			list := s.command(hanako, "reflect", "list")
			if strings.Count(list, "切れる前") != 1 || strings.Count(list, "切れたとき") != 1 {
				t.Errorf("got:\n%s", list)
			}
		})
	}
}

func TestOnePersonsOrderIsKept(t *testing.T) {
	s := newStage(t, "ja")
	// The answers come in the order of the presses: each pause is followed by its end.
	for range 20 {
		s.command(hanako, "ippo", "resume")
		s.command(hanako, "reflect", "順番")
	}
	if n := strings.Count(s.command(hanako, "reflect", "list"), "順番"); n != 5 {
		t.Errorf("the first page shows %d", n)
	}
}

func TestStrangersAreToldWhomToAsk(t *testing.T) {
	s := newStage(t, "ja", func(o *sandbox.Options) {
		o.People = append(o.People, sandbox.Person{ID: "U0999", Name: "部外者", Zone: "Asia/Tokyo"})
		o.Channels[0].Members = []string{organizer, hanako, "U0999"}
	})
	for _, command := range []string{"ippo", "reflect", "step", "session", "circle", "announce"} {
		answer := s.command("U0999", command, "")
		s.says(answer, "error.stranger")
		if command == "ippo" && strings.Contains(answer, s.words.Say("menu.greeting")) {
			t.Errorf("a stranger is greeted twice:\n%s", answer)
		}
		if !strings.Contains(answer, "@佐藤 恵") {
			t.Errorf("/%s does not say whom to ask:\n%s", command, answer)
		}
	}
	answer := s.command("U0999", "reflect", "わたしの言葉")
	if !strings.Contains(answer, "> わたしの言葉") {
		t.Errorf("the words are not given back:\n%s", answer)
	}
	s.says(s.command(organizer, "step", ""), "error.for_participants")
}

func TestUnknownSubcommand(t *testing.T) {
	inBothLanguages(t, func(s *stage) {
		s.says(s.command(hanako, "ippo", "setings"), "help.nearest", "Command", "/ippo settings")
		s.says(s.command(hanako, "circle", "joim"), "help.nearest", "Command", "/circle join")
		s.says(s.command(organizer, "circle", "forn"), "help.nearest", "Command", "/circle form")
		if text := s.command(hanako, "circle", "forn"); strings.Contains(text, "/circle form") {
			s.Errorf("a participant is offered what only organisers may do: %s", text)
		}
		s.says(s.command(hanako, "session", "まったくちがう"), "help.unknown", "Command", "/session")
		s.golden("help_nearest", s.command(hanako, "circle", "jion"))
		s.form(hanako, func() error {
			last := s.seat(hanako).Last(channel)
			return s.seat(hanako).Press(s.ctx, channel, last.TS, labelled(last.Blocks, s.words.Say("circle.join")))
		})
		if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
			s.Fatal(err)
		}
		for typed, button := range map[string]string{
			"circle leav": "circle.leave", "ippo setings": "menu.settings", "ippo resum": "pause.end", "ippo hlep": "menu.help",
			"session まったくちがう": "menu.session", "step まったくちがう": "menu.step", "circle まったくちがう": "menu.circle", "ippo まったくちがう": "menu.open",
		} {
			command, words, _ := strings.Cut(typed, " ")
			answer := s.command(hanako, command, words)
			s.says(answer, button)
			s.says(answer, "menu.open")
			if strings.Contains(answer, "[/") {
				s.Errorf("/%s: a button has the name of a command:\n%s", typed, answer)
			}
			s.press(hanako, channel, s.words.Say(button))
			s.await("what the button leads to", func() bool {
				return s.seat(hanako).Modal() != nil || s.workspace.Plain(s.seat(hanako).Last(channel)) != answer
			})
			if v := s.seat(hanako).Modal(); v != nil {
				if err := s.seat(hanako).CloseModal(s.ctx); err != nil {
					s.Fatal(err)
				}
			}
		}
		s.says(s.command(organizer, "announce", "lst"), "announce.list_heading")
		s.golden("help", s.command(hanako, "ippo", "help"))
		s.golden("menu", s.command(hanako, "ippo", ""))
	})
}

func TestStrangeWordsStayAsTheyAre(t *testing.T) {
	s := newStage(t, "ja")
	for _, words := range []string{
		"<!channel> と <@U0002> と <https://example.com|ここ>", "*太字* _斜体_ `コード` ~線~ &amp; <b>", "👩‍👧‍👦 絵文字 🈳",
		"مرحبا بالعالم", "\u202e逆向き", "一行目\n二行目\n\n四行目", strings.Repeat("長", 3001), "-- '; DROP TABLE reflections;",
	} {
		if err := s.seat(hanako).Command(s.ctx, channel, "/reflect", words); err != nil {
			t.Fatalf("%.20s: %v", words, err)
		}
		s.says(s.workspace.Plain(s.seat(hanako).Last(channel)), "reflect.saved_me")
		s.pass(time.Second)
		list := s.seat(hanako)
		s.command(hanako, "reflect", "list")
		m := list.Last(channel)
		text := strings.ReplaceAll(s.workspace.Plain(m), "\n> ", "\n")
		if joined := strings.ReplaceAll(text, "\n"+words[len(words)-3:], words[len(words)-3:]); !strings.Contains(text, words) && !strings.Contains(joined, words) {
			t.Errorf("%.40q is not shown as written:\n%.300s", words, text)
		}
		if len(m.Pings) > 0 {
			t.Errorf("%.40q calls %v", words, m.Pings)
		}
		s.press(hanako, channel, s.words.Say("reflect.take_back"))
	}
}

func TestDownTime(t *testing.T) {
	for _, test := range []struct {
		name      string
		until     string // when Ippo comes back; it goes at 2026-12-02T18:00
		reminders int    // new ones in the channel
		direct    int    // new messages to one participant
	}{
		{"an hour and a bit: the reminder comes late", "2026-12-02T19:40", 1, 0},
		{"until after the one-day lead: one reminder for both", "2026-12-08T19:40", 1, 1},
		{"until the session has begun: no reminder, but the nudge of that week", "2026-12-09T19:10", 0, 1},
		{"until the morning after: the invitation to reflect, and not the nudge too", "2026-12-10T08:00", 0, 1},
		{"a month", "2027-01-03T12:00", 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			s.until("2026-12-02T18:00")
			before, direct := len(s.seat(organizer).Messages(channel)), len(s.dm(hanako))
			s.down()
			at, _ := time.ParseInLocation("2006-01-02T15:04", test.until, demoBegins.Location())
			s.clock.Advance(at.Sub(s.clock.Now()))
			s.up()
			s.pass(time.Minute)
			if n := len(s.seat(organizer).Messages(channel)) - before; n != test.reminders {
				t.Errorf("%d reminders, want %d", n, test.reminders)
			}
			if n := len(s.dm(hanako)) - direct; n != test.direct {
				t.Errorf("%d direct messages, want %d: %v", n, test.direct, s.dm(hanako))
			}
		})
	}
}

// down stops Ippo; the workspace stays.
func (s *stage) down() {
	s.Helper()
	s.stop()
	err := errors.Join(<-s.ended, s.app.close())
	s.stop = nil
	if err != nil {
		s.Fatal(err)
	}
	s.await("its socket to end", func() bool { return s.workspace.Sockets() == 0 })
}

// up starts Ippo again on the same database.
func (s *stage) up() {
	s.Helper()
	if err := s.openApp(s.ctx, s.app.log); err != nil {
		s.Fatal(err)
	}
	s.machine.step = s.app.engine.Step
	if err := s.connect(s.ctx); err != nil {
		s.Fatal(err)
	}
	until(s.T, "Ippo to be connected", 10*time.Second, s.app.bot.Connected)
}

func TestPanicIsOnePersonsMisfortune(t *testing.T) {
	s := newStage(t, "ja")
	s.stop()
	<-s.ended
	ctx, stop := context.WithCancel(s.ctx)
	handle := func(ctx context.Context, ev chat.Event) chat.Reply {
		if ev.Person == taro {
			panic("わたしの言葉")
		}
		return s.app.handler.Handle(ctx, ev)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.app.bot.Run(ctx, handle) }()
	s.demo.stop = func() { stop(); s.demo.ended <- <-ended }
	if err := s.seat(taro).Command(s.ctx, channel, "/reflect", "わたしの言葉"); err != nil {
		t.Errorf("the envelope of the one who met it was not acknowledged: %v", err)
	}
	s.says(s.command(hanako, "reflect", "ほかの人の言葉"), "reflect.saved_me")
	if strings.Contains(s.log.all(), "わたしの言葉") {
		t.Error("what a person wrote stands in the log")
	}
}
