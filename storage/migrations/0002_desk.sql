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

ALTER TABLE cohorts ADD COLUMN sure_from BIGINT NOT NULL DEFAULT 0;    -- announcements to so many people or more are asked about twice; 0: the usual number
ALTER TABLE cohorts ADD COLUMN approve_from BIGINT NOT NULL DEFAULT 0; -- and to so many or more need another organiser's yes; 0: none does

ALTER TABLE announcements ADD COLUMN cohorts TEXT NOT NULL DEFAULT '[]'; -- all that it is for; an empty list: cohort_id alone
ALTER TABLE announcements ADD COLUMN audience TEXT NOT NULL DEFAULT '{"kind":"everyone"}';
ALTER TABLE announcements ADD COLUMN buttons TEXT NOT NULL DEFAULT '[]';
ALTER TABLE announcements ADD COLUMN link TEXT NOT NULL DEFAULT '';
ALTER TABLE announcements ADD COLUMN image TEXT NOT NULL DEFAULT '';
ALTER TABLE announcements ADD COLUMN image_alt TEXT NOT NULL DEFAULT '';
ALTER TABLE announcements ADD COLUMN wall TEXT NOT NULL DEFAULT '';      -- the time by each reader's clock; empty: at one moment for all
ALTER TABLE announcements ADD COLUMN corrected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE announcements ADD COLUMN instead TEXT NOT NULL DEFAULT '';   -- recalled: what stands in its place
ALTER TABLE announcements ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE announcements ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- What readers pressed on an announcement.
CREATE TABLE answers (
    announcement_id TEXT    NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    person_id       TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    seen            BIGINT  NOT NULL, -- 0: not pressed
    comes           INTEGER NOT NULL, -- 1: they come
    at              BIGINT  NOT NULL,
    PRIMARY KEY (announcement_id, person_id)
);
CREATE INDEX answers_person ON answers (person_id);

-- What readers asked about an announcement. The words and the answer are sealed by the asker's key.
CREATE TABLE enquiries (
    id              TEXT    PRIMARY KEY,
    announcement_id TEXT    NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    cohort_id       TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    person_id       TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sealed          TEXT    NOT NULL,
    hidden          INTEGER NOT NULL, -- 1: the organisers are not told who asks
    asked           BIGINT  NOT NULL,
    answered_by     TEXT    NOT NULL DEFAULT '',
    answered        BIGINT  NOT NULL DEFAULT 0 -- 0: not yet
);
CREATE INDEX enquiries_announcement ON enquiries (announcement_id, asked);
CREATE INDEX enquiries_person ON enquiries (person_id);

-- +goose Down
DROP TABLE enquiries;
DROP TABLE answers;
ALTER TABLE announcements DROP COLUMN version;
ALTER TABLE announcements DROP COLUMN changed_by;
ALTER TABLE announcements DROP COLUMN instead;
ALTER TABLE announcements DROP COLUMN corrected;
ALTER TABLE announcements DROP COLUMN wall;
ALTER TABLE announcements DROP COLUMN image_alt;
ALTER TABLE announcements DROP COLUMN image;
ALTER TABLE announcements DROP COLUMN link;
ALTER TABLE announcements DROP COLUMN buttons;
ALTER TABLE announcements DROP COLUMN audience;
ALTER TABLE announcements DROP COLUMN cohorts;
ALTER TABLE cohorts DROP COLUMN approve_from;
ALTER TABLE cohorts DROP COLUMN sure_from;
DROP TABLE audit;
