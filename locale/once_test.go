package locale

import (
	"io/fs"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A key that two files of a language have would be said as the one that is read last says it.
func TestEveryKeyIsInOneFile(t *testing.T) {
	for _, language := range Languages() {
		paths, err := fs.Glob(files, "*."+language+".yaml")
		if err != nil || len(paths) < 2 {
			t.Fatalf("%s: %v, %v", language, paths, err)
		}
		seen := map[string]string{}
		var walk func(path, key string, node any)
		walk = func(path, key string, node any) {
			section, is := node.(map[string]any)
			if !is {
				if first, twice := seen[key]; twice {
					t.Errorf("%s is in %s and in %s", key, first, path)
				}
				seen[key] = path
				return
			}
			for name, part := range section {
				walk(path, key+"."+name, part)
			}
		}
		for _, path := range paths {
			data, err := fs.ReadFile(files, path)
			var all map[string]any
			if err == nil {
				err = yaml.Unmarshal(data, &all)
			}
			if err != nil {
				t.Fatal(path, err)
			}
			walk(path, language, all)
		}
	}
}
