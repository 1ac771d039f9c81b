package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/sandbox"
	"ippo/storage"
)

// fill does what opens a form and sends it, as far as Ippo's being killed lets it, and reports whether that was acknowledged.
func (h *torture) fill(ctx context.Context, seat *sandbox.Seat, open func() error, values map[string]any) bool {
	for seat.Modal() != nil {
		seat.CloseModal(ctx) // of an earlier attempt
	}
	if open() != nil {
		return false
	}
	opening, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if h.workspace.Await(opening, func() bool { return seat.Modal() != nil }) != nil {
		return false
	}
	problems, err := seat.Submit(ctx, values)
	return err == nil && len(problems) == 0
}

// ask has everybody ask for a circle, before Ippo is killed for the first time.
func (h *torture) ask() {
	h.Helper()
	for _, g := range h.groups {
		for _, user := range g.people {
			seat := h.workspace.As(user)
			if !h.fill(h.ctx, seat, func() error { return seat.Command(h.ctx, g.channel, "/circle", "join") }, nil) {
				h.Fatalf("%s cannot ask for a circle", user)
			}
		}
	}
}

// arranger is the organiser who forms circles, while the other announces.
const arranger = "U0901"

// liveInCircles has people do what there is to do in circles, one after the other, as far as Ippo's being killed lets them. What comes of it
// is seen in the end.
func (h *torture) liveInCircles(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		h.actInCircles(ctx, h.groups[n%len(h.groups)])
		select {
		case <-ctx.Done():
		case <-time.After(h.upTo(200 * time.Millisecond)):
		}
	}
}

func (h *torture) actInCircles(ctx context.Context, g *group) {
	seat := h.workspace.As(g.people[h.upTo(time.Duration(len(g.people)))])
	in := h.newestRoom(seat)
	act := int(h.upTo(8))
	if in == "" {
		act = 0
	}
	switch act {
	case 0:
		seat := h.workspace.As(arranger)
		if seat.Command(ctx, seat.DM(), "/circle", "") == nil {
			h.fill(ctx, seat, func() error { return h.press(ctx, seat, seat.DM(), "remix#") }, nil)
		}
	case 1:
		h.fill(ctx, seat, func() error { return seat.Command(ctx, g.channel, "/circle", "open") }, map[string]any{"own": "農業"})
	case 2:
		h.fill(ctx, seat, func() error { return h.press(ctx, seat, g.channel, nudges.ActionCircleEnter) }, nil)
	case 3:
		h.fill(ctx, seat, func() error { return h.press(ctx, seat, in, nudges.ActionMeetingSettle) },
			map[string]any{"day": g.local(time.Now().AddDate(0, 0, 3)).Format(time.DateOnly), "clock": "19:00"})
	case 4:
		h.fill(ctx, seat, func() error { return seat.Command(ctx, g.channel, "/circle", "leave") }, nil)
		h.fill(ctx, seat, func() error { return seat.Command(ctx, g.channel, "/circle", "join") }, nil)
	default:
		h.press(ctx, seat, in, nudges.ActionMeetingVote)
	}
}

// press presses the newest button of a conversation that has an action, which one of several it is is left to chance.
func (h *torture) press(ctx context.Context, seat *sandbox.Seat, conversation, action string) error {
	for _, m := range slices.Backward(seat.Messages(conversation)) {
		var found []string
		for _, b := range buttonsOf(m.Blocks) {
			if strings.HasPrefix(b.ActionID, action) {
				found = append(found, b.ActionID)
			}
		}
		if len(found) > 0 {
			return seat.Press(ctx, conversation, m.TS, found[h.upTo(time.Duration(len(found)))])
		}
	}
	return sandbox.ErrNoSuchThing
}

// newestRoom is the circle's room that somebody came into last; empty if they are in none.
func (h *torture) newestRoom(seat *sandbox.Seat) (id string) {
	for _, c := range seat.Channels() {
		if c.Private && strings.HasPrefix(c.ID, "C") {
			id = c.ID
		}
	}
	return id
}

// inRooms is how often the message of each delivery was carried out.
func (h *torture) inRooms() map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.stands)
}

// unseen reports whether a delivery went to a circle's room, where nobody but its members looks.
func (h *torture) unseen(d entry) bool {
	return d.channel != "" && strings.HasPrefix(d.channel, "C") && !h.counted(d.channel)
}

// checkCircles wants everybody in one circle at most, each circle in one room, and there its members and nobody else.
func (h *torture) checkCircles() {
	h.Helper()
	db := h.open()
	circles, meetings := 0, 0
	h.read(db, func(tx *storage.Tx) error {
		for _, g := range h.groups {
			in := map[string]string{}
			standing, err := tx.Standing(g.id)
			if err != nil {
				return err
			}
			rooms := map[string]bool{}
			for _, c := range standing {
				circles++
				for _, member := range c.Members {
					if in[member] != "" {
						h.Errorf("%s is in two circles", member)
					}
					in[member] = c.ID
				}
				if c.Channel == "" {
					if len(c.Members) > 1 {
						h.Errorf("circle %s of %v has no room", c.ID, c.Members)
					}
					continue
				}
				if rooms[c.Channel] {
					h.Errorf("two circles meet in %s", c.Channel)
				}
				rooms[c.Channel] = true
				h.checkRoom(c)
				all, err := tx.Meetings(c.ID)
				if err != nil {
					return err
				}
				meetings += len(all)
				if len(all) == 0 {
					h.Errorf("no times were proposed to circle %s", c.ID)
				}
			}
		}
		return nil
	})
	h.Logf("%d circles with %d meetings in the end", circles, meetings)
}

func (h *torture) checkRoom(c cohort.Circle) {
	h.Helper()
	for _, channel := range h.workspace.As(c.Members[0]).Channels() {
		if channel.ID != c.Channel {
			continue
		}
		inside := slices.DeleteFunc(channel.Members, func(id string) bool { return id == h.installed.BotUser })
		slices.Sort(inside)
		if members := slices.Sorted(slices.Values(c.Members)); !slices.Equal(inside, members) {
			h.Errorf("in the room of %v are %v", members, inside)
		}
		return
	}
	h.Errorf("%s is not in the room of the circle", c.Members[0])
}

// answered reports whether a method's answer says that it was carried out.
func answered(body []byte) bool {
	var said struct{ OK bool }
	return json.Unmarshal(body, &said) == nil && said.OK
}
