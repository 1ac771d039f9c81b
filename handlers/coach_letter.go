package handlers

import (
	"context"
	"slices"

	"ippo/care"
	"ippo/coach"
	"ippo/storage"
)

// LetterDraft is what a letter at the end of the year may begin from.
type LetterDraft struct {
	Where  string     // to whom the words would be sent; empty: to nobody
	Sent   coach.Sent // these words, exactly so
	InNeed bool       // something among them is no matter for a draft: care answers, and nothing is sent
}

// LetterBefore says what would be sent of somebody's own words of a year for the draft of their letter. It sends nothing: it is to be shown.
func (h *Handler) LetterBefore(ctx context.Context, person string, year coach.Year) (LetterDraft, error) {
	draft, _, _, err := h.letter(ctx, person, year)
	return draft, err
}

// DraftLetter drafts somebody's letter from their own words, paragraph by paragraph: by the model that they agreed to, if what would be
// sent is what they were shown; otherwise by plain rules. It may take five seconds, and must be called outside of any transaction.
func (h *Handler) DraftLetter(ctx context.Context, person string, year coach.Year, shown LetterDraft) ([]string, error) {
	asking, over := h.asking.begin(ctx, person) // before consent is read
	defer over()
	draft, c, who, err := h.letter(ctx, person, year)
	if err != nil {
		return nil, err
	}
	if draft.InNeed || shown.Where != draft.Where || seen(shown.Sent) != seen(draft.Sent) {
		c = nil
	}
	return paragraphs(c.Letter(asking, who.words, year)), nil
}

func paragraphs(l coach.Letter) []string {
	return slices.Concat([]string{l.Greeting}, l.Paragraphs, []string{l.Closing})
}

func (h *Handler) letter(ctx context.Context, person string, year coach.Year) (draft LetterDraft, c *coach.Coach, who actor, err error) {
	r := &request{h: h, ctx: ctx, now: h.clock.Now()}
	err = h.db.Read(ctx, func(tx *storage.Tx) (err error) {
		r.tx = tx
		if r.who, err = h.actor(tx, person, r.now); err == nil {
			draft, c, err = r.letterDraft(year)
		}
		return err
	})
	return draft, c, r.who, err
}

// letterDraft is what would be sent, and the coach to which; nil, if to none.
func (r *request) letterDraft(year coach.Year) (draft LetterDraft, c *coach.Coach, err error) {
	if slices.ContainsFunc(yearWords(year), care.InNeed) {
		return LetterDraft{InNeed: true}, nil, nil
	}
	if c, err = r.agreedCoach(); err == nil && c != nil {
		draft.Where, draft.Sent = c.Where(), c.LetterSent(r.who.words, year)
	}
	return draft, c, err
}
