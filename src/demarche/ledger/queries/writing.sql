-- What a batch of ingest does; its rows of reports are added as they are (`Ledger.insert`), those of mentions and links
-- when it is linked.

-- name: versions
SELECT id, list(sha256 ORDER BY version) AS versions FROM reports WHERE id IN (SELECT unnest($ids)) GROUP BY id

-- name: last_run
SELECT coalesce(max(id), 0) AS id FROM runs

-- name: start_run
-- A run of one batch is over when it is written down.
INSERT INTO runs (id, verb, started, program, models, ontology, options, ended, counts)
VALUES ($id, $verb, $started, $program, $models, $ontology, $options, $ended, $counts)

-- name: end_run
UPDATE runs SET ended = $ended, counts = $counts WHERE id = $id

-- `incoming_rejects` holds the batch's.  One that an earlier run met too is of the last run that met it.
-- name: rejects
UPDATE rejects SET run = i.run FROM incoming_rejects i
WHERE rejects.origin = i.origin AND rejects.stage = i.stage AND rejects.reason = i.reason;
INSERT INTO rejects BY NAME
SELECT * FROM incoming_rejects i
WHERE NOT EXISTS (FROM rejects r WHERE r.origin = i.origin AND r.stage = i.stage AND r.reason = i.reason)

-- name: review
INSERT OR IGNORE INTO reviews VALUES ($id, $made, $author, $event, $answered, $verdict, $note)
