-- All columns of an event, a folder a month.
COPY (SELECT *, coalesce(strftime(day, '%Y-%m'), 'none') AS month FROM events ORDER BY day, id)
TO $output (FORMAT parquet, PARTITION_BY (month), OVERWRITE_OR_IGNORE)
