package nudges

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"ippo/circles"
	"ippo/cohort"
	"ippo/storage"
)

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

// gatherStanding finds the circles that stand when circles are formed anew: those whose members stay together, and the others. Who wants new
// people, or is not to be with one of these, is placed anew in the round that comes by itself only: an organiser who forms circles would
// see in the preview who it is.
func (f *Forming) gatherStanding(tx *storage.Tx) error {
	f.Standing, f.Staying, f.Changing = nil, nil, map[string]cohort.Circle{}
	if !f.Anew {
		return nil
	}
	all, err := tx.Standing(f.Cohort.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		votes, err := tx.VotesOn(c.ID, cohort.NextRound)
		if err != nil {
			return err
		}
		_, change, stays := c.Stays(votes)
		if !stays {
			f.Standing = append(f.Standing, c)
			continue
		}
		f.Staying = append(f.Staying, c)
		if !f.byItself {
			continue
		}
		parting := f.parting(c)
		for _, member := range append(change, parting...) {
			f.Changing[member] = c
		}
		f.Parting = append(f.Parting, parting...)
	}
	return nil
}

// parting are the members of a circle who are not to be with one who is in it: in the next round they are not.
func (f *Forming) parting(c cohort.Circle) []string {
	return slices.DeleteFunc(slices.Clone(c.Members), func(member string) bool {
		return !slices.ContainsFunc(f.never[member], func(other string) bool { return slices.Contains(c.Members, other) })
	})
}

// stays reports whether somebody stays in their circle, and so is not placed anew.
func (f *Forming) stays(person string) bool {
	_, changes := f.Changing[person]
	return !changes && slices.ContainsFunc(f.Staying, func(c cohort.Circle) bool { return slices.Contains(c.Members, person) })
}

// moveOn takes those out of circles that stay who wanted new people and found some, and those who are not to be with one who is there. Who
// wanted new people and found none keeps the circle that they have. What asked in the rooms who stays asks no more.
func (f *Forming) moveOn(tx *storage.Tx, now time.Time) error {
	for _, c := range slices.Concat(f.Standing, f.Staying) {
		if err := tx.Redraw(c.ID, KindStaying); err != nil {
			return err
		}
	}
	leaving := map[string]bool{}
	for _, group := range f.Result.Circles {
		for _, member := range group.Members {
			leaving[member] = true
		}
	}
	for _, member := range f.Parting {
		leaving[member] = true
	}
	for _, c := range f.Staying {
		for _, member := range c.Members {
			if _, changes := f.Changing[member]; !changes || !leaving[member] {
				continue
			}
			if err := takeOut(tx, c.ID, member, now); err != nil {
				return err
			}
		}
	}
	return nil
}
