-- The columns of a table, in order.

-- name: of_table
SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $table ORDER BY column_index
