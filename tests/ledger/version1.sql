-- One row per table as the first version of the schema had them: what later versions must be able to open.
INSERT INTO meta VALUES ('schema_version', '1');
INSERT INTO runs VALUES (1, 'ingest', '2026-11-24 07:00:00', '2026-11-24 07:01:00', '0.1.0', '{}', 'plover', '{}', '{"reports": 1}');
INSERT INTO reports VALUES ('r1', 1, '0ff1bd60dcb6bb95c6e1da3c220af183db9c403cf350e7cba6fc0cc76b2f079a', NULL, NULL, 'News', NULL,
    '2022-10-04', 'en', 'Japan expelled a consul.', '[]', 1);
INSERT INTO mentions VALUES ('e1', 'e1', 'r1', 1, 6, 14, 0, 24, true, '{"id": "e1", "event": "SANCTION", "mode": ["expel"],
    "trigger": {"text": "expelled", "start": 6, "end": 14}, "sentence": {"text": "Japan expelled a consul.", "start": 0, "end": 24}}', 1);
INSERT INTO events BY NAME SELECT 'e1' AS id, 'SANCTION' AS event, ['expel'] AS mode, []::VARCHAR[] AS context, '161' AS cameo,
    'material conflict' AS quad, -7.0 AS score, DATE '2022-10-04' AS day, DATE '2022-10-04' AS date_from, DATE '2022-10-04' AS date_to,
    'JPN' AS actor, 'Japan' AS actor_name, ['GOV'] AS actor_sector, 'RUS' AS recipient, 'Russia' AS recipient_name,
    'actual' AS status, 0.9 AS confidence, 'r1' AS report, DATE '2022-10-04' AS published, 'News' AS publisher, 1 AS reports,
    1 AS mentions, 'coded' AS origin, 1 AS run;
INSERT INTO entities VALUES ('e1', 'actor', 0, 'Japan', 'JPN', ['GOV'], NULL, NULL, NULL, 'r1', 1, 0, 5, 1);
INSERT INTO rejects VALUES (1, 'page.html', NULL, 'read', 'is empty', NULL);
INSERT INTO aliases VALUES ('e-old', 'e1', 1);
INSERT INTO reviews VALUES ('v1', '2026-11-24 08:00:00', 'Ada', 'e1', NULL, 'accept', NULL);
