package sandbox

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"ippo/locale"
)

//go:embed page
var pageFiles embed.FS

// policy lets the page load nothing but itself, and pictures.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// page serves the page and what it asks for. Everything a visitor does goes through a Seat.
func (w *Workspace) page(mux *http.ServeMux) {
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err)
	}
	static := http.FileServerFS(files)
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		guard(rw)
		static.ServeHTTP(rw, r)
	})
	if w.options.Rehearsal != nil {
		mux.HandleFunc("GET /rehearsal", func(rw http.ResponseWriter, r *http.Request) {
			guard(rw)
			http.ServeFileFS(rw, r, files, "rehearsal.html")
		})
		mux.HandleFunc("GET /page/rehearsal", w.serveRehearsal)
	}
	mux.HandleFunc("GET /page/words", w.serveWords)
	mux.HandleFunc("GET /page/state", w.serveState)
	mux.HandleFunc("GET /page/messages", w.serveMessages)
	mux.HandleFunc("GET /page/home", w.serveHome)
	mux.HandleFunc("GET /page/events", w.serveEvents)
	for path, do := range map[string]func(*http.Request, deed) (any, error){
		"open_home": w.doOpenHome, "say": w.doSay, "share": w.doShare, "command": w.doCommand, "press": w.doPress, "submit": w.doSubmit,
		"close": w.doClose, "travel": w.doTravel, "stop": w.doStop, "trouble": w.doTrouble,
		"disconnect": w.doDisconnect, "deactivate": w.doDeactivate,
	} {
		mux.HandleFunc("POST /page/"+path, func(rw http.ResponseWriter, r *http.Request) { serveDeed(rw, r, do) })
	}
}

// guard says what the page may do, to the browser.
func guard(rw http.ResponseWriter) {
	rw.Header().Set("Content-Security-Policy", policy)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Referrer-Policy", "no-referrer")
	rw.Header().Set("Cache-Control", "no-cache")
}

// serveRehearsal gives the year as it is rehearsed, with the language in which the workspace speaks.
func (w *Workspace) serveRehearsal(rw http.ResponseWriter, r *http.Request) {
	year, err := w.options.Rehearsal(r.Context())
	if err != nil {
		pageError(rw, http.StatusInternalServerError, "no_rehearsal")
		return
	}
	writeJSON(rw, answer{"language": w.options.Language, "year": year})
}

// deed is what a visitor does, as the page tells it.
type deed struct {
	As       string                    `json:"as"`
	Channel  string                    `json:"channel"`
	Text     string                    `json:"text"`
	Command  string                    `json:"command"`
	TS       string                    `json:"ts"`
	View     string                    `json:"view"`
	Block    string                    `json:"block_id"`
	Action   string                    `json:"action_id"`
	Value    any                       `json:"value"`
	Values   map[string]map[string]any `json:"values"`
	By       string                    `json:"by"`
	To       string                    `json:"to"`
	Reason   string                    `json:"reason"`
	User     string                    `json:"user"`
	On       bool                      `json:"on"`
	Name     string                    `json:"name"`    // of a file
	Content  []byte                    `json:"content"` // in base64
	troubles pageTrouble
}

// pageTrouble is Trouble as the page writes it.
type pageTrouble struct {
	PerMinute  int `json:"per_minute"`
	RetryAfter int `json:"retry_after"`
	SlowMS     int `json:"slow_ms"`
	FailEvery  int `json:"fail_every"`
	FailStatus int `json:"fail_status"`
}

// serveDeed does what a visitor does. Another site's page cannot: it can neither set the header nor has the origin.
func serveDeed(rw http.ResponseWriter, r *http.Request, do func(*http.Request, deed) (any, error)) {
	if origin := r.Header.Get("Origin"); r.Header.Get("X-Page") != "1" || (origin != "" && !sameOrigin(origin, r.Host)) {
		pageError(rw, http.StatusForbidden, "foreign")
		return
	}
	var d deed
	var body json.RawMessage
	if json.NewDecoder(http.MaxBytesReader(rw, r.Body, largestBody)).Decode(&body) != nil || json.Unmarshal(body, &d) != nil {
		pageError(rw, http.StatusBadRequest, "unreadable")
		return
	}
	json.Unmarshal(body, &d.troubles)
	result, err := do(r, d)
	switch {
	case errors.Is(err, ErrNoSuchThing):
		pageError(rw, http.StatusNotFound, "gone")
	case errors.Is(err, ErrIncomplete):
		pageError(rw, http.StatusUnprocessableEntity, "incomplete")
	case errors.Is(err, errTooSlow), errors.Is(err, errNobody):
		pageError(rw, http.StatusGatewayTimeout, err.Error())
	case err != nil:
		pageError(rw, http.StatusUnprocessableEntity, err.Error())
	default:
		writeJSON(rw, result)
	}
}

