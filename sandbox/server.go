package sandbox

import (
	"net"
	"net/http"
	"strings"
)

// Handler serves everything: the Web API under /api/, Socket Mode, response URLs, and the page. It answers loopback only.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", w.serveAPI)
	mux.HandleFunc("GET /socket", w.serveSocket)
	mux.HandleFunc("POST /response/", w.serveResponse)
	mux.HandleFunc("POST /upload/{file}/{ticket}", w.serveUpload)
	mux.HandleFunc("GET /files/{file}", w.serveFile)
	mux.HandleFunc("GET /files-pri/{file}/download/{name}", w.serveDownload)
	w.page(mux)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !loopback(r.Host) { // a name that another site points at this machine
			http.Error(rw, "this workspace answers on this machine only", http.StatusForbidden)
			return
		}
		if foreign(r) { // the tokens are no secret, so a page from elsewhere could act with them
			http.Error(rw, "this workspace answers no other site's page", http.StatusForbidden)
			return
		}
		w.located(r.Host)
		mux.ServeHTTP(rw, r)
	})
}

// foreign reports whether a browser sends a request for a page of another site. Opening the workspace by a link is no harm.
// A socket needs a ticket that nobody can guess; and slack-go gives an origin of Slack's there.
func foreign(r *http.Request) bool {
	if r.URL.Path == "/socket" {
		return false
	}
	if origin := r.Header.Get("Origin"); origin != "" && !sameOrigin(origin, r.Host) {
		return true
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.URL.Path != "/"
	}
	return false
}

// located keeps under which host the workspace is reached, for the addresses that it gives out.
func (w *Workspace) located(host string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.host = host
}

func (w *Workspace) base() string { return "http://" + w.host }

func loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if name == "localhost" {
		return true
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return ip != nil && ip.IsLoopback()
}
