package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// upload says a message that comes with a file: Slack takes the bytes first, and shows the file with its comment when the upload is
// completed. Only that last call has an effect that anybody sees; only after it, the file may stand there although no answer came.
// The receipt names the file in place of a message.
func (b *Bot) upload(ctx context.Context, channel string, m chat.Message) (chat.Receipt, error) {
	place, err := b.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
		FileName: m.File.Name, FileSize: len(m.File.Content),
	})
	if err != nil {
		return chat.Receipt{}, unseen(fault("files.getUploadURLExternal", err))
	}
	err = b.api.UploadToURL(ctx, slack.UploadToURLParameters{
		UploadURL: place.UploadURL, Filename: m.File.Name, Content: m.File.Content,
	})
	var status slack.StatusCodeError
	if errors.As(err, &status) { // also one that is not there: the place has run out, and the next try gets another
		return chat.Receipt{}, &chat.Error{Fault: chat.Temporary, Err: fmt.Errorf("uploading a file: %w", bare(err))}
	}
	if err != nil {
		return chat.Receipt{}, unseen(fault("uploading a file", err))
	}
	_, err = b.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: place.FileID, Title: m.File.Title}}, Channel: channel, InitialComment: markup.Replace(m.Summary),
	})
	if err != nil {
		return chat.Receipt{}, fault("files.completeUploadExternal", err)
	}
	return chat.Receipt{Channel: channel, Message: place.FileID}, nil
}

// markup escapes the characters with which Slack's markup calls people and links (a comment has no form that is plain).
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// unseen is an error of a call that shows nothing to anybody, so that it may be repeated without a look.
func unseen(err error) error {
	var f *chat.Error
	if errors.As(err, &f) {
		f.Sent = false
	}
	return err
}
