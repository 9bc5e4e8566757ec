"""Inferred answers, chains, deadlines and cases of a small dispute."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from math import log

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.links.acts import an_act, state

from demarche.links import cases
from demarche.links.cases import find_cases
from demarche.links.chains import ChainView, find_chains, when
from demarche.links.deadlines import find_deadlines
from demarche.links.inference import LEAST_CONFIDENCE, infer, link_of, possible, propose
from demarche.links.reconcile import StoredAct
from demarche.links.stated import links_of
from demarche.model import Answer, Deadline, Link, Span

USA, JPN = (state("United States", "USA"),), (state("Japan", "JPN"),)
GBR, RUS = (state("United Kingdom", "GBR"),), (state("Russia", "RUS"),)


def answer(to: str, confidence: float = 0.9) -> tuple[Answer, ...]:
    return (Answer(to, Span("in response to", 0, 14), confidence),)


def skripal() -> list[StoredAct]:
    """A poisoning, an ultimatum, two expulsions and a third party's; the ultimatum runs out unanswered."""
    by = Deadline(dt.date(2018, 3, 13), Span("by Tuesday", 0, 10))
    return [
        an_act(
            "poisoning",
            "2018-03-04",
            event="ASSAULT",
            actor=RUS,
            recipient=GBR,
            sentence=Span("Russia poisoned the former spy Sergei Skripal with a nerve agent.", 0, 64),
        ),
        an_act(
            "ultimatum",
            "2018-03-12",
            event="REQUEST",
            actor=GBR,
            recipient=RUS,
            deadline=by,
            answers=answer("poisoning"),
            sentence=Span("Britain asked Russia to explain the nerve agent attack.", 0, 54),
        ),
        an_act(
            "expulsion",
            "2018-03-14",
            actor=GBR,
            recipient=RUS,
            answers=answer("poisoning"),
            sentence=Span("Britain will expel 23 Russian diplomats over the nerve agent attack.", 0, 67),
        ),
        an_act(
            "reply",
            "2018-03-17",
            actor=RUS,
            recipient=GBR,
            sentence=Span("Russia expelled 23 British diplomats.", 0, 37),
        ),
    ]


def chain_of(acts: list[StoredAct], **options: object) -> list[ChainView]:
    return find_chains(acts, [*links_of(act.event for act in acts), *infer(acts)], **options)  # type: ignore[arg-type]


def test_the_reply_in_kind_is_inferred_and_marked_as_such() -> None:
    links = infer(skripal())
    assert [(link.answer, link.answered, link.basis, link.kind) for link in links] == [
        ("reply", "expulsion", "inferred", "retaliates")
    ]
    assert links[0].lag == (3, 3)
    assert 0.3 < links[0].confidence < 0.99


def test_a_better_antecedent_takes_the_odds_of_a_worse_one() -> None:
    acts = skripal()
    by_id = {act.id: act for act in acts}
    alone = propose(by_id["reply"], [by_id["ultimatum"]])[0].confidence
    beside = {
        p.answered.id: p.confidence for p in propose(by_id["reply"], [by_id["ultimatum"], by_id["expulsion"]])
    }
    assert beside["ultimatum"] < alone
    assert beside["expulsion"] > beside["ultimatum"]


def test_what_cannot_be_an_answer() -> None:
    first = an_act("first", "2018-03-14", actor=GBR, recipient=RUS)
    before = an_act("before", "2018-03-10", actor=RUS, recipient=GBR)
    late = an_act("late", "2018-09-10", actor=RUS, recipient=GBR)
    elsewhere = an_act("elsewhere", "2018-03-15", actor=RUS, recipient=JPN)
    undone = an_act("undone", "2018-03-16", actor=RUS, recipient=GBR, status="negated")
    assert [link.answer for link in infer([first, late, elsewhere, undone], least=0.0)] == []
    assert propose(first, [late]) == []
    assert [p.answered.id for p in propose(first, [before])] == ["before"]
    assert propose(late, [first]) == propose(elsewhere, [first]) == propose(undone, [first]) == []


