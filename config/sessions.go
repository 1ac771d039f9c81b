package config

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

// ParseSessions reads the sessions of a programme from a list: a workbook (.xlsx) or text in columns (.csv), in the zone of their cohort. It
// returns them in order of time, and the headings that nobody knows. What a list does not say of a session (its topics, question, act and
// story) stays as it is with the one of those before that is the same. The error is of type Problems.
func ParseSessions(name string, data []byte, c cohort.Cohort, before []cohort.Session) ([]cohort.Session, []string, error) {
	r := &fileReader{document: document{name: name}}
	r.file.Cohort = c
	ignored := r.sessionList(data)
	if err := r.problems.orNil(); err != nil {
		return nil, ignored, err
	}
	all := inOrder(r.file.Sessions)
	return keepingMore(before, all), ignored, nil
}

func (r *fileReader) sessionList(data []byte) []string {
	t, h, ok := r.headed(r.tables(data), SessionsList)
	if !ok {
		return nil
	}
	starts := map[time.Time]int{}
	for !r.full() {
		row, err := t.next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				r.rowProblem(err)
			}
			break
		}
		said := h.said(row)
		if isExample(row) || isRemark(row) || len(said) == 0 {
			continue
		}
		if len(starts) > maxSessions {
			r.problem(row.line, "too_many_sessions", "Max", maxSessions)
			break
		}
		r.sessionRow(said, row.line, t.earlier, starts)
	}
	if len(starts) == 0 && len(r.problems) == 0 {
		r.problem(h.line, "sessions_nothing")
	}
	return h.ignored
}

// sessionRow reads one session.
func (r *fileReader) sessionRow(said map[string]string, line, earlier int, starts map[time.Time]int) {
	cell := func(column string) *yaml.Node {
		text := strings.Join(strings.Fields(said[column]), " ")
		if text == "" {
			return nil
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Value: text, Line: line}
	}
	at := &yaml.Node{Kind: yaml.MappingNode, Line: line}
	s := cohort.Session{Link: r.link(cell("link"))}
	if theme := cell("theme"); theme != nil {
		s.Theme = r.words(at, theme, "theme", maxTheme)
	} else {
		r.problem(line, "theme_missing")
	}
	for _, speaker := range speakersIn(said["speakers"]) {
		node := &yaml.Node{Kind: yaml.ScalarNode, Value: speaker, Line: line}
		s.Speakers = append(s.Speakers, r.words(at, node, "speakers", maxWord))
	}
	if len(s.Speakers) > maxSpeakers {
		r.problem(line, "too_many_speakers", "Max", maxSpeakers)
	}
	wall, minutes, ok := r.when(said, line, earlier)
	if !ok {
		return
	}
	s.Minutes = minutes
	if s.Starts = r.moment(&yaml.Node{Line: line, Value: wall.Format("2006-01-02T15:04")}); s.Starts.IsZero() {
		return
	}
	if first, taken := starts[s.Starts]; taken {
		r.problem(line, "session_twice", "Line", first)
		return
	}
	starts[s.Starts] = line
	r.file.Sessions = append(r.file.Sessions, s)
}

// usualLength is how long a session is where nothing is said, in minutes.
const usualLength = 120

// when is when a session begins by the wall clock, and how long it is.
func (r *fileReader) when(said map[string]string, line, earlier int) (wall time.Time, minutes int, ok bool) {
	day, clock, dated := dateIn(said["date"], earlier)
	if said["starts"] != "" {
		if own, rest, both := dateIn(said["starts"], earlier); both {
			day, clock, dated = own, rest, true
		} else {
			clock = said["starts"]
		}
	}
	if !dated {
		code := "date_wrong"
		if otherWeekday(said["date"], earlier) || otherWeekday(said["starts"], earlier) {
			code = "weekday_wrong"
		}
		r.problem(line, code, "Value", clip(strings.TrimSpace(said["date"]+" "+said["starts"])))
		return wall, 0, false
	}
	if clock == "" || clock == "0" {
		r.problem(line, "time_missing")
		return wall, 0, false
	}
	from, length, ok := span(clock)
	if !ok {
		r.problem(line, "time_wrong", "Value", clip(clock))
		return wall, 0, false
	}
	wall = day.Add(time.Duration(from) * time.Minute)
	minutes, ok = r.lasts(said, line, earlier, wall, length)
	return wall, minutes, ok
}

// lasts is how long a session is: by its length, by when it ends, or as the cell of its beginning says.
func (r *fileReader) lasts(said map[string]string, line, earlier int, wall time.Time, length int) (int, bool) {
	switch {
	case said["minutes"] != "":
		minutes, ok := minutesIn(said["minutes"])
		if !ok {
			r.problem(line, "minutes_wrong", "Value", clip(said["minutes"]))
		}
		return minutes, ok
	case said["ends"] != "":
		day, clock, dated := dateIn(said["ends"], earlier)
		if !dated {
			day, clock = wall.Truncate(24*time.Hour), said["ends"]
		}
		at, rest, ok := timeIn(clock)
		end := day.Add(time.Duration(at) * time.Minute)
		if !ok || !behind.MatchString(rest) || !end.After(wall) || end.Sub(wall) > 24*time.Hour {
			r.problem(line, "ends_wrong", "Value", clip(said["ends"]))
			return 0, false
		}
		return int(end.Sub(wall).Minutes()), true
	case length > 0:
		return length, true
	}
	return usualLength, true
}

// inOrder numbers sessions by time.
func inOrder(all []cohort.Session) []cohort.Session {
	slices.SortStableFunc(all, func(a, b cohort.Session) int { return a.Starts.Compare(b.Starts) })
	for i := range all {
		all[i].Number = i + 1
	}
	return all
}

// keepingMore adds to sessions what only the ones before say.
func keepingMore(before, all []cohort.Session) []cohort.Session {
	known := map[string]cohort.Session{}
	old := slices.Clone(before)
	for i := range old {
		if old[i].ID == "" {
			old[i].ID = strconv.Itoa(i)
		}
		known[old[i].ID] = old[i]
	}
	for i, id := range cohort.MatchSessions(old, all) {
		if was, same := known[id]; same && was.Theme == all[i].Theme {
			s := &all[i]
			s.Topics, s.Question, s.Act, s.Story, s.StoryBy = was.Topics, was.Question, was.Act, was.Story, was.StoryBy
		}
	}
	return all
}
