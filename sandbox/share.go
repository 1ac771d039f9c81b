package sandbox

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// Upload puts a file into a conversation, with words or without, as a person does. The app hears of it where it hears of words.
func (s *Seat) Upload(_ context.Context, place, name string, content []byte, words string) error {
	w := s.w
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels[place]
	switch {
	case c == nil || !c.has(s.user) || name == "":
		return ErrNoSuchThing
	case w.app != nil && c.kind == kindDirect && w.app.readOnly:
		return errors.New("messages_tab_disabled")
	case len(content) == 0 || len(content) > largestFile || len(w.files) >= mostFiles:
		return errors.New("file_upload_size_restricted")
	}
	f := w.newFile(path.Base(name), len(content))
	f.owner, f.Title, f.content, f.shared = s.user, f.Name, content, []*channel{c}
	w.files[f.ID] = f
	m := w.post(c, Message{User: s.user, Text: w.markup(words), Files: []*File{f}})
	if w.app != nil {
		w.tellOfWords(c, m)
	}
	return nil
}

// newFile is a file without content yet.
func (w *Workspace) newFile(name string, size int) *File {
	f := &File{ID: w.id("F"), Name: name, Size: size}
	f.Type = strings.TrimPrefix(path.Ext(name), ".")
	f.Kind, _, _ = mime.ParseMediaType(mime.TypeByExtension(path.Ext(name)))
	if f.Kind == "" {
		f.Kind = "application/octet-stream"
	}
	f.URL = "files/" + f.ID
	return f
}

// wireFiles are files as the app is told of them.
func (w *Workspace) wireFiles(files []*File) (all []answer) {
	for _, f := range files {
		address := w.base() + "/files-pri/" + f.ID + "/download/" + url.PathEscape(f.Name)
		all = append(all, answer{
			"id": f.ID, "name": f.Name, "title": f.Title, "mimetype": f.Kind, "filetype": f.Type, "size": f.Size, "mode": "hosted",
			"is_external": false, "url_private": address, "url_private_download": address,
		})
	}
	return all
}

// serveDownload gives the app a file from a conversation that it is in. Who may not have it is sent to the page, as Slack sends them to sign in.
func (w *Workspace) serveDownload(rw http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	w.mu.Lock()
	f := w.files[r.PathValue("file")]
	may := false
	if f != nil && w.app != nil && token == w.app.BotToken && !w.trouble.Revoked && w.app.may("files:read") {
		for _, c := range f.shared {
			may = may || c.has(w.app.BotUser)
		}
	}
	w.mu.Unlock()
	if !may {
		http.Redirect(rw, r, "/?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
		return
	}
	rw.Header().Set("Content-Type", "application/octet-stream")
	rw.Write(f.content)
}
