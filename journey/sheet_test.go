package journey_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"ippo/journey"
	"ippo/locale"
)

func sheet(language string) journey.Sheet {
	return journey.Sheet{
		Name:  pick(language, "山田 花子", "Hanako Yamada"),
		Can:   []string{pick(language, "立場のちがう人の話を聴いて、まとめること", "Listening to people of all kinds"), "3. <A&B> *no* _markup_ [x](y)"},
		Will:  []string{pick(language, "若い人の相談にのる仕事がしたい\n  週に一日からでも", "Be there for younger people\n  even one day a week"), "  "},
		Tried: []string{pick(language, "- 社外の勉強会に出た", "- A study group outside"), "# 1 `code` ~x~ | $y$ \\", "+ 1", "= 2"},
		Ask:   []string{pick(language, "水曜の夕方は、早く出られるとうれしいです", "To leave early on Wednesdays"), "a\x00b\ufffec"},
	}
}

func TestASheetIsMarkdown(t *testing.T) {
	for _, language := range locale.Languages() {
		golden(t, "sheet."+language+".md", sheet(language).Markdown(locale.In(language)))
	}
}

func TestASheetIsADocument(t *testing.T) {
	for _, language := range locale.Languages() {
		w := locale.In(language)
		data, err := sheet(language).Docx(w)
		if err != nil {
			t.Fatal(err)
		}
		look(t, "sheet."+language+".docx", data)
		parts := unpack(t, data)
		for name, relation := range parts {
			if path.Ext(name) != ".rels" {
				continue
			}
			for _, target := range attributes(t, relation, "Target") {
				if to := path.Join(path.Dir(path.Dir(name)), target); parts[to] == nil {
					t.Errorf("%s points at %s, which is not there", name, to)
				}
			}
		}
		for _, name := range attributes(t, parts["[Content_Types].xml"], "PartName") {
			if parts[strings.TrimPrefix(name, "/")] == nil {
				t.Errorf("the type of %s is told, which is not there", name)
			}
		}
		styles := attributes(t, parts["word/styles.xml"], "styleId")
		if !slices.Contains(attributes(t, parts["word/styles.xml"], "eastAsia"), "游ゴシック") {
			t.Error("the sheet has no Japanese font")
		}
		document := string(parts["word/document.xml"])
		for _, style := range []string{"Title", "Subtitle", "Heading1", "ListBullet"} {
			if !slices.Contains(styles, style) || !strings.Contains(document, `<w:pStyle w:val="`+style+`">`) {
				t.Errorf("the style %s is not used", style)
			}
		}
		golden(t, "sheet."+language+".txt", []byte(paragraphs(t, parts["word/document.xml"])))
	}
}

// unpack opens a .docx, and reads each part as XML.
func unpack(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if archive.File[0].Name != "[Content_Types].xml" {
		t.Error("the first part is", archive.File[0].Name)
	}
	parts := map[string][]byte{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		attributes(t, parts[f.Name], "")
	}
	return parts
}

// attributes are the values of all attributes of a name, whatever their namespace.
func attributes(t *testing.T, part []byte, name string) []string {
	t.Helper()
	var values []string
	each(t, part, func(token xml.Token) {
		if start, is := token.(xml.StartElement); is {
			for _, a := range start.Attr {
				if a.Name.Local == name {
					values = append(values, a.Value)
				}
			}
		}
	})
	return values
}

// paragraphs is the text of a document, a paragraph on a line; "/" stands for a break within one.
func paragraphs(t *testing.T, document []byte) string {
	t.Helper()
	var text strings.Builder
	each(t, document, func(token xml.Token) {
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			if token.Name.Local == "br" {
				text.WriteString(" / ")
			}
		case xml.EndElement:
			if token.Name.Local == "p" {
				text.WriteByte('\n')
			}
		}
	})
	return text.String()
}

func each(t *testing.T, part []byte, see func(xml.Token)) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		see(token)
	}
}
