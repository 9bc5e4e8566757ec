-- Version 5: what a new report looks up is found without reading whole tables.  `events` has no index: it takes imports of
-- millions of rows, and a report's events are found by its mentions.

CREATE INDEX reports_id ON reports (id);
CREATE INDEX mentions_told_as ON mentions (told_as);
CREATE INDEX mentions_event ON mentions (event);
CREATE INDEX mentions_report ON mentions (report);
CREATE INDEX entities_event ON entities (event);
CREATE INDEX tellings_id ON tellings (id);
CREATE INDEX tellings_act ON tellings (act);
CREATE INDEX tellings_report ON tellings (report);
CREATE INDEX sketches_report ON sketches (report);
