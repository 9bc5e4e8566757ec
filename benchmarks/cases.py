"""Two disputes of 1987, coded and linked by the program, against what reading the reports gives.

    python -m benchmarks.cases [chips1987|gulf1987] [--coded FILE] [--errors N] [--show]

The reports are Reuters' of 1987 (../shared/data/corpora/reuters21578.jsonl.xz), selected by day and words
as the list in docs/cases says.  --coded keeps what was coded in a file and reads it from there the next
time.  An act of the list is found when an act of the program has its type and sides and an overlapping
date; a link when both its acts are found and linked, in any number of steps of one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import lzma
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from demarche.links.assembling import Assembled, assemble
from demarche.links.cases import Case, find_cases
from demarche.links.chains import countries, find_chains
from demarche.links.reconcile import StoredAct
from demarche.links.records import coded_from_record
from demarche.model import CodedReport, Reject, Report
from demarche.record import coded_to_dict

ROOT = Path(__file__).resolve().parents[1]
REUTERS = ROOT.parent / "shared" / "data" / "corpora" / "reuters21578.jsonl.xz"
# Days by which an act's date may miss the list's: reports of 1987 go by the day of the bureau.
SLACK = dt.timedelta(1)


def selected(chosen: Mapping[str, Any]) -> Iterator[Report]:
    """The reports of the corpus from the list's days that use its words."""
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in chosen["words"]]
    with lzma.open(REUTERS, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if chosen["from"] <= row["date"] <= chosen["to"] and all(
                p.search(row["title"] + "\n" + row["text"]) for p in patterns
            ):
                text = f"{row['title'].capitalize()}\n\n{unwrapped(row['text'])}"
                yield Report(
                    row["id"],
                    text,
                    title=row["title"],
                    publisher="Reuters",
                    published=dt.date.fromisoformat(row["date"]),
                )


def unwrapped(text: str) -> str:
    """The text with one line a paragraph: lines that are indented begin one."""
    return re.sub(r"\n(?! )\s*", " ", text).replace("\n    ", "\n\n")


def coded(reports: Sequence[Report], keep: Path | None) -> list[CodedReport]:
    """The reports, coded; from the file when it holds them."""
    if keep and keep.exists():
        return [coded_from_record(json.loads(line)) for line in keep.read_text("utf-8").splitlines()]
    from demarche.runners.step import Coder

    done = [result for result in Coder().stream(reports) if not isinstance(result, Reject)]
    if keep:
        keep.write_text(
            "".join(json.dumps(coded_to_dict(one), ensure_ascii=False) + "\n" for one in done), "utf-8"
        )
    return done


def fits(listed: Mapping[str, Any], act: StoredAct) -> bool:
    """Whether an act of the program is the listed one: a type of it, its sides, its days."""
    if act.event.event not in listed["event"]:
        return False
    if not set(listed["actor"]) & set(countries(act.event.actor)):
        return False
    if (
        listed.get("recipient")
        and countries(act.event.recipient)
        and not set(listed["recipient"]) & set(countries(act.event.recipient))
    ):
        return False
    first, last = listed["from"], listed.get("to", listed["from"])
    if act.event.date is not None:
        return bool(act.event.date.first - SLACK <= last and act.event.date.last + SLACK >= first)
    return bool(act.first_told and first - SLACK <= act.first_told <= last + 3 * SLACK)


def found_in(acts: Sequence[Mapping[str, Any]], known: Sequence[StoredAct]) -> dict[str, list[StoredAct]]:
    """Name of a listed act to the program's acts that are it; of several, the one that most reports tell
    stands first.
    """
    return {
        listed["name"]: sorted(
            (act for act in known if fits(listed, act)), key=lambda act: (-act.reports, act.id)
        )
        for listed in acts
    }


def measure(wanted: Mapping[str, Any], made: Assembled, *, errors: int) -> None:
    """Prints recall of acts and links, and precision among the acts told by several reports."""
    listed = wanted["act"]
    hits = found_in(listed, made.acts)
    right = sum(bool(acts) for acts in hits.values())
    covered = {act.id for acts in hits.values() for act in acts}
    days = [day for one in listed for day in (one["from"], one.get("to", one["from"]))]
    loud = [
        act
        for act in made.acts
        if act.reports >= wanted["select"]["loud"] and act.day and min(days) <= act.day <= max(days)
    ]
    print(f"acts    recall    {right}/{len(listed)} of the list found")
    print(
        f"acts    precision {sum(act.id in covered for act in loud)}/{len(loud)} of those told by "
        f"{wanted['select']['loud']} or more reports are on the list"
    )
    pieces = [len(acts) for acts in hits.values() if acts]
    print(
        f"acts    one event {sum(n == 1 for n in pieces)}/{len(pieces)} found as one event; "
        f"{sum(pieces)} events stand for {len(pieces)} acts"
    )
    pairs = {(link.answer, link.answered): link for link in made.links}
    for basis in ("stated", "inferred"):
        known = {pair for pair, link in pairs.items() if link.basis == basis}
        print(
            f"links   {basis:9s} {_recalled(wanted, hits, known)}/{len(wanted['link'])} of the list; "
            f"{_right(wanted, hits, known)} of those between listed acts right"
        )
    print(f"links   both      {_recalled(wanted, hits, set(pairs))}/{len(wanted['link'])} of the list")
    for one in [one for one in listed if not hits[one["name"]]][:errors]:
        print("MISSED", one["name"], one["from"], one["actor"], one["event"], one.get("recipient"))
    for act in [act for act in loud if act.id not in covered][:errors]:
        print("OTHER", line_of(act))


def _recalled(
    wanted: Mapping[str, Any], hits: Mapping[str, list[StoredAct]], pairs: set[tuple[str, str]]
) -> int:
    return sum(
        any((a.id, b.id) in pairs for a in hits[link["answer"]] for b in hits[link["answered"]])
        for link in wanted["link"]
    )


def _right(
    wanted: Mapping[str, Any], hits: Mapping[str, list[StoredAct]], pairs: set[tuple[str, str]]
) -> str:
    """How many of the program's links between two different listed acts are on the list."""
    names: dict[str, set[str]] = {}
    for name, acts in hits.items():
        for act in acts:
            names.setdefault(act.id, set()).add(name)
    listed = {(link["answer"], link["answered"]) for link in wanted["link"]}
    between = [
        (names[a], names[b]) for a, b in pairs if a in names and b in names and not names[a] & names[b]
    ]
    good = sum(any((x, y) in listed for x in answer for y in answered) for answer, answered in between)
    return f"{good}/{len(between)}"


def line_of(act: StoredAct) -> str:
    """An act on one line."""
    event = act.event
    sides = f"{'+'.join(countries(event.actor)) or '?'} → {'+'.join(countries(event.recipient)) or '·'}"
    when = f"{event.date.first}…{event.date.last}" if event.date else f"told {act.first_told}"
    what = f"{event.event} {'+'.join(event.mode)} [{event.status}]"
    told = f"×{act.reports} ({act.voices} voices) {' '.join(event.trigger.text.split())!r}"
    return f"{when:24s} {sides:14s} {what} {told}"


def show(case: Case) -> None:
    """Prints a case's acts and links."""
    print(
        f"{case.name} ({case.first} … {case.last}): {len(case.acts)} acts, "
        f"{len(case.chains)} chains, {len(case.links)} links"
    )
    for act in case.acts:
        if act.reports > 1 or any(act.id in (link.answer, link.answered) for link in case.links):
            print(
                "  ",
                act.id[:6],
                line_of(act),
                *[
                    f"→{link.answered[:6]} {link.basis} {link.confidence:.2f}"
                    for link in case.links
                    if link.answer == act.id
                ],
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=["chips1987", "gulf1987"])
    parser.add_argument("--coded", type=Path, help="a folder that keeps the coded reports")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if not REUTERS.exists():
        sys.exit(f"{REUTERS} is not there: this benchmark needs the measuring data.")
    for name in options.names:
        wanted = tomllib.loads((ROOT / "docs" / "cases" / f"{name}.toml").read_text("utf-8"))
        reports = list(selected(wanted["select"]))
        made = assemble(coded(reports, options.coded / f"{name}.jsonl" if options.coded else None))
        print(f"{wanted['title']}: {len(reports)} reports → {len(made.acts)} acts, {len(made.links)} links")
        cases = find_cases(made.acts, find_chains(made.acts, made.links))
        measure(wanted, made, errors=options.errors)
        largest = max(cases, key=lambda case: len(case.acts))
        hits = found_in(wanted["act"], made.acts)
        inside = {act.id for act in largest.acts}
        held = sum(any(act.id in inside for act in acts) for acts in hits.values())
        print(
            f"case    {largest.name!r}: {len(largest.acts)} acts, "
            f"{held}/{sum(bool(acts) for acts in hits.values())} of the listed acts that were found\n"
        )
        if options.show:
            show(largest)


if __name__ == "__main__":
    main()
