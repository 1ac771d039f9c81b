package main

import (
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
	"ippo/locale"
	"ippo/storage"
)

// largestFile bounds what is read of a file: far more than any cohort needs.
const largestFile = 16 << 20

// mostProblems are shown at once: a file with more of them is wrong throughout.
const mostProblems = 30

// runImport reads a cohort file, and perhaps a list of people, into the database: all of it or nothing.
func runImport(c *cli, args []string) error {
	var may permits
	args, err := c.flags("import", args, 1, 2, func(set *flag.FlagSet) {
		set.BoolVar(&may.remove, "remove", false, "")
		set.BoolVar(&may.reopen, "reopen", false, "")
	})
	if err != nil {
		return err
	}
	settings, err := config.FromEnvironment()
	if err != nil {
		return err
	}
	file, err := readCohort(args)
	var problems config.Problems
	if errors.As(err, &problems) {
		return c.mend(file, problems, "import.nothing_changed")
	}
	if err != nil {
		return err
	}
	db, err := storage.Open(c.ctx, settings.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	changes, err := apply(c.ctx, db, file, time.Now(), may)
	words := locale.In(file.Cohort.Language)
	if errors.Is(err, errArchived) {
		fmt.Fprintln(c.stderr, words.Say("import.archived", "Cohort", file.Cohort.Name, "Command", strings.Join(append([]string{"ippo import --reopen"}, args...), " ")))
		return errTold
	}
	if errors.Is(err, errManyLeave) {
		fmt.Fprintln(c.stderr, words.Say("import.many_leave", "Cohort", file.Cohort.Name, "Gone", changes.gonePeople,
			"All", changes.oldPeople, "Command", strings.Join(append([]string{"ippo import --remove"}, args...), " ")))
		return errTold
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(c.stderr, words.Say("import.done", "Cohort", file.Cohort.Name,
		"Sessions", len(file.Sessions), "NewSessions", changes.newSessions, "GoneSessions", changes.goneSessions,
		"People", changes.people, "NewPeople", changes.newPeople, "GonePeople", changes.gonePeople))
	if changes.steps != (stepChanges{}) {
		fmt.Fprintln(c.stderr, changes.steps.say(words))
	}
	if changes.stayedAway > 0 {
		fmt.Fprintln(c.stderr, words.Say("import.stayed_away", "Count", changes.stayedAway))
	}
	if changes.care {
		fmt.Fprintln(c.stderr, words.Say("import.care", "Contact", file.Cohort.Care.Contact, "Lines", len(file.Cohort.Care.Lines)))
	}
	return nil
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
