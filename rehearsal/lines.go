package rehearsal

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"ippo/chat"
)

// spoken is a message as WriteLines tells it: one object a line. Others read it, so that names stay.
type spoken struct {
	At      string   `json:"at"` // RFC 3339, by the clock of whom it is for
	Zone    string   `json:"zone"`
	To      string   `json:"to"` // a person's or the channel's id; a room's is made up
	Place   Place    `json:"place"`
	Members []string `json:"members,omitempty"` // of the room
	Kind    string   `json:"kind"`
	Summary string   `json:"summary"` // what a notification shows
	Text    string   `json:"text"`    // without its buttons
	Buttons []button `json:"buttons"`
}

type button struct {
	Label string `json:"label"`
	URL   string `json:"url,omitempty"`
}

// WriteLines writes the year for programs: each message to each recipient by itself, in order.
func (y Year) WriteLines(out io.Writer, name func(string) string) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, m := range y.Messages {
		lines := chat.Lines(m.Message, name)
		s := spoken{
			At: m.At.Format(time.RFC3339), Zone: m.Zone, To: m.To, Place: m.Place, Members: m.Members, Kind: m.Kind,
			Summary: m.Message.Summary, Buttons: []button{},
		}
		for _, line := range lines {
			if line.As == chat.AsButton {
				s.Buttons = append(s.Buttons, button{line.Text, line.URL})
			}
		}
		s.Text = chat.Plain(slices.DeleteFunc(lines, func(l chat.Line) bool { return l.As == chat.AsButton }))
		if err := encoder.Encode(s); err != nil {
			return err
		}
	}
	return nil
}
