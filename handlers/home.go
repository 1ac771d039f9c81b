package handlers

import (
	"slices"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// home is a person's own page. Who organises, and takes part in nothing, has the organisers' page instead; who does both sees their own first,
// and a button for the other.
func home(r *request) (chat.Reply, error) {
	switch {
	case len(r.who.member) > 0:
		return ownHome(r)
	case len(r.cohortsFor(cohort.Announce)) > 0:
		return desk(r)
	}
	blocks, err := r.outsideBlocks()
	return chat.Reply{Home: &chat.Home{Blocks: append([]chat.Block{chat.Heading(r.say("home.heading"))}, blocks...)}}, err
}

// ownHome is the page of somebody who takes part: what matters most today, what comes next, and what they can do. Nothing stands on it twice.
func ownHome(r *request) (chat.Reply, error) {
	c, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	offers, err := r.tx.Offers(p.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	year, err := r.programOf(c)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Heading(r.say("home.heading_cohort", "Cohort", c.Name)), chat.Context(r.say("home.greeting"))}
	if p.Paused(r.now) {
		blocks = append(blocks, chat.Text(r.pausedUntil(p.Person)),
			chat.Buttons{{Action: actionPause, Value: noPause, Label: r.say("pause.end"), Primary: true}})
	}
	today, err := r.today(c, p, year, offers)
	if err != nil {
		return chat.Reply{}, err
	}
	next, err := r.comingUp(c, p, year, offers, today)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks = append(append(blocks, chat.Divider{}, chat.Context(r.say("home.today"))), today.blocks...)
	circle, asked, err := r.circleAtHome(c, p)
	if err != nil {
		return chat.Reply{}, err
	}
	buttons := chat.Buttons{{Action: nudges.ActionReflect, Label: r.say("menu.reflect"), Primary: true},
		{Action: actionMoodNow, Label: r.say("mood.menu")}, {Action: actionYear, Label: r.say("year.button")}}
	if !asked && !year.over(r.now) && !c.Silent() {
		buttons = append(buttons, chat.Button{Action: nudges.ActionCircleJoin, Value: c.ID, Label: r.say("menu.circle")})
	}
	blocks = append(append(append(blocks, next...), circle...), chat.Divider{}, buttons, r.doors())
	blocks = append(blocks, r.againBlocks()...)
	if len(r.cohortsFor(cohort.Enrol)) > 0 {
		blocks = append(blocks, chat.Buttons{{Action: actionDesk, Label: r.say("home.to_desk")}})
	}
	return chat.Reply{Home: &chat.Home{Blocks: blocks}}, nil
}

// comingUp are the next session and the step, as far as they do not stand under today, and where there is something to say of them.
func (r *request) comingUp(c cohort.Cohort, p cohort.Participant, year program, offers []cohort.Offer, today today) (blocks []chat.Block, err error) {
	over := year.over(r.now)
	if !today.session && !over && !year.first.IsZero() {
		last, err := r.justOver(c)
		if err != nil {
			return nil, err
		}
		next, err := r.sessionToCome(c)
		if err != nil {
			return nil, err
		}
		blocks = []chat.Block{chat.Divider{}}
		if len(last) > 0 {
			blocks = append(append(blocks, chat.Context(r.say("home.just_over"))), last...)
		}
		blocks = append(append(blocks, chat.Context(r.say("home.session"))), next...)
	}
	tries := len(offers) > 0 && offers[0].Answer == cohort.Trying
	if today.step || over && !tries {
		return blocks, nil
	}
	step, err := r.stepAtHome(c, p, offers)
	return append(append(blocks, chat.Divider{}, chat.Context(r.say("home.step"))), step...), err
}

// stepAtHome is the step without a heading of its own.
func (r *request) stepAtHome(c cohort.Cohort, p cohort.Participant, offers []cohort.Offer) ([]chat.Block, error) {
	step, err := r.currentStep(c, p, offers)
	return slices.DeleteFunc(step, func(b chat.Block) bool { _, second := b.(chat.Heading); return second }), err
}

// homeSaying is the home page with what a press on it came to, above everything.
func homeSaying(r *request, sentence string) (chat.Reply, error) {
	reply, err := home(r)
	if err == nil {
		reply.Home.Blocks = append([]chat.Block{chat.Text(sentence), chat.Divider{}}, reply.Home.Blocks...)
	}
	return reply, err
}

// circleAtHome shows the circle that somebody is in or waits for, when it meets, and what they can do about it; nothing if they have asked
// for none.
func (r *request) circleAtHome(c cohort.Cohort, p cohort.Participant) (blocks []chat.Block, asked bool, err error) {
	mine, err := storage.Optional(r.tx.CircleOf(c.ID, p.ID))
	switch {
	case err != nil:
		return nil, false, err
	case mine.OpenerAlone():
		blocks = r.openBlocks(mine)
	case mine.ID != "":
		meets, err := r.meetingFacts(c, mine)
		if err != nil {
			return nil, false, err
		}
		blocks = append(append([]chat.Block{chat.People(mine.Members)}, meets...), r.circleButtons(mine))
	default:
		wish, err := storage.Optional(r.tx.Wish(c.ID, p.ID))
		if err != nil || !wish.Asks() {
			return nil, false, err
		}
		blocks = r.waitingBlocks(wish)
	}
	return append([]chat.Block{chat.Divider{}, chat.Context(r.say("home.circle"))}, blocks...), true, nil
}

// outsideBlocks are for who takes part in nothing: what is theirs still, if they once did, and whom to ask.
func (r *request) outsideBlocks() ([]chat.Block, error) {
	blocks := r.strangerBlocks()
	before, err := r.tx.CohortsEver(r.who.id)
	if len(before) > 0 {
		blocks[0] = chat.Text(r.say("home.alumnus"))
	}
	return blocks, err
}
