-- An announcement that is for more people when its time comes than when it was let go may take a second organiser's yes.

-- +goose Up
ALTER TABLE announcements ADD COLUMN approved INTEGER NOT NULL DEFAULT 0; -- 1: another organiser agreed to it as it stands
UPDATE announcements SET approved = 1 WHERE state = 'scheduled';

-- +goose Down
ALTER TABLE announcements DROP COLUMN approved;
