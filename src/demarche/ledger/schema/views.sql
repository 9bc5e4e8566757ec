-- The views that analysts expect; written anew when a ledger that has others is opened for writing.
-- A mutual act that its origin gives from both sides counts once (mirror_of is null).

-- Text as a cell of CSV: behind an apostrophe when it begins like a formula (as ledger/cells.py), tabs and breaks as blanks.
CREATE OR REPLACE MACRO cell(text) AS
    CASE WHEN regexp_matches(text, '^[=+\-@\t\r\n]') THEN '''' ELSE '' END || regexp_replace(text, '[\x00-\x1f\x7f-\x9f]+', ' ', 'g');

-- One row per report: its latest version.
CREATE OR REPLACE VIEW latest_reports AS
SELECT r.* FROM reports r
WHERE r.version = (SELECT max(v.version) FROM reports v WHERE v.id = r.id);

-- One row per act and directed pair of countries in it; a joint act gives one row for each pair.  Lists are unnested where
-- they are selected: beside the table in FROM, DuckDB would keep every row for a join, which Parquet files of any size
-- do not allow.
CREATE OR REPLACE VIEW directed AS
SELECT id, day, event, quad, score, status, confidence, origin, actor, recipient
FROM events
WHERE mirror_of IS NULL AND actor IS NOT NULL AND recipient IS NOT NULL
  AND more_actors IS NULL AND more_recipients IS NULL
UNION ALL
SELECT * FROM (
    SELECT id, day, event, quad, score, status, confidence, origin, actor, unnest(recipients) AS recipient
    FROM (
        SELECT id, day, event, quad, score, status, confidence, origin,
               unnest(list_distinct(list_prepend(actor, coalesce(more_actors, [])))) AS actor,
               list_distinct(list_prepend(recipient, coalesce(more_recipients, []))) AS recipients
        FROM events
        WHERE mirror_of IS NULL AND (more_actors IS NOT NULL OR more_recipients IS NOT NULL)
    )
)
WHERE actor IS NOT NULL AND recipient IS NOT NULL;

-- One row per directed dyad and day: counts and score sums, by quad class.
CREATE OR REPLACE VIEW dyad_day AS
SELECT actor, recipient, day,
       count(*) AS events,
       sum(score) AS score,
       count(*) FILTER (quad = 'verbal cooperation') AS verbal_cooperation,
       count(*) FILTER (quad = 'material cooperation') AS material_cooperation,
       count(*) FILTER (quad = 'verbal conflict') AS verbal_conflict,
       count(*) FILTER (quad = 'material conflict') AS material_conflict,
       coalesce(sum(score) FILTER (quad = 'verbal cooperation'), 0) AS verbal_cooperation_score,
       coalesce(sum(score) FILTER (quad = 'material cooperation'), 0) AS material_cooperation_score,
       coalesce(sum(score) FILTER (quad = 'verbal conflict'), 0) AS verbal_conflict_score,
       coalesce(sum(score) FILTER (quad = 'material conflict'), 0) AS material_conflict_score
FROM directed WHERE status = 'actual' AND day IS NOT NULL
GROUP BY ALL;

-- The same by weeks, named by their Monday.
CREATE OR REPLACE VIEW dyad_week AS
SELECT actor, recipient, date_trunc('week', day)::DATE AS week,
       count(*) AS events,
       sum(score) AS score,
       count(*) FILTER (quad = 'verbal cooperation') AS verbal_cooperation,
       count(*) FILTER (quad = 'material cooperation') AS material_cooperation,
       count(*) FILTER (quad = 'verbal conflict') AS verbal_conflict,
       count(*) FILTER (quad = 'material conflict') AS material_conflict,
       coalesce(sum(score) FILTER (quad = 'verbal cooperation'), 0) AS verbal_cooperation_score,
       coalesce(sum(score) FILTER (quad = 'material cooperation'), 0) AS material_cooperation_score,
       coalesce(sum(score) FILTER (quad = 'verbal conflict'), 0) AS verbal_conflict_score,
       coalesce(sum(score) FILTER (quad = 'material conflict'), 0) AS material_conflict_score
FROM directed WHERE status = 'actual' AND day IS NOT NULL
GROUP BY ALL;

-- The same by months, named by their first day.
CREATE OR REPLACE VIEW dyad_month AS
SELECT actor, recipient, date_trunc('month', day)::DATE AS month,
       count(*) AS events,
       sum(score) AS score,
       count(*) FILTER (quad = 'verbal cooperation') AS verbal_cooperation,
       count(*) FILTER (quad = 'material cooperation') AS material_cooperation,
       count(*) FILTER (quad = 'verbal conflict') AS verbal_conflict,
       count(*) FILTER (quad = 'material conflict') AS material_conflict,
       coalesce(sum(score) FILTER (quad = 'verbal cooperation'), 0) AS verbal_cooperation_score,
       coalesce(sum(score) FILTER (quad = 'material cooperation'), 0) AS material_cooperation_score,
       coalesce(sum(score) FILTER (quad = 'verbal conflict'), 0) AS verbal_conflict_score,
       coalesce(sum(score) FILTER (quad = 'material conflict'), 0) AS material_conflict_score
FROM directed WHERE status = 'actual' AND day IS NOT NULL
GROUP BY ALL;

-- One row per country: what it did and what was done to it, its first and last day.
CREATE OR REPLACE VIEW actor_profile AS
WITH did AS (
    SELECT actor AS country, count(*) AS acts, sum(score) AS score_given,
           count(*) FILTER (quad LIKE '%conflict') AS conflict_given,
           count(DISTINCT recipient) AS recipients, min(day) AS first_day, max(day) AS last_day
    FROM directed WHERE status = 'actual' GROUP BY actor
), got AS (
    SELECT recipient AS country, count(*) AS received, sum(score) AS score_received,
           count(*) FILTER (quad LIKE '%conflict') AS conflict_received,
           count(DISTINCT actor) AS actors, min(day) AS first_day, max(day) AS last_day
    FROM directed WHERE status = 'actual' GROUP BY recipient
)
SELECT coalesce(did.country, got.country) AS country,
       coalesce(acts, 0) AS acts, coalesce(received, 0) AS received,
       coalesce(score_given, 0) AS score_given, coalesce(score_received, 0) AS score_received,
       coalesce(conflict_given, 0) AS conflict_given, coalesce(conflict_received, 0) AS conflict_received,
       coalesce(recipients, 0) AS recipients, coalesce(actors, 0) AS actors,
       least(did.first_day, got.first_day) AS first_day, greatest(did.last_day, got.last_day) AS last_day
FROM did FULL JOIN got ON did.country = got.country;

-- One row per coded event: when it was first and last reported, by how many reports and publishers.
CREATE OR REPLACE VIEW first_last_report AS
SELECT m.event AS event, min(r.published) AS first_published, max(r.published) AS last_published,
       arg_min(r.id, (coalesce(r.published, DATE '9999-12-31'), r.id)) AS first_report,
       arg_max(r.id, (coalesce(r.published, DATE '0001-01-01'), r.id)) AS last_report,
       count(DISTINCT r.id) AS reports, count(DISTINCT r.publisher) AS publishers
FROM mentions m JOIN latest_reports r ON r.id = m.report AND r.version = m.version
GROUP BY m.event;

-- One row per act between two countries: the next act of its recipient towards its actor on a later day, within so many
-- days, if any; of several on that day, the first by id (the order within a day is not known).  Countries are numbered
-- so that dyads are compared as numbers: millions of rows are sorted and joined by them.
-- Use: SELECT * FROM next_reverse(30)
CREATE OR REPLACE MACRO next_reverse(days) AS TABLE
WITH countries AS MATERIALIZED (
    SELECT country, row_number() OVER (ORDER BY country) AS n
    FROM (SELECT DISTINCT actor AS country FROM directed UNION SELECT DISTINCT recipient FROM directed)
), acts AS (
    SELECT d.*, a.n * 1000000 + r.n AS dyad, r.n * 1000000 + a.n AS reverse
    FROM directed d JOIN countries a ON a.country = d.actor JOIN countries r ON r.country = d.recipient
    WHERE d.day IS NOT NULL AND d.actor <> d.recipient
), dyad_days AS MATERIALIZED (
    SELECT dyad, reverse, day, min(id) AS id FROM acts GROUP BY ALL
), following AS (
    SELECT a.dyad, a.day, b.id AS reverse_id, b.day AS reverse_day
    FROM dyad_days a ASOF JOIN dyad_days b ON b.dyad = a.reverse AND b.day > a.day
)
SELECT e.id, e.day, e.actor, e.recipient, e.event, e.score,
       CASE WHEN f.reverse_day <= e.day + days THEN f.reverse_id END AS reverse_id,
       CASE WHEN f.reverse_day <= e.day + days THEN f.reverse_day - e.day END AS lag_days
FROM acts e LEFT JOIN following f ON f.dyad = e.dyad AND f.day = e.day;
