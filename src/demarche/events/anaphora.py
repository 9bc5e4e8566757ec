""" "The move", "Moscow's decision": nouns that name an act told before without saying which.

They add a mention to the act they stand for, so that what is said of "the move" is said of the act; one that
has been taken for an act of its own is none then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from demarche.events.acts import Act
from demarche.events.everybody import names_of
from demarche.events.merge import POINTERS, Cluster
from demarche.events.syntax import Clauses, base
from demarche.model import Entity, Span, countries_of

NOUNS = frozenset(
    {"move", "decision", "step", "measure", "action", "announcement", "response", "retaliation"}
    | {"order", "ruling", "verdict"}
)
# Those that only courts' acts are called.
VERDICTS = frozenset({"ruling", "verdict"})
# Types that such nouns stand for: deeds and decisions, not words.
DEEDS = frozenset(
    {"SANCTION", "COERCE", "REJECT", "CONCEDE", "RETREAT", "MOBILIZE", "AGREE", "SUPPORT", "AID", "COOPERATE"}
)
# Verbs of words that are no move: "I'll say no".
SAYING = frozenset({"say", "tell"})
# What is said of an act that is like the one it answers.
ALIKE = frozenset(
    {"corresponding", "reciprocal", "matching", "equivalent", "similar", "tit-for-tat", "mirror"}
)
PRONOUNS = frozenset({"his", "her", "its", "their"})
# Who acts for a state: what they do is its government's move, and its president's.
ARMS = frozenset({"GOV", "MIL", "COP", "SPY"})
# The act is looked for in this many sentences before the noun.
REACH = 3
# Farther on, what is judged as "the move" is the deed that the first sentences tell, if they tell one.
LEAD, JUDGING = 2, frozenset({"ACCUSE", "SUPPORT", "REJECT", "REQUEST"})


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an act is said to be: the text's word, and whom it means."""

    word: str
    entities: tuple[Entity, ...]


def attach(
    clusters: Sequence[Cluster],
    sentences: Sequence[Clauses],
    text: str,
    meant_by: Callable[[Clauses, int], tuple[Entity, ...]],
) -> list[Cluster]:
    """Adds each such noun to the nearest deed told before it; the acts that are left, of which some have more
    mentions now.

    meant_by: whom a noun phrase means, by its head.
    """
    left = list(clusters)
    bare = (group for group in clusters if len(group.acts) == 1 and _is_bare(group.acts[0]))
    alone = {(group.acts[0].sentence, group.acts[0].i): group for group in bare}
    taken = {(act.sentence, word) for group in clusters for act in group.acts for word in act.words}
    for number, clauses in enumerate(sentences):
        for token in clauses.tokens:
            place = (number, token.i)
            if clauses.lemmas[token.i] not in NOUNS or token.upos != "NOUN":
                continue
            if place in taken and place not in alone:
                continue
            owners = _owners(clauses, token.i)
            pointed = any(clauses.lemmas[c] in POINTERS for c in clauses.tree.dependents(token.i, "det"))
            if not pointed and not owners:
                continue
            owner = None
            if owners:
                owner = Owner(clauses.tokens[owners[0]].text.lower(), meant_by(clauses, owners[0]))
            own = alone.get(place)
            found = _stood_for([group for group in left if group is not own], clauses, number, token.i, owner)
            if found is not None:
                _add(found, clauses, number, token.i, text)
                left = [group for group in left if group is not own]
    return left


def _owners(clauses: Clauses, i: int) -> list[int]:
    """Whose a noun is said to be: by grammar, or by the "'s" before it."""
    found = [c for c in clauses.tree.children[i] if clauses.tokens[c].dep == "nmod:poss"]
    if not found and i and clauses.tokens[i - 1].xpos == "POS":
        found = [clauses.tokens[i - 1].head]
    return [c for c in found if c >= 0]


def _is_bare(act: Act) -> bool:
    """Whether an act is such a noun, and nothing after it says what it is."""
    relations = (base(act.clauses.tokens[c].dep) for c in act.clauses.tree.children[act.i] if c > act.i)
    return act.clauses.lemmas[act.i] in NOUNS and not {"nmod", "acl"} & set(relations)


def _stood_for(
    clusters: Sequence[Cluster], clauses: Clauses, sentence: int, i: int, owner: Owner | None
) -> Cluster | None:
    """The deed that a noun stands for."""
    judge = _judge(clusters, clauses, sentence, i)
    others = [group for group in clusters if group is not judge]
    if clauses.lemmas[i] in VERDICTS:
        others = [group for group in others if _is_of_court(group)] or others
    like = _in_kind(others, clauses, sentence, i, owner)
    found = _nearest(like, sentence, i, None) or _nearest(others, sentence, i, owner)
    return _main(clusters, judge, owner) if found is None and judge is not None else found


def _actors(group: Cluster) -> list[Entity]:
    return [entity for mention in group.mentions for entity in mention.actor]


def _is_of_court(group: Cluster) -> bool:
    """Whether a court has done an act."""
    convicts = any("convict" in mention.mode for mention in group.mentions)
    return convicts or any(entity.sector[:1] == ("JUD",) for entity in _actors(group))


def _is_move(group: Cluster) -> bool:
    """Whether such a noun may stand for an act."""
    return group.event in DEEDS and any(act.clauses.lemmas[act.i] not in SAYING for act in group.acts)


def _nearest(clusters: Sequence[Cluster], sentence: int, i: int, owner: Owner | None) -> Cluster | None:
    """The deed that is told nearest before; `owner`: whose it is said to be."""
    best: tuple[tuple[int, int], Cluster] | None = None
    for group in clusters:
        if not _is_move(group) or (owner is not None and not _is_by(group, owner)):
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
    clusters: Sequence[Cluster], clauses: Clauses, sentence: int, i: int, owner: Owner | None
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


def _main(clusters: Sequence[Cluster], judge: Cluster, owner: Owner | None) -> Cluster | None:
    """The deed that the report is about: the one that its first sentences tell, if not done by the judge."""
    told = [group for group in clusters if _is_move(group) and any(act.sentence < LEAD for act in group.acts)]
    if len(told) != 1 or (owner is not None and not _is_by(told[0], owner)):
        return None
    authors, judges = names_of(_actors(told[0])), names_of(_actors(judge))
    return told[0] if authors and not authors & judges else None


def _is_by(group: Cluster, owner: Owner) -> bool:
    """Whether the owner is an actor of the deed: by a name, an office, a pronoun, or as the government of who
    did it.
    """
    if owner.word in PRONOUNS:
        return True
    actors = _actors(group)
    named = [f"{e.name} {e.role or ''} {e.span.text if e.span else ''}".lower().split() for e in actors]
    if any(owner.word in words for words in named):
        return True
    governing = [e for e in owner.entities if e.sector[:1] == ("GOV",) or not e.sector]
    doing = [e for e in actors if not e.sector or e.sector[0] in ARMS]
    return bool(countries_of(governing) & countries_of(doing))


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
