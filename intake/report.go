package intake

import (
	"strconv"
	"strings"

	"ippo/config"
	"ippo/locale"
)

// MostShown people of a kind are listed in a report; how many more there are is said.
const MostShown = 20

// Report tells what an import does, or would do, as people read it before they agree.
type Report struct {
	Head     string
	Facts    []Fact
	Sections []Section
	Remarks  []string
}

// Fact is a row of the counts.
type Fact struct{ Label, Value string }

// Section is one kind of people, the first of them by name.
type Section struct {
	Kind  string // unknown, doubtful, new, changed or gone
	Title string
	Items []Item
	More  string // how many are left out; empty: none
}

// Item is a person of a section: where the list names them, as whom, and what there is to say.
type Item struct{ Place, Who, Note string }

// Tell makes the report of an import.
func Tell(w *locale.Words, file config.File, did Changes) Report {
	r := Report{Head: w.Say("files.report_head", "Cohort", file.Cohort.Name)}
	r.Facts = []Fact{
		{w.Say("files.report_sessions"), w.Say("files.report_sessions_are", "All", did.Sessions, "New", did.NewSessions,
			"Changed", did.ChangedSessions, "Gone", did.GoneSessions)},
		{w.Say("files.report_people"), w.Say("files.report_people_are", "All", did.People, "New", len(did.New), "Changed", len(did.Changed),
			"Gone", len(did.Gone))},
	}
	unmatched := len(file.Unknown) + len(file.Doubtful)
	if unmatched > 0 {
		r.Facts = append(r.Facts, Fact{w.Say("files.report_unmatched"), w.Say("files.report_unmatched_are",
			"Unknown", len(file.Unknown), "Doubtful", len(file.Doubtful))})
	}
	rows := map[string]config.Row{}
	if file.List != nil {
		for _, row := range file.List.Rows {
			rows[row.Participant.ID] = row
		}
	}
	r.people(w, "unknown", file.Unknown)
	r.people(w, "doubtful", file.Doubtful)
	r.people(w, "new", named(did.New, rows))
	r.people(w, "changed", named(did.Changed, rows))
	r.people(w, "gone", named(did.Gone, rows))
	if ignored := file.Ignored(); len(ignored) > 0 {
		r.Remarks = append(r.Remarks, w.Say("files.report_ignored", "Columns", strings.Join(ignored, w.Say("files.and"))))
	}
	return r
}

// TellUnknown makes the report of an import that stops at those who are not found.
func TellUnknown(w *locale.Words, file config.File) Report {
	r := Report{Head: w.Say("files.report_stopped", "Cohort", file.Cohort.Name)}
	r.people(w, "unknown", file.Unknown)
	r.people(w, "doubtful", file.Doubtful)
	return r
}

// named are the rows of people, or at least their ids.
func named(ids []string, rows map[string]config.Row) []config.Row {
	all := make([]config.Row, len(ids))
	for i, id := range ids {
		row, listed := rows[id]
		if !listed {
			row.Participant.ID = id
		}
		all[i] = row
	}
	return all
}

func (r *Report) people(w *locale.Words, kind string, rows []config.Row) {
	if len(rows) == 0 {
		return
	}
	s := Section{Kind: kind, Title: w.Say("files.report_"+kind, "Count", len(rows))}
	for _, row := range rows[:min(len(rows), MostShown)] {
		s.Items = append(s.Items, item(w, row))
	}
	if more := len(rows) - MostShown; more > 0 {
		s.More = w.Say("files.report_more", "Count", more)
	}
	r.Sections = append(r.Sections, s)
}

// item names a person by what the list says of them. An address is shown only where it is what has to be looked at.
func item(w *locale.Words, row config.Row) Item {
	one := Item{Who: row.Participant.ID}
	if row.Line > 0 {
		one.Place = w.Say("files.report_line", "Line", strconv.Itoa(row.Line))
	}
	if row.Name != "" {
		one.Who = strings.TrimSpace(row.Name + " " + row.Participant.ID)
	}
	switch {
	case row.Participant.ID == "":
		one.Note = row.Email
	case row.Doubt != "":
		one.Note = w.Say("files.doubt_" + row.Doubt)
	default:
		one.Note = row.Participant.Department
	}
	return one
}
