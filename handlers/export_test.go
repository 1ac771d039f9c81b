package handlers

import "strings"

// Jobs names all that somebody can do: commands by their words, buttons and forms by their names.
func Jobs() (names []string) {
	for command, jobs := range subcommands {
		for word := range jobs {
			names = append(names, strings.TrimSpace("/"+command+" "+word))
		}
	}
	for action := range presses {
		names = append(names, "press "+action)
	}
	for form := range submits {
		names = append(names, "submit "+form)
	}
	return append(names, "/reflect", "opened home")
}
