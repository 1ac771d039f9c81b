package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ippo/config"
	"ippo/intake"
	"ippo/locale"
	"ippo/storage"
)

// largestFile bounds what is read of a file: far more than any cohort needs.
const largestFile = 16 << 20

// mostProblems are shown at once: a file with more of them is wrong throughout.
const mostProblems = 30

// importing is how an import was asked for.
type importing struct {
	remove      bool   // many may leave
	reopen      bool   // an archived cohort may run again
	dryRun      bool   // only tell what would be
	skipUnknown bool   // go on without those who are not found
	sessions    string // a file of sessions; empty: those of the cohort file
	args        []string
}

// runImport reads a cohort file, and perhaps lists of people and sessions, into the database: all of it or nothing.
func runImport(c *cli, args []string) error {
	var how importing
	args, err := c.flags("import", args, 1, 2, func(set *flag.FlagSet) {
		set.BoolVar(&how.remove, "remove", false, "")
		set.BoolVar(&how.reopen, "reopen", false, "")
		set.BoolVar(&how.dryRun, "dry-run", false, "")
		set.BoolVar(&how.skipUnknown, "skip-unknown", false, "")
		set.StringVar(&how.sessions, "sessions", "", "")
	})
	if err != nil {
		return err
	}
	how.args = args
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	file, err := readProgramme(args, how.sessions)
	if err == nil {
		err = c.match(settings, &file)
	}
	var problems config.Problems
	if errors.As(err, &problems) {
		return c.mend(file, problems, "import.nothing_changed")
	}
	if err != nil {
		return err
	}
	words := locale.In(file.Cohort.Language)
	if len(file.Unknown) > 0 && !how.skipUnknown && !how.dryRun {
		writeReport(c.stderr, intake.TellUnknown(words, file))
		fmt.Fprintln(c.stderr, "\n"+words.Say("files.unknown_refused", "Count", len(file.Unknown), "Command", how.command("--skip-unknown")))
		return errTold
	}
	db, closeAll, err := openFor(c.ctx, settings.Database, how.dryRun)
	if err != nil {
		return err
	}
	defer closeAll()
	if how.dryRun {
		return c.tellImport(db, file, words, how)
	}
	changes, err := apply(c.ctx, db, file, time.Now(), intake.Permits{Remove: how.remove, Reopen: how.reopen})
	if errors.Is(err, intake.ErrArchived) {
		fmt.Fprintln(c.stderr, words.Say("import.archived", "Cohort", file.Cohort.Name, "Command", how.command("--reopen")))
		return errTold
	}
	if errors.Is(err, intake.ErrManyLeave) {
		fmt.Fprintln(c.stderr, words.Say("import.many_leave", "Cohort", file.Cohort.Name, "Gone", len(changes.Gone),
			"All", changes.OldPeople, "Command", how.command("--remove")))
		return errTold
	}
	if err != nil {
		return err
	}
	c.imported(file, words, changes)
	return nil
}

// command is what to type to import once more, with one flag more.
func (how importing) command(flag string) string {
	words := []string{"ippo import", flag}
	if how.remove && flag != "--remove" {
		words = append(words, "--remove")
	}
	if how.reopen && flag != "--reopen" {
		words = append(words, "--reopen")
	}
	if how.skipUnknown && flag != "--skip-unknown" {
		words = append(words, "--skip-unknown")
	}
	if how.sessions != "" {
		words = append(words, "--sessions", how.sessions)
	}
	return strings.Join(append(words, how.args...), " ")
}

// imported tells what an import did.
func (c *cli) imported(file config.File, words *locale.Words, did intake.Changes) {
	fmt.Fprintln(c.stderr, words.Say("import.done", "Cohort", file.Cohort.Name,
		"Sessions", len(file.Sessions), "NewSessions", did.NewSessions, "GoneSessions", did.GoneSessions,
		"People", did.People, "NewPeople", len(did.New), "GonePeople", len(did.Gone)))
	if did.Steps != (intake.StepChanges{}) {
		fmt.Fprintln(c.stderr, did.Steps.Say(words))
	}
	if did.StayedAway > 0 {
		fmt.Fprintln(c.stderr, words.Say("import.stayed_away", "Count", did.StayedAway))
	}
	if did.Care {
		fmt.Fprintln(c.stderr, words.Say("import.care", "Contact", file.Cohort.Care.Contact, "Lines", len(file.Cohort.Care.Lines)))
	}
	if left := len(file.Unknown) + len(file.Doubtful); left > 0 {
		fmt.Fprintln(c.stderr, words.Say("files.left_out", "Unknown", len(file.Unknown), "Doubtful", len(file.Doubtful)))
	}
	if ignored := file.Ignored(); len(ignored) > 0 {
		fmt.Fprintln(c.stderr, words.Say("files.report_ignored", "Columns", strings.Join(ignored, words.Say("files.and"))))
	}
}

