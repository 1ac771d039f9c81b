package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

// announcementPreview shows a draft as its readers will see it, to whom it goes and when, and whom it will not reach.
func (r *request) announcementPreview(a cohort.Announcement, notes ...chat.Block) (*chat.Form, error) {
	c, err := r.tx.Cohort(a.Cohort)
	if err != nil {
		return nil, err
	}
	readers, err := nudges.Readers(r.tx, a, r.now)
	if err != nil {
		return nil, err
	}
	night := nightFor(a, readers, r.now)
	summary, err := r.announcementSummary(c, a, len(readers), night)
	if err != nil {
		return nil, err
	}
	blocks := append(slices.Clone(notes), summary...)
	trial, err := r.dryRun(a, readers)
	if err != nil {
		return nil, err
	}
	blocks = append(append(blocks, trial...), chat.Divider{})
	blocks = append(blocks, nudges.Announced(locale.In(c.Language), c, a, cohort.Answered{}).Blocks...)
	if night.some {
		blocks = append(blocks, chat.Context(r.say("announce.quiet_hint")))
	}
	picture := "notice.add_image"
	if a.Image != "" {
		picture = "notice.change_image"
	}
	buttons := chat.Buttons{{Action: actionTryOut, Value: a.ID, Label: r.say("notice.try_out")}, {Action: actionImage, Value: a.ID, Label: r.say(picture)}}
	hint := r.say("notice.draft_kept") + "\n" + r.say("notice.attach_hint")
	if a.File != "" {
		blocks = append(blocks, chat.Text(r.say("notice.attached", "Name", a.File)))
		buttons = append(buttons, chat.Button{Action: actionDetach, Value: draftState(a), Label: r.say("notice.detach")})
		hint = r.say("notice.draft_kept")
	}
	buttons = append(buttons, chat.Button{Action: nudges.ActionAnnouncements, Label: r.say("notice.to_list")})
	blocks = append(blocks, chat.Divider{}, buttons, chat.Context(hint))
	form := &chat.Form{
		Name: formPreview, State: draftState(a), Title: r.say("announce.preview_title"),
		Submit: r.say("announce.send"), Close: r.say("form.back"), Blocks: blocks,
	}
	switch {
	case len(readers) == 0:
		form.Submit = ""
	case a.Wall != "":
		form.Submit = r.say("announce.schedule")
	}
	return form, nil
}

// previewed is the preview that follows a form. If nobody is meant, that is a problem of an input.
func (r *request) previewed(a cohort.Announcement, input string, notes ...chat.Block) (chat.Reply, error) {
	form, err := r.announcementPreview(a, notes...)
	if err == nil && form.Submit == "" {
		err = problem(input, r.say("notice.nobody"))
	}
	if err != nil {
		return chat.Reply{}, err
	}
	form.InPlace = r.ev.Form != formAnnounce
	return chat.Reply{Form: form}, nil
}

// announcementSummary says whom an announcement reaches, and when it does.
func (r *request) announcementSummary(c cohort.Cohort, a cohort.Announcement, readers int, night night) ([]chat.Block, error) {
	name := r.cohortNames(a)
	if a.Audience.Kind != cohort.Everyone && a.Audience.Kind != "" {
		name = r.say("notice.of", "Cohort", name, "Audience", r.say("notice.audience_"+string(a.Audience.Kind)))
	}
	about := []any{"Cohort", name, "Count", readers, "When", r.who.words.When(a.At.In(c.Location()))}
	var blocks []chat.Block
	switch {
	case readers == 0:
		return []chat.Block{chat.Text(r.say("notice.to_nobody", about...))}, nil
	case !a.NamesReaders():
		roughly, err := nudges.Roughly(r.tx, r.who.words, a, readers)
		if err != nil {
			return nil, err
		}
		key := "notice.to_unnamed"
		switch {
		case !night.morning.IsZero():
		case a.Wall == "":
			key += "_now"
		default:
			key += "_later"
		}
		blocks = []chat.Block{chat.Text(r.say(key, about...)), chat.Context(r.say("notice.to_roughly", "Shown", roughly))}
	case !night.morning.IsZero():
		blocks = []chat.Block{chat.Text(r.say("announce.to", about...))}
	case a.Wall == "":
		blocks = []chat.Block{chat.Text(r.say("announce.to_now", about...))}
	default:
		blocks = []chat.Block{chat.Text(r.say("announce.to_later", about...))}
	}
	if !night.morning.IsZero() {
		blocks = append(blocks, r.arrives(night))
	}
	return blocks, nil
}