func sameOrigin(origin, host string) bool {
	address, err := url.Parse(origin)
	return err == nil && address.Host == host
}

func pageError(rw http.ResponseWriter, status int, code string) {
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	json.NewEncoder(rw).Encode(map[string]string{"error": code})
}

func writeJSON(rw http.ResponseWriter, value any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	if value == nil {
		value = answer{}
	}
	json.NewEncoder(rw).Encode(value)
}

func (w *Workspace) serveWords(rw http.ResponseWriter, r *http.Request) {
	words := locale.In(r.URL.Query().Get("lang"))
	said := words.Section("page")
	for kind, name := range words.Section("kinds") {
		said["kinds."+kind] = name
	}
	writeJSON(rw, said)
}

func (w *Workspace) doOpenHome(r *http.Request, d deed) (any, error) {
	_, err := w.As(d.As).OpenHome(r.Context())
	return nil, err
}

func (w *Workspace) doSay(r *http.Request, d deed) (any, error) {
	return nil, w.As(d.As).Say(r.Context(), d.Channel, d.Text)
}

func (w *Workspace) doShare(r *http.Request, d deed) (any, error) {
	return nil, w.As(d.As).Upload(r.Context(), d.Channel, d.Name, d.Content, "")
}

func (w *Workspace) doCommand(r *http.Request, d deed) (any, error) {
	err := w.As(d.As).Command(r.Context(), d.Channel, d.Command, d.Text)
	if errors.Is(err, ErrNoSuchThing) {
		return nil, err
	}
	return nil, nil // what went wrong stands in the conversation
}

func (w *Workspace) doPress(r *http.Request, d deed) (any, error) {
	s := w.As(d.As)
	w.mu.Lock()
	p := press{user: d.As, action: d.Action, value: d.Value}
	var blocks any
	if d.View != "" {
		p.view = w.views[d.View]
		if p.view == nil || p.view.user != d.As {
			w.mu.Unlock()
			return nil, ErrNoSuchThing
		}
		blocks = p.view.definition["blocks"]
	} else {
		p.channel = w.channels[d.Channel]
		if p.channel == nil || !p.channel.has(d.As) {
			w.mu.Unlock()
			return nil, ErrNoSuchThing
		}
		p.message = p.channel.message(d.TS)
		if p.message == nil || (p.message.only != "" && p.message.only != d.As) {
			w.mu.Unlock()
			return nil, ErrNoSuchThing
		}
		blocks = decoded(p.message.Blocks)
	}
	for _, e := range elements(blocks) {
		if e.id == d.Action && (d.Block == "" || e.block == d.Block) {
			return nil, s.press(p, e)
		}
	}
	w.mu.Unlock()
	return nil, ErrNoSuchThing
}

func (w *Workspace) doSubmit(r *http.Request, d deed) (any, error) {
	problems, err := w.As(d.As).submit(d.View, d.Values)
	return answer{"errors": problems}, err
}

// doClose puts away the modal that the visitor saw. Pressed twice, it does not put away the one beneath.
func (w *Workspace) doClose(r *http.Request, d deed) (any, error) {
	if v := w.As(d.As).Modal(); v == nil || v.ID != d.View {
		return nil, nil
	}
	return nil, w.As(d.As).CloseModal(r.Context())
}

func (w *Workspace) doTrouble(r *http.Request, d deed) (any, error) {
	t := d.troubles
	w.SetTrouble(Trouble{
		PerMinute: t.PerMinute, RetryAfter: time.Duration(t.RetryAfter) * time.Second,
		Slow:      min(time.Duration(t.SlowMS)*time.Millisecond, time.Minute),
		FailEvery: t.FailEvery, FailStatus: t.FailStatus,
	})
	return nil, nil
}

func (w *Workspace) doDisconnect(r *http.Request, d deed) (any, error) {
	w.Disconnect(d.Reason)
	return nil, nil
}

func (w *Workspace) doDeactivate(r *http.Request, d deed) (any, error) {
	w.setDeactivated(d.User, d.On)
	return nil, nil
}
