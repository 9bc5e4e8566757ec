"""`demarche classify`: what a marked actor does to a marked recipient."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from demarche.cli.terminal import each_row_batched
from demarche.errors import InputError

EXAMPLE = (
    """echo '{"id": 1, "text": "Japan expelled a Russian consul.", "actor": [0, 5], "recipient": [15, 31]}'"""
    " | demarche classify --json -"
)


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="classify", epilog=f"Example: {EXAMPLE}")(classify)


def classify(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE.jsonl...",
            help="Rows {id, text, actor: \\[start, end], recipient: \\[start, end] or null}; - for stdin.",
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print JSON Lines (the only form).")] = True,
) -> None:
    """Types the act of a marked actor towards a marked recipient, with a probability for each type."""
    from demarche.events.relation import Pair, RelationClassifier

    del json
    classifier = RelationClassifier.load()

    def answer(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        pairs = [
            Pair(
                row["text"],
                _span(row["actor"]) if row.get("actor") else None,
                _span(row["recipient"]) if row.get("recipient") else None,
            )
            for row in rows
        ]
        return [
            {"event": r.event, "mode": list(r.mode), "status": r.status, "scores": r.scores}
            for r in classifier.classify(pairs)
        ]

    each_row_batched(inputs, answer, needs=("text", "actor"))


def _span(value: object) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(x, int) for x in value):
        return value[0], value[1]
    raise InputError(f"The span {value!r} is not [start, end], two whole numbers.")
