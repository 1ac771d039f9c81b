package config

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
	"ippo/locale"
)

// File is what a cohort file says. Ids of the cohort and its sessions are not in the file: they are found or made when it
// is imported.
type File struct {
	Cohort            cohort.Cohort
	Sessions          []cohort.Session     // in order of time, numbered from 1
	Participants      []cohort.Participant // those of the file and of the list of people; zone and language only if named
	Listed            bool                 // whether participants are listed at all
	Opens             bool                 // whether it says when entry is open; else that stays as it is
	List              *List                // the list of people beside it; nil: there is none
	IgnoredOfSessions []string             // the columns of a list of sessions that nobody knows
	Unknown           []Row                // whom Match did not find
	Doubtful          []Row                // whose account Match found is none to write to: they are not taken in, and stay if they are in
	StepsFile         string               // the file of the organisers' own steps, as it is named; empty: they have none
	StepsLine         int                  // where it is named
	Steps             []cohort.OwnStep     // what ParseSteps reads there
}

// Ignored are the columns of the lists that nobody knows, as they are written.
func (f File) Ignored() []string {
	if f.List == nil {
		return f.IgnoredOfSessions
	}
	return slices.Concat(f.List.Ignored, f.IgnoredOfSessions)
}

// What a file may hold. The limits keep every message within what chats show.
const (
	maxName         = 40
	maxTheme        = 100
	maxWord         = 75 // speakers and departments
	maxOrganizers   = 100
	maxTopics       = 30 // of circles
	maxTopic        = 30
	maxReminders    = 20
	maxSpeakers     = 10
	maxSessions     = 500
	maxParticipants = 200_000
	maxLink         = 2000
	maxPath         = 300
	maxSentence     = 120 // a question to bring, or what to try
	maxStory        = 300
	maxSigned       = 30
	maxPlaces       = 100_000
	maxLead         = 60 * 24 * time.Hour
	minKeep         = 60 * 24 * time.Hour // people are asked a month before
	maxKeep         = 3650 * 24 * time.Hour
)

// ParseCohort reads a cohort file and, if people is not nil, a list of people: a workbook (.xlsx) or text in columns (.csv). The names are used in problems. The
// error is of type Problems and lists all that is wrong.
func ParseCohort(name string, data []byte, peopleName string, people []byte) (File, error) {
	r := &fileReader{document: document{name: name}}
	root, ok := r.root(data, yaml.MappingNode, "empty_file", "several_documents", "not_a_cohort")
	if !ok {
		return r.file, r.problems.orNil()
	}
	r.cohort(root)
	if people != nil && !r.full() {
		r.file.Listed = true
		r.people(peopleName, people)
	}
	return r.file, r.problems.orNil()
}

// fileReader goes through the file once for what times depend on, the zone, and once for the rest.
type fileReader struct {
	document
	file File
	seen map[string]Problem // where each participant was listed first

	emails map[string]int // in which line of the list each stands
}

// root reads the one thing of a kind that a file holds. The codes are those of the problems that it holds nothing, or several, or another.
func (d *document) root(data []byte, kind yaml.Kind, nothing, several, another string) (*yaml.Node, bool) {
	if !d.utf8(data) {
		return nil, false
	}
	var node yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&node); err != nil {
		if errors.Is(err, io.EOF) {
			d.problem(0, nothing)
		} else {
			d.problem(lineOf(err), "not_yaml")
		}
		return nil, false
	}
	root := node.Content[0]
	var next yaml.Node
	switch err := decoder.Decode(&next); {
	case err == nil && next.Content[0].Tag != "!!null":
		d.problem(next.Line, several)
	case err != nil && !errors.Is(err, io.EOF):
		d.problem(lineOf(err), "not_yaml")
	}
	if root.Kind != kind {
		d.problem(root.Line, another)
		return nil, false
	}
	return root, true
}

func (r *fileReader) cohort(root *yaml.Node) {
	c := &r.file.Cohort
	c.Language, c.Schedule.Reflection = locale.Default, -1
	fields := r.fields(root, "name", "language", "timezone", "channel", "organizers", "topics", "steps", "keep", "attendance", "entry", "schedule", "announcements", "care", "sessions", "participants")
	c.Name = r.words(root, fields["name"], "name", maxName)
	if node := fields["language"]; node != nil {
		c.Language = r.language(node)
	}
	c.Zone = r.zone(root, fields["timezone"])
	c.Channel = r.id(root, fields["channel"], "channel")
	if node := r.required(root, fields["organizers"], "organizers"); node != nil {
		for _, item := range r.items(node, "organizers", maxOrganizers) {
			c.Organizers = append(c.Organizers, r.id(item, item, "organizers"))
		}
		if len(node.Content) == 0 {
			r.problem(node.Line, "organizers_empty")
		}
	}
	if node := fields["topics"]; node != nil {
		for _, item := range r.items(node, "topics", maxTopics) {
			if topic := r.words(item, item, "topics", maxTopic); topic != "" && !slices.Contains(c.Topics, topic) {
				c.Topics = append(c.Topics, topic)
			}
		}
	}
	if node := fields["steps"]; node != nil {
		r.file.StepsFile, r.file.StepsLine = r.words(node, node, "steps", maxPath), node.Line
	}
	if node := fields["keep"]; node != nil {
		c.Keeps = r.keep(node)
	}
	if node := fields["attendance"]; node != nil {
		switch node.Value {
		case cohort.Named:
			c.Attendance = cohort.Named
		case "counts":
		default:
			r.problem(node.Line, "attendance_wrong", "Value", clip(node.Value))
		}
	}
	if node := fields["entry"]; node != nil {
		r.entry(node)
	}
	if node := fields["schedule"]; node != nil {
		r.schedule(node)
	}
	if node := fields["announcements"]; node != nil {
		c.Guard = r.guard(node)
	}
	if node := fields["care"]; node != nil {
		c.Care = r.care(node)
	}
	if node := fields["sessions"]; node != nil {
		r.sessions(node)
	}
	r.seen = map[string]Problem{}
	if node := fields["participants"]; node != nil {
		r.file.Listed = true
		for _, item := range r.items(node, "participants", maxParticipants) {
			if r.full() {
				break
			}
			r.participant(item)
		}
		if node.Kind == yaml.SequenceNode && len(node.Content) == 0 {
			r.problem(node.Line, "participants_empty")
		}
	}
}

