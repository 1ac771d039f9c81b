package nudges

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// planCircles forms circles anew where a cohort's schedule says so.
func (e *Engine) planCircles(ctx context.Context, now time.Time) (next time.Time, err error) {
	var due []cohort.Cohort
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		due, err = tx.CirclesDue(now)
		return err
	})
	if err != nil {
		return next, err
	}
	for i, c := range due {
		failed := e.formOnSchedule(ctx, c, now)
		if err = errors.Join(err, failed); failed == nil && i < len(due)-1 {
			return now, err // one in a turn: finding circles takes a moment, in which nothing is delivered
		}
	}
	if err != nil {
		return next, err
	}
	err = e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		next, err = tx.EarliestCircles()
		return err
	})
	return next, err
}

func (e *Engine) formOnSchedule(ctx context.Context, c cohort.Cohort, now time.Time) error {
	following := c.Schedule.Circles.Next(now, c.Location())
	if following.IsZero() {
		following = cohort.Forever
	}
	var forming Forming
	var due time.Time
	over := false
	err := e.db.Read(ctx, func(tx *storage.Tx) (err error) {
		if over, err = isOver(tx, c.ID, now); err != nil {
			return err
		}
		if due, err = tx.NextCircles(c.ID); err == nil && !due.IsZero() {
			forming, err = newRound(tx, c)
		}
		return err
	})
	if err != nil {
		return err
	}
	// A time that was only just worked out has not come yet; and after a long time of being down, a date that lies nearer to the
	// next one is left to that. After the last session nothing is formed anew by itself: who is together then may stay.
	if due.IsZero() || over || now.Sub(due) >= following.Sub(now) {
		return e.write(ctx, func(tx *storage.Tx) error {
			_, err := tx.SetNextCircles(c, following)
			return err
		})
	}
	if err := forming.Solve(ctx); err != nil {
		return err
	}
	return e.write(ctx, func(tx *storage.Tx) error {
		current, err := newRound(tx, c)
		if err != nil || current.Fingerprint() != forming.Fingerprint() { // somebody changed a wish meanwhile: soon, anew
			return err
		}
		kept, err := tx.SetNextCircles(c, following)
		if err != nil || !kept { // or the schedule
			return err
		}
		return forming.Confirm(tx, "", now)
	})
}

// NextRound is when a cohort's circles are formed anew by themselves the next time; zero: not any more, or only on request.
func NextRound(tx *storage.Tx, c cohort.Cohort, now time.Time) (time.Time, error) {
	round := c.Schedule.Circles.Next(now, c.Location())
	if round.IsZero() {
		return round, nil
	}
	over, err := isOver(tx, c.ID, round)
	if over || err != nil {
		return time.Time{}, err
	}
	return round, nil
}

// isOver reports whether a cohort's last session has ended. One without sessions has no end.
func isOver(tx *storage.Tx, cohortID string, now time.Time) (bool, error) {
	sessions, err := tx.Sessions(cohortID)
	return len(sessions) > 0 && !slices.ContainsFunc(sessions, func(s cohort.Session) bool { return s.Ends().After(now) }), err
}

// Forming is one round of forming circles, from who is waiting to who is with whom.
type Forming struct {
	Cohort cohort.Cohort
	Anew   bool // everyone who asked is placed anew, and the circles that stand are ended
	Pool   circles.Pool
	Result circles.Result

	Standing []cohort.Circle          // that end if circles are formed anew, unless their members stay together
	Staying  []cohort.Circle          // whose members said that they stay
	Changing map[string]cohort.Circle // those of them who are placed anew all the same
	Parting  []string                 // and of these, who leaves even if there is no place elsewhere

	byItself bool // as the schedule says, with nobody looking on
	never    map[string][]string
}

// NewForming gathers who is to be placed: everyone who asked for a circle and does not rest, or, if circles are not formed anew, those of them
// who are in none.
func NewForming(tx *storage.Tx, c cohort.Cohort, anew bool) (Forming, error) {
	f := Forming{Cohort: c, Anew: anew}
	return f, f.gather(tx)
}

// newRound gathers who is to be placed when the schedule says so.
func newRound(tx *storage.Tx, c cohort.Cohort) (Forming, error) {
	f := Forming{Cohort: c, Anew: true, byItself: true}
	return f, f.gather(tx)
}

