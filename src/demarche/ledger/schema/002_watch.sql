-- Version 2: what `demarche watch` remembers between two visits.

-- One row per feed that is followed.
CREATE TABLE feeds (
    url           VARCHAR PRIMARY KEY,
    etag          VARCHAR,            -- for conditional requests, as the server gave them
    last_modified VARCHAR,
    checked       TIMESTAMP,          -- UTC, the last visit
    due           TIMESTAMP,          -- UTC, not to be asked before
    failures      INTEGER NOT NULL    -- visits that failed since the last good one
);

-- One row per entry of a feed that was read: an entry that has not changed is not fetched again.
CREATE TABLE feed_entries (
    feed    VARCHAR NOT NULL,
    entry   VARCHAR NOT NULL,         -- its link, else its id
    sha256  VARCHAR NOT NULL,         -- of the entry as the feed has it
    PRIMARY KEY (feed, entry)
);

-- One row per event that is to be posted to a webhook; written with the event, so that none is lost by a crash.
CREATE TABLE deliveries (
    webhook VARCHAR NOT NULL,
    event   VARCHAR NOT NULL,
    queued  TIMESTAMP NOT NULL,       -- UTC
    posted  TIMESTAMP,                -- null until the webhook took it
    failure VARCHAR                   -- why the last try failed
);