def test_who_was_given_time_and_yields_within_it_answers_who_gave_it() -> None:
    by = Deadline(dt.date(2018, 3, 30), Span("by 30 March", 0, 11))
    demand = an_act("demand", "2018-03-12", event="REQUEST", actor=GBR, recipient=RUS, deadline=by)
    release = an_act("release", "2018-03-28", event="RETREAT", actor=RUS, recipient=GBR)
    late = an_act("late", "2018-04-02", event="RETREAT", actor=RUS, recipient=GBR)
    in_time, too_late = propose(release, [demand])[0], propose(late, [demand])[0]
    assert in_time.confidence > 2 * too_late.confidence
    assert [(link.answer, link.answered) for link in infer([demand, release])] == [("release", "demand")]


def test_what_a_report_says_answers_me_is_not_what_i_answer() -> None:
    release = an_act("release", "2018-03-28", event="RETREAT", actor=RUS, recipient=GBR)
    lifting = an_act("lifting", "2018-03-28", event="CONCEDE", actor=GBR, recipient=RUS)
    assert possible(release, lifting)
    assert not possible(release, replace(lifting, event=replace(lifting.event, answers=answer("release"))))


def test_one_chain_with_its_figures() -> None:
    views = chain_of(skripal())
    assert len(views) == 1
    view = views[0]
    assert view.chain.id == "poisoning"
    assert set(view.between) == {"GBR", "RUS"}
    assert [act.id for act in view.roots] == ["poisoning"]
    assert [act.id for act, _ in view.answers_to("poisoning")] == ["ultimatum", "expulsion"]
    assert view.path == ("poisoning", "expulsion", "reply")
    assert view.unanswered == ("ultimatum", "reply")
    assert (view.first, view.last) == (dt.date(2018, 3, 4), dt.date(2018, 3, 17))


def test_chains_between_two_sides_leave_others_out_and_recent_ones_come_first() -> None:
    chips = [
        an_act("tariffs", "1987-03-27", event="SANCTION", actor=USA, recipient=JPN),
        an_act("protest", "1987-03-28", event="ACCUSE", actor=JPN, recipient=USA, answers=answer("tariffs")),
    ]
    acts = [*chips, *skripal()]
    assert [view.chain.id for view in chain_of(acts)] == ["poisoning", "tariffs"]
    assert [view.chain.id for view in chain_of(acts, between=("JPN", "USA"))] == ["tariffs"]


def test_no_answer_goes_back_in_time_and_cycles_break_at_the_weaker_link() -> None:
    acts = [
        an_act("a", "2018-03-14", actor=GBR, recipient=RUS, answers=answer("b", 0.4)),
        an_act("b", None, told="2018-03-20", actor=RUS, recipient=GBR, answers=answer("a", 0.8)),
    ]
    view = find_chains(acts, links_of(act.event for act in acts))[0]
    assert [(link.answer, link.answered) for link in view.chain.links] == [("b", "a")]
    back = [Link("old", "new", "retaliates", "stated", 0.9)]
    assert find_chains([an_act("old", "2018-03-01"), an_act("new", "2018-03-05")], back) == []


