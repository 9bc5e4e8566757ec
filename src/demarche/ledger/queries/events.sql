-- The filters of `Ledger.events`: `select`, `table` or `dyad`, then the conditions that apply joined by AND, then `order`.
-- Countries of a joint actor beyond the first stand in more_actors, which is null for nearly all rows.

-- name: select
SELECT id, event, mode, context, cameo, quad, score, day, date_from, date_to,
       actor, actor_name, actor_sector, recipient, recipient_name, recipient_sector, more_actors, more_recipients,
       place, place_country, geonameid, lat, lon, status, confidence, deadline,
       report, published, publisher, reports, mentions, origin, origin_id, story, mirror_of

-- name: table
FROM events

-- name: dyad
-- The table where both sides are one country each.  Every part compares columns with single values, or with null: that is
-- done while the table is read, and what cannot fit is skipped.
FROM (
    FROM events WHERE actor = $first AND recipient = $second
    UNION ALL
    FROM events WHERE actor = $second AND recipient = $first AND $first <> $second
    UNION ALL
    FROM events
    WHERE (more_actors IS NOT NULL OR more_recipients IS NOT NULL)
      AND (actor = $first AND recipient = $second OR actor = $second AND recipient = $first) IS NOT TRUE
      AND (list_contains(list_prepend(actor, more_actors), $first)
           AND (recipient = $second OR list_contains(more_recipients, $second) OR list_contains(list_prepend(actor, more_actors), $second))
        OR list_contains(list_prepend(actor, more_actors), $second)
           AND (recipient = $first OR list_contains(more_recipients, $first)))
) AS events

-- name: order
ORDER BY day, id

-- name: limit
LIMIT $limit OFFSET $offset

-- name: between
((actor IN (SELECT unnest($first)) OR list_has_any(more_actors, $first) OR lower(actor_name) IN (SELECT lower(unnest($first))))
 AND (recipient IN (SELECT unnest($second)) OR list_has_any(more_recipients, $second)
      OR lower(recipient_name) IN (SELECT lower(unnest($second)))
      OR list_has_any(more_actors, $second))
 OR (actor IN (SELECT unnest($second)) OR list_has_any(more_actors, $second) OR lower(actor_name) IN (SELECT lower(unnest($second))))
 AND (recipient IN (SELECT unnest($first)) OR list_has_any(more_recipients, $first)
      OR lower(recipient_name) IN (SELECT lower(unnest($first)))
      OR list_has_any(more_actors, $first)))

-- name: actor
(actor IN (SELECT unnest($actor)) OR list_has_any(more_actors, $actor) OR lower(actor_name) IN (SELECT lower(unnest($actor))))

-- name: recipient
(recipient IN (SELECT unnest($recipient)) OR list_has_any(more_recipients, $recipient)
 OR lower(recipient_name) IN (SELECT lower(unnest($recipient))))

-- name: type
event IN (SELECT unnest($type))

-- name: since
coalesce(date_to, day) >= $since

-- name: until
day <= $until

-- name: status
status IN (SELECT unnest($status))

-- name: min_confidence
(confidence IS NULL OR confidence >= $min_confidence)

-- name: origin
origin IN (SELECT unnest($origin))

-- name: mirrors
mirror_of IS NULL

-- name: run
run = $run
