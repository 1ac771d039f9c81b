package handlers

import (
	"errors"
	"strconv"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// moodNow asks for one's mood: a press is enough.
func moodNow(r *request) (chat.Reply, error) {
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	return message(r.moodBlocks(storage.NewID(), cohort.Reflection{})...), nil
}

func (r *request) moodBlocks(id string, reflection cohort.Reflection) []chat.Block {
	blocks := append([]chat.Block{chat.Text(r.say("mood.question"))}, nudges.MoodBlocks(r.who.words, id, reflection)...)
	return append(blocks, nudges.MoodHint(r.who.words, reflection, "mood.hint"))
}

// mood keeps a face that was pressed. Another face of the same message takes its place.
func mood(r *request) (chat.Reply, error) {
	id, face, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	pressed, err := strconv.Atoi(face)
	if err != nil || pressed < 1 || pressed > nudges.Faces {
		return lost(r)
	}
	reflection, there, err := r.becoming(id)
	if err != nil {
		return chat.Reply{}, err
	}
	switch {
	case !there:
		reflection.Mood = cohort.Mood(pressed)
		err = r.tx.SaveReflection(reflection)
	case reflection.Mood != cohort.Mood(pressed):
		reflection.Mood = cohort.Mood(pressed)
		reflection, err = r.change(reflection, false)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return r.moodChosen(reflection)
}

// becoming is the reflection that the message with an id becomes: as it stands, or a new one. One that was taken back begins anew, its
// writer's alone: words that somebody deleted do not come back to anybody with a face.
func (r *request) becoming(id string) (reflection cohort.Reflection, there bool, err error) {
	if !storage.IsID(id) {
		return reflection, false, storage.ErrNotFound
	}
	restored := r.tx.Restore(id, r.who.id)
	if restored != nil && !errors.Is(restored, storage.ErrNotFound) {
		return reflection, false, restored
	}
	if reflection, err = r.tx.Reflection(id); err == nil && r.owns(cohort.AReflection, reflection.Person) != nil {
		return cohort.Reflection{}, false, storage.ErrNotFound
	}
	if err == nil && restored == nil {
		reflection, err = r.change(cohort.Reflection{
			ID: id, Person: r.who.id, Cohort: reflection.Cohort, Written: reflection.Written, Visibility: cohort.OnlyMe, Changed: reflection.Changed,
		}, false)
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return reflection, err == nil, err
	}
	if _, err := r.tx.TakenBack(id); !errors.Is(err, storage.ErrNotFound) { // somebody else's
		return reflection, false, errors.Join(err, storage.ErrNotFound)
	}
	_, p, err := r.participant()
	return cohort.Reflection{ID: id, Person: r.who.id, Cohort: p.Cohort, Written: r.now, Visibility: cohort.OnlyMe}, false, err
}

// moodChosen shows what was chosen, in the message in which it was.
func (r *request) moodChosen(reflection cohort.Reflection) (chat.Reply, error) {
	blocks := r.moodBlocks(reflection.ID, reflection)
	d, err := storage.Optional(r.tx.DeliveryAt(r.who.id, r.ev.Channel, r.ev.Message))
	if err != nil {
		return chat.Reply{}, err
	}
	if d.Kind == nudges.KindDiary && d.Subject == reflection.ID {
		blocks = nudges.DiaryMessage(r.who.words, d, r.who.person.Location(), reflection).Blocks
	}
	gentle, err := r.gentle(reflection)
	return r.inPlace(compose(append(blocks, gentle...)...)), err
}

// newestMoods are as many of one's reflections as are looked through for a run of low moods.
const newestMoods = 60

// gentle meets a run of low moods once, with an idea, a pause, and whom one may talk to. It is worked out, and kept nowhere.
func (r *request) gentle(reflection cohort.Reflection) ([]chat.Block, error) {
	all, err := r.tx.Reflections(r.who.id, 0, newestMoods)
	if err != nil || !nudges.LowRun(all, reflection.ID, r.who.person.Location()) {
		return nil, err
	}
	circle, err := storage.Optional(r.tx.CircleOf(reflection.Cohort, r.who.id))
	if err != nil {
		return nil, err
	}
	c, err := r.tx.Cohort(reflection.Cohort)
	if err != nil {
		return nil, err
	}
	talk := "mood.low_talk"
	if len(circle.Members) > 1 {
		talk = "mood.low_talk_circle"
	}
	blocks := []chat.Block{
		chat.Divider{}, chat.Text(r.say("mood.low")), chat.Text(r.say(talk)),
		chat.Buttons{{Action: actionRestNow, Label: r.say("mood.rest")}},
	}
	if organizers := chat.People(c.Organizers); len(organizers) > 0 {
		blocks = append(blocks, chat.Context(r.say("mood.low_organizers")), organizers[:min(3, len(organizers))])
	}
	return blocks, nil
}

// restNow offers the pauses, beside what was pressed.
func restNow(r *request) (chat.Reply, error) {
	blocks, err := r.pauseBlocks()
	if err != nil {
		return chat.Reply{}, err
	}
	offer := compose(append(blocks, chat.Context(r.say("settings.pause_hint")))...)
	if r.ev.InForm {
		return r.inPlace(offer), nil
	}
	return chat.Reply{Say: offer}, nil
}

// line opens the form for a line of words, which becomes part of what was pressed beside it, or of which the mood becomes part.
func line(r *request) (chat.Reply, error) {
	id := r.ev.Value
	if !storage.IsID(id) {
		return lost(r)
	}
	_, err := r.ownReflection(id)
	if err == nil {
		return edit(r)
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{}, err
	}
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	reflection := cohort.Reflection{ID: id, Person: r.who.id, Cohort: p.Cohort, Visibility: cohort.OnlyMe}
	return r.editForm(reflection, writtenFields(reflection), true)
}

// saveLine keeps a line that nothing is there of yet.
func (r *request) saveLine(state editing) (chat.Reply, error) {
	reflection, there, err := r.becoming(state.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	stands := reflection
	r.readEdited(state, &reflection)
	if reflection.Empty() {
		return chat.Reply{}, problem(state.Fields[0], r.say("reflect.empty"))
	}
	if there { // it was taken back
		return r.keepEdited(stands, reflection, state.Circle)
	}
	meant, held := hold(&reflection, cohort.Reflection{})
	if err := r.place(&reflection, cohort.Reflection{}, state.Circle); err != nil {
		return chat.Reply{}, err
	}
	if err := errors.Join(r.tx.SaveReflection(reflection), r.share(reflection, true), r.redrawDiary(reflection.ID)); err != nil {
		return chat.Reply{}, err
	}
	if held {
		return r.holdsWith(reflection, "reflect.saved_me", false, meant)
	}
	return r.holds(reflection, "reflect.saved_"+string(reflection.Visibility), false)
}
