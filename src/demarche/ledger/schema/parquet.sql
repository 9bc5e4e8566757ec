-- A folder of Parquet files that `demarche export --format parquet` wrote, as a ledger: the tables are empty but for
-- `events`, which is read from the files when it is asked for.
DROP TABLE events;
CREATE VIEW events AS SELECT * EXCLUDE (month) FROM read_parquet('{folder}/month=*/*.parquet', hive_partitioning = true,
    hive_types = {'month': VARCHAR});
