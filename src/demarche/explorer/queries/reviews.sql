-- Judgements of analysts.

-- name: all
SELECT r.id, r.made, r.author, coalesce(x.event, r.event) AS event, coalesce(y.event, r.answered) AS answered, r.verdict, r.note
FROM reviews r LEFT JOIN aliases x ON x.id = r.event LEFT JOIN aliases y ON y.id = r.answered
ORDER BY r.made, r.id