func (f *Forming) gather(tx *storage.Tx) error {
	f.Pool = circles.Pool{Size: circles.Usual}
	wishes, err := tx.Wishes(f.Cohort.ID)
	if err != nil {
		return err
	}
	placed, err := tx.Placed(f.Cohort.ID)
	if err != nil {
		return err
	}
	if f.never, err = tx.RefusalsIn(f.Cohort.ID); err != nil {
		return err
	}
	people, err := participants(tx, f.Cohort.ID)
	if err != nil {
		return err
	}
	if err := f.gatherStanding(tx); err != nil {
		return err
	}
	var ids []string
	spelled := spellingsOf(f.Cohort)
	for _, wish := range wishes {
		if wish.Rests || !f.Anew && placed[wish.Person] || f.stays(wish.Person) {
			continue
		}
		p := people[wish.Person]
		ids = append(ids, p.ID)
		f.Pool.People = append(f.Pool.People, circles.Person{
			ID: p.ID, Department: p.Department, Returning: p.Returning, Topics: spelled.of(wish.Topics), Slots: wish.Slots,
			Never: f.never[p.ID], Size: wish.Size,
		})
	}
	met, err := tx.Met(ids)
	for i := range f.Pool.People {
		f.Pool.People[i].Met = met[f.Pool.People[i].ID]
	}
	f.Pool.Seed = f.seed()
	return err
}

// participants are those who take part in a cohort, by id.
func participants(tx *storage.Tx, cohortID string) (map[string]cohort.Participant, error) {
	all, err := tx.Participants(cohortID)
	people := make(map[string]cohort.Participant, len(all))
	for _, p := range all {
		people[p.ID] = p
	}
	return people, err
}

// mostSolving guards against a search that takes too long on a machine that is busy.
const mostSolving = 10 * time.Second

// Solve finds who is with whom, as well as it can until the context ends. It takes a second or two for hundreds of people, and needs no
// transaction.
func (f *Forming) Solve(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, mostSolving)
	defer cancel()
	f.Result, err = circles.Form(ctx, f.Pool, circles.Options{})
	return err
}

// Fingerprint tells one round from another: it changes when anybody joins, leaves or changes a wish.
func (f *Forming) Fingerprint() string { return fmt.Sprintf("%016x", f.seed()) }

func (f *Forming) seed() uint64 {
	h := fnv.New64a()
	for _, p := range f.Pool.People {
		fmt.Fprintf(h, "%q %q %v %q %q %q %q %d\n", p.ID, p.Department, p.Returning, p.Topics, p.Slots, p.Met, p.Never, p.Size)
	}
	return h.Sum64()
}

func wordCircle(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	circle, err := tx.Circle(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if !circle.Ended.IsZero() || len(circle.Members) == 0 {
		return worded{}, stale("the circle has ended")
	}
	if circle.OpenerAlone() && circle.Channel == "" && d.Attempts <= 1 { // who joined has left again; and no room was tried to be opened
		return worded{}, stale("nobody has joined the circle")
	}
	c, err := tx.Cohort(circle.Cohort)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(c.Language)
	return worded{
		to: circle.ID,
		room: &room{
			circle: circle.ID, members: circle.Members,
			name: w.Say("circle.room_name", "Cohort", c.Name, "Number", circle.Number, "Code", circle.ID[len(circle.ID)-4:]),
		},
		message:    introduction(w, c, circle),
		quietUntil: cohort.Awake(now, c.Location()),
	}, nil
}

// introduction is the first message in a circle's room: who is here, and why these people.
func introduction(w *locale.Words, c cohort.Cohort, circle cohort.Circle) chat.Message {
	return chat.Message{
		Summary: w.Say("circle.introduction_summary", "Cohort", c.Name),
		Blocks: []chat.Block{
			chat.Heading(w.Say("circle.introduction_heading", "Cohort", c.Name)),
			chat.People(circle.Members),
			chat.Text(w.Say("circle.introduction")),
			CircleReasons(w, circle),
			chat.Text(w.Say("circle.first_question")),
			chat.Context(w.Say("circle.room_is_yours")),
		},
	}
}

// CircleReasons say why these people are together.
func CircleReasons(w *locale.Words, circle cohort.Circle) chat.Fields {
	var fields chat.Fields
	for _, reason := range circle.Reasons {
		fields = append(fields, chat.Field{
			Label: w.Say("circle.reason_" + string(reason.Kind) + ".label"), Value: Reason(w, reason),
		})
	}
	return fields
}

// Reason says one reason in words.
func Reason(w *locale.Words, reason cohort.Reason) string {
	names := slices.Clone(reason.Names)
	for i, name := range names {
		if reason.Kind == cohort.SharedSlot {
			names[i] = SlotWords(w, name)
		} else {
			names[i] = TopicWords(w, name)
		}
	}
	return w.Say("circle.reason_"+string(reason.Kind)+".value", "Names", w.List(names), "Count", reason.Count)
}

// ReasonLine says one reason with what it is about.
func ReasonLine(w *locale.Words, reason cohort.Reason) string {
	return w.Say("circle.reason_line", "About", w.Say("circle.reason_"+string(reason.Kind)+".label"), "Reason", Reason(w, reason))
}
