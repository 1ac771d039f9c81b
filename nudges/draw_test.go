package nudges

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"ippo/chat"
	"ippo/cohort"
	"ippo/storage"
	"ippo/storage/storagetest"
)

// drawing are the functions that make a picture or a file, which takes a moment.
var drawing = []string{"Picture", "LifeLine", "HTML", "Docx", "Markdown", "JSON"}

// No function that is given a transaction makes a file itself: a slow one would hold up everybody who writes. What it returns to be called
// later may.
func TestNothingIsDrawnWithinATransaction(t *testing.T) {
	ours, err := filepath.Glob("*.go")
	theirs, err2 := filepath.Glob("../handlers/*.go")
	if err != nil || err2 != nil || len(ours) == 0 || len(theirs) == 0 {
		t.Fatal(err, err2, len(ours), len(theirs))
	}
	set := token.NewFileSet()
	for _, path := range slices.Concat(ours, theirs) {
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil || strings.HasSuffix(path, "_test.go") || !givenTransaction(f) {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if _, later := n.(*ast.FuncLit); later {
					return false
				}
				if call, ok := n.(*ast.CallExpr); ok && draws(call) {
					t.Errorf("%s: %s draws within a transaction", set.Position(call.Pos()), f.Name.Name)
				}
				return true
			})
		}
	}
}

// givenTransaction reports whether a function has a transaction or a request, which has one.
func givenTransaction(f *ast.FuncDecl) bool {
	all := slices.Clone(f.Type.Params.List)
	if f.Recv != nil {
		all = append(all, f.Recv.List...)
	}
	return slices.ContainsFunc(all, func(field *ast.Field) bool {
		pointer, ok := field.Type.(*ast.StarExpr)
		if !ok {
			return false
		}
		switch of := pointer.X.(type) {
		case *ast.SelectorExpr:
			return of.Sel.Name == "Tx"
		case *ast.Ident:
			return of.Name == "request"
		}
		return false
	})
}

func draws(call *ast.CallExpr) bool {
	of, ok := call.Fun.(*ast.SelectorExpr)
	return ok && slices.Contains(drawing, of.Sel.Name)
}

// Every file that somebody asks for is gathered in the transaction and drawn after it.
func TestFilesOfPeopleAreDrawnLater(t *testing.T) {
	db, err := storage.Open(t.Context(), filepath.Join(t.TempDir(), "ippo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	storagetest.Unlock(t, storage.ParseKeyring, db.Unlock)
	now := time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)
	err = db.Write(t.Context(), func(tx *storage.Tx) error {
		err := errors.Join(tx.SaveCohort(cohort.Cohort{ID: "c1", Name: "第4期", Language: "ja", Zone: "Asia/Tokyo"}),
			tx.SavePerson(cohort.Person{ID: "U1"}), tx.SaveParticipant(cohort.Participant{Person: cohort.Person{ID: "U1"}, Cohort: "c1"}), tx.SaveSheet("U1", cohort.Sheet{Can: "聞く"}, now))
		for what := range keepsakes {
			err = errors.Join(err, Hand(tx, what, "c1", "U1", now))
		}
		return errors.Join(err, Export(tx, "U1", now), HandOverview(tx, OverviewReport, "c1", "U1", now), HandOverview(tx, OverviewChart, "c1", "U1", now))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), func(tx *storage.Tx) error {
		seen := 0
		for kind := range sentInWords {
			all, err := tx.DeliveriesOf(kind)
			if err != nil {
				return err
			}
			for _, d := range all {
				w, err := word(tx, d, now)
				if err != nil {
					return err
				}
				if w.draw == nil || w.message.File != nil {
					t.Errorf("%s is made within the transaction", d.Occasion)
				}
				seen++
			}
		}
		if want := len(keepsakes) + 2 + len(overviews); seen != want {
			t.Errorf("%d files, want %d", seen, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A file that takes too long to draw is not sent after all, since another process may have sent it by then. It is tried once more, and then
// told in words: nobody waits for it for a day.
func TestFileThatTakesTooLongIsToldInWords(t *testing.T) {
	for attempts, want := range map[int]chat.Fault{1: chat.Temporary, 2: chat.Refused} {
		clock := clockwork.NewFakeClock()
		c := &courier{clock: clock, lost: make(chan struct{}), pace: newPace(), metrics: newMetrics(nil)} // without a platform to call
		slow := func() (chat.Message, error) {
			clock.Advance(longestHandling + time.Second)
			return chat.Message{File: &chat.File{}}, nil
		}
		o := <-c.send(t.Context(), letter{
			delivery: storage.Delivery{Kind: KindPicture, Tried: clock.Now(), Attempts: attempts}, worded: worded{to: "U1", draw: slow},
		})
		var fault *chat.Error
		if !errors.As(o.err, &fault) || fault.Fault != want || fault.Sent || o.panics != nil {
			t.Errorf("attempt %d: %v, %v", attempts, o.err, o.panics)
		}
	}
}
