package main

import (
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms says which of our own packages each package may import. Arrows point one way, down the list; see
// docs/architecture.md. The top, main, may import all.
var rooms = []struct {
	room string
	may  []string
}{
	{"cohort", nil},
	{"chat", nil},
	{"locale", nil},
	{"circles", []string{"cohort"}},
	{"journey", []string{"cohort", "locale"}},
	{"report", []string{"cohort", "locale", "journey"}},
	{"care", []string{"cohort"}},
	{"config", []string{"cohort", "locale"}},
	{"storage", []string{"cohort"}},
	{"storage/storagetest", nil},
	{"chromiumtest", nil},
	{"coach", []string{"locale"}},
	{"coach/coachtest", nil},
	{"nudges", []string{"cohort", "chat", "locale", "circles", "journey", "report", "care", "config", "storage"}},
	{"intake", []string{"cohort", "chat", "locale", "config", "storage", "nudges"}},
	{"rehearsal", []string{"cohort", "chat", "locale", "storage", "nudges"}},
	{"handlers", []string{"cohort", "chat", "locale", "circles", "journey", "report", "config", "storage", "nudges", "intake", "care", "coach"}},
	{"bot", []string{"chat"}},
	{"bot/slack", []string{"chat", "bot"}},
	{"sandbox", []string{"chat", "locale"}},
	{"sandbox/judge", nil},
}

// places where something of a platform or of the database may be named at all.
var confined = map[string][]string{
	"github.com/slack-go/slack":      {"bot/slack", "sandbox"},
	"github.com/mattn/go-sqlite3":    {"storage"},
	"github.com/jackc/pgx/v5":        {"storage", "storage/storagetest"},
	"database/sql":                   {"storage", "storage/storagetest"},
	"github.com/gorilla/websocket":   {"sandbox"},
	"github.com/robfig/cron/v3":      {"cohort"},
	"github.com/rickar/cal/v2":       {"cohort"},
	"github.com/jonboulle/clockwork": {"bot/slack", "coach", "nudges", "handlers", "rehearsal", "sandbox", "."},

	"github.com/santhosh-tekuri/jsonschema/v6": {"coach", "sandbox/judge"},
	"github.com/sashabaranov/go-openai":        {"coach"},
	"github.com/prometheus/client_golang":      {"bot/slack", "nudges", "."},
	"github.com/arran4/golang-ical":            {"nudges"},
	"git.sr.ht/~sbinet/gg":                     {"journey"},
	"golang.org/x/image":                       {"journey"},
	"github.com/xuri/excelize/v2":              {"report", "config"},
}

func TestArrowsPointDown(t *testing.T) {
	allowed := map[string][]string{".": nil}
	for _, r := range rooms {
		allowed[r.room] = r.may
		allowed["."] = append(allowed["."], r.room)
	}
	for room, imports := range imported(t) {
		may, known := allowed[room]
		if !known {
			t.Errorf("the room %s is not in the table", room)
			continue
		}
		for _, path := range imports {
			if ours, own := strings.CutPrefix(path, "ippo/"); own && !slices.Contains(may, ours) {
				t.Errorf("%s imports %s, which is not below it", room, ours)
			}
			for library, places := range confined {
				if (path == library || strings.HasPrefix(path, library+"/")) && !slices.Contains(places, room) {
					t.Errorf("%s imports %s, which belongs to %v", room, path, places)
				}
			}
		}
	}
}

// imported lists what each of our packages imports, without its tests.
func imported(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if name := entry.Name(); path != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
			return fs.SkipDir
		}
		pkg, err := build.ImportDir(path, 0)
		if _, empty := err.(*build.NoGoError); empty {
			return nil
		}
		if err != nil {
			return err
		}
		if len(pkg.GoFiles) > 0 {
			all[filepath.ToSlash(path)] = pkg.Imports
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < len(rooms) {
		t.Errorf("only %d rooms were found", len(all))
	}
	return all
}
