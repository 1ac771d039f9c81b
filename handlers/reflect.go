package handlers

import (
	"errors"
	"strconv"
	"strings"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// routeReflect finds the job of /reflect: "list" and nothing are its own words, all else is a reflection.
func routeReflect(ev chat.Event, first string) job {
	switch {
	case first == "":
		return job{reads, reflectForm}
	case first == "list" && len(strings.Fields(ev.Text)) == 1:
		return job{reads, reflections}
	case asksForHelp(first) && len(strings.Fields(ev.Text)) == 1:
		return job{reads, commandHelp}
	}
	return job{writes, saveNote}
}

// saveNote keeps one line of words, seen by nobody else.
func saveNote(r *request) (chat.Reply, error) {
	_, p, err := r.participant()
	if err != nil {
		return chat.Reply{}, r.withWords(err)
	}
	came, right, hint, err := r.saidWord()
	if err != nil || right {
		return came, err
	}
	reflection := cohort.Reflection{
		ID: storage.NewID(), Person: p.ID, Cohort: p.Cohort, Written: r.now,
		Note: r.ev.Text, Visibility: cohort.OnlyMe,
	}
	if err := r.tx.SaveReflection(reflection); err != nil {
		return chat.Reply{}, err
	}
	buttons := chat.Buttons{r.editButton(reflection), r.takeBackButton(reflection)}
	if r.ev.Kind == chat.Command {
		buttons = append(buttons, chat.Button{Action: actionReflections, Value: "0", Label: r.say("reflect.see_list")})
	} else { // it may have been a question
		buttons = append(buttons, chat.Button{Action: actionMenu, Value: "ippo", Label: r.say("menu.open")})
	}
	return message(append([]chat.Block{chat.Text(r.say(savedAs(reflection))), buttons}, hint...)...), nil
}

// savedAs is the sentence for what was kept. Beneath a message to somebody in need, which thanked them already, it is a short one.
func savedAs(reflection cohort.Reflection) string {
	if reflection.Visibility == cohort.OnlyMe && care.InNeed(reflection.Words()) {
		return "care.saved"
	}
	return "reflect.saved_" + string(reflection.Visibility)
}

// withWords gives back what somebody wrote who cannot keep it here.
func (r *request) withWords(err error) error {
	var refused refusal
	if errors.As(err, &refused) && refused.reply.Say != nil && strings.TrimSpace(r.ev.Text) != "" {
		m := *refused.reply.Say
		m.Blocks = append(m.Blocks, chat.Text(r.say("error.your_words")), chat.Quote(r.ev.Text))
		return refuse(chat.Reply{Say: &m})
	}
	return err
}

// reflectForm opens the form; after a session it names the session, and about a step it asks for a line. Its state says for which cohort
// and circle it was opened.
func reflectForm(r *request) (chat.Reply, error) {
	if offer, about := strings.CutPrefix(r.ev.Value, nudges.Value(nudges.AboutStep, "")); about && r.ev.Kind == chat.Press {
		return r.lineForm(offer)
	}
	c, _, err := r.participant()
	if err != nil {
		return chat.Reply{}, err
	}
	intro, err := r.facetIntro(c)
	if err != nil {
		return chat.Reply{}, err
	}
	if r.ev.Kind == chat.Press && r.ev.Value != "" {
		if s, err := r.tx.Session(r.ev.Value); err == nil && r.authorize(cohort.TakePart, s.Cohort) == nil {
			intro = r.say("reflect.form_intro_session", "Theme", s.Theme)
			if c, err = r.tx.Cohort(s.Cohort); err != nil {
				return chat.Reply{}, err
			}
		}
	}
	circle, err := r.tx.CircleOf(c.ID, r.who.id)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formReflect, State: nudges.Value(c.ID, circle.ID), Title: r.say("reflect.title"),
		Submit: r.say("reflect.submit"), Close: r.say("form.close"),
		Blocks: []chat.Block{chat.Text(intro)},
		Inputs: []chat.Input{
			r.thought("happened"), r.thought("noticed"), r.thought("can"), r.thought("will"),
			r.moodChoice(), r.visibilityChoice(r.visibilities(c, circle)),
		},
	}}, nil
}

// lineForm asks for a line about a step.
func (r *request) lineForm(id string) (chat.Reply, error) {
	offer, err := r.ownOffer(id)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := r.cohortFor(cohort.TakePart)
	if err == nil && r.authorize(cohort.TakePart, offer.Cohort) == nil {
		c, err = r.tx.Cohort(offer.Cohort)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	step, err := nudges.StepOf(r.tx, r.who.words, offer)
	if err != nil {
		return chat.Reply{}, err
	}
	circle, err := storage.Optional(r.tx.CircleOf(c.ID, r.who.id))
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formReflect, State: nudges.Value(c.ID, circle.ID), Title: r.say("reflect.title"),
		Submit: r.say("reflect.submit"), Close: r.say("form.close"),
		Blocks: []chat.Block{chat.Text(r.say("step.line_intro", "Step", step.Did))},
		Inputs: []chat.Input{
			chat.TextInput{ID: "happened", Label: r.say("step.line_label"), Lines: true, Optional: true},
			r.moodChoice(), r.visibilityChoice(r.visibilities(c, circle)),
		},
	}}, nil
}

func (r *request) moodChoice() chat.Input {
	return chat.Choice{
		ID: "mood", Label: r.say("reflect.mood"), Placeholder: r.say("reflect.mood_placeholder"), Optional: true, Options: r.moods(),
	}
}

func (r *request) visibilityChoice(readers []chat.Option) chat.Input {
	return chat.Choice{
		ID: "visibility", Label: r.say("reflect.visibility"), Open: true, Initial: []string{string(cohort.OnlyMe)}, Options: readers,
	}
}

