-- What an analysis of two countries needs, without what only other measures need (numbers of persons and the like).

-- name: acts
-- The actual, dated acts of $a and $b on each other, as `demarche analyse` reads them (analysis/data/ledger.sql), up to $limit.
SELECT id, day, actor, recipient, coalesce(event, '') AS kind, quad, score
FROM directed
WHERE status = 'actual' AND day IS NOT NULL AND (actor = $a AND recipient = $b OR actor = $b AND recipient = $a)/* accepted */
ORDER BY day, id, actor LIMIT $limit

-- name: window
-- The days in which acts of anybody are known: what happened to nobody's knowledge before and after is not held against the two.
SELECT min(day) AS first, max(day) AS last FROM directed WHERE status = 'actual' AND day IS NOT NULL AND actor <> recipient
