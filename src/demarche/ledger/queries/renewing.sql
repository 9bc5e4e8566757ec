-- When reports get a new version, what the older ones told; run before the new ones are stored.

-- name: replaced
SELECT DISTINCT event FROM mentions WHERE report IN (SELECT unnest($reports))

-- name: told_elsewhere
SELECT DISTINCT m.event
FROM mentions m
WHERE m.event IN (SELECT unnest($events))
  AND m.report NOT IN (SELECT unnest($reports))
  AND m.version = (SELECT max(v.version) FROM reports v WHERE v.id = m.report)

-- name: forget_events
DELETE FROM events WHERE id IN (SELECT unnest($events)) AND origin = 'coded'

-- name: forget_entities
DELETE FROM entities WHERE event IN (SELECT unnest($events))

-- name: forget_links
DELETE FROM links WHERE report IN (SELECT unnest($reports))
   OR answer IN (SELECT unnest($events)) OR answered IN (SELECT unnest($events))
