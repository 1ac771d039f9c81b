package chat

import (
	"context"
	"errors"
)

// Account is somebody's account on the platform.
type Account struct {
	ID     string
	Name   string // in full, as it stands in the profile
	Email  string
	Closed bool
	Bot    bool
}

// Directory knows everybody's accounts.
type Directory interface {
	// Accounts lists all of them, with the closed ones. Where Ippo may not see e-mails it returns ErrNoEmail, with
	// the accounts if it may see these.
	Accounts(ctx context.Context) ([]Account, error)
}

// ErrNoEmail says that Ippo may not see people's e-mails.
var ErrNoEmail = errors.New("the app may not see e-mails")
