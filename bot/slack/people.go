package slack

import (
	"cmp"
	"context"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// pageOfPeople is how many accounts are asked for at once: ten calls for ten thousand people, which Slack takes within a minute.
const pageOfPeople = 999

// Accounts lists everybody's accounts in the workspace, with those that were closed. Where the scope for e-mail is missing, it is an error of
// chat.ErrNoEmail.
func (b *Bot) Accounts(ctx context.Context) ([]chat.Account, error) {
	users, err := b.api.GetUsersContext(ctx, slack.GetUsersOptionLimit(pageOfPeople))
	if isCode(err, "missing_scope") {
		return nil, chat.ErrNoEmail
	}
	if err != nil {
		return nil, fault("users.list", err)
	}
	all := make([]chat.Account, 0, len(users))
	people, addresses := 0, 0
	for _, user := range users {
		one := chat.Account{
			ID: user.ID, Name: cmp.Or(user.Profile.RealName, user.RealName, user.Name), Email: user.Profile.Email, Closed: user.Deleted,
			Bot: user.IsBot || user.IsWorkflowBot || user.ID == slackbot || user.ID == b.self,
		}
		if !one.Bot && !one.Closed {
			people++
			if one.Email != "" {
				addresses++
			}
		}
		all = append(all, one)
	}
	if people > 0 && addresses == 0 { // Slack leaves them out without a word
		return all, chat.ErrNoEmail
	}
	return all, nil
}

// slackbot is Slack's own; it does not say that it is a bot.
const slackbot = "USLACKBOT"
