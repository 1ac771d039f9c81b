package judge

import (
	"strings"
	"testing"
)

func TestGoodPayloadsAreAccepted(t *testing.T) {
	j := newJudge(t)
	for _, test := range []struct{ name, method, payload string }{
		{"text alone", "chat.postMessage", `{"channel":"C1","text":"こんにちは"}`},
		{"the longest text", "chat.postMessage", `{"channel":"C1","text":"40000×長"}`},
		{"fifty blocks", "chat.postMessage", post(many(50, func(int) string { return `{"type":"divider"}` }))},
		{"a header, counted in code points", "chat.postMessage", post(`{"type":"header","text":` + plain("150×😀") + `}`)},
		{"a section of fields", "chat.update",
			`{"channel":"C1","ts":"1.1","text":"要約","blocks":[{"type":"section","fields":[` +
				many(10, func(n int) string { return `{"type":"mrkdwn","text":"` + []string{"1000", "2000"}[n%5/4] + `×長"}` }) + `]}]}`},
		{"a section with an image", "chat.postEphemeral",
			`{"channel":"C1","user":"U1","text":"要約","blocks":[{"type":"section","text":` + plain("絵") +
				`,"accessory":{"type":"image","image_url":"https://example.com/a.png","alt_text":"絵"}}]}`},
		{"blocks in a string", "chat.postMessage", `{"channel":"C1","text":"要約","blocks":"[{\"type\":\"divider\"}]"}`},
		{"rich text", "chat.postMessage", post(`{"type":"rich_text","elements":[` +
			`{"type":"rich_text_section","elements":[{"type":"text","text":"a","style":{"bold":true}},{"type":"user","user_id":"U1"}]},` +
			`{"type":"rich_text_quote","elements":[{"type":"link","url":"https://example.com"}]}]}`)},
		{"context and image", "chat.postMessage", post(
			`{"type":"context","elements":[`+plain("小さく")+`,{"type":"image","slack_file":{"id":"F1"},"alt_text":"絵"}]}`,
			`{"type":"image","image_url":"https://example.com/a.png","alt_text":"絵","block_id":"image"}`)},
		{"buttons and selects", "chat.postMessage", post(
			actions(button(`,"action_id":"a","style":"primary"`), button(`,"action_id":"b","url":"https://example.com"`)),
			actions(`{"type":"static_select","action_id":"c","options":[`+many(100, func(i int) string { return option(string(rune('a' + i))) })+`]}`),
			actions(`{"type":"overflow","options":[{"text":`+plain("開く")+`,"value":"a","url":"https://example.com"}]}`))},
		{"metadata", "chat.postMessage", `{"channel":"C1","text":"a","metadata":{"event_type":"done","event_payload":{"id":"1","n":2}}}`},
		{"an answer", "response_url", `{"text":"a","replace_original":true,"response_type":"ephemeral","blocks":[{"type":"divider"}]}`},
		{"a removal", "response_url", `{"delete_original":true}`},
		{"the answer to a command", "ack/slash_commands", `{"response_type":"ephemeral","text":"a","blocks":[{"type":"divider"}]}`},
		{"a page without inputs", "views.push", modal("", `{"type":"divider"}`)},
		{"a form", "views.open", modal(`,"submit":`+plain("24×送")+`,"private_metadata":"3000×m"`,
			input(`{"type":"plain_text_input","action_id":"a","max_length":100,"initial_value":"100×あ","focus_on_load":true}`),
			input(`{"type":"multi_static_select","action_id":"b","options":[`+option("x")+`,`+option("y")+`],"initial_options":[`+option("y")+`]}`),
			input(`{"type":"radio_buttons","action_id":"c","options":[{"text":{"type":"mrkdwn","text":"*a*"},"value":"a"}]}`),
			input(`{"type":"static_select","action_id":"d","option_groups":[{"label":`+plain("組")+`,"options":[`+option("x")+`]}],"initial_option":`+option("x")+`}`),
			input(`{"type":"datepicker","action_id":"e","initial_date":"2026-12-09"}`),
			input(`{"type":"timepicker","action_id":"f","initial_time":"23:59","timezone":"Asia/Tokyo"}`))},
		{"a home page", "views.publish",
			`{"user_id":"U1","view":{"type":"home","blocks":[` + many(100, func(int) string { return `{"type":"divider"}` }) + `]}}`},
		{"a view in a string", "views.update", `{"view_id":"V1","view":"{\"type\":\"home\",\"blocks\":[]}"}`},
		{"problems of a form", "ack/interactive", `{"response_action":"errors","errors":{"day":"ありません"}}`},
		{"the end of a form", "ack/interactive", `{"response_action":"clear"}`},
		{"the next page", "ack/interactive", `{"response_action":"update",` + strings.TrimPrefix(modal(""), `{"trigger_id":"1",`)},
		{"options", "ack/interactive", `{"options":[` + option("a") + `]}`},
		{"no options", "ack/interactive", `{"options":[]}`},
		{"a call that shows nothing", "conversations.history", `{"channel":"C1"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if said := j.Call(test.method, object(t, test.payload)); len(said) > 0 {
				t.Errorf("refused:\n%s", strings.Join(said, "\n"))
			}
		})
	}
}
