package handlers_test

import (
	"strings"
	"testing"

	"ippo/chat"
	"ippo/cohort"
)

// Each line stands once, with when it answers, and its page is a button with its name; no address stands in the words.
func TestHelpLinesAreToldOnceAndTruly(t *testing.T) {
	k := newKitchen(t)
	told := func() (words string, links chat.Buttons) {
		k.serial++
		reply := k.reply(chat.Event{Kind: chat.Direct, Person: "U1", Text: inNeed})
		for _, block := range reply.Say.Blocks {
			switch b := block.(type) {
			case chat.Divider:
				return words, links
			case chat.Text:
				words += string(b) + "\n"
			case chat.Buttons:
				links = append(links, b...)
			}
		}
		return words, links
	}
	k.cares("c1", "Asia/Tokyo", cohort.Care{})
	words, links := told()
	for _, want := range []string{"0120-279-338（24時間・無料）", "0120-783-556（毎日16〜21時、毎月10日は8時〜翌朝8時・無料）", japanese.Say("care.whom")} {
		if strings.Count(words, want) != 1 {
			t.Errorf("%s is not told once: %s", want, words)
		}
	}
	if strings.Contains(words, "http") || strings.Contains(words, "まもろうよ") || len(links) != 3 || links[0].Label != japanese.Say("care.site", "Name", "よりそいホットライン") {
		t.Errorf("the links: %+v beside %s", links, words)
	}
	france := cohort.Care{Contact: "窓口", Lines: []cohort.HelpLine{{Name: "3114（自殺予防）", Phone: "31 14"}}}
	k.cares("c1", "Europe/Paris", france)
	if words, _ = told(); strings.Count(words, "3114") != 1 || strings.Contains(words, "Numéro") {
		t.Errorf("the same number is told twice: %s", words)
	}
	if !strings.Contains(words, japanese.Say("care.hours_vary")) {
		t.Errorf("when it answers is not told: %s", words)
	}
}
