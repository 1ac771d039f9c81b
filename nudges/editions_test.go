package nudges

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"ippo/cohort"
	"ippo/storage"
)

// However many cohorts come and go in a process, as rehearsals do, few of their libraries are kept.
func TestFewEditionsAreKept(t *testing.T) {
	db, err := storage.OpenScratch(t.Context(), filepath.Join(t.TempDir(), "ippo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), func(tx *storage.Tx) error {
		for i := range 3 * mostEditions {
			c := cohort.Cohort{ID: fmt.Sprint("rehearsed", i), Name: fmt.Sprint("第", i, "期"), Language: "ja"}
			if err := tx.SaveCohort(c); err != nil {
				return err
			}
			if _, err := tx.SaveSteps(c.ID, []cohort.OwnStep{{Step: cohort.Step{ID: "pension"}, LeftOut: true}}, time.Now()); err != nil {
				return err
			}
			l, err := LibraryOf(tx, c.ID)
			if err != nil {
				return err
			}
			if again, err := LibraryOf(tx, c.ID); again != l || err != nil {
				t.Fatal("the same library is built twice", err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	editions.Lock()
	defer editions.Unlock()
	if n := len(editions.of); n > mostEditions {
		t.Errorf("%d libraries are kept", n)
	}
}
