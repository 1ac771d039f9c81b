package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
)

// mostPreviewed is how many circles are shown; a form holds no more than about twice as many blocks.
const mostPreviewed = 20

// arrangementForm shows circles before they are real, with what an organiser can change, below a sentence on what happened.
func (r *request) arrangementForm(f nudges.Forming, a cohort.Arrangement, sentence string) (chat.Reply, error) {
	breaches, err := f.Take(a)
	if err != nil {
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
	for i, group := range f.Result.Circles {
		if i == mostPreviewed {
			blocks = append(blocks, chat.Context(r.say("circle.preview_more", "Count", len(a.Groups)-i)))
			break
		}
		blocks = append(blocks, chat.People(group.Members), chat.Context(r.circleLine(i, group, breaches[i])))
	}
	blocks = append(blocks, r.leftBlocks(f.Result.Unplaced)...)
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

// circleLine says of a circle its number, why these people, and what is out of the ordinary.
func (r *request) circleLine(i int, group circles.Circle, breaches []circles.Breach) string {
	line := r.say("arrange.circle", "Number", i+1)
	if reasons := r.reasonLine(group); reasons != "" {
		line += r.say("circle.reason_separator") + reasons
	}
	if slices.Contains(breaches, circles.TooSmall) && len(group.Members) < circles.Usual.Min {
		line += r.say("circle.reason_separator") + r.say("arrange.small")
	}
	return line
}

// leftBlocks list who has no place, by why.
func (r *request) leftBlocks(left []circles.Unplaced) []chat.Block {
	if len(left) == 0 {
		return nil
	}
	blocks := []chat.Block{chat.Divider{}, chat.Text(r.say("circle.preview_left", "Count", len(left)))}
	for _, why := range []circles.Why{circles.Alone, circles.NoSlot, circles.NoFit} {
		var people chat.People
		for _, one := range left {
			if one.Why == why {
				people = append(people, one.ID)
			}
		}
		if len(people) > 0 {
			blocks = append(blocks, people, chat.Context(r.say("circle.left_because_"+string(why))))
		}
	}
	return blocks
}
