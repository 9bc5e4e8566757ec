-- What two countries, $a and $b, do to each other.  /* facets */ and /* link facets */ stand for further conditions.

-- All their acts in time order, with what figures are counted from (tally.py).  lane: a for acts of $a, b for acts of $b, both for
-- joint acts.  They are found by few columns first, and read whole then: most of a million acts are passed over.
-- name: acts
SELECT id, day, date_from, date_to, event, quad, score, status, publisher,
       CASE WHEN (actor = $a OR list_contains(more_actors, $a)) AND (actor = $b OR list_contains(more_actors, $b)) THEN 'both'
            WHEN actor = $a OR list_contains(more_actors, $a) THEN 'a' ELSE 'b' END AS lane
FROM events
WHERE rowid IN (SELECT rowid FROM events WHERE /* between */)
ORDER BY day, id

-- name: between
mirror_of IS NULL AND day IS NOT NULL
  AND (actor = $a AND recipient = $b OR actor = $b AND recipient = $a
       OR (more_actors IS NOT NULL OR more_recipients IS NOT NULL)
          AND (list_contains(list_prepend(actor, more_actors), $a)
               AND (list_contains(list_prepend(recipient, more_recipients), $b)
                    OR list_contains(list_prepend(actor, more_actors), $b))
               OR list_contains(list_prepend(actor, more_actors), $b)
                  AND list_contains(list_prepend(recipient, more_recipients), $a)))/* facets */

-- The months of all years, where a period of them is shown.
-- name: span
SELECT date_trunc('month', day)::DATE AS month, count(*) AS acts,
       coalesce(sum(score) FILTER (score > 0), 0) AS cooperation, coalesce(sum(score) FILTER (score < 0), 0) AS conflict
FROM events WHERE /* between */
GROUP BY month ORDER BY month

-- What the acts $ids answer; of several reports that state one answer the surest.
-- name: links
SELECT answer, answered, kind, basis, confidence, cue, lag_least, lag_most FROM links
WHERE answer IN (SELECT unnest($ids))/* link facets */
QUALIFY row_number() OVER (PARTITION BY answer, answered ORDER BY basis = 'stated' DESC, confidence DESC) = 1
ORDER BY answer, answered
