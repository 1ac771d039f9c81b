package main

import (
	"errors"
	"os"
	"path/filepath"

	"ippo/config"
	"ippo/nudges"
)

// readSteps reads the file of the organisers' own steps that a cohort file names, if it does. What is wrong with the cohort file, if
// anything, is said together with what is wrong there.
func readSteps(path string, file config.File, wrong error) (config.File, error) {
	var problems config.Problems
	if wrong != nil && !errors.As(wrong, &problems) || file.StepsFile == "" || len(problems) >= config.MostProblems {
		return file, wrong
	}
	stepsPath := filepath.Join(filepath.Dir(path), file.StepsFile)
	data, err := readBeside(stepsPath, file.StepsFile)
	if err == nil {
		file.Steps, err = config.ParseSteps(filepath.Base(stepsPath), data, file.Cohort, nudges.BuiltIn().Steps())
	} else {
		err = named(err, filepath.Base(path), file)
	}
	var more config.Problems
	if err != nil && !errors.As(err, &more) {
		return file, err
	}
	problems = append(problems, more...)
	if len(problems) == 0 {
		return file, nil
	}
	return file, problems[:min(len(problems), config.MostProblems)]
}

// largestSteps bounds a file of steps: far more than five hundred need.
const largestSteps = 1 << 20

// readBeside reads a plain file that lies beside the one that names it, or below.
func readBeside(path, name string) ([]byte, error) {
	if !filepath.IsLocal(name) {
		return nil, config.Problems{{Code: "file_outside"}}
	}
	switch info, err := os.Stat(path); {
	case err == nil && !info.Mode().IsRegular():
		return nil, config.Problems{{Code: "file_not_plain"}}
	case err == nil && info.Size() > largestSteps:
		return nil, config.Problems{{Code: "file_too_large"}}
	}
	return readFile(path)
}

// named says of a file that could not be read where the cohort file names it.
func named(err error, name string, file config.File) error {
	var problems config.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for i, p := range problems {
		problems[i] = config.Problem{File: name, Line: file.StepsLine, Code: "steps_" + p.Code, Args: append(p.Args, "Path", file.StepsFile)}
	}
	return problems
}
