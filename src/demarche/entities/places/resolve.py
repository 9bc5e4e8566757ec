"""The whole way from a text to its places: words, candidates, evidence, choice."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from demarche.entities.places.evidence import Evidence, persons, weigh
from demarche.entities.places.index import COUNTRY, COUNTY, KINDS, REGION, PlaceIndex
from demarche.entities.places.rank import DEMONYM_VOTE, Choice, Name, choose, within
from demarche.entities.places.recognise import Candidate, candidates, is_area
from demarche.entities.places.tables import cues, demonyms
from demarche.entities.places.wording import Words, read
from demarche.model import Place, Sentence, Span

# The least probability that a name is a place at all for it to be given out.
LEAST = 0.5
# Log-odds that a full pull of other places of the report adds ("Henry, near Marshall and Peoria").
PULL_POINTS = 1.5
# A name is surely a place from so many points on; that is worth so much to its other mentions.
SURE, SAME_SENSE = 2.0, 1.2
# A second mention adds to a name's say, but not twice as much.
MENTION_POWER = 0.3


def find_places(
    text: str,
    *,
    index: PlaceIndex | None = None,
    published: dt.date | None = None,
    sentences: Sequence[Sentence] | None = None,
    home: str | None = None,
) -> list[Place]:
    """The places named in a text, in text order, none overlapping another; offsets index `text`.

    Peoples and their adjectives ("Russian") are actors, not places.  `sentences`: the parsed text, which
    spares a
    few mistakes; `home`: the publisher's country (alpha-3), which local papers take for granted;
    `published` is
    accepted for dated names, of which there are none yet.  `confidence` is the probability that the words
    name a
    place and that it is this one.
    """
    gazetteer = index if index is not None else PlaceIndex.load()
    words = read(text, sentences)
    found = candidates(words, gazetteer)
    if not found:
        return []
    areas = _areas(words, found, gazetteer)
    evidence = _evidence(words, found, areas, gazetteer)
    groups, owner = _groups(found, evidence, areas, _countries_of(words, found, gazetteer))
    evidence = _same_sense(found, evidence)
    choices = choose(groups, gazetteer, votes=_votes(words), home=home)
    return [
        place
        for candidate, proof, n in zip(found, evidence, owner, strict=True)
        if (place := _place(candidate, proof, choices[n], words, gazetteer)) is not None
    ]


def names_of(
    text: str, index: PlaceIndex
) -> tuple[list[tuple[int, int]], list[int], list[Name], dict[str, float]]:
    """What `find_places` has to choose: the candidates' offsets, the name each belongs to, the names, and
    the countries'
    votes.  For fitting the weights of the choice (training/places/tune.py).
    """
    words = read(text)
    found = candidates(words, index)
    areas = _areas(words, found, index)
    evidence = _same_sense(found, _evidence(words, found, areas, index))
    groups, owner = _groups(found, evidence, areas, _countries_of(words, found, index))
    spans = [(words.start[candidate.first], words.end[candidate.last]) for candidate in found]
    return spans, owner, groups, _votes(words)


def _areas(words: Words, found: Sequence[Candidate], index: PlaceIndex) -> dict[int, tuple[int, ...]]:
    """Candidate number → the areas that the next candidate names, when the text says that the one lies in
    the other."""
    areas: dict[int, tuple[int, ...]] = {}
    for n, (one, two) in enumerate(pairwise(found)):
        if two.first != one.last + 1 or not is_area(index, two):
            continue
        gap = words.gap[one.last]
        if gap not in (", ", " (", ",\n", " ") or (
            gap == " " and one.filed in cues().given_names | cues().surnames
        ):
            continue
        widest = (COUNTRY, REGION) if gap == " " else (COUNTRY, REGION, COUNTY)
        fitting = tuple(
            area
            for area in two.places.tolist()
            if index.kind[area] in widest and within(index, one.places.astype(np.int64), (area,)).any()
        )
        if fitting and not _is_list(words, one, two, index):
            areas[n] = fitting
    return areas


def _countries_of(words: Words, found: Sequence[Candidate], index: PlaceIndex) -> dict[int, tuple[int, ...]]:
    """Candidate number → the country that the adjective before it says: "the English city of Salisbury"."""
    areas: dict[int, tuple[int, ...]] = {}
    for n, candidate in enumerate(found):
        i = candidate.first - 1
        if i > 0 and words.lower[i] == "of":
            i -= 1
        if i < 1 or words.lower[i] not in cues().settlement or words.lower[i - 1] not in demonyms():
            continue
        country = index.coded(demonyms()[words.lower[i - 1]])
        if country is not None and within(index, candidate.places.astype(np.int64), (country,)).any():
            areas[n] = (country,)
    return areas


def _is_list(words: Words, one: Candidate, two: Candidate, index: PlaceIndex) -> bool:
    """Whether "Georgia, Texas and Florida" is meant: two areas of one level side by side."""
    if two.short or index.kind[one.places[0]] not in (COUNTRY, REGION):
        return False
    top = index.kind[two.places[0]]
    closed = words.gap[two.last].startswith((",", ".", ")", "\n", " -", " —"))
    return (bool(top == index.kind[one.places[0]] or top == REGION) and not closed) or bool(
        top == COUNTRY == index.kind[one.places[0]]
    )


def _evidence(
    words: Words, found: Sequence[Candidate], areas: dict[int, tuple[int, ...]], index: PlaceIndex
) -> list[Evidence]:
    people = persons(words, found)
    listed: set[int] = set()
    for n, (one, two) in enumerate(pairwise(found)):
        between = words.text[words.end[one.last] : words.start[two.first]]
        if between in (", ", " and ", " or ", ", and ", " & ") and n not in areas:
            listed |= {n, n + 1}
    return [
        weigh(
            candidate, words, index, people, contained=n in areas, contains=n - 1 in areas, listed=n in listed
        )
        for n, candidate in enumerate(found)
    ]


def _same_sense(found: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, where a name that is surely a place once lends its other mentions some of that."""
    best: dict[str, float] = defaultdict(lambda: -math.inf)
    for candidate, proof in zip(found, evidence, strict=True):
        best[candidate.filed] = max(best[candidate.filed], proof.points)
    return [
        Evidence(
            proof.points + SAME_SENSE, (*proof.reasons, "a place elsewhere in the report"), proof.dateline
        )
        if best[candidate.filed] >= SURE > proof.points
        else proof
        for candidate, proof in zip(found, evidence, strict=True)
    ]


