"""Names for cases: who is against whom, and the words that their acts share and others do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from demarche.entities.countries import country_name
from demarche.links.reconcile import StoredAct
from demarche.links.tables import table
from demarche.links.tellings import persons
from demarche.links.wording import STEM

TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\w\s]|\d\S*")
LONGEST = 3
# A phrase names a case when at least so many of its acts, and this share of them, use it.
LEAST_ACTS, LEAST_SHARE = 2, 0.04
# How much rarity in the ledger counts (little, since a ledger may hold one dispute alone), each word more,
# and the length of a word that is neither plain nor special (the longest of a phrase counts: long words are
# rare ones).
RARITY, LONGER, PLAIN_LENGTH = 0.3, 0.8, 7.0
# A phrase that ends so is no name of a thing.
NO_NOUN = ("ed", "ly", "ing")


def name_of(acts: Sequence[StoredAct], between: Sequence[str], rarity: Mapping[str, float]) -> str:
    """The name of a case, as in "United States – Japan: semiconductor pact".

    rarity: word stem to its weight among all acts, so that words of other disputes do not name this one.
    """
    sides = " – ".join(country_name(code) for code in between)
    topic = topic_of(acts, rarity)
    return f"{sides}: {topic}" if sides and topic else sides or topic or "unnamed"


def topic_of(acts: Sequence[StoredAct], rarity: Mapping[str, float]) -> str:
    """The most distinctive phrase of up to three words, in the form that is most used; "" when no two acts
    share one.
    """
    using: Counter[tuple[str, ...]] = Counter()
    forms: dict[tuple[str, ...], Counter[str]] = {}
    names = _names(acts) | _country_words()
    for sentence in {act.event.sentence.text for act in acts}:
        seen = set()
        for phrase in phrases(sentence):
            stems = tuple(word.lower()[:STEM] for word in phrase)
            if phrase[-1].endswith(NO_NOUN) or any(word.lower() in names for word in phrase):
                continue
            forms.setdefault(stems, Counter())[" ".join(phrase)] += 1
            seen.add(stems)
        using.update(seen)
    least = max(LEAST_ACTS, LEAST_SHARE * len(acts))
    fitting = [stems for stems, count in using.items() if count >= least]
    if not fitting:
        return ""

    def weight(stems: tuple[str, ...]) -> float:
        longest = max(len(word) for form in forms[stems] for word in form.split())
        rare = sum(rarity.get(stem, 1.0) for stem in stems) / len(stems)
        return float(using[stems] * rare**RARITY * longest / PLAIN_LENGTH * (1 + LONGER * (len(stems) - 1)))

    best = max(sorted(fitting), key=weight)
    return max(sorted(forms[best]), key=lambda form: (forms[best][form], form.islower()))


def phrases(sentence: str) -> Iterable[tuple[str, ...]]:
    """All runs of up to three content words of a sentence."""
    run: list[str] = []
    for token in [*TOKEN.findall(sentence), "."]:
        if token[0].isalpha() and len(token) > 2 and token.lower() not in _plain_words():
            run.append(token)
            continue
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + LONGEST) + 1):
                yield tuple(run[start:end])
        run = []


def _names(acts: Sequence[StoredAct]) -> frozenset[str]:
    """The words of the names of the persons who take part: they do not say what a case is about."""
    return frozenset(
        word.lower()
        for act in acts
        for entity in (*act.event.actor, *act.event.recipient, *act.event.according_to)
        if entity.wikidata or persons((entity,))
        for word in re.findall(r"[^\W\d_]+", entity.name)
    )


@lru_cache(maxsize=1)
def _country_words() -> frozenset[str]:
    """The words of the names, adjectives and capitals of all states."""
    from demarche.entities.tables import table as rows

    return frozenset(
        word.lower()
        for row in rows("states.tsv")
        for field in row[1:5]
        for word in re.findall(r"[^\W\d_]+", field)
    )


@lru_cache(maxsize=1)
def _plain_words() -> frozenset[str]:
    words = table("same_act.toml")
    return frozenset(words["common_words"]) | frozenset(table("naming.toml")["plain_words"])
