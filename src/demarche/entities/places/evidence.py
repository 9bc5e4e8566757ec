"""Is it a place at all? Points for and against each candidate from the words around it.

Points are log-odds: 0 is even.  The weights were set by hand and looked over on LGL and GeoVirus; `python -m
benchmarks.places` shows what they give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demarche.entities.places.index import CAPITAL, COUNTRY, COUNTY, OTHER, REGION, TOWN, PlaceIndex
from demarche.entities.places.names import fold
from demarche.entities.places.tables import Cues, cues, demonyms

if TYPE_CHECKING:
    from demarche.entities.places.recognise import Candidate
    from demarche.entities.places.wording import Words

# What the name alone is worth, by the largest place that bears it.
KIND_POINTS = {COUNTRY: 3.0, REGION: 2.5, COUNTY: -0.3, OTHER: 2.0, CAPITAL: 2.5}
# A town of this size (log10 of its people) is even odds; each power of ten more or less counts so much.
EVEN_SIZE, SIZE_POINTS = 4.4, 0.9
# A region is known at a tenth of the people that a town needs.
REGION_MORE = 1.0
SEVERAL_WORDS = 1.2
COMMON_WORD, GIVEN_NAME, SURNAME = -2.6, -1.2, -1.6
LOCATIVE, WEAK_LOCATIVE, SETTLEMENT_OF, MODIFIER = 2.2, 0.7, 3.0, 1.3
CONTAINED, CONTAINS, DATELINE = 5.0, 4.0, 5.0
FACILITY, INSTITUTION, LISTED = 0.6, -0.5, 0.8
ACRONYM, ALIAS_ONLY = -4.0, -1.2
TITLE, PERSON_BEFORE, PERSON_KNOWN, AGE, SAYS, SAYS_PERSON_NAME = -5.0, -4.5, -4.5, -4.0, -0.6, -2.0
CAPITAL_BEFORE, CAPITAL_AFTER, SURNAME_AFTER = -2.5, -2.2, -4.0
ORGANISATION, STREET = -6.0, -5.0
SHIP, ARTICLE = -6.0, -3.0
NOT_PROPER, PROPER = -3.0, 0.3

# Longer words in capitals are emphasis, not acronyms.
LONGEST_ACRONYM = 5

_AGE = re.compile(r"(?:, |,? \()\d{2}(?:[,;)]|, of\b)")
_DASH = re.compile(
    r"\s*(?:\([^)\n]{2,40}\)|,\s*\w{3,9}\.? \d{1,2}(?:, \d{4})?)?"
    r"\s*(?:--|—|–|-\s|_\s|:\s|\(Reuters\)|\(AP\)|\(AFP\))"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a candidate being a place: points (log-odds) and the reasons in words."""

    points: float
    reasons: tuple[str, ...]
    dateline: bool = False


@dataclass(slots=True)
class _Tally:
    points: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        self.points += points
        self.reasons.append(reason)


@dataclass(frozen=True, slots=True)
class Persons:
    """Who the report names: word numbers inside full names, and surnames (filed form) to know again."""

    inside: frozenset[int]
    surnames: frozenset[str]


def persons(words: Words, found: Sequence[Candidate]) -> Persons:
    """The persons of a text, by titles and given names before capitalised words."""
    known = cues()
    inside: set[int] = set()
    surnames: set[str] = set()
    multiword = {
        i for candidate in found if not candidate.single for i in range(candidate.first, candidate.last + 1)
    }
    i = 0
    while i < len(words) - 1:
        word = words.lower[i]
        given = words.capital[i] and word in known.given_names and i not in multiword
        title = words.capital[i] and word in known.titles
        if (given or (title and not words.headline[i])) and words.gap[i] in (" ", "\n", " \n"):
            last = _name_end(words, i)
            if words.headline[i]:
                # In a headline every word has a capital: no more than one surname.
                last = min(last, i + 1)
            if last > i and not _place_follows(words, last):
                inside.update(range(i if given else i + 1, last + 1))
                surnames.add(fold(words.token[last]))
                i = last
        i += 1
    return Persons(frozenset(inside), frozenset(surnames))


def _name_end(words: Words, i: int) -> int:
    """The last word of the person's name that begins at word i."""
    known = cues()
    last = i
    while last + 1 < len(words) and last - i < 4 and words.gap[last] in (" ", "-", "\n", " \n"):
        following = words.lower[last + 1]
        if following in known.facility or following in known.institution or following in known.organisation:
            break
        if following in known.openers:
            break
        if not words.capital[last + 1] and following not in (
            "de",
            "la",
            "van",
            "von",
            "der",
            "al",
            "bin",
            "el",
            "da",
            "dos",
        ):
            break
        if following in known.junior:
            break
        last += 1
    while last > i and not words.capital[last]:
        last -= 1
    return last


