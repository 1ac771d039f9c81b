package handlers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
)

// model answers in place of a language model, and keeps what it was sent.
type model struct {
	*httptest.Server
	mu      sync.Mutex
	sent    []string
	arrived chan struct{} // one for each that came, if somebody waits
	slow    bool          // never answers
}

// modelAnswers are what it says, by job.
var modelAnswers = map[string]string{
	"interests": `{"themes":[{"name":"土に触れること","because":"土に触ると落ち着く"}],"sentence":"土に触れる時間に、惹かれているのかもしれません。"}`,
	"plan":      `{"plan":"夕食の片づけが終わったら、年金の書類を開く"}`,
	"letter":    `{"greeting":"一年後のわたしへ","paragraphs":["庭の話をすると、肩の力が抜けると書きました。"],"closing":"また庭で会いましょう。"}`,
}

func newModel(t *testing.T) *model {
	t.Helper()
	m := &model{arrived: make(chan struct{}, 9)}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var asked struct {
			Format struct {
				Schema struct{ Name string } `json:"json_schema"`
			} `json:"response_format"`
			Messages []struct{ Content string }
		}
		if json.Unmarshal(body, &asked) != nil || len(asked.Messages) != 2 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		m.mu.Lock()
		m.sent = append(m.sent, asked.Messages[1].Content)
		m.mu.Unlock()
		m.arrived <- struct{}{}
		if m.slow {
			<-r.Context().Done()
			return
		}
		answer := modelAnswers[asked.Format.Schema.Name]
		if asked.Format.Schema.Name == "step" { // the last of those that it may choose
			var data struct{ Choices []coach.Choice }
			text := strings.TrimSuffix(strings.TrimPrefix(asked.Messages[1].Content, "<data>"), "</data>")
			if json.Unmarshal([]byte(text), &data) == nil {
				answer = fmt.Sprintf(`{"id":%q}`, data.Choices[len(data.Choices)-1].ID)
			}
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{
			"finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": answer},
		}}})
	}))
	t.Cleanup(m.Close)
	t.Cleanup(m.CloseClientConnections)
	return m
}

func (m *model) got() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.sent...)
}

// silent wants that nothing has arrived.
func (m *model) silent(t *testing.T, why string) {
	t.Helper()
	if got := m.got(); len(got) > 0 {
		t.Errorf("%s: it was sent %q", why, got)
	}
}

// coached gives the kitchen a coach that asks this model.
func (k *kitchen) coached(m *model, name string, patience time.Duration) *coach.Coach {
	k.t.Helper()
	clock := clockwork.NewFakeClockAt(now)
	c := coach.New(coach.Options{Key: "k", BaseURL: m.URL + "/v1", Model: name, Clock: clock, Patience: patience})
	k.Handler = handlers.New(k.db, clock, slog.New(slog.DiscardHandler), nil, func() {}, handlers.Coached(c))
	return c
}

// newCoachedKitchen is a kitchen with a model, and notes: two of U1's, one of U2's beside the one that all have.
func newCoachedKitchen(t *testing.T) (*kitchen, *model, *coach.Coach) {
	t.Helper()
	k, m := newKitchen(t), newModel(t)
	k.write(func(tx *storage.Tx) error {
		s, err := tx.Session("sc1")
		s.Speakers = []string{"山川ゆき (国際NGO)"}
		return errors.Join(err, tx.SaveSession(s),
			tx.SaveReflection(cohort.Reflection{ID: "n1", Person: "U1", Cohort: "c1", Written: now, Note: "佐藤さんと庭に出た。土に触ると落ち着く。庭の話は山川ゆきさんにも聞いた", Visibility: cohort.OnlyMe}),
			tx.SaveReflection(cohort.Reflection{ID: "n2", Person: "U1", Cohort: "c1", Written: now, Noticed: "選ばれない言葉", Visibility: cohort.OnlyMe}),
			tx.SaveReflection(cohort.Reflection{ID: "x1", Person: "U2", Cohort: "c2", Written: now, Note: "ほかの人の言葉", Visibility: cohort.MyCohort}))
	})
	return k, m, k.coached(m, "m1", 10*time.Second)
}

func (k *kitchen) reply(ev chat.Event) chat.Reply {
	k.t.Helper()
	k.serial++
	ev.ID = fmt.Sprint(k.serial)
	return k.Handle(k.t.Context(), ev)
}

func (k *kitchen) sends(form *chat.Form, values map[string][]string) chat.Reply {
	k.t.Helper()
	if form == nil {
		k.t.Fatal("there is no form to be sent")
	}
	return k.reply(chat.Event{Kind: chat.Submit, Person: "U1", Form: form.Name, State: form.State, Values: values})
}

// follows is what follows an answer in its place.
func (k *kitchen) follows(reply chat.Reply) chat.Reply {
	k.t.Helper()
	if reply.Then == nil {
		k.t.Fatalf("nothing follows %+v", plain(reply))
	}
	return reply.Then(k.t.Context())
}

func (k *kitchen) agrees(c *coach.Coach) {
	k.t.Helper()
	k.says(k.press("U1", "coach_agree", c.Where()), "coaching.agreed", "Where", c.Where())
}

// shownBefore chooses notes, and returns what is shown before they are sent.
func (k *kitchen) shownBefore(job string, notes ...string) *chat.Form {
	k.t.Helper()
	return k.sends(&chat.Form{Name: "coach_notes", State: job}, map[string][]string{"notes": notes}).Form
}

func shownIn(form *chat.Form) string { return fmt.Sprintf("%+v", form) }
