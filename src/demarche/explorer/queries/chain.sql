-- A dispute's answers, found step by step from one act.

-- name: step
SELECT answer, answered, kind, basis, confidence, cue, cue_begins, cue_ends, lag_least, lag_most, report FROM links
WHERE (list_contains($ids, answer) OR list_contains($ids, answered)) AND (basis = 'stated' OR confidence >= $least)
ORDER BY answer, answered, basis DESC, confidence DESC
