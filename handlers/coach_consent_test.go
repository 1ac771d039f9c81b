package handlers_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/coach/coachtest"
	"ippo/cohort"
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

// An id that somebody slips in among their own is read, shown and sent no more than one that does not exist.
func TestNobodyElsesNoteIsAsked(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	for _, agreed := range []bool{false, true} {
		if agreed {
			k.agrees(c)
		}
		for _, job := range []string{"interests", "step"} {
			shown := k.shownBefore(job, "x1", "n1", "fc2", "no such id")
			if text := shownIn(shown); strings.Contains(text, "ほかの人") || strings.Contains(text, "秘密") {
				t.Errorf("%s shows %s", job, text)
			}
			if shown.State != "" && shown.State != k.shownBefore(job, "n1").State {
				t.Errorf("%s goes on with %s", job, shown.State)
			}
		}
	}
	forged := k.shownBefore("interests", "n1")
	forged.State += ",x1"
	k.follows(k.sends(forged, nil))
	if got := strings.Join(m.got(), ""); !strings.Contains(got, "庭") || strings.Contains(got, "ほかの人") {
		t.Errorf("it was sent %q", got)
	}
}

// The names under which others of the cohort gave a story are hidden, and those of which one signed one's own, given or not; and so are ids.
func TestNamesOfTheCohortAreHidden(t *testing.T) {
	k, m, c := newCoachedKitchen(t)
	k.write(func(tx *storage.Tx) error {
		return errors.Join(
			tx.SavePerson(cohort.Person{ID: "UABCDEF", Zone: "Asia/Tokyo"}), tx.SaveParticipant(cohort.Participant{Person: cohort.Person{ID: "UABCDEF"}, Cohort: "c1"}),
			tx.SaveStory(cohort.Story{ID: "t1", Cohort: "c1", Person: "UABCDEF", Words: "転機", Signed: "ひなた (営業)", Written: now, Given: now}),
			tx.SaveStory(cohort.Story{ID: "t2", Cohort: "c1", Person: "U1", Words: "転機", Signed: "はるか", Written: now}),
			tx.SaveReflection(cohort.Reflection{ID: "n5", Person: "U1", Cohort: "c1", Written: now, Note: "ひなたと、わたしはるかの話をUABCDEFに送った", Visibility: cohort.OnlyMe}))
	})
	k.agrees(c)
	k.follows(k.sends(k.shownBefore("interests", "n5"), nil))
	if got := strings.Join(m.got(), ""); got != `{"notes":["[人1]と、わたし[人2]の話を[人3]に送った"]}` {
		t.Errorf("it was sent %q", got)
	}
}
