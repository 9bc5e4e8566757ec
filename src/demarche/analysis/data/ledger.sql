-- The events that analyses read from a ledger: one row per act and directed pair of countries, actual and dated.
-- The view `directed` gives a joint act once for each pair, and a mutual act of an import once (mirror_of is null).
-- quantity, unit: the first number of the clearest telling that has one, and what it counts (persons, money).
-- $first, $second: only what these two do to each other; null for everybody.
SELECT d.id, d.day, d.actor, d.recipient, coalesce(d.event, '') AS kind, coalesce(e.cameo, '') AS cameo, d.quad,
       coalesce(e.mode[1], '') AS mode, d.score, q.quantity, coalesce(q.unit, '') AS unit
FROM directed d
JOIN events e ON e.id = d.id
LEFT JOIN (
    SELECT event, max((record->>'$.quantities[0].value')::DOUBLE) AS quantity,
           arg_max(record->>'$.quantities[0].unit', (record->>'$.quantities[0].value')::DOUBLE) AS unit
    FROM mentions WHERE main GROUP BY event
) q ON q.event = d.id
WHERE d.status = 'actual' AND d.day IS NOT NULL AND d.actor <> d.recipient
  AND ($first IS NULL OR (d.actor IN ($first, $second) AND d.recipient IN ($first, $second)))
ORDER BY d.day, d.id, d.actor, d.recipient