def _place_follows(words: Words, last: int) -> bool:
    """Whether the capitalised words lead up to a word that makes them a place or a body ("Paul Quinn
    College")."""
    return (
        last + 1 < len(words)
        and words.gap[last] == " "
        and words.capital[last + 1]
        and words.lower[last + 1] in cues().facility | cues().institution | cues().organisation
    )


def weigh(
    candidate: Candidate,
    words: Words,
    index: PlaceIndex,
    people: Persons,
    *,
    contained: bool,
    contains: bool,
    listed: bool,
) -> Evidence:
    """The evidence for one candidate; `contained`: a comma and its region follow; `contains`: it is that
    region."""
    tally = _Tally()
    known = cues()
    _name_itself(candidate, words, index, known, tally)
    dateline = is_dateline(candidate, words, contained=contained)
    if dateline:
        tally.add(DATELINE, "dateline")
    if contained:
        tally.add(CONTAINED, "followed by what it lies in")
    if contains:
        tally.add(CONTAINS, "says where another place lies")
    if listed:
        tally.add(LISTED, "in a list of places")
    if not candidate.short:
        _before(candidate, words, index, known, people, tally)
        if not contained:
            _after(candidate, words, known, tally)
        _tags(candidate, words, tally)
    return Evidence(tally.points, tuple(tally.reasons), dateline)


def _name_itself(candidate: Candidate, words: Words, index: PlaceIndex, known: Cues, tally: _Tally) -> None:
    kinds = index.kind[candidate.places]
    sizes = (index.size[candidate.places] - EVEN_SIZE) * SIZE_POINTS
    best = max(
        min(KIND_POINTS[kind], size + REGION_MORE) if kind == REGION else KIND_POINTS.get(kind, size)
        for kind, size in zip(kinds.tolist(), sizes.tolist(), strict=True)
    )
    tally.add(best, "a known name")
    if candidate.short:
        return
    if candidate.alias.all():
        tally.add(ALIAS_ONLY, "by another name")
    acronym = words.token[candidate.first]
    if (
        candidate.single
        and acronym.isupper()
        and len(acronym) <= LONGEST_ACRONYM
        and not _in_capitals(words, candidate.first)
    ):
        tally.add(ACRONYM, "written as an acronym")
    if not candidate.single:
        tally.points += SEVERAL_WORDS
        return
    # A name that nearly always means the country or the great city is little hurt by being a given name too.
    share = 0.5 if best >= 2.0 else 1.0
    if candidate.filed in known.words:
        tally.add(COMMON_WORD * share, "also a common word")
    if candidate.filed in known.given_names:
        tally.add(GIVEN_NAME * share, "also a given name")
    if candidate.filed in known.surnames:
        tally.add(SURNAME * share, "also a surname")


def _in_capitals(words: Words, i: int) -> bool:
    """Whether a word beside word i is in capitals too, as in a headline or "NEW YORK"."""
    beside = [
        j for j, gap in ((i - 1, i - 1), (i + 1, i)) if 0 <= j < len(words) and words.gap[max(gap, 0)] == " "
    ]
    return any(len(words.token[j]) > 1 and words.token[j].isupper() for j in beside)


def _before(
    candidate: Candidate, words: Words, index: PlaceIndex, known: Cues, people: Persons, tally: _Tally
) -> None:
    i = candidate.first
    if i in people.inside and (candidate.single or i - 1 in people.inside):
        tally.add(PERSON_BEFORE, "part of a person's name")
    elif candidate.single and candidate.filed in people.surnames:
        tally.add(PERSON_KNOWN, "a person of the report")
    if i == 0:
        return
    gap, before = words.gap[i - 1], words.lower[i - 1]
    if _is_ship(words, i, known):
        tally.add(SHIP, "the name of a ship")
        return
    if gap.strip() not in ("", "-", "“", '"', "("):
        return
    if gap == "-" and before in known.party:
        tally.add(LOCATIVE, "a politician's seat")
        return
    if before == "the" and _stands_alone(candidate, words, known) and _is_town(candidate, index):
        tally.add(ARTICLE, "a town's name after “the”")
    if before == "the" and i > 1 and gap == " ":
        gap, before, i = words.gap[i - 2], words.lower[i - 2], i - 1
        if gap.strip():
            return
    if before in known.locative:
        tally.add(LOCATIVE, f"after “{before}”")
    elif before == "of" and i > 1 and words.lower[i - 2] in known.settlement:
        tally.add(SETTLEMENT_OF, f"after “{words.lower[i - 2]} of”")
    elif before == "of" and i > 1 and words.lower[i - 2] in known.organisation_of:
        tally.add(ORGANISATION, f"after “{words.lower[i - 2]} of”")
    elif before in known.modifiers:
        tally.add(MODIFIER, f"after “{before}”")
    elif before in known.weak_locative:
        tally.add(WEAK_LOCATIVE, f"after “{before}”")
    elif before in known.titles:
        tally.add(TITLE, "after a title")
    elif _is_name_part(words, i - 1, known) and not words.headline[i]:
        tally.add(CAPITAL_BEFORE, "after another name")


