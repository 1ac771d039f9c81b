package handlers

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"ippo/cohort"
	"ippo/storage"
)

// grow has the lists follow what a reflection says that was just saved or changed: each line of its CAN and WILL joins them, unless it is
// there; what came from it and is not in it any more goes. What is too long for a line, or too much for a list, is left out.
func (r *request) grow(f cohort.Reflection) error {
	items, err := r.tx.Aims(f.Person)
	if err != nil {
		return err
	}
	lines := linesOf(f)
	var kept []cohort.Entry
	there := map[string]bool{} // or it was there, and its writer has dropped it
	for _, item := range items {
		if item.Source == f.ID && !says(lines, item) {
			if err := r.letGrown(item, f.ID); err != nil {
				return err
			}
			continue
		}
		kept = append(kept, item)
		if item.Dropped.IsZero() || item.Source == f.ID {
			there[item.Key()] = true
		}
	}
	for _, line := range lines {
		if there[line.Key()] || len(cohort.Listed(kept, line.Aim)) >= cohort.MostItems {
			continue
		}
		line.ID = storage.NewID()
		if err := r.tx.SaveAims(line); err != nil {
			return err
		}
		kept, there[line.Key()] = append(kept, line), true
	}
	return nil
}

// ungrow takes away what came only from a reflection that was taken back.
func (r *request) ungrow(reflection string) error {
	return r.grow(cohort.Reflection{ID: reflection, Person: r.who.id})
}

// linesOf are the lines of a reflection's CAN and WILL as they would stand on the lists.
func linesOf(f cohort.Reflection) (lines []cohort.Entry) {
	for _, part := range []struct {
		aim  cohort.Aim
		text string
	}{{cohort.Can, f.Can}, {cohort.Will, f.Will}} {
		for _, written := range strings.Split(part.text, "\n") {
			if line := aimLine(written); line != "" && !cohort.LongLine(line) {
				lines = append(lines, cohort.Entry{Person: f.Person, Aim: part.aim, Words: line, Added: f.Written, Source: f.ID})
			}
		}
	}
	return lines
}

// says reports whether lines say what an item does.
func says(lines []cohort.Entry, item cohort.Entry) bool {
	return slices.ContainsFunc(lines, func(line cohort.Entry) bool { return line.Key() == item.Key() })
}

// letGrown erases a line that is not in its reflection any more; if another reflection says it too, it is that one's from now on.
func (r *request) letGrown(item cohort.Entry, reflection string) error {
	others, err := r.tx.Reflections(r.who.id, 0, math.MaxInt32)
	if err != nil {
		return err
	}
	slices.SortFunc(others, func(a, b cohort.Reflection) int {
		return cmp.Or(a.Written.Compare(b.Written), strings.Compare(a.ID, b.ID))
	})
	for _, other := range others {
		if other.ID != reflection && says(linesOf(other), item) {
			item.Source = other.ID
			return r.tx.SaveAims(item)
		}
	}
	return r.tx.EraseAim(item.ID, item.Person)
}
