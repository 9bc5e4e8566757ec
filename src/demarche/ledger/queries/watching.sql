-- What `watch` remembers.

-- name: feed
SELECT * FROM feeds WHERE url = $url

-- name: remember_feed
INSERT OR REPLACE INTO feeds VALUES ($url, $etag, $last_modified, $checked, $due, $failures)

-- name: entries
SELECT entry, sha256 FROM feed_entries WHERE feed = $feed

-- name: remember_entry
INSERT OR REPLACE INTO feed_entries VALUES ($feed, $entry, $sha256)

-- name: matching
-- The events that runs of watch for this webhook were the first to store, and that were not queued for it, under this
-- id or one that was superseded; {where} is the user's condition.
SELECT id FROM (
    SELECT e.*, (SELECT count(*) FROM links l WHERE l.answer = e.id) AS answers
    FROM events e JOIN (SELECT event, min(run) AS run FROM mentions GROUP BY event) told ON told.event = e.id
    WHERE told.run IN (SELECT id FROM runs WHERE verb = 'watch' AND json_extract_string(options, '$.webhook') = $webhook)
      AND e.id NOT IN (SELECT coalesce(a.event, d.event) FROM deliveries d LEFT JOIN aliases a ON a.id = d.event
                       WHERE d.webhook = $webhook)
) AS events
WHERE ({where})
ORDER BY day, id

-- name: queue
INSERT INTO deliveries VALUES ($webhook, $event, $queued, NULL, NULL)

-- name: waiting
SELECT event FROM deliveries WHERE webhook = $webhook AND posted IS NULL ORDER BY queued, event

-- name: posted
UPDATE deliveries SET posted = $posted, failure = $failure WHERE webhook = $webhook AND event = $event
