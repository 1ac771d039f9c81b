package storage

import (
	"strings"
	"testing"

	"ippo/storage/storagetest"
)

// What the engine tidies every hour is found by an index that holds little else, however much was ever written and sent.
func TestTidyingLooksThroughNoTable(t *testing.T) {
	db := openAt(t, storagetest.SQLite(t))
	statements := map[string]string{eraseBefore: "reflections_changed"}
	for _, statement := range leftovers {
		statements[statement] = "deliveries_leftover"
	}
	write(t, db, func(tx *Tx) error {
		for statement, index := range statements {
			plan, err := many(tx, func(r row) (step string, err error) {
				var id, parent, unused int
				return step, r.Scan(&id, &parent, &unused, &step)
			}, `EXPLAIN QUERY PLAN `+strings.ReplaceAll(statement, "$1", "1"))
			if err != nil {
				return err
			}
			if len(plan) == 0 || !strings.HasPrefix(plan[0], "SEARCH") || !strings.Contains(plan[0], index) {
				t.Errorf("%s\nis found by %q, not by %s", statement, plan, index)
			}
		}
		return nil
	})
}
