// Package coachtest answers in place of a language model, for tests, and keeps what it was sent.
package coachtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Server is one that speaks as OpenAI's does. Its address ends where a coach goes on with /chat/completions, with or without /v1.
type Server struct {
	*httptest.Server
	mu   sync.Mutex
	sent []string
}

// Serve answers everything in one way until the test ends.
func Serve(t testing.TB, answer http.HandlerFunc) *Server {
	t.Helper()
	s := &Server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.sent = append(s.sent, string(body))
		s.mu.Unlock()
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	return s
}

// Got are the requests that arrived, whole.
func (s *Server) Got() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.sent...)
}

// Silent wants that nothing has arrived.
func (s *Server) Silent(t testing.TB, why string) {
	t.Helper()
	if got := s.Got(); len(got) > 0 {
		t.Errorf("%s: it was sent %q", why, got)
	}
}

// Question is what a request asks: for which job, and about which words, as JSON.
type Question struct{ Job, Data string }

// Read takes the question out of a request. One that is no coach's is empty.
func Read(request string) Question {
	var asked struct {
		Format struct {
			Schema struct{ Name string } `json:"json_schema"`
		} `json:"response_format"`
		Messages []struct{ Content string }
	}
	if json.Unmarshal([]byte(request), &asked) != nil || len(asked.Messages) != 2 {
		return Question{}
	}
	data := strings.TrimSuffix(strings.TrimPrefix(asked.Messages[1].Content, "<data>"), "</data>")
	return Question{Job: asked.Format.Schema.Name, Data: data}
}

// Told answers every question with what is said to it.
func Told(says func(Question) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		Said(says(Read(string(body))))(w, r)
	}
}

// Said is a whole answer of a model with this content.
func Said(content string) http.HandlerFunc { return Body(Message(content, "", "stop")) }

// Body is an answer with this body, whatever it is.
func Body(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, body)
	}
}

// Message is the body of a model's answer.
func Message(content, refusal, finish string) string {
	body, _ := json.Marshal(map[string]any{"id": "x", "object": "chat.completion", "choices": []any{map[string]any{
		"index": 0, "finish_reason": finish, "message": map[string]any{"role": "assistant", "content": content, "refusal": refusal},
	}}})
	return string(body)
}

// Status refuses with a code.
func Status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

// Hang answers nothing more until whoever asked is gone.
func Hang(w http.ResponseWriter, r *http.Request) {
	w.(http.Flusher).Flush()
	<-r.Context().Done()
}
