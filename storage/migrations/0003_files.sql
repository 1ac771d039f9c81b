-- Lists that organisers bring in through the chat.

-- +goose Up
-- What was read of a file, between its report and the press that imports it. It names nobody's e-mail, and is forgotten after a day.
CREATE TABLE imports (
    id        TEXT   PRIMARY KEY,
    organizer TEXT   NOT NULL,
    cohort_id TEXT   NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    kind      TEXT   NOT NULL, -- people or sessions
    file      TEXT   NOT NULL, -- JSON: what it is called, and where the platform keeps it
    content   TEXT   NOT NULL, -- JSON: whom or what it lists
    made      BIGINT NOT NULL
);
CREATE INDEX imports_made ON imports (made);
CREATE INDEX imports_cohort ON imports (cohort_id);

-- +goose Down
DROP TABLE imports;
