package judge

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// definitions are the parts of the schema that payloads are judged by.
var definitions = []string{"KnownBlock", "HomeView", "ModalView", "MessageMetadata", "StaticSelect"}

// load reads a schema that was made.
func load(file string) (*Judge, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var made struct{ Limits, Missed []string }
	var document any
	if err := errors.Join(json.Unmarshal(data, &made), json.Unmarshal(data, &document)); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	compiler := jsonschema.NewCompiler()
	const name = "slack.json"
	if err := compiler.AddResource(name, document); err != nil {
		return nil, err
	}
	j := &Judge{schemas: map[string]*jsonschema.Schema{}, limits: made.Limits, missed: made.Missed}
	for _, definition := range definitions {
		if j.schemas[definition], err = compiler.Compile(name + "#/$defs/" + definition); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// check judges a value by a definition of the schema.
func (v *verdict) check(definition, at string, value any) {
	var invalid *jsonschema.ValidationError
	if err := v.judge.schemas[definition].Validate(value); errors.As(err, &invalid) {
		v.explain(at, invalid)
	} else if err != nil {
		v.say(at, "%v", err)
	}
}

// explain says what is wrong at the ends of an error's tree. Where several forms would have been right, it does not tell
// what is wrong by each.
func (v *verdict) explain(at string, e *jsonschema.ValidationError) {
	_, union := e.ErrorKind.(*kind.AnyOf)
	if len(e.Causes) > 0 && !union {
		for _, cause := range e.Causes {
			v.explain(at, cause)
		}
		return
	}
	for _, step := range e.InstanceLocation {
		at = within(at, step)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			v.say(within(at, name), "is missing")
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			v.say(within(at, name), "is not a field that Slack knows here")
		}
	case *kind.MaxLength:
		v.say(at, "has %d characters, and may have %d", k.Got, k.Want)
	case *kind.MinLength:
		v.say(at, "has %d characters, and must have %d", k.Got, k.Want)
	case *kind.MaxItems:
		v.say(at, "has %d items, and may have %d", k.Got, k.Want)
	case *kind.MinItems:
		v.say(at, "has %d items, and must have %d", k.Got, k.Want)
	case *kind.Enum:
		v.say(at, "is %v, which Slack does not know here", k.Got)
	case *kind.AnyOf:
		v.say(at, "has none of the forms that Slack knows here")
	default:
		v.say(at, "%s", e.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
	}
}

// within is a JSON pointer to a part.
func within(at string, step any) string {
	return at + "/" + pointerEscapes.Replace(fmt.Sprint(step))
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")