def test_deadlines_open_met_and_lapsed() -> None:
    acts = skripal()
    links = links_of(act.event for act in acts)
    state_on = {day: find_deadlines(acts, links, today=dt.date(2018, 3, day))[0] for day in (13, 20)}
    assert (state_on[13].state, state_on[13].left) == ("open", 0)
    assert (state_on[20].state, state_on[20].by and state_on[20].by.id) == ("lapsed", "expulsion")
    done = an_act("done", "2018-03-13", event="CONCEDE", actor=RUS, recipient=GBR)
    assert find_deadlines([*acts, done], links, today=dt.date(2018, 3, 20))[0].state == "met"
    late = an_act("late", "2018-03-15", event="CONCEDE", actor=RUS, recipient=GBR)
    view = find_deadlines([acts[0], acts[1], late], (), today=dt.date(2018, 4, 20))[0]
    assert (view.state, view.by and view.by.id) == ("lapsed", "late")
    much_later = an_act("late", "2018-04-15", event="CONCEDE", actor=RUS, recipient=GBR)
    view = find_deadlines([acts[0], acts[1], much_later], (), today=dt.date(2018, 4, 20))[0]
    assert (view.state, view.by) == ("lapsed", None)
    refused = an_act("refused", "2018-03-13", event="REJECT", actor=RUS, recipient=GBR)
    refusal = Link("refused", "ultimatum", "refuses", "stated", 0.9)
    view = find_deadlines([*acts, refused], [*links, refusal], today=dt.date(2018, 3, 20))[0]
    assert (view.state, view.by and view.by.id, view.why) == ("lapsed", "refused", "refused")


def test_a_case_brings_chains_together_and_is_named_from_their_words() -> None:
    chips = [
        an_act(
            f"chip{n}",
            f"1987-04-{n:02d}",
            event="ACCUSE" if n % 2 else "SANCTION",
            actor=JPN if n % 2 else USA,
            recipient=USA if n % 2 else JPN,
            sentence=Span(f"Words of day {n} on the semiconductor pact and dumping of microchips.", 0, 60),
        )
        for n in range(1, 7)
    ]
    acts = [*chips, *skripal()]
    cases = find_cases(acts, chain_of(acts))
    assert {case.name for case in cases} == {
        "Russia – United Kingdom: nerve agent attack",
        "Japan – United States: semiconductor pact",
    }
    assert sorted(len(case.acts) for case in cases) == [4, 6]


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_acts_does_not_matter(order: list[int]) -> None:
    acts = [skripal()[n] for n in order]
    assert chain_of(acts) == chain_of(skripal())
    assert find_cases(acts, chain_of(acts)) == find_cases(skripal(), chain_of(skripal()))
    assert infer(acts) == infer(skripal())


