"""When, where, by when and how many: what the words around a trigger add to the act.

A date or place belongs to the act whose clause it hangs in: its distance is counted in arcs of the parse, and
words of another clause count more.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from demarche.events.dating import can_date
from demarche.events.heads import Array
from demarche.events.syntax import Clauses, base
from demarche.model import DateMention, DateRange, Deadline, Place, Quantity, Span, Token

# Crossing one of these relations on the way from trigger to date costs as much as three ordinary arcs.
BARRIERS = frozenset({"ccomp", "parataxis", "advcl", "acl", "conj", "csubj"})
BARRIER_COST = 3
# What follows one of these is another act, with a date of its own.
CAUSES = frozenset(
    {
        "over",
        "after",
        "following",
        "because of",
        "in response to",
        "in retaliation for",
        "in protest at",
        "despite",
        "for",
        "since",
        "before",
    }
)
# And what hangs on one of these nouns: "in response to the expulsion".
ANSWERS = frozenset({"response", "retaliation", "reaction", "answer", "reply", "protest", "reprisal"})
# Relations by which a date says which one a noun means.
HELD = frozenset({"nmod:poss", "amod", "compound", "nummod", "nmod:unmarked"})
# Farther than this a date or place in the sentence is another clause's.
FARTHEST = 5
PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "on", "off", "outside", "inside", "around", "over", "across"}
)
# What a place before it belongs to: "the U.S. embassy" says no place.
OWNED = frozenset(
    {"embassy", "consulate", "troops", "troop", "force", "soldier", "government", "army", "president"}
    | {"minister", "official", "ambassador", "citizen", "national", "police", "court", "parliament"}
    | {"jet", "plane", "ship"}
)
# By how many arcs a date that the event head is sure of is nearer, and the head's least probability for a
# place; tuned on the dev gold, `python -m benchmarks.events` re-checks.
MARKED_IS_NEARER, LIKELY_PLACE = 4.0, 0.2
NUMBER = re.compile(r"\d[\d,.]*")
SCALES = {
    "dozen": 12,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
COUNTED = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "dozens": 24,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
CURRENCIES = {
    "$": "USD",
    "dollar": "USD",
    "dlr": "USD",
    "dlrs": "USD",
    "dollars": "USD",
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "pound": "GBP",
    "pounds": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "rouble": "RUB",
    "roubles": "RUB",
    "ruble": "RUB",
    "rubles": "RUB",
    "rupee": "INR",
    "rupees": "INR",
    "franc": "CHF",
    "francs": "CHF",
    "mark": "DEM",
    "marks": "DEM",
}

# Days beyond which nobody counts them.
MOST_DAYS = 366

T = TypeVar("T", DateMention, Place)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The dates and places found in one report, in the order of the text and none overlapping another, to be
    handed to acts.

    The `scores` of its methods are the event head's probabilities for each word of the sentence; None leaves
    it to the parse.
    """

    dates: Sequence[DateMention]
    places: Sequence[Place]
    acts: frozenset[int] = frozenset()  # where every trigger of the report begins
    today: dt.date | None = None  # the day of the report

    def _acts_in(self, clauses: Clauses) -> frozenset[int]:
        """The tokens of the sentence that are triggers: what hangs beyond one belongs to it."""
        return frozenset(token.i for token in clauses.tokens if token.start in self.acts)

    def date_of(
        self, clauses: Clauses, i: int, scores: Array | None = None, *, spoken: bool = False
    ) -> DateMention | None:
        """The date of trigger `i`, durations and deadlines left out.

        `spoken`: it is done by saying something, which may have a date of its own.
        """
        found = [
            date
            for date in _dates_in(clauses, self.dates, "date")
            if (token := head_of(clauses, date.span)) is not None
            and can_date(clauses, i, date, token, spoken=spoken, today=self.today)
        ]
        return self._choose(clauses, i, found, scores)

    def date_marked(self, clauses: Clauses, scores: Array, least: float) -> DateMention | None:
        """The date of a sentence that the head marks most, if at least so much."""
        return _marked_most(_dates_in(clauses, self.dates, "date"), clauses, scores, least)

    def place_marked(self, clauses: Clauses, scores: Array, least: float) -> Place | None:
        """The place of a sentence that the head marks most, if at least so much."""
        return _marked_most(_within(clauses, self.places), clauses, scores, least)

    def deadline_of(self, clauses: Clauses, i: int, scores: Array | None = None) -> Deadline | None:
        """The last day to comply that is told in the trigger's sentence."""
        found = self._choose(
            clauses, i, _dates_in(clauses, self.dates, "deadline"), scores, farthest=3 * FARTHEST
        )
        return Deadline(found.last, found.span) if found else None

    def place_of(self, clauses: Clauses, i: int, scores: Array | None = None) -> Place | None:
        """The place where the act of trigger `i` took place, as the words around it say."""
        if scores is not None:
            somewhere = [p for p in _within(clauses, self.places) if not _names_another(clauses, p)]
            return _marked_most(somewhere, clauses, scores, LIKELY_PLACE)
        best: tuple[int, Place] | None = None
        for place in _within(clauses, self.places):
            token = token_at(clauses.tokens, place.span.start)
            if token is None:
                continue
            head = _name_head(clauses, token)
            if clauses.tree.preposition(head) not in PLACE_PREPOSITIONS:
                continue
            distance = arcs_between(clauses, i, head, self._acts_in(clauses))
            if distance <= FARTHEST and (best is None or distance < best[0]):
                best = (distance, place)
        return best[1] if best else None

    def _choose(
        self,
        clauses: Clauses,
        i: int,
        dates: Sequence[DateMention],
        scores: Array | None,
        *,
        farthest: int = FARTHEST,
    ) -> DateMention | None:
        """The date that the head marks most, or the nearest in the parse that it does not rule out."""
        best: tuple[float, int, DateMention] | None = None
        others = self._acts_in(clauses)
        for date in dates:
            token = head_of(clauses, date.span)
            if token is None or _ends(clauses, date):
                continue
            marked = score(clauses.tokens, date.span, scores) if scores is not None else 0.0
            distance = arcs_between(clauses, i, token, others) - MARKED_IS_NEARER * marked
            if distance > farthest:
                continue
            key = (distance, abs(token - i))
            if best is None or key < best[:2]:
                best = (*key, date)
        return best[2] if best else None


