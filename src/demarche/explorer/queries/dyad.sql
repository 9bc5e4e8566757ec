-- What two countries, $a and $b, do to each other.  /* facets */ and /* link facets */ stand for further conditions.
-- lane: a for acts of $a, b for acts of $b, both for joint acts.

-- Found by few columns first, and read whole then: in a ledger of a million acts most of these are passed over.  Asked more than
-- one question, the acts are kept: /* kept */ is MATERIALIZED.
-- name: acts
WITH acts AS /* kept */ (
    SELECT id, day, date_from, date_to, event, quad, score, status, publisher,
           CASE WHEN (actor = $a OR list_contains(more_actors, $a)) AND (actor = $b OR list_contains(more_actors, $b))
                THEN 'both'
                WHEN actor = $a OR list_contains(more_actors, $a) THEN 'a' ELSE 'b' END AS lane
    FROM events
    WHERE rowid IN (SELECT rowid FROM events WHERE /* between */)
)

-- name: latest
-- After `events.columns`.
WHERE rowid IN (SELECT rowid FROM events WHERE /* between */ ORDER BY day DESC, id DESC LIMIT $limit)
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

-- name: summary
-- One row of lists: a pass over the events makes the whole summary.  Events and answers that analysts rejected are counted in
-- `acts` alone; /* rejected acts */ and /* rejected answers */ stand for the conditions that leave them out.
, counted AS (
    SELECT * FROM acts/* rejected acts */
), answers AS MATERIALIZED (
    SELECT l.answer, l.answered, l.basis, x.lane AS lane, y.lane AS answered_lane,
           coalesce(l.lag_least, CASE WHEN x.date_from >= y.date_to THEN x.date_from - y.date_to END) AS lag
    FROM (SELECT answer, answered, basis, lag_least FROM links WHERE TRUE/* link facets *//* inferred answers */) l
    JOIN counted x ON x.id = l.answer JOIN counted y ON y.id = l.answered
    WHERE x.lane <> y.lane/* rejected answers */
), told AS MATERIALIZED (
    SELECT c.id, c.lane, c.day, c.event, c.quad, c.score, a.answered IS NOT NULL AS met
    FROM counted c LEFT JOIN (SELECT DISTINCT answered FROM answers) a ON a.answered = c.id
), days AS (
    SELECT DISTINCT lane, CASE lane WHEN 'a' THEN 'b' ELSE 'a' END AS other, day FROM counted WHERE lane <> 'both'
), turns AS (
    SELECT x.lane, x.day, y.day - x.day AS lag FROM days x ASOF JOIN days y ON x.other = y.lane AND y.day > x.day
)
SELECT
    (SELECT list({lane: lane, acts: n, score: score, cooperation: cooperation, conflict: conflict, answered: answered})
     FROM (SELECT lane, count(*) AS n, sum(score) AS score, count(*) FILTER (quad LIKE '%cooperation') AS cooperation,
                  count(*) FILTER (quad LIKE '%conflict') AS conflict,
                  count(*) FILTER (met) AS answered
           FROM told GROUP BY lane ORDER BY lane)) AS lanes,
    (SELECT list({lane: lane, lag: lag, n: n})
     FROM (SELECT answered_lane AS lane, median(lag) AS lag, count(DISTINCT answered) AS n
           FROM answers GROUP BY answered_lane ORDER BY 1)) AS lags,
    (SELECT list({lane: lane, followed: followed, lag: lag})
     FROM (SELECT lane, count(*) FILTER (lag <= $horizon) AS followed, median(lag) FILTER (lag <= $horizon) AS lag
           FROM (SELECT a.lane, t.lag FROM counted a JOIN turns t ON t.lane = a.lane AND t.day = a.day)
           GROUP BY lane ORDER BY lane)) AS turns,
    (SELECT list({month: month, lane: lane, cooperation: cooperation, conflict: conflict, acts: n})
     FROM (SELECT date_trunc('month', day)::DATE AS month, lane, count(*) AS n,
                  coalesce(sum(score) FILTER (score > 0), 0) AS cooperation,
                  coalesce(sum(score) FILTER (score < 0), 0) AS conflict
           FROM counted GROUP BY ALL ORDER BY month, lane)) AS months,
    (SELECT list({value: event, acts: n}) FROM (SELECT event, count(*) AS n FROM counted WHERE event IS NOT NULL GROUP BY event ORDER BY n DESC, event)) AS types,
    (SELECT list({value: status, acts: n}) FROM (SELECT status, count(*) AS n FROM counted GROUP BY status ORDER BY n DESC, status)) AS statuses,
    (SELECT list({value: publisher, acts: n}) FROM (SELECT publisher, count(*) AS n FROM counted WHERE publisher IS NOT NULL GROUP BY publisher ORDER BY n DESC, publisher LIMIT 12)) AS publishers,
    (SELECT list({id: id, day: day, event: event, lane: lane})
     FROM (SELECT id, day, event, lane FROM told
           WHERE list_contains($calling, event) AND lane <> 'both' AND NOT met
           ORDER BY day DESC, id LIMIT 8)) AS unanswered,
    (SELECT count(*) FROM told WHERE list_contains($calling, event) AND lane <> 'both' AND NOT met) AS unanswered_acts,
    (SELECT count(*) FROM acts) AS acts,
    (SELECT count(*) FROM answers) AS answers,
    (SELECT min(day) FROM acts) AS first_day,
    (SELECT max(day) FROM acts) AS last_day

-- Those that are no rows of the ledger.
-- name: inferred_answers
 UNION ALL SELECT unnest($inferred_answers), unnest($inferred_answered), 'inferred', unnest($inferred_lags::INTEGER[])

-- name: rejected_acts
 WHERE NOT list_contains($rejected, id)

-- name: rejected_answers
 AND NOT list_contains($rejected_answers, l.answer || ' ' || l.answered)

-- name: span
SELECT date_trunc('month', day)::DATE AS month, count(*) AS acts,
       coalesce(sum(score) FILTER (score > 0), 0) AS cooperation, coalesce(sum(score) FILTER (score < 0), 0) AS conflict
FROM acts GROUP BY month ORDER BY month

-- name: bars
SELECT date_trunc($unit, day)::DATE AS day, lane, quad, count(*) AS acts, sum(score) AS score
FROM acts GROUP BY ALL ORDER BY day, lane, quad

-- name: links
SELECT answer, answered, kind, basis, confidence, cue, lag_least, lag_most FROM links
WHERE list_contains($ids, answer) AND list_contains($ids, answered)/* link facets */
QUALIFY row_number() OVER (PARTITION BY answer, answered ORDER BY basis = 'stated' DESC, confidence DESC) = 1
ORDER BY answer, answered
