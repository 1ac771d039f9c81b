package handlers

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/nudges"
	"ippo/storage"
)

// mostMends are told at once of what is wrong with a file.
const mostMends = 10

// readList reads a file and tells what it would change. Without a cohort it is the latest that the organiser may bring it into; without a
// kind, what its headings say.
func (r *request) readList(shared chat.SharedFile, cohortID string, kind config.ListKind) (chat.Reply, error) {
	data, err := r.h.shelf.Read(r.ctx, shared, largestList)
	switch {
	case errors.Is(err, chat.ErrLargeFile):
		return text(r.say("files.too_large")), nil
	case err != nil:
		return text(r.say("files.unread")), nil
	}
	if kind == "" {
		if kind = config.KindOf(data); kind == "" {
			kind = config.PeopleList // what is missing is said of it
		}
	}
	var c cohort.Cohort
	var before []cohort.Session
	err = r.read(func() (err error) {
		if c, err = r.forList(cohortID, kind); err != nil {
			return err
		}
		before, err = r.tx.Sessions(c.ID)
		return err
	})
	if err != nil {
		return chat.Reply{}, err
	}
	file, err := r.parseList(shared.Name, data, c, before, kind)
	var problems config.Problems
	switch {
	case errors.As(err, &problems):
		return r.mends(shared.Name, c.ID, problems), nil
	case errors.Is(err, chat.ErrNoEmail):
		return text(r.say("files.no_emails")), nil
	case err != nil:
		r.h.log.Warn("accounts cannot be looked up", "error", err)
		return text(r.say("files.no_accounts")), nil
	}
	return r.tellList(shared, file, kind)
}

// forList is the cohort that a list is for. Whoever may not bring it there is refused.
func (r *request) forList(cohortID string, kind config.ListKind) (cohort.Cohort, error) {
	if cohortID == "" {
		may := r.cohortsFor(actFor(kind))
		for _, c := range slices.Backward(may) {
			if c.Archived.IsZero() {
				return c, nil
			}
		}
		return cohort.Cohort{}, r.refused(actFor(kind))
	}
	if err := r.authorize(actFor(kind), cohortID); err != nil {
		return cohort.Cohort{}, err
	}
	return r.stillRuns(cohortID)
}

// actFor is the right that a kind of list needs.
func actFor(kind config.ListKind) cohort.Act {
	if kind == config.SessionsList {
		return cohort.HoldSession
	}
	return cohort.Enrol
}

// parseList reads a list, and finds the accounts of those whom it names by e-mail.
func (r *request) parseList(name string, data []byte, c cohort.Cohort, before []cohort.Session, kind config.ListKind) (file config.File, err error) {
	if kind == config.SessionsList {
		file.Cohort = c
		file.Sessions, file.IgnoredOfSessions, err = config.ParseSessions(name, data, c, before)
		return file, err
	}
	if file, err = config.ParsePeople(name, data, c); err != nil || !file.NeedsMatching() {
		return file, err
	}
	if r.h.directory == nil {
		return file, chat.ErrNoEmail
	}
	accounts, err := r.h.directory.Accounts(r.ctx)
	if err != nil {
		return file, err
	}
	return file, file.Match(intake.Known(accounts))
}

// mends tells what is wrong with a file. Nothing of it is kept.
func (r *request) mends(name, cohortID string, problems config.Problems) chat.Reply {
	blocks := []chat.Block{chat.Text(r.say("files.mend", "Count", len(problems), "File", name))}
	for _, p := range problems[:min(len(problems), mostMends)] {
		line := r.say("config."+p.Code, p.Args...)
		if p.Line > 0 {
			line = r.say("files.at_line", "Line", p.Line, "Says", line)
		}
		blocks = append(blocks, chat.Text(line))
	}
	if more := len(problems) - mostMends; more > 0 {
		blocks = append(blocks, chat.Context(r.say("import.more_problems", "Count", more)))
	}
	if slices.ContainsFunc(problems, func(p config.Problem) bool { return slices.Contains(wantsTemplate, p.Code) }) {
		blocks = append(blocks, r.templateButtons(cohortID), chat.Context(r.say("files.as_attachment")))
	}
	return message(blocks...)
}

