-- Runs and what they could not read.

-- name: all
SELECT * FROM runs ORDER BY id DESC LIMIT $limit

-- name: rejects
SELECT run, origin, line, stage, reason, report FROM rejects WHERE ($run IS NULL OR run = $run)
ORDER BY run DESC, origin, line LIMIT $limit OFFSET $offset

-- name: rejects_count
SELECT count(*) AS n FROM rejects WHERE ($run IS NULL OR run = $run)
