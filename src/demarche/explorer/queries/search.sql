-- Reports that hold all words, block by block of the table's rows from the newest on, so that a search can stop in time.

-- name: last_row
SELECT coalesce(max(rowid), -1) AS row FROM reports

-- name: block
SELECT id, version, title, publisher, published, url, rowid AS row,
       strpos(lower(text), $first) AS found, greatest(1, strpos(lower(text), $first) - 70) AS begins,
       substr(text, greatest(1, strpos(lower(text), $first) - 70), 220) AS around
FROM reports
WHERE rowid BETWEEN $low AND $high/* words */
ORDER BY published DESC NULLS LAST, id LIMIT $limit

-- name: hits
-- All of a block, shown or not.
SELECT count(*) AS n FROM reports WHERE rowid BETWEEN $low AND $high/* words */

-- name: versions
-- The latest version of each report.
SELECT id, max(version) AS latest FROM reports WHERE id IN (SELECT unnest($ids)) GROUP BY id

-- name: word
(contains(lower(text), $w/* n */) OR contains(lower(coalesce(title, '')), $w/* n */))
