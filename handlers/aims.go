package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
	"ippo/storage"
)

// bothAims are the two lists, in the order in which they are shown.
var bothAims = []cohort.Aim{cohort.Can, cohort.Will}

// aims shows one's own lists, the question of the month, and what has changed since the first month.
func aims(r *request) (chat.Reply, error) {
	items, err := r.ownAims()
	if err != nil {
		return chat.Reply{}, err
	}
	edit := chat.Button{Action: actionAimsEdit, Label: r.say("aims.edit")}
	if len(cohort.Listed(items, cohort.Can))+len(cohort.Listed(items, cohort.Will)) == 0 {
		edit.Label, edit.Primary = r.say("aims.begin"), true
	}
	blocks := append([]chat.Block{chat.Heading(r.say("aims.heading")), chat.Context(r.say("aims.only_me"))}, r.listBlocks(items)...)
	blocks = append(blocks, chat.Buttons{edit, {Action: actionLife, Label: r.say("life.menu")}})
	facet, err := r.facetBlocks()
	if err != nil {
		return chat.Reply{}, err
	}
	changes, err := r.changeBlocks(items)
	if err != nil {
		return chat.Reply{}, err
	}
	return r.inPlace(compose(slices.Concat(blocks, facet, changes, r.backToRecords())...)), nil
}

// ownAims are the lines of one's own lists, with those that were dropped. They stay their writer's when the writer no longer takes part; who
// has none is to take part.
func (r *request) ownAims() ([]cohort.Entry, error) {
	items, err := r.tx.Aims(r.who.id)
	if err == nil && len(items) == 0 {
		_, _, err = r.participant()
	}
	return items, err
}

// listBlocks are both lists as they hold now.
func (r *request) listBlocks(items []cohort.Entry) (blocks []chat.Block) {
	for _, aim := range bothAims {
		blocks = append(blocks, chat.Text(r.say("aims."+string(aim))))
		var lines []string
		for _, item := range cohort.Listed(items, aim) {
			lines = append(lines, r.say("aims.line", "Words", item.Words))
		}
		if len(lines) == 0 {
			blocks = append(blocks, chat.Context(r.say("aims."+string(aim)+"_empty")))
			continue
		}
		blocks = append(blocks, chat.Quote(strings.Join(lines, "\n")))
	}
	return blocks
}

// facetBlocks ask the question of the month of whoever takes part.
func (r *request) facetBlocks() ([]chat.Block, error) {
	if len(r.who.member) == 0 {
		return nil, nil
	}
	facet, err := nudges.FacetAt(r.tx, r.who.member[0].ID, r.now)
	return []chat.Block{
		chat.Divider{}, chat.Text(nudges.FacetLine(r.who.words, facet)),
		chat.Buttons{{Action: nudges.ActionReflect, Value: nudges.Value(nudges.AboutFacet, strconv.Itoa(facet)), Label: r.say("facet.write")}},
	}, err
}

// facetIntro begins a reflection that is about nothing in particular: with the question that was pressed, or that of the month.
func (r *request) facetIntro(c cohort.Cohort) (string, error) {
	facet, err := nudges.FacetAt(r.tx, c.ID, r.now)
	if pressed, is := strings.CutPrefix(r.ev.Value, nudges.Value(nudges.AboutFacet, "")); is && r.ev.Kind == chat.Press {
		if n, err := strconv.Atoi(pressed); err == nil && n >= 1 && n <= cohort.Facets {
			facet = n
		}
	}
	return nudges.FacetLine(r.who.words, facet) + "\n" + r.say("reflect.form_intro"), err
}

// changeBlocks put the first month beside now, once it is over, and offer to erase what was dropped.
func (r *request) changeBlocks(items []cohort.Entry) ([]chat.Block, error) {
	first, err := r.tx.FirstWords(r.who.id)
	if err != nil {
		return nil, err
	}
	changes := cohort.Difference(items, cohort.FirstMonthEnd(first, r.who.person.Location()), r.now)
	var blocks []chat.Block
	if !changes.Empty() {
		blocks = []chat.Block{chat.Divider{}, chat.Heading(r.say("aims.then_now")), chat.Context(r.say("aims.then_now_hint"))}
		blocks = append(blocks, r.said(r.say("aims.stayed"), changes.Stayed)...)
		blocks = append(blocks, r.said(r.say("aims.new"), changes.New)...)
		blocks = append(blocks, r.said(r.say("aims.let_go"), changes.LetGo)...)
	}
	if len(dropped(items)) > 0 {
		blocks = append(blocks, chat.Buttons{{Action: actionAimsErase, Label: r.say("aims.erase_dropped")}})
	}
	return blocks, nil
}

// said are lines of both lists under a sentence; nothing if there are none.
func (r *request) said(above string, items []cohort.Entry) []chat.Block {
	var lines []string
	for _, aim := range bothAims {
		for _, item := range items {
			if item.Aim == aim {
				lines = append(lines, r.say("aims.said_"+string(aim), "Words", item.Words))
			}
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []chat.Block{chat.Text(above), chat.Quote(strings.Join(lines, "\n"))}
}

// dropped are the lines that do not hold any more.
func dropped(items []cohort.Entry) (gone []cohort.Entry) {
	for _, item := range items {
		if !item.Dropped.IsZero() {
			gone = append(gone, item)
		}
	}
	return gone
}

// droppedForm asks before what was dropped is erased, and shows it once more.
func droppedForm(r *request) (chat.Reply, error) {
	items, err := r.ownAims()
	if err != nil {
		return chat.Reply{}, err
	}
	gone := dropped(items)
	if len(gone) == 0 {
		return r.inPlace(compose(chat.Text(r.say("aims.erased")))), nil
	}
	return chat.Reply{Form: &chat.Form{
		Name: formDropped, State: strconv.FormatInt(r.now.UnixMilli(), 10), Title: r.say("aims.erase_title"), Submit: r.say("aims.erase_submit"), Close: r.say("form.cancel"),
		Blocks: r.said(r.say("aims.erase_question", "Count", len(gone)), gone),
	}}, nil
}

// eraseDropped erases for good what was dropped when the question was asked.
func eraseDropped(r *request) (chat.Reply, error) {
	asked, err := strconv.ParseInt(r.ev.State, 10, 64)
	if err != nil {
		return chat.Reply{}, storage.ErrNotFound
	}
	if err := r.tx.EraseDropped(r.who.id, time.UnixMilli(asked)); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.done("aims.erase_title", "aims.erased")}, nil
}
