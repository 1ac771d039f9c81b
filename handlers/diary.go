package handlers

import (
	"fmt"

	"ippo/chat"
	"ippo/cohort"
)

const noDiary = "none"

// diaryForm asks whether, and at what hour, somebody wishes to be asked for a line every day.
func diaryForm(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formDiary, Title: r.say("diary.title"), Submit: r.say("settings.save"), Close: r.say("form.close"),
		Blocks: []chat.Block{chat.Text(r.say("diary.intro"))}, Inputs: []chat.Input{r.diaryChoice(p.Person)},
	}}, nil
}

// diaryChoice offers the hours outside somebody's quiet hours.
func (r *request) diaryChoice(p cohort.Person) chat.Choice {
	options, set := []chat.Option{{Value: noDiary, Label: r.say("diary.none")}}, noDiary
	for hour := 5; hour <= 23; hour++ {
		if !p.Quiet.Covers(hour) || hour == p.Diary {
			options = append(options, chat.Option{Value: hourName(hour), Label: r.say("diary.at", "Clock", onClock(hour))})
		}
	}
	if p.Diary > 0 {
		set = hourName(p.Diary)
	}
	return chat.Choice{ID: "diary", Label: r.say("diary.label"), Hint: r.say("diary.choice_hint"), Options: options, Initial: []string{set}}
}

// saveDiary keeps at what hour somebody wishes to be asked.
func saveDiary(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	person, err := r.withDiary(p.Person)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.SavePerson(person); err != nil {
		return chat.Reply{}, err
	}
	sentence := r.say("diary.off")
	if person.Diary > 0 {
		next := cohort.Daily(person.Diary).Next(r.now, person.Location())
		sentence = r.say("diary.on", "Clock", onClock(person.Diary), "When", r.who.words.When(next))
	}
	return chat.Reply{Form: &chat.Form{Title: r.say("diary.title"), Close: r.say("form.close"), Blocks: []chat.Block{chat.Text(sentence)}}}, nil
}

// withDiary is a person with the hour that they chose in a form, which lies outside their quiet hours. What is not offered changes nothing.
func (r *request) withDiary(p cohort.Person) (cohort.Person, error) {
	before, chosen := p.Diary, r.ev.Get("diary")
	switch hour := hourOf(chosen, 5, 23); {
	case chosen == noDiary:
		p.Diary = 0
	case hour > 0:
		p.Diary = hour
	}
	if p.Diary > 0 && p.Quiet.Covers(p.Diary) {
		quiet := p.Quiet.OrUsual()
		return p, problem("diary", r.say("diary.quiet", "From", onClock(quiet.Until), "Until", onClock(quiet.From)))
	}
	if p.Diary > 0 && before == 0 {
		p.DiarySince = r.now
	}
	return p, nil
}

func onClock(hour int) string { return fmt.Sprintf("%d:00", hour) }
