package cohort

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Deed is something that an organiser did.
type Deed string

// What organisers do. Each has its words in locale, under "audit.deed_" and its name.
const (
	Drafted    Deed = "drafted"     // wrote or changed an announcement that nobody has yet
	Discarded  Deed = "discarded"   // deleted a draft
	Announcing Deed = "announcing"  // let one go out, now or at its time
	Submitted  Deed = "submitted"   // asked the others for their yes to one
	SentBack   Deed = "sent_back"   // gave somebody else's back to them
	Approved   Deed = "approved"    // agreed to somebody else's
	Withdrew   Deed = "withdrew"    // took one back before its time
	BrokeOff   Deed = "broke_off"   // stopped one that was on its way
	CalledBack Deed = "called_back" // took one out again where it stood
	Corrected  Deed = "corrected"   // changed one where it stands
	GaveAnswer Deed = "replied"     // answered a question
	Saw        Deed = "saw"         // took a list or a report along as a file
	Formed     Deed = "formed"      // had circles formed
	Imported   Deed = "imported"    // brought a cohort in line with files
	Exported   Deed = "exported"    // took the log along

	SessionAdded     Deed = "session_added"     // added a session
	SessionChanged   Deed = "session_changed"   // changed one, but for its time
	SessionMoved     Deed = "session_moved"     // moved one
	SessionCancelled Deed = "session_cancelled" // cancelled one
	SessionRevived   Deed = "session_revived"   // had a cancelled one held after all
	SessionWord      Deed = "session_word"      // set its word
	SessionMaterials Deed = "session_materials" // put up links afterwards
	CalendarRenewed  Deed = "calendar_renewed"  // gave the calendar another address; the old one stopped
	// About who takes part.
	MadeCohort Deed = "made_cohort" // made a cohort, or the next one of another
	SetBasics  Deed = "set_basics"  // changed its name, channel, language, zone or organisers
	SetEntry   Deed = "set_entry"   // changed when it is open, or its places
	Added      Deed = "added"       // brought somebody in
	TookOut    Deed = "took_out"    // let somebody go
	Started    Deed = "started"     // had a cohort run that was being prepared
	Archiving  Deed = "archiving"   // archived a cohort
	Reopened   Deed = "reopened"    // had an archived one run again
	Invited    Deed = "invited"     // sent those of the one before an invitation to the next
)

// Logged is one line of the log of what organisers did: who, when, in which cohort and to what. Lines are only added. Each holds the seal of
// the one before, so that none can be changed or taken away in the middle without its showing.
type Logged struct {
	Number    int64 // from 1, without a gap
	At        time.Time
	Organizer string // or Operator
	Cohort    string // its id
	Deed      Deed
	Subject   string // the id of what it was done to, or how many
	Person    string // the participant whom it was done to, if one; empty once they are erased, so the seal does not cover it
	Seal      string
}

// Sealed returns the line with the seal that it has after another's: SHA-256 over that and all that is to stay.
func (e Logged) Sealed(before string) Logged {
	sum := sha256.Sum256([]byte(strings.Join([]string{before, strconv.FormatInt(e.Number, 10), strconv.FormatInt(e.At.UnixMilli(), 10),
		e.Organizer, e.Cohort, string(e.Deed), e.Subject}, "\x00")))
	e.Seal = hex.EncodeToString(sum[:])
	return e
}

// FirstBroken returns the number of the first line that was not added as it stands, of all from the first on; 0: every one was.
func FirstBroken(all []Logged) int64 {
	before := ""
	for i, e := range all {
		if e.Number != int64(i+1) || e.Sealed(before).Seal != e.Seal {
			return int64(i + 1)
		}
		before = e.Seal
	}
	return 0
}
