package handlers

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// turnsOnPage is how many turning points are shown at once.
const turnsOnPage = 10

// life shows one's own turning points, the earliest first.
func life(r *request) (chat.Reply, error) {
	all, err := r.ownTurns()
	if err != nil {
		return chat.Reply{}, err
	}
	add := chat.Button{Action: actionTurn, Label: r.say("life.add"), Primary: len(all) == 0}
	blocks := []chat.Block{chat.Heading(r.say("life.heading")), chat.Context(r.say("life.only_me"))}
	if len(all) == 0 {
		blocks = append(blocks, chat.Text(r.say("life.empty")), chat.Buttons{add})
		return r.inPlace(compose(append(blocks, r.backToRecords()...)...)), nil
	}
	from := 0
	if r.ev.Kind == chat.Press && r.ev.Action == actionLife {
		from, _ = strconv.Atoi(r.ev.Value)
	}
	from = max(0, min(from, len(all)-1))
	to := min(from+turnsOnPage, len(all))
	for _, turn := range all[from:to] {
		blocks = append(blocks, r.turnBlock(turn), chat.Buttons{
			{Action: actionTurn, Value: turn.ID, Label: r.say("life.edit")}, {Action: actionTurnErase, Value: turn.ID, Label: r.say("life.erase")},
		})
	}
	buttons := chat.Buttons{add}
	if from > 0 {
		buttons = append(buttons, chat.Button{Action: actionLife, Value: strconv.Itoa(max(0, from-turnsOnPage)), Label: r.say("life.earlier")})
	}
	if to < len(all) {
		buttons = append(buttons, chat.Button{Action: actionLife, Value: strconv.Itoa(to), Label: r.say("life.later")})
	}
	if c, _, err := r.participant(); err == nil && len(all) > 1 {
		buttons = append(buttons, chat.Button{Action: nudges.ActionTake, Value: nudges.Value(nudges.KeepLife, c.ID), Label: r.say("life.picture")})
	}
	blocks = append(blocks, chat.Divider{}, buttons)
	return r.inPlace(compose(append(blocks, r.backToRecords()...)...)), nil
}

// ownTurns are one's own turning points. They stay their writer's when the writer no longer takes part; who has none is to take part.
func (r *request) ownTurns() ([]cohort.Turn, error) {
	all, err := r.tx.Turns(r.who.id)
	if err == nil && len(all) == 0 {
		_, _, err = r.participant()
	}
	return all, err
}

func (r *request) turnBlock(t cohort.Turn) chat.Block {
	return chat.Fields{{Label: r.say("life.point", "Age", t.Age, "Felt", r.felt(t.Felt)), Value: t.Event}}
}

func (r *request) felt(felt cohort.Felt) string {
	return r.say("life.feels." + strconv.Itoa(int(felt)))
}

// turnForm opens the form for a turning point of one's own, or for a new one.
func turnForm(r *request) (chat.Reply, error) {
	if _, err := r.ownTurns(); err != nil {
		return chat.Reply{}, err
	}
	var age, event string
	var felt []string
	if r.ev.Value != "" {
		turn, err := r.tx.Turn(r.ev.Value, r.who.id)
		if err != nil {
			return chat.Reply{}, err
		}
		age, event, felt = strconv.Itoa(turn.Age), turn.Event, []string{strconv.Itoa(int(turn.Felt))}
	}
	var feels []chat.Option
	for f := cohort.Brightest; f >= cohort.Hardest; f-- {
		feels = append(feels, chat.Option{Value: strconv.Itoa(int(f)), Label: r.felt(f)})
	}
	return chat.Reply{Form: &chat.Form{
		Name: formTurn, State: r.ev.Value, Title: r.say("life.title"), Submit: r.say("life.submit"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Context(r.say("life.only_me"))},
		Inputs: []chat.Input{
			chat.TextInput{ID: "age", Label: r.say("life.age"), Hint: r.say("life.age_hint"), Placeholder: r.say("life.age_placeholder"), Initial: age, Max: 10},
			chat.TextInput{ID: "event", Label: r.say("life.event"), Hint: r.say("life.event_hint", "Length", cohort.LongestEvent),
				Placeholder: r.say("life.event_placeholder"), Initial: event, Lines: true, Max: cohort.LongestEvent},
			chat.Choice{ID: "felt", Label: r.say("life.felt"), Open: true, Options: feels, Initial: felt},
		},
	}}, nil
}

// saveTurn keeps a turning point, new or changed.
func saveTurn(r *request) (chat.Reply, error) {
	all, err := r.ownTurns()
	if err != nil {
		return chat.Reply{}, err
	}
	turn := cohort.Turn{ID: storage.NewID(), Person: r.who.id, Added: r.now}
	if r.ev.State != "" {
		if turn, err = r.tx.Turn(r.ev.State, r.who.id); err != nil {
			return chat.Reply{}, err
		}
	} else if len(all) >= cohort.MostTurns {
		return chat.Reply{}, problem("event", r.say("life.full", "Most", cohort.MostTurns))
	}
	if err := r.readTurn(&turn); err != nil {
		return chat.Reply{}, err
	}
	if err := r.tx.SaveTurn(turn); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.doneWithTurn("life.title", "life.saved")}, nil
}

func (r *request) doneWithTurn(title, sentence string) *chat.Form {
	return r.doneWith(title, sentence, chat.Button{Action: actionLife, Label: r.say("life.see")})
}

// readTurn reads what the form says of a turning point.
func (r *request) readTurn(t *cohort.Turn) error {
	age, err := strconv.Atoi(ageDigits(r.ev.Get("age")))
	if err != nil || age < 0 || age > cohort.OldestAge {
		return problem("age", r.say("life.age_wrong", "Oldest", cohort.OldestAge))
	}
	felt, err := strconv.Atoi(r.ev.Get("felt"))
	if err != nil || felt < int(cohort.Hardest) || felt > int(cohort.Brightest) {
		return problem("felt", r.say("life.felt_wrong"))
	}
	t.Age, t.Felt, t.Event = age, cohort.Felt(felt), fewLines(visible(r.ev.Get("event")))
	switch {
	case t.Event == "":
		return problem("event", r.say("life.event_empty"))
	case chat.Length(t.Event) > cohort.LongestEvent:
		return problem("event", r.say("life.event_long", "Length", cohort.LongestEvent))
	}
	return nil
}

// ageDigits is an age without what people write around it: "４２歳", "about 42".
func ageDigits(written string) string {
	return strings.TrimFunc(norm.NFKC.String(written), func(r rune) bool { return r != '-' && (r < '0' || r > '9') })
}

// turnOffForm asks before a turning point is erased, and shows it once more.
func turnOffForm(r *request) (chat.Reply, error) {
	turn, err := r.tx.Turn(r.ev.Value, r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: &chat.Form{
		Name: formTurnOff, State: turn.ID, Title: r.say("life.erase_title"), Submit: r.say("life.erase"), Close: r.say("form.cancel"),
		Blocks: []chat.Block{chat.Text(r.say("life.erase_question")), r.turnBlock(turn)},
	}}, nil
}

// eraseTurn erases a turning point of one's own.
func eraseTurn(r *request) (chat.Reply, error) {
	if err := r.tx.EraseTurn(r.ev.State, r.who.id); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.doneWithTurn("life.erase_title", "life.erased")}, nil
}
