package circles

// group is a finite abelian group, a product of cyclic ones: its elements are numbers whose digits, the last running
// fastest, are those of its factors.
type group []int

func (g group) order() int {
	order := 1
	for _, factor := range g {
		order *= factor
	}
	return order
}

func (g group) add(x, y int) int {
	sum, place := 0, 1
	for i := len(g) - 1; i >= 0; i-- {
		sum += (x%g[i] + y%g[i]) % g[i] * place
		x, y, place = x/g[i], y/g[i], place*g[i]
	}
	return sum
}

// field is a finite field: a group whose elements can be multiplied as well.
type field struct {
	group
	powers []int // of a generator
	logs   []int // by element; of zero: none
}

// newField is the field of order prime^exponent. The elements are polynomials over the integers modulo the prime, modulo the
// first polynomial whose root generates all of them.
func newField(prime, exponent int) field {
	f := field{}
	for range exponent {
		f.group = append(f.group, prime)
	}
	order := f.order()
	for polynomial := 1; ; polynomial++ {
		f.powers, f.logs = make([]int, 0, order-1), make([]int, order)
		for x := 1; len(f.powers) == 0 || x != 1; x = f.shift(x, polynomial) {
			if len(f.powers) == order-1 || x == 0 {
				f.powers = nil
				break
			}
			f.logs[x] = len(f.powers)
			f.powers = append(f.powers, x)
		}
		if len(f.powers) == order-1 {
			return f
		}
	}
}

// shift multiplies an element by the root of x^e = polynomial.
func (f field) shift(x, polynomial int) int {
	prime, order := f.group[0], f.order()
	top := x / (order / prime)
	x = x * prime % order
	for range top {
		x = f.add(x, polynomial)
	}
	return x
}

func (f field) times(x, y int) int {
	if x == 0 || y == 0 {
		return 0
	}
	return f.powers[(f.logs[x]+f.logs[y])%len(f.powers)]
}

// primePowers are the factors of a number, one for each prime, as prime and exponent.
func primePowers(n int) (all [][2]int) {
	for prime := 2; n > 1; prime++ {
		exponent := 0
		for ; n%prime == 0; n /= prime {
			exponent++
		}
		if exponent > 0 {
			all = append(all, [2]int{prime, exponent})
		}
	}
	return all
}
