package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"ippo/bot/slack"
	"ippo/sandbox"
	"ippo/storage"
)

// What makes others say things twice, or fall silent.

// Each of the first calls takes 20 seconds. Meanwhile time goes on, and much else would come due.
func TestSlackIsSlow(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	tap.disturb(func(c apiCall) {
		if c.method == "chat.postMessage" && c.nth <= 6 {
			s.clock.Advance(20 * time.Second)
		}
	}, nil)
	s.until("2026-11-30T09:30")
	s.everybodyHas(1)
	s.checkLedger(24, storage.Sent)
	if n := len(tap.of("chat.postMessage")); n != 24 {
		t.Errorf("%d calls for 24 messages", n)
	}
}

// Ippo waits no longer for an answer; the message stands by then, or only afterwards.
func TestAnswersThatComeTooLate(t *testing.T) {
	for _, test := range []struct {
		name   string
		stands bool
	}{{"the message stands, and its answer is late", true}, {"the message itself is late", false}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, tap := newTappedStage(t)
			s.down()
			s.change = []func(*slack.Options){func(o *slack.Options) { o.CallTimeout = 500 * time.Millisecond }}
			s.up()
			var mu sync.Mutex
			held, changes := 0, sync.NewCond(&mu)
			count := func(by int) {
				mu.Lock()
				defer mu.Unlock()
				held += by
				changes.Broadcast()
			}
			hold := func(c apiCall) {
				if c.method == "chat.postMessage" && c.nth%6 == 0 {
					count(1)
					<-c.hungUp
				}
			}
			release := func(c apiCall) {
				if c.method == "chat.postMessage" && c.nth%6 == 0 {
					count(-1)
				}
			}
			if test.stands {
				tap.disturb(nil, func(c apiCall) { hold(c); release(c) })
			} else {
				tap.disturb(func(c apiCall) {
					if hold(c); c.method == "conversations.history" {
						mu.Lock() // it is half a minute later, by Ippo's clock
						for held > 0 {
							changes.Wait()
						}
						mu.Unlock()
					}
				}, release)
			}
			s.until("2026-11-30T10:00")
			s.everybodyHas(1)
			s.checkLedger(24, storage.Sent)
			s.checkReceipts()
			if n := len(tap.of("conversations.history")); n < 3 {
				t.Errorf("looked for a message %d times; this proves nothing", n)
			}
		})
	}
}

// While messages have to wait, what was asked for is answered, and what stands is brought up to date.
func TestRetryAfterStopsOnlyMessages(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	s.until("2026-12-02T19:05") // the nudge was on Monday; the reminder stands in the channel
	const pause = 30 * time.Second
	s.workspace.SetTrouble(sandbox.Trouble{PerMinute: 10, RetryAfter: pause})
	s.announce("お知らせ")
	var refused apiCall
	until(t, "a refusal", 10*time.Second, func() bool {
		s.pass(time.Second)
		for _, c := range tap.of("chat.postMessage") {
			if c.status == http.StatusTooManyRequests {
				refused = c
			}
		}
		return refused.status != 0
	})
	s.press(hanako, channel, s.words.Say("session.not_this_time"))
	s.says(s.command(hanako, "reflect", "待たずに残る"), "reflect.saved_me")
	s.form(taro, func() error { return s.seat(taro).Command(s.ctx, channel, "/reflect", "") })
	ends := refused.at.Add(pause)
	s.pass(ends.Add(-time.Second).Sub(s.clock.Now()))
	posts := 1
	for _, c := range tap.of("chat.postMessage")[refused.nth:] {
		if c.at.Before(ends) {
			posts++
		}
	}
	if posts > 2 {
		t.Errorf("%d calls within the %s in which Slack wants none", posts, pause)
	}
	for _, method := range []string{"chat.update", "views.open"} {
		all := tap.of(method)
		if last := all[len(all)-1]; last.at.Before(refused.at) || !last.at.Before(ends) {
			t.Errorf("%s waits until messages may be sent", method)
		}
	}
	s.pass(10 * time.Minute)
	s.everybodyHas(2)
}

func TestTwoWhoAreGoneSlowNobodyDown(t *testing.T) {
	t.Parallel()
	s, tap := newTappedStage(t)
	gone := map[string]bool{participant(3): true, participant(17): true}
	for user := range gone {
		s.workspace.Deactivate(user)
	}
	s.until("2026-11-30T10:00")
	began, before := s.clock.Now(), len(tap.of("chat.postMessage"))
	s.announce("お知らせ")
	s.pass(time.Hour)
	tries := map[string]int{}
	for _, c := range tap.of("chat.postMessage")[before:] {
		tries[c.to]++
		if late := c.at.Sub(began); c.to != organizer && late > time.Second {
			t.Errorf("%s is written to after %s", c.to, late)
		}
	}
	for i := 1; i <= 24; i++ {
		if user := participant(i); tries[user] != 1 {
			t.Errorf("%s is written to %d times", user, tries[user])
		}
	}
}

func TestOutage(t *testing.T) {
	for name, trouble := range map[string]sandbox.Trouble{
		"and nothing is done": {FailEvery: 1},
		"and yet all is done": {FailEvery: 1, Lost: true, FailStatus: http.StatusBadGateway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "ja")
			s.until("2026-11-30T08:59")
			s.workspace.SetTrouble(trouble)
			s.until("2026-11-30T09:01")
			s.workspace.SetTrouble(sandbox.Trouble{})
			s.until("2026-11-30T09:10")
			s.everybodyHas(1)
			s.checkLedger(24, storage.Sent)
			s.checkReceipts()
		})
	}
}

// Revoked tokens: Ippo says so and is silent, until it is mended. Its socket may end meanwhile.
func TestTokensAreRevokedForAMorning(t *testing.T) {
	for _, test := range []struct {
		name string
		cut  bool
	}{{"the socket stays", false}, {"the socket ends", true}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, tap := newTappedStage(t)
			s.until("2026-11-30T08:59")
			quiet := len(tap.all())
			s.workspace.SetTrouble(sandbox.Trouble{Revoked: true})
			if test.cut {
				s.workspace.Disconnect("drop")
				until(t, "Ippo to notice", 10*time.Second, func() bool { return strings.Contains(s.log.all(), "slack refuses the tokens") })
			}
			s.until("2026-11-30T12:00")
			if n := len(tap.all()) - quiet; n > 40 {
				t.Errorf("%d calls in three hours in which none is taken", n)
			}
			if !strings.Contains(s.log.all(), "run ippo doctor") {
				t.Error("the log does not say what to do")
			}
			s.workspace.SetTrouble(sandbox.Trouble{})
			until(t, "Ippo to come back", 20*time.Second, func() bool {
				s.pass(time.Minute)
				return s.workspace.Sockets() > 0
			})
			s.pass(20 * time.Minute)
			s.everybodyHas(1)
			s.checkLedger(24, storage.Sent)
			s.says(s.command(hanako, "reflect", "また話せる"), "reflect.saved_me")
		})
	}
}

// announce has the organiser announce something now.
func (s *stage) announce(words string) {
	s.Helper()
	s.form(organizer, func() error { return s.seat(organizer).Command(s.ctx, channel, "/announce", "") })
	s.submit(organizer, map[string]any{"words": words})
	s.says(s.submit(organizer, nil), "announce.sending")
}
