-- Instants are Unix milliseconds in UTC; 0 is "none". Zones are IANA names. Ids are UUIDv7 text, people's ids the platform's own.
-- Lists are JSON text. The same statements serve SQLite and PostgreSQL.

-- +goose Up
CREATE TABLE cohorts (
    id           TEXT   PRIMARY KEY,
    name         TEXT   NOT NULL UNIQUE,
    language     TEXT   NOT NULL,
    zone         TEXT   NOT NULL,
    channel      TEXT   NOT NULL,
    organizers   TEXT   NOT NULL,
    topics       TEXT   NOT NULL, -- of circles; an empty list: the usual ones
    nudge        TEXT   NOT NULL,
    reminders    TEXT   NOT NULL, -- milliseconds before a session
    reflection   BIGINT NOT NULL, -- milliseconds after a session; negative: none
    circles      TEXT   NOT NULL,
    care         TEXT   NOT NULL, -- whom somebody in need can turn to: the organisation's contact, and public help lines
    next_circles BIGINT NOT NULL, -- when circles are formed anew; 0: to be worked out
    keeps        BIGINT NOT NULL DEFAULT 0, -- milliseconds after the last session for which what people wrote is kept; 0: the usual time
    steps        TEXT   NOT NULL DEFAULT '' -- the edition of its own steps: changes with them; empty: it never had any
);
CREATE INDEX cohorts_next_circles ON cohorts (next_circles);

