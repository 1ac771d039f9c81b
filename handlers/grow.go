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
	var elsewhere map[string]string // looked up once, if anything is let go
	there := map[string]bool{}      // or it was there, and its writer has dropped it
	for _, item := range items {
		if item.Source == f.ID && !says(lines, item) {
			if elsewhere == nil {
				if elsewhere, err = r.saidElsewhere(f.ID); err != nil {
					return err
				}
			}
			if err := r.letGrown(item, elsewhere); err != nil {
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

// letGrown erases a line that is not in its reflection any more; if another reflection says it too, it is the earliest one's from now on.
func (r *request) letGrown(item cohort.Entry, elsewhere map[string]string) error {
	if source := elsewhere[item.Key()]; source != "" {
		item.Source = source
		return r.tx.SaveAims(item)
	}
	return r.tx.EraseAim(item.ID, item.Person)
}

// saidElsewhere is the earliest reflection that says a line, by the line's key, without one of them.
func (r *request) saidElsewhere(reflection string) (map[string]string, error) {
	others, err := r.tx.Reflections(r.who.id, 0, math.MaxInt32)
	slices.SortFunc(others, func(a, b cohort.Reflection) int {
		return cmp.Or(a.Written.Compare(b.Written), strings.Compare(a.ID, b.ID))
	})
	earliest := map[string]string{}
	for _, other := range others {
		if other.ID == reflection {
			continue
		}
		for _, line := range linesOf(other) {
			if earliest[line.Key()] == "" {
				earliest[line.Key()] = other.ID
			}
		}
	}
	return earliest, err
}