def _is_ship(words: Words, i: int, known: Cues) -> bool:
    """Whether a ship is called what begins at word i: "the tanker Bridgeton", "the ferry, the Oslo"."""
    if words.lower[i - 1] == "the" and i > 1:
        i -= 1
    return words.gap[i - 1] in (" ", ", ", " “", ' "') and words.lower[i - 1] in known.ships


def _stands_alone(candidate: Candidate, words: Words, known: Cues) -> bool:
    """Whether nothing follows a name that it could say more of, as in "the Kiev government"."""
    end = candidate.last
    if end + 1 == len(words) or words.gap[end] not in (" ", "-", "\n"):
        return True
    return words.lower[end + 1] in known.locative | known.weak_locative


def _is_town(candidate: Candidate, index: PlaceIndex) -> bool:
    """Whether only towns bear the name: regions, counties and mountains may take an article."""
    return bool(TOWN[index.kind[candidate.places]].all())


def _is_name_part(words: Words, i: int, known: Cues) -> bool:
    """Whether word i is a capitalised word that would be a part of the same name."""
    word = words.lower[i]
    if not words.capital[i] or word in demonyms() or word in known.openers or word in known.months:
        return False
    return not (words.begins[i] and (word in known.words or word.endswith("ly")))


def _after(candidate: Candidate, words: Words, known: Cues, tally: _Tally) -> None:
    i = candidate.last
    gap = words.gap[i]
    if candidate.single and _AGE.match(words.text, words.end[i]):
        tally.add(AGE, "followed by an age")
    if i + 1 >= len(words) or gap not in (" ", "\n", "-"):
        return
    after = words.lower[i + 1]
    if not words.capital[i + 1]:
        if gap == " " and after in known.saying and candidate.single:
            named = candidate.filed in known.given_names or candidate.filed in known.surnames
            tally.add(SAYS_PERSON_NAME if named else SAYS, f"it “{after}”")
        elif (
            gap == " "
            and after in known.organisation
            and after in ("burger", "roulette", "dressing", "syndrome", "virus", "fever")
        ):
            tally.add(ORGANISATION, f"names a kind of “{after}”")
        elif after in known.facility or after in known.institution:
            tally.add(FACILITY, f"before “{after}”")
        return
    end = i + 1
    while end + 1 < len(words) and words.capital[end + 1] and words.gap[end] in (" ", "-") and end - i < 5:
        end += 1
    chain = words.lower[i + 1 : end + 1]
    if chain[0] in known.street and len(chain) == 1 and not words.headline[i]:
        tally.add(STREET, "names a street")
    elif candidate.single and candidate.filed in known.kinds and gap == " ":
        tally.add(ORGANISATION, "the kind of what is named next")
    elif any(word in known.organisation for word in chain[:2]):
        tally.add(ORGANISATION, "part of an organisation's name")
    elif any(word in known.facility for word in chain):
        tally.add(FACILITY, "names what stands there")
    elif any(word in known.institution for word in chain):
        tally.add(INSTITUTION, "names an institution")
    elif (
        words.headline[i]
        or gap == "-"
        or chain[0] in demonyms()
        or chain[0] in known.months
        or chain[0] in known.titles
    ):
        return
    elif candidate.single and fold(chain[0]) in known.surnames:
        tally.add(SURNAME_AFTER, "before a surname")
    else:
        tally.add(CAPITAL_AFTER if candidate.single else CAPITAL_AFTER / 2, "before another name")


def _tags(candidate: Candidate, words: Words, tally: _Tally) -> None:
    """The parser's word: a name that is no proper noun is hardly a place."""
    tags = [
        words.tags[words.start[i]]
        for i in range(candidate.first, candidate.last + 1)
        if words.start[i] in words.tags
    ]
    if not tags:
        return
    if all(upos != "PROPN" for upos, _ in tags):
        tally.add(NOT_PROPER, "no proper noun")
    else:
        tally.points += PROPER


def is_dateline(candidate: Candidate, words: Words, *, contained: bool) -> bool:
    """Whether the name stands at the head of a paragraph before a dash: "BEIRUT —", "CHARLESTON, W.Va.
    --"."""
    start = words.start[candidate.first]
    line = words.text.rfind("\n", 0, start) + 1
    if words.text[line:start].strip(" \t(") and not re.search(r"[.!?]\s+$", words.text[line:start]):
        return False
    end = words.end[candidate.last]
    if contained:
        following = re.compile(r",\s*[\w. ]{2,25}?(?=\s*(?:--|—|–|-\s|_\s|\(|:))").match(words.text, end)
        end = following.end() if following else end
    dash = _DASH.match(words.text, end)
    if dash is None:
        return False
    return words.token[candidate.last].isupper() or any(mark in dash.group() for mark in "-—–_")
