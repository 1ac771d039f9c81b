package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
	"ippo/nudges"
	"ippo/storage"
)

// deliveryStates are what --state takes.
var deliveryStates = []storage.State{"", storage.Waiting, storage.Sending, storage.Sent, storage.Cancelled, storage.Failed}

// runDeliveries tells what somebody who runs Ippo should know of the outbox, lets a delivery go, or cancels one.
func runDeliveries(c *cli, args []string) error {
	if len(args) > 0 && (args[0] == "retry" || args[0] == "cancel") {
		ids, err := c.flags("deliveries", args[1:], 1, len(args), nil)
		if err != nil {
			return err
		}
		return c.withOutbox(func(o *outbox) error { return o.mend(c.ctx, args[0], ids, c.stderr) })
	}
	var wanted storage.Wanted
	var all, asJSON bool
	var kind string
	_, err := c.flags("deliveries", args, 0, 0, func(set *flag.FlagSet) {
		set.BoolVar(&all, "all", false, "")
		set.StringVar((*string)(&wanted.State), "state", "", "")
		set.StringVar(&kind, "kind", "", "")
		set.IntVar(&wanted.Limit, "limit", 100, "")
		set.BoolVar(&asJSON, "json", false, "")
	})
	if err != nil {
		return err
	}
	if kind != "" {
		wanted.Kinds = nudges.KindsShownAs(nudges.ShownKind(kind))
	}
	if !slices.Contains(deliveryStates, wanted.State) || wanted.Limit < 1 {
		c.tell("deliveries.wrong_filter")
		return errUsage
	}
	return c.withOutbox(func(o *outbox) error {
		show := o.table
		if asJSON {
			show = o.lines
		}
		return o.list(c.ctx, wanted, all || wanted.State != "", show, c.stdout, c.stderr)
	})
}

// outbox is the outbox as somebody sees it who runs Ippo.
type outbox struct {
	db    *storage.DB
	words *locale.Words
	now   time.Time
	zone  *time.Location
}

// withOutbox opens the outbox of the database that is set. One that is not there is not made.
func (c *cli) withOutbox(do func(*outbox) error) error {
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	if path, file := storage.File(settings.Database); file {
		if _, err := os.Stat(path); err != nil {
			c.tell("deliveries.no_database", "Path", path)
			return errTold
		}
	}
	db, err := storage.Open(c.ctx, settings.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	return do(&outbox{db: db, words: c.words, now: time.Now(), zone: time.Local})
}

// listed is a delivery as --json tells it: one object a line. Others read it, so that names stay.
type listed struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind"`
	Recipient   string     `json:"recipient"`
	State       string     `json:"state"`
	Due         time.Time  `json:"due"`
	NextTry     *time.Time `json:"next_try,omitempty"` // of one that waits
	Expires     *time.Time `json:"expires,omitempty"`
	Attempts    int        `json:"attempts"`
	Blind       int        `json:"sent_again_blindly"`
	Why         string     `json:"why"` // in a word, the same in all languages
	Explanation string     `json:"explanation"`
}

// list lists the deliveries that are wanted, or those among them that are in trouble.
func (o *outbox) list(ctx context.Context, wanted storage.Wanted, all bool, show func(io.Writer, []listed) error, out, aside io.Writer) error {
	limit := wanted.Limit
	wanted.Limit++ // to see whether there are more
	var found []storage.Delivery
	var last time.Time
	err := o.db.Write(ctx, func(tx *storage.Tx) (err error) {
		if last, err = tx.LastSent(); err != nil {
			return err
		}
		if all {
			found, err = tx.Outbox(wanted)
		} else {
			found, err = tx.Troubles(wanted, nudges.Held, o.now)
		}
		if err != nil {
			return err
		}
		return o.looksAt(tx, found[:min(len(found), limit)])
	})
	if err != nil {
		return err
	}
	rows := make([]listed, 0, limit)
	for _, d := range found[:min(len(found), limit)] {
		rows = append(rows, o.listed(d, last))
	}
	if err := show(out, rows); err != nil {
		return err
	}
	switch {
	case len(found) > limit:
		fmt.Fprintln(aside, o.words.Say("deliveries.more", "Limit", limit))
	case len(found) == 0 && all:
		fmt.Fprintln(aside, o.words.Say("deliveries.none"))
	case len(found) == 0:
		fmt.Fprintln(aside, o.words.Say("deliveries.all_is_well"))
	}
	return nil
}

// looksAt keeps, for every cohort that a recipient takes part in, that an operator saw to whom messages go.
func (o *outbox) looksAt(tx *storage.Tx, found []storage.Delivery) error {
	seen, asked := map[string]bool{}, map[string]bool{}
	for _, d := range found {
		if asked[d.Recipient] {
			continue
		}
		asked[d.Recipient] = true
		cohorts, err := tx.CohortsOf(d.Recipient)
		if err != nil {
			return err
		}
		for _, c := range cohorts {
			if seen[c.ID] {
				continue
			}
			seen[c.ID] = true
			if err := tx.Look(c.ID, cohort.Operator, cohort.SawOutbox, o.now); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *outbox) listed(d storage.Delivery, last time.Time) listed {
	l := listed{
		ID: d.ID, Kind: nudges.ShownKind(d.Kind), Recipient: d.Recipient, State: string(d.State), Due: d.Due, Attempts: d.Attempts, Blind: d.Blind,
	}
	if d.State == storage.Waiting {
		l.NextTry = &d.NextTry
	}
	if !d.Expires.IsZero() {
		l.Expires = &d.Expires
	}
	l.Why, l.Explanation = o.explain(d, last)
	return l
}

// table shows deliveries to people.
func (o *outbox) table(out io.Writer, rows []listed) error {
	if len(rows) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tKIND\tRECIPIENT\tSTATE\tDUE\tATTEMPTS\tWHY")
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", r.ID, r.Kind, r.Recipient, r.State, o.when(r.Due), r.Attempts, r.Explanation)
	}
	return table.Flush()
}

// lines shows deliveries to programs.
func (o *outbox) lines(out io.Writer, rows []listed) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, r := range rows {
		if err := encoder.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// when is a time by the clock of this machine.
func (o *outbox) when(t time.Time) string { return t.In(o.zone).Format("2006-01-02 15:04 MST") }

// mend lets deliveries go, or cancels them, each by itself. It fails if any is left as it was.
func (o *outbox) mend(ctx context.Context, how string, ids []string, aside io.Writer) error {
	act, done := nudges.LetGo, "deliveries.let_go"
	if how == "cancel" {
		act, done = nudges.Withdraw, "deliveries.cancelled"
	}
	var left error
	for _, id := range ids {
		state := storage.State("")
		err := o.db.Write(ctx, func(tx *storage.Tx) error {
			d, err := tx.Delivery(id)
			if err != nil {
				return err
			}
			state = d.State
			return act(tx, d, o.now)
		})
		key := done
		switch {
		case err == nil:
		case errors.Is(err, storage.ErrNotFound):
			key = "deliveries.unknown"
		case errors.Is(err, nudges.ErrWorthless):
			key = "deliveries.worthless"
		case errors.Is(err, nudges.ErrToldOther):
			key = "deliveries.told_other"
		case errors.Is(err, nudges.ErrState):
			key = "deliveries.is_" + string(state)
		default:
			return err
		}
		if err != nil {
			left = errTold
		}
		fmt.Fprintln(aside, o.words.Say(key, "ID", id))
	}
	return left
}
