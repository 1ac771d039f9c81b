package handlers

import (
	"strings"
	"time"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	mostStories   = 5   // of one person
	longestStory  = 300 // characters
	longestSigned = 20
)

// What somebody agrees to in the form. Neither is chosen for them.
const (
	consentYes   = "yes"
	consentDraft = "draft"
)

// stories lists one's own, or opens the form for a first one. They stay their writer's when the writer no longer takes part.
func stories(r *request) (chat.Reply, error) {
	all, err := r.tx.StoriesOf(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(all) == 0 {
		return r.storyFormFor(cohort.Story{})
	}
	blocks := []chat.Block{chat.Text(r.say("story.mine", "Count", len(all)))}
	for _, s := range all {
		state, withdraw := "story.is_draft", "story.erase"
		if !s.Given.IsZero() {
			state, withdraw = "story.is_given", "story.withdraw"
		}
		blocks = append(append(blocks, chat.Divider{}, chat.Context(r.say(state))), nudges.StoryBlocks(r.who.words, s)...)
		buttons := chat.Buttons{{Action: actionStoryWithdraw, Value: s.ID, Label: r.say(withdraw)}}
		if cohort.May(cohort.TakePart, r.who.roles(s.Cohort)...) { // who has left can only take it back
			buttons = append(chat.Buttons{{Action: actionStory, Value: s.ID, Label: r.say("story.edit")}}, buttons...)
		}
		blocks = append(blocks, buttons)
	}
	if len(all) < mostStories && len(r.who.member) > 0 {
		blocks = append(blocks, chat.Divider{}, chat.Buttons{{Action: actionStory, Label: r.say("story.another")}})
	}
	return r.inPlace(compose(append(blocks, r.backToRecords()...)...)), nil
}

// ownStory finds a story of the actor's own.
func (r *request) ownStory(id string) (cohort.Story, error) {
	story, err := r.tx.Story(id)
	if err == nil {
		err = r.owns(cohort.AStory, story.Person) // it may be somebody else's, or a speaker's
	}
	if err != nil {
		return cohort.Story{}, err
	}
	return story, nil
}

// storyForm opens the form for a story of one's own, or for a new one.
func storyForm(r *request) (chat.Reply, error) {
	if r.ev.Value == "" {
		return r.storyFormFor(cohort.Story{})
	}
	story, err := r.ownStory(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.storyFormFor(story)
}

func (r *request) storyFormFor(s cohort.Story) (chat.Reply, error) {
	c, _, err := r.participantIn(s.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	intro := []chat.Block{chat.Text(r.say("story.intro", "Cohort", c.Name))}
	reach, err := storage.Optional(r.tx.Reach(c.ID, r.who.id))
	if err != nil {
		return chat.Reply{}, err
	}
	if reach.Stories {
		intro = append(intro, chat.Context(r.say("alumni.story_goes")))
	}
	return chat.Reply{Form: &chat.Form{
		Name: formStory, State: nudges.Value(c.ID, s.ID), Title: r.say("story.title"), Submit: r.say("story.submit"), Close: r.say("form.cancel"),
		Blocks: intro,
		Inputs: []chat.Input{
			chat.TextInput{ID: "words", Label: r.say("story.words"), Hint: r.say("story.words_hint", "Length", longestStory),
				Placeholder: r.say("story.words_placeholder"), Initial: s.Words, Lines: true, Max: longestStory},
			chat.TextInput{ID: "signed", Label: r.say("story.name"), Hint: r.say("story.name_hint"),
				Placeholder: r.say("story.name_placeholder"), Initial: s.Signed, Optional: true, Max: longestSigned},
			chat.Choice{ID: "consent", Label: r.say("story.consent"), Hint: r.say("story.consent_hint"), Open: true, Options: []chat.Option{
				{Value: consentYes, Label: r.say("story.consent_yes")}, {Value: consentDraft, Label: r.say("story.consent_draft")},
			}},
		},
	}}, nil
}

// saveStory keeps a story, to be passed on if its writer says so now. Where it was passed on already it is drawn again.
func saveStory(r *request) (chat.Reply, error) {
	cohortID, id, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	story := cohort.Story{ID: storage.NewID(), Cohort: cohortID, Person: r.who.id}
	if id != "" {
		if story, err = r.ownStory(id); err != nil {
			return chat.Reply{}, err
		}
	}
	if err := r.authorize(cohort.TakePart, story.Cohort); err != nil {
		return chat.Reply{}, err
	}
	if id == "" {
		if err := r.roomForStory(); err != nil {
			return chat.Reply{}, err
		}
	}
	before := story
	if err := r.readStory(&story); err != nil {
		return chat.Reply{}, err
	}
	// As with reflections, words of need stay with their writer until they say so of the same words once more.
	held := !story.Given.IsZero() && story.Words != before.Words && care.InNeed(story.Words)
	if held {
		story.Given = time.Time{}
	}
	if err := r.tx.SaveStory(story); err != nil {
		return chat.Reply{}, err
	}
	if story.Words != before.Words || story.Signed != before.Signed || !story.Given.Equal(before.Given) {
		if err := nudges.StoryChanged(r.tx, story.ID); err != nil {
			return chat.Reply{}, err
		}
	}
	sentence := "story.saved_given"
	switch {
	case held:
		sentence = "care.story_kept"
	case story.Given.IsZero():
		sentence = "story.saved_draft"
	}
	done := r.done("story.title", sentence)
	if id != "" { // the list from which it was opened shows the words as they were
		done.Blocks = append(done.Blocks, nudges.StoryBlocks(r.who.words, story)...)
	}
	done.Blocks = append(done.Blocks, chat.Context(r.say("story.any_time")))
	return chat.Reply{Form: done}, nil
}

// roomForStory refuses one more than anybody can have.
func (r *request) roomForStory() error {
	all, err := r.tx.StoriesOf(r.who.id)
	if err == nil && len(all) >= mostStories {
		return problem("words", r.say("story.enough", "Most", mostStories))
	}
	return err
}

// readStory reads what the form says of a story.
func (r *request) readStory(s *cohort.Story) error {
	s.Words, s.Signed, s.Written = fewLines(visible(r.ev.Get("words"))), strings.Join(strings.Fields(visible(r.ev.Get("signed"))), " "), r.now
	switch {
	case s.Words == "":
		return problem("words", r.say("story.empty"))
	case chat.Length(s.Words) > longestStory:
		return problem("words", r.say("story.too_long", "Length", longestStory))
	case chat.Length(s.Signed) > longestSigned:
		return problem("signed", r.say("story.too_long", "Length", longestSigned))
	}
	switch r.ev.Get("consent") {
	case consentYes:
		if s.Given.IsZero() {
			s.Given = r.now
		}
	case consentDraft:
		s.Given = time.Time{}
	default:
		return problem("consent", r.say("story.no_consent"))
	}
	return nil
}

// withdrawStory erases a story by one press, gives its words back to their writer, and takes it out of where it was passed on.
func withdrawStory(r *request) (chat.Reply, error) {
	story, err := r.ownStory(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.EraseStory(story.ID, r.who.id); err != nil {
		return chat.Reply{}, err
	}
	if err := nudges.StoryChanged(r.tx, story.ID); err != nil {
		return chat.Reply{}, err
	}
	sentence := "story.withdrawn"
	if story.Given.IsZero() {
		sentence = "story.erased"
	}
	blocks := []chat.Block{chat.Text(r.say(sentence)), chat.Context(r.say("story.your_words")), chat.Quote(story.Words)}
	return r.inPlace(compose(append(blocks, r.backToRecords()...)...)), nil
}

// mostLines are those of a story: more of them would be tall, and say no more.
const mostLines = 12

// fewLines joins what a text has too many lines for, and leaves no two empty ones.
func fewLines(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	if len(lines) > mostLines {
		lines = append(lines[:mostLines-1:mostLines-1], strings.Join(strings.Fields(strings.Join(lines[mostLines-1:], " ")), " "))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
