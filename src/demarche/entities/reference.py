"""Who is meant by "he", "it", "the country", "both sides", "its counterpart": words that point back."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from demarche.entities.entries import STATELESS, Entry
from demarche.entities.scene import TITLE, Item, Scene, strongest
from demarche.entities.wording import ranks, words

# How much a sentence of distance costs against being the subject, when an antecedent is chosen.
SENTENCE_COST, SUBJECT_GAIN, MODIFIER_COST, OBLIQUE_COST, ORDER_COST = 2.0, 1.6, 1.2, 0.7, 0.02
SENTENCES_BACK = 6
# How an office got a country that no word of its sentence gives it.
MOST_PRESENT, PLAYS_HERE = "the state most present so far", "the country where the report plays"
# Bodies that are a party to a quarrel only where they act.
APART = frozenset({"IGO", "UNO", "NGO"})
# What a mention is worth for "both countries", and how it fades by the sentence.
PARTY_SUBJECT, PARTY_PLAIN, PARTY_MODIFIER, PARTY_DECAY = 2.0, 1.5, 0.8, 0.75
# "Each country" is of two, as in "each country expelled the other's diplomats".
EACH_OF_TWO = frozenset(
    {"country", "nation", "side", "state", "government", "party", "capital", "neighbour", "neighbor"}
)
_CONTINUED = re.compile(r"\s(?:has |had )?continued\s*[,.:;\"“]")
_AS_SAYING = r"as\s+(?:saying|telling|stating|warning|adding)\b"
_QUOTED = re.compile(rf"\s+(?:(?:was|were)\s+(?:also\s+)?quoted\s+)?{_AS_SAYING}")
_QUOTES = re.compile(rf"\s+(?:also\s+)?quoted\s[^.\n]{{1,60}}?\s{_AS_SAYING}")
_LAST_WORD = re.compile(r"(\S+)\s*$")
_GLOSS = re.compile(r"\s*\(\s*(?:the\s+)?")
_PAIR = re.compile(
    r"^(?:(?:both|the two|the three|all|the|two|three|these|those|these two|those two|either|neither"
    r"|each of the|all the|all of the|each)\s+)"
    r"(?:[\w-]+\s+)?([\w-]+(?:\s[\w-]+)?)$",
    re.IGNORECASE,
)
# What says of a pair where it is, and no more who: "the two governments in Copenhagen, hosted by Denmark".
_WHERE = re.compile(r"\s*,\s|\s(?:in|at|near|on|over|about)\s")
_PAIRED = re.compile(
    r"^(?:both|the pair|the two|the duo|each other|one another|each|the trio"
    r"|the latter two|the former two|either|neither)$",
    re.IGNORECASE,
)


def kind_of(text: str) -> str | None:
    """he, she, it, they, we or None: which sort of pronoun the words are."""
    if text == "US":
        return None
    low = text.lower()
    for name in ("he", "she", "we", "they", "it"):
        if low in words()[name]:
            return name
    return None


def is_pair(text: str) -> int:
    """How many are meant by a plural that points back ("both sides" 2, "all parties" 3), 0 if it is none."""
    text = _WHERE.split(" ".join(text.split()))[0]
    if _PAIRED.match(text):
        return 3 if "trio" in text.lower() else 2
    found = _PAIR.match(text)
    if not found:
        return 0
    noun = found[1].lower().split()[-1]
    low = text.lower()
    if low.startswith(("each ", "either ", "neither ")) and noun in EACH_OF_TWO:
        return 2
    if noun not in words()["pairs"]:
        return 0
    if low.startswith(("both", "the two", "these two", "those two", "either", "neither")):
        return 2
    if low.startswith("all ") and not low.startswith("all three"):  # "all sides": whoever they are
        return 0
    if low.startswith(("the three", "all three")):
        return 3
    if noun in ("sides", "parties", "foes", "rivals", "superpowers") and low.startswith(
        ("the ", "all", "each")
    ):
        return 2
    return 0


class References:
    """Finds antecedents among the names and offices of a scene; `without`: one that cannot be meant."""

    def __init__(self, scene: Scene, *, without: Item | None = None) -> None:
        self._scene = scene
        self._without = without

    def back(self, at: int, *, far: bool = False) -> Iterator[Item]:
        """The mentions before an offset, the nearest first, a few sentences back or all (`far`)."""
        items = self._scene.items
        here = self._scene.sentence_at(at)
        for number in range(self._scene.before(at) - 1, -1, -1):
            item = items[number]
            if item is self._without:
                continue
            if here - item.sentence > SENTENCES_BACK and not far:
                return
            yield item

    def score(self, item: Item, at: int, here: int, order: int) -> float:
        """How likely an earlier mention is meant: near, subject, not a mere modifier."""
        value = -SENTENCE_COST * (here - item.sentence) - ORDER_COST * order
        if item.subject:
            value += SUBJECT_GAIN
        if item.modifier:
            value -= MODIFIER_COST
        elif item.oblique:
            value -= OBLIQUE_COST
        return value

    def best(self, at: int, fits: Callable[[Item], object]) -> Item | None:
        """The likeliest antecedent that passes the test `fits(item)`."""
        here = self._scene.sentence_at(at)
        found, high = None, -1e9
        order = 0
        for item in self.back(at):
            if not fits(item):
                continue
            value = self.score(item, at, here, order)
            order += 1
            if value > high:
                found, high = item, value
        return found

    def teller_of(self, told: Item, at: int, fits: Callable[[Item], object]) -> Item | None:
        """Who tells of a mention in an earlier sentence.

        Matsuno in "Matsuno said that the consul had been bound. …  he added".
        """
        if told.sentence >= self._scene.sentence_at(at):
            return None
        return self._first_speaker(told.sentence, lambda item: item.start < told.start and fits(item))

    def speaker_before(self, at: int, fits: Callable[[Item], object]) -> Item | None:
        """Who spoke in the sentence before and goes on: not the envoy in "the envoy must go, she added"."""
        return self._first_speaker(self._scene.sentence_at(at) - 1, fits)

    def _first_speaker(self, sentence: int, fits: Callable[[Item], object]) -> Item | None:
        """The first mention of a sentence that fits and stands beside a verb of speaking."""
        items = self._scene.items_in(sentence, sentence)
        return next((item for item in items if fits(item) and self._speaks(item)), None)

    def best_here(self, at: int, fits: Callable[[Item], object]) -> Item | None:
        """The likeliest antecedent in the sentence itself."""
        here = self._scene.sentence_at(at)
        return self.best(at, lambda item: item.sentence == here and fits(item))

    def gloss(self, end: int) -> Item | None:
        """The name in brackets right after a pronoun: "they (Japan)"."""
        opened = _GLOSS.match(self._scene.text, end)
        if not opened:
            return None
        inside = self._scene.within(opened.end(), opened.end() + 1)
        if not inside:
            return None
        found = self._scene.items[self._scene.before(inside[0].start) :][:1]
        return found[0] if found and found[0].start == inside[0].start else None

    def word_of(self, item: Item) -> str:
        """The last word of a mention, in lower case."""
        return self._scene.text[item.start : item.end].lower().split()[-1]

    def alliance_before(self, at: int) -> Entry | None:
        """The alliance that is the last subject before an offset, in its sentence or the one before."""
        here = self._scene.sentence_at(at)
        subjects = [
            item.match.entry
            for item in self._scene.items_in(here - 1, here)
            if item.start < at and item.subject and item.match is not None
        ]
        subjects = [entry for entry in subjects if entry.kind in ("state", "seat") or _is_alliance(entry)]
        return subjects[-1] if subjects and _is_alliance(subjects[-1]) else None

    def states(self, at: int, count: int, *, told: bool = True, nations: bool = False) -> list[Entry]:
        """The states that "both countries" means at an offset, in the order of the text.

        They are those coordinated in its sentence, else the ones most present before it; who is named in the
        sentence itself ("Norway urged both sides") and who comes later only where too few are left.
        `told`: a noun says that states are meant, and no alliances or armed groups (`nations`).
        """
        here = self._scene.sentence_at(at)
        found: dict[str, Entry] = {}
        first: dict[str, int] = {}
        weights: dict[str, float] = defaultdict(float)
        beside: dict[str, int] = {}
        later: dict[str, int] = {}
        joined: list[str] = []
        parties = [(item, entry) for item in self._scene.items if (entry := _party(item)) is not None]
        if nations:
            parties = [(item, entry) for item, entry in parties if entry.kind != "organisation"]
        for item, entry in parties:
            name = _party_name(entry)
            found.setdefault(name, entry)
            if entry.kind not in ("adjective", "organisation"):
                found[name] = entry
            first.setdefault(name, item.start)
            before = item.start < at
            share = PARTY_SUBJECT if item.subject else PARTY_MODIFIER if item.modifier else PARTY_PLAIN
            if before and item.sentence < here:
                weights[name] += share * PARTY_DECAY ** (here - item.sentence)
            else:
                (beside if before else later).setdefault(name, item.start)
        told_here = [one for one in parties if one[0].sentence == here and one[0].start < at]
        for (left, one), (right, other) in itertools.pairwise(told_here):
            if self._scene.text[left.end : right.start].strip().lower() in ("and", ",", "and the", ", and"):
                joined = [*(joined or [_party_name(one)]), _party_name(other)]
        if len(set(joined)) == count:
            chosen = joined
        else:
            ranked = sorted(weights, key=lambda name: -weights[name])
            apart = [name for name in ranked if name not in beside]
            near = [*beside, *later] if len(beside) == count else [*later, *beside]
            chosen = (apart if len(apart) >= count else list(dict.fromkeys([*ranked, *near])))[:count]
            if not told and len(weights) < count:  # bare "both" are no states that come later
                return []
        return [found[name] for name in sorted(dict.fromkeys(chosen), key=lambda name: first[name])]

    def pair_before(self, at: int) -> tuple[Item, Item] | None:
        """The last two mentions joined by "and" as a subject: "China and the United States …  They"."""
        here = self._scene.sentence_at(at)
        items = [item for item in self._scene.items_in(here - 1, here) if item.start < at]
        for left, right in reversed(list(itertools.pairwise(items))):
            gap = self._scene.text[left.end : right.start].lower().split()
            kinds = {(item.match.entry.kind if item.match else "person") for item in (left, right)}
            if (
                gap[:1] == ["and"]
                and len(gap) <= 2
                and right.subject
                and not left.oblique
                and kinds <= {"state", "seat", "organisation", "person"}
            ):
                return left, right
        return None

    def acting_state(self, at: int, *, but: frozenset[str] = frozenset()) -> tuple[str | None, str]:
        """(country, evidence): the state that acts where an office without one is named.

        It is none of those that the office's own words speak of: "Norway has met our demand," she said.
        """
        here = self._scene.sentence_at(at)
        spoken = self._spoken_of(at) - but
        before = {n.country for n in self._scene.namings if n.offset < at} if spoken else set()
        beside_spoken = bool(before - spoken - but)
        if beside_spoken:
            but = but | spoken
        for item in self._scene.items_in(here, here):
            if item.start >= at:
                break
            entry = item.match.entry if item.match else None
            if (
                entry is not None
                and item.subject
                and entry.kind in ("state", "seat")
                and entry.country not in but
                and entry.country
            ):
                return entry.country, f"subject {self._scene.text[item.start : item.end]!r} of the sentence"
        odds = self._scene.likely(at, place=False)
        if beside_spoken:
            odds = {country: value for country, value in odds.items() if country in before}
        return strongest(odds, but=but), MOST_PRESENT

    def _spoken_of(self, at: int) -> frozenset[str]:
        """The states that are named in quotations of the sentence, or the next one, that an offset outside of
        them is in.
        """
        here = self._scene.sentence_at(at)
        quoted = self._scene.quotations_in(here, here + 1)
        if not quoted or any(a <= at < b for a, b in quoted):
            return frozenset()
        items = self._scene.items
        return frozenset(
            item.match.entry.country
            for a, b in quoted
            for item in items[self._scene.before(a) : self._scene.before(b)]
            if item.match is not None
            and item.match.entry.country
            and item.match.entry.kind in ("state", "adjective", "seat")
        )

    def setting(self, at: int, *, close: bool = False) -> tuple[str | None, str]:
        """(country, evidence): the country in which the sentence plays, else the report."""
        told = self.scene_of(at, close=close)
        if told is not None:
            return told
        country = strongest(self._scene.likely(at, place=True))
        return country, PLAYS_HERE

    def scene_before(self, at: int) -> tuple[str, str] | None:
        """(country, evidence): where the sentence says that it plays, told before an offset: "In Bissau the
        junta".
        """
        here = self._scene.sentence_at(at)
        for item in self._scene.items_in(here, here):
            entry = item.match.entry if item.match else None
            if item.start > at or entry is None or not entry.country:
                continue
            first, _ = self._scene.bounds[here]
            lead = self._scene.text[first : item.start].lower().split()
            if entry.kind in ("state", "seat", "place") and len(lead) <= 2 and lead[:1] == ["in"]:
                return entry.country, f"the sentence plays in {self._scene.text[item.start : item.end]}"
        return None

    def scene_of(self, at: int, *, close: bool = False) -> tuple[str, str] | None:
        """(country, evidence): the country in which the sentence says that it plays.

        The place before an offset, else the one after it; `close`: whichever is nearer.
        """
        here = self._scene.sentence_at(at)
        before: Item | None = None
        after: Item | None = None
        for item in self._scene.items_in(here, here):
            entry = item.match.entry if item.match else None
            if entry is None or entry.country is None or entry.kind not in ("state", "seat", "place"):
                continue
            lead = self._scene.text[max(0, item.start - 20) : item.start].lower().split()
            lead = [
                word
                for word in lead
                if word not in ("the", "eastern", "western", "northern", "southern", "central")
            ]
            inside = lead[-1:] == ["of"] and lead[-2:-1] and lead[-2] in words()["quarters"]
            near = lead[-3:] if close else lead[-1:]  # "in southern Serb Kosovo"
            if entry.kind == "place" or inside or words()["locating"].intersection(near):
                if item.start < at:
                    before = item
                elif after is None:
                    after = item
        nearest = before or after
        if close and before is not None and after is not None and after.start - at < at - before.end:
            nearest = after
        country = nearest.match.entry.country if nearest is not None and nearest.match is not None else None
        if nearest is None or country is None:
            return None
        return country, f"the sentence plays in {self._scene.text[nearest.start : nearest.end]}"

    def _speaks(self, item: Item) -> bool:
        """Whether a verb of speaking follows a mention ("Abe also said") or comes before it ("said Abe").

        Or somebody quotes it: "the agency quoted Abe as saying". Who is named in a quotation does not say it:
        no rebels in "We fear the rebels," said Abe.
        """
        text, lists = self._scene.text, words()
        quoted = self._scene.quotation_at(item.start)
        stop = quoted[1] if quoted else len(text)
        after = [_bare(word) for word in text[item.end : min(stop, item.end + 40)].split()[:2]]
        if after and _adverb(after[0]):
            after.pop(0)
        said = self._word_before(item, quoted[0] if quoted else 0)
        if after and after[0] == "continued":  # he went on to say, not to do
            return _CONTINUED.match(text, item.end) is not None
        if _QUOTED.match(text, item.end):
            return True
        if after and after[0] in lists["speech"]:
            return not _QUOTES.match(text, item.end)
        return said in lists["speech"] and said not in lists["addressing"]

    def _word_before(self, item: Item, first: int) -> str:
        """The word before a mention and its title: "said" of "said Defence Minister Annick Girardin"."""
        text, start = self._scene.text, item.start
        title = self._scene.within(max(first, start - TITLE), start)
        while True:
            while title and title[-1].start >= start:
                title.pop()
            word = _LAST_WORD.search(text, max(first, start - TITLE), start)
            if title and text[title[-1].end : start].isspace():
                start = title[-1].start
            elif word is not None and (word[1].lower() in words()["determiners"] or _titular(word[1])):
                start = word.start()
            else:
                return word[1].strip("\"”'’").lower() if word is not None else ""

    def speakers(self, at: int) -> Iterator[Item]:
        """Mentions next to a verb of speaking, those in the sentence of `at` first, then earlier ones."""
        here = self._scene.sentence_at(at)
        quoted = self._scene.quotation_at(at)
        near: list[tuple[float, Item]] = []
        for item in self._scene.items_in(here - SENTENCES_BACK, here + 1):
            distance = here - item.sentence
            if (item.modifier and not item.possessive) or (
                quoted and quoted[0] < item.start < quoted[1]
            ):  # the speaker of a quotation is outside it
                continue
            if self._speaks(item):
                near.append(
                    (abs(distance) + (0.5 if distance < 0 else 0.0) + abs(item.start - at) * 1e-5, item)
                )
        for _, item in sorted(near, key=lambda pair: pair[0]):
            yield item


def _party(item: Item) -> Entry | None:
    """What a mention names that may be one of "both sides": a state in any form, a bloc, an armed group."""
    entry = item.match.entry if item.match else None
    if entry is None or entry.country is None or (entry.country in APART and not item.subject):
        return None
    if entry.kind == "organisation":
        return entry if entry.sort in ("body", "armed") else None
    return entry if entry.kind in ("state", "seat", "adjective") else None


def _is_alliance(entry: Entry) -> bool:
    return entry.kind == "organisation" and entry.sort == "body" and entry.country in STATELESS


def _party_name(entry: Entry) -> str:
    """By what two mentions of one party are known: its country, of an organisation its name."""
    return entry.name if entry.kind == "organisation" else str(entry.country)


def _titular(word: str) -> bool:
    """Whether a word before a name may belong to its title: "Foreign", "Gen."."""
    return word[:1].isupper() and (
        word[-1].isalnum() or word.lower() in ranks() or word.lower() in words()["titles"]
    )


def _bare(word: str) -> str:
    return word.strip(",.:;\"”'’").lower()


def _adverb(word: str) -> bool:
    return word in ("also", "later", "then", "has", "had", "who", "") or word.endswith("ly")
