package handlers

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// nextForm shows an organiser what the next cohort would be, made from one of theirs.
func nextForm(r *request) (chat.Reply, error) {
	c, err := r.organized(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if made, follows := r.follower(c); follows {
		return r.inPlace(compose(chat.Text(r.say("desk.next_there", "Cohort", made.Name)))), nil
	}
	sessions, err := r.nextSessions(c)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Text(r.say("desk.next_intro", "Cohort", c.Name))}
	if len(sessions) > 0 {
		blocks = append(blocks, chat.Context(r.say("desk.next_sessions")), chat.Text(r.plannedList(c, sessions)))
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCohortNext, State: c.ID, Title: r.say("desk.next_title"), Submit: r.say("desk.prepare"), Close: r.say("form.cancel"), Blocks: blocks,
		Inputs: []chat.Input{
			chat.TextInput{ID: "name", Label: r.say("desk.name"), Initial: nextName(c.Name), Max: longestName},
			chat.TextInput{ID: "channel", Label: r.say("desk.channel"), Hint: r.say("desk.channel_next"), Initial: c.Channel, Max: 200},
		},
	}}, nil
}

// plannedList is one line a session.
func (r *request) plannedList(c cohort.Cohort, sessions []cohort.Session) string {
	lines := make([]string, len(sessions))
	for i, s := range sessions {
		lines[i] = r.sessionLine(c, s)
	}
	return strings.Join(lines, "\n")
}

// nextSessions are a cohort's sessions a year later, numbered in order of time.
func (r *request) nextSessions(c cohort.Cohort) ([]cohort.Session, error) {
	all, err := r.tx.Sessions(c.ID)
	for i := range all {
		all[i] = all[i].NextYear(c.Location())
	}
	slices.SortStableFunc(all, func(a, b cohort.Session) int { return a.Starts.Compare(b.Starts) })
	for i := range all {
		all[i].Number = i + 1
	}
	return all, err
}

var lastNumber = regexp.MustCompile(`\d+`)

// nextName counts the last number of a name on: 第4期 becomes 第5期. A name without a number gets one.
func nextName(name string) string {
	name = norm.NFKC.String(name)
	found := lastNumber.FindAllStringIndex(name, -1)
	if len(found) == 0 {
		return name + " 2"
	}
	at := found[len(found)-1]
	n, err := strconv.Atoi(name[at[0]:at[1]])
	if err != nil {
		return name + " 2"
	}
	return name[:at[0]] + strconv.Itoa(n+1) + name[at[1]:]
}

// makeNext makes the next cohort as a copy of one: nobody is in it, entry is closed, and it sends nothing until entry is set.
func makeNext(r *request) (chat.Reply, error) {
	old, err := r.organized(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if made, follows := r.follower(old); follows {
		return r.deskDone(r.say("desk.next_there", "Cohort", made.Name)), nil
	}
	c := old
	c.ID, c.Follows, c.Draft, c.Entry = storage.NewID(), old.ID, true, cohort.Enrolment{Places: old.Entry.Places}
	c.ChangedBy, c.Archived = r.who.id, time.Time{}
	if c, err = r.readNameAndChannel(c); err != nil {
		return chat.Reply{}, err
	}
	if err := errors.Join(r.tx.SaveCohort(c), r.audits(cohort.MadeCohort, c.ID, old.ID, "")); err != nil {
		return chat.Reply{}, err
	}
	sessions, err := r.nextSessions(old)
	for _, s := range sessions {
		if err != nil {
			return chat.Reply{}, err
		}
		s.ID, s.Cohort = storage.NewID(), c.ID
		err = r.tx.SaveSession(s)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	steps, err := r.tx.OwnSteps(old.ID)
	if err == nil && len(steps) > 0 {
		_, err = r.tx.SaveSteps(c.ID, steps, r.now)
	}
	return r.deskDone(r.say("desk.made", "Cohort", c.Name), chat.Context(r.say("desk.made_hint"))), err
}

// againForm asks before those of the cohort before are told that the next one is open.
func againForm(r *request) (chat.Reply, error) {
	c, err := r.invitesTo(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	old, err := r.tx.Cohort(c.Follows)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCohortAgain, State: c.ID, Title: r.say("desk.again_title"), Submit: r.say("announce.send"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("desk.again_question", "Old", old.Name, "Cohort", c.Name)), chat.Context(r.say("desk.again_hint"))},
	}}, nil
}

// invitesTo is a cohort to which those of the one before can be invited, by who organises both.
func (r *request) invitesTo(id string) (cohort.Cohort, error) {
	c, err := r.runningOne(id)
	if err != nil {
		return c, err
	}
	if c.Follows == "" || c.Draft || c.Entry.At(r.now) != cohort.EntryOpen {
		return c, refuse(text(r.say("desk.again_closed", "Cohort", c.Name)))
	}
	return c, r.authorize(cohort.Enrol, c.Follows)
}

// inviteAgain has them told, each once.
func inviteAgain(r *request) (chat.Reply, error) {
	c, err := r.invitesTo(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	told, err := nudges.InviteAgain(r.tx, c, r.now)
	if err == nil {
		err = r.audits(cohort.Invited, c.ID, countOf(told), "")
	}
	return r.deskDone(r.say("desk.again_sent", "Count", told)), err
}
