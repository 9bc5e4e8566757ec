-- A file of another data set into `events`, without a row passing through Python.
-- Words in braces stand for other statements: {read} and {pairs} for those below, {rows}, {origin_ids} and {sector_forms} for the
-- importer's (exchange/importers/<format>.sql), which read the relation file_rows; {day}, {actor} and {recipient} for the
-- columns of file_rows by which its rows are laid out.

-- name: read
read_csv($path, columns = $columns, delim = $delim, quote = $quote, escape = $quote, header = $header,
         dateformat = $dates, auto_detect = false, strict_mode = false, null_padding = false,
         store_rejects = true, rejects_table = 'bad_rows', rejects_scan = 'bad_scans', rejects_limit = 100000)

-- name: sector_lists
CREATE OR REPLACE TEMP TABLE sector_lists AS
WITH file_rows AS (FROM {read}), sector_forms AS ({sector_forms})
SELECT f.form, list_distinct(list(s.sector ORDER BY f.n) FILTER (s.sector IS NOT NULL)) AS sectors
FROM (SELECT form, unnest(string_split_regex(form, '[,;] *')) AS part, generate_subscripts(string_split_regex(form, '[,;] *'), 1) AS n
      FROM sector_forms WHERE form IS NOT NULL) f
LEFT JOIN sector_names s ON s.form = lower(f.part)
GROUP BY f.form

-- name: join_as_written
SET disabled_optimizers = 'join_order,build_side_probe_side'

-- name: join_as_planned
RESET disabled_optimizers

-- name: known
CREATE OR REPLACE TEMP TABLE known_events AS SELECT id FROM events WHERE origin = $origin

-- name: insert
-- Rows of one year and dyad come to lie together, so that a question for some dyads or for some days reads little of the
-- table.  They are sorted as the file has them, where they are narrow, and by one number, since texts take longer.
INSERT INTO events BY NAME
WITH file_rows AS (
    FROM {read}
    ORDER BY (year({day})::BIGINT << 41) | ((hash({actor}) >> 48)::BIGINT << 25) | ((hash({recipient}) >> 48)::BIGINT << 9) | dayofyear({day})
), imported_rows AS ({rows})
SELECT $origin || ':' || r.origin_id AS id, r.* REPLACE (coalesce(r.quad, '?') AS quad, coalesce(r.score, 0) AS score),
       NULL::DOUBLE AS confidence, NULL::DATE AS deadline, NULL::VARCHAR AS report, 1 AS reports,
       $origin AS origin, m.mirror_of, $run::INTEGER AS run
FROM imported_rows r LEFT JOIN mirrors m ON m.id = $origin || ':' || r.origin_id

-- name: bad_rows
SELECT line, arg_min(error_message, coalesce(column_idx, 0)) FROM bad_rows GROUP BY line ORDER BY line

-- name: forget_bad_rows
DROP TABLE IF EXISTS bad_rows; DROP TABLE IF EXISTS bad_scans

-- name: lines_of
WITH file_rows AS (FROM {read}), origin_ids AS ({origin_ids})
SELECT line FROM (SELECT origin_id, row_number() OVER () AS line FROM origin_ids)
WHERE $origin || ':' || origin_id IN (SELECT id FROM events WHERE run = $run AND quad = '?')
ORDER BY line

-- name: count_without_meaning
SELECT count(*) FROM events WHERE run = $run AND quad = '?'

-- name: forget_without_meaning
DELETE FROM events WHERE run = $run AND quad = '?'

-- name: forget_known
DELETE FROM events WHERE run = $run AND id IN (SELECT id FROM known_events)

-- name: repeated
CREATE OR REPLACE TEMP TABLE repeated AS
SELECT id FROM events WHERE run = $run GROUP BY id HAVING count(*) > 1

