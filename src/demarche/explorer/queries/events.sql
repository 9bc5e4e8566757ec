-- Events as pages list them.

-- name: columns
SELECT id, event, mode, cameo, quad, score, day, date_from, date_to, actor, actor_name, more_actors, recipient,
       recipient_name, more_recipients, place, place_country, lat, lon, status, confidence, deadline, report, published, publisher,
       reports, mentions, origin
FROM events

-- Found by few columns first, and read whole then.
-- name: of_ids
WHERE rowid IN (SELECT rowid FROM events WHERE id IN (SELECT unnest($ids)))
ORDER BY day, id

-- The same of days that are known: acts of other days are passed over.
-- name: of_days
WHERE rowid IN (SELECT rowid FROM events WHERE id IN (SELECT unnest($ids)) AND day BETWEEN $first AND $last)
ORDER BY day, id

-- name: page
WHERE day IS NOT NULL/* facets */
ORDER BY day DESC, id
LIMIT $limit OFFSET $offset

-- name: undated
WHERE TRUE/* facets */
ORDER BY day DESC NULLS LAST, id
LIMIT $limit OFFSET $offset

-- name: count
SELECT count(*) AS n FROM events WHERE TRUE/* facets */

-- name: side
(actor = $side OR recipient = $side
 OR (more_actors IS NOT NULL OR more_recipients IS NOT NULL)
    AND (list_contains(more_actors, $side) OR list_contains(more_recipients, $side)))

-- name: words
(contains(lower(actor_name), $words) OR contains(lower(recipient_name), $words) OR contains(lower(place), $words))

-- name: names
-- Every name that `words` looks into, one a line: what is not in it need not be looked for event by event.
SELECT coalesce(string_agg(name, chr(10)), '') AS names
FROM (SELECT DISTINCT lower(actor_name) AS name FROM events UNION SELECT DISTINCT lower(recipient_name) FROM events
      UNION SELECT DISTINCT lower(place) FROM events)

-- Rows of `mentions` that name one of the events $ids: few are found by the index, for many the table is read.
-- name: few
list_contains($ids, event)

-- name: many
event IN (SELECT unnest($ids))

-- name: sentences
-- The clearest sentence of each event, as its report of reference tells it.
SELECT event, record FROM mentions
WHERE main AND /* named */
QUALIFY row_number() OVER (PARTITION BY event ORDER BY told_as <> event, report, version DESC) = 1

-- name: around
-- Every further mention with the words around it.
SELECT m.report, m.version, m.begins, m.ends, m.main, r.publisher, r.published, r.title, r.url,
       greatest(0, m.begins - $reach) AS starts,
       substr(r.text, greatest(0, m.begins - $reach) + 1, m.ends + $reach - greatest(0, m.begins - $reach)) AS around
FROM mentions m JOIN reports r ON r.id = m.report AND r.version = m.version
WHERE m.event = $id AND NOT m.main
ORDER BY r.published NULLS LAST, m.report, m.version, m.begins

-- name: of_report
SELECT m.event, m.begins, m.ends, m.main, m.record FROM mentions m
WHERE m.report = $report AND m.version = $version
ORDER BY m.begins, m.ends, m.event
