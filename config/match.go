package config

import "strconv"

// Account is somebody's account in the workspace.
type Account struct {
	ID    string
	Doubt string // why it is not one to write to: gone or bot; empty: it is one
}

// Why an account is not one to write to.
const (
	DoubtGone = "gone" // deactivated
	DoubtBot  = "bot"
)

// NeedsMatching reports whether a list names people by their e-mail alone.
func (f File) NeedsMatching() bool {
	if f.List == nil {
		return false
	}
	for _, row := range f.List.Rows {
		if row.Email != "" && row.Participant.ID == "" {
			return true
		}
	}
	return false
}

// Match finds the accounts of those whom a list names by e-mail, among all of the workspace, by e-mail and by id. Who is not found stays in
// Unknown; whose account is none to write to, in Doubtful. What is wrong, such as somebody who is named twice, is of type Problems.
func (f *File) Match(byEmail, byID map[string]Account) error {
	if f.List == nil {
		return nil
	}
	d := &document{name: f.List.Name}
	lines := map[string]int{}
	for _, row := range f.List.Rows {
		if row.Email == "" {
			lines[row.Participant.ID] = row.Line
		}
	}
	listed := map[string]bool{}
	for _, p := range f.Participants {
		listed[p.ID] = true
	}
	doubtful := map[string]bool{}
	for i := range f.List.Rows {
		row := &f.List.Rows[i]
		account, found := byID[row.Participant.ID], true
		if row.Email != "" {
			account, found = byEmail[row.Email]
		}
		if !found {
			f.Unknown = append(f.Unknown, *row)
			continue
		}
		if row.Email != "" {
			if first, twice := lines[account.ID]; twice {
				d.problem(row.Line, "participant_twice", "Person", account.ID, "File", f.List.Name, "Line", first)
				continue
			}
			lines[account.ID], row.Participant.ID = row.Line, account.ID
		}
		if row.Doubt = account.Doubt; row.Doubt != "" {
			f.Doubtful = append(f.Doubtful, *row)
			doubtful[row.Participant.ID] = true
			continue
		}
		if !listed[row.Participant.ID] {
			listed[row.Participant.ID] = true
			f.Participants = append(f.Participants, row.Participant)
		}
	}
	if len(doubtful) > 0 {
		kept := f.Participants[:0]
		for _, p := range f.Participants {
			if !doubtful[p.ID] {
				kept = append(kept, p)
			}
		}
		f.Participants = kept
	}
	if len(f.Participants)+len(f.Doubtful) == 0 {
		d.problem(0, "people_none_found", "Count", len(f.Unknown))
	}
	return d.problems.orNil()
}

// StandIn gives those whom a list names by e-mail a name of their row, where nobody is to be asked who they are.
func (f *File) StandIn() {
	if f.List == nil {
		return
	}
	for i := range f.List.Rows {
		if row := &f.List.Rows[i]; row.Email != "" && row.Participant.ID == "" {
			row.Participant.ID = "ROW" + strconv.Itoa(row.Line)
			f.Participants = append(f.Participants, row.Participant)
		}
	}
}
