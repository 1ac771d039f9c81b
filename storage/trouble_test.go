package storage

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// put puts a delivery into the outbox, and returns its id.
func put(t *testing.T, tx *Tx, occasion string, due time.Time, urgency Urgency) string {
	t.Helper()
	fresh, err := tx.Enqueue(Delivery{
		Occasion: occasion, Recipient: "U1", Kind: "nudge", Subject: occasion, Urgency: urgency, Due: due, Expires: now.Add(time.Hour),
	})
	all, listed := tx.Deliveries(occasion, "nudge")
	if !fresh || len(all) != 1 || err != nil || listed != nil {
		t.Fatal(occasion, fresh, all, err, listed)
	}
	return all[0].ID
}

func TestTroubles(t *testing.T) { onBoth(t, testTroubles) }

func testTroubles(t *testing.T, db *DB) {
	long, held := now.Add(-time.Hour), []string{"quiet hours", "pace"}
	write(t, db, func(tx *Tx) error {
		for name, make := range map[string]func(id string) error{
			"in line": func(string) error { return nil },
			"quiet": func(id string) error {
				return errors.Join(claim(tx, id), tx.Postpone(id, now.Add(time.Hour), "quiet hours"))
			},
			"quiet late": func(id string) error {
				return errors.Join(claim(tx, id), tx.Postpone(id, now.Add(-time.Hour), "quiet hours"))
			},
			"tried once": func(id string) error { return errors.Join(claim(tx, id), tx.PutOff(id, now, "x")) },
			"failed":     func(id string) error { return tx.Drop(id, Failed, "x") },
			"cancelled":  func(id string) error { return tx.Drop(id, Cancelled, "x") },
			"in doubt":   func(id string) error { return claim(tx, id) },
			"sent": func(id string) error {
				return errors.Join(claim(tx, id), tx.Deliver(id, "C", "1", now.Add(-time.Minute)))
			},
			"sent blindly": func(id string) error {
				return errors.Join(claim(tx, id), tx.Repeat(id, now, "x"), claim(tx, id), tx.Deliver(id, "C", "1", now.Add(-time.Hour)))
			},
		} {
			if err := make(put(t, tx, name, long, Ordinary)); err != nil {
				t.Fatal(name, err)
			}
		}
		put(t, tx, "just due", now.Add(-time.Minute), Ordinary)
		often := put(t, tx, "tried often", now.Add(-time.Minute), Ordinary)
		for range 3 {
			if err := errors.Join(claim(tx, often), tx.PutOff(often, now, "x")); err != nil {
				t.Fatal(err)
			}
		}
		return nil
	})
	occasions := func(all []Delivery, err error) []string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		names := []string{}
		for _, d := range all {
			names = append(names, d.Occasion)
		}
		slices.Sort(names)
		return names
	}
	compare := func(what string, got []string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	read(t, db, func(tx *Tx) error {
		compare("the line moves", occasions(tx.Troubles(Wanted{}, held, now)),
			"failed", "in doubt", "sent blindly", "tried often", "tried once")
		compare("the line stands", occasions(tx.Troubles(Wanted{}, held, now.Add(moving))),
			"failed", "in doubt", "in line", "quiet late", "sent blindly", "tried often", "tried once")
		compare("of a state", occasions(tx.Troubles(Wanted{State: Failed, Kinds: []string{"nudge", "plan"}, Limit: 5}, held, now)), "failed")
		compare("of another kind", occasions(tx.Troubles(Wanted{Kinds: []string{"circle"}}, held, now)), []string{}...)
		compare("all of a state", occasions(tx.Outbox(Wanted{State: Sent})), "sent", "sent blindly")
		if all, err := tx.Outbox(Wanted{Limit: 2}); err != nil || len(all) != 2 || all[0].Due.Before(all[1].Due) || !all[0].Due.After(long) {
			t.Errorf("the last two: %+v, %v", all, err)
		}
		last, err := tx.LastSent()
		if err != nil || !last.Equal(now.Add(-time.Minute)) {
			t.Errorf("last sent %s: %v", last, err)
		}
		return nil
	})
}

// claim takes one delivery, whatever else is due.
func claim(tx *Tx, id string) error {
	return changed(tx.exec(`UPDATE deliveries SET state = 'sending', attempts = attempts + 1, tried = $2 WHERE id = $1 AND state = 'waiting'`,
		id, millis(now)))
}

func TestPending(t *testing.T) { onBoth(t, testPending) }

