-- An ICEWS row as an event.  The intensity is the Goldstein score of the CAMEO code.

-- name: rows
SELECT
    "Event ID" AS origin_id,
    code.event, code.mode, code.context, "CAMEO Code" AS cameo, code.quad, coalesce("Intensity", code.score) AS score,
    "Event Date" AS day, "Event Date" AS date_from, "Event Date" AS date_to,
    actor.code AS actor, "Source Name" AS actor_name, actor_sectors.sectors AS actor_sector,
    recipient.code AS recipient, "Target Name" AS recipient_name, recipient_sectors.sectors AS recipient_sector,
    NULL::VARCHAR[] AS more_actors, NULL::VARCHAR[] AS more_recipients,
    coalesce("City", "District", "Province") AS place, place.code AS place_country,
    NULL::BIGINT AS geonameid, "Latitude" AS lat, "Longitude" AS lon,
    'actual' AS status, "Publisher" AS publisher, NULL::DATE AS published,
    "Story ID" || ':' || coalesce("Sentence Number", '') AS story, 1 AS mentions
FROM file_rows
LEFT JOIN cameo_codes code ON code.cameo = "CAMEO Code"
LEFT JOIN country_names actor ON actor.form = lower("Source Country")
LEFT JOIN country_names recipient ON recipient.form = lower("Target Country")
LEFT JOIN country_names place ON place.form = lower("Country")
LEFT JOIN sector_lists actor_sectors ON actor_sectors.form = "Source Sectors"
LEFT JOIN sector_lists recipient_sectors ON recipient_sectors.form = "Target Sectors"

-- name: origin_ids
SELECT "Event ID" AS origin_id FROM file_rows

-- name: sector_forms
SELECT DISTINCT unnest(["Source Sectors", "Target Sectors"]) AS form FROM file_rows

-- name: day
"Event Date"

-- name: actor
"Source Country"

-- name: recipient
"Target Country"
