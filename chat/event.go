package chat

import "context"

// Kind tells events apart.
type Kind string

// What a person can do.
const (
	Command Kind = "command" // typed a slash command
	Press   Kind = "press"   // pressed a button or chose from a select
	Submit  Kind = "submit"  // sent a form
	Opened  Kind = "opened"  // opened their home page
	Mention Kind = "mention" // named Ippo in a channel
	Direct  Kind = "direct"  // wrote to Ippo alone
	Changed Kind = "changed" // changed what they had written to Ippo alone
)

// Event is something that one person did.
type Event struct {
	ID      string // the same when the platform repeats it; never empty
	Kind    Kind
	Person  string // the platform's id of who did it
	Channel string // where it happened; empty on the home page

	Command string // Command: the command without its slash
	Text    string // Command, Mention, Direct: what was written, as it was written; Changed: as it was before
	Now     string // Changed: as it is now

	Files []SharedFile // Direct: what came with the words

	Action  string // Press: the button's action
	Value   string // Press: the button's value, or the option chosen
	AtHome  bool   // Press: on the home page
	InForm  bool   // Press: on a form
	Own     bool   // Press: on a message that nobody else sees
	Message string // Press: the message it is on, by the platform's own name for it; empty elsewhere

	Form   string              // Submit: the form's name
	State  string              // Submit: the form's state; Press: that of the form it is on
	Values map[string][]string // Submit: what was filled in, by the inputs' ids; an input left empty is absent
	Typed  []string            // Submit: the inputs among them that took words of one's own, sorted
}

// Get returns the first value of an input, or nothing.
func (e Event) Get(input string) string {
	if values := e.Values[input]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// Reply is what Ippo answers to an event, to that person alone. Several parts may be set; the zero Reply is silence,
// and puts away a form that was sent.
type Reply struct {
	Say      *Message          // a message that only the person sees
	Replace  *Message          // takes the place of the message whose button was pressed
	Form     *Form             // opens a form, follows the form that was sent, or takes the place of the one that was pressed
	Unopened *Message          // said if the form does not open
	Problems map[string]string // by input: what to mend; the form stays open with everything that was written
	Home     *Home             // the person's home page, made anew

	// Then is asked once the other parts are on their way, for what takes longer than a platform waits; what it returns follows in the same
	// place, a form in that of the one that is shown. The person may do other things meanwhile.
	Then func(context.Context) Reply
}

// Empty reports whether there is nothing to do or say.
func (r Reply) Empty() bool {
	return r.Say == nil && r.Replace == nil && r.Form == nil && r.Home == nil && r.Then == nil && len(r.Problems) == 0
}
