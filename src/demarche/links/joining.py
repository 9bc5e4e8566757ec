"""A new report joins the acts that are known: incremental, and with the same result in whatever order
reports come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from demarche.links.clusters import JOINS, Act, Scores, cluster, connected, place
from demarche.links.index import CandidateIndex, Change, Component, search_for
from demarche.links.same_act import log_odds, weights
from demarche.links.tellings import Telling


def join(tellings: Sequence[Telling], index: CandidateIndex, *, reports: Iterable[str] = ()) -> Change:
    """What storing the tellings of one report, or of several, changes; the caller applies it (`index.apply`).

    The same tellings again change nothing.  A report that was stored with other tellings has them replaced.
    reports: ids of reports that are given whole, though they may have no tellings (any more).
    """
    given = {*reports, *(telling.report_id for telling in tellings)}
    old = set(index.tellings_of(given))
    new = set(tellings)
    pool = _Pool(index, gone=old - new)
    score = Scores(log_odds)
    fresh = sorted(new - old, key=lambda telling: telling.order)
    found = index.candidates([search_for(telling, weights().near(telling.event)) for telling in fresh])
    for telling, candidates in zip(fresh, found, strict=True):
        near = [other.id for other in pool.known(candidates) if score(telling, other) > JOINS]
        pool.add(telling, pool.components_of(near), score)
    return pool.change()


def leave(tellings: Collection[Telling], index: CandidateIndex) -> Change:
    """What taking tellings out changes: their components are decided again without them."""
    return _Pool(index, gone=tellings).change()


class _Pool:
    """The components that a change touches, as they are while it is being made.

    `removed`: ids of stored components that are no more what they were; `live`: what has taken their place.
    """

    def __init__(self, index: CandidateIndex, *, gone: Collection[Telling]) -> None:
        self._index = index
        self._gone = {telling.id for telling in gone}
        self._live: dict[str, Component] = {}
        self._place: dict[str, str] = {}
        self._new: list[Telling] = []
        touched = index.components_of(self._gone) if gone else []
        self._removed = {component.id for component in touched}
        self._before = _acts_of(touched)
        for component in touched:
            left = [t for act in component.acts for t in act.tellings if t.id not in self._gone]
            for group in connected(left):
                self._keep(Component(tuple(cluster(group))))

    def known(self, candidates: Iterable[Telling]) -> list[Telling]:
        """The candidates of the index that are still there, and the tellings added before."""
        return [t for t in candidates if t.id not in self._gone] + self._new

    def components_of(self, telling_ids: Iterable[str]) -> list[Component]:
        """The components of tellings as they are now."""
        ids = set(telling_ids)
        here = {self._place[i] for i in ids if i in self._place}
        return [self._live[i] for i in sorted(here)] + list(
            self._index.components_of(ids - self._place.keys())
        )

    def add(self, telling: Telling, near: Sequence[Component], score: Scores) -> None:
        """Merges the components that the telling is near to, with it."""
        for component in near:
            if self._live.pop(component.id, None) is None:
                self._removed.add(component.id)
                self._before.update(_acts_of([component]))
        self._keep(_merged(telling, near, score))
        self._new.append(telling)

    def change(self) -> Change:
        """What the store has to do."""
        stored = tuple(self._live[i] for i in sorted(self._live))
        return Change(tuple(sorted(self._removed)), stored, _renamed(self._before, stored))

    def _keep(self, component: Component) -> None:
        self._live[component.id] = component
        self._place.update((t.id, component.id) for act in component.acts for t in act.tellings)


def _merged(telling: Telling, near: Sequence[Component], score: Scores) -> Component:
    """One component of several and a newcomer: what was decided before it stands, all later tellings are
    decided again.
    """
    tellings = [[*act.tellings] for component in near for act in component.acts]
    acts = [earlier for act in tellings if (earlier := [t for t in act if t.order < telling.order])]
    acts.sort(key=lambda act: act[0].order)
    later = sorted((t for act in tellings for t in act if t.order > telling.order), key=lambda t: t.order)
    for one in (telling, *later):
        place(one, acts, score)
    return Component(tuple(Act(tuple(act)) for act in acts))


def _acts_of(components: Iterable[Component]) -> dict[str, str]:
    """Telling id to act id, an act's tellings in their order."""
    return {t.id: act.id for component in components for act in component.acts for t in act.tellings}


def _renamed(before: Mapping[str, str], stored: Iterable[Component]) -> dict[str, str]:
    """Act ids that were in use and are no longer, each with the id of the act that its earliest telling is
    of now.
    """
    after = _acts_of(stored)
    current = set(after.values())
    names: dict[str, str] = {}
    for telling_id, old in before.items():
        if old not in current and telling_id in after:
            names.setdefault(old, after[telling_id])
    return names
