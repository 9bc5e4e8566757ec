"""Persons as heads: known from the table, by a title before the name, or by what the report calls them."""

from __future__ import annotations

import itertools
import re

from demarche.entities import people
from demarche.entities.cast import Figure
from demarche.entities.entries import Entry
from demarche.entities.offices import owner_of
from demarche.entities.phrases import Phrase, Word
from demarche.entities.posts import possessor
from demarche.entities.stage import NOBODY, Resolver, Stage
from demarche.entities.wording import ranks, words
from demarche.model import Entity, Span

# Other words for an office.
ALSO_CALLED = {
    "monarch": ("king", "queen", "emir", "sultan"), "premier": ("prime minister",),
    "prime minister": ("premier",), "pontiff": ("pope",),
}  # fmt: skip
_JOINED = re.compile(r" and (?:[\w-]+ ){0,4}")  # "and Swedish", "and Prime Minister"
_LESS = re.compile(r"\b(?:vice|deputy|former|ex|then)[ -]$")


class Persons:
    """Reads phrases that end in a person's name."""

    def __init__(self, stage: Stage, resolver: Resolver) -> None:
        self._stage = stage
        self._resolver = resolver

    def person(self, phrase: Phrase, span: Span) -> Entity | None:
        """The person of a phrase that ends in a name; None if the name is no person's."""
        name = self._stage.text[phrase.name[0].start : phrase.name[-1].end]
        match = phrase.name[0].match
        figure = self._stage.cast.at(phrase.name[0].start, phrase.name[-1].end) or self._stage.cast.called(
            name
        )
        entry = (match.of("person") if match else None) or (figure.entry if figure else None)
        if figure is None and entry is None and not phrase.titles:
            if not phrase.modifiers and name.lower() not in words()["common_surnames"]:
                entry = self._stage.cast.known(name, self._stage.year)
            if entry is None:
                return None if phrase.modifiers or len(phrase.name) == 1 else Entity(span, name, how=NOBODY)
        title = self._title(phrase)
        described = title or (self.described(figure) if figure else None)
        full = entry.name if entry else figure.name if figure else name
        return self._as_person(
            span, full, entry, described, former=phrase.former, figure=figure, phrase=phrase
        )

    def _as_person(
        self,
        span: Span,
        full: str,
        entry: Entry | None,
        described: Entity | None,
        *,
        former: bool,
        figure: Figure | None,
        phrase: Phrase,
    ) -> Entity:
        """The person's standing at the report's date; what the text calls them goes before the table."""
        country: str | None = None
        sector: tuple[str, ...] = ()
        role = how = None
        if entry is not None:
            standing = people.standing(entry, self._stage.published, former=former)
            country, sector, role = standing.country, standing.sector, standing.role
            how = f"{entry.name}: {role or 'holds no office'} on {self._stage.published or 'no date'}"
        if described is not None:
            known = entry is not None
            same = bool(role and described.role and _is_called(described.role.lower(), role.lower()))
            if described.sector and not same and self._overrides(described.sector, sector, known=known):
                sector = described.sector
            role = described.role or role
            if entry is None or country is None:
                country = described.country
            how = how or f"called {described.name!r}; {described.how}"
        if entry is None and figure is not None and figure.nation:
            country, how = figure.nation, f"{full} has the adjective of {figure.nation} before the name"
            sector = sector or ((figure.rank,) if figure.rank else ("CVL",))
        if country is None and figure is not None and figure.rank:
            country, how = self._stage.references.acting_state(span.start)
        if not sector and figure is not None and figure.rank:
            sector = (figure.rank,)
        if country is None:
            owner = owner_of(phrase, full.lower(), "none") or possessor(self._resolver, phrase)
            if owner is not None:
                country, how = owner.country, owner.how
                sector = sector or ("CVL",)
        return Entity(span, full, country, sector, entry.wikidata if entry else None, role, how or NOBODY)

    def _overrides(self, called: tuple[str, ...], held: tuple[str, ...], *, known: bool) -> bool:
        """Whether what the text calls a person goes before the table: not if it is less ("his sister")."""
        if not known or held in ((), ("ELI",)):
            return True
        return called[0] not in ("CVL", "GOV", "ELI") and called[0] not in held

    def _title(self, phrase: Phrase) -> Entity | None:
        """What the words before a name make of the person: "Japan's top government spokesman"."""
        titles = [word for word in phrase.titles if word.match is not None]
        if not titles:
            rank = next((ranks()[word.low] for word in phrase.titles if word.low in ranks()), None)
            if rank is None:
                return None
            country, how = self._stage.references.acting_state(phrase.start)
            owner = owner_of(phrase, "", "none")
            if owner is not None:
                country, how = owner.country, owner.how
            return Entity(None, rank, country, (rank,), None, None, how)
        last = phrase.modifiers.index(titles[-1]) + 1
        tokens: list[Word] = phrase.modifiers[:last]
        inner = Phrase(
            phrase.start, tokens[-1].end, phrase.determiner, phrase.possessor, phrase.former, base=tokens
        )
        inner.head, inner.modifiers = tokens[-1], tokens[:-1]
        return self._resolver.single(inner)

    def last(self, at: int, count: int) -> list[Entity]:
        """The last two persons before an offset that "and" joins, else the last few; in order."""
        if count == 2 and (pair := self._joined(at)):
            return pair
        seen: dict[str, tuple[int, int]] = {}
        for item in self._stage.references.back(at):
            figure = self._stage.cast.at(item.start, item.end)
            if figure is not None and len(seen) < count:
                seen.setdefault(figure.name, (item.start, item.end))
        return [self._resolver.entities(*span)[0] for span in sorted(seen.values())]

    def _joined(self, at: int) -> list[Entity]:
        """The last two persons before an offset that are joined by "and": "King and Weeks …  Both men"."""
        named = [
            item for item in self._stage.references.back(at) if self._stage.cast.at(item.start, item.end)
        ]
        for right, left in itertools.pairwise(named):
            if _JOINED.fullmatch(self._stage.text, left.end, right.start):
                return [self._resolver.entities(one.start, one.end)[0] for one in (left, right)]
        return []

    def holder(self, head: str, at: int) -> Entity | None:
        """The person named before whose office a definite phrase names: "Merkel …  The chancellor"."""
        for item in self._stage.references.back(at):
            figure = self._stage.cast.at(item.start, item.end)
            if figure is not None and self._holds(figure, head):
                return self._resolver.entities(item.start, item.end)[0]
        far = [figure for figure in self._stage.cast.figures if self._holds(figure, head)]
        before = [span for figure in far for span in figure.starts if span[1] <= at]
        return self._resolver.entities(*max(before))[0] if len(far) == 1 and before else None

    def called(self, sector: tuple[str, ...], at: int) -> Entity | None:
        """The one person of a sector that is named before an offset; None if there are several."""
        found = {}
        for figure in self._stage.cast.figures:
            before = [span for span in figure.starts if span[1] <= at and span not in self._resolver.open]
            if before:
                entity = self._resolver.entities(*max(before))[0]
                if entity.sector[:1] == sector:
                    found[figure.name] = entity
        return next(iter(found.values())) if len(found) == 1 else None

    def _holds(self, figure: Figure, head: str) -> bool:
        """Whether a person holds the office of this name, or is said to."""
        role = ""
        if figure.entry is not None:
            role = (people.standing(figure.entry, self._stage.published).role or "").lower()
        called = " ".join(self._stage.text[start:end].lower() for start, end in figure.described)
        names = (head, *ALSO_CALLED.get(head, ()))
        return any(_is_called(name, role.split(",")[0]) or _is_called(name, called) for name in names)

    def described(self, figure: Figure) -> Entity | None:
        """What the report calls a person anywhere."""
        for start, end in figure.described:
            stripped = self._stage.text[start:end].rstrip(" ,\n")
            if (start, start + len(stripped)) in self._resolver.open:
                continue
            entity = self._resolver.entities(start, start + len(stripped))[0]
            if entity.sector or entity.country:
                return entity
        return None

    def country_of(self, figure: Figure) -> str | None:
        """The country for which a person of the report acts."""
        if figure.entry is not None:
            return people.standing(figure.entry, self._stage.published).country
        described = self.described(figure)
        return described.country if described else None


def _is_called(head: str, role: str) -> bool:
    """Whether words tell this office, and not a deputy's: no "president" in "vice president"."""
    if "-" in head or " " in head:  # "secretary-general"
        head, role = head.replace("-", " "), role.replace("-", " ")
    return any(
        not _LESS.search(role[: found.start()])
        for found in re.finditer(rf"(?<![\w-]){re.escape(head)}(?![\w-])", role)
    )
