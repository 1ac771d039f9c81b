-- The session: held, moved and cancelled by organisers; who came, what was asked before it, and what was said after it.

-- +goose Up
ALTER TABLE sessions ADD COLUMN version INTEGER NOT NULL DEFAULT 0; -- counts the changes
ALTER TABLE sessions ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0; -- counts those that calendars are told
ALTER TABLE sessions ADD COLUMN changed BIGINT NOT NULL DEFAULT 0; -- when it was last changed; 0: never
ALTER TABLE sessions ADD COLUMN changed_by TEXT NOT NULL DEFAULT ''; -- the organiser who did, or operator
ALTER TABLE sessions ADD COLUMN cancelled BIGINT NOT NULL DEFAULT 0; -- since when; 0: it is held
ALTER TABLE sessions ADD COLUMN cancelled_by TEXT NOT NULL DEFAULT ''; -- the organiser who did, or operator: only what a file took away a file brings back
ALTER TABLE sessions ADD COLUMN because TEXT NOT NULL DEFAULT ''; -- what its readers are told of that
ALTER TABLE sessions ADD COLUMN speaker_ids TEXT NOT NULL DEFAULT '[]'; -- of the speakers who are in the workspace
ALTER TABLE sessions ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0; -- 1: an organiser added it in chat; no file takes it away
ALTER TABLE sessions ADD COLUMN word TEXT NOT NULL DEFAULT ''; -- said at the session; empty: none yet
ALTER TABLE sessions ADD COLUMN materials TEXT NOT NULL DEFAULT '[]';
CREATE INDEX sessions_speakers ON sessions (cohort_id) WHERE speaker_ids <> '[]';

ALTER TABLE cohorts ADD COLUMN attendance TEXT NOT NULL DEFAULT ''; -- what organisers see of who came: named; empty: counts
ALTER TABLE cohorts ADD COLUMN calendar TEXT NOT NULL DEFAULT ''; -- the secret of its calendar's address; empty: nobody asked for it yet

ALTER TABLE attendance ADD COLUMN came_at BIGINT NOT NULL DEFAULT 0; -- when the person said that they came; 0: they did not
ALTER TABLE attendance ADD COLUMN came_how TEXT NOT NULL DEFAULT ''; -- button, word
ALTER TABLE attendance ADD COLUMN tries INTEGER NOT NULL DEFAULT 0; -- at the word,
ALTER TABLE attendance ADD COLUMN tries_since BIGINT NOT NULL DEFAULT 0; -- within the hour that began then

-- What somebody would like to ask a session's speakers.
CREATE TABLE questions (
    id         TEXT   PRIMARY KEY,
    session_id TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    person_id  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sealed     TEXT   NOT NULL, -- the words, whether the name is hidden, and whether others may read it
    written    BIGINT NOT NULL,
    given      BIGINT NOT NULL  -- since when others may read it; 0: its writer alone
);
CREATE INDEX questions_session ON questions (session_id, written);
CREATE INDEX questions_person ON questions (person_id);

-- What somebody says about a session, after it.
CREATE TABLE feedback (
    id         TEXT   PRIMARY KEY,
    session_id TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    person_id  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sealed     TEXT   NOT NULL,
    written    BIGINT NOT NULL,
    UNIQUE (session_id, person_id)
);
CREATE INDEX feedback_person ON feedback (person_id);

-- What is shown of it: worked out once, and never more than what is shown.
CREATE TABLE summaries (
    session_id TEXT   PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    made       BIGINT NOT NULL,
    shown      TEXT   NOT NULL, -- as JSON: bands, and which lines, in no order
    came       TEXT   NOT NULL
);

-- +goose Down
DROP TABLE summaries;
DROP TABLE feedback;
DROP TABLE questions;
ALTER TABLE attendance DROP COLUMN tries_since;
ALTER TABLE attendance DROP COLUMN tries;
ALTER TABLE attendance DROP COLUMN came_how;
ALTER TABLE attendance DROP COLUMN came_at;
ALTER TABLE cohorts DROP COLUMN calendar;
ALTER TABLE cohorts DROP COLUMN attendance;
DROP INDEX sessions_speakers;
ALTER TABLE sessions DROP COLUMN materials;
ALTER TABLE sessions DROP COLUMN word;
ALTER TABLE sessions DROP COLUMN by_hand;
ALTER TABLE sessions DROP COLUMN speaker_ids;
ALTER TABLE sessions DROP COLUMN because;
ALTER TABLE sessions DROP COLUMN cancelled_by;
ALTER TABLE sessions DROP COLUMN cancelled;
ALTER TABLE sessions DROP COLUMN changed_by;
ALTER TABLE sessions DROP COLUMN changed;
ALTER TABLE sessions DROP COLUMN sequence;
ALTER TABLE sessions DROP COLUMN version;
