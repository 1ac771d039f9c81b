package handlers

import (
	"errors"
	"slices"
	"strconv"

	"ippo/chat"
	"ippo/circles"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

const (
	mostPlaces = 20    // circles to which a person can be moved
	placeOut   = "out" // in place of a circle: none this time
)

// pickForArrangement asks where somebody is to go. Every circle with room is offered, whatever anybody wishes: what does not suit is put
// right when the circles become real.
func pickForArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	person := r.ev.Value
	where := a.Where(person)
	if where == cohort.NotKnown {
		return r.arrangementForm(f, a, r.say("arrange.not_here"))
	}
	blocks := []chat.Block{chat.Text(r.say("arrange.where")), chat.People{person}}
	if where >= 0 {
		blocks = append(blocks, chat.Text(r.say("arrange.now", "Number", where+1)), chat.People(a.Groups[where]))
	}
	options := []chat.Option{}
	places := a.PlacesFor(person, circles.Usual.Max)
	for _, i := range places[:min(mostPlaces, len(places))] {
		options = append(options, chat.Option{
			Value: nudges.Value(person, strconv.Itoa(i)), Label: r.say("arrange.to", "Number", i+1, "Count", len(a.Groups[i])),
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
			Action: actionArrangeMove, Value: nudges.Value(person, strconv.Itoa(len(a.Groups))), Label: r.say("arrange.new_circle"),
		})
	}
	if where >= 0 {
		buttons = append(buttons, chat.Button{Action: actionArrangeMove, Value: nudges.Value(person, placeOut), Label: r.say("arrange.out")})
	}
	buttons = append(buttons, chat.Button{Action: actionArrangeBack, Label: r.say("form.back")})
	return chat.Reply{Form: &chat.Form{
		Name: formForming, State: drawing(a), Title: r.say("circle.preview_title"), Close: r.say("form.cancel"),
		Blocks: append(blocks, buttons, chat.Context(r.say("arrange.put_right"))),
	}}, nil
}

// moveInArrangement moves somebody.
func moveInArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	person, place, err := about(r.ev.Value)
	if err != nil {
		return chat.Reply{}, err
	}
	to, err := strconv.Atoi(place)
	switch {
	case a.Where(person) == cohort.NotKnown:
		return r.arrangementForm(f, a, r.say("arrange.not_here"))
	case place == placeOut:
		a.Move(person, cohort.NoPlace, cohort.LeftOut)
		return r.changeArrangement(f, a, r.say("arrange.moved_out"))
	case err != nil || to != len(a.Groups) && !slices.Contains(a.PlacesFor(person, circles.Usual.Max), to):
		return r.arrangementForm(f, a, r.say("arrange.nowhere"))
	}
	a.Move(person, to, "")
	return r.changeArrangement(f, a, r.say("arrange.moved", "Number", a.Where(person)+1))
}

// undoArrangement takes the last change back.
func undoArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	version := a.Version + 1
	if !a.TakeBack() {
		return r.arrangementForm(f, a, "")
	}
	if a.Fingerprint != f.Fingerprint() { // it was arranged of earlier wishes
		if err := f.Follow(&a); err != nil {
			return chat.Reply{}, err
		}
	}
	a.Version = version
	return r.changeArrangement(f, a, r.say("arrange.undone"))
}

// arrangeAgain forms other circles of the same people.
func arrangeAgain(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	a.Tries++
	f.Pool.Seed += uint64(a.Tries)
	if err := r.solve(&f); err != nil {
		return chat.Reply{}, err
	}
	f.Again(&a)
	return r.changeArrangement(f, a, r.say("arrange.formed_again"))
}

// showArrangement shows the circles, from the one on that is asked for.
func showArrangement(r *request, f nudges.Forming, a cohort.Arrangement) (chat.Reply, error) {
	from, _ := strconv.Atoi(r.ev.Value)
	return r.arrangementPage(f, a, "", min(max(from, 0), max(len(a.Groups)-1, 0)))
}

// confirmCircles makes the circles real that an organiser has seen, after what does not suit somebody's wishes was put right. If anybody's
// wish changed meanwhile, it shows what becomes of them instead.
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
			settled := a
			current, err := r.isCurrent(f, &settled)
			if err != nil {
				return chat.Reply{}, err
			}
			if changed = !current; changed {
				return chat.Reply{}, refuse(chat.Reply{})
			}
			a = settled
			if err := f.Settle(&a); err != nil {
				return chat.Reply{}, err
			}
			if err := f.Take(a); err != nil {
				return chat.Reply{}, err
			}
			return chat.Reply{}, errors.Join(f.Confirm(tx, r.who.id, r.now), r.audits(cohort.Formed, a.Cohort, strconv.Itoa(len(a.Groups)), ""))
		})
		return err
	})
	switch {
	case changed:
		return r.brought(f, a, "arrange.elsewhere")
	case errors.Is(err, errNothingArranged):
		return r.confirmedMeanwhile()
	case err != nil:
		return chat.Reply{}, err
	case f.GoOn() == len(f.Result.Circles):
		return chat.Reply{Form: r.done("circle.preview_title", "circle.confirmed_go_on")}, nil
	}
	return chat.Reply{Form: r.done("circle.preview_title", "circle.confirmed")}, nil
}
