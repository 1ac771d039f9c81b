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

// What notes are chosen for.
const (
	forInterests = "interests"
	forStep      = "step"
)

const (
	mostToChoose = 25     // notes that are offered, the newest
	mostChosen   = 20     // of them that are taken at once
	mostSent     = 10_000 // bytes of them, and of all that is sent, as masks may be longer than what they hide:
	mostMasked   = 13_000 // what is shown before has to fit into an acknowledgement
)

// coachNotes asks which of their notes somebody wants the coach to read. Who has none gets the library's own choice of a step.
func coachNotes(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	job := r.ev.Value
	if job != forStep {
		job = forInterests
	}
	if job == forStep {
		if today, err := nudges.TogetherToday(r.tx, p.Person, r.now); err != nil || today.ID != "" {
			return r.showTogether(today, err)
		}
	}
	notes, err := r.tx.Reflections(p.ID, 0, mostToChoose)
	if err != nil {
		return chat.Reply{}, err
	}
	notes = slices.DeleteFunc(care.Quotable(notes, cohort.Reflection.Words), func(f cohort.Reflection) bool { return f.Words() == "" })
	if len(notes) == 0 && job == forStep {
		return r.together(p, "")
	}
	if len(notes) == 0 {
		return r.inPlace(compose(chat.Text(r.say("coaching.no_notes")),
			chat.Buttons{{Action: nudges.ActionReflect, Label: r.say("reflect.write"), Primary: true}})), nil
	}
	var options []chat.Option
	for _, f := range notes {
		when := r.who.words.WhenOf(f.Written.In(r.who.person.Location()), r.now)
		first, _, _ := strings.Cut(f.Words(), "\n")
		options = append(options, chat.Option{Value: f.ID, Label: r.say("coaching.note", "When", when, "Words", first)})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formCoachNotes, State: job, Title: r.say("coaching.title"), Submit: r.say("coaching.next"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("coaching.choose_" + job))},
		Inputs: []chat.Input{chat.Choice{
			ID: "notes", Label: r.say("coaching.notes"), Hint: r.say("coaching.notes_hint", "Most", mostChosen), Placeholder: r.say("coaching.notes_placeholder"),
			Options: options, Several: true, Optional: job == forStep,
		}},
	}}, nil
}

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

