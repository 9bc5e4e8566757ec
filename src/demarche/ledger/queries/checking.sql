-- The invariants of a ledger: each statement gives the ids of what breaks one (checking.toml says it in words).

-- name: span_outside
SELECT m.event AS id FROM mentions m JOIN reports r ON r.id = m.report AND r.version = m.version
WHERE m.begins < 0 OR m.begins >= m.ends OR m.ends > length(r.text)
UNION ALL
SELECT e.event FROM entities e JOIN reports r ON r.id = e.report AND r.version = e.version
WHERE e.begins < 0 OR e.begins >= e.ends OR e.ends > length(r.text)
UNION ALL
SELECT l.answer FROM links l JOIN reports r ON r.id = l.report AND r.version = l.version
WHERE l.cue_begins < 0 OR l.cue_ends > length(r.text)

-- name: span_differs
SELECT m.event AS id FROM mentions m JOIN reports r ON r.id = m.report AND r.version = m.version
WHERE m.main AND (json_extract_string(m.record, '$.trigger.text') IS DISTINCT FROM substr(r.text, m.begins + 1, m.ends - m.begins)
               OR json_extract_string(m.record, '$.sentence.text')
                  IS DISTINCT FROM substr(r.text, m.sentence_begins + 1, m.sentence_ends - m.sentence_begins))
UNION ALL
SELECT l.answer FROM links l JOIN reports r ON r.id = l.report AND r.version = l.version
WHERE l.cue IS NOT NULL AND l.cue <> substr(r.text, l.cue_begins + 1, l.cue_ends - l.cue_begins)

-- name: mention_without_report
SELECT m.event AS id FROM mentions m ANTI JOIN reports r ON r.id = m.report AND r.version = m.version

-- name: event_without_mention
SELECT e.id FROM events e
ANTI JOIN (SELECT m.event FROM mentions m JOIN latest_reports r ON r.id = m.report AND r.version = m.version) t ON t.event = e.id
WHERE e.origin = 'coded'

-- name: mention_without_event
SELECT DISTINCT m.event AS id FROM mentions m JOIN latest_reports r ON r.id = m.report AND r.version = m.version
ANTI JOIN events e ON e.id = m.event

-- name: entity_without_event
SELECT DISTINCT n.event AS id FROM entities n ANTI JOIN events e ON e.id = n.event

-- name: link_without_event
SELECT l.answer AS id FROM links l ANTI JOIN events e ON e.id = l.answer
UNION ALL
SELECT l.answered FROM links l ANTI JOIN events e ON e.id = l.answered

-- name: answer_before_cause
SELECT l.answer AS id FROM links l JOIN events a ON a.id = l.answer JOIN events b ON b.id = l.answered
WHERE a.date_to < b.date_from AND a.status = 'actual' AND b.status = 'actual'

-- name: event_twice
SELECT id FROM events GROUP BY id HAVING count(*) > 1

-- name: row_without_run
SELECT t.id FROM (SELECT id, run FROM events UNION ALL SELECT id, run FROM reports UNION ALL SELECT answer, run FROM links
                  UNION ALL SELECT event, run FROM mentions) t ANTI JOIN runs r ON r.id = t.run

-- name: alias_without_event
SELECT a.id FROM aliases a ANTI JOIN events e ON e.id = a.event

-- name: count_differs
SELECT e.id FROM events e JOIN (
    SELECT m.event, count(*) AS mentions, count(DISTINCT m.report) AS reports
    FROM mentions m JOIN latest_reports r ON r.id = m.report AND r.version = m.version GROUP BY m.event
) t ON t.event = e.id
WHERE e.origin = 'coded' AND (e.mentions <> t.mentions OR e.reports <> t.reports)

-- name: mirror_without_event
SELECT m.id FROM events m ANTI JOIN events e ON e.id = m.mirror_of WHERE m.mirror_of IS NOT NULL

-- name: version_missing
SELECT id FROM reports GROUP BY id HAVING max(version) <> count(*) OR min(version) <> 1

-- name: edges
SELECT DISTINCT answer, answered FROM links

-- name: reports
SELECT id, version, sha256, url, title, publisher, author, published, language, text FROM reports
