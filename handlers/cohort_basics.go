package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
	"ippo/storage"
)

const (
	longestName    = 40  // characters of a cohort's name, as in the file
	mostOrganizers = 100 // of a cohort
)

// basicsForm opens the form with what a cohort is called, where it is and who organises it; for a new one, empty.
func basicsForm(r *request) (chat.Reply, error) {
	if r.ev.Action == actionCohortNew {
		if err := r.authorize(cohort.SetUp, ""); err != nil {
			return chat.Reply{}, err
		}
		return r.basicsWith(cohort.Cohort{Language: locale.Default, Zone: "Asia/Tokyo", Organizers: []string{r.who.id}},
			chat.Text(r.say("desk.new_intro"))), nil
	}
	c, err := r.runningOne(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.basicsWith(c), nil
}

func (r *request) basicsWith(c cohort.Cohort, intro ...chat.Block) chat.Reply {
	var languages []chat.Option
	for _, code := range locale.Languages() {
		languages = append(languages, chat.Option{Value: code, Label: locale.In(code).Say("language.name")})
	}
	inputs := []chat.Input{
		chat.TextInput{ID: "name", Label: r.say("desk.name"), Placeholder: r.say("desk.name_placeholder"), Initial: c.Name, Max: longestName},
		chat.TextInput{ID: "channel", Label: r.say("desk.channel"), Hint: r.say("desk.channel_hint"), Initial: c.Channel, Max: 200},
		chat.Choice{ID: "language", Label: r.say("settings.language"), Options: languages, Initial: []string{c.Language}},
		chat.Choice{ID: "zone", Label: r.say("desk.zone"), Options: r.zoneOptions(c.Zone), Initial: []string{c.Zone}},
	}
	if cohort.May(cohort.SetUp, r.who.roles(c.ID)...) {
		inputs = append(inputs, chat.PeopleInput{ID: "organizers", Label: r.say("desk.organizers"), Initial: c.Organizers})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCohortBasics, State: c.ID + "/" + strconv.Itoa(c.Version), Title: r.say("desk.basics_title"), Submit: r.say("settings.save"),
		Close: r.say("form.cancel"), Blocks: intro, Inputs: inputs,
	}}
}

// saveBasics makes a cohort, or changes one. Where somebody else changed it meanwhile, it says who, shows what stands, and keeps what was written.
func saveBasics(r *request) (chat.Reply, error) {
	id, version, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if id == "" {
		return r.makeCohort()
	}
	c, err := r.runningOne(id)
	if err != nil {
		return chat.Reply{}, err
	}
	before := c
	if c, err = r.readBasics(c); err != nil {
		return chat.Reply{}, err
	}
	c.Version, _ = strconv.Atoi(version)
	err = r.tx.ChangeCohort(c)
	if errors.Is(err, storage.ErrChanged) {
		c.Version = before.Version
		return r.basicsWith(c, r.changedBy(before, chat.Fields{
			{Label: r.say("desk.name"), Value: before.Name}, {Label: r.say("desk.channel"), Value: before.Channel},
			{Label: r.say("settings.language"), Value: locale.In(before.Language).Say("language.name")},
			{Label: r.say("desk.zone"), Value: r.who.words.Zone(before.Zone)},
		})...), nil
	}
	if err == nil {
		err = r.audits(cohort.SetBasics, c.ID, c.ID, "")
	}
	return r.deskDone(r.say("desk.saved", "Cohort", c.Name)), err
}

// makeCohort makes a cohort of which nothing is known yet but its basics. It sends nothing until entry is set, or a file brings it in line.
func (r *request) makeCohort() (chat.Reply, error) {
	if err := r.authorize(cohort.SetUp, ""); err != nil {
		return chat.Reply{}, err
	}
	c, err := r.readBasics(cohort.Cohort{ID: storage.NewID(), Draft: true, Schedule: cohort.UsualSchedule()})
	if err != nil {
		return chat.Reply{}, err
	}
	if err := errors.Join(r.tx.SaveCohort(c), r.audits(cohort.MadeCohort, c.ID, c.ID, "")); err != nil {
		return chat.Reply{}, err
	}
	return r.deskDone(r.say("desk.made", "Cohort", c.Name), chat.Context(r.say("desk.made_hint"))), nil
}

// readNameAndChannel reads how a cohort is called, and where it is.
func (r *request) readNameAndChannel(c cohort.Cohort) (cohort.Cohort, error) {
	c.Name = strings.Join(strings.Fields(visible(r.ev.Get("name"))), " ")
	switch {
	case c.Name == "":
		return c, problem("name", r.say("desk.name_missing"))
	case len([]rune(c.Name)) > longestName:
		return c, problem("name", r.say("story.too_long", "Length", longestName))
	}
	same, err := storage.Optional(r.tx.CohortNamed(c.Name))
	if err != nil {
		return c, err
	}
	if same.ID != "" && same.ID != c.ID {
		return c, problem("name", r.say("desk.name_taken"))
	}
	channel, ok := config.Channel(r.ev.Get("channel"))
	if !ok {
		return c, problem("channel", r.say("desk.channel_wrong"))
	}
	c.Channel = channel
	return c, nil
}

// readBasics reads what the form says of a cohort. What only admins may say is read from them alone.
func (r *request) readBasics(c cohort.Cohort) (cohort.Cohort, error) {
	c.ChangedBy = r.who.id
	var err error
	if c, err = r.readNameAndChannel(c); err != nil {
		return c, err
	}
	if language := r.ev.Get("language"); slices.Contains(locale.Languages(), language) {
		c.Language = language
	}
	if zone := r.ev.Get("zone"); slices.Contains(cohort.Zones, zone) {
		c.Zone = zone
	}
	if cohort.May(cohort.SetUp, r.who.roles(c.ID)...) {
		c.Organizers = r.ev.Values["organizers"]
		if n := len(c.Organizers); n == 0 || n > mostOrganizers {
			return c, problem("organizers", r.say("desk.organizers_missing", "Most", mostOrganizers))
		}
	}
	return c, nil
}
