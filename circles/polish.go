package circles

import "math"

// polish exchanges people as long as that makes the score higher; then, with the score as it is, the least of the mean fits
// higher; and then, with both as they are, brings people nearer to the size of circle that they would like.
func (b *part) polish() {
	for improved := true; improved; {
		improved = false
		for one := range b.at {
			for other := range one {
				if b.at[one] != b.at[other] && b.try(one, other, alike) {
					improved = true
				}
			}
		}
	}
	for b.lift() {
	}
	b.please()
}

// please exchanges people of circles of different sizes if that brings them nearer to the sizes that they would like, and
// changes neither the score nor the least mean fit.
func (b *part) please() {
	if b.wish == nil {
		return
	}
	least, _ := b.lowest()
	for improved := true; improved; {
		improved = false
		for one := range b.at {
			for other := range one {
				from, to := b.at[one], b.at[other]
				if from == to || b.unwish(one, from)+b.unwish(other, to) <= b.unwish(one, to)+b.unwish(other, from) ||
					math.Abs(b.change(one, other)) > alike || !b.try(one, other, -alike) {
					continue
				}
				if min(b.leastOf(from), b.leastOf(to)) >= least-alike {
					improved = true
				} else {
					b.try(one, other, math.Inf(-1))
				}
			}
		}
	}
}

// unwish is by how many people a circle misses the size that a person would like; on the bench nobody misses it.
func (b *part) unwish(person int, circle int32) int {
	if b.wish[person] == 0 || b.factor[circle] == 0 {
		return 0
	}
	return abs(b.wish[person] - int(b.start[circle+1]-b.start[circle]))
}

// lowest is the least of all mean fits, and the circle that has it.
func (b *part) lowest() (least float64, worst int32) {
	least = math.Inf(1)
	for circle := range b.circle {
		if mean := b.leastOf(int32(circle)); mean < least-alike {
			least, worst = mean, int32(circle)
		}
	}
	return least, worst
}

// lift makes one exchange that leaves the score as it is, and gives one of those with the least mean fit a better place.
func (b *part) lift() bool {
	least, worst := b.lowest()
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
