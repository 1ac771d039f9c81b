package sandbox

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strconv"
)

// largestFile bounds one file, and mostFiles how many a workspace keeps.
const (
	largestFile = 20 << 20
	mostFiles   = 500
)

// File is a file that came with a message.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title"`
	Alt   string `json:"alt_txt,omitempty"`
	Kind  string `json:"mimetype"`
	Type  string `json:"filetype"`
	Size  int    `json:"size"`
	URL   string `json:"url"` // on the page

	owner   string // who put it there
	ticket  string // opens the upload, once
	content []byte
	shared  []*channel
}

// uploadURL begins an upload: it says where the bytes go.
func uploadURL(w *Workspace, c *call) (answer, *apiError) {
	name, size := path.Base(c.text("filename")), c.number("length", 0)
	switch {
	case c.text("filename") == "" || size <= 0:
		return nil, no("invalid_arguments")
	case size > largestFile || len(w.files) >= mostFiles:
		return nil, no("file_upload_size_restricted")
	}
	f := w.newFile(name, size)
	f.owner, f.Alt, f.ticket = w.app.BotUser, c.text("alt_txt"), clientID()
	w.files[f.ID] = f
	return answer{"upload_url": w.base() + "/upload/" + f.ID + "/" + f.ticket, "file_id": f.ID}, nil
}

// serveUpload takes a file's bytes, as they are or as a part of a form.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	content, err := uploaded(rw, r)
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.files[r.PathValue("file")]
	switch {
	case f == nil || f.ticket == "" || f.ticket != r.PathValue("ticket"):
		http.Error(rw, "upload_not_found", http.StatusNotFound)
	case err != nil || len(content) != f.Size:
		http.Error(rw, "file_size_mismatch", http.StatusBadRequest)
	default:
		f.content, f.ticket = content, ""
		io.WriteString(rw, "OK - "+strconv.Itoa(f.Size))
	}
}

func uploaded(rw http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(rw, r.Body, largestFile+largestBody)
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return io.ReadAll(r.Body)
	}
	for form := multipart.NewReader(r.Body, params["boundary"]); ; {
		part, err := form.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

// completeUpload ends uploads, and shares the files in conversations, if it names any.
func completeUpload(w *Workspace, c *call) (answer, *apiError) {
	var named []struct{ ID, Title string }
	if json.Unmarshal(c.raw("files"), &named) != nil || len(named) == 0 {
		return nil, no("invalid_arguments")
	}
	var files []*File
	for _, one := range named {
		f := w.files[one.ID]
		if f == nil || f.content == nil {
			return nil, no("file_not_found")
		}
		f.Title = one.Title
		if f.Title == "" {
			f.Title = f.Name
		}
		files = append(files, f)
	}
	places := c.list("channels")
	if id := c.text("channel_id"); id != "" {
		places = append(places, id)
	}
	var into []*channel
	for _, id := range places {
		found, code := w.conversation(id)
		switch {
		case code != "":
			return nil, no(code)
		case !found.has(w.app.BotUser):
			return nil, no("not_in_channel")
		}
		into = append(into, found)
	}
	for _, found := range into {
		for _, f := range files {
			f.shared = append(f.shared, found)
		}
		w.post(found, Message{User: w.app.BotUser, Text: c.text("initial_comment"), Files: files, fromApp: true})
	}
	return answer{"files": files}, nil
}

// fileInfo tells of a file, and in which messages it stands.
func fileInfo(w *Workspace, c *call) (answer, *apiError) {
	f := w.files[c.text("file")]
	if f == nil || !slices.ContainsFunc(f.shared, func(place *channel) bool { return place.has(w.app.BotUser) }) {
		return nil, no("file_not_found")
	}
	public, private := answer{}, answer{}
	for _, place := range f.shared {
		var at []answer
		for _, m := range place.messages {
			if slices.Contains(m.Files, f) {
				at = append(at, answer{"ts": m.TS})
			}
		}
		switch {
		case !place.has(w.app.BotUser) || at == nil:
		case place.kind == kindPublic:
			public[place.ID] = at
		default:
			private[place.ID] = at
		}
	}
	told := w.wireFiles([]*File{f})[0]
	told["shares"] = answer{"public": public, "private": private}
	return answer{"file": told}, nil
}

// deleteFile takes a file of the app's out of all conversations. Words that came with it stay.
func deleteFile(w *Workspace, c *call) (answer, *apiError) {
	f := w.files[c.text("file")]
	switch {
	case f == nil:
		return nil, no("file_not_found")
	case f.owner != w.app.BotUser:
		return nil, no("cant_delete_file")
	}
	for _, place := range f.shared {
		for _, m := range slices.Clone(place.messages) {
			if !slices.Contains(m.Files, f) {
				continue
			}
			m.Files = slices.DeleteFunc(slices.Clone(m.Files), func(other *File) bool { return other == f })
			if m.Text == "" && len(m.Files) == 0 {
				w.remove(place, m)
			}
			w.change(Change{Channel: place.ID})
		}
	}
	delete(w.files, f.ID)
	return answer{}, nil
}

// pictures are the kinds of files that a browser shows by itself; any other is only saved.
var pictures = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// serveFile gives a file to the page, to somebody who is in a conversation where it was shared.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.files[r.PathValue("file")]
	sees := false
	if f != nil {
		for _, c := range f.shared {
			sees = sees || c.has(r.URL.Query().Get("as"))
		}
	}
	w.mu.Unlock()
	if !sees {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if pictures[f.Kind] {
		rw.Header().Set("Content-Type", f.Kind)
	} else {
		rw.Header().Set("Content-Type", "application/octet-stream")
		rw.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	rw.Write(f.content)
}
