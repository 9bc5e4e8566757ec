-- The benchmark's synthetic events and its questions.

-- name: rows
-- One row per act in ICEWS's columns: dyads as skewed as the world's (rank r of 200 countries is drawn with weight about
-- 1/r), days of 1995 to 2022, CAMEO codes of all roots; of ten rows two are the two sides of one consultation.  The same
-- $rows and $seed give the same file.
COPY (
    WITH codes AS (SELECT list(cameo ORDER BY cameo) AS codes FROM cameo_codes WHERE length(cameo) >= 3),
         names AS (SELECT list(DISTINCT form ORDER BY form) AS names FROM country_names WHERE length(form) > 3),
    drawn AS (
        SELECT i, j, i % 10 < 2 AS mutual,
               (hash(j, $seed, 3) >> 1)::BIGINT AS w, (hash(j, $seed, 4) >> 1)::BIGINT AS x,
               hash(j, $seed, 1) / 18446744073709551615.0 AS u, hash(j, $seed, 2) / 18446744073709551615.0 AS v
        FROM (SELECT i, CASE WHEN i % 10 = 1 THEN i - 1 ELSE i END AS j FROM range($rows) t(i))
    ), sides AS (
        SELECT *, names[1 + (200 ^ CASE WHEN i = j THEN u ELSE v END - 1)::INTEGER % 200] AS actor,
               names[1 + (200 ^ CASE WHEN i = j THEN v ELSE u END - 1)::INTEGER % 200] AS recipient
        FROM drawn, codes, names
    )
    SELECT i AS "Event ID", DATE '1995-01-01' + (w % 10227)::INTEGER AS "Event Date",
           'Government (' || actor || ')' AS "Source Name", 'Executive,Government' AS "Source Sectors", actor AS "Source Country",
           'Event' AS "Event Text", CASE WHEN mutual THEN '040' ELSE codes[1 + x % len(codes)] END AS "CAMEO Code",
           round((x % 200) / 10.0 - 10, 1) AS "Intensity",
           'Government (' || recipient || ')' AS "Target Name", 'Executive,Government' AS "Target Sectors",
           recipient AS "Target Country", j // 3 AS "Story ID", j % 6 AS "Sentence Number", 'Publisher ' || w % 300 AS "Publisher",
           'City ' || w % 5000 AS "City", NULL AS "District", NULL AS "Province", names[1 + w % 200] AS "Country",
           round((w % 18000) / 100.0 - 90, 4) AS "Latitude", round((x % 36000) / 100.0 - 180, 4) AS "Longitude"
    FROM sides
) TO $path (FORMAT csv, DELIMITER '	', HEADER, QUOTE '')

-- name: dyad_month
SELECT count(*) AS n, sum(events) AS s FROM dyad_month

-- name: next_reverse
SELECT count(*) AS n, count(reverse_id) AS s FROM next_reverse(30)
