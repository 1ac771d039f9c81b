package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"ippo/cohort"
	"ippo/config"
	"ippo/storage"
)

// Wait is what of a file is kept until its organiser says that it may be imported: nobody's name and nobody's e-mail.
func Wait(file config.File, kind config.ListKind) cohort.Import {
	waiting := cohort.Import{Cohort: file.Cohort.ID, Kind: string(kind), LeftOut: len(file.Unknown)}
	if kind == config.SessionsList {
		waiting.Sessions = file.Sessions
		return waiting
	}
	for _, p := range file.Participants {
		waiting.People = append(waiting.People, cohort.Entrant{ID: p.ID, Zone: p.Zone, Language: p.Language, Department: p.Department, Returning: p.Returning})
	}
	for _, row := range file.Doubtful {
		waiting.Doubtful = append(waiting.Doubtful, row.Participant.ID)
	}
	return waiting
}

// ForeseeWaiting says what Bring would do, and writes nothing.
func ForeseeWaiting(tx *storage.Tx, c cohort.Cohort, waiting cohort.Import, now time.Time) (Changes, error) {
	return bring(tx, c, waiting, now, Changes{foreseen: true})
}

// Bring brings a cohort in line with what was waiting.
func Bring(tx *storage.Tx, c cohort.Cohort, waiting cohort.Import, now time.Time) (Changes, error) {
	return bring(tx, c, waiting, now, Changes{})
}

func bring(tx *storage.Tx, c cohort.Cohort, waiting cohort.Import, now time.Time, did Changes) (Changes, error) {
	var err error
	if config.ListKind(waiting.Kind) == config.SessionsList {
		if did.People, err = tx.CountParticipants(c.ID); err != nil {
			return did, err
		}
		err = sessions(tx, c, waiting.Sessions, now, &did)
		return did, err
	}
	file := config.File{Cohort: c, Listed: true}
	for _, e := range waiting.People {
		file.Participants = append(file.Participants, cohort.Participant{
			Person: cohort.Person{ID: e.ID, Zone: e.Zone, Language: e.Language}, Department: e.Department, Returning: e.Returning,
		})
	}
	for _, id := range waiting.Doubtful {
		file.Doubtful = append(file.Doubtful, config.Row{Participant: cohort.Participant{Person: cohort.Person{ID: id}}})
	}
	programme, err := tx.Sessions(c.ID)
	if err != nil {
		return did, err
	}
	did.Sessions = len(programme)
	err = people(tx, c, c, file, now, true, &did)
	return did, err
}

// Print tells whether changes are the same as others.
func (did Changes) Print() string {
	text, err := json.Marshal(did)
	if err != nil {
		panic(err) // plain structs always marshal
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Nothing reports whether nothing would change.
func (did Changes) Nothing() bool {
	return len(did.New)+len(did.Changed)+len(did.Gone)+did.NewSessions+did.ChangedSessions+did.GoneSessions == 0
}
