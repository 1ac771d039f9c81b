package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	longestField = 3000 // characters of one field of the sheet
	mostTicks    = 10   // items that stand open to be ticked
	mostItems    = 100  // that a list can hold
)

// sheetFields are the fields of the sheet, in order. The last is filled by its person alone.
var sheetFields = []string{"can", "will", "tried", "next", "ask"}

// interview goes on with somebody's draft for the yearly talk, or lets them tick what goes on it.
func interview(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	draft, err := storage.Optional(r.tx.SheetOf(p.ID))
	if err != nil {
		return chat.Reply{}, err
	}
	if draft.Empty() {
		return r.tickForm(c, p)
	}
	return chat.Reply{Form: r.sheetForm(c.ID, draft, chat.Text(r.say("interview.draft_intro")), chat.Buttons{
		{Action: actionInterviewAgain, Label: r.say("interview.again")}, {Action: actionInterviewErase, Label: r.say("interview.erase")},
	})}, nil
}

// interviewOffer is interview where no form can open by itself.
func interviewOffer(r *request) (chat.Reply, error) {
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	return message(chat.Text(r.say("interview.offer")), chat.Buttons{{Action: actionInterview, Label: r.say("year.interview"), Primary: true}}), nil
}

// interviewAgain lets somebody tick anew. Their draft stays as it is until they keep another.
func interviewAgain(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	return r.tickForm(c, p)
}

// tickForm asks what goes on the sheet. Nothing is ticked beforehand.
func (r *request) tickForm(c cohort.Cohort, p cohort.Participant) (chat.Reply, error) {
	all, err := r.sheetItems(c, p)
	if err != nil {
		return chat.Reply{}, err
	}
	form := &chat.Form{
		Name: formTicks, State: c.ID, Title: r.say("interview.title"), Submit: r.say("interview.next"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("interview.intro")), chat.Context(r.say("interview.private"))},
	}
	for _, field := range sheetFields {
		items := all[field]
		if len(items) == 0 {
			continue
		}
		var options []chat.Option
		for _, item := range items {
			options = append(options, chat.Option{Value: item.ID, Label: item.Words})
		}
		form.Inputs = append(form.Inputs, chat.Choice{
			ID: field, Label: r.say("journey.sheet." + field), Placeholder: r.say("interview.placeholder"), Options: options,
			Several: true, Optional: true, Open: len(options) <= mostTicks,
		})
	}
	if len(form.Inputs) == 0 {
		return chat.Reply{Form: r.sheetForm(c.ID, cohort.Sheet{}, chat.Text(r.say("interview.none")))}, nil
	}
	return chat.Reply{Form: form}, nil
}

// sheetItems are what can be ticked, by field.
func (r *request) sheetItems(c cohort.Cohort, p cohort.Participant) (map[string][]nudges.SheetItem, error) {
	own, err := nudges.YearOf(r.tx, r.who.words, c, p, r.now)
	if err != nil {
		return nil, err
	}
	items, err := own.Items(r.tx, r.who.words)
	all := map[string][]nudges.SheetItem{"can": items.Can, "will": items.Will, "tried": items.Tried, "next": items.Next}
	for field, some := range all {
		all[field] = some[:min(len(some), mostItems)]
	}
	return all, err
}

// fillSheet opens the sheet with what was ticked, and nothing else. A line that a field has no room for is left out as a whole, and said to be.
func fillSheet(r *request) (chat.Reply, error) {
	c, p, err := r.participantIn(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	all, err := r.sheetItems(c, p)
	if err != nil {
		return chat.Reply{}, err
	}
	var sheet cohort.Sheet
	intro := []chat.Block{chat.Text(r.say("interview.edit_intro"))}
	whole := true
	for field, text := range partsOfSheet(&sheet) {
		var lines []string
		for _, item := range all[field] {
			if slices.Contains(r.ev.Values[field], item.ID) {
				lines = append(lines, item.Words)
			}
		}
		filled, all := fitting(lines)
		*text, whole = filled, whole && all
	}
	if !whole {
		intro = append(intro, chat.Context(r.say("interview.too_long")))
	}
	return chat.Reply{Form: r.sheetForm(c.ID, sheet, intro...)}, nil
}

// fitting joins as many lines as a field holds, and reports whether these are all.
func fitting(lines []string) (text string, all bool) {
	all = true
	for _, line := range lines {
		longer := strings.TrimPrefix(text+"\n"+line, "\n")
		if chat.Length(longer) > longestField {
			all = false
			continue
		}
		text = longer
	}
	return text, all
}

// partsOfSheet are the texts of a sheet, by field.
func partsOfSheet(s *cohort.Sheet) map[string]*string {
	return map[string]*string{"can": &s.Can, "will": &s.Will, "tried": &s.Tried, "next": &s.Next, "ask": &s.Ask}
}

// sheetForm is the sheet to be edited.
func (r *request) sheetForm(cohortID string, s cohort.Sheet, intro ...chat.Block) *chat.Form {
	form := &chat.Form{
		Name: formSheet, State: cohortID, Title: r.say("interview.title"), Submit: r.say("interview.save"), Close: r.say("form.cancel"),
		Blocks: append(intro, chat.Context(r.say("interview.private"))),
	}
	texts := partsOfSheet(&s)
	for _, field := range sheetFields {
		form.Inputs = append(form.Inputs, chat.TextInput{
			ID: field, Label: r.say("journey.sheet." + field), Placeholder: r.say("interview.example_" + field), Initial: *texts[field], Lines: true, Optional: true, Max: longestField,
		})
	}
	return form
}

// saveSheet keeps the draft, and offers it as a file.
func saveSheet(r *request) (chat.Reply, error) {
	c, p, err := r.participantIn(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	var sheet cohort.Sheet
	for field, text := range partsOfSheet(&sheet) {
		if *text = visible(r.ev.Get(field)); chat.Length(*text) > longestField {
			return chat.Reply{}, problem(field, r.say("interview.field_too_long", "Length", longestField))
		}
	}
	if sheet.Empty() {
		return chat.Reply{}, problem(sheetFields[0], r.say("interview.empty"))
	}
	if err := r.tx.SaveSheet(p.ID, sheet, r.now); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.sheetReady(c.ID, "interview.saved")}, nil
}

// sheetReady is the last page: what became of the sheet, and what can be done with it.
func (r *request) sheetReady(cohortID, sentence string) *chat.Form {
	keep := func(what, label string) chat.Button {
		return chat.Button{Action: nudges.ActionTake, Value: nudges.Value(what, cohortID), Label: r.say(label)}
	}
	word := keep(nudges.KeepWord, "interview.word")
	word.Primary = sentence == "interview.saved"
	return &chat.Form{Title: r.say("interview.title"), Close: r.say("form.close"), Blocks: []chat.Block{
		chat.Text(r.say(sentence)), chat.Buttons{word, keep(nudges.KeepText, "interview.text")},
		chat.Buttons{{Action: actionInterview, Label: r.say("interview.edit")}, {Action: actionInterviewErase, Label: r.say("interview.erase")}},
		chat.Context(r.say("interview.private")), chat.Context(r.say("interview.kept")),
	}}
}

// eraseSheet erases the draft by one press.
func eraseSheet(r *request) (chat.Reply, error) {
	if err := r.tx.EraseSheet(r.who.id); err != nil {
		return chat.Reply{}, err
	}
	return r.beside(chat.Text(r.say("interview.erased"))), nil
}
