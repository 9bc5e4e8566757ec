"""One act out of what its reports tell: each field with who says what, and the disagreements kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from demarche.links.stated import merged
from demarche.model import DateRange, Entity, Event, Status

# The status of an act that reports give several: a report of the deed outweighs its announcement and its
# claim.
STATUS_ORDER: tuple[Status, ...] = ("actual", "denied", "future", "alleged", "hypothetical", "negated")
DISPUTES = frozenset({"actual", "alleged", "denied"})
UNDONE = frozenset({"actual", "future", "hypothetical"})


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one report codes it, with what is known of the report."""

    event: Event
    report_id: str
    published: dt.date | None = None
    publisher: str | None = None

    @property
    def order(self) -> tuple[dt.date, str, int, str]:
        """By publication, report and place in the report; undated reports last."""
        return (self.published or dt.date.max, self.report_id, self.event.trigger.start, self.event.id)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that reports give a field: in words, by which reports, as how many voices, by whose
    account.
    """

    value: str
    reports: tuple[str, ...]
    voices: int
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldTold:
    """What the reports say of one field, the chosen reading first; `disputed` when two of them cannot both
    be true.
    """

    name: str
    readings: tuple[Reading, ...]
    disputed: bool


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act of the ledger: its reconciled event, under the act's id, and where its fields come from.

    `publisher`: of the first report.  `told`: the ids of the reports' own events, `told_by` the reports.
    `voices`: how many of these do not copy one another.
    """

    event: Event
    fields: tuple[FieldTold, ...]
    told: tuple[str, ...]
    told_by: tuple[str, ...]
    first_told: dt.date | None
    last_told: dt.date | None
    voices: int
    publisher: str | None = None

    @property
    def reports(self) -> int:
        """How many reports tell it."""
        return len(self.told_by)

    @property
    def id(self) -> str:
        return self.event.id

    @property
    def day(self) -> dt.date | None:
        """The day by which the act is ordered: its first, else that of its first report."""
        return self.event.date.first if self.event.date else self.first_told

    @property
    def known(self) -> dt.date | None:
        """The day from which it can be answered: its own, or before it that of its announcement's first
        report.
        """
        days = [day for day in (self.day, self.first_told) if day]
        return min(days, default=None)


def reconcile(
    tellings: Sequence[Told],
    *,
    voice: Mapping[str, str] | None = None,
    act_of: Callable[[str], str] = lambda event_id: event_id,
) -> StoredAct:
    """The act that tellings are of.

    voice: report id to the first report with the same text (`wording.voices`); each report is its own by
    default. act_of: a coded event's id to the id of its act, for the answers.
    """
    ranked = sorted(tellings, key=lambda told: told.order)
    weigh = _Voices(voice or {})
    main = _main(ranked, weigh)
    fields = [_field(name, ranked, weigh) for name in READ]
    chosen = {field.name: field.readings[0].value for field in fields if field.readings}
    speaking = _with(ranked, "status", chosen.get("status"), main)
    event = replace(
        main.event,
        id=ranked[0].event.id,
        actor=_with(ranked, "actor", chosen.get("actor"), main).event.actor,
        recipient=_with(ranked, "recipient", chosen.get("recipient"), main).event.recipient,
        date=_with(ranked, "date", chosen.get("date"), main).event.date,
        place=_with(ranked, "place", chosen.get("place"), main).event.place,
        deadline=_with(ranked, "deadline", chosen.get("deadline"), main).event.deadline,
        status=speaking.event.status,
        according_to=main.event.according_to
        if main.event.status == speaking.event.status
        else speaking.event.according_to,
        quantities=_with(ranked, "numbers", chosen.get("numbers"), main).event.quantities,
        confidence=max(told.event.confidence for told in ranked),
        answers=merged(
            [answer for told in ranked for answer in told.event.answers], ranked[0].event.id, act_of
        ),
    )
    days = [told.published for told in ranked if told.published]
    reports = tuple(dict.fromkeys(told.report_id for told in ranked))
    return StoredAct(
        event,
        tuple(field for field in fields if field.readings),
        tuple(told.event.id for told in ranked),
        reports,
        min(days, default=None),
        max(days, default=None),
        weigh.count(reports),
        ranked[0].publisher,
    )


class _Voices:
    """Counts reports that copy one another once."""

    def __init__(self, voice: Mapping[str, str]) -> None:
        self._voice = voice

    def count(self, reports: Sequence[str]) -> int:
        return len({self._voice.get(report, report) for report in reports})


def _main(ranked: Sequence[Told], weigh: _Voices) -> Told:
    """The clearest telling of the type that most voices tell: both sides known, dated, sure; the earliest of
    equals.
    """
    tellers: dict[str, list[str]] = defaultdict(list)
    for told in ranked:
        tellers[told.event.event].append(told.report_id)
    votes = {kind: weigh.count(reports) for kind, reports in tellers.items()}
    first = next(told.event.event for told in ranked if votes[told.event.event] == max(votes.values()))

    def clarity(told: Told) -> tuple[int, bool, float]:
        event = told.event
        return (
            bool(_codes(event.actor)) + bool(_codes(event.recipient)),
            event.date is not None,
            round(event.confidence, 2),
        )

    return max((told for told in ranked if told.event.event == first), key=clarity)