@st.composite
def some_acts(draw: st.DrawFn) -> list[StoredAct]:
    """Acts of three states over two years: some of a day, some of many, some without one side."""
    sides = st.sampled_from([USA, JPN, GBR, USA + JPN, ()])
    words = st.sampled_from(["tariff", "embassy", "pact", "harbour", "visa", "chip"])
    made = []
    for number in range(draw(st.integers(2, 25))):
        day = dt.date(2019, 1, 1) + dt.timedelta(draw(st.integers(0, 700)) // draw(st.sampled_from([1, 10])))
        said = " ".join(draw(st.lists(words, min_size=3, max_size=3)))
        act = an_act(
            f"a{number:02d}",
            day.isoformat(),
            told=(day + dt.timedelta(draw(st.sampled_from([-200, 0, 1, 30])))).isoformat(),
            event=draw(st.sampled_from(["SANCTION", "REQUEST", "THREATEN", "AGREE"])),
            actor=draw(sides),
            recipient=draw(sides),
            status=draw(st.sampled_from(["actual", "future"])),
            sentence=Span(f"They spoke of {said}.", 0, 14 + len(said)),
        )
        long = draw(st.sampled_from([0, 0, 0, 40, 500]))
        date = act.event.date
        assert date is not None
        dated = replace(act.event, date=replace(date, last=date.last + dt.timedelta(long)))
        reports = tuple({f"r{draw(st.integers(0, 8))}"})
        made.append(replace(act, event=dated, told_by=reports))
    return made


@settings(max_examples=60, deadline=None)
@given(some_acts())
def test_inferred_answers_are_those_that_comparing_all_acts_gives(acts: list[StoredAct]) -> None:
    known = sorted(acts, key=lambda act: (act.day or dt.date.max, act.id))
    links = []
    for act in known:
        others = [other for other in known if other.event.actor and possible(act, other)]
        best = next(iter(propose(act, others)), None)
        if best is not None and best.confidence >= LEAST_CONFIDENCE:
            links.append(link_of(act, best))
    both_ways = {(link.answer, link.answered): link.confidence for link in links}
    kept = [
        link
        for link in links
        if (both_ways.get((link.answered, link.answer), 0.0), link.answered) < (link.confidence, link.answer)
    ]
    assert infer(acts) == kept


@settings(max_examples=60, deadline=None)
@given(some_acts())
def test_cases_are_those_that_comparing_each_part_with_each_case_gives(acts: list[StoredAct]) -> None:
    views = find_chains(acts, infer(acts), least_inferred=0.2)
    chained = {id for view in views for id in view.chain.events}
    parts = [cases._part(list(view.acts), view) for view in views]
    parts += [cases._part([act], None) for act in acts if act.id not in chained]
    parts.sort(key=lambda part: (part.chain is None, when(part.acts[0])))
    rarity = cases._rarity(parts)
    groups: list[list[cases._Part]] = []
    for part in parts:
        fits = [_fit(group, part, rarity) for group in groups]
        if fits and max(fits) >= cases.ONE_CASE:
            groups[fits.index(max(fits))].append(part)
        else:
            groups.append([part])
    worthy = [g for g in groups if any(part.chain for part in g) or len(g) >= cases.LEAST_ACTS]
    wanted = {frozenset(act.id for part in group for act in part.acts) for group in _joined(worthy, rarity)}
    assert {frozenset(act.id for act in case.acts) for case in find_cases(acts, views)} == wanted


def _joined(groups: list[list[cases._Part]], rarity: Mapping[str, float]) -> list[list[cases._Part]]:
    """The cases, the smaller joined to the larger of the same countries and common reports that it fits."""
    left: list[list[cases._Part]] = []
    in_turn = sorted(groups, key=lambda g: (-sum(len(part.acts) for part in g), when(g[0].acts[0])))
    for group in in_turn:
        whole = cases._part([act for part in group for act in part.acts], None)
        fits = [
            _fit(larger, whole, rarity)
            if _pair(larger) == _pair(group) and whole.reports & {r for part in larger for r in part.reports}
            else 0.0
            for larger in left
        ]
        if fits and max(fits) >= cases.SAME_DISPUTE:
            left[fits.index(max(fits))] += group
        else:
            left.append(list(group))
    return left


def _pair(group: list[cases._Part]) -> frozenset[str]:
    return frozenset(cases._between([act for part in group for act in part.acts]))


def _fit(group: list[cases._Part], part: cases._Part, rarity: Mapping[str, float]) -> float:
    """How well a part fits a case, worked out from its parts."""
    dyads = {dyad for member in group for dyad in member.dyads}
    if not dyads & part.dyads and not (part.sides and part.sides <= {c for dyad in dyads for c in dyad}):
        return 0.0
    days = [act.day for member in group for act in member.acts if act.day]
    mine = [act.day for act in part.acts if act.day]
    rest = max((min(mine) - max(days)).days, (min(days) - max(mine)).days)
    words = sum((member.words for member in group), Counter[str]())
    weighed = [{word: log(1 + n) * rarity[word] for word, n in some.items()} for some in (words, part.words)]
    shared = sum(weighed[0][word] * weighed[1][word] for word in weighed[0].keys() & weighed[1].keys())
    lengths = [sum(value**2 for value in one.values()) ** 0.5 for one in weighed]
    reports = {report for member in group for report in member.reports}
    told = len(reports & part.reports) / len(part.reports)
    fit = shared / (lengths[0] * lengths[1]) + cases.TOLD_TOGETHER * told
    return 0.0 if rest > cases.LONGEST_REST else fit / 2 if rest > cases.REST_DAYS else fit
