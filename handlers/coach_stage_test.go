package handlers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/coach"
	"ippo/coach/coachtest"
	"ippo/cohort"
	"ippo/handlers"
	"ippo/storage"
)

// model answers in place of a language model.
type model struct {
	*coachtest.Server
	arrived chan struct{}    // one for each that came, if somebody waits
	slow    bool             // never answers
	first   http.HandlerFunc // answers the first question; may be nil
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
	says := coachtest.Told(func(q coachtest.Question) string {
		var data struct{ Choices []coach.Choice }
		if q.Job == "step" && json.Unmarshal([]byte(q.Data), &data) == nil { // the last of those that it may choose
			return fmt.Sprintf(`{"id":%q}`, data.Choices[len(data.Choices)-1].ID)
		}
		return modelAnswers[q.Job]
	})
	m.Server = coachtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		m.arrived <- struct{}{}
		switch {
		case m.slow:
			coachtest.Hang(w, r)
		case m.first != nil && len(m.Got()) == 1:
			m.first(w, r)
		default:
			says(w, r)
		}
	})
	return m
}

// got are the words that arrived.
func (m *model) got() (all []string) {
	for _, request := range m.Got() {
		all = append(all, coachtest.Read(request).Data)
	}
	return all
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
			tx.SaveReflection(cohort.Reflection{ID: "n1", Person: "U1", Cohort: "c1", Written: now, Note: "佐藤さんと庭に出た。土に触ると落ち着く。庭の話は山川ゆきさんにも聞いた。また土に触りたい", Visibility: cohort.OnlyMe}),
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