func (r *fileReader) schedule(node *yaml.Node) {
	s := &r.file.Cohort.Schedule
	fields := r.fields(node, "nudge", "reminders", "reflection", "circles")
	s.Nudge = r.rhythm(fields["nudge"])
	s.Circles = r.rhythm(fields["circles"])
	if reminders := fields["reminders"]; reminders != nil {
		for _, item := range r.items(reminders, "reminders", maxReminders) {
			lead := r.lead(item)
			if lead > 0 && slices.Contains(s.Reminders, lead) {
				r.problem(item.Line, "reminder_twice", "Value", item.Value)
			}
			s.Reminders = append(s.Reminders, lead)
		}
		slices.Sort(s.Reminders)
		slices.Reverse(s.Reminders)
	}
	if reflection := fields["reflection"]; reflection != nil {
		s.Reflection = r.lead(reflection)
	}
}

func (r *fileReader) sessions(node *yaml.Node) {
	starts := map[time.Time]int{} // to the line
	for _, item := range r.items(node, "sessions", maxSessions) {
		fields := r.fields(item, "theme", "starts", "minutes", "speakers", "link", "topics", "question", "act", "story")
		s := cohort.Session{Minutes: usualLength, Theme: r.words(item, fields["theme"], "theme", maxTheme)}
		if at := r.required(item, fields["starts"], "starts"); at != nil {
			s.Starts = r.moment(at)
			if line, taken := starts[s.Starts]; taken && !s.Starts.IsZero() {
				r.problem(at.Line, "session_twice", "Line", line)
			}
			starts[s.Starts] = at.Line
		}
		if minutes := fields["minutes"]; minutes != nil {
			s.Minutes = r.minutes(minutes)
		}
		if speakers := fields["speakers"]; speakers != nil {
			for _, speaker := range r.items(speakers, "speakers", maxSpeakers) {
				s.Speakers = append(s.Speakers, r.words(speaker, speaker, "speakers", maxWord))
			}
		}
		s.Link = r.link(fields["link"])
		r.month(&s, fields)
		r.file.Sessions = append(r.file.Sessions, s)
	}
	inOrder(r.file.Sessions)
}

func (r *fileReader) participant(node *yaml.Node) {
	fields := r.fields(node, "user", "timezone", "department", "returning", "language")
	r.add(r.participantOf(node, fields, true), node.Line)
}

// participantOf reads what is said of a participant, who is named by an id or, in a list, otherwise.
func (r *fileReader) participantOf(node *yaml.Node, fields map[string]*yaml.Node, byID bool) cohort.Participant {
	var p cohort.Participant
	if byID {
		p.ID = r.id(node, fields["user"], "user")
	}
	if zone := fields["timezone"]; zone != nil {
		p.Zone = r.zone(node, zone)
	}
	if department := fields["department"]; department != nil && department.Value != "" {
		p.Department = r.words(node, department, "department", maxWord)
	}
	if language := fields["language"]; language != nil {
		p.Language = r.language(language)
	}
	if returning := fields["returning"]; returning != nil {
		p.Returning = r.yes(returning)
	}
	return p
}

// add takes a participant from the file or the list, each person once, and reports whether it did.
func (r *fileReader) add(p cohort.Participant, line int) bool {
	if p.ID == "" {
		return false
	}
	if first, taken := r.seen[p.ID]; taken {
		r.problem(line, "participant_twice", "Person", p.ID, "File", first.File, "Line", first.Line)
		return false
	}
	r.seen[p.ID] = Problem{File: r.name, Line: line}
	r.file.Participants = append(r.file.Participants, p)
	return true
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func lineOf(err error) int {
	found := yamlLine.FindStringSubmatch(err.Error())
	if found == nil {
		return 0
	}
	line, _ := strconv.Atoi(found[1])
	return line
}

// moment reads a wall-clock time in the cohort's zone.
func (r *fileReader) moment(node *yaml.Node) time.Time {
	zone := r.file.Cohort.Location()
	text := strings.Replace(strings.TrimSpace(node.Value), " ", "T", 1)
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		at, err := cohort.At(layout, text, zone)
		if err != nil {
			continue
		}
		if at.Format(layout) != text {
			r.problem(node.Line, "starts_skipped", "Value", node.Value, "Zone", r.file.Cohort.Zone)
			return time.Time{}
		}
		return at.UTC()
	}
	r.problem(node.Line, "starts_wrong", "Value", node.Value)
	return time.Time{}
}
