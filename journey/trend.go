package journey

import (
	"git.sr.ht/~sbinet/gg"
)

// TrendRow is something that is shown month by month, and TrendBar a month of it.
type (
	TrendRow struct {
		Label string
		Bars  []TrendBar
	}
	TrendBar struct {
		Level float64 // from 0 to 1; negative: nothing is drawn
		Text  string  // above the bar
	}
)

// The heights of a row, in pixels.
const (
	barMost  = 120.0
	barLeast = 8.0 // of the lowest that is shown
	barText  = small
)

// Trend draws rows of bars below each other, a bar a month. What it shows has to be told in words beside it.
func Trend(title, hint string, months []string, rows []TrendRow) ([]byte, error) {
	p, err := newPaper(wide, least)
	if err != nil {
		return nil, err
	}
	p.write(title, edge, 46, large, right-edge, black)
	y := 116.0
	for _, line := range p.lines(p.plain(hint), small, right-edge, 3) {
		p.write(line, edge, y, small, right-edge, grey)
		y += small + 10
	}
	y += 30
	for _, row := range rows {
		for _, line := range p.lines(p.plain(row.Label), body, right-edge, 2) {
			p.write(line, edge, y, body, right-edge, black)
			y += body + 8
		}
		y = p.bars(row, months, y+barText+14) + 34
	}
	p.height = max(y, least)
	return p.png()
}

// bars draws one row with the names of its months, and says where it ends.
func (p *paper) bars(row TrendRow, months []string, top float64) float64 {
	room := (right - edge) / float64(max(1, len(months)))
	base := top + barMost
	p.stroke(func(dc *gg.Context) {
		dc.SetColor(rule)
		dc.SetLineWidth(2)
		dc.DrawLine(edge, base, right, base)
		dc.Stroke()
	})
	for i, bar := range row.Bars[:min(len(row.Bars), len(months))] {
		x := edge + room*(float64(i)+0.5)
		p.middle(months[i], x, base+10, small, room, grey)
		if bar.Level < 0 {
			continue
		}
		tall := max(barLeast, barMost*min(bar.Level, 1))
		width := min(room*0.6, 70)
		p.stroke(func(dc *gg.Context) {
			dc.DrawRoundedRectangle(x-width/2, base-tall, width, tall, 4)
			dc.SetColor(pale)
			if bar.Level > 0 {
				dc.SetColor(mood)
			}
			dc.Fill()
		})
		p.middle(bar.Text, x, base-tall-barText-6, barText, room, black)
	}
	return base + 10 + small
}
