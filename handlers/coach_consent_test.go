package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/coach/coachtest"
	"ippo/nudges"
	"ippo/storage"
)

// Consent is read anew right before each time that anything leaves: what takes it back between a failure and the second try, also through
// another Ippo, or on the command line, leaves nothing to be sent.
func TestNothingIsSentOnceConsentIsGone(t *testing.T) {
	for how, gone := range map[string]func(tx *storage.Tx) error{
		"withdrawn": func(tx *storage.Tx) error { return tx.SetCoach("U1", "") },
		"another":   func(tx *storage.Tx) error { return tx.SetCoach("U1", "models.example.com · other") },
		"erased":    func(tx *storage.Tx) error { return nudges.Erase(tx, "U1", now) },
	} {
		for job, begins := range map[string]func(k *kitchen) *chat.Form{
			"interests": func(k *kitchen) *chat.Form { return k.shownBefore("interests", "n1") },
			"step":      func(k *kitchen) *chat.Form { return k.shownBefore("step", "n1") },
			"plan":      func(k *kitchen) *chat.Form { return k.sends(&chat.Form{Name: "plan", State: "oc1"}, planned).Form },
			"letter":    func(k *kitchen) *chat.Form { return k.form(draftLetter) },
		} {
			t.Run(how+"/"+job, func(t *testing.T) {
				k, m, c := newCoachedKitchen(t)
				k.tries()
				m.first = func(w http.ResponseWriter, r *http.Request) {
					k.write(gone)
					w.Header().Set("Retry-After", "0")
					coachtest.Status(http.StatusInternalServerError, "")(w, r)
				}
				k.agrees(c)
				answer := shownIn(k.follows(k.sends(begins(k), nil)).Form)
				if got := m.got(); len(got) != 1 {
					t.Errorf("it was sent %q", got)
				}
				for _, said := range modelAnswers {
					if strings.Contains(answer, said) || strings.Contains(answer, "m1") {
						t.Errorf("the answer is %s", answer)
					}
				}
			})
		}
	}
}
