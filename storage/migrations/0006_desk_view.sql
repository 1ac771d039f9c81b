-- What the organisers' page, and the page of what was shared with a cohort, look for.

-- +goose Up
CREATE INDEX reflections_shared ON reflections (cohort_id, written) WHERE visibility = 'cohort';

-- +goose Down
DROP INDEX reflections_shared;
