package sandbox

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"
)

var seeds = []string{
	`[{"type":"section","text":{"type":"mrkdwn","text":"*a* <@U1> &lt;"},"accessory":{"type":"button","text":{"type":"plain_text","text":"b"}}}]`,
	`[{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"a"}]}]}]}]`,
	`[{"type":"input","label":null,"element":{"type":"static_select","options":[null,{"text":1}],"initial_options":[]}}]`,
	`[{"type":"actions","elements":[{"type":"overflow","action_id":7,"options":{}}]}]`,
	`{"type":"modal","blocks":[[]],"title":7}`, `[null,1,"a"]`, `7`,
}

// Whatever an app sends, judging it, showing it and reading its inputs does not panic.
func FuzzBlocks(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	w := New(Options{})
	f.Fuzz(func(t *testing.T, text string) {
		var value any
		if json.Unmarshal([]byte(text), &value) != nil {
			return
		}
		for _, on := range []surface{surfaceMessage, surfaceModal, surfaceHome} {
			checkBlocks(on, value)
		}
		if view, isObject := value.(map[string]any); isObject {
			checkView(view)
		}
		w.PlainBlocks(json.RawMessage(text))
		pings("", json.RawMessage(text))
		if len(checkBlocks(surfaceMessage, value)) == 0 {
			answers{}.state(value)
		}
	})
}

// What a person types reaches the app escaped, and nothing of it is lost.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{"a & b", "<!channel>", "&lt;!here&gt;", "<@U0001> 一歩", "&amp;lt;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		markup := escape(text)
		if len(pings(markup, nil)) > 0 {
			t.Errorf("%q calls somebody", text)
		}
		if back := unescape(markup); back != text {
			t.Errorf("%q came back as %q", text, back)
		}
		if utf8.ValidString(text) {
			richWords(text)
		}
	})
}

// Whatever stands in a request, reading it does not panic.
func FuzzParams(f *testing.F) {
	f.Add("application/json", `{"channel":"C1","blocks":"[{}]","limit":7}`)
	f.Add("application/x-www-form-urlencoded", "token=a&channel=C1&view=%7B%7D&users=a,b")
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--")
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest("POST", "/api/chat.postMessage", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		params, _, failure := readParams(r)
		if failure != nil {
			return
		}
		if _, kept := params["token"]; kept {
			t.Error("a token is kept among the parameters")
		}
		c := &call{params: params}
		for name := range params {
			c.text(name)
			c.yes(name)
			c.list(name)
			c.raw(name)
		}
		readContent(c)
		readView(params["view"], "modal")
	})
}
