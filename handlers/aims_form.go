package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
)

const (
	fullInput  = 2400   // characters with which an input of a list is opened at most: it takes 3,000, so there is room to write
	mostInputs = 12     // of one list
	largeForm  = 12_000 // bytes of people's words that one answer to a form surely carries
)

// aimsForm opens both lists to be changed, one line of a list on each line.
func aimsForm(r *request) (chat.Reply, error) {
	items, err := r.ownAims()
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.formOfAims(items, map[cohort.Aim][]string{
		cohort.Can: wordsOf(cohort.Listed(items, cohort.Can)), cohort.Will: wordsOf(cohort.Listed(items, cohort.Will)),
	}, chat.Text(r.say("aims.intro")))}, nil
}

// formOfAims holds some lines of each list. Its state says of which lists it is to be the change.
func (r *request) formOfAims(items []cohort.Entry, lines map[cohort.Aim][]string, above ...chat.Block) *chat.Form {
	form := &chat.Form{
		Name: formAims, State: standOf(items), Title: r.say("aims.title"), Submit: r.say("aims.submit"), Close: r.say("form.cancel"), Blocks: above,
	}
	for _, aim := range bothAims {
		label := r.say("aims." + string(aim) + "_label")
		for i, text := range inInputs(lines[aim]) {
			input := chat.TextInput{ID: inputOf(string(aim), i), Label: label, Initial: text, Lines: true, Optional: true}
			if i == 0 {
				input.Hint = r.say("aims.hint", "Length", cohort.LongestItem, "Most", cohort.MostItems)
				input.Placeholder = r.say("aims." + string(aim) + "_placeholder")
			} else {
				input.Label = r.say("aims.more_label", "List", label)
			}
			form.Inputs = append(form.Inputs, input)
		}
	}
	return form
}

// inInputs divides lines among as few inputs as hold them with room to write on; of a list without lines there is one.
func inInputs(lines []string) []string {
	texts := []string{""}
	for _, line := range lines {
		last := &texts[len(texts)-1]
		switch {
		case *last == "":
			*last = line
		case chat.Length(*last+"\n"+line) > fullInput:
			texts = append(texts, line)
		default:
			*last += "\n" + line
		}
	}
	return texts
}

// standOf marks how both lists stand: another mark, and they were changed.
func standOf(items []cohort.Entry) string {
	sum := sha256.New()
	for _, aim := range bothAims {
		for _, item := range cohort.Listed(items, aim) {
			sum.Write([]byte(item.ID + "\n" + item.Words + "\n"))
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// saveAims keeps the lists as the form has them: lines that are still there stay what they were, new ones join, and those that are missing
// are dropped. Lists that were changed since the form was opened are not written over.
func saveAims(r *request) (chat.Reply, error) {
	items, err := r.ownAims()
	if err != nil {
		return chat.Reply{}, err
	}
	lines := map[cohort.Aim][]string{}
	for _, aim := range bothAims {
		if lines[aim], err = r.writtenAims(aim); err != nil {
			return chat.Reply{}, err
		}
	}
	if r.ev.State != standOf(items) {
		return r.meanwhile(items, lines)
	}
	for _, aim := range bothAims {
		if err := r.tx.SaveAims(r.changedAims(items, aim, lines[aim])...); err != nil {
			return chat.Reply{}, err
		}
	}
	return chat.Reply{Form: r.doneWithAims("aims.title", "aims.saved")}, nil
}

func (r *request) doneWithAims(title, sentence string) *chat.Form {
	return r.doneWith(title, sentence, chat.Button{Action: actionAims, Label: r.say("aims.see")})
}

// writtenAims are the lines of one list as the form has them. It refuses one that is too long, or too many.
func (r *request) writtenAims(aim cohort.Aim) ([]string, error) {
	var all []string
	for i := range mostInputs {
		input := inputOf(string(aim), i)
		for n, written := range strings.Split(r.ev.Get(input), "\n") {
			line := aimLine(written)
			if cohort.LongLine(line) {
				return nil, problem(input, r.say("aims.too_long", "Number", n+1, "Length", cohort.LongestItem))
			}
			all = append(all, line)
		}
	}
	lines := cohort.Lines(strings.Join(all, "\n"))
	if len(lines) > cohort.MostItems {
		return nil, problem(inputOf(string(aim), 0), r.say("aims.too_many", "Most", cohort.MostItems))
	}
	return lines, nil
}

// aimLine is a line as it is kept: without its mark, and without what cannot be seen.
func aimLine(written string) string {
	for _, line := range cohort.Lines(visible(strings.ReplaceAll(written, "\t", " "))) {
		return visible(line)
	}
	return ""
}

// meanwhile gives somebody their words back beside the lists as they stand by now; sent once more, they are kept. Where that is more than
// one answer holds, the form stays as it is.
func (r *request) meanwhile(items []cohort.Entry, lines map[cohort.Aim][]string) (chat.Reply, error) {
	above := append([]chat.Block{chat.Text(r.say("aims.meanwhile"))}, r.listBlocks(items)...)
	size := 0
	for _, aim := range bothAims {
		size += len(strings.Join(append(wordsOf(cohort.Listed(items, aim)), lines[aim]...), "\n"))
	}
	if size > largeForm {
		return chat.Reply{}, problem("", r.say("aims.meanwhile_long"))
	}
	return chat.Reply{Form: r.formOfAims(items, lines, above...)}, nil
}

// changedAims are the lines of one list that are other than they were. A line that was dropped once and is written again is the old one.
func (r *request) changedAims(items []cohort.Entry, aim cohort.Aim, lines []string) (changed []cohort.Entry) {
	written, known := map[string]bool{}, map[string]cohort.Entry{}
	for _, line := range lines {
		written[cohort.Entry{Aim: aim, Words: line}.Key()] = true
	}
	for _, item := range items {
		key := item.Key()
		if _, twice := known[key]; !twice || item.Dropped.IsZero() {
			known[key] = item
		}
		if item.Aim == aim && item.Dropped.IsZero() && !written[key] {
			item.Dropped = r.now
			changed = append(changed, item)
		}
	}
	for _, line := range lines {
		item, there := known[cohort.Entry{Aim: aim, Words: line}.Key()]
		if !there {
			item = cohort.Entry{ID: storage.NewID(), Person: r.who.id, Aim: aim, Added: r.now}
		}
		if item.Words == line && item.Dropped.IsZero() {
			continue
		}
		if !item.Dropped.IsZero() { // by their own hand now, whatever it grew from
			item.Dropped, item.Source = time.Time{}, ""
		}
		item.Words = line
		changed = append(changed, item)
	}
	return changed
}

func wordsOf(items []cohort.Entry) (words []string) {
	for _, item := range items {
		words = append(words, item.Words)
	}
	return words
}
