"""What all the readers of one report share: its text, day, names, persons and references."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Protocol

from demarche.entities.cast import Cast, Figure
from demarche.entities.entries import Entry
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.phrases import Phrase
from demarche.entities.reference import References
from demarche.entities.scene import Item, Scene
from demarche.model import Entity, Place, Sentence, Span

NOBODY = "nothing in the text says who"


class Stage:
    """One report, prepared once: what is named in it, who is in it, what may be pointed back to."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        text: str,
        sentences: Sequence[Sentence] | None,
        published: dt.date | None,
        places: Sequence[Place] = (),
    ) -> None:
        self.text = text
        self.published = published
        self.year = published.year if published else None
        self.gazetteer = gazetteer
        self.scene = Scene(text, gazetteer.find(text), sentences, places)
        self.cast = Cast(gazetteer, self.scene, self.year)
        for figure in self.cast.figures:
            for start, end in figure.starts:
                self.scene.seat(start, end)
        self.references = References(self.scene)

    def country_here(self, entry: Entry, at: int) -> tuple[str | None, str] | None:
        """(country, evidence) of a body that many states have ("Supreme Court"), None for its usual one."""
        present = self.scene.weight(at)
        if not present or entry.country in present or self.scene.names(entry.country):
            return None
        return self.references.acting_state(at)

    def plain(self, phrase: Phrase) -> str:
        """The phrase's own words without its determiner and what follows the head."""
        if not phrase.base:
            return self.text[phrase.start : phrase.end]
        words = self.text[phrase.base[0].start : phrase.base[-1].end]
        words = " ".join(re.sub(r"[\"“”]", "", words).split())
        rest = words.lstrip(",.0123456789 ")  # of "4,000 prisoners"
        return rest if rest and words[0] in ",." else words


class Resolver(Protocol):
    """What the readers of heads ask of the resolver: other spans of the same report."""

    open: set[tuple[int, int]]

    def entities(self, start: int, end: int) -> tuple[Entity, ...]: ...

    def single(self, phrase: Phrase) -> Entity: ...

    def pronoun(self, kind: str, start: int, end: int) -> tuple[Entity, ...]: ...

    def of_item(self, item: Item) -> tuple[Entity, ...]: ...

    def holder(self, head: str, at: int) -> Entity | None: ...

    def called(self, sector: tuple[str, ...], at: int) -> Entity | None: ...

    def country_of(self, figure: Figure) -> str | None: ...


def of_entry(span: Span, entry: Entry, how: str) -> Entity:
    """A state or organisation of the table as the entity of a span."""
    return Entity(span, entry.name, entry.country, entry.sector, entry.wikidata, None, how)
