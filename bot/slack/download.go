package slack

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"ippo/chat"
)

var _ chat.Shelf = (*Bot)(nil)

// downloadWithin bounds the download of one file.
const downloadWithin = time.Minute

// hosted is the mode of files that are kept by Slack itself. Others lead elsewhere, where Ippo has no business.
const hosted = "hosted"

// shared are the files of a message.
func shared(m *slack.Msg) (all []chat.SharedFile) {
	if m == nil {
		return nil
	}
	for _, f := range m.Files {
		one := chat.SharedFile{Name: f.Name, Size: f.Size}
		if f.Mode == hosted && !f.IsExternal {
			one.At = f.URLPrivateDownload
		}
		all = append(all, one)
	}
	return all
}

// Read downloads a file that somebody shared with Ippo. The token goes to Slack alone: slack-go refuses any other address.
func (b *Bot) Read(ctx context.Context, file chat.SharedFile, most int) ([]byte, error) {
	switch {
	case file.At == "":
		return nil, chat.ErrNoFile
	case file.Size > most:
		return nil, chat.ErrLargeFile
	}
	ctx, cancel := context.WithTimeout(ctx, downloadWithin)
	defer cancel()
	into := &bounded{most: most}
	err := b.api.GetFileContext(ctx, file.At, into)
	switch {
	case errors.Is(err, chat.ErrLargeFile):
		return nil, chat.ErrLargeFile
	case err != nil:
		b.log.Warn("a shared file cannot be read", "why", whyUnread(err))
		return nil, chat.ErrNoFile
	}
	return into.content.Bytes(), nil
}

// whyUnread says why a file cannot be read, without its address: what it is called stands in that.
func whyUnread(err error) string {
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &status):
		return "status " + strconv.Itoa(status.Code)
	case errors.Is(err, context.DeadlineExceeded):
		return "too slow"
	case neverLeft(err):
		return "no connection"
	}
	return "not ours to read"
}

// bounded takes so many bytes and no more.
type bounded struct {
	content bytes.Buffer // not embedded: io.Copy would read past the bound by its own ReadFrom
	most    int
}

// Write takes more.
func (b *bounded) Write(more []byte) (int, error) {
	if b.content.Len()+len(more) > b.most {
		return 0, chat.ErrLargeFile
	}
	return b.content.Write(more)
}
