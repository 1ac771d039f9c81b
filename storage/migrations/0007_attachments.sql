-- A file that goes with an announcement.

-- +goose Up
ALTER TABLE announcements ADD COLUMN file TEXT NOT NULL DEFAULT ''; -- what it is called; empty: none goes with it

CREATE TABLE attachments (
    announcement_id TEXT PRIMARY KEY REFERENCES announcements (id) ON DELETE CASCADE,
    content         TEXT NOT NULL -- in base64; it goes when nobody is sent it any more
);

-- +goose Down
DROP TABLE attachments;
ALTER TABLE announcements DROP COLUMN file;
