package handlers

import (
	"errors"
	"strconv"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// reflections lists one's own, newest first, page by page. They stay their writer's when the writer no longer takes part.
func reflections(r *request) (chat.Reply, error) {
	all, err := r.tx.CountReflections(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if all == 0 {
		if _, _, err := r.participant(); err != nil {
			return chat.Reply{}, err
		}
	}
	if all == 0 {
		return message(append([]chat.Block{chat.Text(r.say("reflect.none")),
			chat.Buttons{{Action: nudges.ActionReflect, Label: r.say("reflect.write"), Primary: true}}}, r.backToRecords()...)...), nil
	}
	blocks, err := r.page(listing{
		action: actionReflections, top: chat.Buttons{{Action: actionSearch, Label: r.say("search.button")}}, heading: chat.Heading(r.say("reflect.list_heading", "Count", all)), all: all,
		item: func(i int) ([]chat.Block, error) {
			one, err := r.tx.Reflections(r.who.id, i, 1)
			if err != nil || len(one) == 0 {
				return nil, err
			}
			return r.listed(one[0]), nil
		},
	})
	return r.inPlace(compose(append(blocks, r.backToRecords()...)...)), err
}

func (r *request) listed(reflection cohort.Reflection) []chat.Block {
	return r.listedWith(reflection, nudges.ReflectionBlocks(r.who.words, reflection))
}

// listedWith is a reflection in a list, with the words of it that are shown there.
func (r *request) listedWith(reflection cohort.Reflection, words []chat.Block) []chat.Block {
	blocks := append([]chat.Block{chat.Divider{}, chat.Context(r.aboutIt(reflection))}, words...)
	return append(blocks, chat.Buttons{r.editButton(reflection), {Action: actionTakeBack, Value: reflection.ID, Label: r.say("edit.delete")}})
}

// aboutIt is the line above a reflection: when it was written, who can read it, and the mood.
func (r *request) aboutIt(reflection cohort.Reflection) string {
	when := r.who.words.WhenOf(reflection.Written.In(r.who.person.Location()), r.now)
	return r.withMood(r.say("reflect.listed", "When", when, "Who", r.say("reflect.visibility_"+string(reflection.Visibility))), reflection)
}

// withMood is a line with the mood behind it, if one was chosen.
func (r *request) withMood(line string, reflection cohort.Reflection) string {
	if reflection.Mood > 0 {
		line += " " + r.say("reflect.mood_"+strconv.Itoa(int(reflection.Mood)))
	}
	return line
}

// takeBack hides a reflection from everybody and gives its words back, again whenever that is asked for: the answer that held
// them may have got lost. Where it is to be shown it is not shown any more, and where it stands it vanishes.
func takeBack(r *request) (chat.Reply, error) {
	id := r.ev.Value
	reflection, err := r.tx.Reflection(id)
	if errors.Is(err, storage.ErrNotFound) {
		reflection, err = r.tx.TakenBack(id)
	}
	if err == nil {
		err = r.owns(cohort.AReflection, reflection.Person)
	}
	if errors.Is(err, storage.ErrNotFound) {
		return r.alreadyGone(), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	// The platform may repeat the press when it was undone already: that hides nothing anew.
	err = r.tx.Once(r.ev.ID, r.now)
	if err == nil {
		err = r.tx.TakeBack(id, r.who.id, r.now)
	}
	if err == nil {
		err = errors.Join(r.tx.Redraw(id, nudges.KindShared), r.redrawDiary(id), r.ungrow(id))
	}
	if err != nil && !errors.Is(err, storage.ErrNotFound) && !errors.Is(err, storage.ErrRepeated) {
		return chat.Reply{}, err
	}
	words := nudges.ReflectionBlocks(r.who.words, reflection)
	sentence := r.say("reflect.taken_back")
	if len(words) == 0 {
		sentence = r.say("mood.taken_back")
	}
	blocks := append([]chat.Block{chat.Text(sentence)}, words...)
	blocks = append(blocks, chat.Buttons{{Action: actionRestore, Value: id, Label: r.say("edit.undo")}, r.toList()}, chat.Context(r.say("edit.for_a_day")))
	return r.inPlace(compose(blocks...)), nil
}
