package handlers

import (
	"errors"
	"strconv"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// edit opens the form with a reflection of one's own.
func edit(r *request) (chat.Reply, error) {
	reflection, err := r.ownReflection(r.ev.Value)
	if errors.Is(err, storage.ErrNotFound) {
		return r.alreadyGone(), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	reply, err := r.editForm(reflection, writtenFields(reflection), false)
	if errors.Is(err, errTooLarge) {
		return r.inPlace(compose(chat.Text(r.say("edit.too_large")))), nil
	}
	return reply, err
}

// ownReflection finds a reflection of the actor's own that stands. It is theirs, also when they take part no longer.
func (r *request) ownReflection(id string) (cohort.Reflection, error) {
	reflection, err := r.tx.Reflection(id)
	if err == nil {
		err = r.owns(cohort.AReflection, reflection.Person)
	}
	return reflection, err
}

// saveEdit keeps a changed reflection, and how it was before. What was changed in another window meanwhile is not overwritten unseen: the
// form opens again, with the words that were written and those that stand. What is gone gives the words back.
func saveEdit(r *request) (chat.Reply, error) {
	state, err := readState(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	stands, err := r.ownReflection(state.ID)
	if errors.Is(err, storage.ErrNotFound) && state.New != "" {
		return r.saveLine(state)
	}
	if errors.Is(err, storage.ErrNotFound) {
		return r.goneMeanwhile(state)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	edited := stands
	r.readEdited(state, &edited)
	switch {
	case edited.Empty():
		return chat.Reply{}, problem(state.Fields[0], r.say("reflect.empty"))
	case state.New != "" && stands.Words() == "": // a face was pressed beside the form: the line joins it
		if edited.Mood == 0 {
			edited.Mood = stands.Mood
		}
		return r.keepEdited(stands, edited, state.Circle)
	case versionOf(stands) != state.Version || state.New != "":
		return r.changedMeanwhile(stands, edited, state.Fields)
	}
	return r.keepEdited(stands, edited, state.Circle)
}

// keepEdited keeps what a form holds, has it show wherever it is to be seen, and says what now holds.
func (r *request) keepEdited(stands, edited cohort.Reflection, circleID string) (chat.Reply, error) {
	if err := r.place(&edited, stands, circleID); err != nil {
		return chat.Reply{}, err
	}
	if edited == stands {
		return r.holds(edited, "edit.unchanged", false)
	}
	if err := r.mayShare(stands, edited); err != nil {
		return chat.Reply{}, err
	}
	meant, held := hold(&edited, stands)
	if edited == stands { // they would share what is theirs alone: that is asked about, and nothing else was changed
		return r.holdsWith(edited, "stands.not_shared", false, meant)
	}
	edited, err := r.change(edited, edited.Visibility != stands.Visibility)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case held && stands.Visibility != cohort.OnlyMe:
		return r.holdsWith(edited, "stands.withdrawn", true, meant)
	case held:
		return r.holdsWith(edited, "edit.saved", true, meant)
	}
	return r.holds(edited, "edit.saved", true)
}

// mayShare refuses to let others read a reflection whose writer does not take part.
func (r *request) mayShare(stands, edited cohort.Reflection) error {
	if edited.Visibility != stands.Visibility && edited.Visibility != cohort.OnlyMe {
		return r.authorize(cohort.TakePart, edited.Cohort)
	}
	return nil
}

// change keeps a version of a reflection, and has it show wherever it stands, or is to stand.
func (r *request) change(edited cohort.Reflection, chosen bool) (cohort.Reflection, error) {
	edited, err := r.tx.ChangeReflection(edited, r.now)
	if err == nil {
		err = r.share(edited, chosen)
	}
	if err == nil {
		err = errors.Join(r.redrawDiary(edited.ID), r.grow(edited))
	}
	return edited, err
}

// redrawDiary has the prompt show what a reflection became, unless it is what was pressed: that is answered in its place.
func (r *request) redrawDiary(id string) error {
	d, err := storage.Optional(r.tx.DeliveryAt(r.who.id, r.ev.Channel, r.ev.Message))
	if err != nil || d.Subject == id {
		return err
	}
	return r.tx.Redraw(id, nudges.KindDiary)
}

// holds says what now holds of a reflection and who can read it, and offers what undoes the change that was made.
func (r *request) holds(reflection cohort.Reflection, sentence string, undo bool) (chat.Reply, error) {
	return r.holdsWith(reflection, sentence, undo, cohort.OnlyMe)
}

// holdsWith is holds, and asks first whether those are to read it for whom it was meant.
func (r *request) holdsWith(reflection cohort.Reflection, sentence string, undo bool, meant cohort.Visibility) (chat.Reply, error) {
	var blocks []chat.Block
	if meant != cohort.OnlyMe {
		question, err := r.heldQuestion(reflection, meant)
		if err != nil {
			return chat.Reply{}, err
		}
		blocks = append(question, chat.Divider{})
	}
	stands, err := r.stands(reflection)
	if err != nil {
		return chat.Reply{}, err
	}
	when := r.who.words.WhenOf(reflection.Written.In(r.who.person.Location()), r.now)
	blocks = append(blocks, chat.Text(r.say(sentence)), stands, chat.Context(r.withMood(when, reflection)))
	blocks = append(blocks, nudges.ReflectionBlocks(r.who.words, reflection)...)
	if _, whole := nudges.Shared(r.who.words, reflection); !whole && reflection.Visibility != cohort.OnlyMe {
		blocks = append(blocks, chat.Context(r.say("reflect.saved_long")))
	}
	buttons := chat.Buttons{r.editButton(reflection)}
	if undo {
		label := "edit.undo"
		if before, err := r.tx.ReflectionBefore(reflection.ID); err == nil && reflection.Visibility == cohort.OnlyMe && before.Visibility != cohort.OnlyMe {
			label = "edit.undo_shares"
		}
		buttons = append(buttons, chat.Button{
			Action: actionEditUndo, Value: nudges.Value(reflection.ID, strconv.FormatInt(versionOf(reflection), 10)), Label: r.say(label),
		})
	}
	return r.inPlace(compose(append(blocks, append(buttons, r.toList()))...)), nil
}

// changedMeanwhile opens the form again with what somebody wrote, and shows what another window kept meanwhile.
func (r *request) changedMeanwhile(stands, edited cohort.Reflection, fields []string) (chat.Reply, error) {
	shown := append([]chat.Block{chat.Text(r.say("edit.meanwhile")), chat.Context(r.aboutIt(stands))},
		nudges.ReflectionBlocks(r.who.words, stands)...)
	if parts := chat.Parts(shown); len(parts) > 1 {
		shown = append(parts[0], chat.Context(r.say("edit.shown_rest")))
	}
	edited.Changed = stands.Changed
	reply, err := r.editForm(edited, fields, false, shown...)
	if errors.Is(err, errTooLarge) {
		return chat.Reply{}, problem(fields[0], r.say("edit.too_large_meanwhile"))
	}
	return reply, err
}

// goneMeanwhile gives back what somebody wrote into the form of a reflection that does not stand any more.
func (r *request) goneMeanwhile(state editing) (chat.Reply, error) {
	var written cohort.Reflection
	r.readEdited(state, &written)
	blocks := append([]chat.Block{chat.Text(r.say("edit.gone"))}, nudges.ReflectionBlocks(r.who.words, written)...)
	return r.inPlace(compose(append(blocks, chat.Buttons{r.toList()})...)), nil
}

// undoEdit puts a reflection back as it was before it was last changed. Done again, it undoes that.
func undoEdit(r *request) (chat.Reply, error) {
	stands, version, _, err := r.versionPressed()
	if err != nil {
		return chat.Reply{}, err
	}
	if strconv.FormatInt(versionOf(stands), 10) != version {
		return r.holds(stands, "edit.changed_since", false)
	}
	before, err := r.tx.ReflectionBefore(stands.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return r.holds(stands, "edit.too_late", false)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	meant, held := hold(&before, stands)
	if before, err = r.change(before, false); err != nil {
		return chat.Reply{}, err
	}
	if held {
		return r.holdsWith(before, "edit.undone", true, meant)
	}
	return r.holds(before, "edit.undone", true)
}

// restore lets a reflection stand again that was taken back, for its writer alone: whom they showed it does not read it anew by itself.
func restore(r *request) (chat.Reply, error) {
	err := r.tx.Restore(r.ev.Value, r.who.id)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{}, err
	}
	restored := err == nil
	reflection, err := r.ownReflection(r.ev.Value)
	if errors.Is(err, storage.ErrNotFound) {
		return r.alreadyGone(), nil
	}
	if err != nil {
		return chat.Reply{}, err
	}
	sentence := "edit.restored"
	switch {
	case restored && reflection.Visibility != cohort.OnlyMe:
		sentence = "stands.restored_private"
		reflection.Visibility, reflection.Circle = cohort.OnlyMe, ""
		reflection, err = r.change(reflection, false)
	case restored:
		err = errors.Join(r.redrawDiary(reflection.ID), r.grow(reflection))
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return r.holds(reflection, sentence, false)
}
