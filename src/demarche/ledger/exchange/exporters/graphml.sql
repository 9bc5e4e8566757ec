-- What a graph of answers is made of.

-- name: nodes
SELECT id, event, array_to_string(mode, ';') AS mode, strftime(day, '%Y-%m-%d') AS day, actor, actor_name, recipient,
       recipient_name, status, score, quad, confidence
FROM events WHERE id IN (SELECT unnest($ids))
ORDER BY day, id

-- name: edges
SELECT l.* FROM links l SEMI JOIN events a ON a.id = l.answer SEMI JOIN events b ON b.id = l.answered
ORDER BY answer, answered, basis

-- name: coded
SELECT count(*) AS acts FROM events WHERE origin = 'coded'
