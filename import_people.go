package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ippo/bot/slack"
	"ippo/chat"
	"ippo/config"
	"ippo/intake"
)

// matchWithin bounds how long Slack is asked who is there: it may ask for a pause every twenty pages.
const matchWithin = 10 * time.Minute

// match finds the accounts of those whom the list names by e-mail. Only then is Slack asked, and the token needed.
func (c *cli) match(settings config.Settings, file *config.File) error {
	if !file.NeedsMatching() {
		return nil
	}
	if settings.BotToken == "" {
		return config.Problems{{File: file.List.Name, Code: "token_for_emails"}}
	}
	ctx, cancel := context.WithTimeout(c.ctx, matchWithin)
	defer cancel()
	bot := slack.New(slack.Options{BotToken: settings.BotToken, APIURL: settings.APIURL, Log: c.log(settings.Log)})
	accounts, err := bot.Accounts(ctx)
	if errors.Is(err, chat.ErrNoEmail) {
		return config.Problems{{File: file.List.Name, Code: "scope_for_emails"}}
	}
	if err != nil {
		return fmt.Errorf("ask Slack who is there: %w", err)
	}
	return file.Match(intake.Known(accounts))
}
