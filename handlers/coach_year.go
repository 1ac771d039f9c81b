package handlers

import (
	"errors"
	"slices"

	"ippo/care"
	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
	"ippo/journey"
	"ippo/nudges"
)

// coachLetter shows which words of somebody's year would be sent for the draft of their letter; or the plain draft at once, if none would be.
func coachLetter(r *request) (chat.Reply, error) {
	q, err := r.letterQuestion(r.ev.Value)
	switch {
	case errors.Is(err, errNoWords):
		return r.inPlace(compose(chat.Text(r.say("letter.nothing")),
			chat.Buttons{{Action: nudges.ActionReflect, Label: r.say("reflect.write"), Primary: true}})), nil
	case err != nil:
		return chat.Reply{}, err
	case q.coach != nil:
		return chat.Reply{Form: r.letterPreview(q)}, nil
	}
	return chat.Reply{Form: r.draftForm(q, paragraphs(q.coach.Letter(r.ctx, r.who.words, q.year)))}, nil
}

// letterQuestion is what somebody wants for the letter of a cohort's year, as it stands now.
type letterQuestion struct {
	cohort string
	year   coach.Year
	cut    bool         // there was more than is sent at once
	coach  *coach.Coach // nil: nothing is sent
	LetterDraft
}

var errNoWords = errors.New("there are no words to begin from")

func (r *request) letterQuestion(cohortID string) (q letterQuestion, err error) {
	c, p, err := r.participantIn(cohortID)
	if err != nil {
		return q, err
	}
	own, err := nudges.YearOf(r.tx, r.who.words, c, p, r.now)
	if err != nil {
		return q, err
	}
	letter, err := own.Letter(r.tx, r.who.words, nil)
	if err != nil {
		return q, err
	}
	q.cohort, q.year = c.ID, yearIn(letter)
	switch all := yearWords(q.year); {
	case len(all) == 0:
		return q, errNoWords
	case slices.ContainsFunc(all, care.InNeed):
		return q, refuse(chat.Reply{Form: r.careForm()})
	}
	q.year, q.cut = within(q.year, mostSent)
	for most := mostSent; ; most /= 2 { // masks may be longer than what they hide
		if q.LetterDraft, q.coach, err = r.letterDraft(q.year); err != nil || yearBytes(q.Sent.Year) <= mostMasked {
			return q, err
		}
		q.year, _ = within(q.year, most/2)
		q.cut = true
	}
}

// yearIn are the words of a letter that a draft may begin from, each once.
func yearIn(l journey.Letter) coach.Year {
	words := func(notes []journey.Note) (all []string) {
		for _, note := range notes {
			all = append(all, note.Words)
		}
		return all
	}
	var changed []string // where there is a then to set beside a now; the now of WILL is what comes next
	if l.Can.Then != "" {
		changed = append(changed, l.Can.Then, l.Can.Now)
	}
	if l.Will.Then != "" {
		changed = append(changed, l.Will.Then)
	}
	return coach.Year{First: words(l.First), TurningPoints: words(l.Turning), Changed: changed, Next: l.Next}
}

// yearWords are the words of a year, in order.
func yearWords(y coach.Year) []string {
	return slices.Concat(y.First, y.TurningPoints, y.Changed, y.Next)
}

func yearBytes(y coach.Year) int { return bytesOf(coach.Sent{Notes: yearWords(y)}) }

// within is a year cut to so many bytes, and whether there was more. Each of its parts keeps a share, so that none is crowded out.
func within(y coach.Year, most int) (coach.Year, bool) {
	if yearBytes(y) <= most {
		return y, false
	}
	cut := func(notes []string) (some []string) {
		left := most / 4
		for _, note := range notes {
			if len(note) > left {
				note = clipped(note, left)
			}
			if note != "" {
				some = append(some, note)
			}
			left -= len(note)
		}
		return some
	}
	return coach.Year{First: cut(y.First), TurningPoints: cut(y.TurningPoints), Changed: cut(y.Changed), Next: cut(y.Next)}, true
}

// letterPreview shows what would be sent, exactly as it leaves.
func (r *request) letterPreview(q letterQuestion) *chat.Form {
	blocks := []chat.Block{chat.Text(r.say("coaching.preview", "Where", q.Where))}
	for _, part := range []struct {
		heading string
		words   []string
	}{
		{"journey.letter.first", q.Sent.Year.First}, {"journey.letter.turning", q.Sent.Year.TurningPoints},
		{"journey.letter.changed", q.Sent.Year.Changed}, {"journey.letter.next", q.Sent.Year.Next},
	} {
		if len(part.words) > 0 {
			blocks = append(blocks, chat.Text(r.say(part.heading)))
		}
		for _, words := range part.words {
			blocks = append(blocks, chat.Quote(words))
		}
	}
	if q.cut {
		blocks = append(blocks, chat.Context(r.say("coaching.preview_cut")))
	}
	return r.previewForm(formCoachLetter, q.state(), blocks)
}

// state is what marks in a form whose year was shown, which words of it, and to whom they would go.
func (q letterQuestion) state() string {
	return nudges.Value(q.cohort, seen(q.Sent)+","+q.Where)
}

// coachLetterSend sends what was shown, if its person still agrees by then, and shows the draft in its place.
func coachLetterSend(r *request) (chat.Reply, error) {
	cohortID, _, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.TakePart, cohortID); err != nil {
		return chat.Reply{}, err
	}
	shown := r.ev.State
	return chat.Reply{Form: r.waiting(), Then: r.later(func(r *request) (chat.Reply, error) { return r.draftLetter(cohortID, shown) })}, nil
}

// draftLetter has the letter drafted, outside of any transaction. Whatever was changed since it was shown is shown anew, and not sent.
func (r *request) draftLetter(cohortID, shown string) (chat.Reply, error) {
	var q letterQuestion
	err := r.read(func() (err error) {
		q, err = r.letterQuestion(cohortID)
		return err
	})
	switch {
	case errors.Is(err, errNoWords):
		return chat.Reply{Form: r.inForm([]chat.Block{chat.Text(r.say("letter.nothing"))})}, nil
	case err != nil:
		return chat.Reply{}, err
	case q.coach != nil && q.state() != shown:
		return chat.Reply{Form: r.letterPreview(q)}, nil
	}
	draft, err := r.h.DraftLetter(r.ctx, r.who.id, q.year, q.LetterDraft)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.draftForm(q, draft)}, nil
}

// draftForm shows a draft, which is kept nowhere, and leads to the letter from one's own words.
func (r *request) draftForm(q letterQuestion, draft []string) *chat.Form {
	var blocks []chat.Block
	for _, paragraph := range draft {
		blocks = append(blocks, chat.Text(paragraph))
	}
	blocks = append(blocks, chat.Context(r.say("coaching.letter_draft")), chat.Buttons{
		{Action: nudges.ActionTake, Value: nudges.Value(nudges.KeepLetter, q.cohort), Label: r.say("letter.take")},
	})
	return &chat.Form{Title: r.say("coaching.letter"), Close: r.say("form.close"), Blocks: blocks}
}

// toDraft leads to the draft of the letter of a year, where there is a coach.
func (r *request) toDraft(cohortID string) []chat.Block {
	if !r.h.coach.Configured() {
		return nil
	}
	return []chat.Block{chat.Buttons{{Action: actionCoachLetter, Value: cohortID, Label: r.say("coaching.letter")}}}
}
