"""Whose office it is and which sector it belongs to, by the words of its own phrase."""

from __future__ import annotations

from dataclasses import dataclass

from demarche.entities.entries import STATELESS, Entry, Match
from demarche.entities.phrases import Phrase, Word
from demarche.entities.wording import words

# What an international body's own soldiers, police, judges and deputies keep as their sector.
KEPT = frozenset({"MIL", "COP", "JUD", "LEG"})
# An exiled or fugitive member of these is one still.
EXILED = ((), ("OPP",), ("REB",), ("CRM",), ("JRN",))
# Who unnamed gunmen may belong to.
ARMED = frozenset({"CRM", "REB", "PRM", "MIL"})
# Sectors whose former holders are PLOVER's ELI; other former people are civilians again.
ELITE = frozenset({"GOV", "LEG", "JUD", "PTY"})


@dataclass(frozen=True, slots=True)
class Owner:
    """The state or body that an office belongs to; `entry` None for a pronoun's antecedent."""

    country: str | None
    entry: Entry | None
    how: str


def owner_of(
    phrase: Phrase, head: str, pull: str, *, sits: bool = False, mobile: bool = False
) -> Owner | None:
    """The owner that the phrase itself names: a possessive, an adjective, "of X", or where it sits.

    "Mexico's Senate", "the Syrian army", "the presidents of Poland", "rebels in Idlib", not "troops in
    Iraq" and not "US-backed fighters" or "pro-Russian separatists".  `sits`: the office belongs to the
    place where it is ("a politician in Austria").  `mobile`: "from X" says what is left ("troops from X").
    """
    lists = words()
    relational = head in lists["relations"]
    complement = _complement(phrase, ("of",)) if head in lists["same_as"] else None
    if complement is not None:
        return complement
    found = _modifier_owner(phrase, relational=relational, counterpart=head.startswith("counterpart"))
    if found is not None:
        return found
    if relational:
        return _complement(phrase, ("in", "on"))
    links = (lists["belonging"] - lists["locating"]) | (
        set() if head in lists["sent"] or mobile else {"from"}
    )
    found = _complement(phrase, tuple(links), sent=head in lists["sent"])
    if found is not None:
        return found
    if head in lists["sent"] and not phrase.possessor and phrase.determiner != "the":
        # "Diplomats from Poland", "from its Russian mission", not "from Warsaw".
        origin = _complement(phrase, ("from",))
        if origin is not None and origin.entry is not None and origin.entry.kind in ("state", "adjective"):
            return origin
    if head in lists["sent"] or (pull == "state" and not lists["seated"] & set(head.split()) and not sits):
        return None
    return _complement(
        phrase, ("in", "at", "near", "inside", "outside", "across", "throughout", "around", "within", "on")
    )


def _modifier_owner(phrase: Phrase, *, relational: bool, counterpart: bool) -> Owner | None:
    lists = words()
    adjective = None
    for word in phrase.modifiers:
        entry = owning_entry(word.match)
        if entry is None:
            continue
        if word.suffix in lists["not_of"] or word.prefix in lists["not_before"]:
            continue
        if word.suffix and entry.kind == "organisation":  # "the Hamas-run ministry" is a ministry
            adjective = adjective or Owner(country_of(entry), None, f"modifier {word.text!r}")
            continue
        if word.possessive and not relational:
            return Owner(country_of(entry), entry, f"possessive {word.text!r}")
        if (
            relational
            and (word.possessive or entry.kind in ("state", "adjective", "seat"))
            and not counterpart
        ):
            continue
        if adjective is None or entry.kind == "organisation" or _narrower(entry, adjective.entry):
            adjective = Owner(country_of(entry), entry, f"modifier {word.text!r}")
    return adjective


def _narrower(entry: Entry, than: Entry | None) -> bool:
    """A partially recognised or regional adjective says more than the state's before it."""
    return than is not None and than.kind != "organisation" and "PRE" in entry.sector


