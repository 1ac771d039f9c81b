package intake

import (
	"ippo/chat"
	"ippo/config"
)

// Known arranges the accounts of a workspace for config.File.Match: by e-mail, and by id. Where two have the same e-mail, the one in use counts.
func Known(accounts []chat.Account) (byEmail, byID map[string]config.Account) {
	byEmail, byID = map[string]config.Account{}, map[string]config.Account{}
	for _, a := range accounts {
		one := config.Account{ID: a.ID}
		switch {
		case a.Bot:
			one.Doubt = config.DoubtBot
		case a.Closed:
			one.Doubt = config.DoubtGone
		}
		byID[a.ID] = one
		if address := config.Email(a.Email); address != "" {
			if known, taken := byEmail[address]; !taken || known.Doubt != "" {
				byEmail[address] = one
			}
		}
	}
	return byEmail, byID
}
