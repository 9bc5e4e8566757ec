-- All columns of an event, guarded for spreadsheets.
COPY (
    SELECT cell(id) AS id, event, cell(array_to_string(mode, ';')) AS mode, cell(array_to_string(context, ';')) AS context,
           cell(cameo) AS cameo, quad, score, day, date_from, date_to,
           cell(actor) AS actor, cell(actor_name) AS actor_name, cell(array_to_string(actor_sector, ';')) AS actor_sector,
           cell(recipient) AS recipient, cell(recipient_name) AS recipient_name,
           cell(array_to_string(recipient_sector, ';')) AS recipient_sector,
           cell(array_to_string(more_actors, ';')) AS more_actors, cell(array_to_string(more_recipients, ';')) AS more_recipients,
           cell(place) AS place, cell(place_country) AS place_country, geonameid, lat, lon, status, confidence, deadline,
           cell(report) AS report, published, cell(publisher) AS publisher, reports, mentions, origin,
           cell(origin_id) AS origin_id, cell(story) AS story, cell(mirror_of) AS mirror_of
    FROM events ORDER BY day, id
) TO $output (FORMAT csv, HEADER)
