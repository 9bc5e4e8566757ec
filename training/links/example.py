"""A passage's pairs of acts, as the judge is taught them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demarche.links.pairing import Pairs


@dataclass(frozen=True, slots=True)
class Example:
    """A passage's pairs; `right[k]`: pair k is an answer; `links`: how many the passage marks.

    `coded`: the acts are the coder's.  `unseen`: the event encoder was not trained on the passage.
    """

    name: str
    coded: bool
    unseen: bool
    pairs: Pairs
    right: np.ndarray
    links: int
