"""What a teacher thought of the passages, kept in a file: `training.events.ask` writes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from training.events.data import Example, Opinion
from training.events.relation import Relation

FIELDS = ("trigger", "acts", "mode", "status", "parts")


def load(path: Path) -> tuple[dict[str, Opinion], dict[str, np.ndarray]]:
    """The opinions that `main` wrote: of passages, and of masked pairs."""
    told = torch.load(path, weights_only=False)
    return {key: Opinion(*fields) for key, fields in told["passages"].items()}, told["relations"]


def informed(
    path: Path, examples: list[Example], relations: list[Relation]
) -> tuple[list[Example], list[Relation]]:
    """The examples and relations with the teacher's opinion where it has one."""
    of_passages, of_pairs = load(path)
    return (
        [replace(example, opinion=of_passages.get(example.text)) for example in examples],
        [replace(relation, opinion=of_pairs.get(relation.text)) for relation in relations],
    )
