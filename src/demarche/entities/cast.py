"""The persons of a report: full names, what they are called beside them, and their surnames after that."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from dataclasses import dataclass, field

from demarche.entities import people
from demarche.entities.entries import Entry
from demarche.entities.forms import key
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.scene import TITLE, Scene
from demarche.entities.wording import ranks, words

_CAPITAL = (
    r"(?:(?:[A-ZÀ-ÖØ-Þ]|Mr|Mrs|Ms|Dr|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Capt|Maj|Cpl|Adm|St|Jr|Sr)\."
    r"|[A-ZÀ-ÖØ-Þ][\w'’-]*|[a-z]{1,2}-[A-Z][\w'’-]+)"
)
_NICKNAME = r"(?:[“\"][A-Z][\w.'’-]*[”\"]\s)?"
_NAME = re.compile(
    rf"(?<![\w.]){_CAPITAL}(?:\s(?:(?:al|el|bin|ibn|van|von|de|da|dos|del|der|den|della|di|la|le|abu|ould)\s)?{_NICKNAME}{_CAPITAL}){{0,5}}"
)
_APPOSITION = re.compile(r",\s(?:\d{1,3},\s)?((?:[^,.;:()\n]|\n(?!\s)|\b[A-Z]\.){3,120})(?=[,.;:(]|$)")
_AFTER_COMMA = re.compile(r",\s(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir)\.?\s)?$")
_OF_NAMES = re.compile(r"\s(?:of|for|at)(?:\s(?:[A-Z][\w.&'’-]*|of|the|for|and))+")
_NATIONAL = re.compile(r" (?:(?:national|citizen|native) )?")
# How far a person may be called by a bare surname without a first mention: only the well-known are.
KNOWN_RANK = 5
YEARS_AFTER_OFFICE = 12
# Shorter given names of the well-known are too often other words.
LEAST_GIVEN = 4
# What follows a word that is no surname there: "Ford Motor Company".
FOUNDED = (
    "Company|Corporation|Corp|Inc|Ltd|Group|Motors?|Holdings|Bank|University|Foundation|Institute|Airlines"
)
LONGEST_ADJECTIVE = 30  # characters of the adjective of a state, and more
# Offices that are listed among the organisations by their proper names.
AGENTS = frozenset({"Representative", "Secretary", "Chancellor", "Commissioner", "Exchequer"})


@dataclass(slots=True)
class Figure:
    """A person of the report.

    `described`: spans of the phrases that say what the person is ("Prime Minister", "a spokesman for
    Hamas"); `starts`: where the name stands; `nation`: the country of an adjective right before it
    ("Australian Timothy Weeks").
    """

    name: str
    entry: Entry | None
    described: list[tuple[int, int]] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    female: bool | None = None
    rank: str | None = None
    nation: str | None = None


class Cast:
    """The persons named in a report, by full name and by surname; built once a report."""

    def __init__(self, gazetteer: Gazetteer, scene: Scene, year: int | None) -> None:
        self._gazetteer = gazetteer
        self._scene = scene
        self._by_key: dict[str, Figure] = {}
        self._sharing: dict[str, list[Figure]] = {}
        self._single: list[tuple[int, int, str | None, bool | None]] = []
        self.figures: list[Figure] = []
        self._year = year
        self._scan()
        self._later_mentions(year)

    def at(self, start: int, end: int) -> Figure | None:
        """The person whose name stands within a span."""
        known = self._at.get(start)
        if known is not None:
            return known
        inside = self._spans[bisect_left(self._spans, (start,)) : bisect_left(self._spans, (end,))]
        return min(
            ((number, figure) for _, e, number, figure in inside if e <= end),
            key=lambda one: one[0],
            default=(0, None),
        )[1]

    def called(self, name: str) -> Figure | None:
        """The person of this report called so, by any part of the name that serves as a surname."""
        name = _bare(name)
        found = self._by_key.get(key(name))
        if found is None and " " in name:
            parts = name.split()
            found = self._by_key.get(key(parts[-1]))
            if found is not None and parts[0][0].lower() != found.name[0].lower() and found.entry is None:
                return None if key(parts[0]) not in key(found.name) else found
        return found

    def known(self, name: str, year: int | None) -> Entry | None:
        """A well-known person meant by a bare surname in that year: who is in office, or was of late."""
        candidates = self._gazetteer.surnamed(_bare(name))
        best, score = None, 0.0
        for entry in candidates:
            value = _presence(entry, year)
            if entry.rank >= KNOWN_RANK and value * entry.rank > score:
                best, score = entry, value * entry.rank
        return best

    def _later_mentions(self, year: int | None) -> None:
        """Surnames that stand alone: of persons named in full elsewhere, or too well known to need it."""
        text = self._scene.text
        starts = {start for start, _ in self._scene.bounds}
        for start, end, rank, female in self._single:
            name = _bare(text[start:end])
            figure = self._meant(name, start, female)
            titled = rank is not None or self._title_before(start) is not None
            if figure is not None:
                figure.starts.append((start, end))
                if titled:
                    figure.described += self._descriptions(start, end)
                self._titled(figure, rank, female)
                continue
            entry = self.known(name, year)
            if entry is not None and not titled and self._opens_a_name(name):
                entry = None  # "Ford Motor Company …  Ford"
            if not titled and (entry is None or name.lower() in words()["weekdays"]):
                continue
            if (
                entry is not None
                and not titled
                and name.lower() in words()["common_surnames"]
                and self._plain_use(start, end, starts)
            ):
                continue
            if entry is not None and titled and not self._agrees(entry, start):
                entry = None
            figure = self._add(start, end, None)
            if entry is not None:
                figure.name, figure.entry, figure.female = entry.name, entry, _female(entry.name)
            self._titled(figure, rank, female)
        spans = {span: figure for figure in self.figures for span in figure.starts}
        self._at = {start: figure for (start, _), figure in spans.items()}
        # (start, end, which of the names comes first, whose name), in the order of the text
        self._spans = sorted(
            ((*span, number, figure) for number, (span, figure) in enumerate(spans.items())),
            key=lambda one: one[:3],
        )

    def _opens_a_name(self, name: str) -> bool:
        """Whether the report has a longer name of something else that begins with the word."""
        return re.search(rf"\b{re.escape(name)} (?:[A-Z]\w+ )?(?:{FOUNDED})\b", self._scene.text) is not None

    def _plain_use(self, start: int, end: int, starts: set[int]) -> bool:
        """Whether a surname that is also a word stands where the word may ("in May", "Rice exports")."""
        following = self._scene.text[end : end + 30].split()[:1]
        spoken = bool(following) and following[0].strip(",.") in words()["speech"]
        before = self._scene.text[max(0, start - 8) : start].split()[-1:]
        return (start in starts and not spoken) or (
            bool(before) and before[0].lower() in ("in", "of", "on", "by", "since", "until")
        )

    def _agrees(self, entry: Entry, start: int) -> bool:
        """Whether a title before a surname names the well-known person's country, or none."""
        begin = self._title_before(start)
        if begin is None:
            return True
        countries = {
            m.entry.country
            for m in self._scene.within(begin, start)
            if m.entry.kind in ("state", "adjective", "seat", "place") and m.entry.country
        }
        return not countries or bool(countries & {tenure.country for tenure in entry.tenures})

    def _scan(self) -> None:
        scene = self._scene
        text = scene.text
        for found in _NAME.finditer(text):
            start, end = found.span()
            at = start
            for match in [m for m in scene.within(start, end) if m.start >= start]:
                if match.start < at:
                    continue
                if match.of("person") is not None:
                    self._add(match.start, match.end, match.of("person"))
                    at = match.end
                    continue
                if match.start > at:
                    self._stretch(at, match.start)
                at = match.end
            if at < end:
                self._stretch(at, end)

    def _stretch(self, start: int, end: int) -> None:
        """A run of capitalised words that no table knows: a person if it is two words or has a title."""
        text = self._scene.text
        if text.startswith(("'s ", "’s "), start):
            start += 3
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and text[end - 1] in " .,'’\n":
            end -= 1
        rank, female = None, None
        while start < end:
            first = re.compile(r"\S+").match(text, start, end)
            if first is None:
                break
            low = first.group().lower()
            if low in ranks() or low in words()["titles"]:
                rank = ranks().get(low, rank or "")
                female = True if low.rstrip(".") in words()["honours_female"] else female
                female = False if low.rstrip(".") in words()["honours_male"] else female
                start = first.end()
                while start < end and text[start] == " ":
                    start += 1
            else:
                break
        if start >= end:
            return
        parts = text[start:end].split()
        while parts and parts[0].lower() in _function_words():
            start += len(parts[0])
            while start < end and text[start].isspace():
                start += 1
            parts.pop(0)
        while len(parts) > 1 and parts[-1].lower() in words()["weekdays"]:  # "President Reagan Friday said"
            end -= len(parts.pop())
            while text[end - 1].isspace():
                end -= 1
        if not parts or any(part.lower() in _function_words() | words()["not_persons"] for part in parts):
            return
        if (
            len(parts) > 1 and text[start:end].isupper()
        ):  # a headline in capitals: no name is to be told from it
            for word in re.finditer(r"\S+", text[start:end]):
                if len(word.group()) > 3:
                    self._single.append((start + word.start(), start + word.end(), None, None))
            return
        if len(parts) == 1:
            if len(parts[0]) > 2:
                self._single.append((start, end, rank, female))
            return
        given = _female(text[start:end]) is not None
        known = None if given else self.known(text[start:end], self._year)  # with a surname of two words
        self._titled(self._add(start, end, known), rank, female)

    def _titled(self, figure: Figure, rank: str | None, female: bool | None) -> None:
        figure.rank = rank or figure.rank
        figure.female = female if female is not None else figure.female

    def _add(self, start: int, end: int, entry: Entry | None) -> Figure:
        name = re.sub(r"\s+", " ", _bare(self._scene.text[start:end]))
        figure = self._by_key.get(key(name))
        if figure is None or (entry is not None and figure.entry is None):
            figure = Figure(name, entry, female=_female(name))
            self.figures.append(figure)
            self._by_key[key(name)] = figure
            for form in people.surnames(name, entry.country if entry else None):
                self._call(form, figure)
            if " " in name:
                self._call_by_parts(name, figure)
        figure.starts.append((start, end))
        figure.described += self._descriptions(start, end)
        figure.nation = figure.nation or self._nation_before(start)
        return figure

    def _nation_before(self, start: int) -> str | None:
        """The country of the adjective right before a name, or of "an Australian," "Libyan national"."""
        text = self._scene.text
        near = [m for m in self._scene.within(start - LONGEST_ADJECTIVE, start) if m.entry.kind != "role"]
        if not near or near[-1].entry.kind != "adjective":
            return None
        match = near[-1]
        gap = text[match.end : start]
        alone = gap == ", " and text[match.start - 3 : match.start].lower() in ("an ", " a ")
        return match.entry.country if alone or _NATIONAL.fullmatch(gap) else None

    def _call_by_parts(self, name: str, figure: Figure) -> None:
        """Lets a person be called by parts of the name: Zhang of "Zhang Zhongji", Saddam of "Saddam Hussein".

        A given name that many bear calls nobody.
        """
        given, *middle, last = name.split()
        if figure.entry is None:
            self._call(key(last), figure)
        for inner in middle:  # "Wanda Vázquez Garced …  Vázquez"
            if len(inner.strip(".")) > 2 and inner.lower() not in people.PARTICLES:
                self._call(key(inner), figure)
        given = key(given)
        common = given in words()["names.male"] or given in words()["names.female"]
        if not common and (figure.entry is None or len(given) >= LEAST_GIVEN):
            self._call(given, figure)

    def _call(self, form: str, figure: Figure) -> None:
        """Lets a person be called so, as others may be."""
        self._by_key.setdefault(form, figure)
        self._sharing.setdefault(form, []).append(figure)

    def _meant(self, name: str, start: int, female: bool | None) -> Figure | None:
        """Who of those that are called so was named last before an offset, or is named first."""
        sharing = self._sharing.get(key(name), ())
        bearers = [figure for figure in sharing if None in (female, figure.female) or figure.female == female]
        if len(bearers) < 2:
            return self._by_key.get(key(name))

        def last(figure: Figure) -> int:
            return max((begin for begin, _ in figure.starts if begin < start), default=-1)

        return max(bearers, key=last)

    def _descriptions(self, start: int, end: int) -> list[tuple[int, int]]:
        out = []
        before = self._title_before(start)
        if before is not None:
            out.append((before, start))
        elif self._scene.text[end : end + 1] == "," and (lead := self._office_before(start)) is not None:
            out.append(lead)
        after = _APPOSITION.match(self._scene.text, end)
        if after is not None:
            begin, stop = after.span(1)
            inside = [
                m
                for m in self._scene.within(begin, min(stop, begin + 60))
                if m.of("role", "organisation", "adjective")
            ]
            opening = self._scene.text[begin : begin + 1]
            if inside and (inside[0].start - begin < 40) and (opening.islower() or opening.isupper()):
                role = next((m for m in inside if m.of("role")), None)
                # No apposition: "at the request of Johnson, the Queen suspended".
                acts = role is not None and self._scene.is_subject(role)
                if role is not None and not acts and _nominal_start(self._scene.text[begin:stop]):
                    out.append((begin, stop))
        return out

    def _office_before(self, start: int) -> tuple[int, int] | None:
        """The office that a name follows in commas: "the head of Abu Dhabi Media, Dr Ali Nasser, said"."""
        scene, text = self._scene, self._scene.text
        comma = _AFTER_COMMA.search(text, max(0, start - TITLE), start)
        for match in reversed(scene.within(max(0, start - TITLE), start) if comma else []):
            role = match.of("role")
            if comma and role is not None and role.sort == "person":
                whose = _OF_NAMES.fullmatch(text, match.end, comma.start())
                return (match.start, comma.start()) if whose else None
        return None

    def _title_before(self, start: int) -> int | None:
        """Where the title that leads up to a name begins ("U.S. Trade Representative" Clayton Yeutter)."""
        scene, text = self._scene, self._scene.text
        at, first = start, None
        chain = scene.within(max(0, start - TITLE), start)
        dangling = False  # "Ambassador to Thailand" William Brown: the role is yet to come
        for match in reversed(chain):
            gap = text[match.end : at]
            entry = match.entry
            person_role = any(e.kind == "role" and e.sort in ("person", "persons") for e in match.entries)
            agency = any(e.kind == "organisation" and e.name.split()[-1] in AGENTS for e in match.entries)
            if (
                dangling
                and gap.strip().lower() in ("to", "to the", "of", "of the", "for", "for the")
                and person_role
            ):
                at = first = match.start
                dangling = False
                continue
            if dangling or not _joins(gap, first is None):
                break
            if first is None and not (person_role or agency):
                if gap == " " and entry.kind in ("state", "organisation", "place"):
                    at, dangling = match.start, True
                    continue
                break
            if first is None and "," in gap and not person_role:
                break
            if first is None and agency and text[match.start - 4 : match.start] in (" to ", " of "):
                at, dangling = match.start, True
                continue
            if entry.kind == "person" and not gap.startswith(("'s", "’s")):
                break
            at = first = match.start
        return first


@functools.cache
def _function_words() -> frozenset[str]:
    """Capitalised at the beginning of a sentence, these are no part of a name."""
    lists = words()
    names = (
        "determiners",
        "possessives",
        "prepositions",
        "relatives",
        "conjunctions",
        "he",
        "she",
        "it",
        "they",
        "we",
        "others",
        "openers",
    )
    return frozenset().union(*(lists[name] for name in names)) - {"may", "will"}


def _joins(gap: str, nearest: bool) -> bool:
    """Whether the words between two parts of a title hold them together."""
    gap = gap.strip()
    if gap in ("", "'s", "’s", "-", "'", "’"):
        return True
    if nearest and gap == ",":
        return True
    low = gap.lower().removeprefix("'s").removeprefix("’s").strip()
    if low in (
        "and",
        "for",
        "of",
        "of the",
        "for the",
        "to the",
        "top",
        "senior",
        "deputy",
        "first",
        "then",
        "acting",
        "chief",
        "vice",
        "new",
        "state",
        "veteran",
        "former",
    ):
        return not nearest or low in ("",)
    return (
        not nearest
        and len(low.split()) <= 2
        and all(w[:1].isupper() for w in gap.split())
        and low not in words()["prepositions"]
    )


def _nominal_start(part: str) -> bool:
    """Whether an apposition opens as a noun phrase, not as a clause ("who…", "said…")."""
    first = part.split()[0].lower() if part.split() else ""
    lists = words()
    return (
        first not in lists["relatives"]
        and first not in lists["speech"]
        and first not in lists["prepositions"]
        and first not in ("and", "but", "he", "she", "it", "they", "we", "after")
    )


def _bare(name: str) -> str:
    return re.sub(r"['’]s?$", "", name.strip(' .,\n"“”'))


def _female(name: str) -> bool | None:
    first = name.split()[0].lower()
    if first in words()["names.female"] and first not in words()["names.male"]:
        return True
    return False if first in words()["names.male"] else None


def _presence(entry: Entry, year: int | None) -> float:
    """1 in office, less by the years since or until it, 0 when far off."""
    if year is None:
        return 0.5
    best = 0.0
    for tenure in entry.tenures:
        first = tenure.first.year if tenure.first else 0
        last = tenure.last.year if tenure.last else 9999
        if first <= year <= last:
            return 1.0
        away = year - last if year > last else (first - year) * 3
        best = max(best, 0.8 * (1 - away / YEARS_AFTER_OFFICE))
    return best
