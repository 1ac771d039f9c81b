-- Who comes into a cohort, who waits, who leaves, and what follows a cohort that is over.

-- +goose Up
ALTER TABLE cohorts ADD COLUMN entry_from BIGINT NOT NULL DEFAULT 0;  -- from when people can come in by themselves, and
ALTER TABLE cohorts ADD COLUMN entry_until BIGINT NOT NULL DEFAULT 0; -- until when; 0: they cannot
ALTER TABLE cohorts ADD COLUMN places INTEGER NOT NULL DEFAULT 0;     -- 0: no limit
ALTER TABLE cohorts ADD COLUMN version INTEGER NOT NULL DEFAULT 0;    -- counts the changes
ALTER TABLE cohorts ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';   -- who made the last one
ALTER TABLE cohorts ADD COLUMN former TEXT NOT NULL DEFAULT '';       -- the name before this one, by which a file may know it still
ALTER TABLE cohorts ADD COLUMN follows TEXT NOT NULL DEFAULT '';      -- the cohort that it was made from; empty: none
ALTER TABLE cohorts ADD COLUMN draft INTEGER NOT NULL DEFAULT 0;      -- 1: it is being prepared, and sends nothing
ALTER TABLE cohorts ADD COLUMN archived BIGINT NOT NULL DEFAULT 0;    -- since when it sends nothing any more; 0: it is not archived

ALTER TABLE participants ADD COLUMN entered BIGINT NOT NULL DEFAULT 0;    -- when they came in by themselves or in chat; 0: by a file
ALTER TABLE participants ADD COLUMN left_self INTEGER NOT NULL DEFAULT 0; -- 1: they left by themselves: no file brings them back
ALTER TABLE participants ADD COLUMN held_until BIGINT NOT NULL DEFAULT 0; -- so long their place stays theirs; 0: it does not
CREATE INDEX participants_held ON participants (held_until) WHERE held_until > 0;

-- Who asked for a place where there was none, and waits for one.
CREATE TABLE applications (
    cohort_id  TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    person_id  TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    department TEXT    NOT NULL,
    number     INTEGER NOT NULL, -- the order in which they asked
    asked      BIGINT  NOT NULL,
    PRIMARY KEY (cohort_id, person_id)
);
CREATE INDEX applications_person ON applications (person_id);

-- What somebody who took part wishes to be reached for afterwards. Who wishes for nothing is not here.
CREATE TABLE alumni (
    cohort_id TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    person_id TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    circles   INTEGER NOT NULL, -- 1: a circle with others who took part
    stories   INTEGER NOT NULL, -- 1: what they gave is passed on to those who take part now
    since     BIGINT  NOT NULL,
    PRIMARY KEY (cohort_id, person_id)
);
CREATE INDEX alumni_person ON alumni (person_id);

-- +goose Down
DROP TABLE alumni;
DROP TABLE applications;
DROP INDEX participants_held;
ALTER TABLE participants DROP COLUMN held_until;
ALTER TABLE participants DROP COLUMN left_self;
ALTER TABLE participants DROP COLUMN entered;
ALTER TABLE cohorts DROP COLUMN archived;
ALTER TABLE cohorts DROP COLUMN draft;
ALTER TABLE cohorts DROP COLUMN follows;
ALTER TABLE cohorts DROP COLUMN former;
ALTER TABLE cohorts DROP COLUMN changed_by;
ALTER TABLE cohorts DROP COLUMN version;
ALTER TABLE cohorts DROP COLUMN places;
ALTER TABLE cohorts DROP COLUMN entry_until;
ALTER TABLE cohorts DROP COLUMN entry_from;
