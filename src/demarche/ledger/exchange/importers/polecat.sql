-- A POLECAT row as an event.  Cells with several values hold them apart by ";"; countries come as codes or as names.

-- name: rows
SELECT
    "Event ID" AS origin_id,
    type.event, string_split(lower("Event Mode"), ';') AS mode, string_split(lower("Contexts"), ';') AS context,
    NULL::VARCHAR AS cameo,
    type.quad, coalesce("Intensity", type.score) AS score,
    "Event Date" AS day, "Event Date" AS date_from, "Event Date" AS date_to,
    coalesce(actor.code, split_part("Actor Country", ';', 1)) AS actor, "Actor Name" AS actor_name,
    string_split(coalesce("Actor Sectors", "Primary Actor Sector"), ';') AS actor_sector,
    coalesce(recipient.code, split_part("Recipient Country", ';', 1)) AS recipient, "Recipient Name" AS recipient_name,
    string_split(coalesce("Recipient Sectors", "Primary Recipient Sector"), ';') AS recipient_sector,
    CASE WHEN contains("Actor Country", ';')
         THEN list_transform(string_split("Actor Country", ';')[2:], lambda part: coalesce(codes.code_of[lower(part)], part)) END AS more_actors,
    CASE WHEN contains("Recipient Country", ';')
         THEN list_transform(string_split("Recipient Country", ';')[2:], lambda part: coalesce(codes.code_of[lower(part)], part)) END AS more_recipients,
    coalesce("Placename", "City", "District", "Province") AS place, coalesce(place.code, "Country") AS place_country,
    "GeoNames ID" AS geonameid, "Latitude" AS lat, "Longitude" AS lon,
    'actual' AS status, "Source" AS publisher, "Publication Date" AS published, NULL::VARCHAR AS story, 1 AS mentions
FROM file_rows
LEFT JOIN plover_types type ON type.event = upper("Event Type")
LEFT JOIN country_names actor ON actor.form = lower(split_part("Actor Country", ';', 1))
LEFT JOIN country_names recipient ON recipient.form = lower(split_part("Recipient Country", ';', 1))
LEFT JOIN country_names place ON place.form = lower("Country")
CROSS JOIN (SELECT map(list(form), list(code)) AS code_of FROM country_names) codes

-- name: origin_ids
SELECT "Event ID" AS origin_id FROM file_rows

-- name: day
"Event Date"

-- name: actor
"Actor Country"

-- name: recipient
"Recipient Country"
