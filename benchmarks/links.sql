-- A ledger of made-up acts for `python -m benchmarks.links --ledger N`: the tables that linking reads, filled as ingest
-- would fill them.  $number acts, eight a report, over $days days; dyads as skewed as the world's (the busiest of 150
-- countries takes part in one act of five), one act in three undated, one in twenty of a whole month.

-- name: acts
CREATE TEMP TABLE made AS
WITH drawn AS (
    SELECT n, 'e' || lpad(n::VARCHAR, 9, '0') AS id, 'r' || lpad((n // 8)::VARCHAR, 8, '0') AS report,
           $first_day + (n * $days // $number)::INTEGER AS published,
           'C' || lpad(floor(pow(150, hash(hash(n, 1)) / 18446744073709551616.0))::INTEGER::VARCHAR, 3, '0') AS actor,
           'C' || lpad(floor(pow(150, hash(hash(n, 2)) / 18446744073709551616.0))::INTEGER::VARCHAR, 3, '0') AS recipient,
           $types[1 + (hash(hash(n, 3)) % len($types))::INTEGER] AS event,
           hash(hash(n, 4)) % 100 AS kind,
           hash(hash(n, 5)) % 100 < 90 AS has_actor, hash(hash(n, 6)) % 100 < 80 AS has_recipient,
           list_transform(range(14), lambda k: 'w' || lpad((hash(n % 5000, 100 + k) % 4000)::VARCHAR, 5, '0')) AS words
    FROM range($number) AS numbers(n)
)
SELECT *, kind >= 33 AS dated,
       CASE WHEN kind < 33 THEN published - 45 WHEN kind < 38 THEN published - 30 ELSE published - 1 END AS first_day,
       CASE WHEN kind < 38 THEN published ELSE published - 1 END AS last_day
FROM drawn

-- name: reports
INSERT INTO reports BY NAME
SELECT report AS id, 1 AS version, report AS sha256, 'en' AS language, '[]' AS furniture, 1 AS run,
       DATE '0001-01-01' + (min(published) - 1)::INTEGER AS published, string_agg(array_to_string(words, ' '), '. ') AS text
FROM made GROUP BY report ORDER BY report

-- name: tellings
INSERT INTO tellings BY NAME
SELECT id, id AS act, report, published, (n % 8)::INTEGER AS begins, event, 'actual' AS status, first_day, last_day, dated,
       CASE WHEN has_actor THEN [actor] ELSE [] END AS actors, CASE WHEN has_recipient THEN [recipient] ELSE [] END AS recipients,
       to_json({mode: []::VARCHAR[], actor_sectors: ['GOV'], recipient_sectors: ['GOV'], actor_persons: []::VARCHAR[],
                recipient_persons: []::VARCHAR[], places: []::VARCHAR[], place_country: NULL::VARCHAR,
                family: 'f' || (n % 8)::VARCHAR, numbers: []::VARCHAR[], words: words}) AS features
FROM made ORDER BY n

-- name: mentions
INSERT INTO mentions BY NAME
SELECT id AS event, id AS told_as, report, 1 AS version, (n % 8)::INTEGER AS begins, (n % 8 + 1)::INTEGER AS ends,
       0 AS sentence_begins, 100 AS sentence_ends, TRUE AS main, 1 AS run,
       to_json({id: id, event: event, mode: []::VARCHAR[], context: []::VARCHAR[], cameo: NULL::VARCHAR,
                quad: 'verbal conflict', score: -2.0, trigger: {text: 'x', start: (n % 8)::INTEGER, "end": (n % 8 + 1)::INTEGER},
                mentions: []::VARCHAR[],
                actor: CASE WHEN has_actor THEN [{span: NULL::VARCHAR, name: actor, country: actor, sector: ['GOV']}] ELSE [] END,
                recipient: CASE WHEN has_recipient THEN [{span: NULL::VARCHAR, name: recipient, country: recipient, sector: ['GOV']}] ELSE [] END,
                date: CASE WHEN dated THEN {"from": (DATE '0001-01-01' + (first_day - 1)::INTEGER)::VARCHAR,
                                            "to": (DATE '0001-01-01' + (last_day - 1)::INTEGER)::VARCHAR, span: NULL::VARCHAR} END,
                place: NULL::VARCHAR, status: 'actual', according_to: []::VARCHAR[], deadline: NULL::VARCHAR,
                answers: []::VARCHAR[], sentence: {text: array_to_string(words, ' '), start: 0, "end": 100},
                confidence: 0.9}) AS record
FROM made ORDER BY n

-- name: events
INSERT INTO events BY NAME
SELECT id, event, []::VARCHAR[] AS mode, []::VARCHAR[] AS context, 'verbal conflict' AS quad, -2.0 AS score,
       DATE '0001-01-01' + (first_day - 1)::INTEGER AS day, CASE WHEN has_actor THEN actor END AS actor,
       CASE WHEN has_recipient THEN recipient END AS recipient, 'actual' AS status, 0.9 AS confidence, report,
       DATE '0001-01-01' + (published - 1)::INTEGER AS published, 1 AS reports, 1 AS mentions, 'coded' AS origin, 1 AS run
FROM made ORDER BY n

-- name: sketches
INSERT INTO sketches SELECT id, list_transform(range(64), lambda k: (hash(id, k) % 1000000000)::BIGINT) FROM reports
