package main

import (
	"context"
	"sync"
	"time"

	"ippo/chat"
	"ippo/config"
	"ippo/locale"
	"ippo/rehearsal"
	"ippo/sandbox"
	"ippo/storage"
)

// rehearsedYear is what the page of the sandbox shows of a rehearsal.
type rehearsedYear struct {
	Cohort   string             `json:"cohort"`
	Channel  string             `json:"channel"`
	Zone     string             `json:"zone"`
	People   []rehearsedPerson  `json:"people"`
	Messages []rehearsedMessage `json:"messages"`
	Remarks  []string           `json:"remarks"`
}

type rehearsedPerson struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Zone string `json:"zone"`
}

type rehearsedMessage struct {
	At    time.Time       `json:"at"`
	Zone  string          `json:"zone"`
	To    []string        `json:"to"`
	Place rehearsal.Place `json:"place"`
	Kind  string          `json:"kind"`
	Lines []chat.Line     `json:"lines"`
}

// rehearsedDemo is the demo's year, played when somebody first looks at it: from the demo's file, and on a database of its own.
func rehearsedDemo(options sandbox.Options, file config.File) func(context.Context) (any, error) {
	var mu sync.Mutex
	var played *rehearsedYear
	return func(ctx context.Context) (any, error) {
		mu.Lock()
		defer mu.Unlock()
		if played != nil {
			return played, nil
		}
		year, err := rehearse(ctx, file, rehearsal.Options{From: demoBegins})
		if err != nil {
			return nil, err
		}
		played = showRehearsed(year, options)
		return played, nil
	}
}

func showRehearsed(year rehearsal.Year, options sandbox.Options) *rehearsedYear {
	names := map[string]string{}
	for _, p := range options.People {
		names[p.ID] = p.Name
	}
	words := locale.In(year.Cohort.Language)
	shown := &rehearsedYear{Cohort: year.Cohort.Name, Zone: year.Cohort.Zone, Channel: words.Say("rehearse.channel", "Channel", year.Cohort.Channel)}
	for _, c := range options.Channels {
		if c.ID == year.Cohort.Channel {
			shown.Channel = "# " + c.Name
		}
	}
	name := func(id string) string {
		if known, found := names[id]; found {
			return known
		}
		return id
	}
	for _, p := range year.People {
		shown.People = append(shown.People, rehearsedPerson{p.ID, name(p.ID), p.Zone})
	}
	shown.Remarks = year.Remarks(words, func(d storage.Delivery) string { return whyUnsent(words, d) })
	for _, e := range year.Entries(name) {
		to := e.All
		if e.Place == rehearsal.ToRoom {
			to = e.Members
		}
		shown.Messages = append(shown.Messages, rehearsedMessage{e.At, e.Zone, to, e.Place, e.Kind, e.Lines})
	}
	return shown
}
