package nudges

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"ippo/chat"
	"ippo/journey"
	"ippo/storage"
)

// What a person can have sent to them as a file: the first part of the subject of its delivery, before the cohort.
const (
	KeepPicture = "picture"
	KeepPages   = "pages"
	KeepLetter  = "letter"
	KeepLife    = "life"
	KeepWord    = "docx"
	KeepText    = "md"
)

// keepsakes are the kinds of deliveries that bring them.
var keepsakes = map[string]string{KeepPicture: KindPicture, KeepPages: KindPages, KeepLetter: KindPages, KeepLife: KindPicture, KeepWord: KindSheet, KeepText: KindSheet}

// sentInWords are the kinds of files that somebody asked for, in whose place words come if no file can be sent. A file bears no mark by which
// it could be found where it stands.
var sentInWords = map[string]bool{KindPicture: true, KindPages: true, KindSheet: true, KindExport: true, KindOverview: true, KindEntry: true}

// filesThatWait are the other kinds of files: they wait until files can be sent.
var filesThatWait = map[string]bool{KindAttachment: true, KindTrialFile: true, KindTable: true, KindAudit: true, KindTemplate: true}

// worthADay is how long a file makes sense that somebody asked for.
const worthADay = 24 * time.Hour

// Hand plans that somebody gets what they asked for as a file, to them alone. Pressed twice within seconds, it comes once.
func Hand(tx *storage.Tx, what, cohortID, person string, now time.Time) error {
	kind, known := keepsakes[what]
	if !known {
		return fmt.Errorf("nothing to keep of this kind: %w", storage.ErrNotFound)
	}
	_, err := enqueue(tx, storage.Delivery{
		Occasion: fmt.Sprintf("%s/%s/%s/%d", kind, what, cohortID, now.Unix()/10), Recipient: person, Kind: kind, Subject: Value(what, cohortID),
		Due: now, Expires: now.Add(worthADay),
	})
	return err
}

// wordKeepsake gathers what a file is made of when it goes out; the file itself is made once nothing is held up by it. It answers a press:
// it keeps no quiet hours.
func wordKeepsake(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	what, cohortID, _ := strings.Cut(d.Subject, "/")
	r, err := everParticipant(tx, cohortID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	w := r.words
	answer := func(draw func() (chat.Message, error)) (worded, error) {
		return worded{to: r.ID, words: w, draw: draw}, nil
	}
	if keepsakes[what] == KindSheet {
		draft, err := tx.SheetOf(r.ID)
		if err != nil {
			return worded{}, err
		}
		return answer(func() (chat.Message, error) { return r.sheetMessage(what, sheetFile(draft)) })
	}
	if what == KeepLife {
		points, err := lifeOf(tx, r.ID)
		return worded{to: r.ID, words: w, draw: func() (chat.Message, error) {
			png, alt, err := journey.LifeLine(w, points)
			return r.file("life.sent", "life.heading", chat.File{Name: "ippo-life.png", Alt: alt, Content: string(png)}), err
		}}, err
	}
	own, err := YearOf(tx, w, r.cohort, r.Participant, now)
	if err != nil {
		return worded{}, err
	}
	switch what {
	case KeepPicture:
		return answer(func() (chat.Message, error) {
			png, alt, err := journey.Picture(w, own.Year)
			return r.file("year.sent_picture", "year.title_picture", chat.File{Name: "ippo-year.png", Alt: alt, Content: string(png)}), err
		})
	case KeepPages:
		return answer(func() (chat.Message, error) {
			png, _, err := journey.Picture(w, own.Year)
			return r.file("year.sent_pages", "year.title_pages", chat.File{Name: "ippo-year.html", Content: string(own.Year.HTML(w, png))}), err
		})
	}
	letter, err := own.Letter(tx, w, nil)
	if err != nil {
		return worded{}, err
	}
	return answer(func() (chat.Message, error) {
		letter.Picture, letter.Alt, err = journey.Picture(w, own.Year)
		return r.file("letter.sent", "letter.title", chat.File{Name: "ippo-letter.html", Content: string(letter.HTML(w))}), err
	})
}

// lifeOf are somebody's turning points, as they are drawn.
func lifeOf(tx *storage.Tx, person string) ([]journey.Point, error) {
	turns, err := tx.Turns(person)
	points := make([]journey.Point, len(turns))
	for i, turn := range turns {
		points[i] = journey.Point{Age: turn.Age, Event: turn.Event, Felt: int(turn.Felt)}
	}
	return points, err
}

func (r reader) sheetMessage(what string, s journey.Sheet) (chat.Message, error) {
	if what == KeepText {
		return r.file("interview.sent", "interview.file", chat.File{Name: "ippo-sheet.md", Content: string(s.Markdown(r.words))}), nil
	}
	docx, err := s.Docx(r.words)
	return r.file("interview.sent", "interview.file", chat.File{Name: "ippo-sheet.docx", Content: string(docx)}), err
}

func (r reader) file(sentence, title string, f chat.File) chat.Message {
	f.Title = r.words.Say(title)
	return chat.Message{Summary: r.words.Say(sentence), File: &f}
}

// drawn makes the message of a letter that is drawn only now. What fails concerns this message, and says nothing of what it was drawn from.
func drawn(draw func() (chat.Message, error)) (m chat.Message, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = errors.New(withoutWords(cause))
		}
		if err != nil {
			err = &chat.Error{Fault: chat.Refused, Err: fmt.Errorf("drawing a file: %w", err)}
		}
	}()
	return draw()
}

