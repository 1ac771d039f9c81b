package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// An operator finds a failed announcement and two that nobody sent, has two of them sent, and the third never, beside "ippo serve".
func TestOperatorMendsTheOutbox(t *testing.T) {
	t.Parallel() // it waits for real processes most of the time
	storagetest.OnBoth(t, func(t *testing.T, database string) {
		t.Parallel()
		d, environment := bareWorkspace(t)
		environment = append(environment, "IPPO_DATABASE="+database)
		importDemo(t, database)
		ids := announceInVain(t, database)
		serving := start(t, environment, "serve")
		serving.await(t, d)

		listing := start(t, environment, "deliveries", "--json", "--kind", nudges.KindAnnouncement)
		if code := listing.end(t); code != exitDone {
			t.Fatalf("exit code %d\n%s", code, listing.stderr.String())
		}
		why := map[string]string{}
		for line := range strings.Lines(listing.stdout.String()) {
			var l listed
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err, line)
			}
			why[l.Recipient] = l.Why
		}
		if len(why) != 3 || why[hanako] != "person_not_found" || why[taro] != "person_not_found" {
			t.Errorf("%d listed:\n%s", len(why), listing.stdout.String())
		}
		if strings.Contains(listing.stdout.String(), announced) {
			t.Error("what was announced is shown")
		}
		if n := lookedByOperator(t, database); n != 1 {
			t.Errorf("%d looks of an operator are kept", n)
		}

		mend := func(code int, says string, args ...string) {
			t.Helper()
			p := start(t, environment, append([]string{"deliveries"}, args...)...)
			if got := p.end(t); got != code || !strings.Contains(p.stderr.String(), says) || p.stdout.Len() > 0 {
				t.Errorf("ippo deliveries %v: exit code %d, want %d and %q\n%s%s", args, got, code, says, p.stdout.String(), p.stderr.String())
			}
		}
		en := locale.In("en")
		mend(exitDone, en.Say("deliveries.cancelled", "ID", ids[taro]), "cancel", ids[taro])
		mend(exitFailed, en.Say("deliveries.is_cancelled", "ID", ids[taro]), "cancel", ids[taro])
		mend(exitDone, en.Say("deliveries.let_go", "ID", ids[hanako]), "retry", ids[hanako], ids[ruri])
		began := time.Now()
		if err := d.workspace.Await(t.Context(), func() bool {
			return len(d.workspace.As(hanako).Messages(d.workspace.As(hanako).DM())) > 0 && len(d.workspace.As(ruri).Messages(d.workspace.As(ruri).DM())) > 0
		}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 25*time.Second {
			t.Errorf("it took %s", took)
		}
		awaitState(t, database, ids[hanako], storage.Sent)
		mend(exitFailed, en.Say("deliveries.is_sent", "ID", ids[hanako]), "retry", ids[hanako])
		mend(exitFailed, en.Say("deliveries.is_sent", "ID", ids[hanako]), "cancel", ids[hanako])
		mend(exitFailed, en.Say("deliveries.unknown", "ID", "x"), "retry", "x")
		serving.Process.Signal(syscall.SIGTERM)
		serving.end(t)
		if n := len(d.workspace.As(taro).Messages(d.workspace.As(taro).DM())); n != 0 {
			t.Errorf("what was cancelled was sent %d times", n)
		}
		if n := len(d.workspace.As(hanako).Messages(d.workspace.As(hanako).DM())); n != 1 {
			t.Errorf("what was let go was sent %d times", n)
		}
	})
}

const (
	announced = "会場が変わります"
	ruri      = "U0003"
)

