-- One ledger's rows into another.

-- name: same_run
SELECT id FROM runs WHERE verb = $verb AND started = $started AND program = $program
   AND models IS NOT DISTINCT FROM $models AND ontology IS NOT DISTINCT FROM $ontology AND options IS NOT DISTINCT FROM $options

-- name: run
INSERT INTO runs VALUES ($id, $verb, $started, $ended, $program, $models, $ontology, $options, $counts)

-- name: reports
SELECT * FROM reports ORDER BY version, id

-- name: mentions
SELECT m.* FROM mentions m WHERE (m.report, m.version) IN (SELECT (unnest($ids), unnest($versions)))

-- name: links
SELECT l.* FROM links l WHERE (l.report, l.version) IN (SELECT (unnest($ids), unnest($versions)))

-- name: attach
ATTACH {path} AS other (READ_ONLY)

-- name: detach
DETACH other

-- name: all_imported
-- Each id once, also where the other ledger has it more than once.
INSERT INTO events BY NAME
SELECT e.* REPLACE (n.new AS run) FROM other.events e JOIN run_numbers n ON n.old = e.run
ANTI JOIN events here ON here.id = e.id
ANTI JOIN (SELECT id, min(rowid) AS spot FROM other.events GROUP BY id HAVING count(*) > 1) first
       ON first.id = e.id AND e.rowid > first.spot
WHERE e.origin <> 'coded'

-- name: all_inferred
INSERT INTO links BY NAME
SELECT l.* REPLACE (n.new AS run) FROM other.links l JOIN run_numbers n ON n.old = l.run
ANTI JOIN links here ON here.answer = l.answer AND here.answered = l.answered AND here.basis = l.basis
SEMI JOIN events a ON a.id = l.answer SEMI JOIN events b ON b.id = l.answered
WHERE l.report IS NULL

-- name: all_aliases
-- An id that was superseded by one that is superseded itself, in either ledger, stands for the last.
INSERT OR IGNORE INTO aliases
WITH RECURSIVE followed AS (
    SELECT a.id, a.event, n.new AS run FROM other.aliases a JOIN run_numbers n ON n.old = a.run
    UNION
    SELECT l.id, further.event, l.run
    FROM followed l JOIN (SELECT id, event FROM aliases UNION SELECT id, event FROM other.aliases) further ON further.id = l.event
)
SELECT l.id, min(l.event), min(l.run)
FROM followed l SEMI JOIN events e ON e.id = l.event ANTI JOIN events here ON here.id = l.id
GROUP BY l.id

-- name: all_reviews
INSERT OR IGNORE INTO reviews SELECT * FROM other.reviews

-- name: all_rejects
INSERT INTO rejects BY NAME
SELECT r.* REPLACE (n.new AS run) FROM other.rejects r JOIN run_numbers n ON n.old = r.run
ANTI JOIN rejects here ON here.origin = r.origin AND here.line IS NOT DISTINCT FROM r.line AND here.reason = r.reason

-- name: all_feeds
-- As the later visit left it.
INSERT OR REPLACE INTO feeds
SELECT f.* FROM other.feeds f
ANTI JOIN feeds here ON here.url = f.url AND coalesce(here.checked >= f.checked, f.checked IS NULL)

-- name: all_feed_entries
-- Of an entry that changed between the visits, the first ledger's: it is read again, and its report is known.
INSERT OR IGNORE INTO feed_entries SELECT * FROM other.feed_entries

-- name: all_posted
UPDATE deliveries SET posted = o.posted, failure = NULL FROM other.deliveries o
WHERE deliveries.webhook = o.webhook AND deliveries.event = o.event AND deliveries.posted IS NULL AND o.posted IS NOT NULL

-- name: all_deliveries
INSERT INTO deliveries
SELECT o.* FROM other.deliveries o ANTI JOIN deliveries here ON here.webhook = o.webhook AND here.event = o.event
