-- The organisers' desk.

-- +goose Up
-- What organisers did. Rows are only added; each seals the one before.
CREATE TABLE audit (
    number    BIGINT PRIMARY KEY, -- from 1, without a gap
    at        BIGINT NOT NULL,
    organizer TEXT   NOT NULL,
    cohort_id TEXT   NOT NULL, -- that may be gone
    deed      TEXT   NOT NULL,
    subject   TEXT   NOT NULL, -- the id of what it was done to, or how many
    person    TEXT   NOT NULL, -- whom it was done to, if somebody; empty once they are erased
    seal      TEXT   NOT NULL
);
CREATE INDEX audit_cohort ON audit (cohort_id, number);
CREATE INDEX audit_person ON audit (person) WHERE person <> '';

-- +goose Down
DROP TABLE audit;
