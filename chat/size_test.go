package chat_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"ippo/chat"
)

func TestPartsHoldEverythingInOrder(t *testing.T) {
	written := strings.Repeat("長い言葉です。", 5000)
	all := []chat.Block{chat.Heading("題"), chat.Quote(written), chat.Buttons{{Label: "次へ"}}}
	parts := chat.Parts(all)
	shown := ""
	for _, part := range parts {
		if !chat.Fits(part...) {
			t.Errorf("a part of %d blocks does not fit", len(part))
		}
		for _, block := range part {
			if quote, isQuote := block.(chat.Quote); isQuote {
				shown += string(quote)
			}
		}
	}
	if shown != written {
		t.Errorf("%d of %d characters are shown", len([]rune(shown)), len([]rune(written)))
	}
	if _, first := parts[0][0].(chat.Heading); !first || len(parts) != 4 {
		t.Errorf("%d parts, the first begins with %T", len(parts), parts[0][0])
	}
	if _, last := parts[3][len(parts[3])-1].(chat.Buttons); !last {
		t.Error("the buttons do not stand at the end")
	}
	if few := chat.Parts(all[:1]); len(few) != 1 || len(chat.Parts(nil)) != 1 {
		t.Error("what fits in one message is divided")
	}
}

func TestFits(t *testing.T) {
	dividers := make([]chat.Block, 51)
	for i := range dividers {
		dividers[i] = chat.Divider{}
	}
	for name, test := range map[string]struct {
		blocks []chat.Block
		want   bool
	}{
		"nothing":           {nil, true},
		"fifty blocks":      {dividers[:50], true},
		"one more":          {dividers, false},
		"three long texts":  {[]chat.Block{chat.Quote(strings.Repeat("長", 9000))}, true},
		"four of them":      {[]chat.Block{chat.Quote(strings.Repeat("長", 12000))}, false},
		"a wall of buttons": {[]chat.Block{make(chat.Buttons, 200)}, false},
	} {
		if got := chat.Fits(test.blocks...); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Platforms count an emoji as two: no piece is longer than they take, and none ends in half of one.
func TestEmojiAreCountedAsPlatformsDo(t *testing.T) {
	text := strings.Repeat("🌸桜", 2000)
	if n := chat.Length("a桜🌸"); n != 4 {
		t.Errorf("it is %d long", n)
	}
	pieces := chat.Pieces(text, 3000)
	for _, piece := range pieces {
		if chat.Length(piece) > 3000 || !utf8.ValidString(piece) {
			t.Errorf("a piece is %d long", chat.Length(piece))
		}
	}
	if strings.Join(pieces, "") != text || len(pieces) != 2 {
		t.Errorf("%d pieces", len(pieces))
	}
}
