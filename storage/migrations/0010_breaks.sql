-- When somebody began their last break, so that it can be counted how many began one in a month.

-- +goose Up
ALTER TABLE people ADD COLUMN paused_since BIGINT NOT NULL DEFAULT 0; -- 0: never, or it was ended at once

-- +goose Down
ALTER TABLE people DROP COLUMN paused_since;
