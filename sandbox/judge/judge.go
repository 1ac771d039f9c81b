// Package judge says whether Slack would take what an app sends. The workspace's own validator is our reading of Slack's
// limits; this one is made from the types that Slack publishes for its JavaScript SDK, and from the limits in their doc
// comments. What types cannot say is in rules.go.
package judge

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Judge judges payloads. It is safe for concurrent use.
type Judge struct {
	schemas map[string]*jsonschema.Schema
	limits  []string // that were found in doc comments
	missed  []string // sentences of doc comments that speak of a limit and were not understood
}

// New returns the judge of this process. If its schema is not made yet, it needs Node.js, and if its packages are not
// installed yet, npm and the network.
func New() (*Judge, error) { return judge() }

var judge = sync.OnceValues(func() (*Judge, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	file, err := prepare(ctx)
	if err != nil {
		return nil, fmt.Errorf("make the judge of Slack payloads: %w", err)
	}
	return load(file)
})

// mostSentences bounds what is said about one payload.
const mostSentences = 5

// Call judges one thing that an app sends, by the name that the workspace gives it: a method of the Web API,
// "ack/slash_commands", "ack/interactive" or "response_url". The payload is anything that becomes a JSON object; blocks,
// view and metadata in it may be JSON in a string. Each sentence that comes back names the method, a JSON pointer and what is
// wrong there.
func (j *Judge) Call(method string, payload any) []string {
	v := &verdict{judge: j, pairs: map[string]bool{}}
	data, err := json.Marshal(payload)
	var p map[string]any
	if err == nil {
		err = json.Unmarshal(data, &p)
	}
	if err != nil {
		return []string{fmt.Sprintf("%s: the payload is no JSON object: %v", method, err)}
	}
	v.call(method, p, len(data))
	return v.sentences(method)
}

// verdict gathers what is wrong with one payload.
type verdict struct {
	judge *Judge
	wrong []problem
	pairs map[string]bool // pointers and words that were said already
}

type problem struct{ at, what string }

func (v *verdict) say(at, what string, args ...any) {
	p := problem{at, fmt.Sprintf(what, args...)}
	if key := p.at + " " + p.what; !v.pairs[key] {
		v.pairs[key] = true
		v.wrong = append(v.wrong, p)
	}
}

func (v *verdict) sentences(method string) []string {
	slices.SortFunc(v.wrong, func(a, b problem) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.what, b.what)) })
	var all []string
	for i, p := range v.wrong {
		if i == mostSentences {
			return append(all, fmt.Sprintf("%s: and %d more", method, len(v.wrong)-i))
		}
		if p.at != "" {
			p.at = " " + p.at
		}
		all = append(all, method+p.at+": "+p.what)
	}
	return all
}
