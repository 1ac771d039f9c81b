package storage

import (
	"encoding/base64"
	"time"
)

// SaveAttachment keeps the file that goes with an announcement, in place of another.
func (tx *Tx) SaveAttachment(announcement string, content []byte) error {
	_, err := tx.exec(`INSERT INTO attachments (announcement_id, content) VALUES ($1, $2)
		ON CONFLICT (announcement_id) DO UPDATE SET content = excluded.content`, announcement, base64.StdEncoding.EncodeToString(content))
	return err
}

// Attachment returns the file that goes with an announcement, or ErrNotFound.
func (tx *Tx) Attachment(announcement string) ([]byte, error) {
	text, err := one(tx, value[string], `SELECT content FROM attachments WHERE announcement_id = $1`, announcement)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

// DropAttachment forgets the file that goes with an announcement.
func (tx *Tx) DropAttachment(announcement string) error {
	_, err := tx.exec(`DELETE FROM attachments WHERE announcement_id = $1`, announcement)
	return err
}

// ForgetAttachments forgets the files that went with announcements which went out before a time, and those of withdrawn and recalled ones. Those of
// drafts, and of what waits for its time or for a yes, stay.
func (tx *Tx) ForgetAttachments(before time.Time) error {
	_, err := tx.exec(`DELETE FROM attachments WHERE announcement_id IN (SELECT id FROM announcements
		WHERE state IN ('withdrawn', 'recalled') OR send_at > 0 AND send_at < $1 AND state NOT IN ('draft', 'pending', 'scheduled'))`, millis(before))
	return err
}
