"""What can go wrong, as one small tree.

    DemarcheError            anything that demarche says itself
    ├── UsageError           a wrong option, name or value: what is available is in the message
    ├── InputError           an input that cannot be read; becomes a `Reject` and the run goes on
    ├── CodingError          a report that was read but cannot be coded (its language, its size)
    ├── ModelError           a model file that is missing, damaged or of another version
    └── LedgerError          the database cannot be opened, read or written; nothing stored is lost

Every message has three parts: what is wrong, why, and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DemarcheError(Exception):
    """The root of all errors that demarche raises on purpose."""


class UsageError(DemarcheError):
    """A wrong option, name or value."""


class InputError(DemarcheError):
    """An input that cannot be read."""


class CodingError(DemarcheError):
    """A report that was read but cannot be coded."""


class ModelError(DemarcheError):
    """A model file that is missing, damaged or of another version."""


class LedgerError(DemarcheError):
    """A ledger that cannot be opened, read or written."""


def unknown(what: str, value: str, available: Iterable[str]) -> UsageError:
    """The error for a name that is not known, naming what is and the nearest of it."""
    names = sorted(available)
    near = difflib.get_close_matches(value, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return UsageError(f"Unknown {what} {value!r}. Available: {', '.join(names)}.{hint}")