func testPending(t *testing.T, db *DB) {
	write(t, db, func(tx *Tx) error {
		for i, urgency := range []Urgency{Urgent, Ordinary, Ordinary, Bulk, Bulk, Bulk} {
			put(t, tx, fmt.Sprint("due", i), now, urgency)
			put(t, tx, fmt.Sprint("later", i), now.Add(time.Minute), urgency)
		}
		return claim(tx, put(t, tx, "in doubt", now, Urgent))
	})
	read(t, db, func(tx *Tx) error {
		got, err := tx.Pending(now)
		if want := (Pending{Due: [3]int{1, 2, 3}, InDoubt: 1}); got != want || err != nil {
			t.Errorf("%+v, want %+v: %v", got, want, err)
		}
		return nil
	})
}

func TestLetGoAndWithdraw(t *testing.T) { onBoth(t, testLetGoAndWithdraw) }

func testLetGoAndWithdraw(t *testing.T, db *DB) {
	ids := map[State]string{}
	write(t, db, func(tx *Tx) error {
		for _, state := range []State{Waiting, Sending, Sent, Cancelled, Failed} {
			ids[state] = put(t, tx, string(state), now.Add(-time.Minute), Ordinary)
		}
		carried := ids[Failed]
		return errors.Join(claim(tx, ids[Sending]), claim(tx, ids[Sent]), tx.Deliver(ids[Sent], "C", "1", now),
			tx.Carry(carried, ids[Cancelled], now), tx.Drop(carried, Failed, "x"), tx.Drop(ids[Cancelled], Cancelled, "x"))
	})
	for state, may := range map[State]bool{Waiting: true, Failed: true, Sending: false, Sent: false, Cancelled: false} {
		err := db.Write(t.Context(), func(tx *Tx) error {
			if err := tx.Withdraw(ids[state], "cancelled"); (err == nil) != may {
				t.Errorf("withdraw %s: %v", state, err)
			}
			if d, err := tx.Delivery(ids[state]); may && (d.State != Cancelled || d.Cause != "cancelled") || err != nil {
				t.Errorf("withdraw %s: %+v, %v", state, d, err)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
	}
	for state, may := range map[State]bool{Failed: true, Cancelled: true, Waiting: false, Sending: false, Sent: false} {
		err := db.Write(t.Context(), func(tx *Tx) error {
			if err := tx.Renew(ids[state], now, now.Add(time.Hour)); (err == nil) != may {
				t.Errorf("renew %s: %v", state, err)
			}
			d, err := tx.Delivery(ids[state])
			if may && (d.State != Waiting || !d.Due.Equal(now) || !d.Expires.Equal(now.Add(time.Hour)) || d.Attempts != 0 || d.Cause != "") || err != nil {
				t.Errorf("renew %s: %+v, %v", state, d, err)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
	}
	for state, may := range map[State]bool{Waiting: true, Failed: true, Cancelled: true, Sending: false, Sent: false} {
		write(t, db, func(tx *Tx) error {
			if err := tx.LetGo(ids[state], now.Add(time.Hour)); !errors.Is(err, ErrNotFound) {
				t.Errorf("let go a worthless one that is %s: %v", state, err)
			}
			if err := tx.LetGo(ids[state], now); (err == nil) != may {
				t.Errorf("let go %s: %v", state, err)
			}
			d, err := tx.Delivery(ids[state])
			if may && (d.State != Waiting || !d.NextTry.Equal(now) || d.Attempts != 0 || d.Cause != "" || d.Carrier != "") || err != nil {
				t.Errorf("let go %s: %+v, %v", state, d, err)
			}
			return nil
		})
	}
}

var errUndo = errors.New("undo")

func TestWhatEndedIsTold(t *testing.T) { onBoth(t, testWhatEndedIsTold) }

func testWhatEndedIsTold(t *testing.T, db *DB) {
	var told []Ended
	db.OnEnded(func(ended []Ended) { told = append(told, ended...) })
	due := now.Add(-time.Minute)
	var one, carried, dropped string
	write(t, db, func(tx *Tx) error {
		one, carried, dropped = put(t, tx, "one", due, Ordinary), put(t, tx, "carried", due, Ordinary), put(t, tx, "dropped", due, Ordinary)
		return errors.Join(claim(tx, one), tx.Carry(carried, one, now))
	})
	deliver := func(tx *Tx) error { return tx.Deliver(one, "C", "1", now) }
	if err := db.Write(t.Context(), func(tx *Tx) error { return errors.Join(deliver(tx), errUndo) }); !errors.Is(err, errUndo) || told != nil {
		t.Errorf("told of what was undone: %+v, %v", told, err)
	}
	lease, err := db.TryLead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := lease.Write(t.Context(), deliver); err != nil {
		t.Fatal(err)
	}
	write(t, db, func(tx *Tx) error { return tx.Drop(dropped, Failed, "x") })
	sent := Ended{Kind: "nudge", State: Sent, Due: due, Sent: now}
	if diff := cmp.Diff([]Ended{sent, sent, {Kind: "nudge", State: Failed, Due: due}}, told); diff != "" {
		t.Error(diff)
	}
}
