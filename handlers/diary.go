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
	intro := []chat.Block{chat.Text(r.say("diary.intro"))}
	if p.Diary > 0 && p.Quiet.Covers(p.Diary) {
		intro = append(intro, r.moveQuietForm(p.Person, p.Diary).Blocks...)
	}
	return chat.Reply{Form: &chat.Form{
		Name: formDiary, Title: r.say("diary.title"), Submit: r.say("settings.save"), Close: r.say("form.close"),
		Blocks: intro, Inputs: []chat.Input{r.diaryChoice(p.Person)},
	}}, nil
}

// diaryChoice offers the hours of the day, and says which of them lie in somebody's quiet hours.
func (r *request) diaryChoice(p cohort.Person) chat.Choice {
	options, set := []chat.Option{{Value: noDiary, Label: r.say("diary.none")}}, noDiary
	for hour := 5; hour <= 23; hour++ {
		key := "diary.at"
		if p.Quiet.Covers(hour) {
			key = "diary.at_quiet"
		}
		options = append(options, chat.Option{Value: hourName(hour), Label: r.say(key, "Clock", onClock(hour))})
	}
	if p.Diary > 0 {
		set = hourName(p.Diary)
	}
	return chat.Choice{ID: "diary", Label: r.say("diary.label"), Hint: r.say("diary.choice_hint"), Options: options, Initial: []string{set}}
}

// saveDiary keeps at what hour somebody wishes to be asked. For one in their quiet hours it offers to move these.
func saveDiary(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	if hour := hourOf(r.ev.Get("diary"), 5, 23); hour > 0 && p.Quiet.Covers(hour) {
		return chat.Reply{Form: r.moveQuietForm(p.Person, hour)}, nil
	}
	person, err := r.withDiary(p.Person)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.keepDiary(person)
}

// keepDiary keeps a person with their hour, and says when the next prompt comes.
func (r *request) keepDiary(person cohort.Person) (chat.Reply, error) {
	if err := r.tx.SavePerson(person); err != nil {
		return chat.Reply{}, err
	}
	sentence := r.say("diary.off")
	if person.Diary > 0 {
		next := cohort.Daily(person.Diary).Next(r.now, person.Location())
		sentence = r.say("diary.on", "Clock", onClock(person.Diary), "When", r.who.words.When(next))
	}
	reply := r.inPlace(compose(chat.Text(sentence)))
	if reply.Form != nil {
		reply.Form.Title = r.say("diary.title")
	}
	return reply, nil
}

// moveQuietForm says that nothing would come at an hour, and what would have it come.
func (r *request) moveQuietForm(p cohort.Person, hour int) *chat.Form {
	quiet, moved := p.Quiet.OrUsual(), quietAround(p.Quiet, hour)
	return &chat.Form{Title: r.say("diary.title"), Close: r.say("form.close"), Blocks: []chat.Block{
		chat.Text(r.say("diary.in_quiet", "Clock", onClock(hour), "From", onClock(quiet.From), "Until", onClock(quiet.Until))),
		chat.Buttons{{Action: actionDiaryMove, Value: hourName(hour),
			Label: r.say("diary.move", "Clock", onClock(hour), "From", onClock(moved.From), "Until", onClock(moved.Until))}},
		chat.Context(r.say("diary.not_yet")),
	}}
}

// quietAround are quiet hours with as little less as leaves an hour out of them.
func quietAround(q cohort.Quiet, hour int) cohort.Quiet {
	switch q = q.OrUsual(); {
	case hour >= q.From:
		q.From = hour + 1
	case hour < q.Until:
		q.Until = hour
	}
	return q
}

// moveQuiet moves somebody's quiet hours by their press, and has the prompt come at the hour that they chose.
func moveQuiet(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	hour := hourOf(r.ev.Value, 5, 23)
	if hour == 0 {
		return lost(r)
	}
	if p.Quiet.Covers(hour) {
		p.Quiet = quietAround(p.Quiet, hour)
	}
	if p.Diary == 0 {
		p.DiarySince = r.now
	}
	p.Diary = hour
	return r.keepDiary(p.Person)
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
