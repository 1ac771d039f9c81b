package storage

import (
	"encoding/json"
	"time"

	"ippo/cohort"
)

const importColumns = `id, organizer, cohort_id, kind, file, content, made`

// importContent is whom or what a file lists.
type importContent struct {
	People   []cohort.Entrant `json:"people,omitempty"`
	Sessions []cohort.Session `json:"sessions,omitempty"`
	Doubtful []string         `json:"doubtful,omitempty"`
	LeftOut  int              `json:"left_out,omitempty"`
}

// SaveImport keeps what an organiser's file says until they say that it may be imported, in place of what waits of theirs for that cohort.
func (tx *Tx) SaveImport(i cohort.Import) error {
	if _, err := tx.exec(`DELETE FROM imports WHERE organizer = $1 AND cohort_id = $2 AND kind = $3`, i.Organizer, i.Cohort, i.Kind); err != nil {
		return err
	}
	_, err := tx.exec(`INSERT INTO imports (`+importColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		i.ID, i.Organizer, i.Cohort, i.Kind, i.File, encoded(importContent{i.People, i.Sessions, i.Doubtful, i.LeftOut}), millis(i.Made))
	return err
}

// Import returns what waits of an organiser's, or ErrNotFound.
func (tx *Tx) Import(id, organizer string) (cohort.Import, error) {
	return one(tx, func(r row) (i cohort.Import, err error) {
		var content string
		var made int64
		if err = r.Scan(&i.ID, &i.Organizer, &i.Cohort, &i.Kind, &i.File, &content, &made); err != nil {
			return i, err
		}
		var c importContent
		err = json.Unmarshal([]byte(content), &c)
		i.People, i.Sessions, i.Doubtful, i.LeftOut, i.Made = c.People, c.Sessions, c.Doubtful, c.LeftOut, instant(made)
		return i, err
	}, `SELECT `+importColumns+` FROM imports WHERE id = $1 AND organizer = $2`, id, organizer)
}

// DropImport forgets what waits, or returns ErrNotFound.
func (tx *Tx) DropImport(id, organizer string) error {
	return changed(tx.exec(`DELETE FROM imports WHERE id = $1 AND organizer = $2`, id, organizer))
}

// ForgetImports forgets what waits since before a time.
func (tx *Tx) ForgetImports(before time.Time) error {
	_, err := tx.exec(`DELETE FROM imports WHERE made < $1`, millis(before))
	return err
}