// tellImport tells what an import would do.
func (c *cli) tellImport(db *storage.DB, file config.File, words *locale.Words, how importing) error {
	var did intake.Changes
	err := db.Read(c.ctx, func(tx *storage.Tx) (err error) {
		did, err = intake.Foresee(tx, file, time.Now())
		return err
	})
	if err != nil {
		return err
	}
	writeReport(c.stdout, intake.Tell(words, file, did))
	fmt.Fprintln(c.stderr)
	if len(file.Unknown) > 0 && !how.skipUnknown {
		fmt.Fprintln(c.stderr, words.Say("files.unknown_would_refuse", "Count", len(file.Unknown)))
	}
	if did.ManyLeave() && !how.remove {
		fmt.Fprintln(c.stderr, words.Say("files.many_would_refuse", "Gone", len(did.Gone), "All", did.OldPeople))
	}
	fmt.Fprintln(c.stderr, words.Say("files.dry_run"))
	return nil
}

// openFor opens the database for an import. To tell what would be in a file that is not there, one is made elsewhere and thrown away.
func openFor(ctx context.Context, database string, dryRun bool) (*storage.DB, func(), error) {
	path, isFile := storage.File(database)
	if _, err := os.Stat(path); !dryRun || !isFile || !errors.Is(err, fs.ErrNotExist) {
		db, err := storage.Open(ctx, database)
		return db, func() { db.Close() }, err
	}
	folder, err := os.MkdirTemp("", "ippo-import-")
	if err != nil {
		return nil, nil, err
	}
	db, err := storage.OpenScratch(ctx, filepath.Join(folder, "ippo.db"))
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(folder))
	}
	return db, func() { db.Close(); os.RemoveAll(folder) }, nil
}

// apply brings a database in line with a cohort file, in one transaction.
func apply(ctx context.Context, db *storage.DB, file config.File, now time.Time, may intake.Permits) (did intake.Changes, err error) {
	err = db.Write(ctx, func(tx *storage.Tx) (err error) {
		did, err = intake.Apply(tx, file, now, may)
		return err
	})
	return did, err
}

// mend tells what is wrong with a cohort file, in the language of the cohort as far as it is known, and how many places there are; key
// says what becomes of it.
func (c *cli) mend(file config.File, problems config.Problems, key string) error {
	words := c.words
	if file.Cohort.Language != "" {
		words = locale.In(file.Cohort.Language)
	}
	for _, problem := range problems[:min(len(problems), mostProblems)] {
		fmt.Fprintln(c.stderr, problemLine(words, problem))
	}
	if len(problems) == config.MostProblems {
		fmt.Fprintln(c.stderr, words.Say("import.too_many_problems", "Count", len(problems)))
		return errTold
	}
	if more := len(problems) - mostProblems; more > 0 {
		fmt.Fprintln(c.stderr, words.Say("import.more_problems", "Count", more))
	}
	fmt.Fprintln(c.stderr, words.Say(key, "Count", len(problems)))
	return errTold
}

// readCohort reads the files that the command names.
func readCohort(paths []string) (config.File, error) {
	file, err := readFile(paths[0])
	if err != nil {
		return config.File{}, err
	}
	peopleName, people := "", []byte(nil)
	if len(paths) > 1 {
		if people, err = readFile(paths[1]); err != nil {
			return config.File{}, err
		}
		peopleName = filepath.Base(paths[1])
	}
	read, err := config.ParseCohort(filepath.Base(paths[0]), file, peopleName, people)
	return readSteps(paths[0], read, err)
}

// readProgramme reads the files that the command names, and perhaps a list of sessions that takes the place of the cohort file's.
func readProgramme(paths []string, sessions string) (config.File, error) {
	file, err := readCohort(paths)
	if err != nil || sessions == "" {
		return file, err
	}
	list, err := readFile(sessions)
	if err != nil {
		return file, err
	}
	file.Sessions, file.IgnoredOfSessions, err = config.ParseSessions(filepath.Base(sessions), list, file.Cohort, file.Sessions)
	return file, err
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, config.Problems{{File: path, Code: "file_missing"}}
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, largestFile+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	if len(data) > largestFile {
		return nil, config.Problems{{File: filepath.Base(path), Code: "file_too_large"}}
	}
	return data, nil
}

// unreadable is the problem of a file that cannot be read. Its sentence names the path once.
func unreadable(path string, err error) error {
	var wrong *fs.PathError
	if errors.As(err, &wrong) {
		err = wrong.Err
	}
	return config.Problems{{File: path, Code: "file_unreadable", Args: []any{"Cause", err}}}
}
