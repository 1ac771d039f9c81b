package main

import (
	"strings"
	"time"

	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// checkLedger wants each delivery to have ended, and each message to stand where its receipt says, once.
func (h *torture) checkLedger() {
	h.Helper()
	stands := map[string][]string{}
	h.standing(h.workspace.As(organizer).DM(), stands)
	h.standing(h.workspace.As(arranger).DM(), stands)
	for _, g := range h.groups {
		h.standing(g.channel, stands)
		for _, user := range g.people {
			h.standing(h.workspace.As(user).DM(), stands)
		}
	}
	lost, doubled := 0, 0
	inRooms := h.inRooms()
	known := map[string]bool{}
	for _, d := range readLedger(h, h.database, "1 = 1") {
		known[d.id] = true
		at := stands[d.id]
		switch want := d.channel + " " + d.message; {
		case d.state == string(storage.Cancelled) && d.cause != "" && len(at) == 0:
		case d.waits() && len(at) == 0:
		case d.state == string(storage.Sent) && h.unseen(d):
			// Ippo may not look there: after a kill it says once more what may have been said.
			if n := inRooms[d.id]; d.kind != nudges.KindLeaving && d.kind != nudges.KindCalendar && d.kind != nudges.KindCalledOff &&
				(n == 0 || n > 1+d.blind) {
				h.Errorf("%+v stands %d times", d, n)
			}
		case d.state != string(storage.Sent) || d.blind > 0:
			h.Errorf("%+v stands at %q", d, at)
		case d.carrier != "":
			if at = stands[d.carrier]; len(at) != 1 || at[0] != want {
				h.Errorf("%+v: its carrier stands at %q", d, at)
			}
		case len(at) == 0:
			lost++
			h.Errorf("lost: %+v", d)
		case len(at) > 1:
			doubled++
			h.Errorf("doubled: %+v stands at %q", d, at)
		case at[0] != want:
			h.Errorf("%+v stands at %q", d, at)
		}
	}
	for id, at := range stands {
		if !known[id] {
			h.Errorf("%q is not in the ledger, and stands at %q", id, at)
		}
	}
	h.Logf("%d deliveries in the ledger, %d messages; %d lost, %d doubled", len(known), len(stands), lost, doubled)
}

// checkFed wants everything that came due to have been planned: for each whom it concerns, once.
func (h *torture) checkFed() {
	h.Helper()
	sent := map[string]map[string]int{} // by what it is about, then by recipient
	// What comes of Ippo's own accord, and is not the first on its reader's day, is left for another one.
	for _, d := range readLedger(h, h.database, "state = 'sent' OR (state = 'waiting' AND kind IN ('nudge', 'invitation') AND cause LIKE 'one message a day%')") {
		about := d.kind + "/" + d.subject
		if d.kind == nudges.KindNudge {
			about = d.kind
		}
		if sent[about] == nil {
			sent[about] = map[string]int{}
		}
		sent[about][d.recipient]++
	}
	once := func(about string, recipients ...string) {
		for _, id := range recipients {
			if n := sent[about][id]; n != 1 {
				h.Errorf("%s was sent %d times to %s", about, n, id)
			}
		}
	}
	db := h.open()
	h.read(db, func(tx *storage.Tx) error {
		for _, g := range h.groups {
			if g.moved {
				once(nudges.KindNudge, g.people...)
			}
			sessions, err := tx.Sessions(g.id)
			if err != nil {
				return err
			}
			for _, s := range sessions {
				switch in := time.Until(s.Starts); {
				case in < 0 && strings.HasPrefix(s.Theme, "終"):
					once(nudges.KindInvitation+"/"+s.ID, g.people...)
				case in < 7*24*time.Hour && strings.HasPrefix(s.Theme, "こ"):
					once(nudges.KindReminder+"/"+s.ID, g.channel)
				}
			}
			if want := 1 + len(g.coming) + len(g.over); len(sessions) != want {
				h.Errorf("%d sessions, want %d", len(sessions), want)
			}
			if err := h.checkAnnouncements(tx, g, once); err != nil {
				return err
			}
		}
		return nil
	})
	for words, acknowledged := range h.told {
		if acknowledged {
			h.Errorf("%s was acknowledged, and is not there", words)
		}
	}
}

func (h *torture) checkAnnouncements(tx *storage.Tx, g *group, once func(string, ...string)) error {
	all, err := tx.Announcements(g.id, 1000)
	for _, a := range all {
		if a.State != cohort.Reported {
			h.Errorf("%s is %s", a.Words, a.State)
		}
		once(nudges.KindAnnouncement+"/"+a.ID, g.people...)
		once(nudges.KindReport+"/"+a.ID, organizer)
		if _, told := h.told[a.Words]; !told {
			h.Errorf("%s is there twice, or was never told", a.Words)
		}
		delete(h.told, a.Words)
	}
	return err
}

// checkWords wants what was acknowledged to be kept once, and nothing to be kept twice.
func (h *torture) checkWords() {
	h.Helper()
	kept := map[string]int{}
	h.read(h.open(), func(tx *storage.Tx) error {
		for _, g := range h.groups {
			for _, user := range g.people {
				all, err := tx.Reflections(user, 0, 1_000_000)
				if err != nil {
					return err
				}
				for _, r := range all {
					kept[r.Note]++
				}
			}
		}
		return nil
	})
	acknowledged, unanswered := 0, 0
	for words, answered := range h.typed {
		n := kept[words]
		delete(kept, words)
		if answered {
			acknowledged++
		} else {
			unanswered++
		}
		if n > 1 || (answered && n == 0) {
			h.Errorf("%s is kept %d times; acknowledged: %v", words, n, answered)
		}
	}
	if len(kept) > 0 {
		h.Errorf("nobody wrote %v", kept)
	}
	h.Logf("%d words acknowledged, each kept once; %d not acknowledged", acknowledged, unanswered)
}
