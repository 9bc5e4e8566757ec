-- What the home page says of the whole ledger.

-- name: size
SELECT (SELECT count(*) FROM events) AS events, (SELECT count(DISTINCT id) FROM reports) AS reports,
       (SELECT count(*) FROM links) AS links, (SELECT count(*) FROM links WHERE basis = 'stated') AS stated,
       (SELECT min(day) FROM events) AS first_day, (SELECT max(day) FROM events) AS last_day,
       (SELECT count(*) FROM rejects) AS rejects, (SELECT count(*) FROM reviews) AS reviews,
       (SELECT max(published) FROM events) AS last_published

-- name: disputes
-- The undirected pairs with the most intense exchange of late: scores without sign, halved every $half_life days.
SELECT least(actor, recipient) AS a, greatest(actor, recipient) AS b, count(*) AS acts,
       count(*) FILTER (quad LIKE '%conflict') AS conflict, max(day) AS last_day, sum(score) AS score,
       sum(abs(score) * pow(0.5, ($today - day) / $half_life)) AS weight
FROM events
WHERE day BETWEEN $since AND $today AND mirror_of IS NULL AND actor IS NOT NULL AND recipient IS NOT NULL
  AND actor <> recipient AND status IN ('actual', 'alleged')/* accepted */
GROUP BY ALL ORDER BY weight DESC, a, b LIMIT $limit

-- name: lines
-- The months of these pairs since a day: scores of cooperation and conflict.
SELECT least(actor, recipient) || '/' || greatest(actor, recipient) AS pair, date_trunc('month', day)::DATE AS month,
       coalesce(sum(score) FILTER (score > 0), 0) AS cooperation, coalesce(sum(score) FILTER (score < 0), 0) AS conflict
FROM events
WHERE day BETWEEN $since AND $today AND mirror_of IS NULL
  AND least(actor, recipient) || '/' || greatest(actor, recipient) IN (SELECT unnest($pairs))/* accepted */
GROUP BY ALL ORDER BY pair, month

-- name: newest
SELECT id FROM events WHERE day <= $today AND mirror_of IS NULL ORDER BY published DESC NULLS LAST, day DESC, id LIMIT $limit

-- name: latest_answers
-- The newest answers: what just happened in return for what.
SELECT l.answer, l.answered, l.kind, l.basis, l.confidence, l.cue, l.lag_least, l.lag_most
FROM links l JOIN events x ON x.id = l.answer JOIN events y ON y.id = l.answered
WHERE x.actor IS NOT NULL AND y.actor IS NOT NULL AND x.day <= $today
ORDER BY x.day DESC, l.basis = 'stated' DESC, l.answer LIMIT $limit

-- name: latest_acts
SELECT id FROM events WHERE day <= $today AND actor IS NOT NULL AND mirror_of IS NULL ORDER BY day DESC, id LIMIT $limit
