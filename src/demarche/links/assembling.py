"""Coded reports to acts and links, all in memory: what the ledger does step by step, for a folder of
reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from demarche.links.index import MemoryIndex
from demarche.links.inference import infer
from demarche.links.joining import join
from demarche.links.reconcile import StoredAct, Told, reconcile
from demarche.links.stated import links_of
from demarche.links.tellings import tellings
from demarche.links.wording import sketch, voices
from demarche.model import CodedReport, Link


@dataclass(frozen=True, slots=True)
class Assembled:
    """Acts in time order, and the links among them, stated and inferred."""

    acts: tuple[StoredAct, ...]
    links: tuple[Link, ...]


def assemble(reports: Iterable[CodedReport]) -> Assembled:
    """The acts that reports tell and what answers what among them; the order of the reports does not
    matter.
    """
    coded = list(reports)
    index = MemoryIndex()
    for one in coded:
        index.apply(join(tellings(one), index))
    told = {
        event.id: Told(event, one.report.id, one.report.published, one.report.publisher)
        for one in coded
        for event in one.events
    }
    sketches = {one.report.id: sketch(one.report.text) for one in coded}
    act_of = {telling.id: act.id for act in index.acts() for telling in act.tellings}
    acts = [
        act_from([told[telling.id] for telling in act.tellings], sketches=sketches, act_of=act_of)
        for act in index.acts()
    ]
    stated = links_of(act.event for act in acts)
    return Assembled(tuple(acts), (*stated, *infer(acts)))


def act_from(
    told: Sequence[Told], *, sketches: Mapping[str, tuple[int, ...]], act_of: Mapping[str, str]
) -> StoredAct:
    """One act, its near-duplicate reports counted as one voice.

    sketches: report id to its MinHash sketch.  act_of: a coded event's id to its act's.
    """
    reports = dict.fromkeys(one.report_id for one in sorted(told, key=lambda one: one.order))
    heard = {report: sketches[report] for report in reports if report in sketches}
    return reconcile(
        told, voice=voices(heard, order=heard), act_of=lambda event_id: act_of.get(event_id, event_id)
    )
