"""Weights that ship in the package, read from an .npz file."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import numpy as np

from demarche.errors import ModelError

Made = TypeVar("Made")


def made_of(path: Traversable, what: str, make: Callable[[dict[str, Any]], Made]) -> Made:
    """What `make` makes of the arrays of a file, by name; `what` it is stands in the error.

    Raises: ModelError for a file that is missing, is damaged, or lacks something.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as weights:
            return make({name: weights[name] for name in weights.files})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: {what} cannot be read ({error}). Reinstall demarche.") from error