// question prepares what is sent. Of the ids it takes those of notes of the actor's own that stand.
func (r *request) question(p cohort.Participant, job string, ids []string) (question, error) {
	q := question{job: job}
	left := mostSent
	for _, id := range ids[:min(len(ids), mostChosen)] {
		f, err := r.tx.Reflection(id)
		if errors.Is(err, storage.ErrNotFound) || err == nil && f.Person != r.who.id {
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

func clipped(text string, most int) string {
	text = text[:most]
	for !utf8.ValidString(text) {
		text = text[:len(text)-1]
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

// coachChosen shows what would be sent, word for word; or answers at once, if nothing would be.
func coachChosen(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	job, ids := r.ev.State, r.ev.Values["notes"]
	switch {
	case len(ids) == 0 && job != forStep:
		return chat.Reply{}, problem("notes", r.say("coaching.none_chosen"))
	case len(ids) > mostChosen:
		return chat.Reply{}, problem("notes", r.say("coaching.too_many", "Most", mostChosen))
	}
	q, err := r.question(p, job, ids)
	if err != nil {
		return chat.Reply{}, err
	}
	if q.coach != nil {
		return chat.Reply{Form: r.preview(q)}, nil
	}
	if job == forStep {
		return r.together(p, "")
	}
	return chat.Reply{Form: r.interestsForm(q.coach.Interests(r.ctx, r.who.words, q.notes))}, nil
}

// preview shows what would be sent, exactly as it leaves.
func (r *request) preview(q question) *chat.Form {
	blocks := []chat.Block{chat.Text(r.say("coaching.preview", "Where", q.coach.Where()))}
	for _, note := range q.sent.Notes {
		blocks = append(blocks, chat.Quote(note))
	}
	if len(q.sent.Choices) > 0 {
		blocks = append(blocks, chat.Text(r.say("coaching.preview_steps")), chat.Quote(strings.Join(q.sent.Choices, "\n")))
	}
	if q.cut {
		blocks = append(blocks, chat.Context(r.say("coaching.preview_cut")))
	}
	state := q.job + "/" + seen(q.sent) + "," + strings.Join(q.ids, ",")
	return r.previewForm(formCoachSend, state, blocks)
}

func (r *request) previewForm(name, state string, blocks []chat.Block) *chat.Form {
	return &chat.Form{
		Name: name, State: state, Title: r.say("coaching.preview_title"), Submit: r.say("coaching.send"), Close: r.say("form.cancel"),
		Blocks: append(blocks, chat.Context(r.say("coaching.preview_marks"))),
	}
}

func (r *request) waiting() *chat.Form {
	return &chat.Form{Title: r.say("coaching.title"), Close: r.say("form.close"), Blocks: []chat.Block{chat.Text(r.say("coaching.wait"))}}
}

// coachSend sends what was shown, if its person still agrees by then, and answers in its place.
func coachSend(r *request) (chat.Reply, error) {
	job, rest, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	shown, ids, _ := strings.Cut(rest, ",")
	return chat.Reply{Form: r.waiting(), Then: r.later(func(r *request) (chat.Reply, error) {
		return r.ask(job, shown, strings.Split(ids, ","))
	})}, nil
}

// ask puts the question, outside of any transaction. Whatever was changed since it was shown is shown anew, and not sent.
func (r *request) ask(job, shown string, ids []string) (reply chat.Reply, err error) {
	ctx, over := r.h.asking.begin(r.ctx, r.ev.Person) // before consent is read, so that no withdrawal comes in between
	defer over()
	var q question
	var p cohort.Participant
	err = r.read(func() (err error) {
		if _, p, err = r.participant(); err == nil {
			q, err = r.question(p, job, ids)
		}
		return err
	})
	if err != nil {
		return chat.Reply{}, err
	}
	if q.coach != nil && seen(q.sent) != shown {
		return chat.Reply{Form: r.preview(q)}, nil
	}
	if job != forStep {
		return chat.Reply{Form: r.interestsForm(q.coach.Interests(ctx, r.who.words, q.notes))}, nil
	}
	step := q.coach.Step(ctx, r.who.words, q.notes, q.choices)
	err = r.write(func() (err error) {
		if _, p, err = r.participant(); err == nil {
			reply, err = r.together(p, step)
		}
		return err
	})
	return reply, err
}

// interestsForm shows what somebody may be drawn to. Nothing of it is kept unless they write it down.
func (r *request) interestsForm(found coach.Interests) *chat.Form {
	blocks := []chat.Block{chat.Text(found.Sentence)}
	for _, theme := range found.Themes {
		blocks = append(blocks, chat.Text(r.say("coaching.theme", "Name", theme.Name)), chat.Quote(theme.Because))
	}
	if len(found.Themes) > 0 {
		blocks = append(blocks, chat.Buttons{{Action: actionCoachWill, Value: found.Sentence, Label: r.say("coaching.will"), Primary: true}})
	}
	return &chat.Form{
		Title: r.say("coaching.title"), Close: r.say("form.close"), Blocks: append(blocks, chat.Context(r.say("coaching.draft"))),
	}
}

// together puts a step before somebody that was chosen with them, or else the one that suits them best; once a day.
func (r *request) together(p cohort.Participant, step string) (chat.Reply, error) {
	if today, err := nudges.TogetherToday(r.tx, p.Person, r.now); err != nil || today.ID != "" {
		return r.showTogether(today, err)
	}
	offer, err := nudges.Together(r.tx, p, step, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		suggestions, err := nudges.Suggestions(r.tx, r.who.words, p, r.now)
		if err != nil {
			return chat.Reply{}, err
		}
		if len(suggestions) == 0 {
			return r.inPlace(compose(chat.Text(r.say("coaching.no_step")))), nil
		}
		offer, err = nudges.Together(r.tx, p, suggestions[0].ID, r.now)
		return r.offered(offer, err)
	}
	return r.offered(offer, err)
}

// offered shows an offer as it stands, in place of what was pressed or sent.
func (r *request) offered(offer cohort.Offer, err error, before ...chat.Block) (chat.Reply, error) {
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := nudges.OfferMessage(r.tx, r.who.words, offer, r.now)
	m.Blocks = append(before, m.Blocks...)
	return r.inPlace(&m), err
}

// showTogether shows the step that was chosen today.
func (r *request) showTogether(today cohort.Offer, err error) (chat.Reply, error) {
	today.Story = "" // which stands only where it can be taken out again
	return r.offered(today, err, chat.Text(r.say("coaching.step_today")))
}
