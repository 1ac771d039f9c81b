package nudges

import (
	"errors"
	"time"

	"ippo/care"
	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Ask brings a participant's question about an announcement to the organisers of their cohort.
func Ask(tx *storage.Tx, e cohort.Enquiry, now time.Time) error {
	c, err := tx.Cohort(e.Cohort)
	if err != nil {
		return err
	}
	if err := tx.SaveEnquiry(e); err != nil {
		return err
	}
	for _, organizer := range c.Organizers {
		_, err := enqueue(tx, storage.Delivery{
			Occasion: "enquiry/" + e.ID, Recipient: organizer, Kind: KindEnquiry, Subject: e.ID, Due: now, Expires: now.Add(2 * worthAWeek),
		})
		if err != nil {
			return err
		}
	}
	return tx.Redraw(e.Announcement, KindReport)
}

// Reply brings an organiser's answer to who asked, and lets the other organisers see that there is one.
func Reply(tx *storage.Tx, e cohort.Enquiry, now time.Time) error {
	if err := tx.SaveEnquiry(e); err != nil {
		return err
	}
	_, err := enqueue(tx, storage.Delivery{
		Occasion: "reply/" + e.ID, Recipient: e.Person, Kind: KindReply, Subject: e.ID, Due: now, Expires: now.Add(2 * worthAWeek),
	})
	if err != nil {
		return err
	}
	return errors.Join(tx.Redraw(e.ID, KindReply), tx.Redraw(e.ID, KindEnquiry), tx.Redraw(e.Announcement, KindReport))
}

func wordEnquiry(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	e, err := tx.Enquiry(d.Subject)
	if errors.Is(err, storage.ErrNotFound) && d.State == storage.Sent { // its asker was erased
		w := locale.In(languageAt(tx, d.Channel))
		gone := w.Say("notice.question_gone")
		return worded{to: d.Recipient, words: w, message: chat.Message{Summary: gone, Blocks: []chat.Block{chat.Context(gone)}}}, nil
	}
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(e.Cohort)
	if err != nil {
		return worded{}, err
	}
	if !c.Organized(d.Recipient) {
		return worded{}, stale("the person no longer organises the cohort")
	}
	reader := organizerOf(tx, c, d.Recipient)
	w := locale.In(Language(reader, c))
	heading := w.Say("notice.asked", "Cohort", c.Name)
	return worded{to: d.Recipient, words: w, quietUntil: reader.Awake(now), message: chat.Message{
		Summary: heading, Blocks: append([]chat.Block{chat.Text(heading)}, EnquiryBlocks(w, e)...),
	}}, nil
}

// EnquiryBlocks are a question as organisers see it: with its asker's name only if that was wished, the answer, and the button to give one.
func EnquiryBlocks(w *locale.Words, e cohort.Enquiry) []chat.Block {
	blocks := []chat.Block{chat.Quote(e.Words)}
	if e.Hidden {
		blocks = append(blocks, chat.Context(w.Say("notice.name_hidden")))
	} else {
		blocks = append(blocks, chat.People{e.Person})
	}
	reply := "notice.reply"
	if !e.Answered.IsZero() {
		reply = "notice.reply_anew"
		blocks = append(blocks, chat.Context(w.Say("notice.replied")), chat.People{e.AnsweredBy}, chat.Quote(e.Answer))
	}
	return append(blocks, chat.Buttons{{Action: ActionReply, Value: e.ID, Label: w.Say(reply)}})
}

func wordReply(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	e, err := tx.Enquiry(d.Subject)
	if err != nil {
		return worded{}, err
	}
	r, err := participant(tx, e.Cohort, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	heading := r.words.Say("notice.answer_came")
	blocks := []chat.Block{chat.Text(heading), chat.Quote(e.Answer)}
	if care.MayQuote(e.Words) {
		blocks = append(blocks, chat.Context(r.words.Say("notice.your_question")), chat.Quote(e.Words))
	}
	return r.letterTo(chat.Message{Summary: heading, Blocks: blocks}, now), nil
}
