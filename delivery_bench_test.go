package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	slackgo "github.com/slack-go/slack"

	"ippo/bot/slack"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/sandbox"
	"ippo/storage"
)

// BenchmarkDeliveries sends an announcement to everybody at a workspace without limits, one message after the other, each with its
// two durable records; and, for comparison, the same number of bare calls of the Slack library to the same workspace.
func BenchmarkDeliveries(b *testing.B) {
	const people = 5000
	var rates, shares []float64
	for b.Loop() {
		c := newCrowd(b, people, clockwork.NewRealClock(), nudges.Unlimited)
		c.announce()
		began := time.Now()
		for left := people; left > 0; left = people - c.count()[storage.Sent] {
			c.step()
		}
		ours := time.Since(began)
		began = time.Now()
		for i := range people {
			_, _, err := c.library.PostMessageContext(b.Context(), crowdID(i), slackgo.MsgOptionText("お知らせです", true))
			if err != nil {
				b.Fatal(err)
			}
		}
		bare := time.Since(began)
		rates = append(rates, people/ours.Seconds())
		shares = append(shares, bare.Seconds()/ours.Seconds())
		c.close()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(rates), "deliveries/s")
	b.ReportMetric(median(shares), "of-bare-calls")
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkLimit sends an announcement to everybody at a workspace that takes so many messages a minute, by the workspace's clock.
func BenchmarkLimit(b *testing.B) {
	for _, limit := range []int{60, 300, 1200} {
		for _, wait := range []time.Duration{0, 30 * time.Second} {
			b.Run(fmt.Sprintf("%d-a-minute-retry-after-%s", limit, wait), func(b *testing.B) {
				people := 10 * limit
				for b.Loop() {
					clock := clockwork.NewFakeClockAt(demoBegins.Add(time.Hour))
					c := newCrowd(b, people, clock)
					c.workspace.SetTrouble(sandbox.Trouble{PerMinute: limit, RetryAfter: wait})
					c.announce()
					began := clock.Now()
					for c.count()[storage.Sent] < people {
						next := c.step()
						clock.Advance(max(next.Sub(clock.Now()), time.Millisecond))
					}
					took := clock.Since(began).Minutes()
					b.ReportMetric(float64(people)/took/float64(limit), "of-limit")
					b.ReportMetric(100*float64(c.refused.Load())/float64(c.posts.Load()), "%refused")
					c.close()
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// crowd is a workspace of many people who all take part in one cohort, and Ippo without its socket.
type crowd struct {
	testing.TB
	workspace *sandbox.Workspace
	library   *slackgo.Client
	db        *storage.DB
	engine    *nudges.Engine
	clock     clockwork.Clock
	cohort    cohort.Cohort
	posts     atomic.Int64 // calls that reached the workspace
	refused   atomic.Int64
	close     func()
}

func crowdID(i int) string { return fmt.Sprintf("U%06d", i+100_000) }

func newCrowd(b *testing.B, people int, clock clockwork.Clock, options ...nudges.Option) *crowd {
	b.Helper()
	c := &crowd{TB: b, clock: clock}
	setup := sandbox.Options{
		Name: "bench", Language: "ja", Clock: clock, People: []sandbox.Person{{ID: organizer, Name: "事務局", Zone: "Asia/Tokyo"}},
	}
	c.cohort = cohort.Cohort{ID: storage.NewID(), Name: "第4期", Language: "ja", Zone: "Asia/Tokyo", Channel: channel, Organizers: []string{organizer}}
	noon := zoneName(12 - clock.Now().UTC().Hour()) // nobody's night holds anything up
	var participants []cohort.Participant
	for i := range people {
		setup.People = append(setup.People, sandbox.Person{ID: crowdID(i), Name: crowdID(i), Zone: "Asia/Tokyo"})
		participants = append(participants, cohort.Participant{Person: cohort.Person{ID: crowdID(i), Zone: noon}, Cohort: c.cohort.ID})
	}
	c.workspace = sandbox.New(setup)
	server := httptest.NewServer(c.counted(c.workspace.Handler()))
	text, err := manifest(locale.In("ja"))
	if err != nil {
		b.Fatal(err)
	}
	installed, err := c.workspace.Install(text)
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	bot := slack.New(slack.Options{BotToken: installed.BotToken, AppToken: installed.AppToken, APIURL: server.URL + "/api/", Log: log, Clock: clock})
	c.library = slackgo.New(installed.BotToken, slackgo.OptionAPIURL(server.URL+"/api/"))
	if c.db, err = storage.Open(b.Context(), filepath.Join(b.TempDir(), "ippo.db")); err != nil {
		b.Fatal(err)
	}
	c.write(func(tx *storage.Tx) error {
		if err := tx.SaveCohort(c.cohort); err != nil {
			return err
		}
		for _, p := range participants {
			if err := tx.SavePerson(p.Person); err != nil {
				return err
			}
			if err := tx.SaveParticipant(p); err != nil {
				return err
			}
		}
		return nil
	})
	c.engine = nudges.New(c.db, bot, clock, log, options...)
	c.close = func() {
		c.engine.Release()
		c.db.Close()
		c.workspace.Close()
		server.Close()
	}
	return c
}

// counted counts what is posted, and what of it is refused.
func (c *crowd) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/chat.postMessage") {
			next.ServeHTTP(w, r)
			return
		}
		c.posts.Add(1)
		status := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(status, r)
		if status.code == http.StatusTooManyRequests {
			c.refused.Add(1)
		}
	})
}

type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

func (c *crowd) write(do func(*storage.Tx) error) {
	c.Helper()
	if err := c.db.Write(context.Background(), do); err != nil {
		c.Fatal(err)
	}
}

// announce has the organiser say something to everybody, now.
func (c *crowd) announce() {
	c.Helper()
	now := c.clock.Now()
	c.write(func(tx *storage.Tx) error {
		return tx.SaveAnnouncement(cohort.Announcement{
			ID: storage.NewID(), Cohort: c.cohort.ID, Author: "U0", Words: "お知らせです", At: now, State: cohort.Scheduled, Created: now,
		})
	})
}

func (c *crowd) step() time.Time {
	c.Helper()
	next, err := c.engine.Step(context.Background())
	if err != nil {
		c.Fatal(err)
	}
	return next
}

func (c *crowd) count() (counts map[storage.State]int) {
	c.Helper()
	err := c.db.Read(context.Background(), func(tx *storage.Tx) (err error) {
		counts, err = tx.CountByState()
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return counts
}