def _within(clauses: Clauses, found: Sequence[T]) -> Sequence[T]:
    """Those of a report's dates or places, which are in the order of the text, that are in a sentence."""
    tokens = clauses.tokens
    if not tokens:
        return ()
    begin = bisect_right(found, tokens[0].start, key=lambda one: one.span.end)
    return found[begin : bisect_left(found, tokens[-1].end, lo=begin, key=lambda one: one.span.start)]


def _dates_in(clauses: Clauses, dates: Sequence[DateMention], kind: str) -> list[DateMention]:
    """The dates of a kind that are in a sentence."""
    return [date for date in _within(clauses, dates) if date.kind == kind]


def _names_another(clauses: Clauses, place: Place) -> bool:
    """Whether a place only says whose something is: "the U.S. embassy"."""
    i = token_at(clauses.tokens, place.span.end - 1)
    if i is None:
        return False
    token = clauses.tokens[i]
    modifies = base(token.dep) in {"amod", "compound"} and token.head > i
    return modifies and clauses.tokens[token.head].upos == "NOUN" and clauses.lemmas[token.head] in OWNED


def _about_somebody(clauses: Clauses, i: int) -> bool:
    """Whether a relative clause tells of a person."""
    return any(clauses.lemmas[child] in {"who", "whom"} for child in clauses.tree.children[i])


def _ends(clauses: Clauses, date: DateMention) -> bool:
    """Whether "until" stands before a date: the last day of what an act sets, not its own."""
    first = token_at(clauses.tokens, date.span.start)
    before = clauses.tokens[first - 1].text.lower() if first else ""
    return date.kind == "date" and before in {"until", "till", "through"}


def _marked_most(found: Sequence[T], clauses: Clauses, scores: Array, least: float) -> T | None:
    """Of dates or places the one whose words have the highest score, if that is at least so much."""
    best, chosen = 0.0, None
    for one in found:
        value = score(clauses.tokens, one.span, scores)
        if value >= least and (chosen is None or value > best):
            best, chosen = value, one
    return chosen


def score(tokens: Sequence[Token], span: Span, scores: Array) -> float:
    """The highest score of a word inside a span; 0 where the sentence does not hold it."""
    inside = [t.i for t in tokens if t.start < span.end and span.start < t.end]
    return float(scores[inside].max()) if inside else 0.0


def token_at(tokens: Sequence[Token], offset: int) -> int | None:
    """The index of the token that covers an offset of the report, or None when the sentence does not."""
    if not tokens or not tokens[0].start <= offset < tokens[-1].end:
        return None
    for token in tokens:
        if offset < token.end:
            return token.i
    return None


def head_of(clauses: Clauses, span: Span) -> int | None:
    """The word of a span of the sentence that the others of it hang on, or None beyond the sentence.

    Of "last year's" the ending: what is done to last year's offer was hardly done later.
    """
    first, last = (token_at(clauses.tokens, offset) for offset in (span.start, span.end - 1))
    if first is None or last is None or clauses.tokens[last].xpos == "POS":
        return last
    inside = range(first, last + 1)
    return next((i for i in reversed(inside) if clauses.tokens[i].head not in inside), last)


def _name_head(clauses: Clauses, i: int) -> int:
    while (
        base(clauses.tokens[i].dep) in {"compound", "flat", "appos", "nmod"} and clauses.tokens[i].head >= 0
    ):
        if base(clauses.tokens[i].dep) == "nmod" and clauses.tree.preposition(i):
            return i
        i = clauses.tokens[i].head
    return i


