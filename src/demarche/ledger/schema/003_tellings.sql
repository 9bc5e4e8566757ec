-- Version 3: by what acts are recognised in other reports (docs/links.md).

-- One row per event of the latest version of a report: what `links/tellings.py` compares.  Every row can be made anew
-- from mentions and reports.  Without keys and indexes: rows are replaced whole within a transaction.
CREATE TABLE tellings (
    id         VARCHAR NOT NULL,      -- mentions.told_as
    component  VARCHAR NOT NULL,      -- the tellings that likenesses connect: decided anew together
    act        VARCHAR NOT NULL,      -- events.id
    report     VARCHAR NOT NULL,
    published  INTEGER NOT NULL,      -- days as proleptic ordinals (1 = 0001-01-01), 1 when unknown
    begins     INTEGER NOT NULL,
    event      VARCHAR NOT NULL,      -- PLOVER type
    status     VARCHAR NOT NULL,
    first_day  INTEGER NOT NULL,      -- between which days the act took place, an undated one's window
    last_day   INTEGER NOT NULL,
    dated      BOOLEAN NOT NULL,
    actors     VARCHAR[] NOT NULL,    -- country codes
    recipients VARCHAR[] NOT NULL,
    features   JSON NOT NULL          -- the other fields, by name
);

-- One row per report: the MinHash signature of its latest version, by which reports that copy each other are found.
CREATE TABLE sketches (
    report VARCHAR NOT NULL,
    sketch BIGINT[] NOT NULL
);

-- What the report's own coding calls the two events of a stated link: answer and answered follow the acts that these belong to.
ALTER TABLE links ADD COLUMN answer_told_as VARCHAR;
ALTER TABLE links ADD COLUMN answered_told_as VARCHAR;
