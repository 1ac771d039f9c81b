package handlers_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// november is a cohort of twenty after its first month: people write, try steps and come.
func (k *kitchen) november() {
	k.t.Helper()
	var people []string
	for i := range 19 {
		people = append(people, fmt.Sprintf("U1%02d", i))
	}
	k.members("c1", "", people...)
	within := now.AddDate(0, 0, -10)
	k.write(func(tx *storage.Tx) error {
		err := tx.SaveSession(cohort.Session{ID: "nov", Cohort: "c1", Number: 1, Theme: "棚卸し", Starts: within, Minutes: 120})
		for i, person := range people {
			id := storage.NewID()
			if i < 7 {
				err = errors.Join(err, tx.SaveReflection(cohort.Reflection{ID: id, Person: person, Cohort: "c1", Written: within, Note: "秘密の言葉", Visibility: cohort.OnlyMe}))
			}
			if i < 12 {
				err = errors.Join(err, tx.SaveOffer(cohort.Offer{ID: id, Person: person, Cohort: "c1", Step: "pension", Answer: cohort.Open, Offered: within}),
					tx.AnswerOffer(id, cohort.Open, cohort.Trying, within))
			}
			if i < 6 {
				err = errors.Join(err, tx.PlanOffer(id, within.AddDate(0, 0, 2), "", false))
			}
			if i < 4 {
				err = errors.Join(err, tx.AnswerOffer(id, cohort.Trying, cohort.Done, within))
			}
			if i >= 12 && i < 17 {
				err = errors.Join(err, tx.SaveOffer(cohort.Offer{ID: id, Person: person, Cohort: "c1", Step: "pension", Answer: cohort.Open, Offered: within}),
					tx.AnswerOffer(id, cohort.Open, cohort.NotThisWeek, within))
			}
			if i >= 7 && i < 13 {
				p, failed := tx.Person(person)
				err = errors.Join(err, failed, tx.SavePerson(p.Rest(cohort.Forever, within)))
			}
			if i < 18 {
				err = errors.Join(err, tx.Attend("nov", person, cohort.Attending, within))
			}
		}
		return err
	})
	k.freeze(now)
}

func (k *kitchen) freeze(at time.Time) {
	k.t.Helper()
	k.write(func(tx *storage.Tx) error {
		c, err := tx.Cohort("c1")
		if err != nil {
			return err
		}
		return nudges.FreezeFigures(tx, c, at)
	})
}

func (k *kitchen) numbers(person string) string {
	return k.do(chat.Event{Kind: chat.Command, Person: person, Command: "ippo", Text: "numbers"})
}

// Organisers see counts only, and only of five people or more; and it is the same again, whoever leaves, takes back what they wrote, or answers late.
func TestOrganisersSeeCountsOnly(t *testing.T) {
	k := newKitchen(t)
	k.says(k.numbers("U91"), "numbers.none")
	k.november()
	was := k.numbers("U91")
	for name, value := range map[cohort.Figure]string{
		cohort.Reflected: japanese.Say("numbers.at_least", "Number", 5), cohort.Stepped: japanese.Say("numbers.at_least", "Number", 10),
		cohort.Came: japanese.Say("numbers.nearly_all"), cohort.StepFigure(stepKey(t, "pension")): japanese.Say("numbers.too_few", "Least", 5),
		cohort.Replied: japanese.Say("numbers.nearly_all"), cohort.Planned: japanese.Say("numbers.at_least", "Number", 5),
		cohort.Rested: japanese.Say("numbers.at_least", "Number", 5),
	} {
		if field := fmt.Sprintf("%+v", chat.Field{Label: japanese.Say("numbers." + string(name)), Value: value}); !strings.Contains(was, field) {
			t.Errorf("%s is not in %s", field, was)
		}
	}
	if strings.Contains(was, "U1") || strings.Contains(was, "秘密") {
		t.Errorf("it names somebody: %s", was)
	}
	k.write(func(tx *storage.Tx) error {
		all, err := tx.Reflections("U100", 0, 1)
		return errors.Join(err, tx.TakeBack(all[0].ID, "U100", now), tx.Leave("c1", "U101", now), tx.Leave("c1", "U108", now), tx.Attend("nov", "U102", cohort.NotThisTime, now))
	})
	k.freeze(now.Add(time.Hour))
	if again := k.numbers("U91"); again != was {
		t.Errorf("it was\n%s\nand is\n%s", was, again)
	}
}

