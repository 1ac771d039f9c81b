package chat

import (
	"context"
	"errors"
)

// SharedFile is a file that somebody put into their conversation with Ippo. Nothing of it is read before that is asked for.
type SharedFile struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	At   string `json:"at"` // where the platform keeps it; empty: not with the platform itself
}

// Shelf is where a platform keeps what people share.
type Shelf interface {
	// Read returns what is in a file. One that is larger than most is ErrLargeFile; one that Ippo may not read, or that is gone, ErrNoFile.
	Read(ctx context.Context, file SharedFile, most int) ([]byte, error)
}

// Why a file is not read.
var (
	ErrLargeFile = errors.New("the file is too large")
	ErrNoFile    = errors.New("the file cannot be read")
)