def _groups(
    found: Sequence[Candidate],
    evidence: Sequence[Evidence],
    areas: dict[int, tuple[int, ...]],
    countries: dict[int, tuple[int, ...]],
) -> tuple[list[Name], list[int]]:
    """One name for all its mentions (one sense a report), apart from mentions with an area of their own.

    A name whose area is told once lies there throughout.
    """
    insides = countries | areas
    told: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    meant: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for n, area in insides.items():
        told[found[n].filed].add(area)
    for n, area in areas.items():
        meant[found[n + 1].filed].add(area)
    owner: list[int] = []
    number: dict[tuple[str, tuple[int, ...], tuple[int, ...]], int] = {}
    points: list[list[float]] = []
    for n, candidate in enumerate(found):
        inside = insides.get(n) or _only(told[candidate.filed])
        around = areas.get(n - 1) or _only(meant[candidate.filed])
        group = number.setdefault((candidate.filed, inside, around), len(number))
        if group == len(points):
            points.append([])
        points[group].append(evidence[n].points + evidence[n].dateline)
        owner.append(group)
    first = {group: n for n, group in reversed(list(enumerate(owner)))}
    names = [
        Name(found[first[group]].places, found[first[group]].alias, _trust(points[group]), inside, around)
        for (_, inside, around), group in number.items()
    ]
    return names, owner


def _only(told: set[tuple[int, ...]]) -> tuple[int, ...]:
    """What the report tells of a name, when it tells one thing."""
    return next(iter(told)) if len(told) == 1 else ()


def _trust(points: Sequence[float]) -> float:
    """How much a name may say about the others: its best mention, and a little more for each further one."""
    return _sigmoid(max(points)) * math.pow(len(points), MENTION_POWER)


def _votes(words: Words) -> dict[str, float]:
    """The countries whose peoples the text names."""
    known = demonyms()
    votes: dict[str, float] = defaultdict(float)
    for i, word in enumerate(words.lower):
        if words.capital[i] and word in known:
            votes[known[word]] = DEMONYM_VOTE
    return votes


def _place(
    candidate: Candidate, proof: Evidence, choice: Choice, words: Words, index: PlaceIndex
) -> Place | None:
    points = proof.points + PULL_POINTS * choice.pull
    likely = _sigmoid(points)
    if likely < LEAST:
        return None
    place = choice.place
    start, end = words.start[candidate.first], words.end[candidate.last]
    reasons = [index.describe(place), *choice.reasons, *proof.reasons[1:]]
    return Place(
        span=Span.of(words.text, start, end),
        name=index.name(place),
        kind=KINDS[index.kind[place]],
        country=index.country_of(place),
        geonameid=int(index.geonameid[place]) or None,
        lat=round(float(index.lat[place]), 3),
        lon=round(float(index.lon[place]), 3),
        confidence=round(likely * choice.belief, 3),
        how="; ".join(reasons),
    )


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))
