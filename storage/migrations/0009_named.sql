-- Whoever said that they came when organisers saw only how many is not named by a later change of that.

-- +goose Up
ALTER TABLE attendance ADD COLUMN came_named INTEGER NOT NULL DEFAULT 0; -- 1: they were told that organisers see that they came

-- +goose Down
ALTER TABLE attendance DROP COLUMN came_named;
