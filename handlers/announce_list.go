package handlers

import (
	"regexp"
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
)

// mostListed is how many people can be listed by hand, as many as a form holds; for more there are cohorts.
const mostListed = 300

// listForm asks for whom an announcement is.
func (r *request) listForm(a cohort.Announcement) *chat.Form {
	return &chat.Form{
		Name: formList, State: draftState(a), Title: r.say("announce.title"), Submit: r.say("announce.preview"), Close: r.say("form.back"),
		Blocks: []chat.Block{chat.Text(r.say("notice.list_intro"))},
		Inputs: []chat.Input{
			chat.PeopleInput{ID: "people", Label: r.say("notice.list_people"), Initial: a.Audience.People[:min(len(a.Audience.People), mostInitial)], Optional: true},
			chat.TextInput{ID: "list", Label: r.say("notice.list_pasted"), Hint: r.say("notice.list_hint"),
				Initial: pasted(a.Audience.People), Lines: true, Optional: true},
		},
	}
}

// mostInitial is how many people a select shows as chosen; the others are in the pasted list.
const mostInitial = 50

func pasted(people []string) string {
	if len(people) <= mostInitial {
		return ""
	}
	list := strings.Join(people[mostInitial:], "\n")
	if len(list) > chat.LongestPiece { // it does not fit into the form; what is in the draft is not shown then
		return ""
	}
	return list
}

// previewList keeps for whom a draft is, and shows it.
func previewList(r *request) (chat.Reply, error) {
	a, err := r.draft()
	if err != nil {
		return chat.Reply{}, err
	}
	people := append(slices.Clone(r.ev.Values["people"]), listed(r.ev.Get("list"))...)
	slices.Sort(people)
	people = slices.Compact(people)
	switch {
	case len(people) == 0:
		return chat.Reply{}, problem("people", r.say("notice.list_empty"))
	case len(people) > mostListed:
		return chat.Reply{}, problem("list", r.say("notice.list_too_long", "Most", mostListed))
	}
	a.Audience.People = people
	if err := r.saveDraft(&a); err != nil {
		return chat.Reply{}, err
	}
	return r.previewed(a, "people")
}

var personID = regexp.MustCompile(`\b[UW][A-Z0-9]{8,}\b|(?i:\b[UW][A-Z0-9]*[0-9][A-Z0-9]*\b)`)

// listed are the people whose ids stand in a pasted text: by themselves, as mentions, or in the lines of a table.
func listed(text string) []string {
	all := personID.FindAllString(text, -1)
	for i := range all {
		all[i] = strings.ToUpper(all[i])
	}
	return all
}
