-- Single reports, events and links, and what belongs to them.

-- name: report
SELECT * FROM reports WHERE id = $id AND ($version::INTEGER IS NULL OR version = $version) ORDER BY version DESC LIMIT 1

-- name: versions
SELECT version, sha256, published, run FROM reports WHERE id = $id ORDER BY version

-- name: canonical
SELECT event FROM aliases WHERE id = $id

-- name: event
SELECT * FROM events WHERE id = $id

-- name: tellings
SELECT m.event, m.told_as, m.report, m.version, m.record, r.url, r.title, r.publisher, r.published
FROM mentions m JOIN reports r ON r.id = m.report AND r.version = m.version
WHERE m.event = $id AND m.main
ORDER BY r.published NULLS LAST, m.report, m.begins, m.version

-- name: mentions
SELECT m.report, m.version, m.begins, m.ends, m.main, m.told_as, substr(r.text, m.begins + 1, m.ends - m.begins) AS text
FROM mentions m JOIN reports r ON r.id = m.report AND r.version = m.version
WHERE m.event = $id
ORDER BY r.published NULLS LAST, m.report, m.version, m.begins

-- name: report_events
SELECT DISTINCT event FROM mentions WHERE report = $id AND version = $version

-- name: links
SELECT * EXCLUDE (run) FROM links

-- name: links_of
(answer = $event OR answered = $event)

-- name: links_basis
basis = $basis

-- name: links_min_confidence
confidence >= $min_confidence

-- name: links_order
ORDER BY answer, answered, basis, report

-- name: aliases
SELECT id FROM aliases WHERE event = $id ORDER BY id

-- name: reviews
SELECT r.id, r.made, r.author, coalesce(e.event, r.event) AS event, coalesce(a.event, r.answered) AS answered, r.verdict, r.note
FROM reviews r LEFT JOIN aliases e ON e.id = r.event LEFT JOIN aliases a ON a.id = r.answered
WHERE coalesce(e.event, r.event) = $id OR coalesce(a.event, r.answered) = $id
ORDER BY r.made, r.id

-- name: all_reviews
SELECT r.id, r.made, r.author, coalesce(e.event, r.event) AS event, coalesce(a.event, r.answered) AS answered, r.verdict, r.note
FROM reviews r LEFT JOIN aliases e ON e.id = r.event LEFT JOIN aliases a ON a.id = r.answered
ORDER BY r.made, r.id

-- name: run
SELECT * FROM runs WHERE id = $id

-- name: runs
SELECT * FROM runs ORDER BY id DESC

-- name: rejects
SELECT origin, line, stage, reason, report, run FROM rejects WHERE ($run::INTEGER IS NULL OR run = $run) ORDER BY run, origin, line

-- name: counts
SELECT (SELECT count(*) FROM latest_reports) AS reports, (SELECT count(*) FROM events) AS events,
       (SELECT count(*) FROM links) AS links, (SELECT count(*) FROM rejects) AS rejects,
       (SELECT min(day) FROM events) AS first_day, (SELECT max(day) FROM events) AS last_day
