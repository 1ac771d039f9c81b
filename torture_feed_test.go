package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"ippo/sandbox"
	"ippo/storage"
)

// group is a cohort of the torture: what its file says, and what it must have received in the end.
type group struct {
	id, name, channel string
	people            []string
	zone              int  // hours east of UTC, where it is about noon
	moved             bool // the people have moved an hour east, so that their nudge is due
	opened            time.Time
	nudge             time.Time // when it is due where they were before
	coming, over      []session
}

type session struct {
	theme  string
	starts time.Time
}

func newGroups(n, people int) []*group {
	var all []*group
	for i := range n {
		now := time.Now().UTC()
		g := &group{name: fmt.Sprintf("第%d期", i+1), channel: fmt.Sprintf("C%04d", i+1), zone: 12 - now.Hour(), opened: now, nudge: now.Add(30 * time.Minute)}
		for j := range people {
			g.people = append(g.people, participant(i*people+j+1))
		}
		all = append(all, g)
	}
	return all
}

// populate gives the workspace the people and channels of the groups.
func populate(o *sandbox.Options, groups []*group) {
	o.People, o.Channels = []sandbox.Person{
		{ID: organizer, Name: "佐藤 恵", Zone: "Asia/Tokyo", Language: "ja"},
		{ID: arranger, Name: "鈴木 徹", Zone: "Asia/Tokyo", Language: "ja"},
	}, nil
	for _, g := range groups {
		o.Channels = append(o.Channels, sandbox.Channel{ID: g.channel, Name: g.name})
		for _, id := range g.people {
			o.People = append(o.People, sandbox.Person{ID: id, Name: id, Zone: "Asia/Tokyo", Language: "ja"})
		}
	}
}

// zoneName is the IANA name of a zone so many hours east of UTC; its sign is the other way round.
func zoneName(hours int) string { return fmt.Sprintf("Etc/GMT%+d", -hours) }

func (g *group) local(at time.Time) time.Time { return at.In(time.FixedZone("", g.zone*60*60)) }

// file is the group's cohort file as it stands now.
func (g *group) file() []byte {
	var text bytes.Buffer
	nudge, zone := g.local(g.nudge), g.zone
	if g.moved {
		zone++
	}
	fmt.Fprintf(&text, "name: %s\nlanguage: ja\ntimezone: %s\nchannel: %s\norganizers: [%s, %s]\n", g.name, zoneName(g.zone), g.channel, organizer, arranger)
	fmt.Fprintf(&text, "schedule: {nudge: \"%d %d * * *\", reminders: [7d, 1d, 1h], reflection: 30m}\nsessions:\n", nudge.Minute(), nudge.Hour())
	for _, s := range append(append([]session{{"さいごの回", time.Now().AddDate(0, 6, 0)}}, g.coming...), g.over...) {
		fmt.Fprintf(&text, "  - {theme: %s, starts: %s, minutes: 30}\n", s.theme, g.local(s.starts).Format("2006-01-02T15:04"))
	}
	text.WriteString("participants:\n")
	for _, id := range g.people {
		fmt.Fprintf(&text, "  - {user: %s, timezone: %s}\n", id, zoneName(zone))
	}
	return text.Bytes()
}

// imports brings the database in line with a group's file, by the program itself.
func (h *torture) imports(g *group) {
	h.Helper()
	path := filepath.Join(h.TempDir(), "cohort.yaml")
	if err := os.WriteFile(path, g.file(), 0o600); err != nil {
		h.Fatal(err)
	}
	c := exec.CommandContext(h.ctx, program(h), "import", path)
	c.Env = append(os.Environ(), h.environment...)
	if out, err := c.CombinedOutput(); err != nil {
		h.Errorf("import: %v\n%s", err, out)
	}
}

// warmUp waits until Ippo has worked out when nudges are due, and learns by which ids it knows the groups.
func (h *torture) warmUp() {
	h.Helper()
	db := h.open()
	until(h.T, "the first nudges to be worked out", time.Minute, func() bool {
		worked := false
		h.read(db, func(tx *storage.Tx) error {
			next, err := tx.EarliestNudge()
			worked = !next.IsZero()
			return err
		})
		return worked && h.workspace.Sockets() == len(h.replicas)
	})
	h.read(db, func(tx *storage.Tx) error {
		all, err := tx.Cohorts()
		for _, c := range all {
			for _, g := range h.groups {
				if g.name == c.Name {
					g.id = c.ID
				}
			}
		}
		return err
	})
}

// feed keeps enough coming due that there is always something to send.
func (h *torture) feed(ctx context.Context) {
	for n := 0; h.workspace.Await(ctx, func() bool { return h.due-h.said.Load() < mostUnsent }) == nil; n++ {
		g := h.groups[n%len(h.groups)]
		switch h.upTo(8) {
		case 0:
			if len(g.coming) == 38 { // the next one's reminder is not due yet
				continue
			}
			g.coming = append(g.coming, session{fmt.Sprint("これからの回", n), g.opened.Add(time.Duration(20+len(g.coming)) * time.Minute)})
			h.imports(g)
			h.due++
		case 1:
			g.over = append(g.over, session{fmt.Sprint("終わった回", n), g.opened.Add(-time.Duration(62+len(g.over)) * time.Minute)})
			h.imports(g)
			h.due += int64(len(g.people))
		case 2:
			if g.moved {
				continue
			}
			g.moved = true
			h.imports(g)
			h.due += int64(len(g.people))
		default:
			if h.announce(ctx, g, fmt.Sprintf("お知らせ%d号", n)) {
				h.due += int64(len(g.people))
			}
		}
	}
}

// announce has the organiser announce something, as far as Ippo's being killed lets them, and reports whether it was acknowledged.
func (h *torture) announce(ctx context.Context, g *group, words string) bool {
	seat := h.workspace.As(organizer)
	open := func() error { return seat.Command(ctx, g.channel, "/announce", "") }
	if !h.fill(ctx, seat, open, map[string]any{"words": words, "cohort": g.id}) {
		return false
	}
	problems, err := seat.Submit(ctx, nil)
	acknowledged := err == nil && len(problems) == 0
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told[words] = acknowledged
	return acknowledged
}

// write has a person write one reflection after the other.
func (h *torture) write(ctx context.Context, user string) {
	seat := h.workspace.As(user)
	for n := 0; ctx.Err() == nil; n++ {
		words := fmt.Sprintf("%sの%d行め", user, n)
		err := seat.Command(ctx, seat.DM(), "/reflect", words)
		answer := h.lastWhisper(seat)
		h.mu.Lock()
		switch {
		case err != nil:
			h.typed[words] = false
		case strings.Contains(answer, h.words.Say("reflect.saved_me")), strings.Contains(answer, h.words.Say("error.repeated")):
			h.typed[words] = true
		case strings.Contains(answer, h.words.Say("error.not_saved")):
			h.typed[words] = false
			h.refusals++
		default:
			h.Errorf("%s is answered by %q", words, answer)
		}
		h.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(h.upTo(200 * time.Millisecond)):
		}
	}
}

// lastWhisper is what Ippo last answered to a person alone.
func (h *torture) lastWhisper(seat *sandbox.Seat) string {
	all := seat.Messages(seat.DM())
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Ephemeral {
			return h.workspace.Plain(all[i])
		}
	}
	return ""
}
