package circles

import "math"

// polish exchanges people as long as that makes the score higher; then, with the score as it is, the least of the mean fits
// higher; and then brings people nearer to the size of circle that they would like.
func (b *part) polish() {
	n := len(b.at)
	for improved := true; improved; {
		improved = false
		for one := range n {
			for other := range one {
				if b.at[one] != b.at[other] && b.try(one, other, alike) {
					improved = true
				}
			}
		}
		improved = improved || b.lift()
	}
}

// lift makes one exchange that leaves the score as it is, and gives one of those with the least mean fit a better place.
func (b *part) lift() bool {
	least := math.Inf(1)
	var worst int32
	for circle := range b.circle {
		if mean := b.leastOf(int32(circle)); mean < least-alike {
			least, worst = mean, int32(circle)
		}
	}
	for seat := b.start[worst]; seat < b.start[worst+1]; seat++ {
		for other := range b.at {
			one, circle := int(b.seats[seat]), b.at[other]
			if circle == worst || math.Abs(b.change(one, other)) > alike || !b.try(one, other, -alike) {
				continue
			}
			if min(b.leastOf(worst), b.leastOf(circle)) > least+alike {
				return true
			}
			b.try(one, other, math.Inf(-1))
		}
	}
	return false
}

// leastOf is the least of the mean fits of a circle's members.
func (b *part) leastOf(circle int32) float64 {
	if b.factor[circle] == 0 {
		return math.Inf(1)
	}
	least := math.Inf(1)
	for _, person := range b.seats[b.start[circle]:b.start[circle+1]] {
		least = min(least, b.factor[circle]/2*float64(b.cur[person]))
	}
	return least
}
