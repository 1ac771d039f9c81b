package cohort

import (
	"math"
	"time"
)

// Facets are how many sides there are from which somebody looks at their career, one for each month of the program.
const Facets = 12

// FacetAt is the side of a time, from 1: that of the latest session that has begun, and the first before there was one. A program of more or
// fewer sessions goes through all of them as evenly as it can.
func FacetAt(sessions []Session, now time.Time) int {
	var latest Session
	last := 0
	for _, s := range sessions {
		last = max(last, s.Number)
		if !s.Starts.After(now) && !s.Starts.Before(latest.Starts) {
			latest = s
		}
	}
	if latest.Number < 1 || last < 2 {
		return 1
	}
	return 1 + int(math.Round(float64(latest.Number-1)*float64(Facets-1)/float64(last-1)))
}
