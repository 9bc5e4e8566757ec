"""A report's new version takes the place of the older: what only the older one told is no longer an event.

The older version and its mentions stay, so that what was once said can still be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from demarche.ledger.statements import statements

if TYPE_CHECKING:
    import duckdb


def forget_replaced(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes out the events that only older versions of the batch's reports tell, with their entities and
    links.
    """
    sql = statements("renewing")
    replaced = [event for (event,) in connection.execute(sql["replaced"]).fetchall()]
    kept = {event for (event,) in connection.execute(sql["told_elsewhere"], {"events": replaced}).fetchall()}
    events = [event for event in replaced if event not in kept]
    connection.execute(sql["forget_events"], {"events": events})
    connection.execute(sql["forget_entities"], {"events": events})
    connection.execute(sql["forget_links"], {"events": events})
