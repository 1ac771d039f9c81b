package handlers

import (
	"ippo/chat"
	"ippo/cohort"
)

// byMorning says, when it is night where a cohort is, that what was asked for comes in the morning; nothing by day.
func (r *request) byMorning(c cohort.Cohort) string {
	if cohort.Awake(r.now, c.Location()).Equal(r.now) {
		return ""
	}
	return r.say("quiet.morning")
}

// soon says what is about to be sent to a cohort's people, and at night when it comes.
func (r *request) soon(c cohort.Cohort, sentence string) []chat.Block {
	blocks := []chat.Block{chat.Text(sentence)}
	if morning := r.byMorning(c); morning != "" {
		blocks = append(blocks, chat.Context(morning))
	}
	return blocks
}
