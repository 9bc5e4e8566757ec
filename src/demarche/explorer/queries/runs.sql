-- Runs and what they could not read.

-- name: all
SELECT * FROM runs ORDER BY id DESC LIMIT $limit

-- name: rejects
SELECT run, origin, line, stage, reason, report FROM rejects WHERE ($run IS NULL OR run = $run)
ORDER BY run DESC, origin, line LIMIT $limit OFFSET $offset

-- name: rejects_count
-- n: those told; counted: what the run itself counted. One that a later run met again is told there.
SELECT count(*) AS n, coalesce((SELECT CAST(counts ->> 'rejects' AS BIGINT) FROM runs WHERE id = $run), 0) AS counted
FROM rejects WHERE ($run IS NULL OR run = $run)
