package journey

import (
	"slices"
	"time"

	"git.sr.ht/~sbinet/gg"

	"ippo/cohort"
	"ippo/locale"
)

// The picture's edges, in pixels. Faces stand between edge and left.
const (
	wide   = 1080.0
	edge   = 60.0
	left   = 116.0
	right  = wide - edge
	tall   = 1350.0 // what a full year needs about; it is never lower than least
	least  = 800.0
	months = 182.0 // the top of the row of months
)

// How many are told one by one; a line says that there are more.
const (
	mostSessions = 16
	mostMarks    = 10
)

// yearPaper is the paper of a year while it is laid out, from the top down.
type yearPaper struct {
	*paper
	words *locale.Words
	year  Year
	y     float64 // where the next row begins
	gap   float64 // between rows
}

// layOutYear finds a place for everything in a year.
func layOutYear(w *locale.Words, y Year) (*paper, error) {
	room := 0.0
	var p *yearPaper
	for range 2 { // the second time with the room that was left over
		sheet, err := newPaper(wide, tall)
		if err != nil {
			return nil, err
		}
		p = &yearPaper{paper: sheet, words: w, year: y, gap: 14 + room}
		p.everything()
		room = min(max((tall-p.y)/6, 0), 44)
	}
	p.height = max(p.y, least)
	return p.paper, nil
}

func (p *yearPaper) everything() {
	w, y := p.words, p.year
	p.write(w.Say(y.name()), edge, 46, large, right-edge, black)
	subtitle := func(title string) string {
		return p.plain(w.Say("journey.year.subtitle", "Title", title, "Span", span(w, y.From, y.Until)))
	}
	title := p.short(p.plain(y.Title), body, right-edge-p.ink.width(subtitle("."), body)) // so that the months are never cut
	p.write(subtitle(title), edge, 112, body, right-edge, grey)
	bands := len(p.strokes)
	p.y = months + small + 8
	if y.empty() {
		p.nothing()
	}
	p.moods()
	p.steps()
	p.sessions()
	p.circles()
	p.marks()
	p.y += 10
	p.months(bands, p.y)
	p.y += 24
	p.captions()
	p.y += 36
}

// months draws the months beneath all rows, down to a height, as the strokes from a given one on.
func (p *yearPaper) months(first int, bottom float64) {
	from := p.year.From
	start := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, p.year.Zone)
	every, widest := 1, 0.0
	for m := range 12 {
		widest = max(widest, p.ink.width(p.monthName(start.AddDate(0, m, 0)), small))
	}
	for span := p.at(start.AddDate(0, 1, 0)) - p.at(start); span > 0 && span*float64(every) < widest+10; {
		every++
	}
	var under []func(*gg.Context)
	for n := 0; ; n++ {
		begins, ends := start.AddDate(0, n, 0), start.AddDate(0, n+1, 0)
		if !begins.Before(p.year.Until) || n > 1200 {
			break
		}
		a, b := max(p.at(begins), left), min(p.at(ends), right)
		if n%2 == 0 {
			under = append(under, func(dc *gg.Context) {
				dc.SetColor(band)
				dc.DrawRectangle(a, months-6, b-a, bottom-months+6)
				dc.Fill()
			})
		}
		if n%every == 0 && (b-a)*float64(every) >= widest {
			p.middle(p.monthName(begins), (a+b)/2, months, small, max(b-a, widest), grey)
		}
	}
	p.strokes = slices.Insert(p.strokes, first, under...)
}

func (p *yearPaper) monthName(t time.Time) string {
	return p.words.Say("journey.year.axis", "Month", p.words.Say("date.month_"+t.Format("1")))
}

// at is where a time stands across.
func (p *yearPaper) at(t time.Time) float64 {
	return left + (right-left)*float64(t.Sub(p.year.From))/float64(p.year.Until.Sub(p.year.From))
}

// row begins a row with its name.
func (p *yearPaper) row(name string) {
	if p.y > months+small+8 {
		p.y += p.gap
	} else {
		p.y += 14
	}
	p.write(name, left+10, p.y, small, right-left-20, grey)
	p.y += small + 12
}

func (p *yearPaper) steps() {
	w := p.words
	var keys []cohort.Key
	partly := false
	for _, key := range cohort.Keys {
		if slices.ContainsFunc(p.year.Steps, func(s Step) bool { return s.Key == key }) {
			keys = append(keys, key)
		}
	}
	for _, s := range p.year.Steps {
		partly = partly || s.Outcome == cohort.Partly
	}
	if len(keys) == 0 {
		return
	}
	name := w.Say("journey.year.steps")
	if partly {
		name = w.Say("journey.year.steps_partly")
	}
	p.row(name)
	const lane = 28.0
	for _, s := range p.year.Steps {
		x, y := p.at(s.Day), p.y+lane*(float64(slices.Index(keys, s.Key))+0.5)
		x = min(max(x, left+14), right-14)
		p.stroke(func(dc *gg.Context) { sign(dc, s.Key, x, y, s.Outcome != cohort.Partly) })
	}
	p.y += lane*float64(len(keys)) + 8
	x := left + 10
	for _, key := range keys {
		name := w.Say("journey.key." + string(key))
		if width := 30 + p.ink.width(p.plain(name), small); x > left+10 && x+width > right {
			x, p.y = left+10, p.y+small+10
		}
		sx, sy := x+11, p.y+small/2
		p.stroke(func(dc *gg.Context) { sign(dc, key, sx, sy, true) })
		x += 30 + p.write(name, x+30, p.y, small, right-x-30, black) + 20
	}
	p.y += small + 4
}

func (p *yearPaper) sessions() {
	if len(p.year.Sessions) == 0 {
		return
	}
	name := p.words.Say("journey.year.sessions")
	if slices.ContainsFunc(p.year.Sessions, func(s Session) bool { return !s.Attended }) {
		name = p.words.Say("journey.year.sessions_some")
	}
	p.row(name)
	var days []time.Time
	for _, s := range p.year.Sessions[:min(len(p.year.Sessions), mostSessions)] {
		days = append(days, s.Day)
	}
	for i, x := range p.across(days) {
		p.disc(i+1, x, p.y+discRadius, sessionFill(p.year.Sessions[i]))
	}
	p.y += 2 * discRadius
}

// across is where discs for days stand on one row.
func (p *yearPaper) across(days []time.Time) []float64 {
	var at []float64
	for _, day := range days {
		at = append(at, p.at(day))
	}
	return spread(at, 2*discRadius+4, left+discRadius, right-discRadius)
}

func sessionFill(s Session) discFill {
	if s.Attended {
		return discFill{ground: slate, edge: slate, number: white}
	}
	return discFill{ground: ground, edge: slate, number: slate}
}

var markFill = discFill{ground: plum, edge: plum, number: white, square: true}

func (p *yearPaper) marks() {
	if len(p.year.Marks) == 0 {
		return
	}
	p.row(p.words.Say("journey.year.marks"))
	var days []time.Time
	for _, m := range p.year.Marks[:min(len(p.year.Marks), mostMarks)] {
		days = append(days, m.Day)
	}
	for i, x := range p.across(days) {
		p.disc(i+1, x, p.y+discRadius, markFill)
	}
	p.y += 2 * discRadius
}
