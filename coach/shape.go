package coach

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// shape is what an answer has to look like.
type shape struct {
	sent    json.RawMessage    // without lengths, which not every server accepts in a schema
	checked *jsonschema.Schema // with them
}

var (
	interestsShape = newShape("interests", nil)
	planShape      = newShape("plan", nil)
	letterShape    = newShape("letter", nil)
)

// stepShape is the shape of an answer that is one of these ids.
func stepShape(ids []string) *shape {
	return newShape("step", func(schema map[string]any) {
		known := make([]any, len(ids))
		for i, id := range ids {
			known[i] = id
		}
		schema["properties"].(map[string]any)["id"].(map[string]any)["enum"] = known
	})
}

// newShape reads a schema of ours; that it is one, tests see.
func newShape(name string, change func(schema map[string]any)) *shape {
	text, err := files.ReadFile("prompts/" + name + ".json")
	if err != nil {
		panic(err)
	}
	read := func() map[string]any {
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
		if err != nil {
			panic(fmt.Errorf("prompts/%s.json: %w", name, err))
		}
		schema := document.(map[string]any)
		if change != nil {
			change(schema)
		}
		return schema
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(name+".json", read()); err != nil {
		panic(err)
	}
	sent, err := json.Marshal(withoutLengths(read()))
	if err != nil {
		panic(err)
	}
	return &shape{sent: sent, checked: compiler.MustCompile(name + ".json")}
}

func withoutLengths(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			if slices.Contains([]string{"minLength", "maxLength", "minItems", "maxItems"}, key) {
				delete(v, key)
				continue
			}
			v[key] = withoutLengths(inner)
		}
	case []any:
		for i := range v {
			v[i] = withoutLengths(v[i])
		}
	}
	return value
}

// read takes an answer that has this shape.
func (s *shape) read(answer string, into any) cause {
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(answer))
	if err != nil || s.checked.Validate(document) != nil {
		return misshapen
	}
	if json.Unmarshal([]byte(answer), into) != nil {
		return misshapen
	}
	return fine
}
