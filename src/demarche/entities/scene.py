"""The report as a stage: its sentences, who has been named where, and which country it plays in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from demarche.entities import ambiguity
from demarche.entities.entries import STATELESS, Match
from demarche.entities.whose import DECAY, Naming, Presence
from demarche.entities.wording import words
from demarche.model import Place, Sentence, Span, Token

_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=(?:[\"“‘'(\[]|``)?[A-Z0-9])|\n\s*\n|\n {2,}(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Capt|Maj|St|No|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|U\.S|U\.N|U\.K|Corp|Inc|Co|Ltd))\.$"
)
_DATELINE = re.compile(
    r"^\s*((?:[A-Z][\w.'’/-]*[ ,]*){1,5}?)"
    r"(?:,? (?:Jan|Feb|March|Mar|April|Apr|May|June|July|Aug|Sept|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2})?"
    r"\s*(?:\([A-Z][\w /.-]*\)\s*)?[-—–_]{1,2}\s",
    re.MULTILINE,
)
_QUOTED = re.compile(r"[“\"][^“”\"\n]{3,900}[”\"]|``[^\n]{3,900}?''")
# "Russian trawlers" hardly say that the report plays in Russia.
DEMONYM = 0.3
# Before the name of where something is.
LOCATED = frozenset({"in", "at", "across", "near", "inside"})
SURE_PLACE = 0.5
TITLE = 90  # characters before a name in which the office that leads up to it may begin
SAID = 3  # words in quotation marks, from which on they are somebody's speech
_TITLED = re.compile(r" [A-Z][a-z]")  # an unknown name or title word follows
# What a mention is worth for "whose government, police, court…": tuned by hand on invented reports; the
# command that re-checks it is `python -m benchmarks.actors`.
SUBJECT, PLAIN, OBLIQUE, MODIFIER, DATELINE = 3.0, 1.5, 0.7, 0.8, 1.5
OPENING = 8  # characters into a sentence within which "X on Monday …" makes X its subject


@dataclass(slots=True)
class Item:
    """A mention that later words may refer to; `index` of its sentence, `match` or a name of the cast."""

    start: int
    end: int
    sentence: int
    match: Match | None
    subject: bool = False
    modifier: bool = False
    oblique: bool = False
    possessive: bool = False


class Scene:
    """What the text itself says about who is on stage; built once a report."""

    def __init__(
        self,
        text: str,
        matches: Sequence[Match],
        sentences: Sequence[Sentence] | None,
        places: Sequence[Place] = (),
    ) -> None:
        self.text = text
        self._places = [p for p in places if p.country and len(p.country) == 3 and p.confidence >= SURE_PLACE]
        self.sentences = sentences
        self.dateline = self._find_dateline()
        known = ambiguity.settle(text, [match for match in matches if match.entry.kind != "blocked"])
        named = {match.entry.country for match in known if match.entry.kind in ("state", "adjective", "seat")}
        self.matches = [self._where_it_is(match, named) for match in known]
        self._starts = [match.start for match in self.matches]
        self.bounds = [(s.start, s.end) for s in sentences] if sentences else _sentence_bounds(text)
        self._bound_starts = [start for start, _ in self.bounds] or [0]
        self._tokens: dict[int, Token] = {}
        if sentences:
            for sentence in sentences:
                for token in sentence.tokens:
                    self._tokens.setdefault(token.start, token)

    def _where_it_is(self, match: Match, named: Container[str | None]) -> Match:
        """The match, a place in the country where the report's other places have it: Essex in New Jersey.

        `named`: the countries that the report names, one of whose places it is as it is known.
        """
        if match.entry.kind != "place" or match.entry.country is None or match.entry.country in named:
            return match
        here = next((p for p in self._places if p.span.start <= match.start < p.span.end), None)
        if here is None or here.country == match.entry.country:
            return match
        return Match(match.start, match.end, (replace(match.entry, country=here.country),))

    def within(self, start: int, end: int) -> list[Match]:
        """The names that begin within a span, in order."""
        return self.matches[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def opening(self, start: int) -> int:
        """Where the name begins that an offset is within, else the offset: parses cut "Hong Kong" in two."""
        before = bisect_left(self._starts, start) - 1
        name = self.matches[before] if before >= 0 else None
        return name.start if name is not None and name.entry.kind != "role" and start < name.end else start

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that holds an offset."""
        return max(0, bisect_right(self._bound_starts, offset) - 1)

    def token_at(self, offset: int) -> Token | None:
        """The parsed token that begins at an offset, if there is a parse."""
        return self._tokens.get(offset)

    def token_in(self, start: int, end: int) -> Token | None:
        """The last parsed token that begins within a span (the head of a name)."""
        if self._tokens:
            for at in range(end - 1, start - 1, -1):
                token = self._tokens.get(at)
                if token is not None:
                    return token
        return None

    def is_subject(self, match: Match) -> bool:
        """Whether a name is the subject of its clause, by the parse."""
        head = self.token_in(match.start, match.end)
        return head is not None and head.dep.startswith("nsubj")

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        """The stretches between quotation marks."""
        return [found.span() for found in _QUOTED.finditer(self.text)]

    def quotation_at(self, offset: int) -> tuple[int, int] | None:
        """The quotation that an offset is in; a word or two in quotation marks are none."""
        before = bisect_right(self.quotations, (offset, len(self.text))) - 1
        begin, end = self.quotations[before] if before >= 0 else (0, 0)
        return (begin, end) if offset < end and len(self.text[begin:end].split()) >= SAID else None

    def quotations_in(self, first: int, last: int) -> list[tuple[int, int]]:
        """The quotations that begin in some sentences, the last included."""
        begin = bisect_left(self.quotations, first, key=lambda span: self.sentence_at(span[0]))
        end = bisect_right(self.quotations, last, lo=begin, key=lambda span: self.sentence_at(span[0]))
        return self.quotations[begin:end]

    @cached_property
    def items(self) -> list[Item]:
        """All names and offices of the text in order, with the part they play in their sentence."""
        out = []
        skip = self.dateline
        for number, match in enumerate(self.matches):
            if skip and match.start < skip[1] and match.start >= skip[0]:
                continue
            out.append(self._item(number, match))
        return out

    def before(self, at: int) -> int:
        """How many of the mentions begin before an offset."""
        return bisect_left(self.items, at, key=lambda item: item.start)

    def items_in(self, first: int, last: int) -> list[Item]:
        """The mentions of some sentences, the last included, in order."""
        begin = bisect_left(self.items, first, key=lambda item: item.sentence)
        return self.items[begin : bisect_right(self.items, last, lo=begin, key=lambda item: item.sentence)]

    @cached_property
    def _longest(self) -> int:
        """The length of the longest mention that the tables know."""
        return max((item.end - item.start for item in self.items), default=0)

    def seat(self, start: int, end: int) -> None:
        """Puts a name that no table knows among the mentions, in its place."""
        near = self.items[self.before(start - self._longest) : self.before(end)]
        if any(start < item.end for item in near):
            return
        self._longest = max(self._longest, end - start)
        item = Item(start, end, self.sentence_at(start), None)
        before = self.text[max(0, start - 24) : start].lower().split()
        item.oblique = bool(before) and before[-1] in words()["prepositions"]
        item.possessive = self.text[end : end + 2] in ("'s", "’s")
        item.modifier = item.possessive
        token = self.token_in(start, end)
        head = self.token_at(start) or token
        item.subject = bool(head and head.dep.startswith("nsubj")) or (
            head is None and not item.oblique and self._before_verb(start, end)
        )
        insort(self.items, item, key=lambda other: other.start)

    def _item(self, number: int, match: Match) -> Item:
        text = self.text
        item = Item(match.start, match.end, self.sentence_at(match.start), match)
        after = text[match.end : match.end + 2]
        item.possessive = after in ("'s", "’s") or (after[:1] in ("'", "’") and text[match.end - 1] == "s")
        following = self.matches[number + 1] if number + 1 < len(self.matches) else None
        item.modifier = (
            item.possessive
            or after[:1] == "-"
            or (match.entry.kind == "adjective" and not self._nominal_adjective(match))
            or (
                following is not None
                and following.start - match.end == 1
                and _takes_modifier(match, following)
            )
            or (
                match.entry.kind == "role"
                and bool(_TITLED.match(text, match.end))
                and text[match.start].isupper()
            )
        )
        before = text[max(0, match.start - 24) : match.start].lower().split()
        while before and before[-1] in (
            "the",
            "a",
            "an",
            "its",
            "his",
            "their",
            "both",
            "senior",
            "top",
            "former",
        ):
            before.pop()
        item.oblique = bool(before) and before[-1].strip('"“(') in words()["prepositions"]
        token = self.token_in(match.start, match.end)
        if token is not None:
            head = token
            item.subject = head.dep.startswith("nsubj")
            item.modifier = (
                item.modifier or head.dep.split(":")[0] in ("compound", "amod") or head.dep == "nmod:poss"
            )
        else:
            free = not item.oblique and not item.modifier
            item.subject = free and self._before_verb(match.start, match.end)
        return item

    def _nominal_adjective(self, match: Match) -> bool:
        """Whether "Japanese" stands alone: no noun follows."""
        token = self.token_at(match.start)
        if token is not None:
            return token.dep.split(":")[0] not in ("amod", "compound")
        rest = self.text[match.end : match.end + 24].split()
        if not rest or self.text[match.end] in ".,;:?!)":
            return True
        low = rest[0].lower().strip('"”’,.;:')
        return (
            low in words()["prepositions"]
            or low in words()["relatives"]
            or low in words()["conjunctions"]
            or low in ("to", "not")
        )

    def _before_verb(self, start: int, end: int) -> bool:
        rest = self.text[end : end + 40].split()
        if not rest:
            return False
        low = rest[0].lower().strip('"”’,.;:()')
        lists = words()
        if self.text[end : end + 1] in ".;:?!)":
            return False
        return (
            low in lists["speech"]
            or low in lists["irregular"]
            or (low == "on" and start - self._bound_starts[self.sentence_at(start)] < OPENING)
            or low
            in (
                "is",
                "are",
                "was",
                "were",
                "has",
                "have",
                "had",
                "will",
                "would",
                "could",
                "may",
                "might",
                "must",
                "can",
                "should",
                "did",
                "does",
                "and",
                "also",
                "itself",
            )
            or (
                low.endswith(("ed", "es", "s"))
                and low not in lists["prepositions"]
                and self.text[end : end + 1] == " "
            )
            or self.text[end : end + 1] == ","
        )

    @cached_property
    def namings(self) -> list[Naming]:
        """The mentions of states, with what each is worth as the acting state and as the place."""
        out = []
        roles = {item.start for item in self.items if item.match and item.match.of("role")}
        for item in self.items:
            entry = item.match.entry if item.match else None
            if entry is None or entry.country is None or len(entry.country) != 3 or entry.kind == "role":
                continue
            if entry.contextual or (entry.kind == "organisation" and entry.sort in ("media", "company")):
                continue
            if entry.country in STATELESS:
                continue
            if item.subject:
                weight = SUBJECT
            elif item.modifier:
                weight = MODIFIER
            else:
                weight = OBLIQUE if item.oblique else PLAIN
            located = self._located(item.start)
            if entry.kind == "place":
                acting, setting = 0.5, 2.5 if located else 1.5
            elif entry.kind == "person":
                acting, setting = weight * 0.6, 0.5
            else:
                acting, setting = weight, 2.0 if located else DEMONYM if entry.kind == "adjective" else 0.8
            out.append(
                Naming(
                    offset=item.start,
                    sentence=item.sentence,
                    country=entry.country,
                    acting=acting,
                    setting=setting,
                    subject=item.subject,
                    modifier=item.modifier and entry.kind in ("adjective", "state", "seat"),
                    located=located and entry.kind in ("state", "seat", "place"),
                    owner=item.modifier and not roles.isdisjoint(range(item.end + 1, item.end + 4)),
                )
            )
        out += [self._town(place) for place in self._places if not self._named_at(place.span)]
        return sorted(out, key=lambda naming: naming.offset)

    def _located(self, start: int) -> bool:
        """Whether "in" or the like stands before an offset."""
        before = self.text[max(0, start - 12) : start].lower().split()
        return bool(before) and before[-1] in LOCATED

    def town_at(self, offset: int) -> Place | None:
        """The place of the place index alone whose name an offset is in."""
        towns = (place for place in self._places if place.kind == "city")
        return next((town for town in towns if town.span.start <= offset < town.span.end), None)

    def _named_at(self, span: Span) -> bool:
        """Whether a name of the gazetteer lies in a span."""
        return any(match.entry.kind != "role" for match in self.within(span.start, span.end))

    def _town(self, place: Place) -> Naming:
        """A place that no table of actors knows says where the report plays."""
        start = place.span.start
        located = self._located(start)
        return Naming(
            offset=start,
            sentence=self.sentence_at(start),
            country=str(place.country),
            acting=0.5,
            setting=2.5 if located else 1.5,
            subject=False,
            modifier=False,
            located=located,
            owner=False,
        )

    @cached_property
    def presence(self) -> Presence:
        """How likely each country is to be meant where no word says which."""
        return Presence(self.namings, self.dateline_country)

    def likely(self, at: int, *, place: bool) -> dict[str, float]:
        """The log odds of each country at an offset, as the one that acts or where the report plays."""
        return self.presence.odds(at, self.sentence_at(at), place=place)

    def weight(self, at: int) -> dict[str, float]:
        """How present each country is at an offset as an acting state.

        Earlier mentions fade by the sentence; if there is none yet, later ones count instead.
        """
        here = self.sentence_at(at)
        out: dict[str, float] = defaultdict(float)
        for naming in self.namings:
            if naming.offset < at:
                out[naming.country] += naming.acting * DECAY ** (here - naming.sentence)
        origin = self.dateline_country
        if origin is not None:
            out[origin] += DATELINE
        if not out:
            for naming in self.namings:
                out[naming.country] += naming.acting * DECAY ** abs(naming.sentence - here)
        return out

    def names(self, country: str | None) -> bool:
        """Whether the text names a country anywhere."""
        return any(naming.country == country for naming in self.namings)

    @cached_property
    def dateline_country(self) -> str | None:
        """The country of the dateline's city."""
        if not self.dateline:
            return None
        for match in self.matches:
            if match.start >= self.dateline[1]:
                break
            if (
                match.start >= self.dateline[0]
                and match.entry.country
                and match.entry.kind in ("seat", "place", "state")
            ):
                return match.entry.country
        return None

    def _find_dateline(self) -> tuple[int, int] | None:
        for found in _DATELINE.finditer(self.text[:600]):
            place = found[1].strip()
            if place and (place.split(",")[0].isupper() or "(" in found.group()):
                return found.start(), found.end()
        return None


def _takes_modifier(match: Match, following: Match) -> bool:
    """Whether a name before another is its modifier ("U.S. troops", "Iran nuclear")."""
    if match.entry.kind == "role":
        return following.entry.kind in ("role", "person")
    return following.entry.kind in ("role", "organisation", "person", "adjective")


def _sentence_bounds(text: str) -> list[tuple[int, int]]:
    out, start = [], 0
    for found in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text, max(0, found.start() - 6), found.start() + 1):
            continue
        end = found.start() + 1 if text[found.start()] != "\n" else found.start()
        if end > start:
            out.append((start, end))
        start = found.end()
    if start < len(text):
        out.append((start, len(text)))
    return out or [(0, len(text))]


def strongest(weights: dict[str, float], *, but: frozenset[str] = frozenset()) -> str | None:
    """The most present country, none of those in `but`."""
    left = [(weight, country) for country, weight in weights.items() if country not in but]
    return max(left)[1] if left else None
