-- All columns of an event, guarded for spreadsheets.
COPY (
    SELECT id, event, array_to_string(mode, ';') AS mode, array_to_string(context, ';') AS context, cameo, quad, score,
           day, date_from, date_to, actor, cell(actor_name) AS actor_name, array_to_string(actor_sector, ';') AS actor_sector,
           recipient, cell(recipient_name) AS recipient_name, array_to_string(recipient_sector, ';') AS recipient_sector,
           array_to_string(more_actors, ';') AS more_actors, array_to_string(more_recipients, ';') AS more_recipients,
           cell(place) AS place, place_country, geonameid, lat, lon, status, confidence, deadline,
           cell(report) AS report, published, cell(publisher) AS publisher, reports, mentions, origin,
           cell(origin_id) AS origin_id, cell(story) AS story, cell(mirror_of) AS mirror_of
    FROM events ORDER BY day, id
) TO $output (FORMAT csv, HEADER)