-- name: exact_duplicates
DELETE FROM events WHERE rowid IN (
    SELECT unnest(list(spot ORDER BY spot)[2:])
    FROM (SELECT rowid AS spot, hash(*COLUMNS(*)) AS content FROM events WHERE run = $run AND id IN (SELECT id FROM repeated))
    GROUP BY content
)

-- name: tell_apart
-- By content, so that the same rows get the same ids in whatever order they come.
UPDATE events SET id = events.id || '-' || numbered.n
FROM (SELECT rowid AS spot, row_number() OVER (PARTITION BY id ORDER BY events) AS n
      FROM events WHERE run = $run AND id IN (SELECT id FROM repeated)) numbered
WHERE events.rowid = numbered.spot AND numbered.n > 1

-- name: mirrors
-- Found before the rows are stored: rows that are changed in the transaction that stores them are written twice.
CREATE OR REPLACE TEMP TABLE mirrors AS
WITH file_rows AS (FROM {read}), imported_rows AS ({rows}),
     rows AS (SELECT $origin || ':' || origin_id AS id, * FROM imported_rows)
SELECT id, min(mirror_of) AS mirror_of FROM ({pairs}) GROUP BY id

-- name: mirrors_anew
-- Of a file that repeats ids, whose rows have got other ids meanwhile.
UPDATE events SET mirror_of = pair.mirror_of
FROM (
    WITH rows AS (FROM events WHERE run = $run), pairs AS ({pairs})
    SELECT rows.id, pairs.mirror_of FROM rows LEFT JOIN pairs ON pairs.id = rows.id
) pair
WHERE events.run = $run AND events.id = pair.id AND events.mirror_of IS DISTINCT FROM pair.mirror_of

-- name: pairs
-- Mutual acts: in ICEWS, 97 to 100 % of the rows of the first list have their mirror in the same sentence; those of the
-- second list where both sides stand in one story (measured on three days of June 2018).  A visit's mirror is its hosting.
SELECT max(id) AS id, min(id) AS mirror_of
FROM (
    SELECT id, row_number() OVER (PARTITION BY act, one ORDER BY id) AS n, act
    FROM (
        SELECT id, side_a < side_b AS one,
               hash(day, story, place, least(side_a, side_b), greatest(side_a, side_b),
                    CASE cameo WHEN '043' THEN '042' ELSE coalesce(cameo, event || coalesce(mode[1], '')) END,
                    CASE cameo WHEN '042' THEN side_a WHEN '043' THEN side_b ELSE '' END) AS act
        FROM (SELECT id, day, story, place, cameo, event, mode,
                     coalesce(actor_name, actor) AS side_a, coalesce(recipient_name, recipient) AS side_b
              FROM rows
              WHERE cameo IN ('040', '041', '042', '043', '044', '046', '057')
                 OR cameo IN ('030', '0311', '032', '036', '037', '050', '060', '0871') AND story IS NOT NULL
                 OR cameo IS NULL AND event = 'CONSULT')
        WHERE side_a IS NOT NULL AND side_b IS NOT NULL AND side_a <> side_b
    )
)
GROUP BY act, n HAVING count(*) = 2

-- name: count_mirrors
SELECT count(*) FROM events WHERE run = $run AND mirror_of IS NOT NULL

-- name: count_run
SELECT count(*) FROM events WHERE run = $run

-- name: count_repeated
SELECT count(*) FROM repeated

-- name: count_known
SELECT count(*) FROM known_events

-- name: rejects
-- One that an earlier import met too is of the last that met it.
UPDATE rejects SET run = i.run FROM incoming_rejects i
WHERE rejects.origin = i.origin AND rejects.line IS NOT DISTINCT FROM i.line AND rejects.reason = i.reason;
INSERT INTO rejects BY NAME
SELECT * FROM incoming_rejects i
WHERE NOT EXISTS (FROM rejects r WHERE r.origin = i.origin AND r.line IS NOT DISTINCT FROM i.line AND r.reason = i.reason)
