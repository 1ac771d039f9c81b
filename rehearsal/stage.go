package rehearsal

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
)

// stage is a chat in which everything is said and nobody hears it. It takes every message at once.
type stage struct {
	clock clockwork.Clock

	mu    sync.Mutex
	said  []said
	rooms map[string]*room // by id
	named map[string]*room
}

// said is a message as it was given to the chat.
type said struct {
	at       time.Time
	to       string
	delivery string
	message  chat.Message
	members  []string // of the room that it was said in
}

// room is one that was opened.
type room struct {
	id      string
	members []string
}

func newStage(clock clockwork.Clock) *stage {
	return &stage{clock: clock, rooms: map[string]*room{}, named: map[string]*room{}}
}

// Post keeps a message.
func (s *stage) Post(_ context.Context, to string, m chat.Message, delivery string) (chat.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := said{at: s.clock.Now(), to: to, delivery: delivery, message: m}
	if r := s.rooms[to]; r != nil {
		one.members = slices.Clone(r.members)
	}
	s.said = append(s.said, one)
	return chat.Receipt{Channel: to, Message: strconv.Itoa(len(s.said))}, nil
}

// Edit does nothing: a rehearsal shows messages as they arrive.
func (s *stage) Edit(context.Context, chat.Receipt, chat.Message) error { return nil }

// Delete does nothing, for the same reason.
func (s *stage) Delete(context.Context, chat.Receipt) error { return nil }

// Find finds nothing: no message is ever in doubt.
func (s *stage) Find(context.Context, string, string, time.Time) (chat.Receipt, error) {
	return chat.Receipt{}, chat.ErrNotFound
}

// Room opens a room.
func (s *stage) Room(_ context.Context, name string, members []string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.named[name]
	if r == nil {
		r = &room{id: fmt.Sprintf("room-%d", len(s.rooms)+1)}
		s.named[name], s.rooms[r.id] = r, r
	}
	for _, member := range members {
		r.admit(member)
	}
	return r.id, nil
}

// Admit brings somebody into a room.
func (s *stage) Admit(_ context.Context, room, person string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[room]; r != nil {
		r.admit(person)
	}
	return nil
}

// Dismiss takes somebody out of a room.
func (s *stage) Dismiss(_ context.Context, room, person string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[room]; r != nil {
		r.members = slices.DeleteFunc(r.members, func(member string) bool { return member == person })
	}
	return nil
}

func (r *room) admit(person string) {
	if !slices.Contains(r.members, person) {
		r.members = append(r.members, person)
		slices.Sort(r.members)
	}
}

// since are the messages from one on.
func (s *stage) since(from int) []said {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.said[from:])
}
