package nudges

import (
	"cmp"
	"slices"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// answerCounts are what readers answered, as facts; nothing if they could not.
func answerCounts(tx *storage.Tx, w *locale.Words, a cohort.Announcement) ([]chat.Block, error) {
	if len(a.Buttons) == 0 {
		return nil, nil
	}
	seen, come, err := tx.CountAnswers(a.ID)
	if err != nil {
		return nil, err
	}
	var facts chat.Fields
	if a.Offers(cohort.SeenIt) {
		facts = append(facts, chat.Field{Label: w.Say("notice.seen"), Value: w.Say("notice.people", "Count", seen)})
	}
	if a.Offers(cohort.Coming) {
		facts = append(facts, chat.Field{Label: w.Say("notice.come"), Value: w.Say("notice.people", "Count", come)})
	}
	if a.Offers(cohort.Enquire) {
		asked, answered, err := tx.CountEnquiries(a.ID)
		if err != nil {
			return nil, err
		}
		said := w.Say("notice.no_questions")
		if asked > 0 {
			said = w.Say("notice.questions", "Count", asked, "Answered", answered)
		}
		facts = append(facts, chat.Field{Label: w.Say("notice.questions_heading"), Value: said})
	}
	return []chat.Block{facts}, nil
}

// Receipts tell who received an announcement and what they answered, who has not yet, and who cannot be reached; with what can be done about
// it. Where not all names fit into a message, the file has them.
func Receipts(tx *storage.Tx, w *locale.Words, a cohort.Announcement) ([]chat.Block, error) {
	counts, err := tx.CountDeliveries(a.ID, KindAnnouncement)
	if err != nil {
		return nil, err
	}
	received, all := counts[storage.Sent], sum(counts)
	heading := w.Say("announce.received", "Count", received, "All", all)
	switch {
	case a.State == cohort.Recalled:
		heading = w.Say("notice.recalled_all")
	case a.State == cohort.Stopped:
		heading = w.Say("notice.stopped_at", "Count", received, "All", all)
	case received == all:
		heading = w.Say("announce.received_all", "Count", received)
	}
	if !a.NamesReaders() && a.State != cohort.Recalled {
		if heading, err = receivedRoughly(tx, w, a, received); err != nil {
			return nil, err
		}
	}
	blocks := []chat.Block{chat.Text(heading), chat.Quote(a.Words)}
	if a.Image == "" && a.ImageAlt != "" {
		blocks = append(blocks, chat.Context(w.Say("notice.image_refused")))
	}
	answers, err := answerCounts(tx, w, a)
	if err != nil {
		return nil, err
	}
	files, err := fileCount(tx, w, a)
	if err != nil {
		return nil, err
	}
	end := receiptButtons(w, a)
	return namedWithin(tx, w, a, counts, slices.Concat(blocks, answers, files), end)
}

// receivedRoughly tells how many received an announcement to those who have not answered about a session. As a number it would tell of one person,
// once it is another without them.
func receivedRoughly(tx *storage.Tx, w *locale.Words, a cohort.Announcement, received int) (string, error) {
	roughly, err := Roughly(tx, w, a, received)
	if a.State == cohort.Stopped {
		return w.Say("notice.stopped_unnamed", "Shown", roughly), err
	}
	return w.Say("notice.received_unnamed", "Shown", roughly), err
}

// Roughly says how many of those who take part in the cohorts of an announcement some of them are.
func Roughly(tx *storage.Tx, w *locale.Words, a cohort.Announcement, some int) (string, error) {
	all, err := TakingPart(tx, a)
	return ShownWords(w, cohort.Show(some, all)), err
}

// TakingPart counts who takes part in the cohorts of an announcement.
func TakingPart(tx *storage.Tx, a cohort.Announcement) (all int, err error) {
	for _, id := range a.Reach() {
		n, err := tx.CountParticipants(id)
		if err != nil {
			return 0, err
		}
		all += n
	}
	return all, nil
}

func sum(counts map[storage.State]int) (all int) {
	for _, n := range counts {
		all += n
	}
	return all
}

// receiptButtons are what can be done with an announcement that is out.
func receiptButtons(w *locale.Words, a cohort.Announcement) chat.Buttons {
	var buttons chat.Buttons
	if a.NamesReaders() {
		buttons = append(buttons, chat.Button{Action: ActionReportFile, Value: a.ID, Label: w.Say("notice.file")})
	}
	if takenOut(a) {
		return buttons
	}
	if a.NamesReaders() && (a.Offers(cohort.SeenIt) || a.Offers(cohort.Coming)) {
		buttons = append(buttons, chat.Button{Action: ActionRemind, Value: a.ID, Label: w.Say("notice.remind")})
	}
	if a.Offers(cohort.Enquire) {
		buttons = append(buttons, chat.Button{Action: ActionEnquiries, Value: "0 " + a.ID, Label: w.Say("notice.see_questions")})
	}
	return append(buttons, chat.Button{Action: ActionCorrect, Value: a.ID, Label: w.Say("notice.correct")},
		chat.Button{Action: ActionRecall, Value: a.ID, Label: w.Say("notice.recall")})
}

// named is a list of people with what it is called, how many they are, and how to find the first of them.
type named struct {
	heading string
	count   int
	list    func() ([]string, error) // nil: nobody is named
}

// namedWithin adds who is in which state to what is said of an announcement, as many names as one message holds.
func namedWithin(tx *storage.Tx, w *locale.Words, a cohort.Announcement, counts map[storage.State]int, blocks []chat.Block, end chat.Buttons) ([]chat.Block, error) {
	standing, err := mayStand(tx, w, a)
	if err != nil {
		return nil, err
	}
	if !a.NamesReaders() {
		if standing.count > 0 {
			blocks = append(blocks, chat.Text(w.Say("notice.may_stand_unnamed")))
		}
		blocks = append(blocks, chat.Context(w.Say("notice.unnamed")))
		if len(end) > 0 {
			blocks = append(blocks, end)
		}
		return blocks, nil
	}
	groups, err := unreached(tx, w, a)
	if err != nil {
		return nil, err
	}
	groups = slices.Insert(groups, 0, standing)
	if a.Offers(cohort.Coming) {
		_, come, err := tx.CountAnswers(a.ID)
		if err != nil {
			return nil, err
		}
		groups = append(groups, named{w.Say("notice.who_comes", "Count", come), come, func() ([]string, error) { return tx.WhoComes(a.ID, mostNamed) }})
	}
	for _, one := range []struct {
		key       string
		state, or storage.State
	}{
		{"announce.received_by", storage.Sent, storage.Sent}, {"announce.waiting_for", storage.Waiting, storage.Sending},
	} {
		n := counts[one.state]
		if one.or != one.state {
			n += counts[one.or]
		}
		groups = append(groups, named{w.Say(one.key, "Count", n), n, func() ([]string, error) {
			return tx.Recipients(a.ID, KindAnnouncement, one.state, one.or, mostNamed)
		}})
	}
	for _, group := range groups {
		if group.count == 0 {
			continue
		}
		if group.list == nil {
			blocks = append(blocks, chat.Text(group.heading))
			continue
		}
		names, err := group.list()
		if err != nil {
			return nil, err
		}
		names = names[:mostThatFit(names, append(slices.Clone(blocks), end))]
		blocks = append(blocks, chat.Text(group.heading))
		if len(names) > 0 {
			blocks = append(blocks, chat.People(names))
		}
		if rest := group.count - len(names); rest > 0 {
			blocks = append(blocks, chat.Context(w.Say("announce.and_others", "Count", rest)))
		}
	}
	if len(end) > 0 {
		blocks = append(blocks, end)
	}
	return blocks, nil
}

// mayStand are those with whom an announcement may still stand that was recalled: what Slack would not take away, and a file that came twice.
func mayStand(tx *storage.Tx, w *locale.Words, a cohort.Announcement) (named, error) {
	if a.State != cohort.Recalled {
		return named{}, nil
	}
	n, err := tx.CountMayStand(a.ID)
	return named{w.Say("notice.may_stand", "Count", n), n, func() ([]string, error) { return tx.MayStand(a.ID, mostNamed) }}, err
}

// mostThatFit is how many of these people can be named in a message below what it says already, with room for what follows.
func mostThatFit(people []string, blocks []chat.Block) int {
	const roomBelow = 2500 // characters, for the other lists' headings and counts
	spare := chat.Text(strings.Repeat(" ", roomBelow))
	for n := len(people); n > 0; n -= cmp.Or(n/10, 1) {
		if chat.Fits(append(slices.Clone(blocks), spare, chat.People(people[:n]))...) {
			return n
		}
	}
	return 0
}
