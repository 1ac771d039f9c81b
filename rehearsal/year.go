package rehearsal

import (
	"context"
	"slices"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// Year is a year as it was rehearsed.
type Year struct {
	Cohort      cohort.Cohort
	Sessions    []cohort.Session
	People      []cohort.Participant
	From, Until time.Time
	Messages    []Message // in order
	Unsent      []storage.Delivery

	planned map[string]storage.Delivery
	zone    *time.Location // in which days begin
}

// Place is where a message stands.
type Place string

// The places.
const (
	ToPerson  Place = "person" // in somebody's own conversation
	ToChannel Place = "channel"
	ToRoom    Place = "room" // of a circle
)

// Message is a message as somebody gets it.
type Message struct {
	At      time.Time // in the zone of whom it is for
	Zone    string
	To      string
	Place   Place
	Members []string // of the room
	Kind    string
	Message chat.Message

	delivery string
}

// gather puts together what was said and what was not.
func (p *play) gather(ctx context.Context) error {
	y := &p.year
	y.planned = map[string]storage.Delivery{}
	err := p.db.Read(ctx, func(tx *storage.Tx) error {
		all, err := tx.Outbox(storage.Wanted{})
		for _, d := range slices.Backward(all) {
			y.planned[d.ID] = d
			if d.Unsent() {
				y.Unsent = append(y.Unsent, d)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	zones := map[string]string{}
	for _, one := range y.People {
		zones[one.ID] = one.Zone
	}
	for _, one := range p.stage.since(0) {
		m := Message{To: one.to, Place: ToPerson, Zone: y.Cohort.Zone, Members: one.members, Message: one.message,
			Kind: y.planned[one.delivery].Kind, delivery: one.delivery}
		switch zone, participates := zones[one.to]; {
		case participates:
			m.Zone = zone
		case one.to == y.Cohort.Channel:
			m.Place = ToChannel
		case len(one.members) > 0:
			m.Place = ToRoom
		}
		m.At = one.at.Truncate(time.Second).In(cohort.Location(m.Zone))
		y.Messages = append(y.Messages, m)
	}
	slices.SortStableFunc(y.Messages, func(a, b Message) int {
		if byTime := a.minute().Compare(b.minute()); byTime != 0 {
			return byTime
		}
		return strings.Compare(a.To, b.To)
	})
	return nil
}

// minute is when a message comes, as people read it.
func (m Message) minute() time.Time { return m.At.Truncate(time.Minute) }

// Knows reports whether somebody is in the year: takes part, or organises.
func (y Year) Knows(person string) bool {
	return y.Cohort.Organized(person) || slices.ContainsFunc(y.People, func(p cohort.Participant) bool { return p.ID == person })
}

// For is the year as one person sees it, by their own clock: what comes to them, to the channel, and to rooms that they are in.
func (y Year) For(person string) Year {
	zone := y.Cohort.Zone
	for _, p := range y.People {
		if p.ID == person {
			zone = p.Zone
		}
	}
	seen := y
	seen.zone, seen.Messages = cohort.Location(zone), nil
	for _, m := range y.Messages {
		if m.To == person || m.Place == ToChannel || slices.Contains(m.Members, person) {
			m.At, m.Zone = m.At.In(seen.zone), zone
			seen.Messages = append(seen.Messages, m)
		}
	}
	return seen
}

// Entry is a message that several people get at the same time, in the same words.
type Entry struct {
	Message
	All   []string // whom it goes to
	Lines []chat.Line
}

// Entries folds what several people get in the same words at the same time. name says who a person is.
func (y Year) Entries(name func(string) string) []Entry {
	type key struct {
		minute           int64
		zone, kind, text string
		to               string // of a channel or a room
	}
	at := map[key]int{}
	var all []Entry
	for _, m := range y.Messages {
		lines := chat.Lines(m.Message, name)
		k := key{minute: m.minute().Unix(), zone: m.Zone, kind: m.Kind, text: chat.Plain(lines)}
		if m.Place != ToPerson {
			k.to = m.To
		}
		if i, known := at[k]; known {
			all[i].All = append(all[i].All, m.To)
			continue
		}
		at[k] = len(all)
		all = append(all, Entry{Message: m, All: []string{m.To}, Lines: lines})
	}
	return all
}
