package handlers

import (
	"context"
	"errors"
	"strconv"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// drawing names an arrangement in a form's state: the cohort, the arrangement, and the version that is shown.
func drawing(a cohort.Arrangement) string {
	return nudges.Value(a.Cohort, nudges.Value(a.ID, strconv.Itoa(a.Version)))
}

// solveWithin bounds the search while an organiser waits: the platform waits for three seconds. Who is many gets the best that was found
// until then, and it is kept as it was shown.
const solveWithin = 1500 * time.Millisecond

func (r *request) solve(f *nudges.Forming) error {
	ctx, cancel := context.WithTimeout(r.ctx, solveWithin)
	defer cancel()
	return f.Solve(ctx)
}

// errNothingArranged is returned where an organiser arranges nothing any more: it was confirmed, or is long ago.
var errNothingArranged = errors.New("nothing is arranged")

// arranged finds the arrangement that a form shows, with the wishes as they are now. Whoever may not form circles is refused.
func (r *request) arranged(state string) (f nudges.Forming, a cohort.Arrangement, err error) {
	cohortID, _, err := about(state)
	if err != nil {
		return f, a, err
	}
	if err := r.authorize(cohort.FormCircles, cohortID); err != nil {
		return f, a, err
	}
	c, err := r.tx.Cohort(cohortID)
	if err != nil {
		return f, a, err
	}
	if a, err = r.tx.Arrangement(c.ID, r.who.id); errors.Is(err, storage.ErrNotFound) {
		return f, a, errNothingArranged
	}
	if err != nil {
		return f, a, err
	}
	f, err = nudges.NewForming(r.tx, c, a.Anew)
	return f, a, err
}

// changing does something with the arrangement that a form shows. Where wishes changed meanwhile, it is shown as it follows them
// instead; where another window changed it, as it stands.
func changing(do func(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error)) func(*request) (chat.Reply, error) {
	return func(r *request) (chat.Reply, error) {
		f, a, err := r.readArranged(r.ev.State)
		switch {
		case errors.Is(err, errNothingArranged):
			return r.confirmedMeanwhile()
		case err != nil:
			return chat.Reply{}, err
		}
		shown := a
		current, err := r.isCurrent(f, &shown)
		switch {
		case err != nil:
			return chat.Reply{}, err
		case !current:
			return r.brought(f, a, "arrange.elsewhere")
		}
		return do(r, f, shown)
	}
}

func (r *request) readArranged(state string) (f nudges.Forming, a cohort.Arrangement, err error) {
	err = r.h.db.Write(r.ctx, func(tx *storage.Tx) error {
		_, err := r.do(tx, func(r *request) (_ chat.Reply, err error) {
			if f, a, err = r.arranged(state); err != nil {
				return chat.Reply{}, err
			}
			return chat.Reply{}, r.looksAt(a.Cohort, cohort.SawCircles)
		})
		return err
	})
	return f, a, err
}

func (r *request) confirmedMeanwhile() (chat.Reply, error) {
	return chat.Reply{Form: r.done("circle.preview_title", "arrange.gone")}, nil
}

// isCurrent reports whether a form shows the arrangement as it stands, of wishes as they are. Where they changed and what an organiser
// arranged stays as it is, there is nothing to show them.
func (r *request) isCurrent(f nudges.Forming, a *cohort.Arrangement) (bool, error) {
	switch {
	case r.ev.State != drawing(*a):
		return false, nil
	case f.Fingerprint() == a.Fingerprint:
		return true, nil
	case len(a.Undo) == 0: // better circles may be found
		return false, nil
	}
	followed := *a
	err := f.Follow(&followed)
	a.Fingerprint = f.Fingerprint()
	return followed.SameAs(*a), err
}

// brought brings a form that is outdated up to date: what an organiser changed is kept; where nothing was changed, circles are formed
// anew. If the wishes are the same, a sentence says why another arrangement is shown.
func (r *request) brought(f nudges.Forming, a cohort.Arrangement, sentence string) (chat.Reply, error) {
	switch {
	case f.Fingerprint() == a.Fingerprint:
		return r.arrangementForm(f, a, r.say(sentence))
	case len(f.Pool.People) == 0:
		return chat.Reply{Form: r.done("circle.preview_title", "circle.nobody_waits")}, nil
	case len(a.Undo) > 0:
		if err := f.Follow(&a); err != nil {
			return chat.Reply{}, err
		}
		return r.changeArrangement(f, a, r.say("arrange.followed"))
	}
	if err := r.solve(&f); err != nil {
		return chat.Reply{}, err
	}
	return r.beginArrangement(f, r.say("circle.preview_changed"))
}

// beginArrangement keeps and shows what was found.
func (r *request) beginArrangement(f nudges.Forming, sentence string) (chat.Reply, error) {
	a := f.Arrangement(r.who.id, r.now)
	if err := r.h.db.Write(r.ctx, func(tx *storage.Tx) error { return tx.BeginArrangement(a) }); err != nil {
		return chat.Reply{}, err
	}
	return r.arrangementForm(f, a, sentence)
}

// changeArrangement keeps and shows the next version of an arrangement. If another press was faster, what that one made of it is shown.
func (r *request) changeArrangement(f nudges.Forming, a cohort.Arrangement, sentence string) (chat.Reply, error) {
	a.Made = r.now
	err := r.h.db.Write(r.ctx, func(tx *storage.Tx) error { return tx.ChangeArrangement(a) })
	if errors.Is(err, storage.ErrNotFound) {
		f, a, err = r.readArranged(drawing(a))
		switch {
		case errors.Is(err, errNothingArranged):
			return r.confirmedMeanwhile()
		case err == nil:
			return r.brought(f, a, "arrange.elsewhere")
		}
	}
	if err != nil {
		return chat.Reply{}, err
	}
	return r.arrangementForm(f, a, sentence)
}
