package handlers

import (
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// actor is who does something, with all that decides what they may.
type actor struct {
	id        string
	person    cohort.Person
	member    []cohort.Cohort // takes part in, the latest first
	organizes []cohort.Cohort
	speaks    []string        // the cohorts at whose sessions they speak
	all       []cohort.Cohort // that there are
	admin     bool
	alumnus   []string // the cohorts that they took part in, and after which they stay reachable
	words     *locale.Words
}

// actor finds out who somebody is. A person whom no cohort knows is an actor too: a stranger.
func (h *Handler) actor(tx *storage.Tx, id string, now time.Time) (actor, error) {
	a := actor{id: id, admin: slices.Contains(h.admins, id)}
	all, err := tx.Cohorts()
	if err != nil {
		return a, err
	}
	a.all = all
	for _, c := range all {
		if a.admin || c.Organized(id) {
			a.organizes = append(a.organizes, c)
		}
	}
	if a.member, err = tx.CohortsOf(id); err != nil {
		return a, err
	}
	if a.speaks, err = tx.SpeaksIn(id); err != nil {
		return a, err
	}
	reaches, err := tx.ReachesOf(id)
	if err != nil {
		return a, err
	}
	for _, reach := range reaches {
		a.alumnus = append(a.alumnus, reach.Cohort)
	}
	a.person, err = tx.Person(id)
	if errors.Is(err, storage.ErrNotFound) {
		a.person, err = cohort.Person{ID: id}, nil
	}
	language := locale.Default
	spoken := slices.DeleteFunc(slices.Clone(all), func(c cohort.Cohort) bool { return !slices.Contains(a.speaks, c.ID) })
	for _, known := range [][]cohort.Cohort{all, spoken, a.organizes, a.member} {
		if len(known) > 0 {
			language = known[0].Language
		}
	}
	if a.person.Language != "" {
		language = a.person.Language
	}
	a.words = locale.In(language)
	return a, err
}

// roles are what the actor is to a cohort.
func (a actor) roles(cohortID string) []cohort.Role {
	roles := []cohort.Role{cohort.Stranger}
	in := func(all []cohort.Cohort) bool {
		return slices.ContainsFunc(all, func(c cohort.Cohort) bool { return c.ID == cohortID })
	}
	if slices.Contains(a.alumnus, cohortID) {
		roles = append(roles, cohort.Alumnus)
	}
	if in(a.member) {
		roles = append(roles, cohort.Member)
	}
	if slices.Contains(a.speaks, cohortID) {
		roles = append(roles, cohort.Speaker)
	}
	if in(a.organizes) {
		roles = append(roles, cohort.Organizer)
	}
	if a.admin {
		roles = append(roles, cohort.Admin)
	}
	return roles
}

// authorize is the one place where it is decided whether the actor may do an act in a cohort. A refusal says whom to ask.
func (r *request) authorize(act cohort.Act, cohortID string) error {
	if !cohort.May(act, r.who.roles(cohortID)...) {
		return r.refused(act)
	}
	for _, c := range r.who.all {
		if c.ID == cohortID && rests(act, c) {
			return refuse(text(r.say("desk.rests", "Cohort", c.Name)))
		}
	}
	return nil
}

// rests reports whether an act is out of place in a cohort for now: it is archived, or only being prepared.
func rests(act cohort.Act, c cohort.Cohort) bool {
	return c.Silent() && (act == cohort.Announce || act == cohort.FormCircles) || c.Draft && act == cohort.SeeFigures
}

// owns returns storage.ErrNotFound unless something is the actor's own. What is somebody else's is not there for them, even where they may
// read it: it is not theirs to change.
func (r *request) owns(kind cohort.ItemKind, owner string) error {
	if cohort.MaySee(cohort.Reader{ID: r.who.id}, cohort.Own(kind, owner)) {
		return nil
	}
	return storage.ErrNotFound
}

// cohortFor returns the cohort in which the actor does an act: the latest that they may do it in. Without one it refuses.
func (r *request) cohortFor(act cohort.Act) (cohort.Cohort, error) {
	for _, c := range append(slices.Clone(r.who.member), r.who.organizes...) {
		if cohort.May(act, r.who.roles(c.ID)...) && !rests(act, c) {
			return c, nil
		}
	}
	return cohort.Cohort{}, r.refused(act)
}

// cohortsFor lists the cohorts in which the actor may do an act.
func (r *request) cohortsFor(act cohort.Act) []cohort.Cohort {
	var may []cohort.Cohort
	for _, c := range r.who.organizes {
		if cohort.May(act, r.who.roles(c.ID)...) && !rests(act, c) {
			may = append(may, c)
		}
	}
	return may
}

// refused is a kind sentence for who may not do something.
func (r *request) refused(act cohort.Act) error {
	switch {
	case act != cohort.TakePart && (len(r.who.member) > 0 || len(r.who.organizes) > 0 || len(r.who.speaks) > 0):
		return refuse(text(r.say("error.organizers_only")))
	case len(r.who.organizes) > 0:
		return refuse(message(chat.Text(r.say("error.for_participants")), r.backToDesk()))
	case len(r.who.speaks) > 0:
		return refuse(text(r.say("error.for_participants")))
	case r.ev.Kind == chat.Submit: // they were no stranger when it was opened
		return refuse(text(r.say("error.no_longer")))
	default:
		return refuse(message(r.strangerBlocks()...))
	}
}

// strangerBlocks tell somebody outside every cohort whom to ask.
func (r *request) strangerBlocks() []chat.Block {
	entry, err := r.enterBlocks()
	blocks := []chat.Block{chat.Text(r.say("error.stranger"))}
	if err == nil && len(entry) > 0 {
		blocks = append([]chat.Block{chat.Text(r.say("enrol.greeting"))}, entry...)
	}
	var own chat.Buttons // what somebody wrote stays theirs to read, and to take back, also when they have left
	if all, err := r.tx.Aims(r.who.id); err == nil && len(all) > 0 {
		own = append(own, chat.Button{Action: actionAims, Label: r.say("aims.menu")})
	}
	if all, err := r.tx.Turns(r.who.id); err == nil && len(all) > 0 {
		own = append(own, chat.Button{Action: actionLife, Label: r.say("life.menu")})
	}
	if all, err := r.tx.StoriesOf(r.who.id); err == nil && len(all) > 0 {
		own = append(own, chat.Button{Action: actionStories, Label: r.say("menu.story")})
	}
	if len(own) > 0 {
		blocks = append(blocks, own)
	}
	if known, err := r.isKnown(); err == nil && known { // and so does everything else
		blocks = append(blocks, chat.Buttons{{Action: actionPrivacy, Label: r.say("data.button")}})
	}
	if r.who.admin && len(r.who.all) == 0 {
		blocks = append(blocks, chat.Buttons{{Action: actionCohorts, Label: r.say("desk.button")}})
	}
	return append(blocks, r.organizersToAsk()...)
}

// organizersToAsk name some who can say more about the program; nobody, if there are none.
func (r *request) organizersToAsk() []chat.Block {
	var organizers chat.People
	for _, c := range r.who.all {
		if !c.Silent() {
			organizers = append(organizers, c.Organizers...)
		}
	}
	slices.Sort(organizers)
	organizers = slices.Compact(organizers)
	if len(organizers) == 0 {
		return nil
	}
	return []chat.Block{chat.Text(r.say("error.ask_organizers")), organizers[:min(3, len(organizers))]}
}

// participant is the actor's place in a cohort in which they take part.
func (r *request) participant() (cohort.Cohort, cohort.Participant, error) {
	c, err := r.cohortFor(cohort.TakePart)
	if err != nil {
		return c, cohort.Participant{}, err
	}
	return r.participantIn(c.ID)
}

// participantIn is the actor's place in a cohort, or in the latest if none is named.
func (r *request) participantIn(cohortID string) (cohort.Cohort, cohort.Participant, error) {
	if cohortID == "" {
		return r.participant()
	}
	if err := r.authorize(cohort.TakePart, cohortID); err != nil {
		return cohort.Cohort{}, cohort.Participant{}, err
	}
	p, err := r.tx.Participant(cohortID, r.who.id)
	if err != nil {
		return cohort.Cohort{}, p, err
	}
	c, err := r.tx.Cohort(cohortID)
	return c, p, err
}

// lastingIn is participantIn for what begins something new among people: not in a cohort that is archived.
func (r *request) lastingIn(cohortID string) (cohort.Cohort, cohort.Participant, error) {
	c, p, err := r.participantIn(cohortID)
	if err == nil && c.Silent() {
		err = refuse(text(r.say("alumni.rests", "Cohort", c.Name)))
	}
	return c, p, err
}

// circleWith is a circle that the actor is in. Who is not in it, or no longer, is refused; it may be an ended one.
func (r *request) circleWith(id string) (cohort.Circle, error) {
	circle, err := r.tx.Circle(id)
	if err != nil {
		return circle, err
	}
	if err := r.authorize(cohort.TakePart, circle.Cohort); err != nil {
		return circle, err
	}
	if !slices.Contains(circle.Members, r.who.id) {
		return circle, refuse(text(r.say("meeting.not_in_circle")))
	}
	return circle, nil
}
