package handlers_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"ippo/chat"
	"ippo/locale"
	"ippo/storage"
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

// Whoever types what stands on a button of the menu, or of a page behind its doors, means the button.
func TestWhatStandsOnAButtonMayBeTyped(t *testing.T) {
	for _, language := range locale.Languages() {
		t.Run(language, func(t *testing.T) { typesWhatStandsOnButtons(t, language) })
	}
}

func typesWhatStandsOnButtons(t *testing.T, language string) {
	k, _, _ := newCoachedKitchen(t)
	k.write(func(tx *storage.Tx) error {
		p, err := tx.Person("U1")
		p.Language = language
		return errors.Join(err, tx.SavePerson(p))
	})
	label := regexp.MustCompile(`Label:(.*?) URL:`)
	count := func() (n int) {
		k.write(func(tx *storage.Tx) (err error) { n, err = tx.CountReflections("U1"); return err })
		return n
	}
	before := count()
	if menu := k.command("U1", ""); !strings.Contains(menu, locale.In(language).Say("doors.records")) {
		t.Fatalf("the menu is not in %s: %s", language, menu)
	}
	for _, page := range []string{k.command("U1", ""), k.press("U1", "records", ""), k.press("U1", "own_ways", ""), k.press("U1", "privacy", "")} {
		for _, on := range label.FindAllStringSubmatch(page, -1) {
			k.do(chat.Event{Kind: chat.Direct, Person: "U1", Text: on[1]})
			if count() != before {
				t.Errorf("%q is kept as a reflection", on[1])
				before = count()
			}
		}
	}
}
