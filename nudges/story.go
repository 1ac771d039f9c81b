package nudges

import (
	"errors"
	"slices"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// A story is passed on only beneath a nudge, in the message that the ledger knows: so that it can be taken out of there again when its
// writer withdraws it.

// storyFor is the story that comes next to a participant, of speakers and of who takes part in the cohort; false if there is none. What was
// passed on before tells from their offers.
func storyFor(tx *storage.Tx, p cohort.Participant, sessions []cohort.Session, before []cohort.Offer, now time.Time) (cohort.Story, bool, error) {
	all, err := tx.GivenStories(p.Cohort)
	for _, s := range sessions {
		if told, tells := s.Told(); tells {
			all = append(all, told)
		}
	}
	var seen []string
	for _, offer := range before {
		seen = append(seen, offer.Story)
	}
	story, found := cohort.NextStory(all, p.ID, seen, now)
	return story, found, err
}

// passOn gives a nudge a story to go with: if its step is about stories, or if a speaker's is fresh.
func passOn(tx *storage.Tx, offer *cohort.Offer, p cohort.Participant, now time.Time) error {
	sessions, err := tx.Sessions(p.Cohort)
	if err != nil {
		return err
	}
	before, err := tx.Offers(p.ID)
	if err != nil {
		return err
	}
	library, err := LibraryOf(tx, p.Cohort)
	if err != nil {
		return err
	}
	story, found, err := storyFor(tx, p, sessions, before, now)
	if err != nil || !found || library.step(offer.Step).Key != cohort.Stories && !story.Fresh(now) {
		return err
	}
	offer.Story = story.ID
	return tx.TellWith(offer.ID, story.ID)
}

// KeepStory lets the story of a step that somebody exchanges stay where they read it, beneath the one that comes instead.
func KeepStory(tx *storage.Tx, from cohort.Offer, to *cohort.Offer) error {
	if from.Story == "" {
		return nil
	}
	to.Story = from.Story
	return tx.TellWith(to.ID, from.Story)
}

// storyBlocks pass a story on, with its writer's signature; nothing if it was withdrawn, or is a draft again.
func storyBlocks(tx *storage.Tx, w *locale.Words, offer cohort.Offer) ([]chat.Block, error) {
	if offer.Story == "" {
		return nil, nil
	}
	story, err := storage.Optional(tx.Story(offer.Story))
	if err != nil || story.Given.IsZero() {
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
func StoryChanged(tx *storage.Tx, story string) error {
	with, err := tx.OffersWith(story)
	for _, offer := range with {
		if err == nil {
			err = tx.Redraw(offer.ID, KindNudge)
		}
	}
	return err
}

// redrawnNudge draws a nudge again as it stands in its message, also for who pauses or takes part no longer: what is taken out of it has to
// vanish there, too. A step that was exchanged there is the one that came instead.
func redrawnNudge(tx *storage.Tx, d storage.Delivery, offer cohort.Offer, now time.Time) (worded, error) {
	offers, err := tx.Offers(offer.Person)
	if err != nil {
		return worded{}, err
	}
	p, err := tx.Person(offer.Person)
	if err != nil {
		return worded{}, err
	}
	c, err := tx.Cohort(offer.Cohort)
	if err != nil {
		return worded{}, err
	}
	message, err := StandingMessage(tx, locale.In(Language(p, c)), instead(offers, offer), now)
	return worded{to: d.Recipient, message: message}, err
}

// instead is what an offer was exchanged for, if it was; and that one, and so on.
func instead(offers []cohort.Offer, offer cohort.Offer) cohort.Offer {
	for range offers {
		next := slices.IndexFunc(offers, func(o cohort.Offer) bool { return o.Offered.Equal(offer.Answered) && o.ID != offer.ID })
		if offer.Answer != cohort.Another || next < 0 {
			break
		}
		offer = offers[next]
	}
	return offer
}

// exchangedFor reports whether an offer stands in the message of a nudge: it is the nudge's own, or came there instead.
func exchangedFor(offers []cohort.Offer, nudge, offer string) bool {
	i := slices.IndexFunc(offers, func(o cohort.Offer) bool { return o.ID == nudge })
	return i >= 0 && instead(offers, offers[i]).ID == offer
}

// StandsIn reports whether an offer stands in a message, of which the platform's own name is known, that was sent as a nudge.
func StandsIn(tx *storage.Tx, offer cohort.Offer, channel, message string) (bool, error) {
	d, err := tx.DeliveryAt(offer.Person, channel, message)
	if errors.Is(err, storage.ErrNotFound) || err == nil && d.Kind != KindNudge {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	offers, err := tx.Offers(offer.Person)
	return exchangedFor(offers, d.Subject, offer.ID), err
}
