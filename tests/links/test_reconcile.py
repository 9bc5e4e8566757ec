"""Fields of one act out of several reports: chosen, with provenance, disagreements kept."""

from __future__ import annotations

import datetime as dt

from tests.links.acts import an_event, state

from demarche.links.reconcile import FieldTold, StoredAct, Told, reconcile
from demarche.model import Answer, DateRange, Quantity, Span


def told(number: int, day: str, **fields: object) -> Told:
    return Told(an_event(f"e{number}", **fields), f"r{number}", dt.date.fromisoformat(day), f"Paper {number}")


def on(day: str, until: str | None = None) -> DateRange:
    return DateRange(dt.date.fromisoformat(day), dt.date.fromisoformat(until or day))


def field(act: StoredAct, name: str) -> FieldTold:
    return next(one for one in act.fields if one.name == name)


def diplomats(count: int) -> tuple[Quantity, ...]:
    return (Quantity(Span(str(count), 0, 1), float(count), "diplomat"),)


def test_the_earliest_report_gives_the_id_and_dates_that_fit_support_each_other() -> None:
    act = reconcile(
        [
            told(2, "2018-09-29", date=on("2018-09-27")),
            told(1, "2018-09-28", date=on("2018-09-26")),
            told(3, "2018-10-20", date=on("2018-09-24", "2018-09-26")),
        ]
    )
    assert act.id == "e1"
    assert act.event.date == on("2018-09-26")
    assert next((r.value, r.reports) for r in field(act, "date").readings) == ("2018-09-26", ("r1",))
    assert field(act, "date").disputed
    assert act.reports == act.voices == 3


def test_copies_count_as_one_voice() -> None:
    three, four = diplomats(3), diplomats(4)
    tellings = [told(n, "2018-03-26", quantities=three) for n in (1, 2, 3)] + [
        told(n, "2018-03-27", quantities=four) for n in (4, 5)
    ]
    assert field(reconcile(tellings), "numbers").readings[0].value == "3 diplomat"
    act = reconcile(tellings, voice={"r1": "r1", "r2": "r1", "r3": "r1"})
    assert field(act, "numbers").readings[0].value == "4 diplomat"
    assert act.event.quantities == four
    assert field(act, "numbers").disputed
    assert (act.reports, act.voices) == (5, 3)


def test_a_claim_and_its_denial_are_both_kept_with_their_speakers() -> None:
    act = reconcile(
        [
            told(1, "2018-03-12", status="alleged", according_to=(state("United Kingdom", "GBR"),)),
            told(2, "2018-03-13", status="denied", according_to=(state("Russia", "RUS"),)),
        ]
    )
    readings = {r.value: r.speakers for r in field(act, "status").readings}
    assert readings == {"alleged": ("United Kingdom",), "denied": ("Russia",)}
    assert field(act, "status").disputed
    assert act.event.status == "denied"


def test_what_was_announced_and_done_is_actual_and_what_was_called_off_is_negated() -> None:
    done = reconcile([told(1, "1987-03-27", status="future"), told(2, "1987-04-17")])
    assert done.event.status == "actual"
    assert not field(done, "status").disputed
    off = reconcile([told(1, "1987-03-27", status="future"), told(2, "1987-04-17", status="negated")])
    assert off.event.status == "negated"


def test_a_known_side_wins_over_an_unknown_one_and_joint_actors_over_single_ones() -> None:
    act = reconcile(
        [
            told(1, "2018-03-26", actor=()),
            told(2, "2018-03-27", actor=(state("Poland", "POL"), state("Czechia", "CZE"))),
        ]
    )
    assert [e.country for e in act.event.actor] == ["POL", "CZE"]


def test_answers_point_to_acts_and_the_surest_telling_of_each_is_kept() -> None:
    weak, sure = Answer("a-old", None, 0.6), Answer("a", Span("over", 3, 7), 0.9)
    act = reconcile(
        [
            told(1, "2018-03-26", answers=(weak,)),
            told(2, "2018-03-27", answers=(sure, Answer("e1", None, 0.9))),
        ],
        act_of=lambda event_id: {"a-old": "a", "e1": "e1"}.get(event_id, event_id),
    )
    assert [(answer.event, answer.confidence) for answer in act.event.answers] == [("a", 0.9)]
