package nudges

import (
	"time"

	"ippo/chat"
	"ippo/cohort"
	"ippo/locale"
	"ippo/storage"
)

// Materials plans that the cohort's channel hears of what there is to read or to watch of a session, or, if it was told already, that it is
// drawn again there.
func Materials(tx *storage.Tx, c cohort.Cohort, s cohort.Session, now time.Time) error {
	isNew, err := enqueue(tx, storage.Delivery{
		Occasion: KindMaterials + "/" + s.ID, Recipient: c.Channel, Kind: KindMaterials, Subject: s.ID, Due: now, Expires: now.Add(worthAWeek),
	})
	if err != nil || isNew {
		return err
	}
	return tx.Redraw(s.ID, KindMaterials)
}

func wordMaterials(tx *storage.Tx, d storage.Delivery, now time.Time) (worded, error) {
	s, err := tx.Session(d.Subject)
	if err != nil {
		return worded{}, err
	}
	if len(s.Materials) == 0 && d.State != storage.Sent {
		return worded{}, stale("the links were taken away")
	}
	c, err := tx.Cohort(s.Cohort)
	if err != nil {
		return worded{}, err
	}
	w := locale.In(c.Language)
	m := chat.Message{Summary: w.Say("held.materials_summary", "Theme", s.Theme), Blocks: []chat.Block{
		chat.Heading(w.Say("session.heading", "Number", s.Number, "Theme", s.Theme))}}
	if len(s.Materials) == 0 {
		m.Blocks = append(m.Blocks, chat.Text(w.Say("held.materials_gone")))
	} else {
		m.Blocks = append(m.Blocks, chat.Text(w.Say("held.materials")), MaterialButtons(s))
	}
	return worded{to: c.Channel, message: m, quietUntil: cohort.Awake(now, c.Location())}, nil
}

// MaterialButtons lead to what there is to read or to watch of a session.
func MaterialButtons(s cohort.Session) (buttons chat.Buttons) {
	for _, m := range s.Materials {
		buttons = append(buttons, chat.Button{Action: ActionJoin, Label: m.Title, URL: m.URL})
	}
	return buttons
}
