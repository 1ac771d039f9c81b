package nudges

import (
	"fmt"
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
			Occasion: fmt.Sprintf("export/%d/%s", now.UnixMilli(), form), Recipient: person, Kind: KindExport, Subject: person,
			Due: now, Expires: now.Add(worthExporting),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wordExport writes one of the files as it goes out, so that nothing of it is kept anywhere.
func wordExport(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	if d.Subject != d.Recipient {
		return worded{}, stale("what it was about is gone")
	}
	all, err := GatherEverything(tx, d.Recipient, now)
	if err != nil {
		return worded{}, err
	}
	form, write := exportData, all.JSON
	if strings.HasSuffix(d.Occasion, exportPage) {
		form, write = exportPage, all.HTML
	}
	content, err := write()
	return worded{to: d.Recipient, words: all.words, message: chat.Message{
		Summary: all.words.Say("data.file_" + form),
		File: &chat.File{
			Name: fmt.Sprintf("ippo-%s.%s", now.UTC().Format(time.DateOnly), form), Title: all.words.Say("data.page_title"), Content: content,
		},
	}}, err
}
