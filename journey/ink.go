package journey

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

//go:embed font/gothic.ttf
var gothic []byte

var parsed = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(gothic) })

// ink writes on one picture. Faces are not safe for concurrent use, so each picture has its own; the font behind them is parsed once.
type ink struct {
	font   *opentype.Font
	buffer sfnt.Buffer
	faces  map[float64]font.Face
}

func newInk() (*ink, error) {
	f, err := parsed()
	if err != nil {
		return nil, err
	}
	return &ink{font: f, faces: map[float64]font.Face{}}, nil
}

// face is the font at a size in pixels.
func (k *ink) face(size float64) font.Face {
	if k.faces[size] == nil {
		// NewFace fails on no font that could be parsed.
		k.faces[size], _ = opentype.NewFace(k.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	}
	return k.faces[size]
}

// width is how wide a text stands at a size.
func (k *ink) width(text string, size float64) float64 {
	return float64(font.MeasureString(k.face(size), text)) / 64
}

// missing stands where the font has no letter, as printers in Japan have always done.
const missing = '〓'

// plain is a text on one line as the font can write it.
func (k *ink) plain(text string) string {
	text = strings.Join(strings.Fields(norm.NFC.String(text)), " ")
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.C, unicode.M) { // joiners, selectors, marks that go with the letter before
			return -1
		}
		if glyph, err := k.font.GlyphIndex(&k.buffer, r); err != nil || glyph == 0 {
			return missing
		}
		return r
	}, text)
}

// short is a text cut with an ellipsis, where it is wider than there is room.
func (k *ink) short(text string, size, room float64) string {
	if k.width(text, size) <= room {
		return text
	}
	whole := []rune(text)
	for n := len(whole) - 1; n > 0; n-- {
		if cut := strings.TrimRight(string(whole[:n]), " 　、。,") + "…"; k.width(cut, size) <= room {
			return cut
		}
	}
	return ""
}

// lines breaks a text into at most so many lines; the last is cut where it must be.
func (k *ink) lines(text string, size, room float64, most int) []string {
	var lines []string
	rest := []rune(text)
	for len(rest) > 0 && len(lines) < most-1 {
		n := k.fitting(rest, size, room)
		if n == len(rest) {
			break
		}
		lines = append(lines, strings.TrimSpace(string(rest[:n])))
		rest = []rune(strings.TrimSpace(string(rest[n:])))
	}
	if last := k.short(string(rest), size, room); last != "" {
		lines = append(lines, last)
	}
	return lines
}

// fitting is how many letters stand on one line: up to a space in a language that has them, and never with a closing mark to follow.
func (k *ink) fitting(text []rune, size, room float64) int {
	n := len(text)
	for n > 1 && k.width(string(text[:n]), size) > room {
		n--
	}
	if n == len(text) {
		return n
	}
	for at := n; at > n/2; at-- {
		latin := text[at] < 0x2000 && text[at-1] < 0x2000
		if text[at] == ' ' || !latin && !strings.ContainsRune("、。」』）)ー…！？っゃゅょッャュョ", text[at]) {
			return at
		}
	}
	return n
}
