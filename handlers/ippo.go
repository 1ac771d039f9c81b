package handlers

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

// menu offers everything by buttons.
func menu(r *request) (chat.Reply, error) {
	if len(r.who.member)+len(r.who.organizes) == 0 {
		return message(r.strangerBlocks()...), nil
	}
	return message(append([]chat.Block{chat.Text(r.say("menu.greeting"))}, r.menuButtons()...)...), nil
}

// menuButtons are what this person can do; for a stranger, whom to ask.
func (r *request) menuButtons() []chat.Block {
	var blocks []chat.Block
	if len(r.who.member) > 0 {
		blocks = append(blocks, chat.Buttons{
			{Action: nudges.ActionReflect, Label: r.say("menu.reflect"), Primary: true},
			{Action: actionMenu, Value: "step", Label: r.say("menu.step")},
			{Action: actionMenu, Value: "session", Label: r.say("menu.session")},
			{Action: actionMenu, Value: "circle", Label: r.say("menu.circle")},
			{Action: actionStories, Label: r.say("menu.story")},
			{Action: actionSettings, Label: r.say("menu.settings")},
		})
	}
	if len(r.cohortsFor(cohort.Announce)) > 0 {
		blocks = append(blocks, chat.Text(r.say("menu.organizer")), r.organizerButtons())
	}
	if len(blocks) == 0 {
		return r.strangerBlocks()
	}
	return blocks
}

func (r *request) organizerButtons() chat.Buttons {
	return chat.Buttons{
		{Action: actionAnnounce, Label: r.say("menu.announce")},
		{Action: actionCircles, Label: r.say("menu.form_circles")},
	}
}

// settings opens the form with one's own settings.
func settings(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	var languages []chat.Option
	set := locale.In(nudges.Language(p.Person, c)).Language()
	for _, code := range append([]string{set}, locale.Languages()...) { // the one that is set stands first
		if code != set || len(languages) == 0 {
			languages = append(languages, chat.Option{Value: code, Label: locale.In(code).Say("language.name")})
		}
	}
	pauses, now := []chat.Option{{Value: "none", Label: r.say("pause.none")}}, "none"
	if p.Paused(r.now) {
		pauses, now = append(pauses, chat.Option{Value: "keep", Label: r.pausedUntil(p.Person)}), "keep"
	}
	for _, length := range pauseLengths {
		pauses = append(pauses, chat.Option{Value: length.name, Label: r.say("pause." + length.name)})
	}
	day, hour := stepTime(p.Rhythm)
	return chat.Reply{Form: &chat.Form{
		Name: formSettings, Title: r.say("settings.title"), Submit: r.say("settings.save"), Close: r.say("form.close"),
		Inputs: []chat.Input{
			chat.Choice{ID: "language", Label: r.say("settings.language"), Options: languages,
				Initial: []string{set}, Open: true},
			chat.Choice{ID: "day", Label: r.say("settings.day"), Options: r.stepDays(), Initial: []string{day}},
			chat.Choice{ID: "hour", Label: r.say("settings.hour"), Hint: r.say("settings.hour_hint"), Options: stepHours(), Initial: []string{hour}},
			chat.Choice{ID: "pause", Label: r.say("settings.pause"), Hint: r.say("settings.pause_hint"), Options: pauses,
				Initial: []string{now}, Open: true},
		},
	}}, nil
}

// saveSettings keeps one's own settings, and says what was set.
func saveSettings(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	person := p.Person
	if language := r.ev.Get("language"); slices.Contains(locale.Languages(), language) {
		person.Language = language
	}
	switch length := r.ev.Get("pause"); length {
	case "keep":
	case "none":
		person.PausedUntil = time.Time{}
	default:
		person.PausedUntil = pauseEnd(length, r.now)
	}
	person.Rhythm = stepRhythm(r.ev.Get("day"), r.ev.Get("hour"))
	if err := r.tx.SavePerson(person); err != nil {
		return chat.Reply{}, err
	}
	if person.Rhythm != p.Rhythm {
		if err := r.tx.ForgetNextNudgeOf(person.ID); err != nil {
			return chat.Reply{}, err
		}
	}
	r.who.person, r.who.words = person, locale.In(person.Language)
	done := r.done("settings.title", "settings.saved")
	switch before := p.PausedUntil; {
	case person.PausedUntil.Equal(before):
	case person.PausedUntil.Equal(cohort.Forever):
		done.Blocks = []chat.Block{chat.Text(r.say("settings.paused_open"))}
	case person.Paused(r.now):
		day := r.who.words.Day(person.PausedUntil.In(person.Location()))
		done.Blocks = []chat.Block{chat.Text(r.say("settings.paused", "Day", day))}
	case p.Paused(r.now):
		done.Blocks = []chat.Block{chat.Text(r.say("pause.ended"))}
	}
	return chat.Reply{Form: done}, nil
}

// pauseLengths are how long one can rest.
var pauseLengths = []struct {
	name string
	days int // 0: until the person ends it
}{{"week", 7}, {"month", 30}, {"open", 0}}

// pauseEnd is when a pause that begins now is over; zero for a length that is not offered.
func pauseEnd(name string, now time.Time) time.Time {
	for _, length := range pauseLengths {
		if length.name == name {
			if length.days == 0 {
				return cohort.Forever
			}
			return now.AddDate(0, 0, length.days)
		}
	}
	return time.Time{}
}

// pauseChoice offers the pauses by buttons, and the end of one.
func pauseChoice(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	var buttons chat.Buttons
	for _, length := range pauseLengths {
		buttons = append(buttons, chat.Button{Action: actionPause, Value: length.name, Label: r.say("pause." + length.name)})
	}
	sentence := r.say("pause.question")
	if p.Paused(r.now) {
		sentence = r.pausedUntil(p.Person)
		buttons = append(buttons, chat.Button{Action: actionPause, Value: "none", Label: r.say("pause.end"), Primary: true})
	}
	return message(chat.Text(sentence), buttons, chat.Context(r.say("settings.pause_hint"))), nil
}

func (r *request) pausedUntil(p cohort.Person) string {
	if p.PausedUntil.Equal(cohort.Forever) {
		return r.say("pause.until_open")
	}
	return r.say("pause.until", "Day", r.who.words.Day(p.PausedUntil.In(p.Location())))
}

// pause begins or ends a pause by one press.
func pause(r *request) (chat.Reply, error) {
	return r.setPause(pauseEnd(r.ev.Value, r.now))
}

// resume ends a pause.
func resume(r *request) (chat.Reply, error) { return r.setPause(time.Time{}) }

func (r *request) setPause(until time.Time) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	person := p.Person
	person.PausedUntil = until
	if err := r.tx.SavePerson(person); err != nil {
		return chat.Reply{}, err
	}
	r.who.person = person
	if r.ev.AtHome {
		return home(r)
	}
	if until.IsZero() {
		return r.inPlace(compose(chat.Text(r.say("pause.ended")))), nil
	}
	return r.inPlace(compose(
		chat.Text(r.say("pause.begun")), chat.Context(r.pausedUntil(person)),
		chat.Buttons{{Action: actionPause, Value: "none", Label: r.say("pause.end")}},
	)), nil
}
