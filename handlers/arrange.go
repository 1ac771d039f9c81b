package handlers

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// mostPlaces is to how many circles a person could be moved.
const mostPlaces = 20

// drawing names an arrangement in a form's state: the cohort and the version that is shown.
func drawing(a cohort.Arrangement) string { return nudges.Value(a.Cohort, strconv.Itoa(a.Version)) }

// solveWithin bounds the search while an organiser waits: the platform waits for three seconds. Who is many gets the best that was found
// until then, and it is kept as it was shown.
const solveWithin = 1500 * time.Millisecond

func (r *request) solve(f *nudges.Forming) error {
	ctx, cancel := context.WithTimeout(r.ctx, solveWithin)
	defer cancel()
	return f.Solve(ctx)
}

// errArranged is returned where an organiser arranges nothing any more: it was confirmed.
var errArranged = errors.New("nothing is arranged")

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
		return f, a, errArranged
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
		var f nudges.Forming
		var a cohort.Arrangement
		err := r.h.db.Read(r.ctx, func(tx *storage.Tx) error {
			_, err := r.do(tx, func(r *request) (_ chat.Reply, err error) {
				f, a, err = r.arranged(r.ev.State)
				return chat.Reply{}, err
			})
			return err
		})
		switch {
		case errors.Is(err, errArranged):
			return chat.Reply{Form: r.done("circle.preview_title", "arrange.gone")}, nil
		case err != nil:
			return chat.Reply{}, err
		case r.outdated(f, a):
			return r.brought(f, a)
		}
		return do(r, f, a)
	}
}

// outdated reports whether a form shows another arrangement than there is, or one of wishes that have changed.
func (r *request) outdated(f nudges.Forming, a cohort.Arrangement) bool {
	return f.Fingerprint() != a.Fingerprint || r.ev.State != drawing(a)
}

// brought brings a form that is outdated up to date: what an organiser changed is kept as far as the wishes of now allow it; where
// nothing was changed, circles are formed anew.
func (r *request) brought(f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	switch {
	case f.Fingerprint() == a.Fingerprint:
		return r.arrangementForm(f, a, r.say("arrange.elsewhere"))
	case len(f.Pool.People) == 0:
		return chat.Reply{Form: r.done("circle.preview_title", "circle.nobody_waits")}, nil
	case len(a.Undo) > 0:
		if err := f.Follow(&a); err != nil {
			return chat.Reply{}, err
		}
		return r.keepArrangement(f, a, r.say("arrange.followed"))
	}
	if err := r.solve(&f); err != nil {
		return chat.Reply{}, err
	}
	version := a.Version + 1
	a = f.Arrangement(r.who.id, a.Tries, r.now)
	a.Version = version
	return r.keepArrangement(f, a, r.say("circle.preview_changed"))
}

func (r *request) keepArrangement(f nudges.Forming, a cohort.Arrangement, sentence string) (chat.Reply, error) {
	a.Made = r.now
	if err := r.h.db.Write(r.ctx, func(tx *storage.Tx) error { return tx.SaveArrangement(a) }); err != nil {
		return chat.Reply{}, err
	}
	return r.arrangementForm(f, a, sentence)
}

