"""The same act across reports: the result does not depend on the order of arrival, and costs little."""

from __future__ import annotations

import datetime as dt
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.links.acts import an_event, state

from demarche.links.clusters import cluster
from demarche.links.index import MemoryIndex
from demarche.links.joining import join, leave
from demarche.links.same_act import contradiction, evidence, log_odds, weights
from demarche.links.tellings import Telling, family_of, tellings
from demarche.links.tellings import telling as telling_of
from demarche.model import Answer, CodedReport, DateRange, Report, Span

DAY = dt.date(2021, 4, 15).toordinal()
EMPTY: frozenset[str] = frozenset()


def a_telling(number: int, **fields: object) -> Telling:
    """Poland expels Russian diplomats on 15 April, unless the fields say otherwise."""
    start = Telling(
        id=f"t{number:04d}",
        report_id=f"r{number:04d}",
        published=DAY + 1,
        offset=0,
        event="SANCTION",
        mode=frozenset({"expel"}),
        status="actual",
        actors=frozenset({"POL"}),
        recipients=frozenset({"RUS"}),
        first=DAY,
        last=DAY,
        dated=True,
        family="expulsion",
        words=frozenset({"poland", "expel", "russia", "diplom", "warsaw"}),
    )
    return replace(start, **fields)  # type: ignore[arg-type]


countries = st.sampled_from(
    [EMPTY, frozenset({"POL"}), frozenset({"RUS"}), frozenset({"CZE"}), frozenset({"POL", "CZE"})]
)


@st.composite
def some_tellings(draw: st.DrawFn) -> list[Telling]:
    made = []
    for number in range(draw(st.integers(1, 14))):
        first = DAY + draw(st.integers(-3, 3))
        dated = draw(st.booleans())
        published = DAY + draw(st.integers(0, 5))
        made.append(
            a_telling(
                number,
                report_id=f"r{draw(st.integers(0, 8))}",
                published=published,
                offset=number,
                event=draw(st.sampled_from(["SANCTION", "COERCE", "ACCUSE"])),
                mode=draw(st.sampled_from([EMPTY, frozenset({"expel"})])),
                status=draw(st.sampled_from(["actual", "future", "denied"])),
                actors=draw(countries),
                recipients=draw(countries),
                first=first if dated else published - 45,
                last=first + draw(st.sampled_from([0, 0, 6])) if dated else published,
                dated=dated,
                numbers=draw(st.sampled_from([EMPTY, frozenset({"diplomat=3"}), frozenset({"diplomat=40"})])),
                words=frozenset(
                    draw(st.sets(st.sampled_from(["polan", "expel", "russia", "tank", "spy"]), max_size=4))
                ),
            )
        )
    return made


def shape(index: MemoryIndex) -> set[tuple[str, ...]]:
    return {tuple(telling.id for telling in act.tellings) for act in index.acts()}


def by_report(tellings: list[Telling]) -> list[list[Telling]]:
    reports: dict[str, list[Telling]] = {}
    for telling in tellings:
        reports.setdefault(telling.report_id, []).append(telling)
    return list(reports.values())


@settings(max_examples=60, deadline=None)
@given(some_tellings())
def test_the_score_of_a_pair_is_the_same_either_way(tellings: list[Telling]) -> None:
    for a in tellings:
        for b in tellings:
            assert log_odds(a, b) == log_odds(b, a)


def arrived(tellings: list[Telling], chance: random.Random) -> MemoryIndex:
    """The index after the tellings' reports have come in an order of chance."""
    index = MemoryIndex()
    reports = by_report(tellings)
    chance.shuffle(reports)
    for report in reports:
        index.apply(join(report, index))
    return index


