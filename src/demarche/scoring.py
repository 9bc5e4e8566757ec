"""How right coded reports are, against reports coded by hand: events, their fields and their links.

Both sides are records (docs/record.md) as plain dicts; a gold report may also be flat, {"id", "text",
"events"}, with its deadlines as bare days.

An event is *found* when one of its spans (trigger or mentions) overlaps or nearly touches a span of the gold
event.  Each event counts once: of all pairs that fit, the best is taken first, where near spans, the same
type and the same countries on either side speak for a pair.  Texts may differ in white space and furniture:
offsets are carried over word by word.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Record = Mapping[str, Any]
Offsets = tuple[int, int]

# Characters by which two mentions of one act may miss each other ("ordered … to leave" against "to leave").
WINDOW = 25
BINS = 10
WORD = re.compile(r"\w+|[^\w\s]")
# Fields that are empty more often than not: a constant null would look good, so F1 over their values is told.
SPARSE = ("date", "place", "according_to", "deadline")


@dataclass(slots=True)
class Ratio:
    """Right ones among the coded (precision) and among the gold (recall)."""

    right: int = 0
    coded: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.coded if self.coded else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.coded + self.gold) if self.coded + self.gold else 0.0

    def to_dict(self) -> dict[str, float | int]:
        """Its figures, rounded to four digits, and its counts."""
        shares = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**shares, **asdict(self)}


@dataclass(slots=True)
class Share:
    """Right ones of all."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        self.of += 1
        self.right += right

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A gold event that was not found (`missed`), or a coded one that is not in the gold."""

    report: str
    event: str
    trigger: str
    around: str
    missed: bool


@dataclass(slots=True)
class Score:
    """All figures of a comparison.

    acts: found whatever the type; events: found with the right type; rows: events whose actor and recipient
    countries are right too; links: both events found, and the link.  fields: shares right among the events.
    values: F1 over the values that are given, for the fields that often are not.  statuses: by status, among
    the events.
    """

    acts: Ratio = field(default_factory=Ratio)
    events: Ratio = field(default_factory=Ratio)
    rows: Ratio = field(default_factory=Ratio)
    links: Ratio = field(default_factory=Ratio)
    fields: dict[str, Share] = field(default_factory=dict)
    values: dict[str, Ratio] = field(default_factory=lambda: {name: Ratio() for name in SPARSE})
    statuses: dict[str, Ratio] = field(default_factory=dict)
    types: dict[str, Ratio] = field(default_factory=dict)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    @property
    def status_macro_f1(self) -> float:
        """The mean F1 of the statuses that gold or coder use: always saying "actual" scores low."""
        return (
            sum(ratio.f1 for ratio in self.statuses.values()) / len(self.statuses) if self.statuses else 0.0
        )

    @property
    def calibration_error(self) -> float | None:
        """The mean gap, in ten bins, between confidence and the share that is right; None without events."""
        bins: dict[int, list[tuple[float, bool]]] = {}
        for confidence, right in self.judged:
            bins.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
        gaps = [abs(sum(c for c, _ in found) - sum(ok for _, ok in found)) for found in bins.values()]
        return sum(gaps) / len(self.judged) if self.judged else None

    def to_dict(self) -> dict[str, Any]:
        """The figures as one JSON object."""
        error = self.calibration_error
        return {
            **{name: getattr(self, name).to_dict() for name in ("acts", "events", "rows", "links")},
            "right among the events found": {name: round(s.share, 4) for name, s in self.fields.items()},
            "over given values": {name: ratio.to_dict() for name, ratio in self.values.items()},
            "status macro f1": round(self.status_macro_f1, 4),
            "by status": {name: ratio.to_dict() for name, ratio in sorted(self.statuses.items())},
            "calibration error": None if error is None else round(error, 4),
            "by type": {name: ratio.to_dict() for name, ratio in sorted(self.types.items())},
            "reports not coded": self.absent,
        }


def score(gold: Iterable[Record], coded: Iterable[Record]) -> Score:
    """The figures of coded reports against gold reports of the same ids; others are left out."""
    by_id = {record["report"]["id"]: record for record in coded}
    total = Score()
    for record in gold:
        report = record.get("report", record)
        found = by_id.get(report["id"])
        if found is None:
            total.absent.append(report["id"])
        _one(total, report, record["events"], found)
    return total


def _one(total: Score, report: Record, wanted: Sequence[Record], found: Record | None) -> None:
    """Adds one report to the figures."""
    coded: Sequence[Record] = found["events"] if found else ()
    carry = carried(found["report"]["text"], report["text"]) if found else _same
    there = [list(_spans(event, _same)) for event in wanted]
    here = [list(_spans(event, carry)) for event in coded]
    pairs = _pair(wanted, coded, there, here, typed=True)
    partner = dict(pairs)
    for ratio, right in (
        (total.acts, len(_pair(wanted, coded, there, here, typed=False))),
        (total.events, len(pairs)),
        (total.rows, sum(_same_sides(wanted[i], coded[j]) for i, j in pairs)),
    ):
        ratio.right += right
        ratio.coded += len(coded)
        ratio.gold += len(wanted)
    for i, j in pairs:
        _fields(total, wanted[i], coded[j])
    _types(total, wanted, coded, partner)
    _links(total, wanted, coded, partner)
    taken = set(partner.values())
    total.judged += [
        (float(event["confidence"]), j in taken)
        for j, event in enumerate(coded)
        if event.get("confidence") is not None
    ]
    for i, event in enumerate(wanted):
        if i not in partner:
            at = event["trigger"]
            around = report["text"][max(0, at["start"] - 60) : at["end"] + 60]
            total.misses.append(Miss(report["id"], event["event"], at["text"], around, True))
    for j, event in enumerate(coded):
        if j not in taken:
            total.misses.append(
                Miss(report["id"], event["event"], event["trigger"]["text"], event["sentence"]["text"], False)
            )


def carried(origin: str, other: str) -> Callable[[int], int | None]:
    """A function from offsets of one text to those of another, None for words that the other has not."""
    if origin == other:
        return _same
    words = [list(WORD.finditer(text)) for text in (origin, other)]
    ours, others = ([word.group() for word in found] for found in words)
    matcher = difflib.SequenceMatcher(None, ours, others, autojunk=False)
    table: dict[int, int] = {}
    for block in matcher.get_matching_blocks():
        for mine, theirs in zip(words[0][block.a :][: block.size], words[1][block.b :], strict=False):
            table |= {mine.start() + k: theirs.start() + k for k in range(len(mine.group()) + 1)}
    return table.get


def _same(offset: int) -> int | None:
    return offset


def _spans(event: Record, carry: Callable[[int], int | None]) -> Iterator[Offsets]:
    """Where the event is named; an end that has no counterpart is as far from the other end as it was."""
    for span in (event.get("trigger"), *(event.get("mentions") or ())):
        if not span:
            continue
        start, end = carry(span["start"]), carry(span["end"])
        length = span["end"] - span["start"]
        if start is not None:
            yield start, start + length if end is None else end
        elif end is not None:
            yield end - length, end


def _pair(
    wanted: Sequence[Record],
    coded: Sequence[Record],
    there: Sequence[Sequence[Offsets]],
    here: Sequence[Sequence[Offsets]],
    *,
    typed: bool,
) -> list[tuple[int, int]]:
    """Pairs (gold, coded), the best first, each event in one at most; of equals the earlier."""
    weighed = []
    for i, one in enumerate(wanted):
        for j, other in enumerate(coded):
            near = _nearness(there[i], here[j])
            alike = one["event"] == other["event"]
            if near and (alike or not typed):
                sides = sum(
                    _countries(one[side]) == _countries(other[side]) for side in ("actor", "recipient")
                )
                weighed.append((-(near + alike + sides), i, j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(weighed):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return list(pairs.items())


def _nearness(ones: Sequence[Offsets], others: Sequence[Offsets]) -> float:
    """1 where two spans overlap, less the more characters lie between the nearest two, 0 beyond `WINDOW`."""
    gaps = [max(0, max(a, c) - min(b, d)) for a, b in ones for c, d in others]
    return max(0.0, 1 - min(gaps) / (WINDOW + 1)) if gaps else 0.0


def _countries(entities: Sequence[Record] | None) -> frozenset[str | None]:
    return frozenset(entity.get("country") for entity in entities or ())


def _same_sides(one: Record, other: Record) -> bool:
    return all(_countries(one[side]) == _countries(other[side]) for side in ("actor", "recipient"))


def _fields(total: Score, one: Record, other: Record) -> None:
    """Adds the fields of one event that was found."""

    def share(name: str, right: bool) -> None:
        total.fields.setdefault(name, Share()).add(right)

    share("mode", set(one["mode"]) == set(other["mode"]))
    share("status", one["status"] == other["status"])
    for name in SPARSE:
        mine, theirs = _value(name, one), _value(name, other)
        share(name, mine == theirs)
        if name == "date" and mine is not None:
            share("date where the gold has one", mine == theirs)
        ratio = total.values[name]
        ratio.gold += mine is not None
        ratio.coded += theirs is not None
        ratio.right += mine is not None and mine == theirs
    if _same_sides(one, other):
        share("sector", _same_sectors(one["actor"], other["actor"]))
    for status, side in ((one["status"], "gold"), (other["status"], "coded")):
        ratio = total.statuses.setdefault(status, Ratio())
        setattr(ratio, side, getattr(ratio, side) + 1)
    total.statuses[one["status"]].right += one["status"] == other["status"]


def _value(name: str, event: Record) -> object:
    """What is compared of a field, None where it is empty: days, a country, countries, a day."""
    given = event.get(name)
    if not given:
        return None
    if name == "date":
        return given["from"], given["to"]
    if name == "place":
        return given.get("country")
    if name == "according_to":
        return _countries(given)
    return given if isinstance(given, str) else given["date"]


def _same_sectors(ones: Sequence[Record], others: Sequence[Record]) -> bool:
    """Whether each actor shares a sector with its counterpart; the gold may leave it open."""
    sides = [sorted(side, key=lambda entity: str(entity.get("country"))) for side in (ones, others)]
    return all(not a["sector"] or set(a["sector"]) & set(b["sector"]) for a, b in zip(*sides, strict=False))


def _types(
    total: Score, wanted: Sequence[Record], coded: Sequence[Record], partner: Mapping[int, int]
) -> None:
    gold = Counter(event["event"] for event in wanted)
    made = Counter(event["event"] for event in coded)
    right = Counter(wanted[i]["event"] for i in partner)
    for name in gold | made:
        ratio = total.types.setdefault(name, Ratio())
        ratio.gold += gold[name]
        ratio.coded += made[name]
        ratio.right += right[name]


def _links(
    total: Score, wanted: Sequence[Record], coded: Sequence[Record], partner: Mapping[int, int]
) -> None:
    """Adds the links; those to events that are not in the report count for nothing."""
    gold, made = _pairs_of_links(wanted), _pairs_of_links(coded)
    total.links.gold += len(gold)
    total.links.coded += len(made)
    total.links.right += sum((partner.get(a, -1), partner.get(b, -1)) in made for a, b in gold)


def _pairs_of_links(events: Sequence[Record]) -> set[tuple[int, int]]:
    number = {event.get("id"): k for k, event in enumerate(events)}
    return {
        (k, number[answer["event"]])
        for k, event in enumerate(events)
        for answer in event.get("answers") or ()
        if answer["event"] in number
    }