// pickForArrangement asks where somebody is to go. Only places that the rules allow are offered, and why others are not is not told.
func pickForArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	person := r.ev.Value
	where := a.Where(person)
	if where == cohort.NotKnown {
		return r.arrangementForm(f, a, r.say("arrange.not_here"))
	}
	places, err := f.PlacesFor(a, person)
	if err != nil {
		return chat.Reply{}, err
	}
	blocks := []chat.Block{chat.Text(r.say("arrange.where")), chat.People{person}}
	if where >= 0 {
		if _, err := f.Take(a); err != nil {
			return chat.Reply{}, err
		}
		blocks = append(blocks, chat.Text(r.say("arrange.now", "Number", where+1)),
			chat.People(a.Groups[where]))
		if reasons := r.reasonLine(f.Result.Circles[where]); reasons != "" {
			blocks = append(blocks, chat.Context(reasons))
		}
	}
	options := []chat.Option{}
	for _, i := range places[:min(mostPlaces, len(places))] {
		options = append(options, chat.Option{
			Value: person + "/" + strconv.Itoa(i), Label: r.say("arrange.to", "Number", i+1, "Count", len(a.Groups[i])),
		})
	}
	if len(options) > 0 {
		blocks = append(blocks, chat.Select{Action: actionArrangeMove, Placeholder: r.say("arrange.to_which"), Options: options})
	} else {
		blocks = append(blocks, chat.Text(r.say("arrange.nowhere")))
	}
	var buttons chat.Buttons
	if where < 0 || len(a.Groups[where]) > 1 {
		buttons = append(buttons, chat.Button{
			Action: actionArrangeMove, Value: person + "/" + strconv.Itoa(len(a.Groups)), Label: r.say("arrange.new_circle"),
		})
	}
	if where >= 0 {
		buttons = append(buttons, chat.Button{Action: actionArrangeMove, Value: person + "/out", Label: r.say("arrange.out")})
	}
	buttons = append(buttons, chat.Button{Action: actionArrangeBack, Label: r.say("form.back")})
	return chat.Reply{Form: &chat.Form{
		Name: formForming, State: drawing(a), Title: r.say("circle.preview_title"), Close: r.say("form.cancel"),
		Blocks: append(blocks, buttons),
	}}, nil
}

// moveInArrangement moves somebody.
func moveInArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	person, place, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	if place == "out" {
		a.Move(person, cohort.NoPlace, string(circles.NoFit))
		return r.keepArrangement(f, a, r.say("arrange.moved"))
	}
	to, err := strconv.Atoi(place)
	places, openings := f.PlacesFor(a, person)
	if err != nil || openings != nil || a.Where(person) == cohort.NotKnown || (to != len(a.Groups) && !slices.Contains(places, to)) {
		return r.arrangementForm(f, a, r.say("arrange.nowhere"))
	}
	a.Move(person, to, "")
	return r.keepArrangement(f, a, r.say("arrange.moved"))
}

// undoArrangement takes the last change back.
func undoArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	if !a.TakeBack() {
		return r.arrangementForm(f, a, "")
	}
	return r.keepArrangement(f, a, r.say("arrange.undone"))
}

// arrangeAgain forms other circles of the same people.
func arrangeAgain(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	a.Tries++
	f.Pool.Seed += uint64(a.Tries)
	if err := r.solve(&f); err != nil {
		return chat.Reply{}, err
	}
	f.Again(&a)
	return r.keepArrangement(f, a, r.say("arrange.formed_again"))
}

func showArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	return r.arrangementForm(f, a, "")
}

// confirmCircles makes the circles real that an organiser has seen. If anybody's wish changed meanwhile, it shows what becomes of
// them instead.
func confirmCircles(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	for i, group := range a.Groups {
		if len(group) < 2 {
			return r.arrangementForm(f, a, r.say("arrange.alone", "Number", i+1))
		}
	}
	changed := false
	err := r.h.db.Write(r.ctx, func(tx *storage.Tx) error {
		if err := tx.Once(r.ev.ID, r.now); err != nil {
			return err
		}
		_, err := r.do(tx, func(r *request) (_ chat.Reply, err error) {
			if f, a, err = r.arranged(r.ev.State); err != nil {
				return chat.Reply{}, err
			}
			if changed = r.outdated(f, a); changed {
				return chat.Reply{}, refuse(chat.Reply{})
			}
			if _, err := f.Take(a); err != nil {
				return chat.Reply{}, err
			}
			return chat.Reply{}, f.Confirm(tx, r.who.id, r.now)
		})
		return err
	})
	switch {
	case changed:
		return r.brought(f, a)
	case errors.Is(err, errArranged):
		return chat.Reply{Form: r.done("circle.preview_title", "arrange.gone")}, nil
	case err != nil:
		return chat.Reply{}, err
	case f.GoOn() == len(f.Result.Circles):
		return chat.Reply{Form: r.done("circle.preview_title", "circle.confirmed_go_on")}, nil
	}
	return chat.Reply{Form: r.done("circle.preview_title", "circle.confirmed")}, nil
}
