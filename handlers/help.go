package handlers

import (
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/config"
	"ippo/locale"
	"ippo/nudges"
)

// help lists the commands.
func help(r *request) (chat.Reply, error) {
	commands := []string{"reflect", "step", "session", "circle", "ippo"}
	if len(r.cohortsFor(cohort.Announce)) > 0 {
		commands = append(commands, "announce")
	}
	var fields chat.Fields
	for _, command := range commands {
		fields = append(fields, chat.Field{Label: "/" + command, Value: r.say("help." + command)})
	}
	blocks := []chat.Block{chat.Text(r.say("help.intro")), fields, chat.Context(r.say("help.direct")), chat.Context(r.say("enrol.help")), chat.Context(r.say("help.buttons"))}
	if len(r.cohortsFor(cohort.Enrol)) > 0 {
		blocks = append(blocks, chat.Context(r.say("desk.help")))
	}
	if r.h.shelf != nil && len(r.bringsIn()) > 0 {
		blocks = append(blocks, chat.Context(r.say("files.help")))
	}
	if len(r.who.member) > 0 {
		blocks = append(blocks, chat.Buttons{{Action: actionMenu, Value: "ippo", Label: r.say("menu.open")}})
	}
	return message(blocks...), nil
}

// asksForHelp reports whether the word after a command asks how it is used, in any language.
func asksForHelp(word string) bool {
	return slices.ContainsFunc(locale.Languages(), func(language string) bool {
		return slices.Contains(strings.Split(locale.In(language).Say("help.called_by"), "|"), word)
	})
}

// commandHelp says how a command is used; after /ippo, how all are.
func commandHelp(r *request) (chat.Reply, error) {
	switch command := r.ev.Command; {
	case command == "ippo":
		return help(r)
	case command == "announce" && len(r.cohortsFor(cohort.Announce)) == 0:
		return chat.Reply{}, r.refused(cohort.Announce)
	default:
		return message(chat.Text(r.say("help."+command)), r.meant(command, ""), chat.Context(r.say("help.buttons"))), nil
	}
}

// unknownSubcommand names the nearest subcommand that this person may use. Words that are more than a subcommand mistyped are
// given back: they may have been meant for a reflection.
func unknownSubcommand(r *request) (chat.Reply, error) {
	organizes := len(r.cohortsFor(cohort.FormCircles)) > 0
	var known []string
	for word := range subcommands[r.ev.Command] {
		if word != "" && (organizes || !slices.Contains(organizersWords, word)) {
			known = append(known, word)
		}
	}
	slices.Sort(known)
	sentence := r.say("help.unknown", "Command", "/"+r.ev.Command)
	nearest := config.Nearest(firstWord(r.ev.Text), known)
	if nearest != "" {
		sentence = r.say("help.nearest", "Command", "/"+r.ev.Command+" "+nearest)
	}
	blocks := []chat.Block{chat.Text(sentence), append(r.meant(r.ev.Command, nearest),
		chat.Button{Action: actionMenu, Value: "ippo", Label: r.say("menu.open")})}
	if nearest == "" || len(strings.Fields(r.ev.Text)) > 1 {
		blocks = append(blocks, chat.Text(r.say("error.your_words")), chat.Quote(r.ev.Text))
	}
	return message(blocks...), nil
}

// meant is the button for a subcommand or, without one, for its command, by the name that it has everywhere else.
func (r *request) meant(command, subcommand string) chat.Buttons {
	switch command + " " + subcommand {
	case "circle join":
		return chat.Buttons{{Action: nudges.ActionCircleJoin, Label: r.say("circle.join")}}
	case "circle open":
		return chat.Buttons{{Action: actionOpen, Label: r.say("open.button")}}
	case "circle leave":
		return chat.Buttons{{Action: actionCircleLeave, Label: r.say("circle.leave")}} // shows where they stand
	case "circle form", "circle remix":
		return chat.Buttons{{Action: actionCircles, Label: r.say("menu.form_circles")}}
	case "ippo settings", "ippo pause", "ippo diary":
		return chat.Buttons{{Action: actionSettings, Label: r.say("menu.settings")}}
	case "ippo can", "ippo will":
		return chat.Buttons{{Action: actionAims, Label: r.say("aims.menu")}}
	case "ippo life":
		return chat.Buttons{{Action: actionLife, Label: r.say("life.menu")}}
	case "ippo mood":
		return chat.Buttons{{Action: actionMoodNow, Label: r.say("mood.menu")}}
	case "ippo search":
		return chat.Buttons{{Action: actionSearch, Label: r.say("search.button")}}
	case "ippo story":
		return chat.Buttons{{Action: actionStories, Label: r.say("menu.story")}}
	case "ippo journey", "ippo letter":
		return chat.Buttons{{Action: actionYear, Label: r.say("year.button")}}
	case "ippo interview":
		return chat.Buttons{{Action: actionInterview, Label: r.say("year.interview")}}
	case "ippo numbers":
		return chat.Buttons{{Action: actionNumbers, Label: r.say("numbers.button")}}
	case "ippo looks":
		return chat.Buttons{{Action: actionLooks, Label: r.say("looks.button")}}
	case "ippo privacy":
		return chat.Buttons{{Action: actionPrivacy, Label: r.say("data.button")}}
	case "ippo coach":
		return chat.Buttons{{Action: actionCoach, Label: r.say("coaching.menu")}}
	case "ippo resume":
		return chat.Buttons{{Action: actionPause, Value: noPause, Label: r.say("pause.end")}}
	case "ippo help":
		return chat.Buttons{{Action: actionHelp, Label: r.say("menu.help")}}
	case "ippo join":
		return chat.Buttons{{Action: nudges.ActionEnter, Label: r.say("enrol.apply")}}
	case "ippo leave":
		return chat.Buttons{{Action: actionOwnWays, Label: r.say("menu.settings")}}
	case "ippo cohort":
		return chat.Buttons{{Action: actionCohorts, Label: r.say("desk.button")}}
	case "announce list":
		return chat.Buttons{{Action: actionAnnouncements, Label: r.say("announce.list_heading")}}
	}
	if command == "ippo" {
		return nil
	}
	return chat.Buttons{{Action: actionMenu, Value: command, Label: r.say("menu." + command)}}
}
