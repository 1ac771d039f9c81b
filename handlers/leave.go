package handlers

import (
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

const (
	actionLeaveCohort = "leave_cohort" // value: the cohort
	actionComeBack    = "come_back"    // value: the cohort
)

// leaveOffer says what becomes of what somebody wrote when they leave a cohort, and lets them by one press.
func leaveOffer(r *request) (chat.Reply, error) {
	if len(r.who.member) == 0 {
		return chat.Reply{}, r.refused(cohort.TakePart)
	}
	return r.inPlace(compose(r.leaveBlocks()...)), nil
}

func (r *request) leaveBlocks() []chat.Block {
	var buttons chat.Buttons
	for _, c := range r.who.member {
		label := r.say("enrol.leave")
		if len(r.who.member) > 1 {
			label = r.say("enrol.leave_named", "Cohort", c.Name)
		}
		buttons = append(buttons, chat.Button{Action: actionLeaveCohort, Value: c.ID, Label: label})
	}
	return []chat.Block{chat.Text(r.say("enrol.leave_what")), buttons}
}

// leaveCohort ends somebody's part in a cohort at once, and says until when they can come back. Nobody asks why, and no organiser is told.
func leaveCohort(r *request) (chat.Reply, error) {
	c, p, err := r.participantIn(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.LeaveBySelf(r.tx, c.ID, p.ID, r.now); err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(r.leftBlocks(c, "enrol.left", r.now.Add(cohort.PlaceHeld))...)), nil
}

// leftBlocks say until when somebody's place is theirs, and let them back.
func (r *request) leftBlocks(c cohort.Cohort, sentence string, held time.Time) []chat.Block {
	return []chat.Block{
		chat.Text(r.say(sentence, "Cohort", c.Name)),
		chat.Context(r.say("enrol.held", "When", r.who.words.When(held.In(r.zoneIn(c))))),
		chat.Buttons{{Action: actionComeBack, Value: c.ID, Label: r.say("enrol.come_back")}},
	}
}

// zoneIn is the zone of the actor, or of a cohort where theirs is not known.
func (r *request) zoneIn(c cohort.Cohort) *time.Location {
	if r.who.person.Zone == "" {
		return c.Location()
	}
	return r.who.person.Location()
}

// comeBack takes somebody in again who left, as long as their place is theirs.
func comeBack(r *request) (chat.Reply, error) {
	c, err := r.tx.Cohort(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	back, err := nudges.ComeBack(r.tx, c, r.who.id, r.now)
	if err != nil {
		return chat.Reply{}, err
	}
	if !back {
		return r.whereTheyAre(c, nil)
	}
	return r.inPlace(compose(chat.Text(r.say("enrol.came_back", "Cohort", c.Name)),
		chat.Buttons{{Action: actionMenu, Value: "ippo", Label: r.say("menu.open")}})), nil
}
