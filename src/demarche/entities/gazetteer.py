"""The names of all who may act, and one pass that finds them in a text."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from demarche.entities import people
from demarche.entities.entries import Entry, Match, Tenure
from demarche.entities.forms import both_numbers, fits, key, plain
from demarche.entities.tables import alternatives, sectors, table

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# What a name cannot end before: "US$ 5".
NAME_GOES_ON = "_$"
# Halves of what was or is one land.
HALVES = frozenset({"north", "south", "east", "west"})
_HALF_BEFORE = re.compile(r"\b(North|South|East|West) (?:and|or) $")
# Lines in capitals shorter than this are acronyms, not headlines.
HEADLINE = 12
# Names all in capitals up to this length are taken for acronyms of longer names of their row.
ACRONYM = 6
FOUND, LONG = 128, 20_000  # texts whose names are remembered, longer ones not
# Adjectives with these endings make no plural of their own ("the Japanese", "the British", "the Dutch").
UNCHANGED = ("s", ".", "ese", "ish", "nch", "tch")
# A name in the table: how it is written, and what it stands for (a number: that row of the persons).
Named = tuple[str, Entry | int]


class Gazetteer:
    """States, offices, organisations and persons by name.

    Load it once and share it: it is read-only after loading.
    """

    def __init__(self, names: dict[str, list[Named]], persons: list[str]) -> None:
        self._names = names
        self._keys = list(names)
        self._persons = persons
        self._automaton: AhoCorasick | None = None
        self._entries: dict[str, tuple[tuple[str, Entry], ...]] = {}
        self._surnames: dict[str, list[int]] | None = None
        self._known: dict[str, list[Entry]] = {}
        self._found: dict[str, tuple[Match, ...]] = {}

    @classmethod
    def load(cls, *, extra: Sequence[Path] = ()) -> Gazetteer:
        """The shipped tables, with the entries of the user's own files before them.

        `extra`: TOML or CSV actor files, or CAMEO/Phoenix `.actors.txt` dictionaries.  Raises
        `InputError` naming file, line and what is wrong.
        """
        return _load(tuple(Path(path) for path in extra))

    def find(self, text: str) -> list[Match]:
        """The names in a text, in order, without overlaps, the longest at each place.

        What was found in the last texts is remembered: the gate asks, and then the coder.
        """
        if len(text) > LONG:
            return self._search(text)
        found = self._found.get(text)
        if found is None:
            if len(self._found) >= FOUND:
                self._found.clear()
            found = self._found[text] = tuple(self._search(text))
        return [*found]

    def _search(self, text: str) -> list[Match]:
        automaton = self._automaton or self._build()
        haystack = " " + plain(text)
        keys = self._keys
        out = []
        size = len(haystack)
        shouting = _shouting(text)
        for index, start, end in automaton.find_matches_as_indexes(haystack):
            name = keys[index]
            whole = end >= size or not (haystack[end].isalnum() or haystack[end] in NAME_GOES_ON)
            entries: tuple[Entry, ...] = ()
            stop = end - 1
            if whole:
                entries = self._fitting(name, text[start:stop], bool(shouting and shouting(start, stop)))
            if not entries and " " in name:
                out += self._inside(text, start, stop, name)
            elif entries:
                out += self._elliptic(text, start, name)
                out.append(Match(start, stop, entries))
        return out

    def _elliptic(self, text: str, start: int, name: str) -> list[Match]:
        """The state that a half stands for before the other half's name: "North and South Korea"."""
        before = _HALF_BEFORE.search(text, max(0, start - 12), start)
        half, _, rest = name.partition(" ")
        if before is None or half not in HALVES or before[1].lower() == half:
            return []
        entries = tuple(entry for entry in self.named(f"{before[1]} {rest}") if entry.kind == "state")
        return [Match(before.start(1), before.end(1), entries)] if entries else []

    def _inside(self, text: str, start: int, stop: int, name: str) -> list[Match]:
        """The names within a stretch that begins like a longer name but is none ("republic of Georgia")."""
        while stop < len(text) and text[stop].isalnum():
            stop += 1
        out = []
        shorter = self._shorter(name)
        at = start + (len(shorter) if shorter else name.index(" "))
        if shorter is not None:
            entries = self._fitting(shorter, text[start:at], False)
            if entries:
                out.append(Match(start, at, entries))
        return out + [Match(at + m.start, at + m.end, m.entries) for m in self._search(text[at:stop])]

    def named(self, name: str) -> tuple[Entry, ...]:
        """Everything that a name stands for, whatever its case."""
        return tuple(entry for _, entry in self._of(key(name)))

    def surnamed(self, surname: str) -> list[Entry]:
        """The well-known persons (rank > 0) who may be meant by a bare surname, best known first."""
        if self._surnames is None:
            index: dict[str, list[int]] = defaultdict(list)
            for number, row in enumerate(self._persons):
                names, _, rank, holdings = row.split("\t")
                if rank and rank != "0":
                    forms = {
                        form for name in names.split("|") for form in people.surnames(name, holdings[:3])
                    }
                    for form in forms:
                        index[form].append(number)
            self._surnames = dict(index)
        name = key(surname)
        if name not in self._known:
            found = [self._person(number) for number in self._surnames.get(name, ())]
            self._known[name] = sorted(found, key=lambda entry: -entry.rank)
        return self._known[name]

    def __len__(self) -> int:
        return len(self._keys)

    def _build(self) -> AhoCorasick:
        import ahocorasick_rs

        self._automaton = ahocorasick_rs.AhoCorasick(
            [" " + name for name in self._keys],
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            store_patterns=False,
        )
        return self._automaton

    def _shorter(self, name: str) -> str | None:
        """The longest name that ends before the last word of this one."""
        while " " in name:
            name = name.rpartition(" ")[0]
            if name in self._names:
                return name
        return None

    def _fitting(self, name: str, found: str, shouting: bool) -> tuple[Entry, ...]:
        of = self._entries.get(name) or self._of(name)
        if len(of) == 1:
            form, entry = of[0]
            return (entry,) if entry.kind == "role" or fits(form, found, shouting=shouting) else ()
        return tuple(
            entry for form, entry in of if entry.kind == "role" or fits(form, found, shouting=shouting)
        )

    def _of(self, name: str) -> tuple[tuple[str, Entry], ...]:
        if name not in self._entries:
            found = [
                (form, self._person(what) if isinstance(what, int) else what)
                for form, what in self._names.get(name, ())
            ]
            found.sort(key=lambda pair: (pair[1].weak, -pair[1].rank))
            self._entries[name] = tuple(found)
        return self._entries[name]

    def _person(self, number: int) -> Entry:
        return people.person(self._persons[number].split("\t"))


