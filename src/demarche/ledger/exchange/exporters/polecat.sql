-- An event as a POLECAT row.  Columns that the ledger has nothing for stay empty.
COPY (
    SELECT cell(coalesce(origin_id, id)) AS "Event ID", day AS "Event Date", event AS "Event Type",
           cell(array_to_string(mode, ';')) AS "Event Mode", score AS "Intensity", upper(quad) AS "Quad Code",
           cell(array_to_string(context, ';')) AS "Contexts",
           cell(actor_name) AS "Actor Name", cell(array_to_string(list_prepend(actor, coalesce(more_actors, [])), ';')) AS "Actor Country",
           NULL AS "Actor COW", cell(actor_sector[1]) AS "Primary Actor Sector", cell(array_to_string(actor_sector, ';')) AS "Actor Sectors",
           NULL AS "Actor Title", NULL AS "Actor Name Raw", NULL AS "Wikipedia Actor ID",
           cell(recipient_name) AS "Recipient Name",
           cell(array_to_string(list_prepend(recipient, coalesce(more_recipients, [])), ';')) AS "Recipient Country",
           NULL AS "Recipient COW", cell(recipient_sector[1]) AS "Primary Recipient Sector",
           cell(array_to_string(recipient_sector, ';')) AS "Recipient Sectors", NULL AS "Recipient Title", NULL AS "Recipient Name Raw",
           NULL AS "Wikipedia Recipient ID",
           cell(place) AS "Placename", NULL AS "City", NULL AS "District", NULL AS "Province", cell(place_country) AS "Country",
           lat AS "Latitude", lon AS "Longitude", geonameid AS "GeoNames ID", NULL AS "Raw Placename", NULL AS "Feature Type",
           cell(publisher) AS "Source", published AS "Publication Date", NULL AS "Story People", NULL AS "Story Organizations",
           NULL AS "Story Locations", NULL AS "Language", $version AS "Version"
    FROM events WHERE day IS NOT NULL AND event IS NOT NULL AND status = 'actual'
    ORDER BY day, id
) TO $output (FORMAT csv, DELIMITER '	', HEADER, QUOTE '', ESCAPE '', NULLSTR '')
