-- Conditions on `events` that the address can ask for, joined by AND.

-- name: type
list_contains($type, event)

-- name: status
list_contains($status, status)

-- name: publisher
list_contains($publisher, publisher)

-- name: origin
list_contains($origin, origin)

-- name: since
coalesce(date_to, day) >= $since

-- name: until
day <= $until

-- name: confidence
(confidence IS NULL OR confidence >= $confidence)

-- name: basis
basis = $basis

-- Without what analysts rejected: rows of events, and rows that name one.
-- name: accepted_id
NOT list_contains($rejected, id)

-- name: accepted_event
NOT list_contains($rejected, event)
