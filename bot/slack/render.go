package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// Slack's limits, in characters. See the Block Kit reference.
const (
	limitHeader      = 150
	limitContext     = 2000
	limitRichText    = chat.LongestPiece // Slack names no limit for rich text; this is a section's
	limitButton      = 75
	limitOption      = 75
	limitPlaceholder = 150
	limitLabel       = 2000
	limitTitle       = 24
	limitInput       = 3000
	limitAlt         = 2000
)

// blocks turns the parts of a message, form or home page into Block Kit. People's words become rich text elements, which
// Slack shows as they are: nothing in them is read as markup or calls anybody.
func blocks(parts []chat.Block) []slack.Block {
	var all []slack.Block
	presses := 0 // an action's id is to be unique within a message
	for _, part := range parts {
		switch p := part.(type) {
		case chat.Heading:
			all = append(all, slack.NewHeaderBlock(plain(string(p), limitHeader)))
		case chat.Text:
			all = append(all, richText(string(p), false)...)
		case chat.Quote:
			all = append(all, richText(string(p), true)...)
		case chat.Fields:
			all = append(all, fields(p))
		case chat.People:
			all = append(all, people(p))
		case chat.Image:
			all = append(all, slack.NewImageBlock(p.URL, clip(p.Alt, limitAlt), "", nil))
		case chat.Context:
			all = append(all, slack.NewContextBlock("", plain(string(p), limitContext)))
		case chat.Divider:
			all = append(all, slack.NewDividerBlock())
		case chat.Buttons:
			all = append(all, buttons(p, &presses))
		case chat.Select:
			presses++
			selection := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(p.Placeholder, limitPlaceholder),
				actionID(p.Action, presses), options(p.Options)...)
			all = append(all, slack.NewActionBlock("", selection))
		case chat.PeopleSelect:
			presses++
			all = append(all, slack.NewActionBlock("", slack.NewOptionsSelectBlockElement(slack.OptTypeUser,
				plain(p.Placeholder, limitPlaceholder), actionID(p.Action, presses))))
		}
	}
	return all
}

// richText is a paragraph, or a quotation, in as many blocks as its length needs.
func richText(text string, quoted bool) []slack.Block {
	var all []slack.Block
	for _, piece := range chat.Pieces(text, limitRichText) {
		element := slack.NewRichTextSectionTextElement(piece, nil)
		if quoted {
			quote := &slack.RichTextQuote{Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{element}}
			all = append(all, slack.NewRichTextBlock("", quote))
		} else {
			all = append(all, slack.NewRichTextBlock("", slack.NewRichTextSection(element)))
		}
	}
	return all
}

func fields(all chat.Fields) slack.Block {
	bold := &slack.RichTextSectionTextStyle{Bold: true}
	var elements []slack.RichTextSectionElement
	for i, field := range all {
		if i > 0 {
			elements = append(elements, slack.NewRichTextSectionTextElement("\n", nil))
		}
		elements = append(elements, slack.NewRichTextSectionTextElement(field.Label, bold))
		if field.Value != "" {
			elements = append(elements, slack.NewRichTextSectionTextElement("\n"+field.Value, nil))
		}
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

func people(ids chat.People) slack.Block {
	var elements []slack.RichTextSectionElement
	for i, id := range ids {
		if i > 0 {
			elements = append(elements, slack.NewRichTextSectionTextElement("  ", nil))
		}
		elements = append(elements, slack.NewRichTextSectionUserElement(id, nil))
	}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(elements...))
}

func buttons(all chat.Buttons, presses *int) slack.Block {
	var elements []slack.BlockElement
	for _, button := range all {
		*presses++
		element := slack.NewButtonBlockElement(actionID(button.Action, *presses), button.Value, plain(button.Label, limitButton))
		element.URL = button.URL
		if button.Primary {
			element.Style = slack.StylePrimary
		}
		elements = append(elements, element)
	}
	return slack.NewActionBlock("", elements...)
}

// actionID tells the presses of one message apart; action takes the number away again.
func actionID(action string, n int) string { return fmt.Sprintf("%s#%d", action, n) }

func action(id string) string {
	name, _, _ := strings.Cut(id, "#")
	return name
}

// modal turns a form into a modal view. The last page of several, which sends nothing, closes all of them.
func modal(f chat.Form) slack.ModalViewRequest {
	all := blocks(f.Blocks)
	for _, in := range f.Inputs {
		all = append(all, input(in))
	}
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: f.Name, PrivateMetadata: f.State,
		Title: plain(f.Title, limitTitle), Blocks: slack.Blocks{BlockSet: all},
		ClearOnClose: f.Submit == "",
	}
	if f.Close != "" {
		view.Close = plain(f.Close, limitTitle)
	}
	if f.Submit != "" {
		view.Submit = plain(f.Submit, limitTitle)
	}
	return view
}

