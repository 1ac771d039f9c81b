package handlers_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// What Ippo quotes by its own choice leaves out words of need: a look back, the letter, the sheet and what the coach offers. Asked for,
// in one's own list and search, they are there.
func TestWordsOfNeedAreNotQuotedUnasked(t *testing.T) {
	k := newKitchen(t)
	k.tries()
	const near = "となりの言葉" // in the same reflection
	k.wrote(cohort.Reflection{Note: "晴れた朝", Will: "海を見る"}, cohort.Reflection{Note: inNeed, Can: near, Will: near})
	k.write(func(tx *storage.Tx) error {
		return errors.Join(
			tx.SaveAims(cohort.Entry{ID: "a1", Person: "U1", Aim: cohort.Can, Words: "消えてしまいたい", Added: now}, cohort.Entry{ID: "a2", Person: "U1", Aim: cohort.Can, Words: "本を読む", Added: now}),
			tx.SaveTurn(cohort.Turn{ID: "t1", Person: "U1", Age: 40, Event: "死にたいと思った", Added: now}),
			tx.SaveTurn(cohort.Turn{ID: "t2", Person: "U1", Age: 41, Event: "引っ越した", Added: now}),
			tx.PlanOffer("oc1", now, "自殺する", false),
		)
	})
	shown := map[string]string{
		"a look back": k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "journey"}),
		"the sheet":   shownIn(k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "interview", Own: true})),
		"the coach":   shownIn(k.form(chat.Event{Kind: chat.Press, Person: "U1", Action: "coach_notes", Value: "interests", Own: true})),
	}
	k.read(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		p, err2 := tx.Person("U1")
		own, err3 := nudges.YearOf(tx, japanese, c, cohort.Participant{Person: p, Cohort: "c1"}, now)
		letter, err4 := own.Letter(tx, japanese, nil)
		shown["the letter"] = string(letter.HTML(japanese)) + fmt.Sprint(letter.Next)
		if own.Year.Reflections == 0 || len(own.Reflections) < 2 {
			t.Errorf("they are not counted: %+v", own.Year)
		}
		return errors.Join(err, err2, err3, err4)
	})
	for place, text := range shown {
		if !strings.Contains(text, "晴れた朝") && !strings.Contains(text, "海を見る") {
			t.Errorf("%s shows nothing: %s", place, text)
		}
		for _, words := range []string{inNeed, near, "消えて", "死にたい", "自殺"} {
			if strings.Contains(text, words) {
				t.Errorf("%s quotes %s", place, words)
			}
		}
	}
	for place, text := range map[string]string{
		"the list":   k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "reflect", Text: "list"}),
		"the search": k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: "search となり"}),
	} {
		if !strings.Contains(text, inNeed) || !strings.Contains(text, near) {
			t.Errorf("%s lacks them: %s", place, text)
		}
	}
}
