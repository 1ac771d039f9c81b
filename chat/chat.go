// Package chat is what can be said and done in any chat, without the ways of one platform: messages, forms, a home
// page, the events that people cause, and the small interface that a platform fulfils.
//
// All text is plain. A platform shows it exactly as written: nothing in it becomes markup, a link or a mention.
package chat

// Message is something Ippo says in a conversation.
type Message struct {
	Summary string // one line for notifications and screen readers
	Blocks  []Block
	File    *File // comes with the summary in place of the blocks; such a message cannot be edited
}

// File is something to be saved, such as an entry for a calendar, or a picture to be looked at.
type File struct {
	Name    string // with its ending
	Title   string // how it is shown
	Alt     string // what a picture shows, for those who do not see it
	Content string // its bytes, not empty
}

// Block is one part of a message, a form or a home page: Heading, Text, Quote, Fields, People, Image, Context, Divider,
// Buttons, Select or PeopleSelect.
type Block interface{ block() }

// Heading is a line that names what follows.
type Heading string

// Text is a paragraph of Ippo's own.
type Text string

// Quote is what a person wrote, shown as theirs.
type Quote string

// Fields are labelled facts, one below the other.
type Fields []Field

// Field is one labelled fact.
type Field struct{ Label, Value string }

// People is a line of people, shown by their names on the platform and told that they are meant.
type People []string

// Image is a picture from an address, with a text for those who do not see it.
type Image struct{ URL, Alt string }

// Context is a small line below the rest.
type Context string

// Divider is a line between two parts.
type Divider struct{}

// Buttons stand in a row.
type Buttons []Button

// Button is one press. With a URL it opens that address, and no event comes of it.
type Button struct {
	Action  string // says what was pressed
	Value   string // comes back with the event
	Label   string
	URL     string
	Primary bool // the one most people will want
}

// Select is one choice from a list, taken at once.
type Select struct {
	Action      string
	Placeholder string
	Options     []Option
}

// PeopleSelect is one person chosen from all of the workspace, taken at once. The event's value is the person's id.
type PeopleSelect struct{ Action, Placeholder string }

// Option is one item to choose.
type Option struct{ Value, Label string }

func (Heading) block()      {}
func (Text) block()         {}
func (Quote) block()        {}
func (Fields) block()       {}
func (People) block()       {}
func (Image) block()        {}
func (Context) block()      {}
func (Divider) block()      {}
func (Buttons) block()      {}
func (Select) block()       {}
func (PeopleSelect) block() {}

// Home is a person's own page.
type Home struct{ Blocks []Block }

// Form asks a person for several things at once. Its blocks are shown above its inputs.
type Form struct {
	Name   string // says which form it was when it comes back
	State  string // comes back with the form, unseen
	Title  string
	Submit string // the label that sends it; empty: a form that only shows something
	Close  string // the label that puts it away

	InPlace bool // it follows a form that was sent in that one's place, and not on top of it
	Blocks  []Block
	Inputs  []Input
}

// Input is one question of a form: TextInput, Choice, PeopleInput, DateInput or TimeInput.
type Input interface{ input() }

// TextInput asks for words.
type TextInput struct {
	ID, Label, Hint, Placeholder, Initial string
	Lines                                 bool // more than one line
	Optional                              bool
	Max                                   int // characters; 0: as many as the platform takes
}

// Choice asks for one option, or for several.
type Choice struct {
	ID, Label, Hint, Placeholder string
	Options                      []Option
	Initial                      []string // values
	Several                      bool
	Optional                     bool
	Open                         bool // all options stand open to be read (few only)
}

// PeopleInput asks for any number of people of the workspace.
type PeopleInput struct {
	ID, Label, Hint, Placeholder string
	Initial                      []string // their ids
	Optional                     bool
}

// DateInput asks for a day, as 2026-12-09.
type DateInput struct {
	ID, Label, Hint, Initial string
	Optional                 bool
}

// TimeInput asks for a time of day, as 19:00.
type TimeInput struct {
	ID, Label, Hint, Initial string
	Optional                 bool
}

func (TextInput) input()   {}
func (Choice) input()      {}
func (PeopleInput) input() {}
func (DateInput) input()   {}
func (TimeInput) input()   {}
