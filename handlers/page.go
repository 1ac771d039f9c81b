package handlers

import (
	"slices"
	"strconv"
	"strings"

	"ippo/chat"
)

// mostOnPage is how many items of a list are shown at once, if they are short.
const mostOnPage = 5

// listing is a long list that is read page by page, the newest first.
type listing struct {
	action  string // of the buttons that turn the page; their value says where,
	about   string // and of what the list is, if of one thing among several
	heading chat.Block
	top     chat.Buttons // below the heading
	all     int
	item    func(i int) ([]chat.Block, error)
}

// endingBefore marks a page by what comes after it. Any other page is marked by its first item.
const endingBefore = "<"

// page is as much of a list as one message holds, from the place that was asked for. An item that is too large for one is
// alone on its page.
func (r *request) page(l listing) ([]chat.Block, error) {
	from, items, err := r.onPage(l)
	if err != nil {
		return nil, err
	}
	blocks := l.begin()
	for _, item := range items {
		blocks = append(blocks, item...)
	}
	var buttons chat.Buttons
	for _, button := range r.turns(l, from, from+len(items)) {
		if button.Value != "" {
			buttons = append(buttons, button)
		}
	}
	if len(buttons) > 0 {
		blocks = append(blocks, buttons)
	}
	return blocks, nil
}

// turns are the buttons to the newer and to the older page; one that leads nowhere has no value.
func (r *request) turns(l listing, from, to int) chat.Buttons {
	newer := chat.Button{Action: l.action, Label: r.say("page.newer")}
	older := chat.Button{Action: l.action, Label: r.say("page.older")}
	if from > 0 {
		newer.Value = l.at(endingBefore + strconv.Itoa(from))
	}
	if to < l.all {
		older.Value = l.at(strconv.Itoa(to))
	}
	return chat.Buttons{newer, older}
}

// begin is what stands above the items.
func (l listing) begin() []chat.Block {
	if len(l.top) == 0 {
		return []chat.Block{l.heading}
	}
	return []chat.Block{l.heading, l.top}
}

// at is the value of a button that leads to a place of the list.
func (l listing) at(place string) string { return strings.TrimSpace(place + " " + l.about) }

// onPage finds the items of the page that was asked for, and which one is the first.
func (r *request) onPage(l listing) (int, [][]chat.Block, error) {
	place := ""
	if r.ev.Kind == chat.Press && r.ev.Action == l.action {
		place, _, _ = strings.Cut(r.ev.Value, " ")
	}
	before, backwards := strings.CutPrefix(place, endingBefore)
	at, _ := strconv.Atoi(before)
	if backwards && at > 0 {
		at = min(at, l.all) - 1
		items, err := r.fill(l, at, -1)
		slices.Reverse(items)
		if from := at - len(items) + 1; from > 0 || err != nil {
			return from, items, err
		}
		at = 0 // the first page is filled up from its beginning
	}
	at = max(0, min(at, l.all-1))
	items, err := r.fill(l, at, 1)
	return at, items, err
}

// fill takes items one after the other, forwards or backwards, while they fit.
func (r *request) fill(l listing, at, step int) ([][]chat.Block, error) {
	var items [][]chat.Block
	page := append(l.begin(), r.turns(l, l.all, 0))
	for ; at >= 0 && at < l.all && len(items) < mostOnPage; at += step {
		item, err := l.item(at)
		if err != nil {
			return nil, err
		}
		page = append(page, item...)
		if len(items) > 0 && !chat.Fits(page...) {
			break
		}
		items = append(items, item)
	}
	return items, nil
}