def _shouting(text: str) -> Callable[[int, int], bool] | None:
    """A test whether a span lies in a line all in capitals, None when no line is."""
    lines = text.split("\n")
    if not any(len(line) > HEADLINE and line.isupper() for line in lines):
        return None

    def inside(start: int, stop: int) -> bool:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", stop)
        return text[first : last if last >= 0 else len(text)].isupper()

    return inside


@functools.lru_cache(maxsize=4)
def _load(extra: tuple[Path, ...]) -> Gazetteer:
    from demarche.entities.actorfiles import read

    names: dict[str, list[Named]] = {}

    def add(form: str, what: Entry | int) -> None:
        name = key(form)
        if name:
            names.setdefault(name, []).append((form, what))

    for path in extra:
        for form, entry in read(path):
            add(form, entry)
    for form, entry in _entries():
        add(form, entry)
    persons = ["\t".join(fields) for fields in table("persons.tsv.gz")]
    for number, row in enumerate(persons):
        for form in row.split("\t", 1)[0].split("|"):
            add(form, number)
    return Gazetteer(names, persons)


def _entries() -> Iterable[tuple[str, Entry]]:
    """(form, entry) of every table but the persons."""
    yield from _blocked()
    yield from _states()
    yield from _territories()
    yield from _organisations()
    yield from _roles()
    yield from _places()


