-- One country or organisation, $code.

-- name: acts
WITH acts AS MATERIALIZED (
    SELECT id, day, event, quad, score, actor, recipient, actor_name, recipient_name, status,
           coalesce(actor = $code OR list_contains(more_actors, $code), FALSE) AS does
    FROM events
    WHERE mirror_of IS NULL
      AND (actor = $code OR recipient = $code
           OR (more_actors IS NOT NULL OR more_recipients IS NOT NULL)
              AND (list_contains(more_actors, $code) OR list_contains(more_recipients, $code)))/* facets */
)

-- name: summary
SELECT *,
    (SELECT list({month: month, does: does, cooperation: cooperation, conflict: conflict})
     FROM (SELECT date_trunc('month', day)::DATE AS month, does, coalesce(sum(score) FILTER (score > 0), 0) AS cooperation,
                  coalesce(sum(score) FILTER (score < 0), 0) AS conflict
           FROM acts WHERE day IS NOT NULL GROUP BY ALL ORDER BY month, does)) AS months,
    (SELECT list({code: code, acts: n, given: given, received: received, conflict: conflict, score: score, last_day: last_day})
     FROM (SELECT CASE WHEN does THEN recipient ELSE actor END AS code, count(*) AS n, count(*) FILTER (does) AS given,
                  count(*) FILTER (NOT does) AS received, count(*) FILTER (quad LIKE '%conflict') AS conflict,
                  sum(score) AS score, max(day) AS last_day
           FROM acts WHERE coalesce(CASE WHEN does THEN recipient ELSE actor END, $code) <> $code
           GROUP BY ALL ORDER BY n DESC, code LIMIT $limit)) AS partners,
    (SELECT list({value: event, acts: n}) FROM (SELECT event, count(*) AS n FROM acts WHERE does AND event IS NOT NULL GROUP BY event ORDER BY n DESC, event)) AS types,
    (SELECT list({name: name, acts: n}) FROM (SELECT actor_name AS name, count(*) AS n FROM acts WHERE actor = $code AND actor_name IS NOT NULL GROUP BY ALL ORDER BY n DESC, name LIMIT 15)) AS names
FROM (SELECT count(*) FILTER (does) AS acts, count(*) FILTER (NOT does) AS received, min(day) AS first_day, max(day) AS last_day FROM acts)

-- name: persons
-- Offices and persons that reports name for the country, with what they do most; of the acts alone that count.
WITH busiest AS MATERIALIZED (
    SELECT name, count(*) AS n FROM entities WHERE country = $code/* of acts */ GROUP BY name ORDER BY n DESC, name LIMIT $persons
)
SELECT name, any_value(title) AS title, list_sort(list_distinct(flatten(list(coalesce(sector, []))))) AS sector, any_value(wikidata) AS wikidata,
       count(*) FILTER (role = 'actor') AS acts, count(*) FILTER (role = 'recipient') AS received, count(*) FILTER (role = 'according_to') AS speaks
FROM entities WHERE country = $code AND name IN (SELECT name FROM busiest)/* of acts */
GROUP BY name ORDER BY count(*) DESC, name

-- name: of_acts
event IN (SELECT id FROM events WHERE mirror_of IS NULL/* facets */)

-- name: all
SELECT code, sum(given)::BIGINT AS acts, sum(taken)::BIGINT AS received, sum(hostile)::BIGINT AS conflict, max(last) AS last_day
FROM (SELECT actor AS code, count(*) AS given, 0 AS taken, count(*) FILTER (quad LIKE '%conflict') AS hostile, max(day) AS last
      FROM events WHERE mirror_of IS NULL AND actor IS NOT NULL/* accepted */ GROUP BY actor
      UNION ALL
      SELECT recipient, 0, count(*), count(*) FILTER (quad LIKE '%conflict'), max(day)
      FROM events WHERE mirror_of IS NULL AND recipient IS NOT NULL/* accepted */ GROUP BY recipient)
GROUP BY code ORDER BY sum(given) + sum(taken) DESC, code
