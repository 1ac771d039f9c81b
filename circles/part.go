package circles

import (
	"context"
	"math"
	"math/bits"
)

// part is some of the circles with their members, in a form in which exchanges are cheap to judge: a table of weights, and
// everything in flat slices. People and circles have numbers of their own here. Parts share no person, so several can be
// worked on at a time.
type part struct {
	ids    []int   // of the people, in the problem
	circle []int   // of the circles, in the arrangement; the last may be the bench
	w      []int32 // a row for each person: the fit with each other person, less the cost of being where one must not be
	start  []int32 // by circle: its first seat; one more at the end
	seats  []int32 // who sits there
	at     []int32 // by person: the circle
	seat   []int32 // by person: the seat
	cur    []int   // by person: the sum of the weights with their mates

	sums []int32 // by circle and person: the sum of the weights with its members; nil where circles are so small that they are soon added up

	factor []float64 // by circle: what a unit of its pairs' sum is worth; 0: a bench, where nobody has to fit
	words  int
	free   []uint64
	slots  bool    // somebody named some
	miss   []int32 // by circle: how many cannot come at its best slot
	breach float64 // what each of these costs

	wish    []int   // by person: the size of circle that they would like; nil if nobody says so
	friends []int32 // by person: some of those who fit them best, as many for each
	some    int     // how many
	random  random
}

// random is a small generator (splitmix64).
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to less than n.
func (r *random) below(n int) int {
	high, _ := bits.Mul64(r.next(), uint64(n))
	return int(high)
}

// drops are how far an exchange may make things worse, in temperatures: what is exponentially distributed, so that one is
// accepted with the probability exp(change/temperature) (Metropolis's rule).
var drops = func() (all [4096]float64) {
	for i := range all {
		all[i] = math.Log((float64(i) + 0.5) / float64(len(all)))
	}
	return all
}()

// anneal tries so many exchanges, while the temperature falls from hot to cold. It stops early if ctx ends.
func (b *part) anneal(ctx context.Context, proposals int, hot, cold float64) {
	if len(b.start) < 3 || len(b.at) < 2 {
		return
	}
	const stride, look = 128, 64
	heat := hot
	cooling := math.Pow(cold/hot, stride/float64(max(stride, proposals)))
	for i := 0; proposals > 0; i++ {
		if i%look == 0 && ctx.Err() != nil {
			return
		}
		for range min(stride, proposals) {
			b.propose(heat)
		}
		heat *= cooling
		proposals -= stride
	}
}

// propose draws two people, and exchanges them if the temperature allows it. Half of the time one goes to somebody who fits
// them well, into the seat of one of that circle.
func (b *part) propose(heat float64) {
	r := b.random.next()
	n := uint64(len(b.at))
	one := int((r & 0xffffffff) * n >> 32)
	limit := heat * drops[(r^r>>29)&4095]
	if b.some == 0 || r>>63 == 0 {
		if other := int((r >> 32 & 0x7fffffff) * n >> 31); b.at[one] != b.at[other] {
			b.try(one, other, limit)
		}
		return
	}
	friend := b.friends[one*b.some+int((r>>32&0xffff)*uint64(b.some)>>16)]
	if friend < 0 || b.at[friend] == b.at[one] {
		return
	}
	circle := b.at[friend]
	start, seats := b.start[circle], uint64(b.start[circle+1]-b.start[circle])
	if other := b.seats[start+int32((r>>48&0xfff)*seats>>12)]; other != friend {
		b.try(one, int(other), limit)
	}
}

// try exchanges two people of different circles if that changes the whole by no less than a limit.
func (b *part) try(one, other int, limit float64) bool {
	n := len(b.at)
	a, c := b.at[one], b.at[other]
	rowOne, rowOther := b.w[one*n:one*n+n], b.w[other*n:other*n+n]
	pair := int(rowOne[other])
	sumOther, sumOne := -pair, -pair
	if b.sums != nil {
		sumOther += int(b.sums[int(a)*n+other])
		sumOne += int(b.sums[int(c)*n+one])
	} else {
		for _, mate := range b.seats[b.start[a]:b.start[a+1]] {
			sumOther += int(rowOther[mate])
		}
		for _, mate := range b.seats[b.start[c]:b.start[c+1]] {
			sumOne += int(rowOne[mate])
		}
	}
	change := b.factor[a]*float64(sumOther-b.cur[one]) + b.factor[c]*float64(sumOne-b.cur[other])
	if !b.slots {
		if change < limit {
			return false
		}
		b.exchange(one, other, sumOne, sumOther)
		return true
	}
	before := b.miss[a] + b.miss[c]
	if change+b.breach*float64(before) < limit {
		return false
	}
	missA, missC := b.missing(a, b.seat[one], other), b.missing(c, b.seat[other], one)
	if change+b.breach*float64(before-missA-missC) < limit {
		return false
	}
	b.miss[a], b.miss[c] = missA, missC
	b.exchange(one, other, sumOne, sumOther)
	return true
}

func (b *part) exchange(one, other, sumOne, sumOther int) {
	n := len(b.at)
	a, c := b.at[one], b.at[other]
	rowOne, rowOther := b.w[one*n:one*n+n], b.w[other*n:other*n+n]
	for _, mate := range b.seats[b.start[a]:b.start[a+1]] {
		b.cur[mate] += int(rowOther[mate] - rowOne[mate])
	}
	for _, mate := range b.seats[b.start[c]:b.start[c+1]] {
		b.cur[mate] += int(rowOne[mate] - rowOther[mate])
	}
	if b.sums != nil {
		sumsA, sumsC := b.sums[int(a)*n:int(a)*n+n], b.sums[int(c)*n:int(c)*n+n]
		rowOne, rowOther, sumsC = rowOne[:len(sumsA)], rowOther[:len(sumsA)], sumsC[:len(sumsA)]
		for i := range sumsA {
			d := rowOther[i] - rowOne[i]
			sumsA[i] += d
			sumsC[i] -= d
		}
	}
	seatOne, seatOther := b.seat[one], b.seat[other]
	b.seats[seatOne], b.seats[seatOther] = int32(other), int32(one)
	b.seat[one], b.seat[other] = seatOther, seatOne
	b.at[one], b.at[other] = c, a
	b.cur[one], b.cur[other] = sumOne, sumOther
}

// missing counts who of a circle cannot come at the slot at which most can, if somebody else had a seat.
func (b *part) missing(circle, seat int32, instead int) int32 {
	if b.factor[circle] == 0 {
		return 0
	}
	start, end := b.start[circle], b.start[circle+1]
	if b.words == 1 {
		common := b.free[instead]
		for s := start; s < end; s++ {
			if s != seat {
				common &= b.free[b.seats[s]]
			}
		}
		if common != 0 {
			return 0
		}
	}
	most := 0
	for w := range b.words {
		// The bits of how many are free at each slot: planes[i] has the bit 2^i of each slot's count.
		var planes [16]uint64
		for s := start; s < end; s++ {
			person := int(b.seats[s])
			if s == seat {
				person = instead
			}
			carry := b.free[person*b.words+w]
			for i := 0; carry != 0 && i < len(planes); i++ {
				planes[i], carry = planes[i]^carry, planes[i]&carry
			}
		}
		most = max(most, highest(&planes))
	}
	return end - start - int32(most)
}

// highest is the largest of 64 counts that are written bit by bit.
func highest(planes *[16]uint64) int {
	most, slots := 0, ^uint64(0)
	for i := len(planes) - 1; i >= 0; i-- {
		if with := slots & planes[i]; with != 0 {
			slots = with
			most |= 1 << i
		}
	}
	return most
}
