-- Deadlines that acts set.

-- name: page
SELECT id FROM events WHERE deadline IS NOT NULL AND mirror_of IS NULL/* facets */
ORDER BY deadline < $today, abs(deadline - $today), id LIMIT $limit OFFSET $offset

-- name: count
SELECT count(*) AS n, count(*) FILTER (deadline >= $today) AS due FROM events WHERE deadline IS NOT NULL AND mirror_of IS NULL/* facets */

-- name: acts_about
-- What the two sides of the acts $ids did from the demand to $days after the deadline.
WITH demands AS MATERIALIZED (SELECT actor, recipient, day, deadline FROM events WHERE id IN (SELECT unnest($ids)))
SELECT DISTINCT e.id FROM events e JOIN demands d
  ON e.day BETWEEN d.day AND d.deadline + $days AND (e.actor = d.recipient OR e.actor = d.actor)
WHERE e.status IN ('actual', 'negated', 'future')
LIMIT $limit
