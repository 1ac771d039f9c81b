package nudges

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"ippo/locale"
)

// Each kind of delivery that there is has an addressee, words, and a name in each language.
func TestEveryKindIsKnown(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "kinds.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		constant, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(constant.Names[0].Name, "Kind") {
			return true
		}
		name, err := strconv.Unquote(constant.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		named[name] = true
		return true
	})
	for name := range named {
		if _, known := kinds[name]; !known {
			t.Errorf("the kind %s has no addressee", name)
		}
		if wordings[name] == nil {
			t.Errorf("the kind %s has no words", name)
		}
		for _, language := range locale.Languages() {
			if !locale.In(language).Has("kinds." + name) {
				t.Errorf("the kind %s is not called anything in %s", name, language)
			}
		}
	}
	if len(named) < 20 || len(kinds) != len(named) || len(wordings) != len(named) {
		t.Errorf("%d kinds, %d with an addressee, %d with words", len(named), len(kinds), len(wordings))
	}
}
