package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"
	_ "time/tzdata" // zones are known on machines that have none installed

	"ippo/config"
	"ippo/locale"
)

// Exit codes, part of the contract with scripts.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// errUsage marks that a command was called wrongly.
var errUsage = errors.New("wrong usage")

// command is one word after "ippo". What it is for is in locale, under "cli." and its name.
type command struct {
	name string
	run  func(*cli, []string) error
}

// commands lists them in the order of the help.
var commands = []command{
	{"sandbox", runSandbox},
	{"serve", runServe},
	{"template", runTemplate},
	{"import", runImport},
	{"rehearse", runRehearse},
	{"circles", runCircles},
	{"doctor", runDoctor},
	{"deliveries", runDeliveries},
	{"audit", runAudit},
	{"report", runReport},
	{"backup", runBackup},
	{"copy", runCopy},
	{"key", runKey},
	{"rotate", runRotate},
	{"export", runExport},
	{"erase", runErase},
	{"manifest", runManifest},
	{"version", runVersion},
}

// cli is what a command works with.
type cli struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer // data
	stderr io.Writer // words
	words  *locale.Words
}

// run finds the command, runs it until it ends or is told to stop, and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &cli{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, words: locale.In(operatorLanguage())}
	if len(args) == 0 {
		c.help()
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "--help":
		c.help()
		return exitDone
	}
	for _, command := range commands {
		if command.name == args[0] {
			return c.report(command.run(c, args[1:]))
		}
	}
	c.tell("cli.unknown", "Command", args[0], "Nearest", config.Nearest(args[0], commandNames()))
	c.help()
	return exitUsage
}

// report tells what went wrong, in the operator's language where there are words for it, and returns the exit code.
func (c *cli) report(err error) int {
	var problems config.Problems
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errUsage), errors.Is(err, flag.ErrHelp):
		return exitUsage
	case errors.As(err, &problems):
		for _, problem := range problems {
			fmt.Fprintln(c.stderr, problemLine(c.words, problem))
		}
	case errors.Is(err, errTold):
	default:
		fmt.Fprintln(c.stderr, "ippo:", err)
	}
	return exitFailed
}

// errTold ends a command that has told by itself what is wrong.
var errTold = errors.New("told already")

func (c *cli) tell(key string, pairs ...any) { fmt.Fprintln(c.stderr, c.words.Say(key, pairs...)) }

func (c *cli) help() {
	c.tell("cli.help")
	for _, command := range commands {
		fmt.Fprintf(c.stderr, "  %s\n", c.words.Say("cli."+command.name))
	}
}

// flags parses a command's flags and checks how many arguments are left.
func (c *cli) flags(name string, args []string, least, most int, define func(*flag.FlagSet)) ([]string, error) {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	if define != nil {
		define(set)
	}
	rest, err := parse(set, args)
	if err != nil || len(rest) < least || len(rest) > most {
		return nil, c.misused(name)
	}
	return rest, nil
}

// parse parses flags that stand before, between and behind arguments, and returns the arguments. After "--" there are no flags.
func parse(set *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := set.Parse(args); err != nil {
			return nil, err
		}
		left := set.Args()
		if parsed := len(args) - len(left); len(left) == 0 || (parsed > 0 && args[parsed-1] == "--") {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// misused tells how a command is called.
func (c *cli) misused(name string) error {
	fmt.Fprintf(c.stderr, "ippo %s\n", c.words.Say("cli."+name))
	return errUsage
}

// log writes JSON lines to standard error.
func (c *cli) log(level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(c.stderr, &slog.HandlerOptions{Level: level}))
}

// problemLine is a problem as people read it: where, what, and what to write instead.
func problemLine(w *locale.Words, p config.Problem) string {
	text := w.Say("config."+p.Code, p.Args...)
	switch {
	case p.File == "":
		return text
	case p.Line == 0:
		return p.File + ": " + text
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, text)
}

// operatorLanguage is the language of whoever runs the program, by the usual variables.
func operatorLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if code := value[:min(2, len(value))]; slices.Contains(locale.Languages(), code) {
				return code
			}
			return "en"
		}
	}
	return "en"
}

func commandNames() []string {
	names := make([]string, len(commands))
	for i, command := range commands {
		names[i] = command.name
	}
	return names
}
