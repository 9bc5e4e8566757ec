-- What inferred answers are worked out from (inferring.py).

-- name: asked
-- What the acts $ids are looked for by.
SELECT id, event, origin, day, date_to, published, actor, more_actors, recipient, more_recipients
FROM events WHERE id IN (SELECT unnest($ids))

-- name: stated
-- Those of the acts $ids of which a link says already what they answer.
SELECT DISTINCT answer FROM links WHERE list_contains($ids, answer)

-- name: rivals
-- The acts by $authors, each between days of its own, or towards $targets, between $first and $last: those among which the
-- answered one is looked for.  Those that only lasted into these days are asked for apart: each part leaves out by one column
-- most of what lies outside.
SELECT id, day, coalesce(date_to, day) AS last, published, actor, more_actors, recipient, more_recipients
FROM events WHERE day >= $first AND coalesce(date_to, day) >= $first AND /* competing */
UNION ALL
SELECT id, day, date_to, published, actor, more_actors, recipient, more_recipients
FROM events WHERE day < $first AND date_to >= $first AND /* competing */
ORDER BY id

-- name: competing
least(day, published) <= $last AND origin = 'coded' AND event IS NOT NULL
  AND (list_contains($authors, actor) AND coalesce(date_to, day) >= $authors_first[list_position($authors, actor)]
         AND least(day, published) <= $authors_last[list_position($authors, actor)]
       OR list_contains($targets, recipient)
       OR more_actors IS NOT NULL AND list_has_any(list_prepend(actor, more_actors), list_concat($authors, $targets))
       OR more_recipients IS NOT NULL AND list_has_any(more_recipients, $targets))

-- name: density
-- How many acts by each country became known in each month (counted from year 0): how many compete there at least.
SELECT actor, 12 * year(known) + month(known) - 1 AS month, count(*) AS acts
FROM (SELECT actor, least(day, published) AS known FROM events
      WHERE origin = 'coded' AND event IS NOT NULL AND day IS NOT NULL AND actor IS NOT NULL)
GROUP BY ALL

-- name: later
-- Acts towards those who did the acts $ids, by somebody else, up to $after days after one of them; the earliest first.
WITH asked AS MATERIALIZED (
    SELECT day, least(day, published) AS known, coalesce(date_to, day) AS last, list_prepend(actor, more_actors) AS authors,
           list_prepend(recipient, more_recipients) AS targets
    FROM events WHERE id IN (SELECT unnest($ids)) AND origin = 'coded' AND event IS NOT NULL AND day IS NOT NULL
)
SELECT DISTINCT e.id, e.day FROM events e JOIN asked a
  ON e.day BETWEEN a.known - $before::INTEGER AND a.last + $after::INTEGER
 AND (list_contains(a.authors, e.recipient)
      OR e.more_recipients IS NOT NULL AND list_has_any(e.more_recipients, a.authors)
      OR e.more_actors IS NOT NULL AND list_has_any(list_prepend(e.actor, e.more_actors), a.authors)
      OR e.recipient IS NULL AND list_contains(a.targets, e.actor))
WHERE e.origin = 'coded' AND e.event IS NOT NULL AND NOT list_contains($ids, e.id)
ORDER BY e.day, e.id LIMIT $limit

-- name: told
-- What the latest versions of reports say of the acts $ids.
WITH told AS MATERIALIZED (
    SELECT event AS id, told_as, record, report, version, begins FROM mentions WHERE main AND /* named */
), latest AS MATERIALIZED (
    SELECT id, max(version) AS version, arg_max(published, version) AS published, arg_max(publisher, version) AS publisher
    FROM reports WHERE id IN (SELECT report FROM told) GROUP BY id
)
SELECT t.id, t.told_as, t.record, t.report, r.published, r.publisher
FROM told t JOIN latest r ON r.id = t.report AND r.version = t.version
ORDER BY t.id, r.published NULLS LAST, t.report, t.begins