func (r *request) thought(field string) chat.Input {
	return chat.TextInput{
		ID: field, Label: r.say("reflect." + field), Placeholder: r.say("reflect." + field + "_placeholder"),
		Lines: true, Optional: true,
	}
}

func (r *request) moods() []chat.Option {
	var moods []chat.Option
	for mood := 5; mood >= 1; mood-- {
		value := strconv.Itoa(mood)
		moods = append(moods, chat.Option{Value: value, Label: r.say("reflect.mood_" + value)})
	}
	return moods
}

// visibilities are who may read: the circle, if it has a room. Who takes part in several cohorts reads which one is meant.
func (r *request) visibilities(c cohort.Cohort, circle cohort.Circle) []chat.Option {
	all := []chat.Option{{Value: string(cohort.OnlyMe), Label: r.say("reflect.visibility_me")}}
	for _, v := range []cohort.Visibility{cohort.MyCircle, cohort.MyCohort} {
		if v == cohort.MyCircle && circle.Channel == "" {
			continue
		}
		label := r.say("reflect.visibility_" + string(v))
		if len(r.who.member) > 1 {
			label = r.say("reflect.visibility_"+string(v)+"_of", "Cohort", c.Name)
		}
		all = append(all, chat.Option{Value: string(v), Label: label})
	}
	return all
}

// saveReflection keeps what the form holds, and plans that it appears where its writer shares it.
func saveReflection(r *request) (chat.Reply, error) {
	cohortID, circleID, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := r.authorize(cohort.TakePart, cohortID); err != nil {
		return chat.Reply{}, err
	}
	mood, _ := strconv.Atoi(r.ev.Get("mood"))
	reflection := cohort.Reflection{
		ID: storage.NewID(), Person: r.who.id, Cohort: cohortID, Written: r.now,
		Happened: r.ev.Get("happened"), Noticed: r.ev.Get("noticed"), Can: r.ev.Get("can"), Will: r.ev.Get("will"),
		Mood: cohort.Mood(max(0, min(5, mood))), Visibility: cohort.Visibility(r.ev.Get("visibility")),
	}
	switch reflection.Visibility {
	case cohort.OnlyMe, cohort.MyCircle, cohort.MyCohort:
	default:
		reflection.Visibility = cohort.OnlyMe // when in doubt, nobody else
	}
	if reflection.Empty() {
		return chat.Reply{}, problem("happened", r.say("reflect.empty"))
	}
	meant, held := hold(&reflection, cohort.Reflection{})
	if err := r.place(&reflection, cohort.Reflection{}, circleID); err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.SaveReflection(reflection); err != nil {
		return chat.Reply{}, err
	}
	if err := r.grow(reflection); err != nil {
		return chat.Reply{}, err
	}
	if err := r.share(reflection, true); err != nil {
		return chat.Reply{}, err
	}
	done := r.done("reflect.title", savedAs(reflection))
	if _, whole := nudges.Shared(r.who.words, reflection); !whole && reflection.Visibility != cohort.OnlyMe {
		done.Blocks = append(done.Blocks, chat.Context(r.say("reflect.saved_long")))
	}
	if held {
		if done.Blocks, err = r.heldQuestion(reflection, meant); err != nil {
			return chat.Reply{}, err
		}
	}
	done.Blocks = append(done.Blocks, chat.Buttons{r.editButton(reflection), r.takeBackButton(reflection), r.toList()})
	gentle, err := r.gentle(reflection)
	done.Blocks = append(done.Blocks, gentle...)
	return chat.Reply{Form: done}, err
}

// place settles with which circle a reflection is shared, if that is still what it was when its writer opened the form. What was shared
// with a circle before stays with that one.
func (r *request) place(reflection *cohort.Reflection, before cohort.Reflection, circleID string) error {
	reflection.Circle = ""
	switch {
	case reflection.Visibility != cohort.MyCircle:
	case before.Visibility == cohort.MyCircle:
		reflection.Circle = before.Circle
	default:
		now, err := storage.Optional(r.tx.CircleOf(reflection.Cohort, reflection.Person))
		if err != nil {
			return err
		}
		if now.ID != circleID {
			return problem("visibility", r.say("reflect.circle_changed"))
		}
		reflection.Circle = now.ID
	}
	return nil
}

// share plans that a reflection appears where its writer wants it, and that it changes or vanishes where it stands. That there is no room
// for it is a problem if they chose it now.
func (r *request) share(reflection cohort.Reflection, chosen bool) error {
	err := nudges.Share(r.tx, reflection, r.now)
	if errors.Is(err, storage.ErrNotFound) {
		if chosen {
			return problem("visibility", r.say("reflect.no_circle"))
		}
		return nil
	}
	return err
}

func (r *request) editButton(reflection cohort.Reflection) chat.Button {
	return chat.Button{Action: actionEdit, Value: reflection.ID, Label: r.say("edit.button")}
}

func (r *request) takeBackButton(reflection cohort.Reflection) chat.Button {
	return chat.Button{Action: actionTakeBack, Value: reflection.ID, Label: r.say("reflect.take_back")}
}

// problem keeps a form open with a sentence at one of its inputs.
func problem(input, sentence string) error {
	return refuse(chat.Reply{Problems: map[string]string{input: sentence}})
}

// done is the last page of a form: what was kept.
func (r *request) done(title, sentence string) *chat.Form {
	return &chat.Form{
		Title: r.say(title), Close: r.say("form.close"), Blocks: []chat.Block{chat.Text(r.say(sentence))},
	}
}

// doneWith is done with what one may do next.
func (r *request) doneWith(title, sentence string, next ...chat.Button) *chat.Form {
	done := r.done(title, sentence)
	done.Blocks = append(done.Blocks, chat.Buttons(next))
	return done
}
