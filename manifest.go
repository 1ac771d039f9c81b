package main

import (
	"fmt"

	"ippo/bot/slack"
	"ippo/locale"
)

// slashCommands are the commands that people type, in the order in which Slack lists them.
var slashCommands = []string{"ippo", "reflect", "step", "session", "circle", "announce"}

// runManifest prints the app manifest from which Slack makes the app.
func runManifest(c *cli, args []string) error {
	if _, err := c.flags("manifest", args, 0, 0, nil); err != nil {
		return err
	}
	manifest, err := manifest(c.words)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "%s\n", manifest)
	return err
}

// manifest describes the app in a language.
func manifest(w *locale.Words) ([]byte, error) {
	words := slack.Words{Name: w.Say("manifest.name"), Description: w.Say("manifest.about")}
	for _, command := range slashCommands {
		described := slack.CommandWords{Command: command, Description: w.Say("manifest." + command + ".does")}
		if hint := "manifest." + command + ".hint"; w.Has(hint) { // some take nothing
			described.Hint = w.Say(hint)
		}
		words.Commands = append(words.Commands, described)
	}
	return slack.Manifest(words)
}
