-- What a batch of ingest does.  The relations incoming_* hold the batch's rows, under the tables' column names.

-- name: versions
SELECT id, list(sha256 ORDER BY version) AS versions FROM reports WHERE id IN (SELECT unnest($ids)) GROUP BY id

-- name: next_run
SELECT coalesce(max(id), 0) + 1 FROM runs

-- name: start_run
INSERT INTO runs (id, verb, started, program, models, ontology, options)
VALUES ($id, $verb, $started, $program, $models, $ontology, $options)

-- name: end_run
UPDATE runs SET ended = $ended, counts = $counts WHERE id = $id

-- name: reports
INSERT INTO reports BY NAME SELECT * FROM incoming_reports

-- name: mentions
INSERT INTO mentions BY NAME SELECT * FROM incoming_mentions

-- name: events
INSERT INTO events BY NAME SELECT * FROM incoming_events

-- name: entities
INSERT INTO entities BY NAME SELECT * FROM incoming_entities

-- name: links
INSERT INTO links BY NAME SELECT * FROM incoming_links

-- name: rejects
INSERT INTO rejects BY NAME
SELECT * FROM incoming_rejects i
WHERE NOT EXISTS (FROM rejects r WHERE r.origin = i.origin AND r.stage = i.stage AND r.reason = i.reason)

-- name: review
INSERT OR IGNORE INTO reviews VALUES ($id, $made, $author, $event, $answered, $verdict, $note)
