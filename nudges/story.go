package nudges

import (
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// A story is passed on only beneath a nudge, in the message that the ledger knows: so that it can be taken out of there again when its
// writer withdraws it.

// fewestUnsigned is how many take part in a cohort at least in which a story without a name is passed on: among fewer one knows whose it is.
const fewestUnsigned = 7

// hidesWriters reports whether enough people take part in a cohort that nobody knows who wrote what bears no name.
func hidesWriters(tx *storage.Tx, cohortID string) (bool, error) {
	return tx.TakePart(cohortID, fewestUnsigned)
}

// someStories is among how many of participants the lot is drawn.
const someStories = 50

// told are the stories of speakers that the person has not seen, the latest first.
func (m moment) told() []cohort.Story {
	var seen []string
	for _, offer := range m.before {
		seen = append(seen, offer.Story)
	}
	return cohort.ToldBy(m.sessions, seen, m.now)
}

// hasStory reports whether there is a story to be passed on.
func (m moment) hasStory(tx *storage.Tx) (bool, error) {
	if len(m.told()) > 0 {
		return true, nil
	}
	some, err := m.unseen(tx, 1)
	return len(some) > 0, err
}

// story is which story goes with an offer: a speaker's that is fresh, or, where its step is about stories, any. Those of participants can be
// very many: they are looked at for no other step, and then a few of them.
func (m moment) story(tx *storage.Tx, offer cohort.Offer) (string, error) {
	told := m.told()
	if len(told) > 0 && told[0].Fresh(m.now) {
		return told[0].ID, nil
	}
	if m.library.step(offer.Step).Key != cohort.Stories {
		return "", nil
	}
	stories, err := m.unseen(tx, someStories)
	for _, s := range told {
		stories = append(stories, s.ID)
	}
	return cohort.NextStory(m.person, stories), err
}

// unseen are some stories of participants that the person has not seen; those without a name only where they hide their writers.
func (m moment) unseen(tx *storage.Tx, limit int) ([]string, error) {
	unsigned, err := hidesWriters(tx, m.cohort)
	if err != nil {
		return nil, err
	}
	return tx.UnseenStories(m.cohort, m.person, unsigned, limit)
}

// storyBlocks pass a story on, with its writer's signature; nothing if it was withdrawn, or is a draft again.
func storyBlocks(tx *storage.Tx, w *locale.Words, offer cohort.Offer) ([]chat.Block, error) {
	if offer.Story == "" {
		return nil, nil
	}
	story, err := storage.Optional(tx.Story(offer.Story))
	if err != nil || story.ID == "" {
		return nil, err
	}
	item, err := passedStory(tx, story, offer)
	if err != nil {
		return nil, err
	}
	if may, err := MaySee(tx, offer.Person, item); err != nil || !may {
		return nil, err
	}
	heading := w.Say("story.passed_on")
	if story.Session != "" {
		s, err := tx.Session(story.Session)
		if err != nil {
			return nil, err
		}
		heading = w.Say("story.passed_on_speaker", "Theme", s.Theme)
	}
	return append([]chat.Block{chat.Divider{}, chat.Context(heading)}, StoryBlocks(w, story)...), nil
}

// StoryBlocks show a story as it is passed on.
func StoryBlocks(w *locale.Words, story cohort.Story) []chat.Block {
	signed := w.Say("story.unsigned")
	if story.Signed != "" {
		signed = w.Say("story.signed", "Name", story.Signed)
	}
	return []chat.Block{chat.Quote(story.Words), chat.Context(signed)}
}

// StoryChanged has the messages drawn again with which a story was passed on: it is another, or is not to be read there any more.
func StoryChanged(tx *storage.Tx, story string) error { return tx.RedrawWith(story, KindNudge) }

// redrawnNudge draws a nudge again as it stands in its message, also for who pauses or takes part no longer: what is taken out of it has to
// vanish there, too. A step that was exchanged there is the one that came instead.
func redrawnNudge(tx *storage.Tx, d storage.Delivery, offer cohort.Offer, now time.Time) (worded, error) {
	offers, err := tx.Offers(offer.Person)
	if err != nil {
		return worded{}, err
	}
	words, err := wordsOf(tx, offer)
	if err != nil {
		return worded{}, err
	}
	message, err := StandingMessage(tx, words, Instead(offers, offer), now)
	return worded{to: d.Recipient, message: message}, err
}

// Instead is what stands by now where an offer stood: the offer itself, or what came in its place, and in the place of that.
func Instead(offers []cohort.Offer, offer cohort.Offer) cohort.Offer {
	for range offers {
		next := slices.IndexFunc(offers, func(o cohort.Offer) bool { return o.Instead == offer.ID })
		if next < 0 {
			break
		}
		offer = offers[next]
	}
	return offer
}

// exchangedFor reports whether an offer stands in the message of a nudge: it is the nudge's own, or came there instead.
func exchangedFor(offers []cohort.Offer, nudge, offer string) bool {
	i := slices.IndexFunc(offers, func(o cohort.Offer) bool { return o.ID == nudge })
	return i >= 0 && Instead(offers, offers[i]).ID == offer
}

// StoryIn sees to the story of an offer that is shown in a message, of which the platform's own name is known: it stands only where it can
// be taken out again, in a nudge. To a step that the nudge kept behind a question it comes now, as it is read only now.
func StoryIn(tx *storage.Tx, offers []cohort.Offer, offer *cohort.Offer, channel, message string, now time.Time) error {
	waited := offer.Asks != "" && offer.Answer == cohort.Open && offer.Story == ""
	if offer.Story == "" && !waited {
		return nil
	}
	d, err := storage.Optional(tx.DeliveryAt(offer.Person, channel, message))
	if err != nil {
		return err
	}
	if d.Kind != KindNudge || !exchangedFor(offers, d.Subject, offer.ID) {
		offer.Story = ""
		return nil
	}
	if !waited || d.Subject != offer.ID {
		return nil
	}
	m, err := momentOf(tx, offer.Cohort, offer.Person, now)
	if err != nil {
		return err
	}
	if offer.Story, err = m.story(tx, *offer); err != nil || offer.Story == "" {
		return err
	}
	return tx.TellWith(offer.ID, offer.Story)
}
