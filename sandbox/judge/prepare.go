package judge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// prepare makes the schema if it is missing or older than what it is made from. Several processes may do so at once: each
// works by itself, and moves what it made into place.
func prepare(ctx context.Context) (string, error) {
	folder, err := findFolder()
	if err != nil {
		return "", err
	}
	in := func(name string) string { return filepath.Join(folder, name) }
	build, lock := in("build"), in("package-lock.json")
	schema := filepath.Join(build, "schema.json")
	if fresh(schema, lock, in("schema.mjs"), in("limits.mjs")) {
		return schema, nil
	}
	if _, err := exec.LookPath("node"); err != nil {
		return "", errors.New("this needs Node.js 20 or later with npm: install it, and run it again")
	}
	if err := os.MkdirAll(build, 0o755); err != nil {
		return "", err
	}
	if err := install(ctx, folder, build); err != nil {
		return "", err
	}
	return schema, run(ctx, folder, "node", "schema.mjs", schema)
}

// findFolder looks for this package's folder in the module that the tests run in.
func findFolder() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return filepath.Join(folder, "sandbox", "judge"), nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", errors.New("no go.mod above the working directory")
		}
		folder = above
	}
}

// fresh reports whether a file exists and is not older than others.
func fresh(file string, others ...string) bool {
	made, err := os.Stat(file)
	if err != nil {
		return false
	}
	return !slices.ContainsFunc(others, func(other string) bool {
		source, err := os.Stat(other)
		return err != nil || source.ModTime().After(made.ModTime())
	})
}

// install puts the packages of the lock file into node_modules, by way of a folder of its own: npm empties node_modules
// first, and another process might just be reading it.
func install(ctx context.Context, folder, build string) error {
	modules, lock := filepath.Join(folder, "node_modules"), filepath.Join(folder, "package-lock.json")
	installed := filepath.Join(modules, ".package-lock.json")
	if fresh(installed, lock) {
		return nil
	}
	own, err := os.MkdirTemp(build, "install-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(own)
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(own, name), data, 0o644)
		}
		if err != nil {
			return err
		}
	}
	if err := run(ctx, own, "npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"); err != nil {
		return err
	}
	for try := range 2 {
		err = os.Rename(filepath.Join(own, "node_modules"), modules)
		if err == nil || fresh(installed, lock) { // the latter if another process was faster
			return nil
		}
		os.Rename(modules, filepath.Join(own, fmt.Sprintf("old-%d", try)))
	}
	return err
}

// run runs a command, and returns what it said if it fails.
func run(ctx context.Context, folder, name string, args ...string) error {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = folder
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s %v: %w\n%s", name, args, err, bytes.TrimSpace(said.Bytes()))
	}
	return nil
}
