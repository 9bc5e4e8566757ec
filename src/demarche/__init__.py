"""demarche reads the news and keeps the ledger of who did what to whom, and in answer to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demarche.api import code, read
    from demarche.ledger import Ledger

__version__ = "0.1.0"
__all__ = ["Ledger", "__version__", "code", "read"]


def __getattr__(name: str) -> Any:
    # Heavy rooms are opened when first asked for: `import demarche` stays under 0.2 s.
    if name in {"code", "read"}:
        from demarche import api

        return getattr(api, name)
    if name == "Ledger":
        from demarche.ledger import Ledger

        return Ledger
    raise AttributeError(f"module 'demarche' has no attribute {name!r}")
