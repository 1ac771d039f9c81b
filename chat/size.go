package chat

import "unicode/utf16"

// How much one message holds, on the platform that holds least.
const (
	LongestPiece = 3000 // characters of a Text or a Quote that stand in one block; what is longer takes several
	LongestLabel = 75   // characters of a button's label

	mostBlocks     = 50
	mostCharacters = 12_000
	perBlock       = 100 // characters that are counted for what holds the words
	perElement     = 60  // and for what holds a part of a block: a button, a fact, a person
)

// Fits reports whether one message holds all of these blocks.
func Fits(all ...Block) bool { return sizeOf(all...).fits() }

// Parts divides blocks among as few messages as hold them, in order. A Text or a Quote that is too long for one is continued
// in the next; nothing is left out.
func Parts(all []Block) [][]Block {
	var parts [][]Block
	var part []Block
	filled := size{}
	for _, block := range all {
		for _, piece := range cut(block) {
			more := filled.with(sizeOf(piece))
			if len(part) > 0 && !more.fits() {
				parts, part, more = append(parts, part), nil, sizeOf(piece)
			}
			part, filled = append(part, piece), more
		}
	}
	if len(part) > 0 || len(parts) == 0 {
		parts = append(parts, part)
	}
	return parts
}

// Length is how long a text is as platforms count: in units of UTF-16, of which an emoji takes two.
func Length(text string) (n int) {
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Within is how many letters at the beginning of a text are at most so long.
func Within(text []rune, most int) int {
	for i, r := range text {
		if most -= max(1, utf16.RuneLen(r)); most < 0 {
			return i
		}
	}
	return len(text)
}

// Pieces cuts a text into parts that are at most so long. Empty text has none.
func Pieces(text string, most int) []string {
	var all []string
	for letters := []rune(text); len(letters) > 0; {
		n := max(1, Within(letters, most))
		all = append(all, string(letters[:n]))
		letters = letters[n:]
	}
	return all
}

// cut cuts a block of words into those that it takes.
func cut(block Block) []Block {
	var pieces []Block
	switch b := block.(type) {
	case Text:
		for _, piece := range Pieces(string(b), LongestPiece) {
			pieces = append(pieces, Text(piece))
		}
	case Quote:
		for _, piece := range Pieces(string(b), LongestPiece) {
			pieces = append(pieces, Quote(piece))
		}
	default:
		return []Block{block}
	}
	return pieces
}

// size is what blocks take up in a message.
type size struct{ blocks, characters int }

func (s size) with(more size) size {
	return size{s.blocks + more.blocks, s.characters + more.characters}
}

func (s size) fits() bool { return s.blocks <= mostBlocks && s.characters <= mostCharacters }

func sizeOf(all ...Block) size {
	var s size
	for _, block := range all {
		for _, piece := range cut(block) {
			s = s.with(size{1, perBlock + words(piece)})
		}
	}
	return s
}

// words counts the characters of a block.
func words(block Block) int {
	n := 0
	count := func(texts ...string) {
		for _, text := range texts {
			n += Length(text)
		}
	}
	switch b := block.(type) {
	case Heading:
		count(string(b))
	case Text:
		count(string(b))
	case Quote:
		count(string(b))
	case Context:
		count(string(b))
	case Image:
		count(b.URL, b.Alt)
	case People:
		count(b...)
		n += perElement * len(b)
	case Fields:
		for _, field := range b {
			count(field.Label, field.Value)
			n += perElement
		}
	case Buttons:
		for _, button := range b {
			count(button.Action, button.Value, button.Label, button.URL)
			n += perElement
		}
	case PeopleSelect:
		count(b.Action, b.Placeholder)
	case Select:
		count(b.Action, b.Placeholder)
		for _, option := range b.Options {
			count(option.Value, option.Label)
			n += perElement
		}
	}
	return n
}
