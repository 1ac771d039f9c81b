package handlers

import (
	"errors"
	"strconv"
	"strings"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

// hold keeps words of need with their writer first, when they are new or would be seen by others than before: in need, one may regret
// it, so sharing takes a second thought. It reports for whom they were meant.
func hold(after *cohort.Reflection, before cohort.Reflection) (meant cohort.Visibility, held bool) {
	meant = after.Visibility
	if meant == cohort.OnlyMe || meant == before.Visibility && after.Words() == before.Words() || !care.InNeed(after.Words()) {
		return meant, false
	}
	after.Visibility, after.Circle = cohort.OnlyMe, ""
	return meant, true
}

// heldQuestion asks, about what is held, whether others are to read it after all. Leaving it is an answer, too.
func (r *request) heldQuestion(reflection cohort.Reflection, meant cohort.Visibility) ([]chat.Block, error) {
	circle, err := storage.Optional(r.tx.CircleOf(reflection.Cohort, r.who.id))
	if err != nil {
		return nil, err
	}
	share := chat.Button{Action: actionShareHeld, Label: r.say("stands.share_cohort"),
		Value: strings.Join([]string{reflection.ID, strconv.FormatInt(versionOf(reflection), 10), ""}, "/")}
	if meant == cohort.MyCircle {
		if circle.Channel == "" {
			return []chat.Block{chat.Text(r.say("care.kept_first"))}, nil
		}
		share.Value, share.Label = share.Value+circle.ID, r.say("stands.share_circle", "Number", circle.Number)
	}
	return []chat.Block{chat.Text(r.say("care.kept_first")), chat.Buttons{share}}, nil
}

// shareHeld shows words of need to whom their writer has chosen twice by now, if they are still those that were asked about.
func shareHeld(r *request) (chat.Reply, error) {
	stands, version, circleID, err := r.versionPressed()
	if err != nil {
		return chat.Reply{}, err
	}
	if circleID == "" && stands.Visibility == cohort.MyCohort || circleID != "" && stands.Circle == circleID { // pressed again
		return r.holds(stands, "stands.shared", true)
	}
	if strconv.FormatInt(versionOf(stands), 10) != version || stands.Visibility != cohort.OnlyMe {
		return r.holds(stands, "edit.changed_since", false)
	}
	if err := r.authorize(cohort.TakePart, stands.Cohort); err != nil {
		return chat.Reply{}, err
	}
	shared := stands
	shared.Visibility = cohort.MyCohort
	if circleID != "" {
		circle, err := storage.Optional(r.tx.CircleOf(stands.Cohort, stands.Person))
		if err != nil {
			return chat.Reply{}, err
		}
		if circle.ID != circleID || circle.Channel == "" {
			return r.holds(stands, "stands.circle_changed", false)
		}
		shared.Visibility, shared.Circle = cohort.MyCircle, circleID
	}
	if shared, err = r.change(shared, false); err != nil {
		return chat.Reply{}, err
	}
	return r.holds(shared, "stands.shared", true)
}

// versionPressed is the actor's reflection that a button is about, with the version that it showed and what else it names.
func (r *request) versionPressed() (stands cohort.Reflection, version, rest string, err error) {
	id, rest, err := about(r.ev.Value)
	if err != nil {
		return stands, "", "", err
	}
	version, rest, _ = strings.Cut(rest, "/")
	if stands, err = r.ownReflection(id); errors.Is(err, storage.ErrNotFound) {
		err = refuse(r.alreadyGone())
	}
	return stands, version, rest, err
}

// stands says who can read a reflection, as it is kept now.
func (r *request) stands(reflection cohort.Reflection) (chat.Context, error) {
	switch reflection.Visibility {
	case cohort.MyCircle:
		circle, err := storage.Optional(r.tx.Circle(reflection.Circle))
		return chat.Context(r.say("stands.circle", "Number", circle.Number)), err
	case cohort.MyCohort:
		c, err := storage.Optional(r.tx.Cohort(reflection.Cohort))
		return chat.Context(r.say("stands.cohort", "Cohort", c.Name)), err
	}
	return chat.Context(r.say("stands.me")), nil
}

// toList leads back to one's own reflections.
func (r *request) toList() chat.Button {
	return chat.Button{Action: actionReflections, Value: "0", Label: r.say("reflect.see_list")}
}

// alreadyGone says that a reflection is not there any more.
func (r *request) alreadyGone() chat.Reply {
	return r.inPlace(compose(chat.Text(r.say("reflect.already_back")), chat.Buttons{r.toList()}))
}
