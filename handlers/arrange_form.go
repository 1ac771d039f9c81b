package handlers

import (
	"slices"
	"strconv"
	"strings"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
)

// previewed is how many circles are shown at once.
const previewed = 20

// arrangementForm shows circles before they are real, with what an organiser can change, below a sentence on what happened.
func (r *request) arrangementForm(f nudges.Forming, a cohort.Arrangement, sentence string) (chat.Reply, error) {
	return r.arrangementPage(f, a, sentence, 0)
}

// arrangementPage shows the circles from one on.
func (r *request) arrangementPage(f nudges.Forming, a cohort.Arrangement, sentence string, from int) (chat.Reply, error) {
	if err := f.Take(a); err != nil {
		return chat.Reply{}, err
	}
	var blocks []chat.Block
	if sentence != "" {
		blocks = append(blocks, chat.Text(sentence))
	}
	blocks = append(blocks, chat.Text(r.say("circle.preview", "Count", len(a.Groups), "People", len(f.Pool.People)-len(a.Without))))
	goOn := f.GoOn()
	if f.Anew && goOn < len(f.Standing) {
		blocks = append(blocks, chat.Text(r.say("circle.preview_anew")))
	}
	if goOn > 0 {
		blocks = append(blocks, chat.Text(r.say("circle.preview_go_on", "Count", goOn)))
	}
	blocks = append(blocks, chat.Context(r.say("circle.preview_topics")))
	blocks = append(blocks, r.previewBlocks(f.Result.Circles, from)...)
	if left := f.Result.Unplaced; len(left) > 0 {
		people := make(chat.People, len(left))
		for i, one := range left {
			people[i] = one.ID
		}
		blocks = append(blocks, chat.Divider{}, chat.Text(r.say("circle.preview_left", "Count", len(left))), people)
	}
	blocks = append(blocks, chat.Divider{}, chat.PeopleSelect{Action: actionArrangePick, Placeholder: r.say("arrange.pick")})
	buttons := chat.Buttons{{Action: actionArrangeAgain, Label: r.say("arrange.again")}}
	if len(a.Undo) > 0 {
		buttons = append(chat.Buttons{{Action: actionArrangeUndo, Label: r.say("arrange.undo")}}, buttons...)
	}
	blocks = append(blocks, buttons, chat.Context(r.say("arrange.hint")))
	form := &chat.Form{
		Name: formForming, State: drawing(a), Title: r.say("circle.preview_title"),
		Submit: r.say("circle.confirm"), Close: r.say("form.cancel"), Blocks: blocks,
	}
	switch {
	case len(a.Groups) == 0:
		form.Submit, form.Close = "", r.say("form.close")
	case r.ev.Kind == chat.Submit && r.ev.Form == formCircles:
		form.Close = r.say("form.back")
	}
	return chat.Reply{Form: form}, nil
}

// previewBlocks show circles from one on, so many as are shown at once.
func (r *request) previewBlocks(all []circles.Circle, from int) (blocks []chat.Block) {
	allNew := len(all) > 1 && !slices.ContainsFunc(all, func(c circles.Circle) bool { return !isNew(c) })
	if allNew { // said once
		blocks = append(blocks, chat.Text(r.say("circle.preview_new_faces")))
	}
	to := min(from+previewed, len(all))
	for i := from; i < to; i++ {
		blocks = append(blocks, chat.Fields{{Label: r.say("arrange.circle", "Number", i+1), Value: r.aboutCircle(all[i], allNew)}},
			chat.People(all[i].Members))
	}
	if len(all) <= previewed {
		return blocks
	}
	var pages chat.Buttons
	if from > 0 {
		pages = append(pages, chat.Button{Action: actionArrangePage, Value: strconv.Itoa(max(0, from-previewed)), Label: r.say("arrange.previous")})
	}
	if to < len(all) {
		pages = append(pages, chat.Button{Action: actionArrangePage, Value: strconv.Itoa(to), Label: r.say("arrange.next")})
	}
	return append(blocks, chat.Context(r.say("circle.preview_pages", "Count", len(all), "From", from+1, "To", to)), pages)
}

func isNew(c circles.Circle) bool {
	return slices.ContainsFunc(c.Reasons, func(reason cohort.Reason) bool { return reason.Kind == cohort.NewFaces })
}

// aboutCircle says why these people, and what is out of the ordinary. What they would like to talk about is for their circle alone; and when
// few are free is for them alone.
func (r *request) aboutCircle(group circles.Circle, newIsSaid bool) string {
	var lines []string
	for _, reason := range group.Reasons {
		switch {
		case reason.Kind == cohort.SharedTopics,
			reason.Kind == cohort.SharedSlot && len(group.Members) < circles.Usual.Min,
			reason.Kind == cohort.NewFaces && newIsSaid:
			continue
		}
		lines = append(lines, nudges.Reason(r.who.words, reason))
	}
	if len(group.Members) < circles.Usual.Min {
		lines = append(lines, r.say("arrange.small"))
	}
	return strings.Join(lines, r.say("circle.reason_separator"))
}
