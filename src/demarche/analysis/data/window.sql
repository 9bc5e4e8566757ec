-- The first and the last day of the events that analyses read from a ledger (ledger.sql), whoever acts.
SELECT min(day) AS first, max(day) AS last
FROM directed
WHERE status = 'actual' AND day IS NOT NULL AND actor <> recipient