def arcs_between(clauses: Clauses, i: int, j: int, others: frozenset[int] = frozenset()) -> int:
    """Arcs on the path between two tokens; into another clause or past another trigger, threefold."""

    def step(place: int) -> int:
        dep = base(clauses.tokens[place].dep)
        head = clauses.tokens[place].head
        if place == i and dep in {"obl", "nmod"} and clauses.tree.preposition(i) == "against":
            return FARTHEST  # "protested on Friday against the raid"
        if dep in {"obl", "nmod"} and (
            clauses.tree.preposition(place) in CAUSES or (head >= 0 and clauses.lemmas[head] in ANSWERS)
        ):
            return FARTHEST
        if clauses.tokens[place].dep == "acl:relcl" and head != i and _about_somebody(clauses, place):
            return FARTHEST  # "Trump, who appointed her in 2017, called"
        return BARRIER_COST if dep in BARRIERS or (place in others and place not in (i, j)) else 1

    up: dict[int, int] = {}
    cost, place = 0, i
    while True:
        up[place] = cost
        head = clauses.tokens[place].head
        if head < 0 or head in up:
            break
        cost += step(place)
        place = head
    cost, place, seen = 0, j, set()
    while place not in up:
        head = clauses.tokens[place].head
        if head < 0 or place in seen:
            return 99
        seen.add(place)
        cost += step(place) + (_held(clauses, place, others) if head != i else 0)
        place = head
    return cost + up[place] + (BARRIER_COST - 1) * (place in others and place not in (i, j))


def _held(clauses: Clauses, place: int, others: frozenset[int]) -> int:
    """What it costs to leave a noun that a date tells more of: "the 1976 agreement"."""
    token = clauses.tokens[place]
    head = clauses.tokens[token.head]
    return BARRIER_COST if token.dep in HELD and head.upos == "NOUN" and token.head not in others else 0


def as_range(date: DateMention) -> DateRange:
    """A date expression as the interval of an act."""
    return DateRange(date.first, date.last, date.span)


def quantities_of(clauses: Clauses, i: int, text: str) -> tuple[Quantity, ...]:
    """Numbers of persons, things or money in the trigger's phrase: "23 diplomats", "$2 billion in aid"."""
    found = []
    for j in clauses.tree.subtree(i, without=("ccomp", "parataxis", "advcl", "conj", "acl")):
        token = clauses.tokens[j]
        if base(token.dep) != "nummod" or token.head < 0:
            continue
        words = [j, *clauses.tree.dependents(j, "compound", "nummod")]
        numbers = [value for word in words if (value := number_of(clauses.tokens[word].text)) is not None]
        if not numbers:
            continue
        counted = _counted(clauses, token.head)
        value = numbers[0]
        for scale in {counted, token.head, *words}:
            value *= SCALES.get(clauses.lemmas[scale], 1)
        first, last = min(*words, counted), max(*words, counted)
        found.append(
            Quantity(
                Span.of(text, clauses.tokens[first].start, clauses.tokens[last].end),
                value,
                _unit(clauses, counted, first),
            )
        )
    return tuple(found)


def _counted(clauses: Clauses, i: int) -> int:
    """What is counted: dlrs in "300 mln dlrs", where the parse stops at mln."""
    if clauses.lemmas[i] not in SCALES:
        return i
    above, after = clauses.tokens[i].head, i + 1
    if base(clauses.tokens[i].dep) in {"nummod", "compound"} and above >= 0:
        return above
    return after if after < len(clauses.tokens) and clauses.lemmas[after] in CURRENCIES else i


def _unit(clauses: Clauses, counted: int, first: int) -> str:
    """The currency that stands before, at or in what is counted, else its noun."""
    unit = clauses.lemmas[counted]
    before = clauses.tokens[first - 1].text if first else ""
    inside = (clauses.lemmas[c] for c in clauses.tree.dependents(counted, "nmod", "compound"))
    for word in (before, unit, *inside):
        unit = CURRENCIES.get(word, unit)
    return unit


def number_of(word: str) -> float | None:
    """The value of a written number, or None: "1,500", "three"."""
    if NUMBER.fullmatch(word):
        try:
            return float(word.replace(",", ""))
        except ValueError:
            return None
    return float(COUNTED[word.lower()]) if word.lower() in COUNTED else None


def days_in(clauses: Clauses, i: int) -> int | None:
    """How many days a word says, at most a year's; None for weeks and for those that nobody counts."""
    if clauses.lemmas[i] != "day":
        return None
    counts = [number_of(clauses.tokens[c].text) for c in clauses.tree.dependents(i, "nummod")]
    if counts:
        return int(counts[0]) if counts[0] is not None and counts[0] <= MOST_DAYS else None
    one = {"a", "the"} & {clauses.lemmas[c] for c in clauses.tree.dependents(i, "det")}
    return 1 if one and clauses.tokens[i].text.lower() == "day" else None
