"""What an expression is resolved against: the day of publication, the tense around it, what was mentioned
before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from demarche.events.dates.clause import clause_tense
from demarche.events.dates.lexicon import Tokens, words
from demarche.events.dates.periods import Period
from demarche.model import Sentence

Tense = Literal["past", "future"]

NEAR_PAST = 4  # words before an expression within which a form in -ed counts as the verb that it dates
HAD_REACH = 4  # words before "due", "scheduled", "until" within which "had" puts the plan into the past
FAR = 25  # words before an expression in which the verb of its clause is looked for
AHEAD = 6  # words after an expression at the head of its sentence in which the verb is looked for


@dataclass(slots=True)
class Setting:
    """The anchor of a whole text.  `mentions`: periods found so far, with the token where each begins, in
    order."""

    tokens: Tokens
    published: dt.date | None
    sentences: Sequence[Sentence] = ()
    mentions: list[tuple[int, Period]] = field(default_factory=list)

    def tense(self, start: int, end: int) -> Tense | None:
        """The tense of the clause around tokens start … end - 1."""
        return self.reading(start, end)[0]

    def reading(self, start: int, end: int) -> tuple[Tense | None, bool]:
        """The tense and whether it is sure: read off a parsed verb or a past form close by, not off a far
        word."""
        tokens = self.tokens
        if self.sentences and (parsed := clause_tense(self.sentences, tokens.starts[start])):
            return parsed, True
        if tokens.word(end) in words().tense["lapsed"]:
            return "past", True
        if tokens.word(end) == "deadline":
            return tense_before(tokens, start), False
        tense = tense_before(tokens, start)
        if tense is None:
            return tense_after(tokens, end), True
        if tense == "future" and _opens(tokens, start) and tense_after(tokens, end) == "past":
            return "past", False  # "By Sunday thousands had left"
        near = any(tokens.word(i) in words().tense["past"] for i in range(start - NEAR_PAST, start))
        return tense, tense == "past" and near

    def last_mention(self, *grains: str, before: int, told: bool = False) -> Period | None:
        """The period of one of these grains that was mentioned last before token `before`.

        `told`: none that begins after publication, as what has happened "the same day" did not.
        """
        for start, period in reversed(self.mentions):
            ahead = told and self.published is not None and period.first > self.published
            if start < before and period.grain in grains and not ahead:
                return period
        return None

    def mention_in_sentence(self, *grains: str, before: int) -> Period | None:
        """The period of one of these grains that the sentence of token `before` mentions last before it."""
        for start, period in reversed(self.mentions):
            if start < before:
                apart = any(self.tokens.closes(i) for i in range(start, before))
                return period if period.grain in grains and not apart else None
        return None

    def mention_near(self, *grains: str, before: int) -> Period | None:
        """The period of one of these grains mentioned last in the sentence of token `before` or the one
        before it.
        """
        for start, period in reversed(self.mentions):
            if start < before and period.grain in grains:
                ends = sum(self.tokens.closes(i) for i in range(start, before))
                return period if ends <= 1 else None
        return None

    def year_ahead(self, after: int) -> int | None:
        """The year of four figures that the rest of a sentence names: "on 3 March for the 2016 summit"."""
        sign = words().signs["year"]
        for i in range(after, len(self.tokens.classes)):
            if self.tokens.closes(i):
                return None
            if self.tokens.classes[i] == sign:
                return int(self.tokens.values[i])
        return None


def tense_before(tokens: Tokens, start: int) -> Tense | None:
    """What the nearest telling word before an expression says, within its sentence."""
    lists = words().tense
    start = _whole(tokens, start)
    by = tokens.word(start - 1) in ("by", "until", "till")
    for i in range(start - 1, max(-1, start - FAR), -1):
        if tokens.closes(i):
            break
        word = tokens.word(i)
        pair = {f"{word} {tokens.word(i + 1)}", f"{tokens.word(i - 1)} {word}"}
        if tokens.word(i + 1) == "of":  # "at the beginning of March"
            continue
        if word in lists["future"] or word.endswith(("'ll", "’ll")) or pair & lists["future_phrases"]:
            if i == start - 1 and by:
                continue
            had = any(tokens.word(k) in ("had", "hadn't") for k in range(i - HAD_REACH, i))
            return "past" if had else "future"
        if tokens.word(i - 1) == "be":  # "will be paid", "to be held": the participle says nothing of when
            continue
        if by and (word in lists["obligation"] or (word == "to" and i < start - 2)):
            return "future"
        if word in lists["past"] or (word.endswith("ed") and start - i <= NEAR_PAST and not by):
            return "past"
    return "future" if by else None


def _opens(tokens: Tokens, start: int) -> bool:
    """Whether an expression with its preposition begins a sentence."""
    start = _whole(tokens, start)
    return start < 2 or tokens.closes(start - 2)


def _whole(tokens: Tokens, start: int) -> int:
    """Where an expression begins with what stands between it and its preposition: "by about noon Friday"."""
    while start > 0 and tokens.classes[start - 1] in _modifiers():
        start -= 1
    return start


@cache
def _modifiers() -> frozenset[str]:
    """The classes that may stand between "by" and the day: noon, 9 p.m., late, about."""
    return frozenset(words().signs[name] for name in ("daypart", "clock", "part", "about", "the"))


def tense_after(tokens: Tokens, end: int) -> Tense | None:
    """What the first telling word after an expression says, for one that begins its sentence ("On Friday
    the UN will …")."""
    lists = words().tense
    for i in range(end, end + AHEAD):
        if tokens.closes(i):
            return None
        word = tokens.word(i)
        if word in ("will", "shall") or word.endswith(("'ll", "’ll")):
            return "future"
        if word in ("is", "are") and f"{word} {tokens.word(i + 1)}" in lists["future_phrases"]:
            return "future"
        if word in lists["past"] or word.endswith("ed"):
            return "past"
    return None


def obliged(tokens: Tokens, start: int) -> bool:
    """Whether the sentence obliges somebody before the expression, and does not only promise or plan."""
    lists = words().tense
    for i in range(start - 1, max(-1, start - FAR), -1):
        if tokens.closes(i):
            return False
        word = tokens.word(i)
        if f"{tokens.word(i - 1)} {word}" in lists["obligation_phrases"] or word in lists["obligation"]:
            return True
        if word in lists["promise"]:
            return False
    return False
