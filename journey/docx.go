package journey

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"ippo/locale"
)

// The parts of a .docx that are the same in every sheet: A4 styles with a Japanese font, one kind of list, and what refers to what. No part
// says who wrote the file, when, or with what.
//
//go:embed all:docx
var docxParts embed.FS

// Docx writes the sheet as a .docx, which Word, Pages, Google Docs and LibreOffice open and edit.
func (s Sheet) Docx(w *locale.Words) ([]byte, error) {
	document := docxDocument{Space: "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
	document.add("Title", w.Say("journey.sheet.title"))
	if name := strings.Join(strings.Fields(s.Name), " "); name != "" {
		document.add("Subtitle", name)
	}
	for _, p := range s.parts(w) {
		document.add("Heading1", p.heading)
		for _, line := range p.lines {
			document.add("ListBullet", broken(line, strings.TrimSpace)...)
		}
	}
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	err := fs.WalkDir(docxParts, "docx", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := docxParts.ReadFile(name)
		if err != nil {
			return err
		}
		return addPart(archive, strings.TrimPrefix(name, "docx/"), data)
	})
	if err == nil {
		err = addDocument(archive, document)
	}
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("write a sheet as .docx: %w", err)
	}
	return file.Bytes(), nil
}

func addDocument(archive *zip.Writer, document docxDocument) error {
	document.Section.Size = docxSize{11906, 16838} // A4, in twentieths of a point
	document.Section.Margin = docxMargin{1304, 1304, 1304, 1304, 720, 720, 0}
	data, err := xml.Marshal(document)
	if err != nil {
		return err
	}
	return addPart(archive, path.Join("word", "document.xml"), append([]byte(xml.Header), data...))
}

func addPart(archive *zip.Writer, name string, data []byte) error {
	part, err := archive.Create(name)
	if err != nil {
		return err
	}
	_, err = part.Write(data)
	return err
}

// The elements of a document that a sheet needs.
type docxDocument struct {
	XMLName    xml.Name        `xml:"w:document"`
	Space      string          `xml:"xmlns:w,attr"`
	Paragraphs []docxParagraph `xml:"w:body>w:p"`
	Section    docxSection     `xml:"w:body>w:sectPr"`
}

type docxParagraph struct {
	Style docxValue `xml:"w:pPr>w:pStyle"`
	Runs  []docxRun `xml:"w:r"`
}

type docxRun struct {
	Break *struct{} `xml:"w:br"`
	Text  docxText  `xml:"w:t"`
}

type docxText struct {
	Space string `xml:"xml:space,attr"`
	Text  string `xml:",chardata"`
}

type docxValue struct {
	Value string `xml:"w:val,attr"`
}

type docxSection struct {
	Size   docxSize   `xml:"w:pgSz"`
	Margin docxMargin `xml:"w:pgMar"`
}

type docxSize struct {
	Width  int `xml:"w:w,attr"`
	Height int `xml:"w:h,attr"`
}

type docxMargin struct {
	Top    int `xml:"w:top,attr"`
	Right  int `xml:"w:right,attr"`
	Bottom int `xml:"w:bottom,attr"`
	Left   int `xml:"w:left,attr"`
	Header int `xml:"w:header,attr"`
	Footer int `xml:"w:footer,attr"`
	Gutter int `xml:"w:gutter,attr"`
}

// add adds a paragraph, each text of it on a line of its own.
func (d *docxDocument) add(style string, texts ...string) {
	p := docxParagraph{Style: docxValue{style}}
	for i, text := range texts {
		run := docxRun{Text: docxText{"preserve", text}}
		if i > 0 {
			run.Break = &struct{}{}
		}
		p.Runs = append(p.Runs, run)
	}
	d.Paragraphs = append(d.Paragraphs, p)
}
