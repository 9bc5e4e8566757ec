-- Each event with the record of the report that it comes from, and all reports that tell it.
SELECT e.*, t.told_by, t.record
FROM events e LEFT JOIN (
    SELECT m.event, list({report: m.report, version: m.version, url: r.url, title: r.title, publisher: r.publisher, published: r.published}
                         ORDER BY r.published NULLS LAST, m.report) AS told_by,
           arg_min(m.record, (coalesce(r.published, DATE '9999-12-31'), m.report, m.begins)) AS record
    FROM mentions m JOIN latest_reports r ON r.id = m.report AND r.version = m.version
    WHERE m.main GROUP BY m.event
) t ON t.event = e.id
ORDER BY e.day, e.id
