package locale

import (
	"io/fs"
	"maps"
	"slices"
)

// Read reads the languages of other files than the program's own: which there are, and the words of one.
func Read(files fs.FS) (there []string, in func(language string) *Words) {
	all := read(files)
	return slices.Sorted(maps.Keys(all)), func(language string) *Words { return all[language] }
}