func input(in chat.Input) slack.Block {
	switch i := in.(type) {
	case chat.TextInput:
		element := slack.NewPlainTextInputBlockElement(placeholder(i.Placeholder), i.ID)
		element.Multiline, element.InitialValue, element.MaxLength = i.Lines, i.Initial, limitInput
		if i.Max > 0 {
			element.MaxLength = min(i.Max, limitInput)
		}
		return inputBlock(i.ID, i.Label, i.Hint, i.Optional, element)
	case chat.Choice:
		return inputBlock(i.ID, i.Label, i.Hint, i.Optional, choice(i))
	case chat.PeopleInput:
		element := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, placeholder(i.Placeholder), i.ID)
		element.InitialUsers = i.Initial
		return inputBlock(i.ID, i.Label, i.Hint, i.Optional, element)
	case chat.DateInput:
		element := slack.NewDatePickerBlockElement(i.ID)
		element.InitialDate = i.Initial
		return inputBlock(i.ID, i.Label, i.Hint, i.Optional, element)
	case chat.TimeInput:
		element := slack.NewTimePickerBlockElement(i.ID)
		element.InitialTime = i.Initial
		return inputBlock(i.ID, i.Label, i.Hint, i.Optional, element)
	}
	panic(fmt.Sprintf("no rendering for an input of type %T", in))
}

func inputBlock(id, label, hint string, optional bool, element slack.BlockElement) slack.Block {
	block := slack.NewInputBlock(id, plain(label, limitLabel), placeholderOf(hint, limitLabel), element)
	block.Optional = optional
	return block
}

func choice(c chat.Choice) slack.BlockElement {
	all := options(c.Options)
	var chosen []*slack.OptionBlockObject
	for i, option := range c.Options {
		for _, value := range c.Initial {
			if option.Value == value {
				chosen = append(chosen, all[i])
			}
		}
	}
	switch {
	case c.Open && c.Several:
		element := slack.NewCheckboxGroupsBlockElement(c.ID, all...)
		element.InitialOptions = chosen
		return element
	case c.Several:
		element := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, placeholder(c.Placeholder), c.ID, all...)
		element.InitialOptions = chosen
		return element
	case c.Open:
		element := slack.NewRadioButtonsBlockElement(c.ID, all...)
		if len(chosen) > 0 {
			element.InitialOption = chosen[0]
		}
		return element
	default:
		element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, placeholder(c.Placeholder), c.ID, all...)
		if len(chosen) > 0 {
			element.InitialOption = chosen[0]
		}
		return element
	}
}

func options(all []chat.Option) []*slack.OptionBlockObject {
	objects := make([]*slack.OptionBlockObject, len(all))
	for i, option := range all {
		objects[i] = slack.NewOptionBlockObject(option.Value, plain(option.Label, limitOption), nil)
	}
	return objects
}

func plain(text string, most int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, clip(text, most), false, false)
}

func placeholder(text string) *slack.TextBlockObject { return placeholderOf(text, limitPlaceholder) }

// placeholderOf is a text that may be left out.
func placeholderOf(text string, most int) *slack.TextBlockObject {
	if text == "" {
		return nil
	}
	return plain(text, most)
}

// clip cuts what is longer than Slack takes, and shows that it did.
func clip(text string, most int) string {
	if chat.Length(text) > most {
		letters := []rune(text)
		return string(letters[:chat.Within(letters, most-1)]) + "…"
	}
	return text
}
