-- The benchmark's synthetic events and its questions.

-- name: sides
-- One row per act: dyads as skewed as the world's (rank r of 200 countries is drawn with weight about 1/r); of ten acts
-- two are the two sides of one consultation (i and j differ on the second).  The same $first, $last and $seed give the
-- same rows.  {countries} is a list of the names that countries have in the output.  Draws are hashes of hashes: those of
-- one number with different last arguments differ by a constant alone, and made of two of them the recipient would follow
-- from the actor.
codes AS (SELECT list({c: cameo, event: event, mode: mode, context: context, quad: quad} ORDER BY cameo) AS codes
          FROM cameo_codes WHERE length(cameo) >= 3),
names AS (SELECT {countries} AS names FROM (SELECT code, min(form) AS form FROM country_names WHERE length(form) > 3 GROUP BY code)),
drawn AS (
    SELECT i, j, i % 10 < 2 AS mutual,
           (hash(hash(j, $seed, 3)) >> 1)::BIGINT AS w, (hash(hash(j, $seed, 4)) >> 1)::BIGINT AS x,
           hash(hash(j, $seed, 1)) / 18446744073709551615.0 AS u, hash(hash(j, $seed, 2)) / 18446744073709551615.0 AS v
    FROM (SELECT i, CASE WHEN i % 10 = 1 THEN i - 1 ELSE i END AS j FROM range($first, $last) t(i))
), sides AS (
    SELECT *, names[1 + (200 ^ CASE WHEN i = j THEN u ELSE v END - 1)::INTEGER % 200] AS actor,
           names[1 + (200 ^ CASE WHEN i = j THEN v ELSE u END - 1)::INTEGER % 200] AS recipient
    FROM drawn, names
)

-- name: names
list(form ORDER BY code)

-- name: country_codes
list(code ORDER BY code)

-- name: rows
-- In ICEWS's columns, days of 1995 to 2022.
COPY (
    WITH {sides}
    SELECT i AS "Event ID", DATE '1995-01-01' + (w % 10227)::INTEGER AS "Event Date",
           'Government (' || actor || ')' AS "Source Name", 'Executive,Government' AS "Source Sectors", actor AS "Source Country",
           'Event' AS "Event Text", CASE WHEN mutual THEN '040' ELSE codes[1 + x % len(codes)].c END AS "CAMEO Code",
           round((x % 200) / 10.0 - 10, 1) AS "Intensity",
           'Government (' || recipient || ')' AS "Target Name", 'Executive,Government' AS "Target Sectors",
           recipient AS "Target Country", j // 3 AS "Story ID", j % 6 AS "Sentence Number", 'Publisher ' || w % 300 AS "Publisher",
           'City ' || w % 5000 AS "City", NULL AS "District", NULL AS "Province", names[1 + w % 200] AS "Country",
           round((w % 18000) / 100.0 - 90, 4) AS "Latitude", round((x % 36000) / 100.0 - 180, 4) AS "Longitude"
    FROM sides, codes
) TO $path (FORMAT csv, DELIMITER '	', HEADER, QUOTE '')

-- name: parquet
-- In the ledger's columns as `demarche export --format parquet` writes them; days of the year that begins on $year.
COPY (
    WITH {sides}, acts AS (
        SELECT *, CASE WHEN mutual THEN list_filter(codes, lambda code: code.c = '040')[1] ELSE codes[1 + x % len(codes)] END AS code,
               $year::DATE + (w % 365)::INTEGER AS on_day, names[1 + w % 200] AS here
        FROM sides, codes
    )
    SELECT 'icews:' || i AS id, code.event, code.mode, code.context, code.c AS cameo, code.quad,
           round((x % 200) / 10.0 - 10, 1)::DOUBLE AS score, on_day AS day, on_day AS date_from, on_day AS date_to,
           actor, 'Government (' || actor || ')' AS actor_name, ['GOV'] AS actor_sector,
           recipient, 'Government (' || recipient || ')' AS recipient_name, ['GOV'] AS recipient_sector,
           NULL::VARCHAR[] AS more_actors, NULL::VARCHAR[] AS more_recipients, 'City ' || w % 5000 AS place, here AS place_country,
           NULL::BIGINT AS geonameid, round((w % 18000) / 100.0 - 90, 4)::DOUBLE AS lat,
           round((x % 36000) / 100.0 - 180, 4)::DOUBLE AS lon, 'actual' AS status, NULL::DOUBLE AS confidence,
           NULL::DATE AS deadline, NULL::VARCHAR AS report, NULL::DATE AS published, 'Publisher ' || w % 300 AS publisher,
           1 AS reports, 1 AS mentions, 'icews' AS origin, i::VARCHAR AS origin_id, (j // 3) || ':' || j % 6 AS story,
           CASE WHEN i <> j THEN 'icews:' || j END AS mirror_of, 1 AS run, strftime(on_day, '%Y-%m') AS month
    FROM acts
) TO $path (FORMAT parquet, PARTITION_BY (month), OVERWRITE_OR_IGNORE)

-- name: dyad_month
SELECT count(*) AS n, sum(events) AS s FROM dyad_month

-- name: next_reverse
SELECT count(*) AS n, count(reverse_id) AS s FROM next_reverse(30)
