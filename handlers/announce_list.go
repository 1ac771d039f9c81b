package handlers

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
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

// previewList keeps for whom a draft is, and shows it. Whoever is listed by e-mail is looked for among everybody's accounts, which follows the
// answer.
func previewList(r *request) (chat.Reply, error) {
	if _, err := r.draft(); err != nil { // before anybody is looked for
		return chat.Reply{}, err
	}
	people, addresses := listed(r.ev.Get("list"))
	people = append(people, r.ev.Values["people"]...)
	switch {
	case len(people)+len(addresses) == 0:
		return chat.Reply{}, problem("people", r.say("notice.list_empty"))
	case len(people)+len(addresses) > mostListed:
		return chat.Reply{}, problem("list", r.say("notice.list_too_long", "Most", mostListed))
	case len(addresses) == 0:
		return r.saveList(people)
	case r.h.directory == nil:
		return chat.Reply{}, problem("list", r.say("files.no_emails"))
	}
	return chat.Reply{
		Form: &chat.Form{Name: formList, Title: r.say("announce.title"), Close: r.say("form.close"), Blocks: []chat.Block{chat.Text(r.say("notice.list_looking"))}},
		Then: r.later(func(q *request) (chat.Reply, error) { return q.saveAddressed(people, addresses) }),
	}, nil
}

// saveAddressed is saveList with those whose e-mails belong to an account; the others are named above the preview.
func (r *request) saveAddressed(people, addresses []string) (reply chat.Reply, err error) {
	accounts, err := r.h.directory.Accounts(r.ctx)
	if err != nil {
		r.h.log.Warn("accounts cannot be looked up", "error", err)
		if errors.Is(err, chat.ErrNoEmail) {
			return text(r.say("files.no_emails")), nil
		}
		return text(r.say("notice.list_no_accounts")), nil
	}
	byEmail, _ := intake.Known(accounts)
	var unknown []string
	for _, address := range addresses {
		if found, is := byEmail[address]; is && found.Doubt == "" {
			people = append(people, found.ID)
		} else {
			unknown = append(unknown, address)
		}
	}
	var notes []chat.Block
	if len(unknown) > 0 {
		notes = []chat.Block{chat.Text(r.say("notice.list_unknown", "Count", len(unknown))), chat.Quote(strings.Join(unknown, "\n")), chat.Divider{}}
	}
	err = r.write(func() (err error) {
		reply, err = r.saveList(people, notes...)
		return err
	})
	return reply, err
}

// saveList keeps whom a draft is for, and shows it.
func (r *request) saveList(people []string, notes ...chat.Block) (chat.Reply, error) {
	a, err := r.draft()
	if err != nil {
		return chat.Reply{}, err
	}
	people = slices.Clone(people)
	slices.Sort(people)
	a.Audience.People = slices.Compact(people)
	if err := r.saveDraft(&a); err != nil {
		return chat.Reply{}, err
	}
	return r.previewed(a, "people", notes...)
}

var (
	emailAddress = regexp.MustCompile(`[^\s,;:<>"()|、，；]+@[^\s,;:<>"()|、，；]+\.[^\s,;:<>"()|、，；]+`)
	personID     = regexp.MustCompile(`\b[UW][A-Z0-9]{8,}\b|(?i:\b[UW][A-Z0-9]*[0-9][A-Z0-9]*\b)`)
)

// listed are the people whose ids, and the addresses, that stand in a pasted text: by themselves, as mentions, or in the lines of a table.
func listed(text string) (people, addresses []string) {
	for _, found := range emailAddress.FindAllString(text, -1) {
		if address := config.Email(found); address != "" && !slices.Contains(addresses, address) {
			addresses = append(addresses, address)
		}
	}
	people = personID.FindAllString(emailAddress.ReplaceAllString(text, " "), -1)
	for i := range people {
		people[i] = strings.ToUpper(people[i])
	}
	return people, addresses
}
