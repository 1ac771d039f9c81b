package handlers

import (
	"context"
	"runtime/debug"
	"sync"
	"time"

	"ippo/chat"
	"ippo/storage"
)

// laterWithin bounds all that follows an answer: reading, a question that takes five seconds at most, and writing.
const laterWithin = 20 * time.Second

// later does what takes longer than a platform waits, after an answer and outside its transaction; what comes of it stands in the form.
func (r *request) later(do func(*request) (chat.Reply, error)) func(context.Context) chat.Reply {
	h, ev, words := r.h, r.ev, r.who.words
	return func(ctx context.Context) (reply chat.Reply) {
		ctx, cancel := context.WithTimeout(ctx, laterWithin)
		defer cancel()
		q := &request{h: h, ctx: ctx, ev: ev, now: h.clock.Now()}
		q.who.id, q.who.words = ev.Person, words
		reply, err := func() (reply chat.Reply, err error) {
			defer func() {
				if recover() != nil { // the cause may hold a person's words
					h.log.Error("a handler panicked", "stack", string(debug.Stack()))
					err = errPanicked
				}
			}()
			return do(q)
		}()
		if err != nil {
			reply = h.failure(q, err)
		}
		if reply.Form == nil {
			blocks := []chat.Block{chat.Text(words.Say("error.not_done"))}
			if reply.Say != nil {
				blocks = reply.Say.Blocks
			}
			reply = chat.Reply{Form: q.inForm(blocks)}
		}
		return reply
	}
}

// read and write do something in a transaction of its own.
func (r *request) read(do func() error) error {
	return r.h.db.Read(r.ctx, func(tx *storage.Tx) error { return r.in(tx, do) })
}

func (r *request) write(do func() error) error {
	return r.h.db.Write(r.ctx, func(tx *storage.Tx) error { return r.in(tx, do) })
}

func (r *request) in(tx *storage.Tx, do func() error) error {
	_, err := r.do(tx, func(*request) (chat.Reply, error) { return chat.Reply{}, do() })
	r.tx = nil
	return err
}

// questions are those under way, by who put them, so that one who withdraws waits for none.
type questions struct {
	mu    sync.Mutex
	ends  map[string]map[int]context.CancelFunc
	count int
}

// begin returns the context of a question of somebody, and what tells that it is over.
func (q *questions) begin(ctx context.Context, person string) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ends == nil {
		q.ends = map[string]map[int]context.CancelFunc{}
	}
	if q.ends[person] == nil {
		q.ends[person] = map[int]context.CancelFunc{}
	}
	q.count++
	number := q.count
	q.ends[person][number] = cancel
	return ctx, func() {
		cancel()
		q.mu.Lock()
		defer q.mu.Unlock()
		if delete(q.ends[person], number); len(q.ends[person]) == 0 {
			delete(q.ends, person)
		}
	}
}

// end ends all questions of somebody.
func (q *questions) end(person string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, cancel := range q.ends[person] {
		cancel()
	}
}
