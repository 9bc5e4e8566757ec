-- Lists that only the API has.

-- name: links
SELECT answer, answered, kind, basis, confidence, report, version, cue, cue_begins, cue_ends, lag_least, lag_most FROM links
WHERE TRUE/* facets */
ORDER BY answer, answered, basis, report LIMIT $limit OFFSET $offset

-- name: links_count
SELECT count(*) AS n FROM links WHERE TRUE/* facets */

-- name: confidence
confidence >= $least

-- name: event
(answer = $event OR answered = $event)
