"""A consuls' quarrel between Japan and Russia, written for these tests and coded by hand: small, but with
everything
that pages show – answers stated and inferred, two reports of one act that differ, a deadline, a claim and
its denial,
and a report whose words try to do harm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from demarche.ledger import Ledger
from demarche.model import (
    Answer,
    CodedReport,
    DateRange,
    Deadline,
    Entity,
    Event,
    Furniture,
    Place,
    Quantity,
    Report,
    Span,
)
from demarche.ontology import load

NAMES = {"JPN": "Japan", "RUS": "Russia", "USA": "United States", "CHN": "China"}
HOSTILE = (
    '<script>alert("x")</script><img src=x onerror=alert(1)> Tokyo protested to Moscow on Monday '
    "\u202edetrevni txet\u202c "
    "over the </mark></svg> detention. " + "W" * 400
)

# What the ledger does when it finds that two reports tell one act, for a ledger whose joining did not.
SAME_ACT = (
    "UPDATE mentions SET event = 'e6' WHERE event = 'e6b'",
    "DELETE FROM entities WHERE event = 'e6b'",
    "DELETE FROM events WHERE id = 'e6b'",
    "UPDATE events SET reports = 2, mentions = 2 WHERE id = 'e6'",
    "INSERT INTO aliases SELECT 'e6b', 'e6', 1 WHERE NOT EXISTS (SELECT 1 FROM aliases WHERE id = 'e6b')",
)


def report(
    id: str, published: str, publisher: str, title: str, text: str, *, url: str | None = None
) -> Report:
    return Report(
        id=id,
        text=text,
        url=url or f"https://{id}.example/news",
        title=title,
        publisher=publisher,
        published=dt.date.fromisoformat(published),
        furniture=(Furniture("Subscribe to our letter", "appeal"), Furniture("Cookies", "consent")),
    )


def event(
    report: Report,
    id: str,
    trigger: str,
    actor: str,
    recipient: str,
    type_: str,
    *,
    mode: str = "",
    date: str = "",
    answers: Sequence[Answer] = (),
    status: str = "actual",
    who: str = "",
    whom: str = "",
    deadline: tuple[str, str] | None = None,
    place: Place | None = None,
    number: tuple[str, float, str] | None = None,
    says: str = "",
    confidence: float = 0.8,
) -> Event:
    """An event whose spans are found by their words in the report."""
    text = report.text
    found = span(text, trigger)
    begin = max(
        0, *(at + len(stop) for stop in (". ", "\n") if (at := text.rfind(stop, 0, found.start)) >= 0), 0
    )
    end = min(
        at + 1 for at in (text.find(". ", found.end), text.find(".\n", found.end), len(text) - 1) if at >= 0
    )
    plover = load("plover").types[type_]
    score = plover.modes[mode].score if mode else plover.score
    return Event(
        id=id,
        event=type_,
        mode=(mode,) if mode else (),
        context=("diplomatic",),
        cameo=None,
        quad=plover.quad,
        score=score,  # type: ignore[arg-type]
        trigger=found,
        mentions=(),
        actor=entity(text, actor, who),
        recipient=entity(text, recipient, whom),
        date=DateRange(dt.date.fromisoformat(date), dt.date.fromisoformat(date)) if date else None,
        place=place,
        status=status,
        according_to=(Entity(None, says, "RUS"),) if says else (),  # type: ignore[arg-type]
        deadline=Deadline(dt.date.fromisoformat(deadline[0]), span(text, deadline[1])) if deadline else None,
        answers=tuple(answers),
        sentence=Span.of(text, begin, end),
        confidence=confidence,
        quantities=(Quantity(span(text, number[0]), number[1], number[2]),) if number else (),
        why="coded by hand",
    )


def entity(text: str, code: str, words: str) -> tuple[Entity, ...]:
    return (
        (Entity(span(text, words) if words else None, words or NAMES[code], code, ("GOV",), how="by hand"),)
        if code
        else ()
    )


def span(text: str, words: str) -> Span:
    at = text.index(words)
    return Span.of(text, at, at + len(words))


def answer(
    event: str,
    kind: str,
    cue: Span | None,
    lag: int | None,
    *,
    basis: str = "stated",
    confidence: float = 0.9,
) -> Answer:
    return Answer(
        event, cue, confidence, kind, basis, (cue,) if cue else (), None if lag is None else (lag, lag)
    )  # type: ignore[arg-type]


def coded() -> list[CodedReport]:
    """The reports in the order of their days."""
    vladivostok = Place(Span("Vladivostok", 0, 11), "Vladivostok", "city", "RUS", 2013348, 43.1, 131.9)
    first = report(
        "r1",
        "2022-09-27",
        "The Harbour Post",
        "Russia holds a Japanese consul",
        "VLADIVOSTOK – Russia's security service detained a Japanese consul on Sept 22 and accused "
        "him of spying.\n"
        "Russia ordered him to leave within 48 hours, by Sept 28. Japan protested on Tuesday over "
        "the detention and demanded an apology by Oct 4.",
    )
    e1 = event(
        first,
        "e1",
        "detained",
        "RUS",
        "JPN",
        "COERCE",
        mode="arrest",
        date="2022-09-22",
        who="Russia's security service",
        whom="a Japanese consul",
        place=replace(vladivostok, span=Span("VLADIVOSTOK", 0, 11)),
    )
    e2 = event(first, "e2", "accused", "RUS", "JPN", "ACCUSE", mode="allege", date="2022-09-22", whom="him")
    e3 = event(
        first,
        "e3",
        "ordered",
        "RUS",
        "JPN",
        "SANCTION",
        mode="expel",
        date="2022-09-26",
        deadline=("2022-09-28", "by Sept 28"),
    )
    e4 = event(
        first,
        "e4",
        "protested",
        "JPN",
        "RUS",
        "ACCUSE",
        mode="disapprove",
        date="2022-09-27",
        answers=[answer("e1", "protests", span(first.text, "over"), 5)],
    )
    e5 = event(
        first,
        "e5",
        "demanded",
        "JPN",
        "RUS",
        "REQUEST",
        mode="change",
        date="2022-09-27",
        deadline=("2022-10-04", "by Oct 4"),
        answers=[answer("e1", "protests", None, 5, confidence=0.7)],
    )
    second = report(
        "r2",
        "2022-10-05",
        "Pacific Ledger",
        "Tokyo expels a Russian consul in return",
        "TOKYO – Japan on Tuesday expelled 1 Russian consul from Sapporo in retaliation for the "
        "expulsion of its own.\n"
        "Moscow denied that its agents had beaten the Japanese consul, as Tokyo claims.",
    )
    e6 = event(
        second,
        "e6",
        "expelled",
        "JPN",
        "RUS",
        "SANCTION",
        mode="expel",
        date="2022-10-04",
        whom="1 Russian consul",
        number=("1 Russian consul", 1, "persons"),
        answers=[answer("e3", "retaliates", span(second.text, "in retaliation for"), 8)],
    )
    e7 = event(
        second,
        "e7",
        "beaten",
        "RUS",
        "JPN",
        "ASSAULT",
        mode="beat",
        status="denied",
        says="Moscow",
        whom="the Japanese consul",
        confidence=0.55,
    )
    third = report(
        "r3",
        "2022-10-06",
        "Neva Courier",
        "Moscow promises an answer to Tokyo",
        "MOSCOW – Japan threw out 2 Russian consuls on Oct 4, officials said.\n"
        "Russia will expel a Japanese diplomat on Oct 20 in response, its foreign ministry said.\nBoth "
        "ministers held talks in New York on Thursday.",
    )
    again = event(
        third,
        "e6b",
        "threw out",
        "JPN",
        "RUS",
        "SANCTION",
        mode="expel",
        date="2022-10-04",
        whom="2 Russian consuls",
        number=("2 Russian consuls", 2, "persons"),
    )
    e8 = event(
        third,
        "e8",
        "expel",
        "RUS",
        "JPN",
        "SANCTION",
        mode="expel",
        status="future",
        date="2022-10-20",
        answers=[answer("e6", "retaliates", span(third.text, "in response"), 16)],
    )
    e9 = event(third, "e9", "talks", "JPN", "", "CONSULT", date="2022-10-06", who="Both ministers")
    e9 = replace(e9, actor=(Entity(None, "Japan", "JPN", ("GOV",)), Entity(None, "Russia", "RUS", ("GOV",))))
    fourth = report(
        "r4", "2022-10-12", "=cmd()", "An <b>odd</b> \u202etitle", HOSTILE, url="javascript:alert(1)"
    )
    e10 = event(
        fourth,
        "e10",
        "protested",
        "JPN",
        "RUS",
        "ACCUSE",
        mode="disapprove",
        answers=[answer("e1", "protests", None, 18, basis="inferred", confidence=0.6)],
    )
    fifth = report(
        "r5",
        "2023-02-02",
        "Pacific Ledger",
        "Released",
        "TOKYO – Russia released a fishing boat on Wednesday. The United States praised Russia and Japan.",
    )
    e11 = event(
        fifth,
        "e11",
        "released",
        "RUS",
        "JPN",
        "RETREAT",
        mode="release",
        date="2023-02-01",
        answers=[answer("e5", "complies", None, 127, basis="inferred", confidence=0.52)],
    )
    e12 = event(fifth, "e12", "praised", "USA", "RUS", "SUPPORT", who="The United States")
    return [
        CodedReport(first, (e1, e2, e3, e4, e5)),
        CodedReport(second, (e6, e7)),
        CodedReport(third, (again, e8, e9)),
        CodedReport(fourth, (e10,)),
        CodedReport(fifth, (e11, e12)),
    ]


def make(path: object) -> None:
    """Writes the ledger."""
    with Ledger.open(str(path), create=True) as ledger:
        ledger.store(coded())
        with ledger.transaction() as connection:
            if connection.execute("SELECT count(*) FROM events WHERE id = 'e6b'").fetchall()[0][0]:
                for statement in SAME_ACT:
                    connection.execute(statement)
