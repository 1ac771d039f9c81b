package nudges

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// worded is a delivery in words, ready to be sent.
type worded struct {
	to         string // a channel or person; for a room that is yet to be opened, nothing
	room       *room
	message    chat.Message
	names      *map[string]string           // by id, what people are called whom draw names; filled in before, and nothing of it kept
	draw       func() (chat.Message, error) // makes the message of a file, which takes a moment: not while the database is held
	words      *locale.Words                // that it is worded in; of messages to one person
	quietUntil time.Time                    // the addressee is not to be disturbed before
	remove     bool                         // it is to stand there no more
	attached   attached                     // the file that it brings, which is only read if it goes now
	followsAt  time.Time                    // it follows another message that is not there yet; when to look again
	roomsAt    time.Time                    // it tells of rooms that are still being opened; when to look again
}

// room is a circle's private channel: to be opened, or to be joined or left by somebody.
type room struct {
	circle  string
	name    string
	members []string
	leaves  string // who leaves it; then it is open
	joins   string // who joins it; then it is open
}

// stale says why a delivery no longer makes sense.
type stale string

func (s stale) Error() string { return string(s) }

// Why a delivery no longer makes sense: its subject is not there, or its reader not any more.
const (
	isGone      = "what it was about is gone"
	takesNoPart = "the person no longer takes part"
	isArchived  = "the cohort is archived"
)

// wordings put the deliveries of each kind into words.
var wordings = map[string]func(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error){
	KindReminder:     wordReminder,
	KindInvitation:   wordInvitation,
	KindNudge:        wordNudge,
	KindPlan:         wordPlan,
	KindCheckIn:      wordCheckIn,
	KindDiary:        wordDiary,
	KindTrying:       wordTrying,
	KindFarewell:     wordFarewell,
	KindCircle:       wordCircle,
	KindUnplaced:     wordUnplaced,
	KindFormed:       wordFormed,
	KindEnded:        wordEnded,
	KindAnnouncement: wordAnnouncement,
	KindAttachment:   wordAttachment,
	KindReport:       wordReport,
	KindTrial:        wordTrial,
	KindTrialFile:    wordTrialFile,
	KindApproval:     wordApproval,
	KindTable:        wordTable,
	KindAudit:        wordAudit,
	KindTemplate:     wordTemplate,
	KindEnquiry:      wordEnquiry,
	KindReply:        wordReply,
	KindShared:       wordShared,
	KindUnshared:     wordUnshared,
	KindMoved:        wordMoved,
	KindOff:          wordOff,
	KindEntry:        wordEntry,
	KindMaterials:    wordMaterials,
	KindHeard:        wordHeard,
	KindLeaving:      wordLeaving,
	KindJoined:       wordJoined,
	KindLeftAlone:    wordLeftAlone,
	KindOpening:      wordOpening,
	KindUnopened:     wordUnopened,
	KindWaiting:      wordWaiting,
	KindStaying:      wordStaying,
	KindAfter:        wordAfter,
	KindThanks:       wordThanks,
	KindPicture:      wordKeepsake,
	KindPages:        wordKeepsake,
	KindSheet:        wordKeepsake,
	KindInWords:      wordInWords,
	KindLetter:       wordLetter,
	KindDigest:       wordDigest,
	KindOverview:     wordOverview,
	KindPlace:        wordPlace,
	KindWelcome:      wordWelcome,
	KindAgain:        wordAgain,
	KindAlumnus:      wordAlumnus,
	KindUnreachable:  wordUnreachable,
	KindExport:       wordExport,
	KindRetention:    wordRetention,
	KindErased:       wordErased,
	KindTimes:        wordMeeting,
	KindFixed:        wordMeeting,
	KindCalendar:     wordMeeting,
	KindAgenda:       wordMeeting,
	KindDidMeet:      wordMeeting,
	KindSilence:      wordMeeting,
	KindCalledOff:    wordMeeting,
}

// word puts a delivery into words when its time has come, so that whatever changed since it was planned holds. It returns
// an error of type stale if it is not to be sent any more. A wording that fails, or panics, concerns its delivery alone.
func word(tx *storage.Tx, d storage.Delivery, now time.Time) (words worded, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("wording %s panicked: %s", ShownKind(d.Kind), withoutWords(cause))
		}
	}()
	wording, known := wordings[d.Kind]
	if !known {
		return words, fmt.Errorf("no wording for the kind %q", d.Kind)
	}
	words, err = wording(tx, d, now)
	if errors.Is(err, storage.ErrNotFound) {
		return words, stale(isGone)
	}
	return words, err
}

// withoutWords is the cause of a panic, as far as it cannot hold what a person wrote.
func withoutWords(cause any) string {
	if known, ok := cause.(runtime.Error); ok {
		return known.Error()
	}
	return fmt.Sprintf("%T", cause)
}

// file reports whether it comes as a file.
func (w worded) file() bool { return w.message.File != nil || w.draw != nil }

// reader is a participant to whom something is worded.
type reader struct {
	cohort.Participant
	cohort cohort.Cohort
	words  *locale.Words
}

// Language is the language that a person reads: their own choice, or else the cohort's.
func Language(p cohort.Person, c cohort.Cohort) string {
	if p.Language != "" {
		return p.Language
	}
	return c.Language
}

// participant finds a participant as a reader; it is stale if they have left, or the cohort is archived.
func participant(tx *storage.Tx, cohortID, person string) (reader, error) {
	r, err := everParticipant(tx, cohortID, person)
	if err == nil && r.cohort.Silent() {
		return r, stale(isArchived)
	}
	return r, err
}

// everParticipant is participant for what somebody asked for of their own, which they may do of an archived cohort too.
func everParticipant(tx *storage.Tx, cohortID, person string) (reader, error) {
	c, err := tx.Cohort(cohortID)
	if err != nil {
		return reader{}, err
	}
	p, err := tx.Participant(cohortID, person)
	if errors.Is(err, storage.ErrNotFound) {
		return reader{}, stale(takesNoPart)
	}
	return reader{Participant: p, cohort: c, words: locale.In(Language(p.Person, c))}, err
}

// wordsOf are the words for whom an offer was put before, also when they take part no longer.
func wordsOf(tx *storage.Tx, offer cohort.Offer) (*locale.Words, error) {
	p, err := tx.Person(offer.Person)
	if err != nil {
		return nil, err
	}
	c, err := tx.Cohort(offer.Cohort)
	return locale.In(Language(p, c)), err
}

// letterTo addresses a message to a participant, outside their quiet hours.
func (r reader) letterTo(m chat.Message, now time.Time) worded {
	return worded{to: r.ID, message: m, words: r.words, quietUntil: r.Awake(now)}
}
