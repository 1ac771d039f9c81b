package main

import (
	"fmt"
	"runtime/debug"
)

// release is set when a release is built.
var release = "0.1.0-dev"

// runVersion prints the version and, where it is known, the revision that it was built from.
func runVersion(c *cli, args []string) error {
	if _, err := c.flags("version", args, 0, 0, nil); err != nil {
		return err
	}
	version := release
	if revision := revision(); revision != "" {
		version += " " + revision
	}
	_, err := fmt.Fprintln(c.stdout, "ippo", version)
	return err
}

// revision is what the program was built from, where it is known.
func revision() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				return setting.Value
			}
		}
	}
	return ""
}