func (r *request) cohortNames(a cohort.Announcement) string {
	var names []string
	for _, id := range a.Reach() {
		if c, err := r.tx.Cohort(id); err == nil {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, r.say("notice.and"))
}

// sentAMinute and filesAMinute are about how many messages, and how many files, go out in a minute as long as nothing is known of the
// workspace; see docs/delivery.md.
const sentAMinute, filesAMinute = 480, 100

// namedInTrial is how many people each list names before anything is sent.
const namedInTrial = 20

// dryRun says who of those that an announcement is for will not get it, and why; how long it takes; and who of a list is not meant.
func (r *request) dryRun(a cohort.Announcement, readers []cohort.Participant) ([]chat.Block, error) {
	var blocks []chat.Block
	causes, err := r.tx.Unreachable()
	if err != nil {
		return nil, err
	}
	var lost []string
	in, zones := map[string]bool{}, map[string]bool{}
	for _, p := range readers {
		in[p.ID], zones[p.Zone] = true, true
		if _, is := causes[p.ID]; is {
			lost = append(lost, p.ID)
		}
	}
	list := func(key string, people []string) {
		if len(people) == 0 {
			return
		}
		blocks = append(blocks, chat.Text(r.say(key, "Count", len(people))), chat.People(people[:min(len(people), namedInTrial)]))
		if rest := len(people) - namedInTrial; rest > 0 {
			blocks = append(blocks, chat.Context(r.say("announce.and_others", "Count", rest)))
		}
	}
	if !a.NamesReaders() {
		return append(blocks, chat.Context(r.say("notice.unnamed"))), nil
	}
	list("notice.not_reached", lost)
	if len(lost) > 0 {
		for _, id := range a.Reach() {
			if err := r.looksAt(id, cohort.SawUnreachable); err != nil {
				return nil, err
			}
		}
		blocks = append(blocks, chat.Context(r.say("notice.not_reached_why")))
	}
	var outside []string
	for _, person := range a.Audience.People {
		if !in[person] && a.Audience.Kind == cohort.ByName {
			outside = append(outside, person)
		}
	}
	list("notice.not_in_cohort", outside)
	if len(zones) > 1 && a.Wall != "" {
		blocks = append(blocks, chat.Context(r.say("notice.own_clocks", "Count", len(zones))))
	}
	minutes := len(readers) / sentAMinute
	if a.File != "" {
		minutes = len(readers) / filesAMinute
	}
	if minutes >= 2 {
		blocks = append(blocks, chat.Context(r.say("notice.takes", "Minutes", minutes)))
	}
	return blocks, nil
}

// tryOut sends an announcement to who looks at it alone, as it will be sent: its author, or who is asked for their yes.
func tryOut(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !unsent(a) {
		return chat.Reply{Form: r.done("announce.title", "announce.already")}, nil
	}
	if err := nudges.TryOut(r.tx, a, r.who.id, r.ev.ID, r.now); err != nil {
		return chat.Reply{}, err
	}
	notes := []chat.Block{chat.Text(r.say("notice.tried_out")), chat.Divider{}}
	var form *chat.Form
	if a.State == cohort.Pending {
		form, err = r.approval(a, notes...)
	} else {
		form, err = r.announcementPreview(a, notes...)
	}
	return chat.Reply{Form: form}, err
}

// imageForm asks for a picture and what it shows.
func imageForm(r *request) (chat.Reply, error) {
	a, err := r.announcementOf(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formImage, State: draftState(a), Title: r.say("notice.image_title"), Submit: r.say("notice.image_submit"), Close: r.say("form.back"),
		Blocks: []chat.Block{chat.Text(r.say("notice.image_intro"))},
		Inputs: []chat.Input{
			chat.TextInput{ID: "image", Label: r.say("notice.image"), Placeholder: "https://", Initial: a.Image, Optional: true, Max: longestLink},
			chat.TextInput{ID: "alt", Label: r.say("notice.image_alt"), Hint: r.say("notice.image_alt_hint"), Initial: a.ImageAlt, Optional: true, Max: longestAlt},
		},
	}}, nil
}

// saveImage keeps the picture of a draft, and shows it.
func saveImage(r *request) (chat.Reply, error) {
	a, err := r.draft()
	if err != nil {
		return chat.Reply{}, err
	}
	a.Image, a.ImageAlt = strings.TrimSpace(r.ev.Get("image")), strings.TrimSpace(r.ev.Get("alt"))
	switch {
	case a.Image == "":
		a.ImageAlt = ""
	case !isLink(a.Image) || !strings.HasPrefix(a.Image, "https://"):
		return chat.Reply{}, problem("image", r.say("notice.image_wrong"))
	case a.ImageAlt == "":
		return chat.Reply{}, problem("alt", r.say("notice.image_alt_missing"))
	}
	if err := r.saveDraft(&a); err != nil {
		return chat.Reply{}, err
	}
	return r.previewed(a, "image")
}
