package judge

import (
	"strings"
	"testing"
)

func TestWrongPayloadsAreRefused(t *testing.T) {
	j := newJudge(t)
	divider := func(int) string { return `{"type":"divider"}` }
	selection := func(fields string) string { return post(actions(`{"type":"static_select"` + fields + `}`)) }
	form := func(element string) string { return modal(`,"submit":`+plain("送る"), input(element)) }
	for _, test := range []struct{ name, at, payload string }{
		// messages
		{"no channel", "/channel", `{"text":"a"}`},
		{"no text", "/text", `{"channel":"C1","blocks":[{"type":"divider"}]}`},
		{"long text", "/text", `{"channel":"C1","text":"40001×a"}`},
		{"attachments", "/attachments", `{"channel":"C1","text":"a","attachments":[{}]}`},
		{"blocks that are no JSON", "/blocks", `{"channel":"C1","text":"a","blocks":"[{"}`},
		{"blocks that are no list", "/blocks", `{"channel":"C1","text":"a","blocks":{}}`},
		{"51 blocks", "/blocks", post(many(51, divider))},
		{"five long sections", "/blocks", post(many(5, func(int) string { return `{"type":"section","text":` + plain("3000×あ") + `}` }))},
		{"metadata without a payload", "/metadata/event_payload", `{"channel":"C1","text":"a","metadata":{"event_type":"a"}}`},
		{"deep metadata", "/metadata/event_payload/a", `{"channel":"C1","text":"a","metadata":{"event_type":"a","event_payload":{"a":{"b":{"c":1}}}}}`},

		// blocks
		{"no type", "/blocks/0/type", post(`{}`)},
		{"an unknown block", "/blocks/0/type", post(`{"type":"banner"}`)},
		{"an unknown field", "/blocks/0/title", post(`{"type":"divider","title":"a"}`)},
		{"a file", "/blocks/0", post(`{"type":"file","source":"remote","external_id":"a"}`)},
		{"a long block id", "/blocks/0/block_id", post(`{"type":"divider","block_id":"256×a"}`)},
		{"a block id twice", "/blocks/1/block_id", post(`{"type":"divider","block_id":"a"}`, `{"type":"divider","block_id":"a"}`)},
		{"a long header", "/blocks/0/text/text", post(`{"type":"header","text":` + plain("151×😀") + `}`)},
		{"an empty header", "/blocks/0/text/text", post(`{"type":"header","text":` + plain("") + `}`)},
		{"a header in markup", "/blocks/0/text/type", post(`{"type":"header","text":{"type":"mrkdwn","text":"a"}}`)},
		{"an empty section", "/blocks/0", post(`{"type":"section"}`)},
		{"a long section", "/blocks/0/text/text", post(`{"type":"section","text":{"type":"mrkdwn","text":"3001×a"}}`)},
		{"no fields", "/blocks/0/fields", post(`{"type":"section","fields":[]}`)},
		{"11 fields", "/blocks/0/fields", post(`{"type":"section","fields":[` + many(11, func(int) string { return plain("a") }) + `]}`)},
		{"a long field", "/blocks/0/fields/0/text", post(`{"type":"section","fields":[` + plain("2001×a") + `]}`)},
		{"an accessory for inputs only", "/blocks/0/accessory/type",
			post(`{"type":"section","text":` + plain("a") + `,"accessory":{"type":"plain_text_input"}}`)},
		{"an empty context", "/blocks/0/elements", post(`{"type":"context","elements":[]}`)},
		{"11 elements of a context", "/blocks/0/elements", post(`{"type":"context","elements":[` + many(11, func(int) string { return plain("a") }) + `]}`)},
		{"an image without words", "/blocks/0/alt_text", post(`{"type":"image","image_url":"https://example.com"}`)},
		{"an image without a place", "/blocks/0/slack_file", post(`{"type":"image","alt_text":"a"}`)},
		{"a long address", "/blocks/0/image_url", post(`{"type":"image","alt_text":"a","image_url":"3001×a"}`)},
		{"empty rich text", "/blocks/0/elements", post(`{"type":"rich_text","elements":[]}`)},
		{"rich text without words", "/blocks/0/elements/0/elements/0/text",
			post(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}`)},
		{"an unknown part of rich text", "/blocks/0/elements/0/elements/0/type",
			post(`{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"mention"}]}]}`)},

		// elements
		{"no elements", "/blocks/0/elements", post(actions())},
		{"26 elements", "/blocks/0/elements", post(actions(many(26, func(int) string { return button("") })))},
		{"a long label", "/blocks/0/elements/0/text/text", post(actions(`{"type":"button","text":` + plain("76×あ") + `}`))},
		{"a long value", "/blocks/0/elements/0/value", post(actions(button(`,"value":"2001×a"`)))},
		{"a long link", "/blocks/0/elements/0/url", post(actions(button(`,"url":"3001×a"`)))},
		{"an unknown style", "/blocks/0/elements/0/style", post(actions(button(`,"style":"default"`)))},
		{"a long action id", "/blocks/0/elements/0/action_id", post(actions(button(`,"action_id":"256×a"`)))},
		{"an action id twice", "/blocks/0/elements/1/action_id", post(actions(button(`,"action_id":"a"`), button(`,"action_id":"a"`)))},
		{"an action id in two blocks", "/blocks/1/elements/0/action_id", post(actions(button(`,"action_id":"a"`)), actions(button(`,"action_id":"a"`)))},
		{"a long question", "/blocks/0/elements/0/confirm/title/text", post(actions(button(`,"confirm":{"title":` + plain("101×a") + `,"text":` + plain("a") + `}`)))},
		{"a select without options", "/blocks/0/elements/0", selection("")},
		{"a select with no option", "/blocks/0/elements/0/options", selection(`,"options":[]`)},
		{"options and groups", "/blocks/0/elements/0", selection(`,"options":[` + option("a") + `],"option_groups":[{"label":` + plain("a") + `,"options":[` + option("b") + `]}]`)},
		{"101 options", "/blocks/0/elements/0/options", selection(`,"options":[` + many(101, func(i int) string { return option(string(rune('一' + i))) }) + `]`)},
		{"an option without a value", "/blocks/0/elements/0/options/0/value", selection(`,"options":[{"text":` + plain("a") + `}]`)},
		{"an option twice", "/blocks/0/elements/0/options/1/value", selection(`,"options":[` + option("a") + `,` + option("a") + `]`)},
		{"a long option", "/blocks/0/elements/0/options/0/value", selection(`,"options":[` + option("76×a") + `]`)},
		{"a link in a select", "/blocks/0/elements/0/options/0/url", selection(`,"options":[{"text":` + plain("a") + `,"value":"a","url":"https://example.com"}]`)},
		{"a long group", "/blocks/0/elements/0/option_groups/0/label/text", selection(`,"option_groups":[{"label":` + plain("76×a") + `,"options":[` + option("a") + `]}]`)},
		{"an empty group", "/blocks/0/elements/0/option_groups/0/options", selection(`,"option_groups":[{"label":` + plain("a") + `,"options":[]}]`)},
		{"another initial option", "/blocks/0/elements/0/initial_option", selection(`,"options":[` + option("a") + `],"initial_option":` + option("b"))},
		{"a long placeholder", "/blocks/0/elements/0/placeholder/text", selection(`,"options":[` + option("a") + `],"placeholder":` + plain("151×a"))},
		{"6 options in a menu", "/blocks/0/elements/0/options", post(actions(`{"type":"overflow","options":[` + many(6, func(i int) string { return option(string(rune('a' + i))) }) + `]}`))},
		{"a day in another form", "/blocks/0/elements/0/initial_date", post(actions(`{"type":"datepicker","initial_date":"2026/12/09"}`))},
		{"a time in another form", "/blocks/0/elements/0/initial_time", post(actions(`{"type":"timepicker","initial_time":"24:00"}`))},

		// views
		{"no view", "/view", `{"trigger_id":"1"}`},
		{"no trigger", "/trigger_id", strings.Replace(modal(""), `"trigger_id":"1",`, "", 1)},
		{"a home page as a modal", "/view/type", `{"trigger_id":"1","view":{"type":"home","blocks":[]}}`},
		{"no title", "/view/title", `{"trigger_id":"1","view":{"type":"modal","blocks":[]}}`},
		{"a long title", "/view/title/text", strings.Replace(modal(""), "題", "25×題", 1)},
		{"a long submit", "/view/submit/text", modal(`,"submit":` + plain("25×送"))},
		{"a long close", "/view/close/text", modal(`,"close":` + plain("25×閉"))},
		{"long metadata", "/view/private_metadata", modal(`,"private_metadata":"3001×a"`)},
		{"a long callback id", "/view/callback_id", modal(`,"callback_id":"256×a"`)},
		{"no blocks", "/view/blocks", `{"trigger_id":"1","view":{"type":"modal","title":` + plain("題") + `}}`},
		{"101 blocks", "/view/blocks", modal("", many(101, divider))},
		{"an unknown block in a view", "/view/blocks/0/type", modal("", `{"type":"banner"}`)},
		{"inputs that cannot be sent", "/view/submit", modal("", input(`{"type":"plain_text_input"}`))},
		{"a button as an input", "/view/blocks/0/element/type", form(button(""))},
		{"a long limit", "/view/blocks/0/element/max_length", form(`{"type":"plain_text_input","max_length":3001}`)},
		{"limits that cross", "/view/blocks/0/element/min_length", form(`{"type":"plain_text_input","min_length":9,"max_length":8}`)},
		{"longer than may be typed", "/view/blocks/0/element/initial_value", form(`{"type":"plain_text_input","max_length":8,"initial_value":"9×あ"}`)},
		{"11 boxes", "/view/blocks/0/element/options", form(`{"type":"checkboxes","options":[` + many(11, func(i int) string { return option(string(rune('a' + i))) }) + `]}`)},
		{"nothing chosen", "/view/blocks/0/element/initial_options", form(`{"type":"checkboxes","options":[` + option("a") + `],"initial_options":[]}`)},
		{"too many chosen", "/view/blocks/0/element/initial_options", form(`{"type":"multi_static_select","max_selected_items":1,"options":[` +
			option("a") + `,` + option("b") + `],"initial_options":[` + option("a") + `,` + option("b") + `]}`)},
		{"another among those chosen", "/view/blocks/0/element/initial_options/0", form(`{"type":"checkboxes","options":[` + option("a") + `],"initial_options":[` + option("b") + `]}`)},
		{"two in focus", "/view/blocks", modal(`,"submit":`+plain("送る"),
			input(`{"type":"plain_text_input","focus_on_load":true}`), input(`{"type":"plain_text_input","focus_on_load":true}`))},
	} {
		t.Run(test.name, func(t *testing.T) {
			method := "chat.postMessage"
			if strings.HasPrefix(test.at, "/view") || test.at == "/trigger_id" {
				method = "views.open"
			}
			refuses(t, j, method, test.at, test.payload)
		})
	}
}

func TestWrongAnswersAreRefused(t *testing.T) {
	j := newJudge(t)
	for _, test := range []struct{ name, method, at, payload string }{
		{"no message to change", "chat.update", "/ts", `{"channel":"C1","text":"a"}`},
		{"nobody to see it", "chat.postEphemeral", "/user", `{"channel":"C1","text":"a"}`},
		{"a modal as a home page", "views.publish", "/view/type", `{"user_id":"U1","view":{"type":"modal","title":` + plain("a") + `,"blocks":[]}}`},
		{"no view to change", "views.update", "", `{"view":{"type":"home","blocks":[]}}`},
		{"an unknown kind of answer", "response_url", "/response_type", `{"text":"a","response_type":"private"}`},
		{"an empty answer", "response_url", "/text", `{"replace_original":true}`},
		{"an unknown block", "ack/slash_commands", "/blocks/0/type", `{"text":"a","blocks":[{"type":"banner"}]}`},
		{"a large acknowledgement", "ack/slash_commands", "", `{"text":"20470×a"}`},
		{"an answer to an event", "ack/events_api", "", `{"text":"a"}`},
		{"an answer to nothing", "ack/interactive", "", `{"text":"a"}`},
		{"an unknown action", "ack/interactive", "/response_action", `{"response_action":"close"}`},
		{"no problems", "ack/interactive", "/errors", `{"response_action":"errors","errors":{}}`},
		{"a problem without words", "ack/interactive", "/errors/day", `{"response_action":"errors","errors":{"day":""}}`},
		{"problems and a view", "ack/interactive", "/view", `{"response_action":"errors","errors":{"a":"b"},"view":{}}`},
		{"no next page", "ack/interactive", "/view", `{"response_action":"push"}`},
		{"a wrong next page", "ack/interactive", "/view/title/text", `{"response_action":"push",` + strings.TrimPrefix(strings.Replace(modal(""), "題", "25×題", 1), `{"trigger_id":"1",`)},
		{"a long option", "ack/interactive", "/options/0/value", `{"options":[` + option("76×a") + `]}`},
	} {
		t.Run(test.name, func(t *testing.T) { refuses(t, j, test.method, test.at, test.payload) })
	}
}

// refuses wants one thing to be wrong, and nothing else.
func refuses(t *testing.T, j *Judge, method, at, payload string) {
	t.Helper()
	said := j.Call(method, object(t, payload))
	want := method + ": "
	if at != "" {
		want = method + " " + at + ": "
	}
	if len(said) != 1 || !strings.HasPrefix(said[0], want) {
		t.Errorf("want only %s…, got:\n%s", want, strings.Join(said, "\n"))
	}
}