// wantsTemplate are the problems of a list that a list to fill in would not have.
var wantsTemplate = []string{"headings_missing_people", "headings_missing_sessions", "people_without_key", "sessions_without_theme"}

// tellList tells what a list would change, and keeps what was read until the organiser says that it may.
func (r *request) tellList(shared chat.SharedFile, file config.File, kind config.ListKind) (chat.Reply, error) {
	waiting := intake.Wait(file, kind)
	waiting.ID, waiting.Organizer, waiting.Made = storage.NewID(), r.who.id, r.now
	at, err := json.Marshal(shared)
	if err != nil {
		return chat.Reply{}, err
	}
	waiting.File = string(at)
	var did intake.Changes
	err = r.read(func() (err error) {
		did, err = intake.ForeseeWaiting(r.tx, file.Cohort, waiting, r.now)
		return err
	})
	if err != nil {
		return chat.Reply{}, err
	}
	err = r.write(func() error {
		if err := r.authorize(actFor(kind), file.Cohort.ID); err != nil {
			return err
		}
		if kind == config.PeopleList {
			if err := r.looksAt(file.Cohort.ID, cohort.SawEnrolled); err != nil {
				return err
			}
		}
		return r.tx.SaveImport(waiting)
	})
	if err != nil {
		return chat.Reply{}, err
	}
	return message(append(r.reportBlocks(file, kind, did), r.importButtons(waiting, did)...)...), nil
}

// reportBlocks are the report of what a list would change.
func (r *request) reportBlocks(file config.File, kind config.ListKind, did intake.Changes) []chat.Block {
	report := intake.Tell(r.who.words, file, did)
	blocks := []chat.Block{chat.Text(report.Head)}
	var facts chat.Fields
	counts := report.Facts[1:] // of people
	if kind == config.SessionsList {
		counts = report.Facts[:1]
	}
	for _, fact := range counts {
		facts = append(facts, chat.Field{Label: fact.Label, Value: fact.Value})
	}
	blocks = append(blocks, facts)
	for _, section := range report.Sections {
		blocks = append(blocks, chat.Divider{})
		if section.Kind == "gone" { // the list does not say who they are
			blocks = append(blocks, chat.Text(section.Title), chat.People(did.Gone[:min(len(did.Gone), intake.MostShown)]))
		} else {
			lines := []string{section.Title}
			for _, item := range section.Items {
				lines = append(lines, strings.Join(strings.Fields(item.Place+" "+item.Who+" "+item.Note), " "))
			}
			blocks = append(blocks, chat.Text(strings.Join(lines, "\n")))
		}
		if section.More != "" {
			blocks = append(blocks, chat.Context(section.More))
		}
	}
	for _, remark := range report.Remarks {
		blocks = append(blocks, chat.Context(remark))
	}
	return blocks
}

// importButtons are what an organiser can do with a list that waits.
func (r *request) importButtons(waiting cohort.Import, did intake.Changes) []chat.Block {
	again := chat.Button{Action: actionImportChoose, Value: waiting.ID, Label: r.say("files.choose_again")}
	if did.Nothing() {
		return []chat.Block{chat.Divider{}, chat.Text(r.say("files.nothing_changes")), chat.Buttons{again}}
	}
	take := chat.Button{Action: actionImportTake, Value: nudges.Value(waiting.ID, did.Print()), Label: r.say("files.take"), Primary: true}
	if waiting.LeftOut > 0 {
		take.Label, take.Primary = r.say("files.take_without", "Count", waiting.LeftOut), false
	}
	return []chat.Block{chat.Divider{}, chat.Buttons{take, again, {Action: actionImportDrop, Value: waiting.ID, Label: r.say("files.drop")}},
		chat.Context(r.say("files.waits"))}
}
