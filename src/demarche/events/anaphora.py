""" "The move", "Moscow's decision": nouns that name an act told before without saying which.

They add a mention to the act they stand for, so that what is said of "the move" is said of the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demarche.events.acts import Act
from demarche.events.everybody import names_of
from demarche.events.merge import POINTERS, Cluster
from demarche.events.syntax import Clauses
from demarche.model import Entity, Span

NOUNS = frozenset(
    {"move", "decision", "step", "measure", "action", "announcement", "response", "retaliation"}
    | {"order", "ruling", "verdict"}
)
# Types that such nouns stand for: deeds and decisions, not words.
DEEDS = frozenset(
    {"SANCTION", "COERCE", "REJECT", "CONCEDE", "RETREAT", "MOBILIZE", "AGREE", "SUPPORT", "AID", "COOPERATE"}
)
# What is said of an act that is like the one it answers.
ALIKE = frozenset(
    {"corresponding", "reciprocal", "matching", "equivalent", "similar", "tit-for-tat", "mirror"}
)
PRONOUNS = frozenset({"his", "her", "its", "their"})
# The act is looked for in this many sentences before the noun.
REACH = 3
# Farther on, what is judged as "the move" is the deed that the first sentences tell, if they tell one.
LEAD, JUDGING = 2, frozenset({"ACCUSE", "SUPPORT", "REJECT", "REQUEST"})


def attach(clusters: Sequence[Cluster], sentences: Sequence[Clauses], text: str) -> None:
    """Adds mentions to clusters in place: each such noun to the nearest deed told before it."""
    taken = {(act.sentence, word) for group in clusters for act in group.acts for word in act.words}
    for number, clauses in enumerate(sentences):
        for token in clauses.tokens:
            if clauses.lemmas[token.i] not in NOUNS or token.upos != "NOUN" or (number, token.i) in taken:
                continue
            owners = [c for c in clauses.tree.children[token.i] if clauses.tokens[c].dep == "nmod:poss"]
            pointed = any(clauses.lemmas[c] in POINTERS for c in clauses.tree.dependents(token.i, "det"))
            if not pointed and not owners:
                continue
            owner = clauses.tokens[owners[0]].text.lower() if owners else None
            judge = _judge(clusters, clauses, number, token.i)
            others = [group for group in clusters if group is not judge]
            like = _in_kind(others, clauses, number, token.i, owner)
            found = _nearest(like, number, token.i, None) or _nearest(others, number, token.i, owner)
            if found is None and judge is not None:
                found = _main(clusters, judge, owner)
            if found is not None:
                _add(found, clauses, number, token.i, text)


def _actors(group: Cluster) -> list[Entity]:
    return [entity for mention in group.mentions for entity in mention.actor]


def _nearest(clusters: Sequence[Cluster], sentence: int, i: int, owner: str | None) -> Cluster | None:
    """The deed that is told nearest before; `owner`: whose it is said to be, in the text's word."""
    best: tuple[tuple[int, int], Cluster] | None = None
    for group in clusters:
        if group.event not in DEEDS or (owner is not None and not _is_by(group, owner)):
            continue
        for act in group.acts:
            if (act.sentence, act.i) >= (sentence, i) or sentence - act.sentence > REACH:
                continue
            # The nearest sentence before, and in it what the sentence is about: the act nearest to its root.
            place = (act.sentence, -sum(1 for _ in act.clauses.tree.ancestors(act.i)))
            if best is None or place > best[0]:
                best = (place, group)
    return best[1] if best else None


def _in_kind(
    clusters: Sequence[Cluster], clauses: Clauses, sentence: int, i: int, owner: str | None
) -> list[Cluster]:
    """The acts of the type of one that is told to be alike: "expelled her as a corresponding measure to
    Moscow's actions"; the owner's, or of an author who is not named.
    """
    above = list(clauses.tree.ancestors(i))
    below = (c for place in above[:1] for c in clauses.tree.dependents(place, "amod"))
    if not any(clauses.lemmas[c] in ALIKE for c in below):
        return []
    told = [g for g in clusters for act in g.acts if act.sentence == sentence and act.i in above]
    return [
        group
        for group in clusters
        if told and group is not told[0] and group.event == told[0].event
        if owner is None or not _actors(group) or _is_by(group, owner)
    ]


def _judge(clusters: Sequence[Cluster], clauses: Clauses, sentence: int, i: int) -> Cluster | None:
    """The words that are said about a noun: those of the act it is the object or complement of."""
    above = (sentence, clauses.tokens[i].head)
    judging = (group for group in clusters if group.event in JUDGING)
    return next((g for g in judging if any((act.sentence, act.i) == above for act in g.acts)), None)


def _main(clusters: Sequence[Cluster], judge: Cluster, owner: str | None) -> Cluster | None:
    """The deed that the report is about: the one that its first sentences tell, if not done by the judge."""
    told = [
        group for group in clusters if group.event in DEEDS and any(act.sentence < LEAD for act in group.acts)
    ]
    if len(told) != 1 or (owner is not None and not _is_by(told[0], owner)):
        return None
    authors, judges = names_of(_actors(told[0])), names_of(_actors(judge))
    return told[0] if authors and not authors & judges else None


def _is_by(group: Cluster, owner: str) -> bool:
    """Whether the word names an actor of the deed: by a name, an office, or a pronoun."""
    if owner in PRONOUNS:
        return True
    named = [
        f"{e.name} {e.role or ''} {e.span.text if e.span else ''}".lower().split() for e in _actors(group)
    ]
    return any(owner in words for words in named)


def _add(group: Cluster, clauses: Clauses, sentence: int, i: int, text: str) -> None:
    token, whole = clauses.tokens[i], clauses.tree.sentence
    first = group.mentions[0]
    group.mentions.append(
        replace(
            first,
            trigger=Span.of(text, token.start, token.end),
            sentence=Span.of(text, whole.start, whole.end),
            actor=(),
            recipient=(),
            date=None,
            place=None,
            according_to=(),
            deadline=None,
            quantities=(),
            confidence=0.0,
            why="",
        )
    )
    group.acts.append(
        Act(
            sentence,
            clauses,
            i,
            (i,),
            first.event,
            (),
            first.status,
            0.0,
            why="a noun that stands for the act",
        )
    )