// inWordsInstead plans that somebody is told in words what cannot be sent to them as a file: once for what they asked for once, in however
// many files it was to come.
func inWordsInstead(tx *storage.Tx, d storage.Delivery, now time.Time) error {
	if !sentInWords[d.Kind] || d.Kind == KindEntry && !askedFor(d) {
		return nil
	}
	asked := d.ID
	if d.Kind == KindExport {
		asked = path.Dir(d.Occasion)
	}
	_, err := enqueue(tx, storage.Delivery{
		Occasion: KindInWords + "/" + asked, Recipient: d.Recipient, Kind: KindInWords, Subject: d.Subject, Due: now, Expires: now.Add(worthADay),
	})
	return err
}

// wordInWords tells in words what could not be sent as a file.
func wordInWords(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	if d.Subject == d.Recipient {
		return wordNoExport(tx, d)
	}
	what, cohortID, keepsake := strings.Cut(d.Subject, "/")
	if !keepsake {
		return wordNoEntry(tx, d)
	}
	if overviews[what] != nil {
		return wordNoOverview(tx, d)
	}
	r, err := everParticipant(tx, cohortID, d.Recipient)
	if err != nil {
		return worded{}, err
	}
	blocks, err := r.keepsakeInWords(tx, what, now)
	if err != nil {
		return worded{}, err
	}
	sentence := r.words.Say("year.no_file")
	blocks = chat.Parts(append([]chat.Block{chat.Text(sentence)}, blocks...))[0]
	return worded{to: r.ID, words: r.words, message: chat.Message{Summary: sentence, Blocks: blocks}}, nil
}

func (r reader) keepsakeInWords(tx *storage.Tx, what string, now time.Time) (blocks []chat.Block, err error) {
	w := r.words
	part := func(heading string, lines ...string) {
		if len(lines) > 0 {
			blocks = append(blocks, chat.Heading(w.Say(heading)), chat.Quote(strings.Join(lines, "\n")))
		}
	}
	if keepsakes[what] == KindSheet {
		draft, err := tx.SheetOf(r.ID)
		s := sheetFile(draft)
		part("journey.sheet.can", s.Can...)
		part("journey.sheet.will", s.Will...)
		part("journey.sheet.tried", s.Tried...)
		part("journey.sheet.next", s.Next...)
		part("journey.sheet.ask", s.Ask...)
		return blocks, err
	}
	if what == KeepLife {
		points, err := lifeOf(tx, r.ID)
		if err != nil {
			return nil, err
		}
		return []chat.Block{chat.Text(journey.TellLife(w, points))}, nil
	}
	own, err := YearOf(tx, w, r.cohort, r.Participant, now)
	if err != nil {
		return nil, err
	}
	if what != KeepLetter {
		return []chat.Block{chat.Text(journey.Tell(w, own.Year))}, nil
	}
	letter, err := own.Letter(tx, w, nil)
	for _, note := range letter.First {
		part("journey.letter.first", note.Words)
	}
	part("journey.letter.can", spoken(letter.Can.Then, letter.Can.Now)...)
	part("journey.letter.will", spoken(letter.Will.Then, letter.Will.Now)...)
	part("journey.letter.next", letter.Next...)
	return blocks, err
}
