package config

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
	"ippo/locale"
)

// What a file of steps may hold. The limits are those of Ippo's own steps, with a little room; a plan stands in a field of a form.
const (
	maxSteps    = 500
	maxStepTags = 3
	maxDo       = 120
	maxDid      = 75
	maxWhy      = 120
	maxPlan     = 100
	fewestSteps = 10 // that there are to choose from
)

// languages are those that a step may have words in.
var languages = locale.Languages()

var stepFields = append([]string{"id", "key", "effort", "aim", "stage", "tags", "leave_out"}, languages...)

var stepID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// What a step may be; see cohort.Step.
var (
	keyWords    = texts(cohort.Keys...)
	effortWords = texts(cohort.FiveMinutes, cohort.HalfHour, cohort.HalfDay)
	aimWords    = texts(cohort.Can, cohort.Will)
	stageWords  = texts(cohort.Early, cohort.Middle, cohort.Late, cohort.Anytime)
)

// ParseSteps reads the steps that the organisers of a cohort wrote by themselves, put in place of ours, or leave out of them. The name is used
// in problems. The error is of type Problems and lists all that is wrong.
func ParseSteps(name string, data []byte, c cohort.Cohort, ours []cohort.Step) ([]cohort.OwnStep, error) {
	r := &stepReader{document: document{name: name}, cohort: c, lines: map[string]int{}}
	for _, step := range ours {
		r.ours = append(r.ours, step.ID)
	}
	root, ok := r.root(data, yaml.SequenceNode, "steps_nothing", "steps_several", "steps_not_a_list")
	if !ok {
		return nil, r.problems.orNil()
	}
	if len(root.Content) == 0 {
		r.problem(root.Line, "steps_nothing")
	}
	var steps []cohort.OwnStep
	for _, item := range r.items(root, "steps", maxSteps) {
		if r.full() {
			break
		}
		steps = append(steps, r.step(item))
	}
	r.enough(root, steps)
	return steps, r.problems.orNil()
}

// stepReader reads a file of steps.
type stepReader struct {
	document
	cohort cohort.Cohort
	ours   []string
	lines  map[string]int // where each step was written first, by id
}

func (r *stepReader) step(node *yaml.Node) (s cohort.OwnStep) {
	fields := r.fields(node, stepFields...)
	if node.Kind != yaml.MappingNode {
		return s
	}
	s.ID = r.stepID(node, fields["id"])
	if out := fields["leave_out"]; out != nil && r.yes(out) {
		s.LeftOut = true
		r.leavesOut(s.ID, fields)
		return s
	}
	s.Key = cohort.Key(r.oneOf(node, fields["key"], "key", keyWords))
	s.Effort = cohort.Effort(r.oneOf(node, fields["effort"], "effort", effortWords))
	s.Aim = cohort.Aim(r.oneOf(node, fields["aim"], "aim", aimWords))
	s.Stage = cohort.Anytime
	if stage := fields["stage"]; stage != nil {
		s.Stage = cohort.Stage(r.oneOf(node, stage, "stage", stageWords))
	}
	if tags := fields["tags"]; tags != nil {
		s.Tags = r.tags(tags)
	}
	s.Words = map[string]cohort.StepWords{}
	for _, language := range languages {
		if words := fields[language]; words != nil {
			s.Words[language] = r.stepWords(words)
		}
	}
	if _, said := s.Words[r.cohort.Language]; !said {
		r.problem(node.Line, "step_without_words", "Language", r.cohort.Language)
	}
	return s
}

// stepID reads the id of a step, each once.
func (r *stepReader) stepID(node, field *yaml.Node) string {
	if r.required(node, field, "id") == nil {
		return ""
	}
	id := strings.TrimSpace(field.Value)
	if !stepID.MatchString(id) {
		r.problem(field.Line, "step_id_wrong", "Value", clip(field.Value))
		return ""
	}
	if line, taken := r.lines[id]; taken {
		r.problem(field.Line, "step_twice", "Value", id, "Line", line)
		return ""
	}
	r.lines[id] = field.Line
	return id
}

// leavesOut checks an entry that does nothing but leave one of our steps out.
func (r *stepReader) leavesOut(id string, fields map[string]*yaml.Node) {
	if id != "" && !slices.Contains(r.ours, id) {
		r.problem(fields["id"].Line, "step_not_ours", "Value", id, "Nearest", Nearest(id, r.ours))
	}
	for _, field := range stepFields {
		if field != "id" && field != "leave_out" && fields[field] != nil {
			r.problem(fields[field].Line, "step_left_out_says", "Key", field)
		}
	}
}

// oneOf reads one of a few words.
func (r *stepReader) oneOf(parent, node *yaml.Node, key string, known []string) string {
	if r.required(parent, node, key) == nil {
		return ""
	}
	word := strings.TrimSpace(node.Value)
	if !slices.Contains(known, word) {
		r.unknown(node, key, known)
		return ""
	}
	return word
}

// tags reads which topics a step serves: of the usual ones and of the cohort's own.
func (r *stepReader) tags(node *yaml.Node) (tags []string) {
	known := slices.Concat(cohort.Topics, r.cohort.Topics)
	for _, item := range r.items(node, "tags", maxStepTags) {
		word := cohort.TopicKey(clip(item.Value))
		at := slices.IndexFunc(known, func(topic string) bool { return cohort.TopicKey(topic) == word })
		switch {
		case at < 0:
			r.unknown(item, "tags", known)
		case !slices.Contains(tags, known[at]):
			tags = append(tags, known[at])
		}
	}
	return tags
}

func (r *stepReader) unknown(node *yaml.Node, key string, known []string) {
	r.problem(node.Line, "step_word_wrong", "Key", key, "Value", clip(node.Value), "Nearest", Nearest(clip(node.Value), known),
		"Words", strings.Join(known, ", "))
}

func (r *stepReader) stepWords(node *yaml.Node) cohort.StepWords {
	fields := r.fields(node, "do", "did", "why", "plan")
	if node.Kind != yaml.MappingNode {
		return cohort.StepWords{}
	}
	return cohort.StepWords{
		Do: r.words(node, fields["do"], "do", maxDo), Did: r.words(node, fields["did"], "did", maxDid),
		Why: r.words(node, fields["why"], "why", maxWhy), Plan: r.words(node, fields["plan"], "plan", maxPlan),
	}
}

// enough sees to it that there are steps to choose from.
func (r *stepReader) enough(root *yaml.Node, steps []cohort.OwnStep) {
	left := len(r.ours)
	for _, s := range steps {
		ours := slices.Contains(r.ours, s.ID)
		switch {
		case s.LeftOut && ours:
			left--
		case !s.LeftOut && !ours:
			left++
		}
	}
	if left < fewestSteps {
		r.problem(root.Line, "steps_too_few", "Count", left, "Least", fewestSteps)
	}
}

func texts[T ~string](words ...T) []string {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = string(word)
	}
	return all
}
