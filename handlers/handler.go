// Package handlers turns what a person does into what Ippo answers: one file a job. Whatever a person writes is committed
// before the answer is returned; what is to be said later, or to others, goes to the outbox in the same transaction.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/coach"
	"ippo/locale"
	"ippo/storage"
)

// Handler answers events. It is safe for concurrent use.
type Handler struct {
	db     *storage.DB
	clock  clockwork.Clock
	log    *slog.Logger
	admins []string
	wake   func()
	coach  *coach.Coach // nil: the offline one
	asking questions

	calendar  string         // the address under which the calendars of cohorts are reached; empty: they are not
	shelf     chat.Shelf     // nil: no file is read
	directory chat.Directory // nil: nobody is found by e-mail
}

// New returns a handler. The admins may do everything an organiser may, in every cohort; wake is called after something was
// written that is to be sent soon.
func New(db *storage.DB, clock clockwork.Clock, log *slog.Logger, admins []string, wake func(), options ...Option) *Handler {
	h := &Handler{db: db, clock: clock, log: log, admins: admins, wake: wake}
	for _, option := range options {
		option(h)
	}
	return h
}

// Handle answers an event. It never fails: what goes wrong becomes an answer that says so and gives back what the person
// wrote, and a line in the log that does not. A repeated event is acted on once.
func (h *Handler) Handle(ctx context.Context, ev chat.Event) chat.Reply {
	ev, begun := begunAtHome(ev)
	r := &request{h: h, ctx: ctx, ev: ev, now: h.clock.Now()}
	job := route(ev)
	reply, err := r.answer(job)
	if err != nil {
		reply = h.failure(r, err)
	}
	if begun {
		r.who.words = h.wordsFor(r)
		reply = h.atHome(r, reply, err == nil && job.access.changes())
	}
	switch {
	case ev.Kind == chat.Submit && reply.Say != nil:
		reply = h.keptOpen(r, reply.Say.Summary)
	case ev.Kind != chat.Submit && reply.Form != nil && reply.Unopened == nil:
		reply.Unopened = h.unopened(r)
	}
	return h.withCare(r, reply)
}

// unopened is said if a form does not open. Words that it was to hold are given back.
func (h *Handler) unopened(r *request) *chat.Message {
	words := h.wordsFor(r)
	blocks := []chat.Block{chat.Text(words.Say("error.not_opened"))}
	if strings.TrimSpace(r.ev.Text) != "" {
		blocks = append(blocks, chat.Text(words.Say("error.your_words")), chat.Quote(r.ev.Text))
	}
	return compose(blocks...)
}

// keptOpen lets a form that was refused stay open with what was written in it, and says why.
func (h *Handler) keptOpen(r *request, why string) chat.Reply {
	if len(r.ev.Values) > 0 {
		why += "\n" + h.wordsFor(r).Say("error.still_here")
	}
	return chat.Reply{Problems: map[string]string{"": why}}
}

// wordsFor are the words for who acts, also if it failed before that was known.
func (h *Handler) wordsFor(r *request) *locale.Words {
	if r.who.words != nil {
		return r.who.words
	}
	return h.wordsOf(r)
}

// answer does a job in the transaction that it needs. A panic becomes an error, and undoes what was written.
func (r *request) answer(job job) (reply chat.Reply, err error) {
	defer func() {
		if cause := recover(); cause != nil { // the cause may hold a person's words; where it happened does not
			r.h.log.Error("a handler panicked", "stack", string(debug.Stack()))
			reply, err = chat.Reply{}, errPanicked
		}
	}()
	switch job.access {
	case reads:
		err = r.h.db.Read(r.ctx, func(tx *storage.Tx) error {
			reply, err = r.do(tx, job.do)
			return err
		})
	case looksIn:
		err = r.h.db.Read(r.ctx, func(tx *storage.Tx) error {
			reply, err = r.do(tx, job.do)
			return err
		})
		if err == nil && r.toWrite {
			err = r.h.db.Write(r.ctx, func(tx *storage.Tx) error {
				r.mayWrite = true
				reply, err = r.do(tx, job.do)
				return err
			})
		}
	case writes, prepares:
		r.mayWrite = true
		err = r.h.db.Write(r.ctx, func(tx *storage.Tx) error {
			if job.access == writes {
				if err := tx.Once(r.ev.ID, r.now); err != nil {
					return err
				}
			}
			reply, err = r.do(tx, heard(job.do))
			return err
		})
	case alone:
		reply, err = job.do(r)
	}
	if err == nil && r.after != nil {
		r.after()
	}
	if err == nil && job.access.changes() {
		r.h.wake()
	}
	return reply, err
}

var errPanicked = errors.New("a handler panicked")

// access is what a job needs of the database.
type access int

const (
	reads    access = iota
	looksIn         // one transaction that reads; and if it shows an organiser people, all of it again in one that keeps the look
	writes          // one transaction, acted on once
	prepares        // one transaction, and again whenever it is asked for: doing it twice is the same as once
	alone           // it opens its own transactions
)

