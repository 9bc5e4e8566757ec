"""`demarche score`: coded reports against reports coded by hand."""

from __future__ import annotations

import json as js
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli.terminal import DONE, REJECTED, plain, rows, say
from demarche.errors import InputError

if TYPE_CHECKING:
    from demarche.scoring import Score

EXAMPLE = "demarche score gold.jsonl coded.jsonl --errors 5"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="score", epilog=f"Example: {EXAMPLE}")(score)


def score(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Reports coded by hand: records, or {id, text, events}.")
    ],
    coded: Annotated[
        str, typer.Argument(metavar="CODED", help="What `demarche code --json` gave; - for stdin.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    errors: Annotated[
        int, typer.Option("--errors", min=0, metavar="N", help="Show N events missed and N that are none.")
    ] = 0,
) -> None:
    """Scores coded reports against a gold: acts, events, rows, links, and how right each field is."""
    from demarche.scoring import score as scored

    wanted, bad = _records(str(gold), ("events",))
    made, worse = _records(coded, ("report", "events"))
    found = scored(wanted, made)
    if json:
        sys.stdout.write(js.dumps(found.to_dict(), ensure_ascii=False) + "\n")
    else:
        _table(found)
    for missed, name in ((True, "missed"), (False, "not in the gold")):
        for miss in [one for one in found.misses if one.missed is missed][:errors]:
            print(
                plain(
                    f"{name}: {miss.report}: {miss.event} “{miss.trigger}”: {' '.join(miss.around.split())}"
                )
            )
    for report in found.absent:
        say(f"demarche: gold report {report!r} is not among the coded ones; its events count as missed")
    say(f"{len(wanted)} gold reports, {len(made)} coded; {bad + worse} lines rejected")
    raise typer.Exit(REJECTED if bad + worse else DONE)


def _records(name: str, needs: tuple[str, ...]) -> tuple[list[dict[str, Any]], int]:
    """The records of a file that have what is needed, and how many lines have not."""
    found, bad = [], 0
    for origin, row in rows([name]) if (whole := _one_record(name)) is None else [(name, whole)]:
        if isinstance(row, InputError):
            say(f"demarche: {row}")
        elif not all(need in row for need in needs):
            say(f"demarche: {origin}: no record, it has no {' and '.join(needs)!r}. See docs/record.md.")
        elif not all(isinstance(e, dict) and {"event", "trigger"} <= e.keys() for e in row["events"]):
            say(f"demarche: {origin}: an event lacks its `event` or `trigger`. See docs/record.md.")
        else:
            found.append(row)
            continue
        bad += 1
    return found, bad


def _one_record(name: str) -> dict[str, Any] | None:
    """The record of a file that holds just one, over several lines, or None."""
    try:
        row = js.loads(Path(name).read_text("utf-8-sig")) if name != "-" else None
    except (OSError, ValueError):
        return None
    return row if isinstance(row, dict) else None


def _table(found: Score) -> None:
    for name in ("acts", "events", "rows", "links"):
        ratio = getattr(found, name)
        print(
            f"{name:8} P {ratio.precision:.3f}  R {ratio.recall:.3f}  F1 {ratio.f1:.3f}   "
            f"({ratio.right} right, {ratio.coded} coded, {ratio.gold} gold)"
        )
    print("right among the events found")
    for name, share in found.fields.items():
        print(f"  {name:28} {share.share:.3f}  of {share.of}")
    print("F1 over the values given")
    for name, ratio in found.values.items():
        print(f"  {name:28} {ratio.f1:.3f}  of {ratio.gold} in the gold")
    print(f"  {'status (macro)':28} {found.status_macro_f1:.3f}")
    error = found.calibration_error
    print(f"calibration error              {'–' if error is None else f'{error:.3f}'}")
    for name, ratio in sorted(found.types.items()):
        print(
            f"  {name:10} P {ratio.precision:.2f}  R {ratio.recall:.2f}  F1 {ratio.f1:.2f}  of {ratio.gold}"
        )
