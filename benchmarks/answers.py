"""One report's acts and answers against the dev gold: `python -m benchmarks.answers [--parsed FILE]
[--errors]`.

Prints

- links given the gold's events, on the dev gold and the three sets that ship: the gold's events and mentions
  are handed to the linker, so that linking is measured apart from coding;
- mentions of one act, B³, end to end, the program's mentions matched to the gold's one to one.
  Links end to end are in `python -m benchmarks.events`.

--parsed FILE  keeps the parsed reports for the next time (a pickle of this program's own types)
--errors       lists the links that are missed and those that are wrong, given the gold's events
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import pickle
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import own
from demarche.events.acts import Act, settle
from demarche.events.coding import Coded
from demarche.events.heads import EventHeads
from demarche.events.judging import pair_scores
from demarche.events.merge import Cluster
from demarche.events.syntax import Clauses
from demarche.links import answers
from demarche.model import CodedReport, DateRange, Entity, Event, Report, Sentence, Span
from demarche.ontology import load
from demarche.runners.step import Coder

SHARED = Path(__file__).resolve().parents[2] / "shared"
# Characters by which two mentions of one act may miss each other, as in ../shared/score/events.py.
WINDOW = 25

Row = Mapping[str, Any]
Links = set[tuple[str, str]]


def gold() -> list[Row]:
    """The dev gold's reports."""
    return [json.loads(line) for line in (SHARED / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]


def parsed(rows: Sequence[Row], kept: Path | None) -> dict[str, tuple[Sentence, ...]]:
    """Report id to its parsed sentences, read from `kept` when it is there."""
    if kept is not None and kept.exists():
        found: dict[str, tuple[Sentence, ...]] = pickle.loads(kept.read_bytes())
        return found
    made = dict(zip((row["id"] for row in rows), Coder().parse([row["text"] for row in rows]), strict=True))
    if kept is not None:
        kept.write_bytes(pickle.dumps(made))
    return made


def report_of(row: Row) -> Report:
    """The report of a gold row, with nothing of the gold."""
    day = dt.date.fromisoformat(row["published"]) if row["published"] else None
    return Report(row["id"], row["text"], published=day)


def given_the_gold(row: Row, sentences: Sequence[Sentence], heads: EventHeads | None) -> Coded:
    """The gold's events in the form that the coder hands to the linker: every mention an act at its head
    word.

    A mention that lies in no parsed sentence is left out.
    """
    clauses = [Clauses(sentence) for sentence in sentences]
    rows: dict[int, Any] = {}
    if heads is not None:
        for number, clause in enumerate(clauses):
            vectors = clause.tree.sentence.vectors
            if vectors is not None:
                rows[number] = vectors
    events: list[Event] = []
    clusters: list[Cluster] = []
    acts: list[Act] = []
    for record in row["events"]:
        group = Cluster()
        for span in (record["trigger"], *record["mentions"]):
            act = _act(record, span, clauses)
            if act is not None:
                act.row = rows[act.sentence][act.i] if act.sentence in rows else None
                group.acts.append(act)
                group.numbers.append(len(acts))
                acts.append(act)
        sentence = clauses[group.acts[0].sentence].tree.sentence if group.acts else sentences[0]
        events.append(event_of(record, Span.of(row["text"], sentence.start, sentence.end)))
        clusters.append(group)
    _contents(acts)
    return Coded(tuple(events), tuple(clusters), pair_scores(acts, heads))


def _act(record: Row, span: Row, clauses: Sequence[Clauses]) -> Act | None:
    for number, clause in enumerate(clauses):
        group = [t.i for t in clause.tokens if t.start < span["end"] and span["start"] < t.end]
        if group:
            outside = [i for i in group if clause.tokens[i].head not in group]
            words = [i for i in outside if clause.tokens[i].upos in {"VERB", "NOUN", "PROPN", "ADJ"}]
            i = (words or outside or group)[0]
            return Act(
                number, clause, i, tuple(group), record["event"], tuple(record["mode"]), record["status"], 1.0
            )  # fmt: skip
    return None


def _contents(acts: Sequence[Act]) -> None:
    """Marks the acts that are the content of an accusation, as the coder does."""
    for sentence in {act.sentence for act in acts}:
        here = sorted((act for act in acts if act.sentence == sentence), key=lambda act: act.i)
        copies = [replace(act) for act in here]
        settle(copies)
        for act, copy in zip(here, copies, strict=True):
            if copy.content_of is not None and act.status in {"alleged", "denied"}:
                act.content_of = next(
                    other for other, mirror in zip(here, copies, strict=True) if mirror is copy.content_of
                )


def event_of(record: Row, sentence: Span) -> Event:
    """A gold event, without its answers."""
    plover = load("plover")
    date = record["date"]
    sides = [
        tuple(Entity(None, x.get("name") or "", x["country"], tuple(x["sector"])) for x in record[role])
        for role in ("actor", "recipient", "according_to")
    ]
    mode = tuple(record["mode"])
    return Event(
        record["id"], record["event"], mode, (), None, plover.quad(record["event"]),
        plover.score(record["event"], mode), Span(**record["trigger"]),
        tuple(Span(**span) for span in record["mentions"]), sides[0], sides[1],
        date and DateRange(dt.date.fromisoformat(date["from"]), dt.date.fromisoformat(date["to"])),
        None, record["status"], sides[2], None, (), sentence, 1.0,
    )  # fmt: skip


def links_of(events: Sequence[Event]) -> Links:
    """(answer, answered) of events."""
    return {(event.id, answer.event) for event in events for answer in event.answers}


def gold_links(row: Row) -> Links:
    """(answer, answered) of a gold report."""
    return {(event["id"], answer["event"]) for event in row["events"] for answer in event["answers"]}


def matches(row: Row, events: Sequence[Event]) -> dict[str, str]:
    """Gold event id to the id of the coded event of its type that has a mention near one of its own."""
    found: dict[str, str] = {}
    for record in row["events"]:
        spans = [Span(**span) for span in (record["trigger"], *record["mentions"])]
        for event in events:
            near = any(_near(s, t) for s in spans for t in (event.trigger, *event.mentions))
            if event.event == record["event"] and near and event.id not in found.values():
                found[record["id"]] = event.id
                break
    return found


def _near(a: Span, b: Span) -> bool:
    return _gap(a, b) <= WINDOW


def _gap(a: Span, b: Span) -> int:
    """Characters between two spans; less than none where they overlap."""
    return max(a.start, b.start) - min(a.end, b.end)


def clusters_of(row: Row, events: Sequence[Event]) -> list[tuple[str, str | None]]:
    """(gold event, coded event with a mention there) of each gold mention; None where there is none.

    Mentions are matched one to one, the nearest first, of the same type rather than of another: a coded one
    that stood for two of the gold would make their acts look merged.
    """
    wanted = [
        (record, Span(**span))
        for record in row["events"]
        for span in (record["trigger"], *record["mentions"])
    ]
    made = [(event, span) for event in events for span in (event.trigger, *event.mentions)]
    pairs = sorted(
        (max(0, _gap(a, b)), event.event != record["event"], g, c)
        for g, (record, a) in enumerate(wanted)
        for c, (event, b) in enumerate(made)
        if _near(a, b)
    )
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, g, c in pairs:
        if g not in matched and c not in taken:
            matched[g] = c
            taken.add(c)
    return [
        (f"{row['id']}/{record['id']}", f"{row['id']}/{made[matched[g]][0].id}" if g in matched else None)
        for g, (record, _) in enumerate(wanted)
    ]


def b_cubed(pairs: Sequence[tuple[str, str | None]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a clustering; each pair is a mention's true and found cluster.

    Source: Bagga and Baldwin, Algorithms for scoring coreference chains (1998).
    """
    true, made, both = Counter(g for g, _ in pairs), Counter(c for _, c in pairs), Counter(pairs)
    precision = sum(n * n / made[c] for (_, c), n in both.items()) / len(pairs)
    recall = sum(n * n / true[g] for (g, _), n in both.items()) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def given_links(
    rows: Sequence[Row], sentences: Mapping[str, Sequence[Sentence]], *, errors: bool = False
) -> Counter[str]:
    """How many links are right, coded and in the gold, given the gold's events.

    errors: prints those that are missed and those that are wrong.
    """
    heads, counts = EventHeads.load(), Counter[str]()
    for row in rows:
        found = links_of(answers.link(given_the_gold(row, sentences[row["id"]], heads), row["text"]))
        counts += compared(found, gold_links(row))
        if errors:
            print_errors(row, found)
    return counts


def given_own() -> dict[str, Counter[str]]:
    """The same for each set that ships, by its name."""
    sets = {name: own.gold(name) for name in own.SETS}
    return {name: given_links(rows, parsed(rows, None)) for name, rows in sets.items()}


def compared(found: Links, wanted: Links) -> Counter[str]:
    """How many links are right, coded and in the gold."""
    return Counter(right=len(found & wanted), coded=len(found), gold=len(wanted))


def f1(counts: Mapping[str, int]) -> float:
    """F1 of links."""
    return 2 * counts["right"] / max(1, counts["coded"] + counts["gold"])


def print_links(name: str, counts: Mapping[str, int]) -> None:
    """One line of precision, recall and F1."""
    right, coded, wanted = (counts[what] for what in ("right", "coded", "gold"))
    print(
        f"links, {name}: P {right / max(1, coded):.3f} R {right / max(1, wanted):.3f} "
        f"F1 {f1(counts):.3f} ({right} right, {coded} coded, {wanted} gold)"
    )


def print_errors(row: Row, found: Links) -> None:
    """The links that were missed and those that are not the gold's."""
    by_id = {record["id"]: record for record in row["events"]}
    for name, pairs in (("MISSED", gold_links(row) - found), ("WRONG", found - gold_links(row))):
        for pair in sorted(pairs):
            words = [f"{by_id[i]['event']} {by_id[i]['trigger']['text']!r}" for i in pair]
            print(f"  {name} {row['id']}: {words[0]} answers {words[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parsed", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    for name, counts in given_own().items():
        print_links(f"given the gold's events, {name}.jsonl", counts)
    if not SHARED.exists():
        sys.exit("The rest needs the measuring data in ../shared, which is not there.")
    rows = gold()
    sentences = parsed(rows, options.parsed)
    print_links("given the gold's events, dev gold", given_links(rows, sentences, errors=options.errors))
    coded_reports = Coder().code([report_of(row) for row in rows])
    mentions: list[tuple[str, str | None]] = []
    for row, report in zip(rows, coded_reports, strict=True):
        events = report.events if isinstance(report, CodedReport) else ()
        mentions += clusters_of(row, events)
    for name, chosen in (
        ("the mentions found", [pair for pair in mentions if pair[1]]),
        ("all mentions, those missed alone", [(g, c or f"missed {n}") for n, (g, c) in enumerate(mentions)]),
    ):
        precision, recall, f1 = b_cubed(chosen)
        print(
            f"same act, B³ of {name}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} ({len(chosen)} mentions)"
        )


if __name__ == "__main__":
    main()
