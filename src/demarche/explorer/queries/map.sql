-- Where acts took place.

-- name: points
-- One row per place: towns by their coordinates, else the country.
SELECT coalesce(place, place_country) AS place, place_country, lat, lon, count(*) AS acts,
       count(*) FILTER (quad LIKE '%conflict') AS conflict, sum(score) AS score, min(day) AS first_day, max(day) AS last_day
FROM events
WHERE (lat IS NOT NULL OR place_country IS NOT NULL) AND mirror_of IS NULL/* facets */
GROUP BY ALL ORDER BY acts DESC, place, place_country, lat, lon LIMIT $limit

-- name: months
SELECT date_trunc('month', day)::DATE AS month, count(*) AS acts, coalesce(sum(score) FILTER (score > 0), 0) AS cooperation,
       coalesce(sum(score) FILTER (score < 0), 0) AS conflict
FROM events WHERE (lat IS NOT NULL OR place_country IS NOT NULL) AND day IS NOT NULL AND mirror_of IS NULL/* facets */
GROUP BY month ORDER BY month

-- name: total
SELECT count(*) AS placed, (SELECT count(*) FROM events WHERE mirror_of IS NULL/* facets */) AS acts
FROM events WHERE (lat IS NOT NULL OR place_country IS NOT NULL) AND mirror_of IS NULL/* facets */