def _marked(forms: Iterable[str]) -> Iterable[tuple[str, bool]]:
    for form in forms:
        yield (form[:-1], True) if form.endswith("!") else (form, False)


def _blocked() -> Iterable[tuple[str, Entry]]:
    for (phrase,) in table("blocked.tsv"):
        yield phrase, Entry("blocked", phrase)


def _states() -> Iterable[tuple[str, Entry]]:
    for code, names, adjectives, peoples, seats, wikidata in table("states.tsv"):
        name = alternatives(names)[0].rstrip("!")
        base = Entry("state", name, code, ("GOV",), wikidata=wikidata or None)
        for form, weak in _marked(alternatives(names)):
            yield form, replace(base, weak=weak)
        taken = set()
        for form, weak in _marked(alternatives(adjectives)):
            taken.add(form)
            yield form, replace(base, kind="adjective", weak=weak)
        regular = "|".join(f"{form}s" for form in taken if not form.endswith(UNCHANGED))
        for form, weak in _marked(alternatives(peoples or regular)):
            if form not in taken:
                yield form, replace(base, kind="people", sector=("CVL",), weak=weak)
        for form, weak in _marked(alternatives(seats)):
            yield form, replace(base, kind="seat", weak=weak)


def _territories() -> Iterable[tuple[str, Entry]]:
    for code, mark, names, adjectives in table("territories.tsv"):
        sector = ("GOV", "PRE") if mark == "PRE" else ("GOV",)
        for form, weak in _marked(alternatives(names)):
            yield form, Entry("state", form, code, sector, sort="territory", weak=weak)
        for form, weak in _marked(alternatives(adjectives)):
            yield form, Entry("adjective", form, code, sector, sort="territory", weak=weak)
            yield form + "s", Entry("people", form, code, ("CVL", *sector[1:]), sort="territory", weak=weak)


def _organisations() -> Iterable[tuple[str, Entry]]:
    ids = dict(table("organisation_ids.tsv"))
    for country, codes, sort, names, dated in table("organisations.tsv"):
        forms = alternatives(names)
        for form, weak in _marked(forms):
            yield (
                form,
                Entry(
                    "organisation",
                    _full_name(form, forms),
                    country.lstrip("?").rstrip("-") or None,
                    sectors(codes),
                    sort=sort,
                    weak=weak,
                    contextual=country.startswith("?"),
                    wikidata=ids.get(_full_name(form, forms)),
                    tenures=_dated(dated),
                ),
            )


def _full_name(form: str, forms: list[str]) -> str:
    """The name that an acronym of the same row stands for; any other name stands for itself."""
    if form.isupper() and len(form) <= ACRONYM:
        letters = form.replace(".", "")
        for other in forms:
            if "".join(word[0] for word in other.split() if word[0].isupper()) == letters and other != form:
                return other.rstrip("!")
    return form


def _dated(field: str) -> tuple[Tenure, ...]:
    out = []
    for part in field.split(";") if field else ():
        country, codes, days = part.split(" ")
        first, last = days.split("..")
        out.append(Tenure(country, sectors(codes), None, people.day(first), people.day(last)))
    return tuple(out)


def _roles() -> Iterable[tuple[str, Entry]]:
    for codes, sort, pull, forms in table("roles.tsv"):
        neutral = codes.startswith("~")
        for form, weak in _marked(alternatives(forms)):
            for number, written in enumerate(both_numbers(form)):
                kind = "persons" if sort == "person" and (number or written.endswith("men")) else sort
                yield (
                    written,
                    Entry(
                        "role",
                        written,
                        None,
                        sectors(codes.lstrip("~")),
                        kind,
                        pull,
                        neutral=neutral,
                        weak=weak,
                    ),
                )


def _places() -> Iterable[tuple[str, Entry]]:
    for code, names in table("cities.tsv"):
        for form, weak in _marked(alternatives(names)):
            yield form, Entry("place", form, code, ("GOV",), weak=weak)
