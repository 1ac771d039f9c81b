package journey

import (
	"image/color"
	"math"

	"git.sr.ht/~sbinet/gg"

	"ippo/cohort"
)

// signs is how the steps of each key are drawn: by shape as well as by colour.
var signs = map[cohort.Key]struct {
	colour color.RGBA
	path   func(dc *gg.Context, x, y float64)
}{
	cohort.Outside:    {rgb(0x1f6fb2), func(dc *gg.Context, x, y float64) { dc.DrawCircle(x, y, 10) }},
	cohort.Stories:    {rgb(0xc8501e), func(dc *gg.Context, x, y float64) { polygon(dc, 3, x, y+2, 13, -math.Pi/2) }},
	cohort.SmallSteps: {rgb(0x1d8a63), func(dc *gg.Context, x, y float64) { dc.DrawRectangle(x-9, y-9, 18, 18) }},
	cohort.Awareness:  {rgb(0x9a4a94), func(dc *gg.Context, x, y float64) { polygon(dc, 4, x, y, 13, 0) }},
	cohort.Peers:      {rgb(0xa97a12), star},
}

// sign draws the sign of a key: full, or its edge only.
func sign(dc *gg.Context, key cohort.Key, x, y float64, full bool) {
	s := signs[key]
	s.path(dc, x, y)
	if full {
		dc.SetColor(s.colour)
	} else {
		dc.SetColor(ground)
	}
	dc.FillPreserve()
	dc.SetColor(s.colour)
	dc.SetLineWidth(3)
	dc.SetLineJoin(gg.LineJoinRound)
	dc.Stroke()
}

func polygon(dc *gg.Context, corners int, x, y, radius, turned float64) {
	dc.NewSubPath()
	for i := range corners {
		angle := turned + 2*math.Pi*float64(i)/float64(corners)
		dc.LineTo(x+radius*math.Cos(angle), y+radius*math.Sin(angle))
	}
	dc.ClosePath()
}

func star(dc *gg.Context, x, y float64) {
	dc.NewSubPath()
	for i := range 10 {
		radius := 13.0
		if i%2 == 1 {
			radius = 6.5
		}
		angle := -math.Pi/2 + math.Pi*float64(i)/5
		dc.LineTo(x+radius*math.Cos(angle), y+radius*math.Sin(angle))
	}
	dc.ClosePath()
}

// face draws a face whose mouth goes with how it feels: from -1 to 1.
func face(dc *gg.Context, x, y, radius, feels float64) {
	dc.SetColor(ground)
	dc.DrawCircle(x, y, radius)
	dc.FillPreserve()
	dc.SetColor(grey)
	dc.SetLineWidth(2.5)
	dc.Stroke()
	for _, side := range []float64{-1, 1} {
		dc.DrawCircle(x+side*radius*0.36, y-radius*0.22, radius*0.11)
		dc.Fill()
	}
	corner := y + radius*(0.36-0.14*feels)
	dc.MoveTo(x-radius*0.45, corner)
	dc.QuadraticTo(x, corner+radius*0.5*feels, x+radius*0.45, corner)
	dc.SetLineCapRound()
	dc.Stroke()
}