CREATE TABLE sessions (
    id        TEXT    PRIMARY KEY,
    cohort_id TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    theme     TEXT    NOT NULL,
    starts    BIGINT  NOT NULL,
    minutes   INTEGER NOT NULL,
    speakers  TEXT    NOT NULL,
    link      TEXT    NOT NULL,
    topics    TEXT    NOT NULL DEFAULT '[]', -- that it is about, of the usual ones or the cohort's
    question  TEXT    NOT NULL DEFAULT '', -- to bring to it,
    act       TEXT    NOT NULL DEFAULT '', -- and what to try after it; empty: a sentence for all
    story     TEXT    NOT NULL DEFAULT '', -- its speaker's, who agrees that it is passed on; empty: none
    story_by  TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX sessions_cohort ON sessions (cohort_id, number);
CREATE INDEX sessions_starts ON sessions (starts);

-- The steps that a cohort's organisers wrote, or left out of Ippo's.
CREATE TABLE steps (
    cohort_id TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    id        TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    effort    TEXT    NOT NULL,
    aim       TEXT    NOT NULL,
    stage     TEXT    NOT NULL,
    tags      TEXT    NOT NULL,
    words     TEXT    NOT NULL, -- by language, as JSON
    left_out  INTEGER NOT NULL, -- 1: it is not put before anybody
    since     BIGINT  NOT NULL, -- the words are those of what was offered from then on,
    gone      BIGINT  NOT NULL, -- and before then; 0: they still hold
    PRIMARY KEY (cohort_id, id)
);

CREATE TABLE people (
    id           TEXT   PRIMARY KEY,
    zone         TEXT   NOT NULL,
    language     TEXT   NOT NULL, -- empty: as the cohort
    paused_until BIGINT NOT NULL,
    rhythm       TEXT   NOT NULL DEFAULT '', -- of the steps, as the person chose it; empty: as the cohort
    quiet_from   INTEGER NOT NULL DEFAULT 0, -- o'clock in the evening: nothing comes from then on,
    quiet_until  INTEGER NOT NULL DEFAULT 0, -- until this hour of the morning; both 0: the usual hours
    fortnightly  INTEGER NOT NULL DEFAULT 0, -- 1: every second step only,
    skips        INTEGER NOT NULL DEFAULT 0, -- 1: and the next one is left out
    goes_on      INTEGER NOT NULL DEFAULT 0, -- 1: asked after a silence, they wished to go on; nobody asks again
    own_zone     INTEGER NOT NULL DEFAULT 0, -- 1: they chose the zone, or
    own_language INTEGER NOT NULL DEFAULT 0, -- the language, themselves; no file changes it
    heard        BIGINT  NOT NULL DEFAULT 0, -- when they last said or did something; 0: never
    life         TEXT    NOT NULL, -- made when they were first known; another, if they were erased and come back
    key_id       TEXT    NOT NULL DEFAULT '', -- of the key with which is sealed what they wrote; empty: nothing is
    diary        INTEGER NOT NULL DEFAULT -1, -- o'clock, at which they wish to be asked for a line every day; -1: never
    next_diary   BIGINT  NOT NULL DEFAULT 0,  -- when that is next; 0: to be worked out
    diary_since  BIGINT  NOT NULL DEFAULT 0,  -- since when they wish for it
    coach        TEXT    NOT NULL DEFAULT '', -- the server and model that they agreed to; empty: none
    kept_until   BIGINT  NOT NULL DEFAULT 0   -- they wish that what they wrote is kept until then; 0: as long as for all
);
CREATE INDEX people_next_diary ON people (next_diary) WHERE diary >= 0;

-- The keys of people, each wrapped by the installation's. No backup holds this table.
CREATE TABLE keys (
    id        TEXT PRIMARY KEY,
    person_id TEXT NOT NULL UNIQUE REFERENCES people (id) ON DELETE CASCADE,
    wrapped   TEXT NOT NULL
);

-- By what one knows the installation's key.
CREATE TABLE locks (
    id    INTEGER PRIMARY KEY, -- 1
    proof TEXT    NOT NULL,
    anew  BIGINT  NOT NULL DEFAULT 0 -- when all people were last given new keys; 0: never
);

CREATE TABLE participants (
    cohort_id  TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    person_id  TEXT    NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    department TEXT    NOT NULL,
    comes_back INTEGER NOT NULL, -- 1: took part in an earlier year
    left_at    BIGINT  NOT NULL, -- 0: still here
    next_nudge BIGINT  NOT NULL, -- 0: to be worked out
    PRIMARY KEY (cohort_id, person_id)
);
CREATE INDEX participants_person ON participants (person_id);
CREATE INDEX participants_next_nudge ON participants (next_nudge, person_id) WHERE left_at = 0;

CREATE TABLE attendance (
    session_id TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    person_id  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    answer     TEXT   NOT NULL,
    answered   BIGINT NOT NULL,
    PRIMARY KEY (session_id, person_id)
);

CREATE TABLE offers (
    id        TEXT   PRIMARY KEY,
    person_id TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    cohort_id TEXT   NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    step      TEXT   NOT NULL,
    answer    TEXT   NOT NULL,
    offered   BIGINT NOT NULL,
    answered  BIGINT NOT NULL,
    asks      TEXT   NOT NULL, -- the earlier offer whose outcome is asked first
    because   TEXT   NOT NULL DEFAULT '', -- why this step; empty: no one thing
    topic     TEXT   NOT NULL DEFAULT '', -- for which of the person's topics, if for one
    planned   BIGINT NOT NULL DEFAULT 0,  -- when the person means to try it; 0: they did not say
    plan      TEXT   NOT NULL DEFAULT '', -- and how, in their own words; sealed
    reminds   INTEGER NOT NULL DEFAULT 0, -- 1: they wish for a line at that time
    session   TEXT    NOT NULL DEFAULT '', -- the session that colours it; empty: none
    colour    TEXT    NOT NULL DEFAULT '', -- and how: ahead, behind
    story     TEXT    NOT NULL DEFAULT '', -- that is passed on with it: a story, or the session whose speaker tells it
    instead   TEXT    NOT NULL DEFAULT '', -- the earlier offer in whose place it came; empty: none
    told      TEXT    NOT NULL DEFAULT ''  -- the circle that knows of it by their wish; empty: none
);
CREATE INDEX offers_person ON offers (person_id, offered);
CREATE INDEX offers_story ON offers (story) WHERE story <> '';
CREATE INDEX offers_told ON offers (told) WHERE told <> '';

-- Who cheers at a step that somebody told to their circle.
CREATE TABLE cheers (
    offer_id  TEXT   NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    person_id TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at        BIGINT NOT NULL,
    PRIMARY KEY (offer_id, person_id)
);
CREATE INDEX cheers_person ON cheers (person_id);

-- What was a turning point to somebody, in their words. One that is withdrawn is no longer here.
CREATE TABLE stories (
    id        TEXT   PRIMARY KEY,
    person_id TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    cohort_id TEXT   NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    sealed    TEXT   NOT NULL, -- the words, and as the writer signs them
    named     INTEGER NOT NULL, -- 1: they are signed
    written   BIGINT NOT NULL,
    given     BIGINT NOT NULL  -- since when it may be passed on within the cohort; 0: a draft, its writer's alone
);
CREATE INDEX stories_person ON stories (person_id);
CREATE INDEX stories_cohort ON stories (cohort_id, person_id, id) WHERE given > 0;

-- What a person wrote is sealed by their key, in JSON: nothing of it is searched by the database.
CREATE TABLE reflections (
    id         TEXT   PRIMARY KEY,
    person_id  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    cohort_id  TEXT   NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    written    BIGINT NOT NULL,
    sealed     TEXT   NOT NULL, -- the words and the mood
    visibility TEXT   NOT NULL,
    circle_id  TEXT   NOT NULL, -- with which circle it is shared; empty: with none
    before     TEXT   NOT NULL DEFAULT '', -- as it was before it was last changed, sealed, for a day; empty: it was not
    changed    BIGINT NOT NULL DEFAULT 0,  -- when that was; 0: never
    taken_back BIGINT NOT NULL DEFAULT 0   -- when its writer took it back, for a day before it is erased; 0: it stands
);
CREATE INDEX reflections_person ON reflections (person_id, written);
CREATE INDEX reflections_taken_back ON reflections (taken_back) WHERE taken_back > 0;
CREATE INDEX reflections_changed ON reflections (changed) WHERE before <> '';

-- What somebody can do, and what they want to do, line by line, as it grew.
CREATE TABLE aims (
    id        TEXT   PRIMARY KEY,
    person_id TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    aim       TEXT   NOT NULL, -- can, will
    sealed    TEXT   NOT NULL,
    added     BIGINT NOT NULL,
    dropped   BIGINT NOT NULL, -- 0: it still holds
    source    TEXT   NOT NULL  -- the reflection or offer that it grew from; empty: the list itself
);
CREATE INDEX aims_person ON aims (person_id, id);

-- Turning points of somebody's life: age, event and how it felt, sealed.
CREATE TABLE turns (
    id        TEXT   PRIMARY KEY,
    person_id TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    sealed    TEXT   NOT NULL,
    added     BIGINT NOT NULL
);
CREATE INDEX turns_person ON turns (person_id, id);

-- The draft of somebody's sheet for the yearly talk, sealed.
CREATE TABLE sheets (
    id        TEXT   PRIMARY KEY, -- the person's: they have one
    person_id TEXT   NOT NULL UNIQUE REFERENCES people (id) ON DELETE CASCADE,
    sealed    TEXT   NOT NULL,
    made      BIGINT NOT NULL
);

CREATE TABLE wishes (
    cohort_id TEXT   NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    person_id TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    topics    TEXT   NOT NULL,
    slots     TEXT   NOT NULL,
    asked     BIGINT NOT NULL,
    unplaced  TEXT   NOT NULL, -- why there was no circle the last time; empty: there was one, or no time yet
    size      INTEGER NOT NULL DEFAULT 0, -- of the circle that they would like; 0: any
    rests     INTEGER NOT NULL DEFAULT 0, -- 1: not in the next round
    withdrawn INTEGER NOT NULL DEFAULT 0, -- 1: kept for when the person asks again
    PRIMARY KEY (cohort_id, person_id)
);

CREATE TABLE circles (
    id        TEXT    PRIMARY KEY,
    cohort_id TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    slot      TEXT    NOT NULL,
    reasons   TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    formed    BIGINT  NOT NULL,
    ended     BIGINT  NOT NULL,
    opener    TEXT    NOT NULL DEFAULT '', -- who opened it by themselves; empty: it was formed
    topic     TEXT    NOT NULL DEFAULT '', -- and on what,
    places    INTEGER NOT NULL DEFAULT 0,  -- for how many,
    words     TEXT    NOT NULL DEFAULT '', -- with which line of invitation
    offers    TEXT    NOT NULL DEFAULT '', -- and for when: what the cohort reads; a wish is private
    kept_at   BIGINT  NOT NULL DEFAULT 0,  -- since when it goes on after the program; 0: it does not
    UNIQUE (cohort_id, number)
);

CREATE TABLE circle_members (
    circle_id TEXT NOT NULL REFERENCES circles (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    joined_at BIGINT NOT NULL DEFAULT 0, -- the first time
    left_at   BIGINT NOT NULL DEFAULT 0, -- 0: is in it; who left has met those who were in it before
    PRIMARY KEY (circle_id, person_id)
);
CREATE INDEX circle_members_person ON circle_members (person_id);

-- When a circle meets.
CREATE TABLE meetings (
    id        TEXT    PRIMARY KEY,
    circle_id TEXT    NOT NULL REFERENCES circles (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    host      TEXT    NOT NULL,
    state     TEXT    NOT NULL, -- proposed, fixed, met, postponed, missed, lapsed
    times     TEXT    NOT NULL, -- that were proposed, in milliseconds
    starts    BIGINT  NOT NULL, -- 0: not fixed yet
    minutes   INTEGER NOT NULL,
    sequence  INTEGER NOT NULL, -- how often it was fixed
    proposed  BIGINT  NOT NULL,
    next_act  BIGINT  NOT NULL, -- when it is to be looked at; 0: not before somebody presses
    rests     INTEGER NOT NULL, -- 1: a member wants no new times for now
    UNIQUE (circle_id, number)
);
CREATE INDEX meetings_next_act ON meetings (next_act) WHERE next_act > 0;
CREATE INDEX meetings_to_come ON meetings (circle_id) WHERE state IN ('proposed', 'fixed');

CREATE TABLE meeting_votes (
    meeting_id TEXT   NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    person_id  TEXT   NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    starts     BIGINT NOT NULL, -- the time that suits the person
    PRIMARY KEY (meeting_id, person_id, starts)
);
CREATE INDEX meeting_votes_person ON meeting_votes (person_id);

-- Circles as an organiser arranges them, before they are real.
CREATE TABLE arrangements (
    id          TEXT    NOT NULL,
    cohort_id   TEXT    NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    organizer   TEXT    NOT NULL,
    anew        INTEGER NOT NULL, -- 1: of all who asked, and not only of who waits
    tries       INTEGER NOT NULL, -- how often they were formed
    fingerprint TEXT    NOT NULL, -- of the wishes that they were formed of
    groups      TEXT    NOT NULL,
    without     TEXT    NOT NULL, -- why somebody has no place
    undo        TEXT    NOT NULL, -- the groups as they were before, the last last
    version     INTEGER NOT NULL, -- counts the changes
    made        BIGINT  NOT NULL,
    PRIMARY KEY (cohort_id, organizer)
);

-- With whom a person is not to be in a circle. Nobody else ever sees it.
CREATE TABLE refusals (
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    other_id  TEXT NOT NULL,
    PRIMARY KEY (person_id, other_id)
);

-- What members say about the circle's future: whether they stay together in the next round, and whether it goes on after the program.
CREATE TABLE circle_votes (
    circle_id TEXT NOT NULL REFERENCES circles (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    matter    TEXT NOT NULL, -- round, after
    vote      TEXT NOT NULL, -- yes, no
    PRIMARY KEY (circle_id, person_id, matter)
);
CREATE INDEX circle_votes_person ON circle_votes (person_id);

CREATE TABLE announcements (
    id        TEXT   PRIMARY KEY,
    cohort_id TEXT   NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    author    TEXT   NOT NULL,
    words     TEXT   NOT NULL,
    send_at   BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    created   BIGINT NOT NULL
);
CREATE INDEX announcements_send_at ON announcements (state, send_at);

-- What organisers are shown of a month: worked out once, and never more than what is shown.
CREATE TABLE figures (
    cohort_id TEXT NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    month     TEXT NOT NULL, -- such as 2026-11
    name      TEXT NOT NULL,
    shown     TEXT NOT NULL,
    PRIMARY KEY (cohort_id, month, name)
);

-- What organisers looked at that is about people. Rows are added, and go when they are old.
CREATE TABLE looks (
    id        TEXT   PRIMARY KEY,
    cohort_id TEXT   NOT NULL REFERENCES cohorts (id) ON DELETE CASCADE,
    organizer TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX looks_cohort ON looks (cohort_id, at);
CREATE INDEX looks_at ON looks (at);

-- What has been planned: its row keeps it from being planned twice.
CREATE TABLE occasions (
    id      TEXT   PRIMARY KEY,
    planned BIGINT NOT NULL
);

-- The outbox: everything that Ippo sends or has sent, one row for each occasion and recipient.
CREATE TABLE deliveries (
    id        TEXT    PRIMARY KEY,
    occasion  TEXT    NOT NULL,
    recipient TEXT    NOT NULL, -- a channel's id or a person's; for a circle's room the circle's id
    kind      TEXT    NOT NULL,
    subject   TEXT    NOT NULL, -- the id of what it is about
    urgency   INTEGER NOT NULL, -- 0 goes first
    due       BIGINT  NOT NULL,
    expires   BIGINT  NOT NULL, -- worthless from then on; 0: never
    state     TEXT    NOT NULL, -- waiting, sending, sent, cancelled, failed
    next_try  BIGINT  NOT NULL,
    attempts  INTEGER NOT NULL,
    tried     BIGINT  NOT NULL, -- when the last attempt began
    blind     INTEGER NOT NULL, -- how often it was sent again where nobody may look whether it had arrived
    cause     TEXT    NOT NULL, -- why it was put off, cancelled or given up
    alone     INTEGER NOT NULL, -- 1: in one message with others it was refused
    carrier   TEXT    NOT NULL, -- the delivery whose message holds this one too; empty: it goes by itself
    channel   TEXT    NOT NULL, -- the platform's receipt
    message   TEXT    NOT NULL,
    wanted    INTEGER NOT NULL, -- how often the message was to be redrawn,
    shown     INTEGER NOT NULL, -- and which of these it shows
    sent      BIGINT  NOT NULL,
    UNIQUE (occasion, recipient)
);
CREATE INDEX deliveries_waiting ON deliveries (urgency, next_try, id) WHERE state = 'waiting';
CREATE INDEX deliveries_recipient ON deliveries (recipient);
CREATE INDEX deliveries_sending ON deliveries (tried) WHERE state = 'sending';
CREATE INDEX deliveries_carried ON deliveries (carrier) WHERE carrier <> '';
CREATE INDEX deliveries_redraw ON deliveries (id) WHERE wanted > shown;
CREATE INDEX deliveries_subject ON deliveries (subject, kind);
CREATE INDEX deliveries_leftover ON deliveries (kind) WHERE kind = 'erased' OR kind = 'shared' OR kind = 'trying' OR kind = 'leaving';
CREATE INDEX deliveries_sent ON deliveries (sent) WHERE sent > 0;

-- People and channels that could not be written to the last time.
CREATE TABLE unreachable (
    recipient TEXT   PRIMARY KEY,
    since     BIGINT NOT NULL,
    cause     TEXT   NOT NULL
);
CREATE INDEX unreachable_since ON unreachable (since);

-- Events that were acted on: the platform may repeat them.
CREATE TABLE seen (
    id TEXT   PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX seen_at ON seen (at);

-- +goose Down
DROP TABLE seen;
DROP TABLE unreachable;
DROP TABLE deliveries;
DROP TABLE occasions;
DROP TABLE looks;
DROP TABLE figures;
DROP TABLE announcements;
DROP TABLE refusals;
DROP TABLE arrangements;
DROP TABLE meeting_votes;
DROP TABLE meetings;
DROP TABLE circle_votes;
DROP TABLE circle_members;
DROP TABLE circles;
DROP TABLE wishes;
DROP TABLE sheets;
DROP TABLE turns;
DROP TABLE aims;
DROP TABLE reflections;
DROP TABLE stories;
DROP TABLE cheers;
DROP TABLE offers;
DROP TABLE attendance;
DROP TABLE participants;
DROP TABLE keys;
DROP TABLE locks;
DROP TABLE people;
DROP TABLE steps;
DROP TABLE sessions;
DROP TABLE cohorts;
