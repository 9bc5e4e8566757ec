-- An event as an ICEWS row; the intensity is the event's score.  `cell` guards against formulas (schema/views.sql).
COPY (
    SELECT cell(coalesce(origin_id, id)) AS "Event ID", day AS "Event Date",
           cell(actor_name) AS "Source Name", cell(array_to_string(actor_sector, ',')) AS "Source Sectors", cell(actor) AS "Source Country",
           cell(coalesce(event, 'Statement') || coalesce(' ' || mode[1], '')) AS "Event Text", cell(cameo) AS "CAMEO Code", score AS "Intensity",
           cell(recipient_name) AS "Target Name", cell(array_to_string(recipient_sector, ',')) AS "Target Sectors",
           cell(recipient) AS "Target Country",
           cell(CASE WHEN regexp_matches(story, ':\d*$') THEN regexp_extract(story, '^(.*):\d*$', 1) ELSE coalesce(story, report) END) AS "Story ID",
           regexp_extract(story, ':(\d+)$', 1) AS "Sentence Number", cell(publisher) AS "Publisher",
           cell(place) AS "City", NULL AS "District", NULL AS "Province", cell(place_country) AS "Country",
           lat AS "Latitude", lon AS "Longitude"
    FROM events WHERE day IS NOT NULL AND cameo IS NOT NULL
    ORDER BY day, id
) TO $output (FORMAT csv, DELIMITER '	', HEADER, QUOTE '', ESCAPE '', NULLSTR '')
