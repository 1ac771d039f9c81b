package handlers

import (
	"cmp"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

const (
	everyTime   = "every"
	everySecond = "second"
	untilADay   = "date"
)

// settings opens the form with one's own settings.
func settings(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	day, hour := stepTime(p.Rhythm)
	often := everyTime
	if p.Fortnightly {
		often = everySecond
	}
	quiet := p.Quiet.OrUsual()
	pauses, paused := r.pauseOptions(p.Person)
	languages, language := languageOptions(p.Person, c)
	return chat.Reply{Form: &chat.Form{
		Name: formSettings, Title: r.say("settings.title"), Submit: r.say("settings.save"), Close: r.say("form.close"),
		Inputs: []chat.Input{
			chat.Choice{ID: "pause", Label: r.say("settings.pause"), Hint: r.say("settings.pause_hint"), Options: pauses,
				Initial: []string{paused}, Open: true},
			chat.DateInput{ID: "until", Label: r.say("settings.until"), Hint: r.say("settings.until_hint"), Optional: true},
			chat.Choice{ID: "day", Label: r.say("settings.day"), Options: r.stepDays(), Initial: []string{day}},
			chat.Choice{ID: "hour", Label: r.say("settings.hour"), Hint: r.say("settings.hour_hint"), Options: hours(5, 23), Initial: []string{hour}},
			chat.Choice{ID: "often", Label: r.say("settings.often"), Initial: []string{often}, Options: []chat.Option{
				{Value: everyTime, Label: r.say("settings.often_every")}, {Value: everySecond, Label: r.say("settings.often_second")},
			}},
			chat.Choice{ID: "quiet_from", Label: r.say("settings.quiet_from"), Options: hours(17, 24), Initial: []string{hourName(quiet.From)}},
			chat.Choice{ID: "quiet_until", Label: r.say("settings.quiet_until"), Hint: r.say("settings.quiet_hint"), Options: hours(5, 11),
				Initial: []string{hourName(quiet.Until)}},
			r.diaryChoice(p.Person),
			chat.Choice{ID: "language", Label: r.say("settings.language"), Options: languages, Initial: []string{language}},
			chat.Choice{ID: "zone", Label: r.say("settings.zone"), Options: r.zoneOptions(p.Zone), Initial: []string{p.Zone}},
		},
	}}, nil
}

// languageOptions are the languages that there are; the one that is set stands first.
func languageOptions(p cohort.Person, c cohort.Cohort) (options []chat.Option, set string) {
	set = locale.In(nudges.Language(p, c)).Language()
	for _, code := range append([]string{set}, locale.Languages()...) {
		if code != set || len(options) == 0 {
			options = append(options, chat.Option{Value: code, Label: locale.In(code).Say("language.name")})
		}
	}
	return options, set
}

// zoneOptions are the zones that can be chosen; one that is set and not among them stands first.
func (r *request) zoneOptions(set string) (options []chat.Option) {
	zones := cohort.Zones
	if !slices.Contains(zones, set) {
		zones = append([]string{set}, zones...)
	}
	for _, zone := range zones {
		options = append(options, chat.Option{Value: zone, Label: r.who.words.Zone(zone)})
	}
	return options
}

// saveSettings keeps one's own settings, and says what was set.
func saveSettings(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	person, err := r.settingsOf(p.Person, c)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.SavePerson(person); err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.RedrawFor(person.ID, nudges.KindCheckIn); err != nil {
		return chat.Reply{}, err
	}
	if person.Zone != p.Zone {
		err = nudges.Travelled(r.tx, p.Person, person)
	}
	if err == nil && person.Rhythm != p.Rhythm {
		err = r.tx.ForgetNextNudgeOf(person.ID, r.now)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	r.who.person, r.who.words = person, locale.In(nudges.Language(person, c))
	done := r.done("settings.title", "settings.saved")
	next, err := nudges.NextStep(r.tx, person, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if !next.IsZero() {
		done.Blocks = []chat.Block{chat.Text(r.say("settings.saved_next", "When", r.who.words.When(next)))}
	}
	switch before := p.PausedUntil; {
	case person.PausedUntil.Equal(before):
	case person.PausedUntil.Equal(cohort.Forever):
		done.Blocks = []chat.Block{chat.Text(r.say("settings.paused_open"))}
	case person.Paused(r.now):
		day := r.who.words.Day(person.PausedUntil.In(person.Location()))
		done.Blocks = []chat.Block{chat.Text(r.say("settings.paused", "Day", day))}
	case p.Paused(r.now):
		ended, err := r.pauseEnded(person)
		if err != nil {
			return chat.Reply{}, err
		}
		done.Blocks = []chat.Block{chat.Text(ended)}
	}
	return chat.Reply{Form: done}, nil
}

// settingsOf is a person as they set themselves in the form. What is not offered there changes nothing.
func (r *request) settingsOf(p cohort.Person, c cohort.Cohort) (cohort.Person, error) {
	if language := r.ev.Get("language"); slices.Contains(locale.Languages(), language) && language != nudges.Language(p, c) {
		p.Language, p.OwnLanguage = language, true
	}
	if zone := r.ev.Get("zone"); slices.Contains(cohort.Zones, zone) && zone != p.Zone {
		p.Zone, p.OwnZone = zone, true
	}
	switch r.ev.Get("often") {
	case everyTime:
		p.Fortnightly, p.Skips = false, false
	case everySecond:
		p.Fortnightly = true
	}
	if from, until := hourOf(r.ev.Get("quiet_from"), 17, 24), hourOf(r.ev.Get("quiet_until"), 5, 11); from > 0 && until > 0 {
		if p.Quiet = (cohort.Quiet{From: from, Until: until}); p.Quiet == cohort.UsualQuiet {
			p.Quiet = cohort.Quiet{}
		}
	}
	day, hour := r.ev.Get("day"), cmp.Or(hourOf(r.ev.Get("hour"), 5, 23), usedHour)
	if _, shown := stepTime(p.Rhythm); day == asCohort && hourName(hour) != shown {
		return p, problem("day", r.say("settings.hour_unused"))
	}
	p.Rhythm = stepRhythm(day, hour)
	if p.Rhythm != "" && p.Quiet.Covers(hour) {
		return p, problem("hour", r.say("settings.hour_quiet"))
	}
	p, err := r.withDiary(p)
	if err != nil {
		return p, err
	}
	length := r.ev.Get("pause")
	if length != untilADay && r.ev.Get("until") != "" {
		return p, problem("pause", r.say("settings.until_unused"))
	}
	switch length {
	case "keep", "":
	case noPause:
		p = p.Rest(time.Time{}, r.now)
	case untilADay:
		until, err := r.untilDay(r.ev.Get("until"), p.Location())
		if err != nil {
			return p, err
		}
		p = p.Rest(until, r.now)
	default:
		if until, offered := pauseEnd(length, r.now); offered {
			p = p.Rest(until, r.now)
		}
	}
	return p, nil
}
