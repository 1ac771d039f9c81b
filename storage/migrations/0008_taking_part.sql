-- Who takes part in a cohort is found without those who have left.

-- +goose Up
CREATE INDEX participants_in ON participants (cohort_id, person_id) WHERE left_at = 0;

-- +goose Down
DROP INDEX participants_in;
