// Package config reads what an installation is told from outside: settings from the environment, and the cohort file.
// Everything is checked before anything is used, and what is wrong is named with where it stands and what to write instead.
package config

import (
	"errors"
	"log/slog"
	"net"
	"net/url"
	"strings"

	"github.com/caarlos0/env/v11"

	"ippo/cohort"
)

// Settings are what the environment says.
type Settings struct {
	BotToken string     `env:"SLACK_BOT_TOKEN"`
	AppToken string     `env:"SLACK_APP_TOKEN"`
	APIURL   string     `env:"SLACK_API_URL" envDefault:"https://slack.com/api/"`
	Database string     `env:"IPPO_DATABASE" envDefault:"ippo.db"`
	Admins   []string   `env:"IPPO_ADMINS"` // people who may do everything
	HTTP     string     `env:"IPPO_HTTP"`   // address of the health checks; empty: none
	Key      string     `env:"IPPO_KEY"`    // the key of what people write, or a file with it; empty: a file beside the database
	Log      slog.Level `env:"IPPO_LOG" envDefault:"info"`

	Backups     string        `env:"IPPO_BACKUPS"` // the folder of the backups that serve makes; empty: it makes none
	BackupKeep  int           `env:"IPPO_BACKUP_KEEP" envDefault:"7"`
	BackupTimes cohort.Rhythm `env:"IPPO_BACKUP_TIMES" envDefault:"0 3 * * *"` // by the clock of this machine

	Calendar    string `env:"IPPO_CALENDAR"`     // address at which cohorts' calendars are served; empty: they are not
	CalendarURL string `env:"IPPO_CALENDAR_URL"` // and how that is reached from outside; empty: no link is offered

	// A model that may word things for those who agree; without a key and an address there is none. See the room coach.
	CoachKey   string `env:"OPENAI_API_KEY"`
	CoachURL   string `env:"OPENAI_BASE_URL"` // of any server that speaks OpenAI's chat completions; empty: OpenAI's own
	CoachModel string `env:"OPENAI_MODEL"`    // empty: the coach's own choice
}

// FromEnvironment reads the settings and checks what every command needs. The error is of type Problems.
func FromEnvironment() (Settings, error) {
	settings, err := env.ParseAs[Settings]()
	if err != nil {
		return settings, unreadable(err)
	}
	for i, admin := range settings.Admins {
		settings.Admins[i] = strings.TrimSpace(admin)
	}
	if settings.BackupKeep < 1 {
		return settings, Problems{{Code: "backup_keep"}}
	}
	if err := settings.BackupTimes.Check(); err != nil && !errors.Is(err, cohort.ErrTooOften) {
		return settings, Problems{{Code: "backup_times", Args: []any{"Value", settings.BackupTimes}}}
	}
	if code := settings.wrongCalendar(); code != "" {
		return settings, Problems{{Code: code}}
	}
	if !settings.goodCoach() {
		return settings, Problems{{Code: "coach_url_wrong"}}
	}
	return settings, nil
}

// goodCoach reports whether people can be told where their words would go: an address with a host, and no password in it.
func (s Settings) goodCoach() bool {
	if s.CoachURL == "" {
		return true
	}
	return plainAddress(s.CoachURL)
}

// plainAddress reports whether a text is an address with a host and no more than a path.
func plainAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Hostname() != "" &&
		address.User == nil && !strings.ContainsAny(text, "?# \t\n")
}

// wrongCalendar names what is wrong with how calendars are served; nothing if it is well.
func (s Settings) wrongCalendar() string {
	if s.Calendar != "" {
		if _, port, err := net.SplitHostPort(s.Calendar); err != nil || port == "" {
			return "calendar_wrong"
		}
	}
	switch {
	case s.CalendarURL == "":
		return ""
	case s.Calendar == "":
		return "calendar_missing"
	case !plainAddress(s.CalendarURL):
		return "calendar_url_wrong"
	}
	return ""
}

// unreadable names the settings that are not free text and were given something else.
func unreadable(err error) Problems {
	codes := map[string]string{"Log": "log_level", "BackupKeep": "backup_keep"}
	var problems Problems
	var all env.AggregateError
	errors.As(err, &all)
	for _, err := range all.Errors {
		var wrong env.ParseError
		if errors.As(err, &wrong) {
			problems = append(problems, Problem{Code: codes[wrong.Name]})
		}
	}
	return problems
}

// CheckSlack checks what a connection to Slack needs. The error is of type Problems.
func (s Settings) CheckSlack() error {
	var problems Problems
	check := func(good bool, code string) {
		if !good {
			problems = append(problems, Problem{Code: code})
		}
	}
	check(s.BotToken != "", "bot_token_missing")
	check(s.BotToken == "" || strings.HasPrefix(s.BotToken, "xoxb-"), "bot_token_wrong")
	check(s.AppToken != "", "app_token_missing")
	check(s.AppToken == "" || strings.HasPrefix(s.AppToken, "xapp-"), "app_token_wrong")
	address, err := url.Parse(s.APIURL)
	check(err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != "", "api_url_wrong")
	check(strings.HasSuffix(s.APIURL, "/"), "api_url_slash")
	return problems.orNil()
}
