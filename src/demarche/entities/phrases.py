"""A noun phrase read into its parts: modifiers, head, the name it ends in, and what follows.

    the  former  Russian  deputy foreign minister  Andrei Denisov , now ambassador to Beijing
         former  modifier head                     name           | rest

Without a parse the head is the last office, name or noun before the first preposition, comma,
relative pronoun or participle; that is what headline and agency English needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from demarche.entities.entries import Entry, Match
from demarche.entities.wording import ranks, words

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?|[^\w\s]")
QUOTES = ('"', "“", "”")
QUOTED = 3  # words in quotation marks, up to which they are a part of a phrase
ACRONYM = 3  # words of an acronym in brackets
# Nouns that only say how many of the noun after "of" there are.
COUNTING = frozenset({"number", "couple", "handful", "majority", "rest", "total", "half"})
NAMES = ("state", "people", "seat", "organisation", "person", "place")


@dataclass(slots=True)
class Word:
    """A word of a phrase, or a whole name of the gazetteer; `possessive`: "'s" follows."""

    start: int
    end: int
    text: str
    match: Match | None = None
    possessive: bool = False
    suffix: str = ""  # "-led" in "U.S.-led"
    prefix: str = ""  # "pro-" in "pro-Russian"

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def entry(self) -> Entry | None:
        return self.match.entry if self.match else None


@dataclass(slots=True)
class Phrase:
    """The parts of one noun phrase; `link` is the word that opened `after` ("of", "in", ",")."""

    start: int
    end: int
    determiner: str = ""
    possessor: str = ""
    former: bool = False
    base: list[Word] = field(default_factory=list)
    head: Word | None = None
    name: list[Word] = field(default_factory=list)
    modifiers: list[Word] = field(default_factory=list)
    titles: list[Word] = field(default_factory=list)
    after: list[tuple[str, list[Word]]] = field(default_factory=list)

    def modifiers_named(self) -> bool:
        """Whether a name of the gazetteer stands among the modifiers."""
        return any(word.match is not None and word.match.entry.kind != "role" for word in self.modifiers)


def split(text: str, start: int, end: int, matches: Sequence[Match]) -> list[Word]:
    """The words of `text[start:end]`, a name of the gazetteer being one word.

    `matches` are those that lie within, in order.
    """
    out: list[Word] = []
    at = start
    for match in matches:
        if match.start < at:
            continue
        _plain_words(text, at, match.start, out)
        word = Word(match.start, match.end, text[match.start : match.end], match)
        at = match.end
        if text[at : at + 1] == "-" or text[at : at + 1] == "–":
            hyphened = re.compile(r"[-–]([A-Za-z]+)").match(text, at, end)
            if hyphened and hyphened[1].islower():
                word.suffix, at = hyphened[1].lower(), hyphened.end()
        if (
            out
            and out[-1].end == match.start - 1
            and text[match.start - 1] in "-–"
            and len(out[-1].text) <= 6
        ):
            word.prefix = out.pop().low
        out.append(word)
    _plain_words(text, at, end, out)
    return out


def _plain_words(text: str, start: int, end: int, out: list[Word]) -> None:
    for found in _TOKEN.finditer(text, start, end):
        token = found.group()
        if token in "'’":
            if out and text[found.end() : found.end() + 1] == "s":
                continue
            if out and out[-1].end == found.start() and out[-1].low.endswith("s"):
                out[-1].possessive = True
            continue
        if token == "s" and found.start() and text[found.start() - 1] in "'’":
            if out:
                out[-1].possessive = True
            continue
        if token.endswith(("'s", "’s")):
            out.append(Word(found.start(), found.end() - 2, token[:-2], possessive=True))
        elif token in "-–":
            continue
        else:
            if (
                token.endswith(".")
                and len(token) > 3
                and token.lower() not in ranks()
                and token.lower() not in words()["titles"]
            ):
                out.append(Word(found.start(), found.end() - 1, token[:-1]))
                continue
            out.append(Word(found.start(), found.end(), token))


def read(start: int, end: int, tokens: Sequence[Word]) -> Phrase:
    """The parts of the phrase made of `tokens`."""
    lists = words()
    phrase = Phrase(start, end)
    at = _opening(tokens, phrase)
    base = phrase.base
    while at < len(tokens):
        word = tokens[at]
        if word.text in QUOTES and _quotes_a_part(tokens, at):
            at += 1
            continue
        if base and _is_acronym(tokens, at):
            at += ACRONYM
            continue
        if _ends_base(word, tokens, at, bool(base)):
            break
        if word.match is None and word.low in lists["former"]:
            phrase.former = True
        elif word.prefix == "ex" or word.low.startswith("ex-"):
            phrase.former = True
            base.append(word)
        else:
            base.append(word)
        at += 1
    _find_head(phrase)
    _following(tokens, at, phrase)
    return phrase


def _opening(tokens: Sequence[Word], phrase: Phrase) -> int:
    lists = words()
    at = 0
    while at < len(tokens) and tokens[at].match is None:
        low = tokens[at].low
        if low in lists["possessives"]:
            phrase.possessor = low
        elif low in lists["determiners"] or low.replace(",", "").isdigit():
            phrase.determiner = phrase.determiner or low
        elif (low in ("of", "the") and phrase.determiner) or tokens[at].text in "\"“'‘(":
            pass  # "one of the", "all of"
        elif phrase.determiner and _counts(tokens, at):
            pass
        else:
            break
        at += 1
    return at


def _counts(tokens: Sequence[Word], at: int) -> bool:
    """Whether a word, or the one after it, only says how many: "the same number of Russians"."""
    following = [word.low for word in tokens[at : at + 3]]
    return any(noun in COUNTING and of == "of" for noun, of in pairwise(following))


def _is_acronym(tokens: Sequence[Word], at: int) -> bool:
    """Whether an acronym in brackets stands within the phrase: "African Union (AU) soldiers"."""
    part = tokens[at : at + ACRONYM + 1]
    if [word.text for word in part[::2]][:2] != ["(", ")"] or len(part) <= ACRONYM:
        return False
    return part[1].text.isupper() and _goes_on(part[-1])


def _goes_on(word: Word) -> bool:
    """Whether a word may go on with a phrase: a name or a plain word, no preposition or comma."""
    lists = words()
    closed = lists["prepositions"] | lists["relatives"] | lists["conjunctions"]
    return word.match is not None or (word.low[0].isalpha() and word.low not in closed)


def _quotes_a_part(tokens: Sequence[Word], at: int) -> bool:
    """Whether a quotation mark is around a word or two in the phrase: "the “interim” government"."""
    near = [*tokens[max(0, at - QUOTED - 1) : at], *tokens[at + 1 : at + QUOTED + 2]]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and any(word.text in QUOTES for word in near) and _goes_on(following)


def _ends_base(word: Word, tokens: Sequence[Word], at: int, begun: bool) -> bool:
    lists = words()
    if word.match is not None:
        return False
    low = word.low
    if low in lists["prepositions"] or low in lists["relatives"]:
        return True
    if low in ',;:()[]—–"“”':
        return begun
    if low in lists["conjunctions"]:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if begun and low.endswith(("ed", "ing")) and any(w.match and w.match.of("role") for w in tokens[:at]):
        return following is None or (following.match is None and following.low in lists["prepositions"])
    return begun and low in ("not", "to", "also", "there", "here", "abroad", "alike")


def _find_head(phrase: Phrase) -> None:
    base = phrase.base
    if not base:
        return
    last = len(base) - 1
    stop = last + 1
    while stop and base[stop - 1].match is None and _name_like(base[stop - 1]):
        stop -= 1
    if stop <= last and not (stop == 0 and len(base) == 1 and base[0].text.islower()):
        phrase.name = base[stop:]
        phrase.head = base[last]
    else:
        phrase.head = base[last]
        match = base[last].match
        if match is not None and match.of("person"):
            phrase.name = [base[last]]
            stop = last
        else:
            stop = last
    phrase.modifiers = base[:stop]
    if phrase.name:
        phrase.titles = [
            word
            for word in phrase.modifiers
            if word.low in ranks()
            or (word.match is not None and not word.possessive and _titular(word.match))
        ]


def _titular(match: Match) -> bool:
    role = match.of("role")
    if role is not None:
        return True
    organisation = match.of("organisation")
    return organisation is not None and organisation.sort == "agency"


def _name_like(word: Word) -> bool:
    text = word.text
    return (
        text[:1].isupper() or text.lower() in words()["particles"] or text.lower().startswith(("al-", "el-"))
    )


def _following(tokens: Sequence[Word], at: int, phrase: Phrase) -> None:
    """What comes after the base, cut at its prepositions and commas."""
    lists = words()
    link, part = "", list[Word]()
    for word in tokens[at:]:
        if word.match is None and (
            word.low in lists["prepositions"] or word.low in ",;()—" or word.low in lists["relatives"]
        ):
            if word.low == "of" and part and link and part[-1].low in lists["same_as"]:
                continue
            if part or link:
                phrase.after.append((link, part))
            link, part = word.low, []
        else:
            part.append(word)
    if part or link:
        phrase.after.append((link, part))
