-- Full-text search over the latest version of each report.

-- name: reports
SELECT id, title, publisher, published, url,
       substr(text, greatest(1, strpos(lower(text), $words[1]) - 60), 200) AS around
FROM latest_reports
WHERE len(list_filter($words, lambda word: NOT contains(lower(text), word) AND NOT contains(lower(coalesce(title, '')), word))) = 0
ORDER BY published DESC NULLS LAST, id
LIMIT $limit OFFSET $offset
