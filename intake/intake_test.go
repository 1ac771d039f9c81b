package intake_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ippo/cohort"
	"ippo/config"
	"ippo/intake"
	"ippo/storage"
	"ippo/storage/storagetest"
)

var now = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func open(t *testing.T) *storage.DB {
	t.Helper()
	db, err := storage.Open(t.Context(), storagetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	storagetest.Unlock(t, storage.ParseKeyring, db.Unlock)
	return db
}

// anyFile is a cohort with a few people and sessions out of not many more, so that some stay, some change, some come and go.
func anyFile(r *rand.Rand) config.File {
	zones := []string{"Asia/Tokyo", "Asia/Seoul"}
	file := config.File{Cohort: cohort.Cohort{Name: "第4期", Language: "ja", Zone: zones[r.IntN(2)], Channel: "C1", Organizers: []string{"U9"}}, Listed: r.IntN(5) > 0}
	for i := range 8 {
		p := cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U%d", i)}, Department: []string{"", "営業"}[r.IntN(2)], Returning: r.IntN(3) == 0}
		if r.IntN(3) == 0 {
			p.Zone = zones[r.IntN(2)]
		}
		switch {
		case r.IntN(3) > 0:
			file.Participants = append(file.Participants, p)
		case r.IntN(3) == 0:
			file.Doubtful = append(file.Doubtful, config.Row{Participant: p, Doubt: config.DoubtGone})
		}
		if r.IntN(2) == 0 {
			file.Sessions = append(file.Sessions, cohort.Session{Number: len(file.Sessions) + 1, Theme: fmt.Sprint(r.IntN(6)),
				Starts: now.AddDate(0, i+1, 0), Minutes: 60 + 60*r.IntN(2)})
		}
	}
	if !file.Listed {
		file.Participants, file.Doubtful = nil, nil
	}
	return file
}

// TestForesightIsRight says beforehand what an import does, for one random list after the other; and the same list again does nothing.
func TestForesightIsRight(t *testing.T) {
	db, r := open(t), rand.New(rand.NewPCG(1, 2))
	told := cmp.Comparer(func(a, b intake.Changes) bool { return a.Print() == b.Print() })
	for i := range 60 {
		file := anyFile(r)
		foresee := func() (did intake.Changes) {
			if err := db.Read(t.Context(), func(tx *storage.Tx) (err error) { did, err = intake.Foresee(tx, file, now); return err }); err != nil {
				t.Fatal(err)
			}
			return did
		}
		want := foresee()
		var got intake.Changes
		err := db.Write(t.Context(), func(tx *storage.Tx) (err error) {
			got, err = intake.Apply(tx, file, now, intake.Permits{Remove: true})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got.Steps, got.Care = intake.StepChanges{}, false
		if diff := cmp.Diff(want, got, told); diff != "" {
			t.Fatalf("import %d: %s", i, diff)
		}
		if again := foresee(); !again.Nothing() {
			t.Fatalf("import %d, once more: %+v", i, again)
		}
		people := 0
		if err := db.Read(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.CohortNamed("第4期")
			if err == nil {
				people, err = tx.CountParticipants(c.ID)
			}
			return err
		}); err != nil || people != got.People {
			t.Fatalf("import %d: %d people are in, told were %d, %v", i, people, got.People, err)
		}
	}
}

// TestNobodyLeavesUnasked stops before anybody leaves, and says who would.
func TestNobodyLeavesUnasked(t *testing.T) {
	db := open(t)
	file := config.File{Cohort: cohort.Cohort{Name: "x", Language: "ja", Zone: "Asia/Tokyo", Channel: "C1", Organizers: []string{"U9"}}, Listed: true}
	for i := range 10 {
		file.Participants = append(file.Participants, cohort.Participant{Person: cohort.Person{ID: fmt.Sprintf("U%d", i)}})
	}
	apply := func() (did intake.Changes, err error) {
		err = db.Write(t.Context(), func(tx *storage.Tx) (err error) { did, err = intake.Apply(tx, file, now, intake.Permits{}); return err })
		return did, err
	}
	if _, err := apply(); err != nil {
		t.Fatal(err)
	}
	file.Participants = file.Participants[:6]
	did, err := apply()
	if diff := cmp.Diff([]string{"U6", "U7", "U8", "U9"}, did.Gone); diff != "" || !errors.Is(err, intake.ErrManyLeave) {
		t.Error(diff, err)
	}
}
