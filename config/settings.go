// Package config reads what an installation is told from outside: settings from the environment, and the cohort file.
// Everything is checked before anything is used, and what is wrong is named with where it stands and what to write instead.
package config

import (
	"log/slog"
	"net/url"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Settings are what the environment says.
type Settings struct {
	BotToken string     `env:"SLACK_BOT_TOKEN"`
	AppToken string     `env:"SLACK_APP_TOKEN"`
	APIURL   string     `env:"SLACK_API_URL" envDefault:"https://slack.com/api/"`
	Database string     `env:"IPPO_DATABASE" envDefault:"ippo.db"`
	Admins   []string   `env:"IPPO_ADMINS"` // people who may do everything
	HTTP     string     `env:"IPPO_HTTP"`   // address of the health checks; empty: none
	Log      slog.Level `env:"IPPO_LOG" envDefault:"info"`
}

// FromEnvironment reads the settings and checks what every command needs. The error is of type Problems.
func FromEnvironment() (Settings, error) {
	settings, err := env.ParseAs[Settings]()
	if err != nil {
		// The level is the only setting that is not free text.
		return settings, Problems{{Code: "log_level"}}
	}
	for i, admin := range settings.Admins {
		settings.Admins[i] = strings.TrimSpace(admin)
	}
	return settings, nil
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
