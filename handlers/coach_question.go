package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"ippo/care"
	"ippo/chat"
	"ippo/coach"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// question is what somebody wants of the coach, as it stands now.
type question struct {
	job     string
	ids     []string
	notes   []string
	cut     bool // there was more than is sent at once
	choices []coach.Choice
	coach   *coach.Coach // nil: nothing is sent
	sent    coach.Sent
}

// question prepares what is sent. Of the ids it takes those of the actor's own notes that stand: any other is not there for them.
func (r *request) question(p cohort.Participant, job string, ids []string) (question, error) {
	q := question{job: job}
	left := mostSent
	for _, id := range ids[:min(len(ids), mostChosen)] {
		f, err := r.ownReflection(id)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return q, err
		}
		note := f.Words()
		if len(note) > left {
			note, q.cut = clipped(note, left), true
		}
		if note != "" {
			q.ids, q.notes = append(q.ids, id), append(q.notes, note)
			left -= len(note)
		}
		if care.InNeed(f.Words()) {
			return q, refuse(chat.Reply{Form: r.careForm()})
		}
	}
	if job == forStep {
		suggestions, err := nudges.Suggestions(r.tx, r.who.words, p, r.now)
		if err != nil {
			return q, err
		}
		q.choices = choicesOf(suggestions)
	}
	if len(q.notes) == 0 {
		return q, nil
	}
	var err error
	if q.coach, err = r.agreedCoach(); err != nil || q.coach == nil {
		return q, err
	}
	for q.sent = r.sentOf(q); len(q.notes) > 1 && bytesOf(q.sent) > mostMasked; q.sent = r.sentOf(q) {
		q.ids, q.notes, q.cut = q.ids[:len(q.ids)-1], q.notes[:len(q.notes)-1], true
	}
	return q, nil
}

func (r *request) sentOf(q question) coach.Sent {
	if q.job == forStep {
		return q.coach.StepSent(r.who.words, q.notes, q.choices)
	}
	return q.coach.InterestsSent(r.who.words, q.notes)
}

func bytesOf(sent coach.Sent) (n int) {
	for _, text := range slices.Concat(sent.Notes, sent.Choices) {
		n += len(text)
	}
	return n
}

// clipped is as much of a text as fits into so many bytes: whole sentences, unless the first is too long.
func clipped(text string, most int) string {
	text = text[:most]
	for !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	if end := strings.LastIndexAny(text, "。！？!?\n"); end > 0 {
		_, size := utf8.DecodeRuneInString(text[end:])
		text = text[:end+size]
	}
	return text
}

// careForm is the calm message in place of an answer.
func (r *request) careForm() *chat.Form {
	return &chat.Form{Title: r.say("care.title"), Close: r.say("care.close"), Blocks: r.h.helpersFor(r).blocks()}
}

// seen marks what was shown, so that nothing else is sent.
func seen(sent coach.Sent) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", sent))
	return hex.EncodeToString(sum[:8])
}
