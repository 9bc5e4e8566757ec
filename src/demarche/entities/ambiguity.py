"""Names with more than one bearer, settled by the report's other words: Georgia, Congo, Tripoli, Jordan."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from dataclasses import replace

from demarche.entities.entries import Match
from demarche.entities.forms import key
from demarche.entities.tables import alternatives, table
from demarche.entities.wording import words

_NEXT_WORD = re.compile(r" ([A-Z][a-z]+)")
_GLOSS = re.compile(r"((?:[A-Z][\w'’&.-]*\s(?:(?:of|for|and|the|on|in|to|de)\s)*){2,7})\(([A-Z]{2,7})\)")
_AGE = re.compile(r", (?:aged )?\d{1,2}[,.]")
_WORD_BEFORE = re.compile(r"([A-Z][a-z]+|[A-Z]\.) $")


def settle(text: str, matches: list[Match]) -> list[Match]:
    """The matches, ambiguous names with the meaning that the text makes likely, names of persons left out.

    Nor is an acronym what it usually is where the text says what it stands for.
    """
    out = []
    glossed = _glossed(text, matches)
    borne = _borne(text, matches)
    for number, match in enumerate(matches):
        written = text[match.start : match.end]
        if written in glossed or (written in borne and _is_borne(text, match)):
            continue
        name = key(text[match.start : match.end])
        if name in words()["personal"] and _is_personal(text, match, matches, number):
            continue
        bearers = _bearers().get(name)
        out.append(_chosen(text, match, bearers) if bearers else match)
    return out


def _glossed(text: str, matches: list[Match]) -> frozenset[str]:
    """The acronyms that a text explains as something else: "Interstate Commerce Commission (ICC)"."""
    out = set()
    for found in _GLOSS.finditer(text):
        long, short = found.groups()
        initials = "".join(word[0] for word in long.split() if word[0].isupper())
        if not initials.endswith(short):
            continue
        meant = {m.entry.name for m in matches if text[m.start : m.end] == short}
        told = {m.entry.name for m in matches if found.start() <= m.start and m.end <= found.end(1)}
        if meant and not meant & told:
            out.add(short)
    return frozenset(out)


def _borne(text: str, matches: list[Match]) -> frozenset[str]:
    """The words for offices and places that are surnames in a text: King of "Kevin King".

    A given name stands before them, or any name before and an age after: "Sudesh Amman, 20,".
    """
    out = set()
    ends = {match.end for match in matches}
    for match in matches:
        before = _WORD_BEFORE.search(text, max(0, match.start - 20), match.start)
        if (
            before is not None
            and match.entry.kind in ("role", "seat", "place")
            and text[match.start].isupper()
            and match.start - 1 not in ends
            and (_is_given(before[1]) or _AGE.match(text, match.end))
            and not _NEXT_WORD.match(text, match.end)
        ):
            out.add(text[match.start : match.end])
    return frozenset(out)


def _is_given(word: str) -> bool:
    return word.lower() in words()["names.male"] | words()["names.female"]


def _is_borne(text: str, match: Match) -> bool:
    """Whether who bears such a surname is meant: not in "the King", "King Salman", "in Amman"."""
    before = text[max(0, match.start - 12) : match.start].split()[-1:]
    other = words()["determiners"] | words()["possessives"] | words()["locating"]
    return not (before and before[0].lower() in other) and not _NEXT_WORD.match(text, match.end)


def _chosen(text: str, match: Match, bearers: list[tuple[str, str, tuple[str, ...]]]) -> Match:
    best, most = None, 0
    for code, kind, cues in bearers:
        count = sum(1 for cue in cues if cue in text)
        if count > most:
            best, most = (code, kind), count
    if best is None:
        return match
    code, kind = best
    if match.entry.country == code:
        return match
    entry = replace(match.entry, country=code, kind=kind)  # type: ignore[arg-type]
    return Match(match.start, match.end, (entry,))


def _is_personal(text: str, match: Match, matches: list[Match], number: int) -> bool:
    """Whether "Jordan" is a person: a given name before it, or an unknown capitalised word right after it."""
    before = _WORD_BEFORE.search(text, max(0, match.start - 20), match.start)
    if before is not None:
        low = before[1].lower()
        given = words()["names.male"] | words()["names.female"]
        if (low in given and low != text[match.start : match.end].lower()) or (
            len(low) == 2 and low.endswith(".")
        ):
            inside = number and matches[number - 1].end >= before.start(1)
            if not inside:
                return True
    if match.entry.kind not in ("state", "seat", "place") or (
        not match.entry.weak and key(text[match.start : match.end]) not in words()["given_first"]
    ):
        return False
    after = _NEXT_WORD.match(text, match.end)
    if after is None or after[1].lower() in words()["conjunctions"]:
        return False
    following = matches[number + 1] if number + 1 < len(matches) else None
    if following is not None and following.start <= after.start(1) + 40:
        return False
    return after[1] not in (
        "On",
        "In",
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
    )


@functools.cache
def _bearers() -> dict[str, list[tuple[str, str, tuple[str, ...]]]]:
    out: dict[str, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    for name, code, kind, cues in table("ambiguous.tsv"):
        out[key(name)].append((code, kind, tuple(alternatives(cues))))
    return dict(out)
