package handlers

import (
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

// entry sends a session as a file for one's calendar.
func entry(r *request) (chat.Reply, error) {
	s, err := r.attended(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !s.Cancelled.IsZero() {
		return text(r.say("held.off")), nil
	}
	return text(r.say("held.file_soon")), nudges.EntryFor(r.tx, s, r.who.id, r.now)
}

// attended is a session of a cohort in which the actor takes part.
func (r *request) attended(id string) (cohort.Session, error) {
	s, err := r.tx.Session(id)
	if err != nil {
		return s, err
	}
	return s, r.authorize(cohort.TakePart, s.Cohort)
}

// cameBlocks let somebody say that they came, or show that they did.
func (r *request) cameBlocks(c cohort.Cohort, s cohort.Session) ([]chat.Block, error) {
	came, err := r.tx.PresenceOf(s.ID, r.who.id)
	if err != nil {
		return nil, err
	}
	var blocks []chat.Block
	open := s.CountsWho(r.now)
	if !came.At.IsZero() {
		blocks = append(blocks, chat.Context(r.say("held.came_is")))
		if open {
			blocks = append(blocks, chat.Buttons{{Action: actionNotCame, Value: s.ID, Label: r.say("held.came_undo")}})
		}
		return blocks, nil
	}
	if !open {
		return nil, nil
	}
	blocks = append(blocks, chat.Buttons{nudges.CameButton(r.who.words, s)}, chat.Context(r.whoSees(c)))
	if s.Word != "" {
		blocks = append(blocks, chat.Context(r.say("held.word_hint")))
	}
	return blocks, nil
}

// whoSees says what organisers learn of who came.
func (r *request) whoSees(c cohort.Cohort) string {
	if c.Attendance == cohort.Named {
		return r.say("held.came_named")
	}
	return r.say("held.came_counts")
}

// came keeps that somebody came, by a press.
func came(r *request) (chat.Reply, error) {
	s, err := r.attended(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !s.CountsWho(r.now) {
		return text(r.say("held.came_closed")), nil
	}
	return r.keepCame(s, cohort.ByButton, "held.came_yes")
}

func (r *request) keepCame(s cohort.Session, how cohort.CameHow, sentence string) (chat.Reply, error) {
	c, err := r.tx.Cohort(s.Cohort)
	if err != nil {
		return chat.Reply{}, err
	}
	before, err := r.tx.PresenceOf(s.ID, r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if before.At.IsZero() {
		if err := r.tx.Came(s.ID, r.who.id, how, c.Attendance == cohort.Named, r.now); err != nil {
			return chat.Reply{}, err
		}
	}
	if r.ev.AtHome {
		return homeSaying(r, r.say(sentence))
	}
	return message(chat.Text(r.say(sentence)), chat.Context(r.whoSees(c)),
		chat.Buttons{{Action: actionNotCame, Value: s.ID, Label: r.say("held.came_undo")}}), nil
}

// notCame takes that back.
func notCame(r *request) (chat.Reply, error) {
	s, err := r.attended(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if !s.CountsWho(r.now) {
		return text(r.say("held.came_closed")), nil
	}
	if err := r.tx.DidNotCome(s.ID, r.who.id); err != nil {
		return chat.Reply{}, err
	}
	if r.ev.AtHome {
		return homeSaying(r, r.say("held.came_undone"))
	}
	return r.inPlace(compose(chat.Text(r.say("held.came_undone")), chat.Buttons{nudges.CameButton(r.who.words, s)})), nil
}

// giveWord keeps that somebody came, by the word of the session that they give after the command. Where no session takes one, it answers as
// to any other words there.
func giveWord(r *request) (chat.Reply, error) {
	if len(r.who.member) == 0 {
		return unknownSubcommand(r)
	}
	takes, err := r.takingWords()
	if err != nil {
		return chat.Reply{}, err
	}
	if len(takes) == 0 {
		return unknownSubcommand(r)
	}
	s, tried, err := r.tryWord(takes)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case s.ID != "":
		return r.keepCame(s, cohort.ByWord, "held.word_right")
	case !tried:
		return message(chat.Text(r.say("held.word_many", "Most", cohort.TriesAnHour)), chat.Buttons{nudges.CameButton(r.who.words, takes[0])}), nil
	}
	return message(chat.Text(r.say("held.word_wrong")), chat.Buttons{nudges.CameButton(r.who.words, takes[0])}), nil
}

// takingWords lists the sessions of the actor's cohorts that take their word now.
func (r *request) takingWords() (takes []cohort.Session, err error) {
	all, err := r.tx.SessionsBetween(r.now.Add(-cohort.CameAfter-mostMinutes*time.Minute), r.now.Add(cohort.CameBefore))
	for _, s := range all {
		if s.Word != "" && s.CountsWho(r.now) && r.may(cohort.TakePart, s.Cohort) {
			takes = append(takes, s)
		}
	}
	return takes, err
}

// tryWord finds the session whose word somebody gave. It reports whether they may try once more this hour.
func (r *request) tryWord(takes []cohort.Session) (right cohort.Session, may bool, err error) {
	for _, s := range takes {
		if may, err = r.tx.TryWord(s.ID, r.who.id, cohort.TriesAnHour, r.now); err != nil || !may {
			return right, may, err
		}
		if s.SameWord(r.ev.Text) {
			return s, true, nil
		}
	}
	return right, true, nil
}

// longestWordGiven is how long a message may be to be taken for the word of a session.
const longestWordGiven = 30

// saidWord keeps that somebody came, if what they wrote to Ippo alone is the word of a session. If it may have been meant for one, it says
// what to add to the answer: other words are a reflection, and stay one.
func (r *request) saidWord() (reply chat.Reply, right bool, hint []chat.Block, err error) {
	written := strings.TrimSpace(r.ev.Text)
	if r.ev.Kind != chat.Direct || chat.Length(written) > longestWordGiven || strings.Contains(written, "\n") || len(r.who.member) == 0 {
		return reply, false, nil, nil
	}
	takes, err := r.takingWords()
	if err != nil || len(takes) == 0 {
		return reply, false, nil, err
	}
	came, err := r.tx.PresenceOf(takes[0].ID, r.who.id)
	if err != nil {
		return reply, false, nil, err
	}
	s, may, err := r.tryWord(takes)
	switch {
	case err != nil:
		return reply, false, nil, err
	case s.ID != "":
		reply, err = r.keepCame(s, cohort.ByWord, "held.word_right")
		return reply, true, nil, err
	case !came.At.IsZero(): // they have said so already: this is something else
	case !may:
		hint = []chat.Block{chat.Context(r.say("held.word_many", "Most", cohort.TriesAnHour))}
	default:
		hint = []chat.Block{chat.Context(r.say("held.word_wrong"))}
	}
	return reply, false, hint, nil
}

// wordForm is the form with the word of a session.
func (r *request) wordForm(s cohort.Session) *chat.Form {
	return r.partForm(formSessionWord, s, "held.word", chat.TextInput{
		ID: "word", Label: r.say("held.word_field"), Hint: r.say("held.word_field_hint"), Initial: s.Word, Optional: true, Max: longestWord})
}

const longestWord = 20

// saveWord keeps the word of a session, or chooses one.
func saveWord(r *request) (chat.Reply, error) {
	id, version, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	s, c, err := r.heldSession(id)
	if err != nil {
		return chat.Reply{}, err
	}
	stands := s
	given := strings.TrimSpace(visible(r.ev.Get("word")))
	if s.Word = given; given == "" {
		s.Word = nudges.EasyWord(c.Language)
	}
	if n := chat.Length(s.Word); n < 2 || n > longestWord || !s.SameWord(s.Word) || askedFor(s.Word) != nil {
		return chat.Reply{}, problem("word", r.say("held.word_bad"))
	}
	if version != strconv.Itoa(s.Version) {
		form := r.wordForm(s)
		form.Blocks = r.howSessionStands(c, stands)
		if stands.Word != "" {
			form.Blocks = append(form.Blocks, chat.Context(r.say("held.word_is", "Word", stands.Word)))
		}
		return chat.Reply{Form: form}, nil
	}
	done := &chat.Form{Title: r.say("held.word_title"), Close: r.say("form.close"), Blocks: []chat.Block{chat.Text(r.say("held.word_set", "Word", s.Word))}}
	did, err := nudges.Hold(r.tx, c, s, r.who.id, r.now)
	if err != nil || !did {
		return chat.Reply{Form: done}, err
	}
	return chat.Reply{Form: done}, r.audits(cohort.SessionWord, c.ID, s.ID, "")
}
