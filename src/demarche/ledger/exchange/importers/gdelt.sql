-- A GDELT row as an event.  A country that is not given is read from the known group; the quad class of an act that
-- PLOVER does not code is CAMEO's.

-- name: rows
SELECT
    GLOBALEVENTID AS origin_id,
    code.event, code.mode, code.context, EventCode AS cameo, code.quad, coalesce(GoldsteinScale, code.score) AS score,
    SQLDATE AS day, SQLDATE AS date_from, SQLDATE AS date_to,
    coalesce(actor.code, Actor1CountryCode) AS actor, Actor1Name AS actor_name,
    CASE WHEN Actor1Type1Code IS NOT NULL THEN
        list_filter([Actor1Type1Code, Actor1Type2Code, Actor1Type3Code], lambda x: x IS NOT NULL) END AS actor_sector,
    coalesce(recipient.code, Actor2CountryCode) AS recipient, Actor2Name AS recipient_name,
    CASE WHEN Actor2Type1Code IS NOT NULL THEN
        list_filter([Actor2Type1Code, Actor2Type2Code, Actor2Type3Code], lambda x: x IS NOT NULL) END AS recipient_sector,
    NULL::VARCHAR[] AS more_actors, NULL::VARCHAR[] AS more_recipients,
    ActionGeo_FullName AS place, place.code AS place_country,
    NULL::BIGINT AS geonameid, TRY_CAST(ActionGeo_Lat AS DOUBLE) AS lat, TRY_CAST(ActionGeo_Long AS DOUBLE) AS lon,
    'actual' AS status, regexp_extract(SOURCEURL, '^https?://(?:www\.)?([^/:]+)', 1) AS publisher,
    TRY_STRPTIME(left(DATEADDED, 8), '%Y%m%d')::DATE AS published, SOURCEURL AS story, coalesce(NumMentions, 1) AS mentions
FROM (SELECT NULL::VARCHAR AS SOURCEURL WHERE false UNION ALL BY NAME SELECT * FROM file_rows)
LEFT JOIN cameo_codes code ON code.cameo = EventCode
LEFT JOIN cameo_countries actor ON actor.form = coalesce(Actor1CountryCode, Actor1KnownGroupCode)
LEFT JOIN cameo_countries recipient ON recipient.form = coalesce(Actor2CountryCode, Actor2KnownGroupCode)
LEFT JOIN fips_countries place ON place.form = ActionGeo_CountryCode

-- name: origin_ids
SELECT GLOBALEVENTID AS origin_id FROM file_rows

-- name: day
SQLDATE

-- name: actor
Actor1CountryCode

-- name: recipient
Actor2CountryCode
