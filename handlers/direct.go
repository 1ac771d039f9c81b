package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/locale"
)

// routeDirect finds the job of words written to Ippo alone: a word that asks for help gets the menu, any other words are
// kept as a reflection that only the writer sees.
func routeDirect(ev chat.Event) job {
	if written := strings.TrimSpace(ev.Text); written == "" || asksForHelp(written) {
		return job{writes, menu} // only once: another greeting is a message more
	}
	return job{writes, saveNote}
}

// changed tells who changes words in the conversation that what they wrote first is what is kept.
func changed(r *request) (chat.Reply, error) {
	if before := strings.TrimSpace(r.ev.Text); len(r.who.member) == 0 || before == "" || asksForHelp(before) {
		return chat.Reply{}, nil // nothing was kept
	}
	return message(chat.Text(r.say("reflect.changed")),
		chat.Buttons{{Action: actionReflections, Label: r.say("reflect.see_list")}}), nil
}

// asksForHelp reports whether words are nothing but a greeting or a call for help, in any language.
func asksForHelp(written string) bool {
	written = strings.ToLower(strings.TrimRight(written, "?？!！。. "))
	for _, language := range locale.Languages() {
		words := strings.Split(locale.In(language).Say("menu.called_by"), "|")
		if slices.Contains(words, written) {
			return true
		}
	}
	return false
}
