package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Receipt is where a message stands, as the platform tells it.
type Receipt struct {
	Channel string
	Message string
}

// Platform is a chat that carries messages. Its errors are of type *Error.
type Platform interface {
	// Post says a message in a channel, or to a person alone if the id is a person's. The delivery's id travels with
	// the message, unseen.
	Post(ctx context.Context, to string, m Message, delivery string) (Receipt, error)
	// Edit replaces a message. Doing it twice is the same as once.
	Edit(ctx context.Context, at Receipt, m Message) error
	// Delete takes a message away. One that is not there any more is no error.
	Delete(ctx context.Context, at Receipt) error
	// Find looks for the message of a delivery that may have been posted since a time; the newest messages it looks at in any
	// case, because clocks differ. It returns ErrNotFound if it is not there, and ErrMayNotRead if Ippo must not look there.
	Find(ctx context.Context, to string, delivery string, since time.Time) (Receipt, error)
	// Room opens a private channel with these members and returns its id. The same name is the same room: asked again,
	// it returns the room that is there and brings in who is missing.
	Room(ctx context.Context, name string, members []string) (string, error)
	// Admit brings a person into a room that is open. Doing it twice is the same as once.
	Admit(ctx context.Context, room, person string) error
	// Dismiss takes a person out of a room. Doing it twice is the same as once.
	Dismiss(ctx context.Context, room, person string) error
}

type beginsBy struct{}

// BeginBy bounds when the calls of a context may begin: a process that was frozen for a while and goes on does not make what another has
// made in its place meanwhile.
func BeginBy(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, beginsBy{}, at)
}

// Begun is a context for what belongs to a call that has begun in time.
func Begun(ctx context.Context) context.Context { return context.WithValue(ctx, beginsBy{}, nil) }

// MayBegin reports whether a call of a context may begin now. A platform asks as late as it can.
func MayBegin(ctx context.Context, now time.Time) bool {
	at, bounded := ctx.Value(beginsBy{}).(time.Time)
	return !bounded || !now.After(at)
}

// ErrTooLate is the cause for which a call was not made that was not to begin any more.
var ErrTooLate = errors.New("the call was to begin earlier")

// Why Find has no receipt.
var (
	ErrNotFound   = errors.New("the message is not there")
	ErrMayNotRead = errors.New("reading that conversation is not permitted")
)

// Fault says whom an error of the platform concerns, and so what is to be done about it.
type Fault int

// The faults.
const (
	Temporary   Fault = iota // limits, outages, timeouts: the same call may succeed later
	Unreachable              // this recipient cannot be written to
	Refused                  // this message is wrong: a mistake of the program
	Cut                      // nothing can be sent at all: the token is revoked, the app removed
)

// Error is a call to the platform that failed.
type Error struct {
	Fault      Fault
	RetryAfter time.Duration // Temporary: how long the platform asks to wait; 0: it does not say
	Sent       bool          // the call may have had its effect although no answer came
	Gone       bool          // Unreachable: the message that was to be changed is not there any more
	Err        error
}

// Error tells the cause.
func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Fault, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// String names the fault.
func (f Fault) String() string {
	return [...]string{"temporary", "unreachable", "refused", "cut off"}[f]
}
