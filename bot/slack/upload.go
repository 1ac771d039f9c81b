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
	channel, err := b.conversation(ctx, channel)
	if err != nil {
		return chat.Receipt{}, unseen(err)
	}
	place, err := b.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
		FileName: m.File.Name, FileSize: len(m.File.Content), AltTxt: clip(m.File.Alt, limitFileAlt),
	})
	if err != nil {
		return chat.Receipt{}, unseen(fault("files.getUploadURLExternal", err))
	}
	ctx = chat.Begun(ctx) // however long the bytes take
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

// filePrefix begins the ids of files, which receipts name in place of a message.
const filePrefix = "F"

// deleteFile takes a file away with the messages in which it came: the words of these would stay. In which ones only Slack knows.
func (b *Bot) deleteFile(ctx context.Context, id string) error {
	file, _, _, err := b.api.GetFileInfoContext(ctx, id, 0, 0)
	switch {
	case isCode(err, "file_not_found", "file_deleted"):
		return nil
	case err != nil:
		return fault("files.info", err)
	}
	for _, places := range []map[string][]slack.ShareFileInfo{file.Shares.Public, file.Shares.Private} {
		for channel, messages := range places {
			for _, m := range messages {
				if err := b.deleteMessage(ctx, chat.Receipt{Channel: channel, Message: m.Ts}); err != nil {
					return err
				}
			}
		}
	}
	err = b.api.DeleteFileContext(ctx, id)
	if isCode(err, "file_not_found", "file_deleted") {
		return nil
	}
	return fault("files.delete", err)
}

// limitFileAlt is how long Slack takes the text of a picture, in characters.
const limitFileAlt = 1000

// conversation is where something goes that Slack takes for conversations only: to a person, into the one with them.
func (b *Bot) conversation(ctx context.Context, to string) (string, error) {
	if !isUser(to) {
		return to, nil
	}
	direct, _, _, err := b.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{to}})
	if err != nil {
		return "", fault("conversations.open", err)
	}
	return direct.ID, nil
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
