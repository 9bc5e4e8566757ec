-- When a report gets a new version, what the older one told: incoming_reports holds the batch's reports.

-- name: replaced
SELECT DISTINCT m.event
FROM mentions m JOIN incoming_reports r ON r.id = m.report
WHERE m.version < r.version

-- name: told_elsewhere
SELECT DISTINCT m.event
FROM mentions m
WHERE m.event IN (SELECT unnest($events))
  AND m.report NOT IN (SELECT id FROM incoming_reports)
  AND m.version = (SELECT max(v.version) FROM reports v WHERE v.id = m.report)

-- name: forget_events
DELETE FROM events WHERE id IN (SELECT unnest($events)) AND origin = 'coded'

-- name: forget_entities
DELETE FROM entities WHERE event IN (SELECT unnest($events))

-- name: forget_links
DELETE FROM links WHERE report IN (SELECT id FROM incoming_reports)
   OR answer IN (SELECT unnest($events)) OR answered IN (SELECT unnest($events))