@settings(max_examples=50, deadline=None)
@given(some_tellings(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_acts_of_the_whole_set(
    tellings: list[Telling], chance: random.Random
) -> None:
    assert shape(arrived(tellings, chance)) == {
        tuple(t.id for t in act.tellings) for act in cluster(tellings)
    }


@settings(max_examples=50, deadline=None)
@given(some_tellings(), st.randoms(use_true_random=False))
def test_so_it_is_when_only_the_first_tellings_of_an_act_stand_for_it(
    tellings: list[Telling], chance: random.Random
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("demarche.links.clusters.COMPARED", 2)
        patch.setattr("demarche.links.joining.COMPARED", 2)
        assert shape(arrived(tellings, chance)) == {
            tuple(t.id for t in act.tellings) for act in cluster(tellings)
        }


@settings(max_examples=25, deadline=None)
@given(some_tellings(), st.randoms(use_true_random=False))
def test_a_second_time_changes_nothing_and_leaving_undoes_joining(
    tellings: list[Telling], chance: random.Random
) -> None:
    index = MemoryIndex()
    for report in by_report(tellings):
        index.apply(join(report, index))
    before = shape(index)
    for report in by_report(tellings):
        assert join(report, index).acts == ()
    some = [telling for telling in tellings if chance.random() < 0.4]
    index.apply(leave(some, index))
    assert shape(index) == {
        tuple(t.id for t in a.tellings) for a in cluster([t for t in tellings if t not in some])
    }
    for telling in some:
        index.apply(join([t for t in tellings if t.report_id == telling.report_id], index))
    assert shape(index) == before


def test_the_id_is_the_earliest_telling_and_the_superseded_one_stays_as_alias() -> None:
    index = MemoryIndex()
    late, early = a_telling(2, published=DAY + 3), a_telling(1, published=DAY + 1)
    index.apply(join([late], index))
    assert index.act_id("t0002") == "t0002"
    change = join([early], index)
    index.apply(change)
    assert [act.id for act in index.acts()] == ["t0001"]
    assert change.aliases == {"t0002": "t0001"}
    assert index.act_id("t0002") == "t0001"


def test_a_report_coded_again_has_its_tellings_replaced() -> None:
    index = MemoryIndex()
    index.apply(join([a_telling(1)], index))
    index.apply(join([a_telling(2)], index))
    index.apply(join([a_telling(2, recipients=frozenset({"BLR"}))], index))
    assert shape(index) == {("t0001",), ("t0002",)}


def test_a_telling_that_has_changed_is_compared_anew() -> None:
    index = MemoryIndex()
    other = a_telling(2, published=DAY + 2)
    was = a_telling(1, mode=frozenset({"arrest"}))
    now = replace(other, id=was.id, report_id=was.report_id, published=DAY + 3)
    assert log_odds(was, other) <= 0 < log_odds(now, other)
    for telling in (was, other, now):
        index.apply(join([telling], index))
    assert shape(index) == {(other.id, now.id)}


def test_one_act_in_other_words_and_with_a_corrected_number() -> None:
    first = a_telling(1, numbers=frozenset({"diplomat=3"}))
    later = a_telling(
        2,
        published=DAY + 6,
        first=DAY - 3,
        last=DAY + 3,
        numbers=frozenset({"diplomat=4"}),
        words=frozenset({"warsaw", "threw", "envoy", "russia"}),
    )
    assert log_odds(first, later) > 0


def test_what_keeps_acts_apart() -> None:
    one = a_telling(1)
    assert contradiction(one, a_telling(2, first=DAY + 9, last=DAY + 9)) == "dates"
    assert contradiction(one, a_telling(2, actors=frozenset({"CZE"}))) == "actors"
    assert contradiction(one, a_telling(2, recipients=frozenset({"BLR"}))) == "recipients"
    assert contradiction(one, a_telling(2, report_id=one.report_id)) == "two acts of one report"
    persons = [
        a_telling(n, recipient_persons=frozenset({name})) for n, name in enumerate(["ivanov", "petrov"])
    ]
    assert contradiction(*persons) == "persons"
    few, many = (
        a_telling(1, numbers=frozenset({"diplomat=3"})),
        a_telling(2, numbers=frozenset({"diplomat=40"})),
    )
    assert sum(evidence(few, many).values()) < sum(evidence(one, a_telling(2)).values()) - 2
    assert contradiction(a_telling(1, status="alleged"), a_telling(2, status="denied")) is None


def test_a_bridge_does_not_bring_together_what_contradicts() -> None:
    """ "In April" fits both days, but the two days stay two acts."""
    vague = a_telling(3, first=DAY - 14, last=DAY + 15, published=DAY + 20)
    acts = cluster([a_telling(1), a_telling(2, first=DAY + 8, last=DAY + 8, published=DAY + 9), vague])
    assert sorted(len(act.tellings) for act in acts) == [1, 2]


def test_a_report_is_joined_in_milliseconds_among_many() -> None:
    chance = random.Random(7)
    codes = [f"C{n:02d}" for n in range(60)]
    index = MemoryIndex()

    def made(number: int) -> Telling:
        day = DAY + number // 60
        pair = chance.sample(codes, 2)
        words = frozenset(f"w{chance.randrange(3000)}" for _ in range(15))
        return a_telling(
            number,
            published=day + 1,
            first=day,
            last=day,
            actors=frozenset(pair[:1]),
            recipients=frozenset(pair[1:]),
            words=words,
            event=chance.choice(["SANCTION", "ACCUSE", "ASSAULT", "CONSULT"]),
            mode=EMPTY,
        )

    for number in range(3000):
        index.apply(join([made(number)], index))
    start = time.perf_counter()
    for number in range(3000, 3100):
        index.apply(join([made(number)], index))
    assert (time.perf_counter() - start) / 100 < 0.05


def test_a_noun_that_takes_an_act_up_again_may_leave_out_who_did_it() -> None:
    report = an_event(
        "t1",
        event="COERCE",
        mode=("seize",),
        trigger=Span("seized", 23, 29),
        sentence=Span("On Monday coast guards seized an Icelandic trawler off Jan Mayen.", 0, 65),
        actor=(state("Norway", "NOR"),),
        recipient=(state("Iceland", "ISL"),),
        date=DateRange(dt.date.fromordinal(DAY), dt.date.fromordinal(DAY)),
    )
    text = (
        "Reykjavik barred Norwegian boats in retaliation for the seizure of an Icelandic trawler last week."
    )
    background = replace(
        report,
        id="t2",
        trigger=Span.of(text, 56, 63),
        sentence=Span.of(text, 0, len(text)),
        actor=(),
        date=None,
    )
    again = telling_of(background, "r2", dt.date.fromordinal(DAY + 8))
    assert again.definite and again.family == family_of("seized")
    assert log_odds(telling_of(report, "r1", dt.date.fromordinal(DAY + 1)), again) > 0


def test_what_two_reports_tell_as_answered_alike_is_one_act() -> None:
    """ "in retaliation for its failure to keep the pact", told in two weeks in other words."""

    def told(number: int, report: str, day: int) -> list[Telling]:
        breach = an_event(
            f"b{number}",
            event="REJECT",
            actor=(state("Iceland", "ISL"),),
            recipient=(state("Norway", "NOR"),),
        )
        tariffs = an_event(
            f"t{number}", actor=(state("Norway", "NOR"),), recipient=(state("Iceland", "ISL"),),
            answers=(Answer(breach.id, None, 0.9),),
        )  # fmt: skip
        published = dt.date.fromordinal(DAY + day)
        return list(tellings(CodedReport(Report(report, "", published=published), (breach, tariffs))))

    (one, tariffs), (other, _) = told(1, "r1", 0), told(2, "r2", 7)
    assert one.answered_by == {"SANCTION NOR ISL"} and not tariffs.answered_by
    alone = replace(other, answered_by=EMPTY)
    gain = sum(evidence(one, other).values()) - sum(evidence(one, alone).values())
    assert gain == pytest.approx(weights().log_odds["answered_alike"])


def test_an_answer_to_two_acts_is_told_whole_of_both() -> None:
    breach, raid = an_event("b1", event="REJECT"), an_event("b2", event="ASSAULT")
    both = (Answer(breach.id, None, 0.9), Answer(raid.id, None, 0.9))
    tariffs = an_event(
        "t1", actor=(state("Norway", "NOR"),), recipient=(state("Russia", "RUS"),), answers=both
    )
    told = tellings(CodedReport(Report("r1", ""), (breach, raid, tariffs)))
    assert [one.answered_by for one in told] == [{"SANCTION NOR RUS"}, {"SANCTION NOR RUS"}, EMPTY]
