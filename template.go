package main

import (
	"flag"
	"slices"
	"time"

	"ippo/config"
	"ippo/locale"
)

// runTemplate writes a file to start from: a list of people or sessions, a cohort file, or a whole year's programme.
func runTemplate(c *cli, args []string) error {
	language, asBook, from := c.words.Language(), false, ""
	args, err := c.flags("template", args, 1, 1, func(set *flag.FlagSet) {
		set.StringVar(&language, "lang", language, "")
		set.BoolVar(&asBook, "xlsx", false, "")
		set.StringVar(&from, "from", "", "")
	})
	if err != nil {
		return err
	}
	what := args[0]
	kind := config.ListKind(what)
	isList := kind == config.PeopleList || kind == config.SessionsList
	switch {
	case !slices.Contains(locale.Languages(), language), !isList && what != config.EmptyProgramme && what != config.ReadyProgramme,
		asBook && !isList, from != "" && what != config.ReadyProgramme:
		return c.misused("template")
	}
	words := locale.In(language)
	if isList {
		list := config.NewTemplate(words, kind, time.Now())
		if asBook {
			return list.WriteBook(c.stdout)
		}
		return list.WriteCSV(c.stdout)
	}
	begins := config.FirstMonth(time.Now())
	if from != "" {
		if begins, err = time.Parse("2006-01", from); err != nil {
			return c.misused("template")
		}
	}
	text, err := config.Programme(words, what, begins)
	if err != nil {
		return err
	}
	_, err = c.stdout.Write(text)
	return err
}
