package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// pageState is all that the page shows around the messages.
type pageState struct {
	Revision   int           `json:"revision"`
	Name       string        `json:"name"`
	Language   string        `json:"language"`
	Now        time.Time     `json:"now"`
	Next       *time.Time    `json:"next"`
	Travel     bool          `json:"travel"`
	Travelling bool          `json:"travelling"`
	Me         string        `json:"me"`
	People     []pagePerson  `json:"people"`
	Channels   []pageChannel `json:"channels"`
	App        *pageApp      `json:"app"`
	Commands   []Command     `json:"commands"`
	Trouble    pageTrouble   `json:"trouble"`
	Modal      *View         `json:"modal"`
	Sockets    int           `json:"sockets"`
	Rehearsal  bool          `json:"rehearsal"` // there is a page that shows the whole year
}

type pagePerson struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Zone        string `json:"zone"`
	Color       int    `json:"color"`
	Role        string `json:"role"`
	App         bool   `json:"app"`
	Deactivated bool   `json:"deactivated"`
}

type pageChannel struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Unread   int    `json:"unread"`
	Mentions int    `json:"mentions"`
	Members  int    `json:"members"`
}

type pageApp struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	DM   string `json:"dm"`
	Home bool   `json:"home"`
}

func (w *Workspace) serveState(rw http.ResponseWriter, r *http.Request) {
	next, sighted := time.Time{}, false
	if w.options.Travel != nil {
		next, sighted = w.options.Travel.Next() // it may ask the program, so not under the lock
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	me := w.people[r.URL.Query().Get("as")]
	if me == nil && len(w.order) > 0 {
		me = w.people[w.order[0]]
	}
	if me == nil {
		pageError(rw, http.StatusNotFound, "gone")
		return
	}
	s := pageState{
		Revision: w.revision, Name: w.options.Name, Language: w.options.Language, Now: w.clock.Now().UTC(),
		Travel: w.options.Travel != nil, Travelling: w.travel.on, Me: me.ID, Sockets: len(w.wire.sockets),
		Rehearsal: w.options.Rehearsal != nil,
	}
	if sighted {
		s.Next = &next
	}
	for _, id := range w.order {
		p := w.people[id]
		s.People = append(s.People, pagePerson{p.ID, p.Name, p.Zone, p.color, p.Role, false, p.deactivated})
	}
	if w.app != nil {
		s.App = &pageApp{w.app.BotUser, w.app.Name, w.direct(me.ID).ID, w.app.home}
		s.Commands = w.app.commands
		s.People = append(s.People, pagePerson{w.app.BotUser, w.app.Name, me.Zone, 0, "", true, false})
	}
	for _, c := range w.inOrder(me.ID) {
		s.Channels = append(s.Channels, w.pageChannel(c, me))
	}
	if all := w.modals[me.ID]; len(all) > 0 {
		s.Modal = w.shown(all[len(all)-1])
	}
	t := w.trouble.Trouble
	s.Trouble = pageTrouble{t.PerMinute, int(t.RetryAfter.Seconds()), int(t.Slow.Milliseconds()), t.FailEvery, t.FailStatus}
	writeJSON(rw, s)
}

func (w *Workspace) pageChannel(c *channel, me *person) pageChannel {
	kind := map[string]string{kindPublic: "channel", kindPrivate: "private", kindGroup: "private", kindDirect: "dm"}[c.kind]
	p := pageChannel{ID: c.ID, Name: c.Name, Kind: kind, Members: len(c.Members)}
	read := me.read[c.ID]
	for _, m := range c.sees(me.ID) {
		if m.TS > read && m.User != me.ID {
			p.Unread++
			if slices.Contains(m.Pings, me.ID) || slices.Contains(m.Pings, "channel") || slices.Contains(m.Pings, "everyone") {
				p.Mentions++
			}
		}
	}
	return p
}

func (w *Workspace) serveMessages(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	me, c := w.people[r.URL.Query().Get("as")], w.channels[r.URL.Query().Get("channel")]
	if me == nil || c == nil || !c.has(me.ID) {
		pageError(rw, http.StatusNotFound, "gone")
		return
	}
	seen := c.sees(me.ID)
	if len(seen) > 0 && me.read[c.ID] != seen[len(seen)-1].TS {
		me.read[c.ID] = seen[len(seen)-1].TS
		w.change(Change{})
	}
	if seen == nil {
		seen = []Message{}
	}
	writeJSON(rw, answer{"revision": w.revision, "messages": seen})
}

func (w *Workspace) serveHome(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	body := answer{"revision": w.revision, "view": nil}
	if v := w.homes[r.URL.Query().Get("as")]; v != nil {
		body["view"] = w.shown(v)
	}
	writeJSON(rw, body)
}

// serveEvents tells the page of changes as they come, as server-sent events.
func (w *Workspace) serveEvents(rw http.ResponseWriter, r *http.Request) {
	changes, stop := w.watch()
	defer stop()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	send := func(c Change) bool {
		data, _ := json.Marshal(c)
		_, err := fmt.Fprintf(rw, "data: %s\n\n", data)
		http.NewResponseController(rw).Flush()
		return err == nil
	}
	w.mu.Lock()
	first := Change{Revision: w.revision, Modal: true, Home: true, Clock: true}
	w.mu.Unlock()
	if !send(first) {
		return
	}
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	for {
		select {
		case c := <-changes:
			if !send(c) {
				return
			}
		case <-alive.C:
			w.mu.Lock()
			still := Change{Revision: w.revision, Clock: true}
			w.mu.Unlock()
			if !send(still) {
				return
			}
		case <-r.Context().Done():
			return
		case <-w.stop:
			return
		}
	}
}
