package handlers

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

const mostPieces = 20 // of words in one form: as much as the platform surely takes

// editing is the state of the form in which somebody changes a reflection, or writes a line that becomes one.
type editing struct {
	ID      string              `json:"id"`
	Version int64               `json:"version"`         // that they change
	Circle  string              `json:"circle"`          // that they were in when the form was opened
	Fields  []string            `json:"fields"`          // that the form asks for
	Joins   map[string][]string `json:"joins,omitempty"` // the space between two inputs of one field
	New     string              `json:"new,omitempty"`   // the cohort of a reflection that is not there yet
}

func versionOf(r cohort.Reflection) int64 {
	if r.Changed.IsZero() {
		return 0
	}
	return r.Changed.UnixMilli()
}

// words are the fields of a reflection that hold words.
func words(r *cohort.Reflection) map[string]*string {
	return map[string]*string{"note": &r.Note, "happened": &r.Happened, "noticed": &r.Noticed, "can": &r.Can, "will": &r.Will}
}

// writtenFields are the fields that a form asks for: the four thoughts if one is there, and a line of words if it is, or nothing else.
func writtenFields(r cohort.Reflection) []string {
	thoughts := []string{"happened", "noticed", "can", "will"}
	switch {
	case r.Happened+r.Noticed+r.Can+r.Will == "":
		return []string{"note"}
	case r.Note != "":
		return append([]string{"note"}, thoughts...)
	}
	return thoughts
}

// editForm is the form with a reflection as it is given, which may hold words that are not kept yet. Whose words it cannot hold is told.
func (r *request) editForm(reflection cohort.Reflection, fields []string, isNew bool, intro ...chat.Block) (chat.Reply, error) {
	state := editing{ID: reflection.ID, Version: versionOf(reflection), Fields: fields, Joins: map[string][]string{}}
	if isNew {
		state.New = reflection.Cohort
	}
	circle, err := storage.Optional(r.tx.CircleOf(reflection.Cohort, r.who.id))
	if err != nil {
		return chat.Reply{}, err
	}
	state.Circle = circle.ID
	title := "edit.title"
	if isNew || reflection.Words() == "" {
		title = "mood.line_title"
	}
	var inputs []chat.Input
	for _, field := range fields {
		pieces, joins := pieces(*words(&reflection)[field])
		if len(joins) > 0 {
			state.Joins[field] = joins
		}
		for i, piece := range pieces {
			inputs = append(inputs, chat.TextInput{
				ID: inputOf(field, i), Label: r.inputLabel(field, i, len(pieces)), Initial: piece, Lines: true, Optional: true,
			})
		}
	}
	packed, err := json.Marshal(state)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(inputs) > mostPieces || len(packed) > longestState {
		return chat.Reply{}, errTooLarge
	}
	mood := r.moodChoice().(chat.Choice)
	if reflection.Mood > 0 {
		mood.Initial = []string{strconv.Itoa(int(reflection.Mood))}
	}
	readers, err := r.readersOf(reflection, circle)
	if err != nil {
		return chat.Reply{}, err
	}
	visibility := r.visibilityChoice(readers).(chat.Choice)
	visibility.Initial = []string{string(reflection.Visibility)}
	return chat.Reply{Form: &chat.Form{
		Name: formEdit, State: string(packed), Title: r.say(title), Submit: r.say("reflect.submit"), Close: r.say("form.cancel"),
		Blocks: intro, Inputs: append(inputs, mood, visibility),
	}}, nil
}

const longestState = 2900 // bytes that come back with a form

var errTooLarge = errors.New("the form would be too large")

// readersOf are who may be chosen to see a reflection: all, for who takes part; else nobody new.
func (r *request) readersOf(reflection cohort.Reflection, circle cohort.Circle) ([]chat.Option, error) {
	c, err := r.tx.Cohort(reflection.Cohort)
	if err != nil {
		return nil, err
	}
	takesPart := r.authorize(cohort.TakePart, c.ID) == nil
	if reflection.Visibility == cohort.MyCircle { // with that one it stays, even if it is not theirs any more
		circle.Channel = cmp.Or(circle.Channel, reflection.Circle)
	}
	return slices.DeleteFunc(r.visibilities(c, circle), func(o chat.Option) bool {
		v := cohort.Visibility(o.Value)
		return !takesPart && v != cohort.OnlyMe && v != reflection.Visibility
	}), nil
}

func (r *request) inputLabel(field string, i, of int) string {
	label := r.say("edit.note")
	if field != "note" {
		label = r.say("reflect." + field)
	}
	if of == 1 {
		return label
	}
	return r.say("edit.part", "Label", label, "Part", i+1, "Of", of)
}

// readEdited puts what a form holds into a reflection.
func (r *request) readEdited(state editing, reflection *cohort.Reflection) {
	fields := words(reflection)
	for _, field := range state.Fields {
		if into := fields[field]; into != nil {
			*into = r.joined(field, state.Joins[field])
		}
	}
	mood, _ := strconv.Atoi(r.ev.Get("mood"))
	reflection.Mood = cohort.Mood(max(0, min(5, mood)))
	switch v := cohort.Visibility(r.ev.Get("visibility")); v {
	case cohort.OnlyMe, cohort.MyCircle, cohort.MyCohort:
		reflection.Visibility = v
	default:
		reflection.Visibility = cohort.OnlyMe // when in doubt, nobody else
	}
}

// joined is a field as it was before it was divided, with what was changed in it.
func (r *request) joined(field string, joins []string) string {
	var text strings.Builder
	for i := 0; i <= len(joins); i++ {
		piece := r.ev.Get(inputOf(field, i))
		if piece != "" && text.Len() > 0 && i > 0 {
			text.WriteString(joins[i-1])
		}
		text.WriteString(piece)
	}
	return text.String()
}

// readState reads the state of a form.
func readState(packed string) (state editing, err error) {
	if json.Unmarshal([]byte(packed), &state) != nil || state.ID == "" {
		return state, fmt.Errorf("a form without its state: %w", storage.ErrNotFound)
	}
	return state, nil
}