def _with(ranked: Sequence[Told], name: str, value: str | None, main: Told) -> Told:
    """The clearest telling that gives the field this value: the main one, or the earliest."""
    if value is None or READ[name](main.event) == value:
        return main
    return next(told for told in ranked if READ[name](told.event) == value)


def _field(name: str, ranked: Sequence[Told], weigh: _Voices) -> FieldTold:
    by_value: dict[str, list[Told]] = defaultdict(list)
    for told in ranked:
        value = READ[name](told.event)
        if value:
            by_value[value].append(told)
    readings = []
    for value, group in by_value.items():
        reports = tuple(dict.fromkeys(told.report_id for told in group))
        speakers = tuple(dict.fromkeys(e.name for told in group for e in told.event.according_to))
        readings.append(Reading(value, reports, weigh.count(reports), speakers))
    if len(readings) < 2:
        return FieldTold(name, tuple(readings), _disputed(name, by_value))
    latest = {value: max(told.order for told in group) for value, group in by_value.items()}
    if name == "status":
        readings.sort(key=lambda reading: _status_rank(reading.value, by_value, latest))
    else:
        support = _date_support(by_value, weigh) if name == "date" else {r.value: r.voices for r in readings}
        readings.sort(key=lambda r: latest[r.value], reverse=True)
        readings.sort(
            key=lambda r: (
                -support[r.value],
                _width(by_value[r.value][0].event) if name == "date" else 0,
                -len(r.value) if name in {"actor", "recipient"} else 0,
            )
        )
    return FieldTold(name, tuple(readings), _disputed(name, by_value))


def _status_rank(
    status: str, by_value: Mapping[str, list[Told]], latest: Mapping[str, tuple[dt.date, str, int, str]]
) -> int:
    """Statuses by `STATUS_ORDER`; but an act that the last report calls off is called off."""
    if status == "negated" and all(latest[other] < latest[status] for other in by_value if other != status):
        return -1
    return STATUS_ORDER.index(status)


def _date_support(by_value: Mapping[str, list[Told]], weigh: _Voices) -> dict[str, int]:
    """Date reading to the voices whose interval fits it: "in March" supports the 27th."""
    days = {value: group[0].event.date for value, group in by_value.items()}
    return {
        value: weigh.count(
            [
                told.report_id
                for other, group in by_value.items()
                if _fit(days[value], days[other])
                for told in group
            ]
        )
        for value in by_value
    }


def _disputed(name: str, by_value: Mapping[str, list[Told]]) -> bool:
    """Whether two readings cannot both be true: other days, other numbers of one unit, a claim against a
    denial.
    """
    values = list(by_value)
    if name == "date":
        days = [by_value[value][0].event.date for value in values]
        return any(not _fit(a, b) for n, a in enumerate(days) for b in days[n + 1 :])
    if name == "status":
        return len(DISPUTES & set(values)) > 1 or ("negated" in values and bool(UNDONE & set(values)))
    if name in {"actor", "recipient"}:
        sides = [set(value.split("+")) for value in values]
        return any(not a & b for n, a in enumerate(sides) for b in sides[n + 1 :])
    if name == "numbers":
        return _numbers_differ(values)
    return name in {"event", "deadline"} and len(values) > 1


def _numbers_differ(values: Sequence[str]) -> bool:
    by_unit: dict[str, set[str]] = defaultdict(set)
    for value in values:
        for number in value.split("; "):
            amount, _, unit = number.partition(" ")
            by_unit[unit].add(amount)
    return any(len(amounts) > 1 for amounts in by_unit.values())


def _fit(a: DateRange | None, b: DateRange | None) -> bool:
    return a is None or b is None or (a.first <= b.last and b.first <= a.last)


def _width(event: Event) -> int:
    return (event.date.last - event.date.first).days if event.date else 0


def _codes(entities: Sequence[Entity]) -> str:
    return "+".join(sorted({entity.country for entity in entities if entity.country}))


def _date(event: Event) -> str:
    if event.date is None:
        return ""
    first, last = event.date.first.isoformat(), event.date.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _numbers(event: Event) -> str:
    return "; ".join(f"{quantity.value:.15g} {quantity.unit}" for quantity in event.quantities)


# Field to its value in words, "" where the telling leaves it open.
READ: dict[str, Callable[[Event], str]] = {
    "event": lambda event: event.event,
    "mode": lambda event: "+".join(sorted(event.mode)),
    "actor": lambda event: _codes(event.actor),
    "recipient": lambda event: _codes(event.recipient),
    "date": _date,
    "place": lambda event: event.place.name if event.place else "",
    "status": lambda event: event.status,
    "deadline": lambda event: event.deadline.date.isoformat() if event.deadline else "",
    "numbers": _numbers,
}
