package journey

import (
	"math"
	"time"

	"git.sr.ht/~sbinet/gg"
)

// moods draws how it went as one soft line, with a dot for every day that somebody told of. It says nothing of days of which they did not.
func (p *yearPaper) moods() {
	if len(p.year.Moods) == 0 {
		return
	}
	p.row(p.words.Say("journey.year.moods"))
	const high = 160.0
	top := p.y + 6
	height := func(m float64) float64 { return top + 12 + (5-m)/4*(high-24) }
	p.stroke(func(dc *gg.Context) {
		for _, m := range []float64{1, 3, 5} {
			dc.SetColor(rule)
			dc.SetLineWidth(1.5)
			dc.DrawLine(left, height(m), right, height(m))
			dc.Stroke()
			face(dc, (edge+left)/2, height(m), 21, (m-3)/2)
		}
		for _, m := range p.year.Moods {
			dc.SetColor(pale)
			dc.DrawCircle(p.at(m.Day), height(float64(m.Mood)), 4)
			dc.Fill()
		}
		for _, stretch := range stretches(p.year.Moods) {
			p.curve(dc, stretch, height)
		}
	})
	p.y = top + high
}

// silence is for how long nothing is told before the line pauses.
const silence = 28 * 24 * time.Hour

// stretches are moods without a long silence between them.
func stretches(all []Mood) [][]Mood {
	var parts [][]Mood
	for i, m := range all {
		if i == 0 || m.Day.Sub(all[i-1].Day) > silence {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], m)
	}
	return parts
}

// curve draws a line that goes near the moods of a stretch, softly; where there is but one, a dot.
func (p *yearPaper) curve(dc *gg.Context, moods []Mood, height func(float64) float64) {
	dc.SetColor(mood)
	first, last := moods[0].Day, moods[len(moods)-1].Day
	if last.Sub(first) < 48*time.Hour {
		dc.DrawCircle(p.at(first), height(float64(moods[0].Mood)), 7)
		dc.Fill()
		return
	}
	const step = 24 * time.Hour
	for at := first; at.Before(last); at = at.Add(step) {
		dc.LineTo(p.at(at), height(near(moods, at)))
	}
	dc.LineTo(p.at(last), height(near(moods, last)))
	dc.SetLineWidth(5)
	dc.SetLineCapRound()
	dc.SetLineJoinRound()
	dc.Stroke()
}

// near is what the moods around a time come to: those of the same days most, those of ten days away hardly.
func near(moods []Mood, at time.Time) float64 {
	sum, weights := 0.0, 0.0
	for _, m := range moods {
		days := m.Day.Sub(at).Hours() / 24 / 4
		weight := math.Exp(-days*days/2) + 1e-9/(1+days*days)
		sum, weights = sum+weight*float64(m.Mood), weights+weight
	}
	return sum / weights
}

// mostLanes is how many circles at a time are drawn.
const mostLanes = 3

// circles draws times in a circle as bars; what overlaps goes into lanes.
func (p *yearPaper) circles() {
	if len(p.year.Circles) == 0 {
		return
	}
	p.row(p.words.Say("journey.year.circles"))
	const bar = 48.0
	var lanes [][]Circle
	for _, c := range p.year.Circles {
		at := 0
		for at < len(lanes) && lanes[at][len(lanes[at])-1].Until.After(c.From) {
			at++
		}
		if at == mostLanes {
			continue
		}
		if at == len(lanes) {
			lanes = append(lanes, nil)
		}
		lanes[at] = append(lanes[at], c)
	}
	for _, lane := range lanes {
		for i, c := range lane {
			from, until, room, y := p.at(c.From), p.at(c.Until), right, p.y
			if i+1 < len(lane) {
				room = p.at(lane[i+1].From)
			}
			p.stroke(func(dc *gg.Context) {
				dc.SetColor(sand)
				dc.DrawRoundedRectangle(from+1, y, max(until-from-3, 4), bar, min(12, (until-from)/2))
				dc.Fill()
			})
			if room-from > 76 {
				p.write(c.Topic, from+12, y+7, small, room-from-24, black)
			}
		}
		p.y += bar + 6
	}
	p.y -= 6
}

// nothing stands where there is nothing to draw yet: a path that goes on, and one sentence.
func (p *yearPaper) nothing() {
	p.y += 120
	y := p.y
	p.stroke(func(dc *gg.Context) {
		dc.SetColor(pale)
		for n := range 13 {
			t := float64(n) / 12
			dc.DrawCircle(left+40+t*(right-left-80), y+150-110*t+26*math.Sin(t*9), 5+5*t)
			dc.Fill()
		}
	})
	p.y += 220
	for _, line := range p.lines(p.plain(p.words.Say("journey.year.empty")), body, right-left-40, 3) {
		p.middle(line, (left+right)/2, p.y, body, right-left-20, black)
		p.y += body + 16
	}
	p.y += 90
}

func (y Year) empty() bool {
	return len(y.Moods)+len(y.Steps)+len(y.Sessions)+len(y.Circles)+len(y.Marks) == 0
}

// captions tells what the numbers stand for: sessions in two columns, and beneath them the marks, each on a line of its own.
func (p *yearPaper) captions() {
	sessions, marks := p.year.Sessions, p.year.Marks
	told := sessions[:min(len(sessions), mostSessions)]
	half := (len(told) + 1) / 2
	if len(told) <= 4 && len(marks) <= 4 {
		half = len(told) // with room enough, each has a whole line
	}
	const line = 2*discRadius + 4
	for i, s := range told {
		x, until := edge, right
		if half < len(told) {
			until = wide/2 - 10
		}
		if i >= half {
			x, until = wide/2+10, right
		}
		p.caption(i+1, s.Theme, x, p.y+line*float64(i%half), until, sessionFill(s))
	}
	p.y += line * float64(half)
	p.more("journey.year.more_sessions", len(sessions)-len(told))
	if len(told) > 0 && len(marks) > 0 {
		p.y += 14
	}
	for i, m := range marks[:min(len(marks), mostMarks)] {
		p.caption(i+1, m.Words, edge, p.y, right, markFill)
		p.y += line
	}
	p.more("journey.year.more_marks", len(marks)-mostMarks)
	if p.year.Reflections > 0 {
		p.y += 16
		p.write(p.words.Say("journey.year.reflections", "Count", p.year.Reflections), edge, p.y, small, right-edge, grey)
		p.y += small + 10
	}
}

func (p *yearPaper) caption(number int, text string, x, y, until float64, fill discFill) {
	p.disc(number, x+discRadius, y+discRadius, fill)
	p.write(text, x+2*discRadius+12, y+discRadius-small/2, small, until-x-2*discRadius-12, black)
}

// more says that there are more than are told.
func (p *yearPaper) more(key string, count int) {
	if count <= 0 {
		return
	}
	p.write(p.words.Say(key, "Count", count), edge+2*discRadius+12, p.y+4, small, right-edge-60, grey)
	p.y += small + 14
}
