package circles

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// starters.txt holds what a short search found once and for all: a line for each number of people and of circles, and for
// each difference matrix that no field gives.
//
//go:embed starters.txt
var starterLines string

// started is the schedule that the starter for so many people and circles makes, if there is one: its rounds (in most
// cases one) moved by each element of its group. People are numbered orbit by orbit; those who are left after the last full
// orbit stay in their places. No two rounds have a pair in common because no difference occurs twice in the starter (Bose's
// method of differences; Anderson, Combinatorial Designs and Tournaments, 1997).
func started(people, circles int) rotation {
	over, text, found := starterLine("circles", people, circles)
	if !found {
		return nil
	}
	order := over.order()
	moved := people - people%order
	var r rotation
	for _, first := range strings.Split(text, "+") {
		for shift := range order {
			var round [][]int
			for _, members := range lists(first) {
				for i, person := range members {
					if person < moved {
						members[i] = person - person%order + over.add(person%order, shift)
					}
				}
				round = append(round, members)
			}
			r = append(r, round)
		}
	}
	return r
}

// shrunk takes one or two people out of a schedule for more.
func shrunk(people, circles int) (best rotation) {
	for more := 1; more <= 2; more++ {
		if r := without(started(people+more, circles), people, circles); len(r) > len(best) {
			best = r
		}
	}
	return best
}

// listed is the difference matrix that the list holds for a group of some order, cut to so many rows.
func listed(order, rows int) array {
	for most := rows; most <= rows+2; most++ {
		if over, text, found := starterLine("array", order, most); found {
			a := array{group: over, columns: lists(text)}
			for i := range a.columns {
				a.columns[i] = a.columns[i][:rows]
			}
			return a
		}
	}
	return array{}
}

// starterLine finds a line such as "circles 24 6 over 7: 3 23 12 14, 22 2 17 9, …": its group and what follows the colon.
func starterLine(kind string, first, second int) (over group, text string, found bool) {
	_, rest, found := strings.Cut(starterLines, fmt.Sprintf("\n%s %d %d over ", kind, first, second))
	if !found {
		return nil, "", false
	}
	line, _, _ := strings.Cut(rest, "\n")
	name, text, _ := strings.Cut(line, ":")
	for _, factor := range strings.Split(name, "x") {
		over = append(over, numeral(factor))
	}
	return over, text, true
}

// lists reads lists of numbers that commas part.
func lists(text string) (all [][]int) {
	for _, part := range strings.Split(text, ",") {
		var list []int
		for _, word := range strings.Fields(part) {
			list = append(list, numeral(word))
		}
		all = append(all, list)
	}
	return all
}

// numeral reads what the file must hold; a test reads all of it.
func numeral(word string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		panic("circles: starters.txt: " + err.Error())
	}
	return n
}
