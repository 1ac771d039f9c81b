package handlers_test

import (
	"strings"
	"testing"

	"ippo/chat"
)

// Help after a command is about that command.
func TestHelpAfterACommand(t *testing.T) {
	k := newKitchen(t)
	for _, word := range []string{"help", "HELP", "使い方"} {
		for _, command := range []string{"circle", "session", "step", "reflect"} {
			k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: command, Text: word}), "help."+command)
		}
		k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "ippo", Text: word}), "help.intro")
		k.says(k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "announce", Text: word}), "error.organizers_only")
		k.says(k.do(chat.Event{Kind: chat.Command, Person: "U91", Command: "announce", Text: word}), "help.announce")
	}
	answer := k.do(chat.Event{Kind: chat.Command, Person: "U1", Command: "circle", Text: "どうしたら"})
	k.says(answer, "help.unknown", "Command", "/circle")
	if !strings.Contains(answer, "どうしたら") {
		t.Errorf("what was typed is not given back: %s", answer)
	}
	for _, words := range []string{"サークルをやめたい", "サークルを離れたい", "サークルを開きたい", "サークルを休みたい", "Leave my circle", "open a circle"} {
		k.says(k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: words}), "circle.invitation")
	}
}
