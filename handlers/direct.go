package handlers

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/nudges"
)

// routeDirect finds the job of words written to Ippo alone: a word for something that Ippo can do gets the answer to that, any
// other words are kept as a reflection that only the writer sees.
func routeDirect(ev chat.Event) job {
	if len(ev.Files) > 0 {
		return job{writes, droppedFile}
	}
	if strings.TrimSpace(ev.Text) == "" {
		return job{writes, menu}
	}
	if asked := askedFor(ev.Text); asked != nil {
		return job{writes, asked} // only once: another answer is a message more
	}
	return job{writes, saveNote}
}

// callings are what can be asked for by a word of its own. The words stand in the languages' files, as "called_by".
var callings map[string]func(*request) (chat.Reply, error)

func init() { // here, because an answer may ask what was called for
	callings = map[string]func(*request) (chat.Reply, error){
		"menu": menu, "session": session, "step": step, "circle": circle, "pause": pauseChoice, "settings": settingsOffer,
		"aims": aims, "life": life, "records": records, "story": storiesHere, "reflect": reflectOffer, "reflections": reflections, "announce": announceOffer,
		"journey": year, "letter": letter, "interview": interviewOffer,
		"voices": voicesOffer, "mood": moodNow, "data": privacy, "looks": looks, "coach": coachPage,
		"join": enter, "leave": leaveOffer, "cohorts": cohorts,
		"diary": opens(actionDiary, "diary.title"), "search": opens(actionSearch, "search.button"),
	}
}

// askedFor finds what words ask for that are nothing but a greeting, or the name of something that Ippo can do, in any language.
func askedFor(written string) func(*request) (chat.Reply, error) {
	written = strings.ToLower(norm.NFKC.String(written))
	written = strings.TrimFunc(written, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) })
	for _, language := range locale.Languages() {
		for what, words := range locale.In(language).Section("called_by") {
			if slices.Contains(strings.Split(words, "|"), written) {
				return callings[what]
			}
		}
	}
	return nil
}

// changed tells who changes words in the conversation that what they wrote first is what is kept.
func changed(r *request) (chat.Reply, error) {
	if len(r.who.member) == 0 || strings.TrimSpace(r.ev.Text) == "" || askedFor(r.ev.Text) != nil {
		return chat.Reply{}, nil // nothing was kept
	}
	return message(chat.Text(r.say("reflect.changed")),
		chat.Buttons{{Action: actionReflections, Label: r.say("reflect.see_list")}}), nil
}

// settingsOffer leads to the form: in a conversation only a press can open one.
func settingsOffer(r *request) (chat.Reply, error) {
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	return message(chat.Text(r.say("settings.offer")),
		chat.Buttons{{Action: actionSettings, Label: r.say("menu.settings"), Primary: true}}), nil
}

// opens answers words with the button for a form: only a press can open one.
func opens(action, label string) func(*request) (chat.Reply, error) {
	return func(r *request) (chat.Reply, error) {
		if _, _, err := r.participant(); err != nil {
			return chat.Reply{}, err
		}
		return message(chat.Text(r.say("doors.here")), chat.Buttons{{Action: action, Label: r.say(label), Primary: true}}), nil
	}
}

// voicesOffer leads to what is shared with the cohort: who takes part reads it, and who organises.
func voicesOffer(r *request) (chat.Reply, error) {
	if _, err := r.cohortOfVoices(); err != nil {
		return chat.Reply{}, err
	}
	return message(chat.Text(r.say("doors.here")), chat.Buttons{{Action: actionVoices, Label: r.say("voices.button"), Primary: true}}), nil
}

func reflectOffer(r *request) (chat.Reply, error) {
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	return message(chat.Text(r.say("reflect.offer")), chat.Buttons{
		{Action: nudges.ActionReflect, Label: r.say("reflect.write"), Primary: true},
		{Action: actionReflections, Label: r.say("reflect.see_list")},
	}), nil
}

// storiesHere lists one's own stories; where there is none it leads to the form.
func storiesHere(r *request) (chat.Reply, error) {
	all, err := r.tx.StoriesOf(r.who.id)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(all) > 0 {
		return stories(r)
	}
	if _, _, err := r.participant(); err != nil {
		return chat.Reply{}, err
	}
	return message(chat.Text(r.say("story.offer")), chat.Buttons{{Action: actionStories, Label: r.say("menu.story"), Primary: true}}), nil
}

func announceOffer(r *request) (chat.Reply, error) {
	if len(r.cohortsFor(cohort.Announce)) == 0 {
		return chat.Reply{}, r.refused(cohort.Announce)
	}
	return message(chat.Text(r.say("menu.organizer")), chat.Buttons{
		{Action: actionAnnounce, Label: r.say("menu.announce"), Primary: true},
		{Action: actionAnnouncements, Label: r.say("announce.list_heading")},
	}), nil
}