// changes reports whether a job can have changed what others see.
func (a access) changes() bool { return a != reads && a != looksIn }

// job is what an event asks for.
type job struct {
	access access
	do     func(*request) (chat.Reply, error)
}

// request is one event in hand.
type request struct {
	h   *Handler
	ctx context.Context
	tx  *storage.Tx
	ev  chat.Event
	now time.Time
	who actor

	after func() // what is to be done once all is kept

	mayWrite bool // what is done is done in a transaction that may write,
	toWrite  bool // and needs one: it is to be done again
}

// do runs a job inside a transaction, once it is known who acts.
func (r *request) do(tx *storage.Tx, job func(*request) (chat.Reply, error)) (chat.Reply, error) {
	r.tx = tx
	var err error
	if r.who, err = r.h.actor(tx, r.ev.Person, r.now); err != nil {
		return chat.Reply{}, err
	}
	return job(r)
}

// heard keeps that somebody who takes part said or did something, so that nobody is taken for silent who is not.
func heard(job func(*request) (chat.Reply, error)) func(*request) (chat.Reply, error) {
	return func(r *request) (chat.Reply, error) {
		if len(r.who.member) > 0 {
			if err := r.tx.Heard(r.who.id, r.now); err != nil {
				return chat.Reply{}, err
			}
			r.who.person.Heard = r.now
		}
		return job(r)
	}
}

// say is a sentence in the person's language.
func (r *request) say(key string, pairs ...any) string { return r.who.words.Say(key, pairs...) }

// refusal is an error that a person is to read: the answer says it all.
type refusal struct{ reply chat.Reply }

func (refusal) Error() string { return "refused" }

// refuse ends a job with an answer, undoing what it wrote.
func refuse(reply chat.Reply) error { return refusal{reply} }

// failure is the answer when a job could not be done.
func (h *Handler) failure(r *request, err error) chat.Reply {
	words := h.wordsFor(r)
	var refused refusal
	switch {
	case errors.As(err, &refused):
		return refused.reply
	case errors.Is(err, storage.ErrRepeated):
		switch r.ev.Kind {
		case chat.Press, chat.Mention, chat.Direct, chat.Changed:
			return chat.Reply{}
		case chat.Submit:
			r.who.words = words
			return chat.Reply{Form: r.done("home.heading", "error.repeated")}
		}
		return text(words.Say("error.repeated"))
	case errors.Is(err, storage.ErrNotFound):
		return text(words.Say("error.gone"))
	}
	h.log.Error("event failed", "kind", r.ev.Kind, "command", r.ev.Command, "action", action(r.ev), "error", err)
	return notDone(words, r.ev)
}

// lookUpWithin bounds finding out in what language to say that something failed: some of the time that is left is for that.
const lookUpWithin = 200 * time.Millisecond

// wordsOf are the words in which to tell a person of a failure. What keeps Ippo from writing need not keep it from reading.
func (h *Handler) wordsOf(r *request) *locale.Words {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), lookUpWithin)
	defer cancel()
	err := h.db.Read(ctx, func(tx *storage.Tx) (err error) {
		r.who, err = h.actor(tx, r.ev.Person, r.now)
		return err
	})
	if err != nil {
		return locale.In(locale.Default)
	}
	return r.who.words
}

// notDone says that nothing was saved, and gives back what was written: in the form, which stays open, or in the answer.
func notDone(words *locale.Words, ev chat.Event) chat.Reply {
	if ev.Kind == chat.Submit {
		return chat.Reply{Problems: map[string]string{"": words.Say("error.not_saved_form")}}
	}
	if written := strings.TrimSpace(ev.Text); written != "" {
		return message(chat.Text(words.Say("error.not_saved")), chat.Quote(ev.Text))
	}
	return text(words.Say("error.not_done"))
}

// action names what was done, for the log: never a value that a person chose or wrote.
func action(ev chat.Event) string {
	switch ev.Kind {
	case chat.Press:
		return ev.Action
	case chat.Submit:
		return ev.Form
	}
	return ""
}

// text is an answer of one sentence.
func text(sentence string) chat.Reply { return message(chat.Text(sentence)) }

// message is an answer of several blocks; the first text is its summary.
func message(blocks ...chat.Block) chat.Reply {
	return chat.Reply{Say: compose(blocks...)}
}

func compose(blocks ...chat.Block) *chat.Message {
	m := &chat.Message{Blocks: blocks}
	for _, block := range blocks {
		switch b := block.(type) {
		case chat.Heading:
			m.Summary = string(b)
		case chat.Text:
			m.Summary = string(b)
		default:
			continue
		}
		break
	}
	return m
}

// about splits a button's value into what it is about and the answer.
func about(value string) (string, string, error) {
	subject, answer, found := strings.Cut(value, "/")
	if !found {
		return "", "", fmt.Errorf("a button's value without an answer: %w", storage.ErrNotFound)
	}
	return subject, answer, nil
}
