package circles

import "slices"

// array is a difference matrix, maybe with columns missing: in any two rows, the differences column by column are all
// distinct elements of the group. Each column makes a round of the schedule in which circle x holds, of each row's people,
// number x plus the column's entry.
type array struct {
	group
	columns [][]int
}

// arrayed makes a schedule of a difference matrix: a row for each seat of a circle, as many people for each row as there are
// circles. Where the circles are not all full, only so many of the last row are there, so that the sizes differ by one (a
// truncated transversal design).
func arrayed(people, circles int) rotation {
	seats := (people + circles - 1) / circles
	if seats < 2 || circles < 2 {
		return nil
	}
	a := newArray(circles, seats)
	var r rotation
	for _, column := range a.columns {
		var round [][]int
		for x := range circles {
			var members []int
			for row, entry := range column {
				if person := row*circles + a.add(x, entry); person < people {
					members = append(members, person)
				}
			}
			round = append(round, members)
		}
		r = append(r, round)
	}
	return r
}

// newArray is a difference matrix with so many rows over a group of some order, with as many columns as are known here.
func newArray(order, rows int) array {
	best := slopes(order, rows)
	if a := products(order, rows); len(a.columns) > len(best.columns) {
		best = a
	}
	if a := listed(order, rows); len(a.columns) > len(best.columns) {
		best = a
	}
	return best
}

// slopes takes the multiples of the row's number, as long as no difference of two can come back to where it began.
func slopes(order, rows int) array {
	a := array{group: group{order}}
	for r := 0; r*(rows-1) < order && r < mostRounds; r++ {
		column := make([]int, rows)
		for row := range column {
			column[row] = row * r
		}
		a.columns = append(a.columns, column)
	}
	return a
}

// products takes the multiplication table of a field, or of fields side by side: complete if each field has as many elements
// as there are rows.
func products(order, rows int) array {
	var a array
	var fields []field
	for _, factor := range primePowers(order) {
		f := field{group: group{factor[0]}}
		if f = newField(factor[0], factor[1]); f.order() < rows {
			return array{}
		}
		fields = append(fields, f)
		a.group = append(a.group, f.group...)
	}
	for r := 0; r < order && r < mostRounds; r++ {
		column := make([]int, rows)
		for row := range column {
			rest, place := r, 1
			for _, f := range slices.Backward(fields) {
				column[row] += f.times(row, rest%f.order()) * place
				rest, place = rest/f.order(), place*f.order()
			}
		}
		a.columns = append(a.columns, column)
	}
	return a
}
