"""Who is meant by a noun phrase of a report: country, sector, role, Wikidata id, and how it was resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from demarche.entities import antecedents, coordination, mentions
from demarche.entities.cast import Figure
from demarche.entities.entries import STATELESS, Entry, Match
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.offices import owner_of
from demarche.entities.persons import Persons
from demarche.entities.phrases import Phrase, read, split
from demarche.entities.posts import Posts, possessor
from demarche.entities.reference import is_pair, kind_of
from demarche.entities.scene import Item
from demarche.entities.stage import NOBODY, Stage, of_entry
from demarche.entities.tables import alternatives, rows_of
from demarche.entities.wording import words
from demarche.model import Entity, Place, Sentence, Span

NATIONS = frozenset({"countries", "nations", "states"})
# What is before a noun that takes up persons named before.
THE = (["the"], ["these"], ["those"], ["both"], ["the", "two"], ["the", "three"])


class ActorResolver:
    """Resolves the noun phrases of one report; build one a report.

    `places`: those named in it, which tell where it plays.
    `sentences` are its parses, or None: then the text alone is read.  `published` is the day at which
    the roles of persons are looked up; None takes everyone's most important one.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        text: str,
        sentences: Sequence[Sentence] | None,
        published: dt.date | None,
        places: Sequence[Place] = (),
    ) -> None:
        self._stage = Stage(gazetteer, text, sentences, published, places)
        self._posts = Posts(self._stage, self)
        self._persons = Persons(self._stage, self)
        self._memo: dict[tuple[int, int], tuple[Entity, ...]] = {}
        self.open: set[tuple[int, int]] = set()

    def resolve(self, span_start: int, span_end: int) -> Entity:
        """The entity that a span of the text means, the first of several; its country is None if unclear."""
        return self.entities(span_start, span_end)[0]

    def resolve_all(self, span_start: int | Span, span_end: int | None = None) -> tuple[Entity, ...]:
        """Every entity that a span means.

        These are the members of a list, of "both countries", of "the presidents of A and B"; of anything
        else it is the one.
        """
        if isinstance(span_start, Span):
            return self.entities(span_start.start, span_start.end)
        return self.entities(span_start, len(self._stage.text) if span_end is None else span_end)

    def elsewhere(self, entity: Entity, *, but: frozenset[str]) -> Entity:
        """The same office of the likeliest other country, itself where the report names no other."""
        if entity.span is None:
            return entity
        country, how = self._stage.references.acting_state(entity.span.start, but=but)
        return replace(entity, country=country, how=f"{how}, the other side aside") if country else entity

    def where(self, at: int) -> tuple[str | None, str]:
        """(country, evidence): where what is told at an offset takes place, as far as the report says."""
        return self._stage.references.setting(at)

    def mentions(self) -> list[Entity]:
        """Every actor that the text names, in order, pronouns left out."""
        return self._all_of(mentions.spans(self._stage.scene))

    def named(self, sentences: Collection[int]) -> list[Entity]:
        """The actors that some sentences name, in order."""
        return self._all_of(mentions.spans(self._stage.scene, sentences))

    def _all_of(self, spans: Iterable[tuple[int, int]]) -> list[Entity]:
        out = []
        for start, end in spans:
            for entity in self.entities(start, end):
                if entity.country is not None or entity.sector:
                    out.append(entity)
        return out

    def entities(self, start: int, end: int) -> tuple[Entity, ...]:
        """The entities of a span, quotation marks and a possessive ending left aside."""
        text = self._stage.text
        while start < end and text[start] in " \n\t\"“”'‘’(),":
            start += 1
        while end > start and (
            text[end - 1] in ' \n\t"“”(),;:' or (text[end - 1] in "'’" and text[end - 2 : end - 1] != "s")
        ):
            end -= 1
        if text[start:end].endswith(("'s", "’s")):
            end -= 2
        elif text[start:end].endswith(("s'", "s’")):
            end -= 1
        start = self._stage.scene.opening(start)
        at = start, end
        if at in self._memo:
            return self._memo[at]
        if at in self.open or start >= end:  # a description that leads back to itself
            return (Entity(Span.of(text, start, end), text[start:end], how=NOBODY),)
        self.open.add(at)
        try:
            found = self._several(start, end)
        finally:
            self.open.discard(at)
        self._memo[at] = found
        return found

    def _several(self, start: int, end: int) -> tuple[Entity, ...]:
        text = self._stage.text[start:end]
        pronoun = kind_of(text)
        if pronoun is not None:
            return self.pronoun(pronoun, start, end)
        if text.lower() in ("the latter", "latter", "the former"):
            pair = self._pair(start, end, 2)
            if pair:
                return pair[:1] if text.lower() == "the former" else pair[1:]
        count = is_pair(f"{self._determiner_before(start)} {text}".strip())
        joined = self._stage.references.pair_before(start) if text.lower() == "both" else None
        if joined is not None:
            both = self.entities(joined[0].start, joined[1].end)
            if len(both) == count:
                span = Span.of(self._stage.text, start, end)
                return tuple(replace(e, span=span, how=f"{text!r} means {e.name}") for e in both)
        if count:
            pair = self._pair(start, end, count)
            if pair:
                return pair
        told = self._of_nations(start, end)
        if told:
            return told
        tokens = split(self._stage.text, start, end, self._stage.scene.within(start, end))
        parts = coordination.parts(tokens, start, end)
        if parts.shared:
            return self._shared(parts, start, end)
        if len(parts.spans) > 1:
            out: list[Entity] = []
            for first, last in parts.spans:
                out += [entity for entity in self.entities(first, last) if not _among(entity, out)]
            return tuple(out)
        further = mentions.further(self._stage.scene, end)
        if further > end:
            tokens = split(self._stage.text, start, further, self._stage.scene.within(start, further))
        phrase = read(start, end, tokens)
        if not phrase.determiner and not phrase.possessor:
            phrase.determiner = self._determiner_before(start)
        return self._of_pair(phrase) or (self.single(phrase),)

    def _of_nations(self, start: int, end: int) -> tuple[Entity, ...]:
        """Persons whose countries follow in commas, there or where they were told: "the hostages"."""
        match = next(iter(self._stage.scene.within(start, end)), None)
        if match is None or match.entry.kind != "role":
            return ()
        if match.entry.sort != "persons" and (match.entry.sort, match.entry.pull) != ("person", "place"):
            return ()
        lead = self._stage.text[start : match.start].lower().split()
        nations = mentions.nations_of(self._stage.scene, match.end)
        if not nations and end == match.end and (lead or [self._determiner_before(start)]) in THE:
            nations = self._nations_told(match)
        span = Span.of(self._stage.text, start, match.end)
        how = f"told of {span.text!r}"
        name = self._stage.text[match.start : match.end]
        return tuple(
            Entity(span, name, country, match.entry.sector, None, None, how)
            for country in dict.fromkeys(nations)
        )

    def _nations_told(self, match: Match) -> list[str]:
        """The countries told of the last persons before that the same noun named."""
        noun = match.entry.name
        for item in self._stage.references.back(match.start, far=True):
            if item.match is not None and item.match.entry.name == noun:
                nations = mentions.nations_of(self._stage.scene, item.end)
                if nations:
                    return nations
        return []

    def _of_pair(self, phrase: Phrase) -> tuple[Entity, ...]:
        """An office of both: "the leaders of the two countries"; nothing of any other phrase."""
        link, part = phrase.after[0] if phrase.after else ("", [])
        if link not in ("of", "from", "between") or not part:
            return ()
        count = is_pair(self._stage.text[part[0].start : part[-1].end])
        pair = self._pair(part[0].start, part[-1].end, count) if count else ()
        one = self.single(phrase) if pair else None
        if one is None or not one.sector:
            return ()
        return tuple(
            replace(one, country=other.country, wikidata=None, how=f"{link} both: {other.how}")
            for other in pair
        )

    def _determiner_before(self, start: int) -> str:
        """ "the", if the span leaves it out."""
        before = self._stage.text[max(0, start - 6) : start].split()[-1:]
        return (
            before[0].lower()
            if before and before[0].lower() in ("the", "this", "that", "these", "those")
            else ""
        )

    def _shared(self, parts: coordination.Parts, start: int, end: int) -> tuple[Entity, ...]:
        """One head, several states: "Russian and Chinese diplomats", "the presidents of A and B"."""
        one = self.single(read(start, end, parts.head))
        name = parts.head[-1].text if parts.head else one.name  # of all of them: "diplomats"
        out: list[Entity] = []
        for entry in parts.shared:
            entity = Entity(
                one.span, name, entry.country, one.sector or entry.sector, None, one.role, one.how
            )
            if entry.country not in [other.country for other in out]:
                out.append(entity)
        return tuple(out)

    def single(self, phrase: Phrase) -> Entity:
        """The one entity of a phrase that is no list."""
        span = Span.of(self._stage.text, phrase.start, phrase.end)
        if phrase.head is None:
            return self._complement_only(phrase, span)
        if phrase.name:
            entity = self._persons.person(phrase, span)
            if entity is not None:
                return entity
        match = phrase.head.match
        if phrase.head.prefix == "anti":  # "anti-government protests" are the people's
            country, how = self._stage.references.setting(phrase.start)
            return Entity(span, span.text, country, ("CVL",), how=how)
        if match is None:
            return self._posts.unknown(phrase, span)
        entry = self._choose(match, phrase)
        if entry.kind == "role":
            return self._posts.office(phrase, span, entry)
        if entry.kind == "organisation":
            return self._organisation(phrase, span, entry)
        if entry.kind in ("people", "adjective"):
            return self._people(phrase, span, entry)
        return self._state(phrase, span, entry)

    def _complement_only(self, phrase: Phrase, span: Span) -> Entity:
        for _, part in phrase.after:
            if part:
                inner = self.entities(part[0].start, part[-1].end)[0]
                return Entity(
                    span, inner.name, inner.country, inner.sector, inner.wikidata, inner.role, inner.how
                )
        if phrase.determiner in words()["crowds"]:  # "thousands marched"
            country, how = self._stage.references.setting(phrase.start)
            return Entity(span, span.text, country, ("CVL",), how=how)
        return Entity(span, span.text, how=NOBODY)

    def _choose(self, match: Match, phrase: Phrase) -> Entry:
        """What a name with several meanings stands for here: what the report's countries make likely."""
        entries = match.entries
        if len(entries) == 1:
            return entries[0]
        if phrase.name:
            person = match.of("person")
            if person is not None:
                return person
        found = self._stage.text[match.start : match.end]
        named = [entry for entry in entries if entry.kind != "role"]
        if not named or (found.islower() and match.of("role") is not None):
            return match.of("role") or entries[0]
        present = self._stage.scene.weight(match.start)
        return max(
            named, key=lambda entry: present.get(entry.country or "", 0.0) - (0.5 if entry.weak else 0.0)
        )

    def _state(self, phrase: Phrase, span: Span, entry: Entry) -> Entity:
        country = entry.country
        head = phrase.head
        how = (
            f"{entry.kind} {span.text!r}"
            if entry.kind != "seat"
            else f"{head.text if head else ''!r} stands for its government"
        )
        return Entity(span, entry.name, country, entry.sector, entry.wikidata, None, how)

    def _people(self, phrase: Phrase, span: Span, entry: Entry) -> Entity:
        words_before = [word.low for word in phrase.modifiers]
        if "ethnic" in words_before:
            country, how = self._stage.references.setting(phrase.start, close=True)
            return Entity(span, span.text, country, ("CVL",), None, None, f"ethnic {entry.name} group: {how}")
        collective = entry.kind == "adjective" or (phrase.determiner == "the" and entry.kind == "people")
        many = phrase.determiner not in ("", "the") or any("year-old" in word for word in words_before)
        sector = (
            entry.sector
            if entry.kind == "adjective" and not many
            else ("GOV",)
            if collective and not many
            else ("CVL",)
        )
        if "PRE" in entry.sector and "PRE" not in sector:
            sector = (*sector, "PRE")
        return Entity(span, entry.name, entry.country, sector, None, None, f"people of {entry.name}")

    def _organisation(self, phrase: Phrase, span: Span, entry: Entry) -> Entity:
        country, sector, how = entry.country, entry.sector, f"organisation {entry.name!r}"
        if country is None:  # "Inc", "Ltd": a company that no table has
            owner = owner_of(phrase, entry.name.lower(), "none")
            country = owner.country if owner else None
            return Entity(
                span, self._stage.plain(phrase), country, sector, None, None, owner.how if owner else how
            )
        now = entry.at(self._stage.published)
        if now is not None:
            country, sector = now.country, now.sector
        elif self._stage.published is None and entry.tenures and entry.tenures[-1].last is None:
            country, sector = entry.tenures[-1].country, entry.tenures[-1].sector
        if entry.contextual or (entry.sort in ("agency", "party", "body") and country not in STATELESS):
            owner = owner_of(phrase, entry.name.lower(), "none") or possessor(self, phrase)
            own = owner is not None and (owner.entry is None or owner.entry.kind != "organisation")
            if own and owner is not None and owner.country not in STATELESS:
                country, how = owner.country, owner.how
            elif entry.contextual:
                country, how = self._stage.country_here(entry, phrase.start) or (country, how)
        return Entity(span, entry.name, country, sector, entry.wikidata, None, how)

    def pronoun(self, kind: str, start: int, end: int) -> tuple[Entity, ...]:
        """Whom a pronoun of a kind ("he", "it", "they", "we") at a place means."""
        span = Span.of(self._stage.text, start, end)
        pair = (
            self._stage.references.pair_before(start)
            if kind == "they" and self._stage.references.gloss(end) is None
            else None
        )
        if pair is not None:
            found = self.entities(pair[0].start, pair[1].end)
            return tuple(replace(e, span=span, how=f"{span.text!r} means {e.name}") for e in found)
        item = self._stage.references.gloss(end) or antecedents.of_pronoun(
            kind, start, end, self._stage.references, self._stage.scene, self._stage.cast
        )
        if item is None:
            return (Entity(span, span.text, how=NOBODY),)
        found = self.of_item(item)
        return tuple(replace(e, span=span, how=f"{span.text!r} means {e.name}; {e.how}") for e in found)

    def of_item(self, item: Item) -> tuple[Entity, ...]:
        """The entities of an earlier mention, an office with the words around it."""
        role = item.match.of("role") if item.match else None
        if role is not None and item.match is not None and item.match.entry.kind == "role":
            start, end = mentions.around(self._stage.scene, item.start, item.end)
            return self.entities(start, end)
        return self.entities(item.start, item.end)

    def holder(self, head: str, at: int) -> Entity | None:
        """The person named before an offset who holds an office."""
        return self._persons.holder(head, at)

    def called(self, sector: tuple[str, ...], at: int) -> Entity | None:
        """The one person of a sector that is named before an offset."""
        return self._persons.called(sector, at)

    def country_of(self, figure: Figure) -> str | None:
        """The country of a person of the report."""
        return self._persons.country_of(figure)

    def _pair(self, start: int, end: int, count: int) -> tuple[Entity, ...]:
        span = Span.of(self._stage.text, start, end)
        for plural, states in rows_of("divided.tsv"):
            if span.text.lower().endswith(plural):
                entries = [self._stage.gazetteer.named(name)[0] for name in alternatives(states)]
                return tuple(of_entry(span, entry, f"one of {span.text!r}") for entry in entries)
        if span.text.lower().split()[-1] in words()["personal_pairs"]:
            people = self._persons.last(start, count)
            if len(people) == count:
                return tuple(replace(one, span=span, how=f"{span.text!r} means {one.name}") for one in people)
        told = " " in span.text.strip()
        nations = span.text.lower().split()[-1] in NATIONS
        entries = self._stage.references.states(start, count, told=told, nations=nations)
        if (len(entries) < count and count == 2) or not entries:
            return ()
        how = f"{span.text!r} means {' and '.join(entry.name for entry in entries)}"
        return tuple(of_entry(span, entry, how) for entry in entries)


def _among(entity: Entity, others: list[Entity]) -> bool:
    return any(entity.span == other.span and entity.country == other.country for other in others)
