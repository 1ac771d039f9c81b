// Package locale holds every sentence that a person reads, as data: one set of files for each language, beside
// this one. Code names a sentence by its key; what it says is decided in the files. Adding a language is adding its files.
package locale

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
)

// Default is the language of a person or cohort that names none.
const Default = "ja"

//go:embed *.yaml
var files embed.FS

// Words says things in one language. It is safe for concurrent use.
type Words struct {
	language  string
	localizer *i18n.Localizer
	messages  map[string]*i18n.Message
}

var languages = read(files)

// Languages lists the languages that have files, sorted: "en", "ja".
func Languages() []string { return slices.Sorted(maps.Keys(languages)) }

// In returns the words of a language given as a BCP 47 tag ("ja", "en-GB"). A language without files of its own
// falls back to Default.
func In(tag string) *Words {
	if w := languages[tag]; w != nil {
		return w
	}
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return cmp.Or(languages[base], languages[Default])
}

// Language is the language's code, such as "ja".
func (w *Words) Language() string { return w.language }

// Say returns the sentence of a key with its placeholders filled from name and value pairs. A number named "Count"
// chooses the plural form. What a language does not say yet is said in the Default one, and a key that does not exist shows as itself: a
// test keeps both from happening.
func (w *Words) Say(key string, pairs ...any) string {
	config := i18n.LocalizeConfig{MessageID: key}
	if len(pairs) > 0 {
		data := make(map[string]any, len(pairs)/2)
		for i := 0; i+1 < len(pairs); i += 2 {
			data[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
		config.TemplateData = data
		config.PluralCount = data["Count"]
	}
	text, err := w.localizer.Localize(&config)
	if err != nil && config.PluralCount != nil { // one form serves all numbers
		config.PluralCount = nil
		text, _ = w.localizer.Localize(&config)
	}
	if text == "" {
		return key
	}
	return text
}

// Has reports whether the language has a sentence of this key.
func (w *Words) Has(key string) bool { return w.messages[key] != nil }

// Section returns all sentences whose key begins with prefix and a dot, by the rest of the key; placeholders are left
// as they stand. It serves whoever fills them in elsewhere, such as a page in a browser.
func (w *Words) Section(prefix string) map[string]string {
	section := map[string]string{}
	for key, message := range w.messages {
		if rest, found := strings.CutPrefix(key, prefix+"."); found {
			section[rest] = message.Other
		}
	}
	return section
}

// read reads all languages that have files.
func read(files fs.FS) map[string]*Words {
	bundle := i18n.NewBundle(language.Make(Default))
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err)
	}
	all := map[string]*Words{}
	for _, name := range names {
		for _, message := range parse(bundle, files, name) {
			code := languageOf(name)
			if all[code] == nil {
				all[code] = &Words{
					language: code, localizer: i18n.NewLocalizer(bundle, code), messages: map[string]*i18n.Message{},
				}
			}
			all[code].messages[message.ID] = message
		}
	}
	return all
}

func parse(bundle *i18n.Bundle, files fs.FS, name string) []*i18n.Message {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		panic(err)
	}
	file, err := bundle.ParseMessageFileBytes(data, name)
	if err != nil {
		panic(fmt.Errorf("locale/%s: %w", name, err))
	}
	return file.Messages
}

// languageOf reads the language from a file's name: "session.ja.yaml" is Japanese.
func languageOf(name string) string {
	stem := strings.TrimSuffix(name, path.Ext(name))
	return strings.TrimPrefix(path.Ext(stem), ".")
}
