"""The explorer: a ledger as local web pages, each with its JSON and CSV twin.

create_app(path)          the application that `demarche serve` runs                 app.py
standalone(...)           one self-contained page of a dyad                          export.py

A page is a function from the open ledger and the address to plain data (pages/); the same data is drawn by
a template (templates/), printed as JSON, or its rows as CSV (answering.py).  SQL stands in queries/, marks
and arrows are placed by timeline.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.explorer.app import create_app as create_app
    from demarche.explorer.export import standalone as standalone

__all__ = ["create_app", "standalone"]


def __getattr__(name: str) -> object:
    if name == "create_app":
        from demarche.explorer.app import create_app

        return create_app
    if name == "standalone":
        from demarche.explorer.export import standalone

        return standalone
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
