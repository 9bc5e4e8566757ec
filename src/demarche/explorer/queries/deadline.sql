-- Deadlines that acts set.

-- name: page
SELECT id FROM events WHERE deadline IS NOT NULL AND mirror_of IS NULL/* facets */
ORDER BY deadline < $today, abs(deadline - $today), id LIMIT $limit OFFSET $offset

-- name: count
SELECT count(*) AS n, count(*) FILTER (deadline >= $today) AS due FROM events WHERE deadline IS NOT NULL AND mirror_of IS NULL/* facets */

-- name: acts_about
-- The acts that may decide on the demands $ids: what the addressed side does by way of compliance ($complying), and what
-- the demanding side does to it once the day has passed, up to $days after it (`links/deadlines.py` judges them).
WITH demands AS MATERIALIZED (
    SELECT day, deadline, list_prepend(actor, more_actors) AS demanding, list_prepend(recipient, more_recipients) AS addressed
    FROM events WHERE id IN (SELECT unnest($ids))
), acts AS (
    SELECT id, day, list_prepend(actor, more_actors) AS actors, list_prepend(recipient, more_recipients) AS recipients, list_contains($complying, event) AND status = 'actual' AS complying
    FROM events
    WHERE day BETWEEN (SELECT min(day) FROM demands) AND (SELECT max(deadline) FROM demands) + $days
      AND (list_contains($complying, event) AND status = 'actual' OR quad = 'material conflict')
)
SELECT DISTINCT e.id, e.day FROM acts e JOIN demands d
  ON e.day BETWEEN d.day AND d.deadline + $days
 AND (e.complying AND list_has_any(e.actors, d.addressed)
      OR e.day > d.deadline AND list_has_any(e.actors, d.demanding) AND list_has_any(e.recipients, d.addressed))
ORDER BY e.day, e.id LIMIT $limit
