"""The step: what it leaves out changes nothing of what it gives back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from demarche.events import implied, whom
from demarche.language.parser import ShippedParser
from demarche.links import answers
from demarche.model import CodedReport, Report, countries_of
from demarche.reports import read_row

if TYPE_CHECKING:
    from demarche.runners.step import Coder

DISPUTE = (
    "Japan ordered a Russian consul to leave on Tuesday in retaliation for Moscow's expulsion of a Japanese "
    "diplomat last week. Russia protested against the order.\n\n"
    "It rained in the capital. The price of copper fell by two cents a pound."
)
COOKING = "The soup needs two onions and a clove of garlic. Peru has many such soups, cooks in Lima say."


def report(name: str, text: str) -> Report:
    return replace(read_row({"text": text, "published": "2022-10-04"}), id=name)


def fresh(coder: Coder, one: Report, *, gates: bool = True) -> CodedReport:
    """The report coded with nothing remembered, and nothing passed over where there are no gates."""
    (sentences,) = coder._read([one.text]) if gates else coder.parse([one.text])
    coded = coder._events.code(one, sentences)
    linked = implied.by_answers(answers.link(coded, one.text), coded.named)
    return CodedReport(one, whom.completed(linked, coded.clusters, coded.near, coded.named))


def told(one: CodedReport) -> list[tuple[object, ...]]:
    """What the events of a report say, but not how surely: no sentence is read beside one passed over."""
    return [
        (
            *(event.id, event.mode, event.status, event.date, countries_of(event.actor)),
            *(answer.event for answer in event.answers),
        )
        for event in one.events
    ]


def test_results_are_those_without_gates_in_the_order_of_the_input(coder: Coder) -> None:
    reports = [report("a", COOKING), report("b", DISPUTE), report("c", "Shr 34 cts vs 29 cts. Net 1.2 mln.")]
    coded = coder.code(reports)
    assert [one.report for one in coded if isinstance(one, CodedReport)] == reports
    whole = [fresh(coder, one, gates=False) for one in reports]
    assert [told(one) for one in coded if isinstance(one, CodedReport)] == [told(one) for one in whole]
    assert [len(one.events) > 0 for one in coded if isinstance(one, CodedReport)] == [False, True, False]


def test_texts_in_which_no_act_is_heard_get_no_trees(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(coder._parser, ShippedParser) and coder._heads is not None
    finished: list[int] = []
    finish = coder._parser.finish
    monkeypatch.setattr(
        coder._parser, "finish", lambda *given: finished.append(len(given[0])) or finish(*given)
    )
    (sentences,) = coder._read([DISPUTE])
    assert finished == [1] and any(not sentence.quiet for sentence in sentences)
    monkeypatch.setattr(coder._heads, "heard", lambda sentences: [False] * len(sentences))
    assert coder._read([DISPUTE]) == [()] and finished == [1, 0]


def test_agency_copy_has_the_events_of_its_first_print_under_its_own_ids(coder: Coder) -> None:
    (first,) = coder.code([report("first", DISPUTE)])
    (copy,) = coder.code([report("copy", DISPUTE)])
    assert copy == fresh(coder, report("copy", DISPUTE))
    assert isinstance(first, CodedReport) and isinstance(copy, CodedReport)
    assert {event.id for event in first.events}.isdisjoint(event.id for event in copy.events)
    assert any(event.answers for event in copy.events)


def test_the_same_text_of_another_day_is_no_copy(coder: Coder) -> None:
    coder.code([report("first", DISPUTE)])
    later = replace(report("later", DISPUTE), published=None)
    assert coder.code([later]) == [fresh(coder, later)]
