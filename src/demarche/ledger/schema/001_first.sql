-- Version 1: reports, what they say, and the acts, with the run that wrote each row.
-- A file of this folder brings a ledger from the version before its number to its number, in one transaction.
-- Offsets (begins, ends) count Unicode code points of reports.text; `ends` is exclusive, as in the record.

-- One row per key: facts of the ledger itself (schema_version).
CREATE TABLE meta (
    key   VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL
);

-- One row per run of a verb that writes: with what it was written.
CREATE TABLE runs (
    id       INTEGER PRIMARY KEY,
    verb     VARCHAR NOT NULL,        -- ingest, watch, import, merge
    started  TIMESTAMP NOT NULL,      -- UTC
    ended    TIMESTAMP,               -- null while it runs, or when it was killed
    program  VARCHAR NOT NULL,        -- version of demarche
    models   JSON,                    -- {"name": "version or sha256"}
    ontology VARCHAR,
    options  JSON,                    -- as given on the command line
    counts   JSON                     -- {"reports": …, "events": …, "links": …, "rejects": …}
);

-- One row per version of a report; a page that changed at its address gets the next version, the older stays.
CREATE TABLE reports (
    id        VARCHAR NOT NULL,
    version   INTEGER NOT NULL,       -- 1, 2, …
    sha256    VARCHAR NOT NULL,       -- of all fields below but furniture: the same report twice changes nothing
    url       VARCHAR,
    title     VARCHAR,
    publisher VARCHAR,
    author    VARCHAR,
    published DATE,
    language  VARCHAR NOT NULL,
    text      VARCHAR NOT NULL,
    furniture JSON NOT NULL,          -- [{"text": …, "kind": …}] in page order
    run       INTEGER NOT NULL,
    PRIMARY KEY (id, version)
);

-- One row per place in a version of a report that names an act.  The clearest place of each act in a report (`main`)
-- carries what that report says of it, in record form: where reports differ, both can be read.
CREATE TABLE mentions (
    event           VARCHAR NOT NULL, -- events.id
    told_as         VARCHAR NOT NULL, -- the id that the report's own coding gave; differs where acts were found to be one
    report          VARCHAR NOT NULL,
    version         INTEGER NOT NULL,
    begins          INTEGER NOT NULL,
    ends            INTEGER NOT NULL,
    sentence_begins INTEGER,          -- of the main mention
    sentence_ends   INTEGER,
    main            BOOLEAN NOT NULL,
    record          JSON,             -- of the main mention: the event as in docs/record.md
    run             INTEGER NOT NULL
);

-- One row per act that the latest versions of the reports tell, or that was imported.
CREATE TABLE events (
    id               VARCHAR NOT NULL,
    event            VARCHAR,         -- PLOVER type; null for an imported CAMEO statement that PLOVER does not code
    mode             VARCHAR[],
    context          VARCHAR[],
    cameo            VARCHAR,
    quad             VARCHAR NOT NULL,
    score            DOUBLE NOT NULL, -- PLOVER's, or Goldstein's where the origin is CAMEO data
    day              DATE,            -- by which it is ordered: date_from, else the day of publication
    date_from        DATE,
    date_to          DATE,
    actor            VARCHAR,         -- country of the first actor (codes of docs/record.md)
    actor_name       VARCHAR,
    actor_sector     VARCHAR[],
    recipient        VARCHAR,
    recipient_name   VARCHAR,
    recipient_sector VARCHAR[],
    more_actors      VARCHAR[],       -- countries of the other members of a joint actor; null when there are none
    more_recipients  VARCHAR[],
    place            VARCHAR,
    place_country    VARCHAR,
    geonameid        BIGINT,
    lat              DOUBLE,
    lon              DOUBLE,
    status           VARCHAR NOT NULL,
    confidence       DOUBLE,          -- null for imported rows, whose origins give none
    deadline         DATE,
    report           VARCHAR,         -- report of the earliest mention
    published        DATE,            -- of that report
    publisher        VARCHAR,
    reports          INTEGER NOT NULL, -- how many reports tell it
    mentions         INTEGER NOT NULL, -- in how many places
    origin           VARCHAR NOT NULL, -- coded, or the format that it was imported from
    origin_id        VARCHAR,         -- its id there
    story            VARCHAR,         -- what the origin names as its report: a URL, ICEWS's story and sentence
    mirror_of        VARCHAR,         -- id of the row that tells the same mutual act from the other side
    run              INTEGER NOT NULL
);

-- One row per member of a role of a coded event: actors, recipients and speakers, in the record's order.
CREATE TABLE entities (
    event    VARCHAR NOT NULL,
    role     VARCHAR NOT NULL,        -- actor, recipient, according_to
    position INTEGER NOT NULL,        -- 0, 1, …
    name     VARCHAR NOT NULL,
    country  VARCHAR,
    sector   VARCHAR[],
    wikidata VARCHAR,
    title    VARCHAR,                 -- `role` of the record: foreign minister, spokesman
    how      VARCHAR,                 -- by which evidence it was resolved
    report   VARCHAR NOT NULL,
    version  INTEGER NOT NULL,
    begins   INTEGER,                 -- null for an actor that the text implies
    ends     INTEGER,
    run      INTEGER NOT NULL
);

-- One row per answer: the event `answer` answers the event `answered`.
CREATE TABLE links (
    answer     VARCHAR NOT NULL,
    answered   VARCHAR NOT NULL,
    kind       VARCHAR NOT NULL,      -- retaliates, protests, complies, refuses, rewards, denies, negotiates
    basis      VARCHAR NOT NULL,      -- stated (a report says so) or inferred
    confidence DOUBLE NOT NULL,
    report     VARCHAR,               -- that says so; null for an inferred link
    version    INTEGER,
    cue        VARCHAR,
    cue_begins INTEGER,
    cue_ends   INTEGER,
    evidence   JSON NOT NULL,         -- [SPAN] in that report
    lag_least  INTEGER,               -- days from the answered act to the answer
    lag_most   INTEGER,
    run        INTEGER NOT NULL
);

-- One row per input, row or report that could not be read, coded or imported.
CREATE TABLE rejects (
    run    INTEGER NOT NULL,
    origin VARCHAR NOT NULL,          -- file, file:line or URL
    line   BIGINT,                    -- of an imported file
    stage  VARCHAR NOT NULL,          -- read, coding, import
    reason VARCHAR NOT NULL,
    report VARCHAR
);

-- One row per id that an event had before it was found to be one with an earlier act.
CREATE TABLE aliases (
    id    VARCHAR PRIMARY KEY,
    event VARCHAR NOT NULL,
    run   INTEGER NOT NULL
);

-- One row per judgement of an analyst on an event, or on a link (answered is set); never overwrites what was coded.
CREATE TABLE reviews (
    id       VARCHAR PRIMARY KEY,
    made     TIMESTAMP NOT NULL,      -- UTC
    author   VARCHAR NOT NULL,
    event    VARCHAR NOT NULL,        -- the event, or the answering event of a link
    answered VARCHAR,
    verdict  VARCHAR,                 -- accept, reject, or null for a bare note
    note     VARCHAR
);
