package nudges

import (
	"fmt"
	"path"
	"strings"
	"time"

	"ippo/chat"
	"ippo/storage"
)

// worthExporting is how long it makes sense to send somebody what they asked for.
const worthExporting = 24 * time.Hour

// The two files in which a person gets everything.
const (
	exportPage = "html"
	exportData = "json"
)

// Export plans that a person gets everything that there is of them, in two files in their conversation with Ippo.
func Export(tx *storage.Tx, person string, now time.Time) error {
	for _, form := range []string{exportPage, exportData} {
		_, err := enqueue(tx, storage.Delivery{
			Occasion: path.Join(KindExport, fmt.Sprint(now.UnixMilli()), form), Recipient: person, Kind: KindExport, Subject: person,
			Due: now, Expires: now.Add(worthExporting),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wordExport gathers what stands in one of the files as it goes out, so that nothing of it is kept anywhere.
func wordExport(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	if d.Subject != d.Recipient {
		return worded{}, stale(isGone)
	}
	all, err := GatherEverything(tx, d.Recipient, now)
	if err != nil {
		return worded{}, err
	}
	form, write := exportData, all.JSON
	if strings.HasSuffix(d.Occasion, exportPage) {
		form, write = exportPage, func() (string, error) { return all.HTML(), nil }
	}
	return worded{to: d.Recipient, words: all.words, draw: func() (chat.Message, error) {
		content, err := write()
		return chat.Message{Summary: all.words.Say("data.file_" + form), File: &chat.File{
			Name: fmt.Sprintf("ippo-%s.%s", now.UTC().Format(time.DateOnly), form), Title: all.words.Say("journey.everything.title"), Content: content,
		}}, err
	}}, nil
}

// wordNoExport says that everything cannot be sent just now, and lets them ask again. In words it would be too long.
func wordNoExport(tx *storage.Tx, d storage.Delivery) (worded, error) {
	p, err := tx.Person(d.Recipient)
	if err != nil {
		return worded{}, err
	}
	w, err := wordsFor(tx, p)
	sentence := w.Say("data.no_file")
	return worded{to: p.ID, words: w, message: chat.Message{Summary: sentence, Blocks: []chat.Block{
		chat.Text(sentence), chat.Buttons{{Action: ActionExport, Label: w.Say("data.receive")}},
	}}}, err
}