def _complement(phrase: Phrase, links: tuple[str, ...], *, sent: bool = False) -> Owner | None:
    previous = ""
    for link, part in phrase.after:
        if (link == "to" and sent) or (link in words()["locating"] and link not in links):
            return None
        if link in links or (link == "," and previous in links):
            for word in part:
                entry = owning_entry(word.match)
                if (
                    entry is not None
                    and word.suffix not in words()["not_of"]
                    and word.prefix not in words()["not_before"]
                ):
                    return Owner(country_of(entry), entry, f"{link} {word.text}")
        previous = link
    return None


def owning_entry(match: Match | None) -> Entry | None:
    """What a match stands for as somebody's state or body; offices are nobody's."""
    if match is None:
        return None
    return next((e for e in match.entries if e.kind not in ("role", "blocked")), None)


def country_of(entry: Entry) -> str | None:
    return entry.country


def combine(
    role: Entry, owner: Owner | None, phrase: Phrase, inner: tuple[str, ...] | None
) -> tuple[str, ...]:
    """The sectors of an office: its own, its owner's, or its modifier's for a neutral head.

    `inner`: the sectors of an office named inside the phrase ("police" in "a spokesman for the police").
    """
    sector = role.sector
    entry = owner.entry if owner else None
    body = entry is not None and entry.kind == "organisation"
    if inner and _takes(role, inner):
        sector = inner
    if body and entry is not None:
        if entry.country in STATELESS:
            kept = tuple(code for code in sector if code in KEPT)
            sector = kept or entry.sector
        elif role.neutral or (entry.sort in ("armed", "media", "company", "agency") and not inner):
            sector = entry.sector or sector
            if (
                not role.neutral
                and role.sector
                and role.sector[0] in ("CVL", "JRN", "COP", "JUD")
                and entry.sort != "armed"
            ):
                sector = role.sector
        elif entry.sort == "party" and sector[:1] not in (("LEG",), ("GOV",)):
            sector = entry.sector
    elif entry is None and owner is not None and owner.country in STATELESS:
        sector = tuple(code for code in sector if code in KEPT)
    elif entry is not None and entry.kind == "state" and entry.country == "EUR":
        sector = tuple(code for code in sector if code in KEPT) or sector
    if entry is not None and "PRE" in entry.sector and "PRE" not in sector:
        sector = (*sector, "PRE")
    if role.name in words()["led"] and any(word.suffix == "led" for word in phrase.modifiers):
        sector = ("MIL",)
    if phrase.former and role.sort in ("person", "persons"):
        sector = (
            ("ELI",) if sector[:1] and sector[0] in ELITE else sector if sector[:1] in EXILED else ("CVL",)
        )
    return sector


def _takes(role: Entry, inner: tuple[str, ...]) -> bool:
    """Whether a head takes the sector of an office in its phrase: "cartel gunmen", "union president"."""
    if role.sector == ("UAF",):
        return inner[0] in ARMED
    return role.neutral or (role.name in words()["presiding"] and inner[0] not in ("GOV", "MIL"))


def inner_office(phrase: Phrase, head: Word | None) -> Entry | None:
    """The office that modifies the head ("rebel" in "rebel group commanders") or follows "of", "for"."""
    for word in reversed(phrase.modifiers):
        if word is head or word.match is None:
            continue
        role = word.match.of("role")
        if role is not None and role.sector:
            return role
        body = word.match.of("organisation")
        if body is not None and body.sector and body.country not in STATELESS and not word.suffix:
            return body
    for link, part in phrase.after:
        if link in ("of", "for", "from", "with"):
            for word in part[:4]:
                body = word.match.of("organisation") if word.match else None
                if body is not None and body.sector and body.country not in STATELESS:
                    return body
        if link in ("of", "for", "from", "with", "at", "in"):
            for word in reversed(part[:4]):
                role = word.match.of("role") if word.match else None
                if role is not None and role.sector and not (link in ("in", "at") and role.sort != "body"):
                    return role
            if link in ("in", "at"):
                continue
            break
        if link in (",", "who", "which", "that"):
            break
    return None
