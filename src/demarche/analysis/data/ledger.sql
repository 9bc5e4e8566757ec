-- The events that analyses read from a ledger: one row per act and directed pair of countries, actual and dated.
-- The view `directed` gives a joint act once for each pair, and a mutual act of an import once (mirror_of is null).
-- quantity: the first number of the clearest telling that has one (persons, money, facilities).
SELECT d.id, d.day, d.actor, d.recipient, coalesce(d.event, '') AS kind, coalesce(e.cameo, '') AS cameo, d.quad,
       coalesce(e.mode[1], '') AS mode, d.score, q.quantity
FROM directed d
JOIN events e ON e.id = d.id
LEFT JOIN (
    SELECT event, max((record->>'$.quantities[0].value')::DOUBLE) AS quantity FROM mentions WHERE main GROUP BY event
) q ON q.event = d.id
WHERE d.status = 'actual' AND d.day IS NOT NULL AND d.actor <> d.recipient
ORDER BY d.day, d.id, d.actor, d.recipient
