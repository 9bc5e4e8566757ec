-- A synthetic ledger for the explorer's benchmark: $events acts of coded reports, dyads as skewed as the world's.

-- name: reports
-- One row per report; four acts each.
INSERT INTO reports
SELECT 'r' || i, 1, 'x' || i, 'https://paper' || i % 300 || '.example/' || i, 'Report number ' || i || ' of the day', 'Publisher ' || i % 300,
       NULL, DATE '1995-01-01' + (i * 10957 // ($events // 4))::INTEGER, 'en',
       'The foreign ministry said on Monday that it had answered the measures of its neighbour, case ' || i || '. '
       || repeat('Officials of both sides spoke of talks to come. ', 6), '[]', 1
FROM range($events // 4) t(i)

-- name: events
-- Rank r of 200 countries acts with weight about 1/r; a day is that of the report or up to a month before.
INSERT INTO events
WITH codes AS (SELECT list(code ORDER BY code) AS codes FROM country_codes),
drawn AS (
    SELECT i, i // 4 AS report, hash(hash(i, 1)) / 18446744073709551615.0 AS u, hash(hash(i, 2)) / 18446744073709551615.0 AS v,
           (hash(hash(i, 3)) >> 1)::BIGINT AS w, (hash(hash(i, 4)) >> 1)::BIGINT AS x
    FROM range($events) t(i)
), typed AS (
    SELECT *, (['SANCTION', 'ACCUSE', 'CONSULT', 'AGREE', 'REQUEST', 'THREATEN', 'ASSAULT', 'AID', 'SUPPORT', 'REJECT'])[1 + w % 10] AS event,
           DATE '1995-01-01' + (report * 10957 // ($events // 4))::INTEGER AS published
    FROM drawn
)
SELECT 'e' || i, event, [], [], NULL,
       CASE event WHEN 'SANCTION' THEN 'material conflict' WHEN 'ASSAULT' THEN 'material conflict' WHEN 'AID' THEN 'material cooperation'
                  WHEN 'CONSULT' THEN 'verbal cooperation' WHEN 'AGREE' THEN 'verbal cooperation' WHEN 'SUPPORT' THEN 'verbal cooperation'
                  ELSE 'verbal conflict' END,
       CASE event WHEN 'SANCTION' THEN -6 WHEN 'ASSAULT' THEN -9 WHEN 'AID' THEN 10 WHEN 'CONSULT' THEN 2.5 WHEN 'AGREE' THEN 2.5
                  WHEN 'SUPPORT' THEN 5 ELSE -3 END,
       published - (x % 30)::INTEGER, published - (x % 30)::INTEGER, published - (x % 30)::INTEGER,
       codes[1 + (180 ^ u - 1)::INTEGER % 180], 'Minister ' || x % 5000, ['GOV'], codes[1 + (180 ^ v - 1)::INTEGER % 180], 'Ministry ' || w % 5000, ['GOV'],
       NULL, NULL, CASE WHEN x % 3 = 0 THEN 'City ' || w % 3000 END, CASE WHEN x % 3 = 0 THEN codes[1 + w % 180] END, NULL,
       CASE WHEN x % 3 = 0 THEN w % 3000 / 25.0 - 55 END, CASE WHEN x % 3 = 0 THEN (w % 3000 * 37) % 360 - 180 END,
       (['actual', 'actual', 'actual', 'actual', 'future', 'alleged', 'denied'])[1 + x % 7], 0.3 + (w % 70) / 100.0,
       CASE WHEN x % 200 = 0 THEN published + (w % 40)::INTEGER END,
       'r' || report, published, 'Publisher ' || report % 300, 1, 1, 'coded', NULL, NULL, NULL, 1
FROM typed, codes

-- name: mentions
-- Each act told once, with whom and when in its record: what answers are inferred from.
INSERT INTO mentions
SELECT id, id, report, 1, 30, 34, 0, 90, TRUE,
       '{"id": "' || id || '", "event": "' || event || '", "mode": [], "context": [], "cameo": null, "quad": "' || quad || '", "score": ' || score
       || ', "trigger": {"text": "said", "start": 21, "end": 25}, "mentions": []'
       || ', "actor": [{"name": "' || actor_name || '", "country": "' || actor || '", "sector": ["GOV"], "role": null, "wikidata": null, "how": "synthetic", "span": {"text": "ministry", "start": 12, "end": 20}}]'
       || ', "recipient": [{"name": "' || recipient_name || '", "country": "' || recipient || '", "sector": ["GOV"], "role": null, "wikidata": null, "how": "synthetic", "span": null}]'
       || ', "date": {"from": "' || day || '", "to": "' || day || '", "span": null}, "place": null, "status": "' || status
       || '", "according_to": [], "deadline": null, "answers": [], "sentence": {"text": "The foreign ministry said on Monday that it had answered the measures of its neighbour.", "start": 0, "end": 87}, "confidence": 0.7}', 1
FROM events

-- name: entities
INSERT INTO entities
SELECT id, 'actor', 0, actor_name, actor, ['GOV'], NULL, 'minister', 'synthetic', report, 1, 0, 20, 1 FROM events
UNION ALL
SELECT id, 'recipient', 0, recipient_name, recipient, ['GOV'], NULL, NULL, 'synthetic', report, 1, NULL, NULL, 1 FROM events

-- name: links
-- Of each sixth act a report states that it answers the last one of the other side, within two months; inferred answers are no rows.
INSERT INTO links BY NAME
SELECT a.id AS answer, b.id AS answered, 'retaliates' AS kind, 'stated' AS basis,
       0.5 + (hash(a.id) % 50) / 100.0 AS confidence, a.report AS report, 1 AS version, 'in response' AS cue, 40 AS cue_begins,
       51 AS cue_ends, '[]' AS evidence, (a.day - b.day)::INTEGER AS lag_least, (a.day - b.day)::INTEGER AS lag_most, 1 AS run
FROM (SELECT * FROM events WHERE hash(id, 9) % 6 = 0) a
ASOF JOIN events b ON a.actor = b.recipient AND a.recipient = b.actor AND a.day > b.day
WHERE a.day - b.day < 60

-- name: busiest
SELECT least(actor, recipient) AS a, greatest(actor, recipient) AS b, count(*) AS n FROM events WHERE actor <> recipient
GROUP BY ALL ORDER BY n DESC LIMIT 1

-- name: fortieth
-- A pair that the home page does not list: computed when it is asked for.
SELECT least(actor, recipient) AS a, greatest(actor, recipient) AS b, count(*) AS n FROM events WHERE actor <> recipient
GROUP BY ALL ORDER BY n DESC, a, b LIMIT 1 OFFSET 39

-- name: middling
-- One whose acts are few, and scattered over all years.
SELECT least(actor, recipient) AS a, greatest(actor, recipient) AS b, count(*) AS n FROM events WHERE actor <> recipient
GROUP BY ALL ORDER BY abs(n - 150), a, b LIMIT 1

-- name: twentieth
-- An actor that the home page does not list.
SELECT actor FROM events GROUP BY actor ORDER BY count(*) DESC, actor LIMIT 1 OFFSET 19
