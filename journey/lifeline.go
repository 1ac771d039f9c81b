package journey

import (
	"fmt"
	"slices"

	"git.sr.ht/~sbinet/gg"

	"ippo/locale"
)

// Point is something that happened in a life, and how it felt: from -2, hard, to 2, happy.
type Point struct {
	Age   int
	Event string
	Felt  int
}

// mostPoints is how many points are drawn; a line says that there are more.
const mostPoints = 20

// LifeLine draws a life from the top down, as a story is read, with each event beside its place on the line; and tells it in sentences.
func LifeLine(w *locale.Words, points []Point) (png []byte, alt string, err error) {
	points = inOrder(points)
	p, err := layOutLife(w, points)
	if err != nil {
		return nil, "", err
	}
	if png, err = p.png(); err != nil {
		return nil, "", err
	}
	return png, tellLife(w, points), nil
}

// TellLife tells in sentences what LifeLine draws.
func TellLife(w *locale.Words, points []Point) string { return tellLife(w, inOrder(points)) }

func inOrder(points []Point) []Point {
	points = slices.Clone(points)
	for i := range points {
		points[i].Felt = min(max(points[i].Felt, -2), 2)
	}
	slices.SortStableFunc(points, func(a, b Point) int { return a.Age - b.Age })
	return points
}

// Where the line is drawn, across.
const (
	lineLeft  = 96.0
	lineRight = 400.0
	eventLeft = 452.0
)

// layOutLife finds a place for each point. Years between two events make room between them, within what can be read.
func layOutLife(w *locale.Words, points []Point) (*paper, error) {
	p, err := newPaper(wide, least)
	if err != nil {
		return nil, err
	}
	p.write(w.Say("journey.life.title"), edge, 54, large, right-edge, black)
	p.write(w.Say("journey.life.subtitle"), edge, 128, body, right-edge, grey)
	top := 330.0
	p.middle(w.Say("journey.life.low"), lineLeft, 206, small, 120, grey)
	p.middle(w.Say("journey.life.high"), lineRight, 206, small, 150, grey)
	under := len(p.strokes)

	told := points[:min(len(points), mostPoints)]
	xs, ys := make([]float64, len(told)), make([]float64, len(told))
	y := top
	for i, at := range told {
		if i > 0 {
			y = max(y, ys[i-1]+min(float64(at.Age-told[i-1].Age)*10, 150))
		}
		xs[i], ys[i] = lineLeft+(lineRight-lineLeft)*float64(at.Felt+2)/4, y
		y = p.event(w, at, y) + 26
	}
	p.line(xs, ys)
	if more := len(points) - len(told); more > 0 {
		p.write(w.Say("journey.life.more", "Count", more), eventLeft, y, small, right-eventLeft, grey)
		y += small + 20
	}
	if len(told) == 0 {
		for _, line := range p.lines(p.plain(w.Say("journey.life.empty")), body, right-eventLeft, 4) {
			p.write(line, eventLeft, y, body, right-eventLeft, black)
			y += body + 14
		}
	}
	p.height = max(y+40, least)
	bottom := p.height - 70
	p.strokes = slices.Insert(p.strokes, under, func(dc *gg.Context) {
		for felt := -2; felt <= 2; felt++ {
			x := lineLeft + (lineRight-lineLeft)*float64(felt+2)/4
			dc.SetColor(rule)
			dc.SetLineWidth(1.5)
			if felt == 0 {
				dc.SetLineWidth(3)
			}
			dc.DrawLine(x, 296, x, bottom)
			dc.Stroke()
			if felt%2 == 0 {
				face(dc, x, 266, 22, float64(felt)/2)
			}
		}
	})
	return p, nil
}

// event writes an age and what happened beside a height, and says where it ends.
func (p *paper) event(w *locale.Words, at Point, y float64) float64 {
	y -= body / 2
	p.write(w.Say("journey.life.age", "Age", at.Age), eventLeft, y, body, right-eventLeft, mood)
	y += body + 10
	for _, line := range p.lines(p.plain(at.Event), body, right-eventLeft, 3) {
		p.write(line, eventLeft, y, body, right-eventLeft, black)
		y += body + 10
	}
	return y + body/2
}

// line draws the curve through all points, without swinging beyond them.
func (p *paper) line(xs, ys []float64) {
	p.stroke(func(dc *gg.Context) {
		for i := range xs {
			if i == 0 {
				dc.MoveTo(xs[0], ys[0])
				continue
			}
			middle := (ys[i-1] + ys[i]) / 2
			dc.CubicTo(xs[i-1], middle, xs[i], middle, xs[i], ys[i])
		}
		dc.SetColor(mood)
		dc.SetLineWidth(6)
		dc.SetLineCapRound()
		dc.Stroke()
		for i := range xs {
			dc.SetColor(rule)
			dc.SetLineWidth(1.5)
			dc.DrawLine(xs[i]+20, ys[i], eventLeft-14, ys[i])
			dc.Stroke()
			dc.DrawCircle(xs[i], ys[i], 12)
			dc.SetColor(ground)
			dc.FillPreserve()
			dc.SetColor(mood)
			dc.SetLineWidth(5)
			dc.Stroke()
		}
	})
}

// tellLife tells a life line in sentences.
func tellLife(w *locale.Words, points []Point) string {
	return shortEnough(func(most int) string {
		text := w.Say("journey.alt.life")
		if len(points) == 0 {
			return w.Join(text, w.Say("journey.life.empty"))
		}
		told := points[:min(len(points), most)]
		for _, at := range told {
			text = w.Join(text, w.Say("journey.alt.point", "Age", at.Age, "Event", clip(at.Event, 60), "Felt", w.Say("journey.life."+felt(at.Felt))))
		}
		if more := len(points) - len(told); more > 0 {
			text = w.Join(text, w.Say("journey.alt.points_more", "Count", more))
		}
		return text
	})
}

func felt(how int) string {
	switch {
	case how < 0:
		return fmt.Sprintf("felt_low_%d", -how)
	case how > 0:
		return fmt.Sprintf("felt_high_%d", how)
	}
	return "felt_0"
}