// In a small cohort nothing is shown; and nobody but who organises the cohort sees anything.
func TestNumbersOfAFewAndForOthers(t *testing.T) {
	k := newKitchen(t)
	k.freeze(now.AddDate(0, 1, 0)) // of one person
	k.says(k.numbers("U91"), "numbers.too_small", "Least", cohort.LeastOf)
	k.says(k.numbers("U0"), "numbers.too_small", "Least", cohort.LeastOf)
	k.says(k.numbers("U1"), "error.organizers_only")
	k.says(k.numbers("U92"), "numbers.none")
	k.says(k.press("U404", "numbers", "0"), "error.stranger")
	if n := len(k.looks()); n != 2 {
		t.Errorf("%d looks are kept", n)
	}
	for _, answer := range []string{k.press("U91", "menu", "ippo"), k.do(chat.Event{Kind: chat.Opened, Person: "U91"})} {
		k.says(answer, "numbers.button")
	}
}

func stepKey(t *testing.T, id string) cohort.Key {
	t.Helper()
	for _, step := range nudges.BuiltIn().Steps() {
		if step.ID == id {
			return step.Key
		}
	}
	t.Fatalf("there is no step %s", id)
	return ""
}

// Of circles it is told how many met only where there are so many of them that none can be told apart.
func TestCirclesThatMet(t *testing.T) {
	for _, circles := range []int{13, 14} {
		k := newKitchen(t)
		k.november()
		k.write(func(tx *storage.Tx) (err error) {
			for i := range circles {
				circle := cohort.Circle{ID: fmt.Sprint("k", i), Cohort: "c1", Number: i + 1, Members: []string{fmt.Sprintf("U1%02d", i)}, Channel: "G", Formed: now.AddDate(0, -2, 0)}
				m := cohort.Meeting{ID: fmt.Sprint("m", i), Circle: circle.ID, Number: 1, Host: circle.Members[0], State: cohort.HasMet, Starts: now.AddDate(0, 0, 9), Minutes: 60}
				if i > 6 {
					m.State = cohort.Missed
				}
				err = errors.Join(err, tx.SaveCircle(circle), tx.SaveMeeting(m))
			}
			return err
		})
		k.freeze(now.AddDate(0, 1, 0))
		page := k.numbers("U91")
		if told := strings.Contains(page, japanese.Say("numbers.circles_at_least", "Number", 5)); told != (circles == 14) {
			t.Errorf("of %d circles: %s", circles, page)
		}
	}
}

// A year of all figures of several cohorts with long names goes into one message, with the buttons below it.
func TestNumbersOfManyMonths(t *testing.T) {
	k := newKitchen(t)
	k.write(func(tx *storage.Tx) (err error) {
		for n := range 4 {
			c := cohort.Cohort{ID: fmt.Sprint("m", n), Name: strings.Repeat("期", 60) + fmt.Sprint(n), Language: "ja", Zone: "Asia/Tokyo", Channel: "C", Organizers: []string{"Uorg"}}
			err = errors.Join(err, tx.SaveCohort(c))
			for i := range 15 {
				for _, name := range cohort.AllFigures() {
					err = errors.Join(err, tx.SaveFigure(c.ID, now.AddDate(0, -i, 0).Format("2006-01"), name, cohort.TooFew))
				}
			}
		}
		return err
	})
	k.serial++
	reply := k.Handle(t.Context(), chat.Event{ID: fmt.Sprint(k.serial), Kind: chat.Command, Person: "Uorg", Command: "ippo", Text: "numbers"})
	if reply.Say == nil || !chat.Fits(reply.Say.Blocks...) {
		t.Errorf("it does not fit: %+v", plain(reply))
	}
	said := asText(reply.Say.Blocks)
	if n := strings.Count(said, "報告書（"); n != 3 {
		t.Errorf("of %d cohorts there is a report: %s", n, said)
	}
}

// A break that somebody begins is counted in its month; one that they take back at once is not.
func TestBreaksBeginByAPress(t *testing.T) {
	k := newKitchen(t)
	k.members("c1", "", "U1", "U3")
	k.press("U1", "pause", "month")
	k.press("U3", "pause", "month")
	k.do(chat.Event{Kind: chat.Command, Person: "U3", Command: "ippo", Text: "resume"})
	k.read(func(tx *storage.Tx) error {
		n, err := tx.CountRested("c1", now, now.Add(time.Hour))
		if n != 1 {
			t.Errorf("%d began a break, want 1", n)
		}
		return err
	})
}
