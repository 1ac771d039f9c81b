package journey

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// paper is a picture that is laid out and not drawn yet: where everything stands is known first, so that it can be checked.
type paper struct {
	*ink
	width, height float64
	boxes         []box
	strokes       []func(*gg.Context)
}

// box is a place that is taken: by a line of text, or by a disc with its number.
type box struct {
	text                     string
	left, top, right, bottom float64
}

// The colours are told apart by people who see few of them, and text stands out from its ground by 4.5 to 1 at least.
var (
	ground = rgb(0xfbf8f2)
	band   = rgb(0xf4efe5)
	rule   = rgb(0xd9d2c4)
	black  = rgb(0x2b3439)
	grey   = rgb(0x586469)
	white  = rgb(0xffffff)
	mood   = rgb(0x2a7a80)
	pale   = rgb(0x8fbcbf)
	plum   = rgb(0x6b4a78)
	sand   = rgb(0xe3d7bd)
	slate  = rgb(0x3d5a80)
)

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

func newPaper(width, height float64) (*paper, error) {
	k, err := newInk()
	if err != nil {
		return nil, fmt.Errorf("read the font of the pictures: %w", err)
	}
	return &paper{ink: k, width: width, height: height}, nil
}

func (p *paper) stroke(how func(*gg.Context)) { p.strokes = append(p.strokes, how) }

// The sizes of text, in pixels. A phone shows the picture at down to 310 pixels wide, less than a third of this: small is nine there.
const (
	small = 32.0
	body  = 34.0
	large = 48.0
)

// write puts one line of text with its top at a height, cut to the room there is, and says how wide it is.
func (p *paper) write(text string, x, top, size, room float64, c color.Color) float64 {
	text = p.short(p.plain(text), size, room)
	if text == "" {
		return 0
	}
	width := p.ink.width(text, size)
	p.boxes = append(p.boxes, box{text, x, top, x + width, top + size})
	p.letters(text, x, top, size, c)
	return width
}

// middle is write with the text's middle at x.
func (p *paper) middle(text string, x, top, size, room float64, c color.Color) {
	text = p.short(p.plain(text), size, room)
	p.write(text, x-p.ink.width(text, size)/2, top, size, room+1, c)
}

// letters draws text without taking a place.
func (p *paper) letters(text string, x, top, size float64, c color.Color) {
	p.stroke(func(dc *gg.Context) {
		drawer := font.Drawer{
			Dst: dc.Image().(draw.Image), Src: image.NewUniform(c), Face: p.face(size),
			Dot: fixed.Point26_6{X: fixed.Int26_6(x * 64), Y: fixed.Int26_6((top + size*0.86) * 64)},
		}
		drawer.DrawString(text)
	})
}

// disc is a number on a coloured ground.
func (p *paper) disc(number int, x, y float64, fill discFill) {
	text := fmt.Sprint(number)
	p.boxes = append(p.boxes, box{text, x - discRadius, y - discRadius, x + discRadius, y + discRadius})
	p.stroke(func(dc *gg.Context) {
		if fill.square {
			dc.DrawRoundedRectangle(x-discRadius+1, y-discRadius+1, 2*discRadius-2, 2*discRadius-2, 7)
		} else {
			dc.DrawCircle(x, y, discRadius-1)
		}
		dc.SetColor(fill.ground)
		dc.FillPreserve()
		dc.SetColor(fill.edge)
		dc.SetLineWidth(2.5)
		dc.Stroke()
	})
	p.letters(text, x-p.ink.width(text, numeral)/2, y-numeral/2, numeral, fill.number)
}

// discFill is how a disc looks.
type discFill struct {
	ground, edge, number color.Color
	square               bool
}

const (
	discRadius = 23.0
	numeral    = 28.0 // so that two digits stay within
)

// spread moves what stands on one row apart, as little as it takes, within two bounds. What is given is sorted.
func spread(at []float64, apart, from, until float64) []float64 {
	moved := make([]float64, len(at))
	for i, x := range at {
		moved[i] = max(x, from)
		if i > 0 {
			moved[i] = max(moved[i], moved[i-1]+apart)
		}
	}
	for i := len(moved) - 1; i >= 0; i-- {
		moved[i] = min(moved[i], until-float64(len(moved)-1-i)*apart)
	}
	return moved
}

// png draws everything.
func (p *paper) png() ([]byte, error) {
	dc := gg.NewContext(int(p.width), int(p.height))
	dc.SetColor(ground)
	dc.Clear()
	for _, draws := range p.strokes {
		draws(dc)
	}
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&file, dc.Image()); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return file.Bytes(), nil
}