// announceInVain is an announcement that failed for two people and was put off for a day for a third. It returns the ids by recipient.
// All have noon now: nothing waits for their morning.
func announceInVain(t *testing.T, database string) map[string]string {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now, ids := time.Now().Truncate(time.Millisecond), map[string]string{}
	noon := fmt.Sprintf("Etc/GMT%+d", now.UTC().Hour()-12) // of which the sign is the other way round
	err = db.Write(t.Context(), func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		if err != nil {
			return err
		}
		a := cohort.Announcement{
			ID: storage.NewID(), Cohort: all[0].ID, Author: organizer, Words: announced, At: now.Add(-time.Minute), State: cohort.Reported, Created: now,
		}
		if err := tx.SaveAnnouncement(a); err != nil {
			return err
		}
		for _, person := range []string{hanako, taro, ruri} {
			_, err := tx.Enqueue(storage.Delivery{
				Occasion: "announcement/" + a.ID, Recipient: person, Kind: nudges.KindAnnouncement, Subject: a.ID, Urgency: storage.Bulk,
				Due: now.Add(-time.Minute), Expires: now.Add(time.Hour),
			})
			known, found := tx.Person(person)
			known.Zone = noon
			if err := errors.Join(err, found, tx.SavePerson(known)); err != nil {
				return err
			}
		}
		deliveries, err := tx.Deliveries(a.ID, nudges.KindAnnouncement)
		for _, d := range deliveries {
			ids[d.Recipient] = d.ID
		}
		for range 3 {
			for range deliveries {
				if _, claimed := tx.Claim(now); claimed != nil {
					return claimed
				}
			}
			for _, d := range deliveries {
				err = errors.Join(err, tx.PutOff(d.ID, now, "temporary: chat.postMessage: service_unavailable"))
			}
		}
		const gone = "unreachable: chat.postMessage: user_not_found"
		return errors.Join(err, tx.Drop(ids[hanako], storage.Failed, gone), tx.Drop(ids[taro], storage.Failed, gone), putOffForADay(tx, ids[ruri], now))
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func putOffForADay(tx *storage.Tx, id string, now time.Time) error {
	_, err := tx.Claim(now)
	return errors.Join(err, tx.PutOff(id, now.Add(24*time.Hour), "temporary: chat.postMessage: service_unavailable"))
}

func awaitState(t *testing.T, database, id string, state storage.State) {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var d storage.Delivery
	for began := time.Now(); d.State != state; {
		err := db.Read(t.Context(), func(tx *storage.Tx) (err error) {
			d, err = tx.Delivery(id)
			return err
		})
		if err != nil || time.Since(began) > 10*time.Second {
			t.Fatalf("%s is %s, want %s: %v", id, d.State, state, err)
		}
	}
}

func TestDeliveriesAreExplained(t *testing.T) {
	now := time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC)
	db := explainable(t, now)
	for _, language := range locale.Languages() {
		t.Run(language, func(t *testing.T) {
			o := &outbox{db: db, words: locale.In(language), now: now, zone: demoBegins.Location()}
			s := &stage{T: t, language: language}
			for name, all := range map[string]bool{"deliveries": false, "deliveries_all": true} {
				var out, aside bytes.Buffer
				if err := o.list(t.Context(), storage.Wanted{Limit: 100}, all, o.table, &out, &aside); err != nil {
					t.Fatal(err)
				}
				if aside.Len() > 0 {
					t.Error(aside.String())
				}
				s.golden(name, nameless(out.String()))
			}
			var out, aside bytes.Buffer
			if err := o.list(t.Context(), storage.Wanted{Limit: 3, State: storage.Failed}, true, o.lines, &out, &aside); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(aside.String(), o.words.Say("deliveries.more", "Limit", 3)) {
				t.Errorf("that there are more is not told: %q", aside.String())
			}
			s.golden("deliveries_json", nameless(out.String()))
		})
	}
}

var ids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// nameless puts numbers in the place of ids, in order, as long as these.
func nameless(text string) string {
	known := map[string]string{}
	return ids.ReplaceAllStringFunc(text, func(id string) string {
		if known[id] == "" {
			known[id] = fmt.Sprintf("00000000-0000-7000-8000-%012d", len(known)+1)
		}
		return known[id]
	})
}

// explainable is an outbox with something of everything that is explained.
func explainable(t *testing.T, now time.Time) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.Context(), filepath.Join(t.TempDir(), "ippo.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	n := 0
	put := func(kind, recipient string, then func(tx *storage.Tx, id string, tried time.Time) error) {
		t.Helper()
		n++
		due := now.Add(-2*time.Hour + time.Duration(n)*time.Second)
		err := db.Write(t.Context(), func(tx *storage.Tx) error {
			subject := fmt.Sprint("s", n)
			_, err := tx.Enqueue(storage.Delivery{
				Occasion: subject, Recipient: recipient, Kind: kind, Subject: subject, Due: due, Expires: now.Add(24 * time.Hour),
			})
			if err != nil {
				return err
			}
			all, err := tx.Deliveries(subject, kind)
			if err != nil {
				return err
			}
			if d, err := tx.Claim(due); err != nil || d.ID != all[0].ID {
				return fmt.Errorf("%s was claimed instead of %s: %w", d.ID, all[0].ID, err)
			}
			return then(tx, all[0].ID, due)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	failed := func(cause string) func(*storage.Tx, string, time.Time) error {
		return func(tx *storage.Tx, id string, _ time.Time) error { return tx.Drop(id, storage.Failed, cause) }
	}
	for _, code := range []string{
		"channel_not_found", "user_disabled", "account_inactive", "msg_blocks_too_long", "invalid_blocks", "cannot_dm_bot",
	} {
		put(nudges.KindNudge, hanako, failed("refused: chat.postMessage: "+code))
	}
	put(nudges.KindReminder, channel, failed("unreachable: chat.postMessage: channel_not_found"))
	put(nudges.KindNudge, hanako, failed("wording nudge panicked: だれかの言葉"))
	put(nudges.KindShared, channel, failed("refused: chat.postMessage: invalid_blocks"))
	for _, cause := range []string{
		"unreachable: chat.postMessage: not_in_channel", "unreachable: chat.postMessage: is_archived",
		"temporary: chat.postMessage: slack rate limit exceeded, retry after 30s", "cut off: chat.postMessage: token_revoked",
		"cut off: chat.postMessage: invalid_auth", "cut off: chat.postMessage: missing_scope",
		"temporary: chat.postMessage: dial tcp 192.0.2.1:443: connect: connection refused", "the message is not there",
		"reading that conversation is not permitted",
	} {
		put(nudges.KindReminder, channel, func(tx *storage.Tx, id string, tried time.Time) error {
			return tx.PutOff(id, now.Add(10*time.Minute), cause)
		})
	}
	for _, cause := range slices.Sorted(maps.Keys(causes)) {
		put(nudges.KindNudge, taro, func(tx *storage.Tx, id string, _ time.Time) error { return tx.Drop(id, storage.Cancelled, cause) })
	}
	put(nudges.KindNudge, hanako, func(tx *storage.Tx, id string, _ time.Time) error {
		return tx.Postpone(id, now.Add(12*time.Hour), "quiet hours")
	})
	put(nudges.KindCircle, "k1", func(tx *storage.Tx, id string, tried time.Time) error {
		err := tx.Repeat(id, tried, "x")
		_, claimed := tx.Claim(tried)
		return errors.Join(err, claimed, tx.Deliver(id, "C0009", "1.1", tried))
	})
	put(nudges.KindInvitation, hanako, func(tx *storage.Tx, id string, tried time.Time) error {
		return tx.Deliver(id, "D0001", "1.2", tried)
	})
	put(nudges.KindNudge, taro, func(*storage.Tx, string, time.Time) error { return nil })
	err = db.Write(t.Context(), func(tx *storage.Tx) error { // nobody sends what is due, and more comes
		for i, due := range []time.Duration{-time.Hour, time.Hour} {
			_, err := tx.Enqueue(storage.Delivery{Occasion: fmt.Sprint("line", i), Recipient: "U0003", Kind: nudges.KindAnnouncement, Due: now.Add(due)})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// Every cause that is written down has an explanation.
func TestEveryCauseIsExplained(t *testing.T) {
	out, err := exec.Command("grep", "-rhoE", `stale\("[^"]+"\)|storage\.(Cancelled|Failed), "[^"]+"`, "nudges", "handlers", "--include=*.go", "--exclude=*_test.go").Output()
	if err != nil {
		t.Fatal(err)
	}
	written := append(slices.Clone(nudges.Held), "cancelled by an operator", "its time has passed")
	for line := range strings.Lines(string(out)) {
		written = append(written, strings.Split(line, `"`)[1])
	}
	if len(written) < 15 {
		t.Errorf("only %d causes were found: the search is broken", len(written))
	}
	for _, cause := range written {
		if causes[cause] == "" {
			t.Errorf("%q is not explained", cause)
		}
	}
	ja := locale.In("ja")
	for _, why := range append(slices.Collect(maps.Values(causes)), slices.Collect(maps.Values(slackCodes))...) {
		if !ja.Has("deliveries.why." + why) {
			t.Errorf("there are no words for %q", why)
		}
	}
}

func TestDeliveriesUsage(t *testing.T) {
	t.Setenv("IPPO_DATABASE", filepath.Join(t.TempDir(), "none.db"))
	for _, args := range [][]string{{"retry"}, {"cancel"}, {"mend", "x"}, {"--state", "lost"}, {"--limit", "0"}, {"--limit", "many"}, {"--loud"}} {
		if code, out, words := ippo(t, append([]string{"deliveries"}, args...)...); code != exitUsage || words == "" || out != "" {
			t.Errorf("ippo deliveries %v: exit code %d, %q, %q", args, code, out, words)
		}
	}
	code, _, words := ippo(t, "deliveries")
	if _, err := os.Stat(os.Getenv("IPPO_DATABASE")); code != exitFailed || !strings.Contains(words, "none.db") || err == nil {
		t.Errorf("no database: exit code %d, %q; it is there then: %v", code, words, err)
	}
	importDemo(t, os.Getenv("IPPO_DATABASE"))
	if code, out, words := ippo(t, "deliveries"); code != exitDone || out != "" || words == "" {
		t.Errorf("nothing is wrong: exit code %d, %q, %q", code, out, words)
	}
}

// lookedByOperator counts what participants can read of an operator's looks.
func lookedByOperator(t *testing.T, database string) (n int) {
	t.Helper()
	db, err := storage.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Read(t.Context(), func(tx *storage.Tx) error {
		cohorts, err := tx.Cohorts()
		for _, c := range cohorts {
			looks, failed := tx.Looks(c.ID, time.Time{})
			err = errors.Join(err, failed)
			for _, l := range looks {
				if l.Organizer == cohort.Operator && l.What == cohort.SawOutbox {
					n++
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
