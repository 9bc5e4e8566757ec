"""A report's new version takes the place of the older: what only the older one told is no longer an event.

The older version and its mentions stay, so that what was once said can still be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from demarche.ledger.statements import statements

if TYPE_CHECKING:
    import duckdb


def forget_replaced(connection: duckdb.DuckDBPyConnection, reports: Sequence[str]) -> None:
    """Takes out the events that only the versions stored so far of reports tell, with their entities and
    links.
    """
    sql, given = statements("renewing"), {"reports": list(reports)}
    replaced = [event for (event,) in connection.execute(sql["replaced"], given).fetchall()]
    told = connection.execute(sql["told_elsewhere"], given | {"events": replaced}).fetchall()
    kept = {event for (event,) in told}
    events = [event for event in replaced if event not in kept]
    connection.execute(sql["forget_events"], {"events": events})
    connection.execute(sql["forget_entities"], {"events": events})
    connection.execute(sql["forget_links"], given | {"events": events})
