"""Text from pages in cells of tables: no formula that a spreadsheet would run, no control that steers a
terminal.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> Any:
    """The value as a cell of CSV: lists joined by ";", text that begins like a formula behind an
    apostrophe.
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return cell(";".join(str(item) for item in value))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        clean = "".join(c for c in value if c in "\n\t" or c.isprintable() or ord(c) > 0x9F)
        return f"'{clean}" if clean.startswith(FORMULA) else clean
    return value


def uncell(text: str) -> str:
    """The text that `cell` made a cell of."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
