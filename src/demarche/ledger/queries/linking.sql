-- The same act across reports: the index that joining searches, and the acts made anew (ledger/linking.py).

-- name: candidates
-- Each stored telling that is in the block of a search (links.index.Search.holds), once, with the searches' numbers.
-- The bounds that hold for all of the searches let most of the table be skipped; by type, few of the rest are compared with each.
SELECT t.id, list(s.n) AS searches
FROM (
    SELECT unnest($n) AS n, unnest($firsts) AS first, unnest($lasts) AS last, unnest($types) AS type,
           unnest($sinces) AS since, unnest($actors::VARCHAR[][]) AS actors, unnest($recipients::VARCHAR[][]) AS recipients
) s JOIN tellings t ON t.event = s.type AND t.last_day >= s.first AND t.first_day <= s.last
 AND (s.since <= 1 OR t.published >= s.since OR t.published = 1)  -- unknown days are 1, and come last
 AND (len(s.actors) = 0 OR len(t.actors) = 0 OR list_has_any(t.actors, s.actors))
 AND (len(s.recipients) = 0 OR len(t.recipients) = 0 OR list_has_any(t.recipients, s.recipients))
WHERE t.last_day >= $first AND t.first_day <= $last
  AND ($since <= 1 OR t.published >= $since OR t.published = 1)
GROUP BY t.id

-- name: tellings
SELECT * FROM tellings WHERE id IN (SELECT unnest($ids))

-- name: acts_of_tellings
SELECT * FROM tellings WHERE act IN (SELECT DISTINCT act FROM tellings WHERE id IN (SELECT unnest($ids)))

-- name: of_reports
SELECT * FROM tellings WHERE report IN (SELECT unnest($reports))

-- name: acts_of_reports
SELECT id, act FROM tellings WHERE report IN (SELECT unnest($reports))

-- name: members
SELECT id, act FROM tellings WHERE act IN (SELECT unnest($acts))

-- name: forget_tellings
DELETE FROM tellings WHERE id IN (SELECT unnest($ids))

-- The next is joined with those after it in the program (`_Linker.told_rows`): DuckDB then finds both sides by their indexes.
-- name: told
SELECT told_as, event, record, report, version FROM mentions WHERE main AND told_as IN (SELECT unnest($ids))

-- name: latest
SELECT id, max(version) AS version, arg_max_null(published, version) AS published,
       arg_max_null(publisher, version) AS publisher
FROM reports WHERE id IN (SELECT unnest($reports)) GROUP BY id

-- name: stands_for
SELECT told_as, event FROM mentions WHERE main AND told_as IN (SELECT unnest($ids))

-- name: repoint_mentions
UPDATE mentions SET event = a.act FROM (SELECT unnest($ids) AS id, unnest($acts) AS act) a WHERE mentions.told_as = a.id AND mentions.event <> a.act

-- Mentions in older versions of reports, which are no tellings any more, stay with the act that they were found to name.
-- name: repoint_replaced
UPDATE mentions SET event = a.act FROM (SELECT unnest($ids) AS id, unnest($acts) AS act) a WHERE mentions.event = a.id AND mentions.event <> a.act

-- An act that no latest version tells is withdrawn: each older telling can be looked up under the id that it had alone.
-- name: give_back_mentions
UPDATE mentions SET event = told_as WHERE event IN (SELECT unnest($acts)) AND event <> told_as

-- name: forget_aliases_of
DELETE FROM aliases WHERE event IN (SELECT unnest($acts))

-- name: count_mentions
SELECT event, report, version, count(*) AS mentions FROM mentions WHERE event IN (SELECT unnest($ids)) GROUP BY ALL

-- name: forget_events
DELETE FROM events WHERE origin = 'coded' AND id IN (SELECT unnest($ids))

-- name: forget_entities
DELETE FROM entities WHERE event IN (SELECT unnest($ids))

-- name: repoint_answers
UPDATE links SET answer = a.act FROM (SELECT unnest($ids) AS id, unnest($acts) AS act) a WHERE links.answer_told_as = a.id AND links.answer <> a.act

-- name: repoint_answered
UPDATE links SET answered = a.act FROM (SELECT unnest($ids) AS id, unnest($acts) AS act) a WHERE links.answered_told_as = a.id AND links.answered <> a.act

-- name: follow_aliases
UPDATE aliases SET event = a.act FROM (SELECT unnest($ids) AS id, unnest($acts) AS act) a WHERE aliases.event = a.id AND aliases.event <> a.act

-- name: add_aliases
INSERT OR REPLACE INTO aliases
SELECT id, act, $run FROM (SELECT unnest($ids) AS id, unnest($acts) AS act) WHERE id <> act

-- name: forget_aliases
DELETE FROM aliases WHERE id IN (SELECT unnest($acts))

-- name: forget_sketches
DELETE FROM sketches WHERE report IN (SELECT unnest($reports))

-- name: sketches
SELECT report, sketch FROM sketches WHERE report IN (SELECT unnest($reports))

-- name: acts
SELECT e.id, m.told_as, m.record, m.report, r.published, r.publisher
FROM events e
JOIN mentions m ON m.event = e.id AND m.main
JOIN latest_reports r ON r.id = m.report AND r.version = m.version
WHERE e.origin = 'coded' AND e.event IS NOT NULL
  AND ($since::DATE IS NULL OR coalesce(e.date_to, e.day) >= $since)
  AND ($until::DATE IS NULL OR e.day <= $until)
  AND ($one::VARCHAR IS NULL OR e.actor IN ($one, $other) OR list_has_any(e.more_actors, [$one, $other]))
ORDER BY e.id, r.published NULLS LAST, m.report, m.begins

-- name: links_of_acts
SELECT * FROM links WHERE answer IN (SELECT unnest($ids)) AND answered IN (SELECT unnest($ids))
