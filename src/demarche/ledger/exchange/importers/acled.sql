-- An ACLED row as an event.  States act under names such as "Military Forces of Niger (2011-2021)": the country is the
-- word after "of"; other actors belong to the country of the event, as ACLED's own country-level files count them.

-- name: rows
SELECT
    event_id_cnty AS origin_id,
    type.event, CASE WHEN type.mode <> '' THEN [type.mode] ELSE [] END AS mode,
    CASE WHEN type.context <> '' THEN [type.context] ELSE [] END AS context,
    NULL::VARCHAR AS cameo, plover.quad, plover.score,
    event_date AS day, event_date AS date_from, event_date AS date_to,
    coalesce(actor.code, here.code) AS actor, actor1 AS actor_name, actor_sectors.sectors AS actor_sector,
    CASE WHEN actor2 IS NOT NULL THEN coalesce(recipient.code, here.code) END AS recipient, actor2 AS recipient_name,
    recipient_sectors.sectors AS recipient_sector,
    NULL::VARCHAR[] AS more_actors, NULL::VARCHAR[] AS more_recipients,
    location AS place, here.code AS place_country, NULL::BIGINT AS geonameid, latitude AS lat, longitude AS lon,
    'actual' AS status, source AS publisher, NULL::DATE AS published, NULL::VARCHAR AS story, 1 AS mentions
FROM file_rows
LEFT JOIN (
    SELECT e.event_type, e.sub_event_type, coalesce(s.event, o.event) AS event, coalesce(s.mode, o.mode) AS mode,
           coalesce(s.context, o.context) AS context
    FROM (SELECT DISTINCT event_type, sub_event_type FROM file_rows) e
    LEFT JOIN acled_types s ON s.event_type = e.event_type AND s.sub_event_type = e.sub_event_type
    LEFT JOIN acled_types o ON o.event_type = e.event_type AND o.sub_event_type = ''
) type ON type.event_type = file_rows.event_type AND type.sub_event_type IS NOT DISTINCT FROM file_rows.sub_event_type
LEFT JOIN plover_types plover ON plover.event = type.event
LEFT JOIN country_names here ON here.form = lower(country)
LEFT JOIN country_names actor ON actor.form = lower(regexp_extract(actor1, ' of (?:the )?(.+?)(?: \(\d{4}.*)?$', 1))
LEFT JOIN country_names recipient ON recipient.form = lower(regexp_extract(actor2, ' of (?:the )?(.+?)(?: \(\d{4}.*)?$', 1))
LEFT JOIN sector_lists actor_sectors ON actor_sectors.form = inter1
LEFT JOIN sector_lists recipient_sectors ON recipient_sectors.form = inter2

-- name: origin_ids
SELECT event_id_cnty AS origin_id FROM file_rows

-- name: sector_forms
SELECT DISTINCT unnest([inter1, inter2]) AS form FROM file_rows

-- name: day
event_date

-- name: actor
country

-- name: recipient
actor2
