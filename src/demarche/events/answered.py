"""What words of answering say of two acts of one sentence: "struck in response to a strike on its tanker".

They are two, though both be strikes; the one that is answered was done by another, and what is said of it
is not said of its answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demarche.events.acts import Act
from demarche.events.answering import cue_between
from demarche.events.syntax import base
from demarche.model import Entity, EventMention, Span, countries_of

# What is answered follows within so many words.
REACH = 14


def answers(act: Act, other: Act) -> bool:
    """Whether words of answering lead from an act to another of its sentence."""
    return _cue(act, other) is not None


def _cue(act: Act, other: Act) -> int | None:
    """The last word of answering between an act and a later one of its sentence, or the one that opens the
    sentence and hangs on the act ("in reply to the shelling they fired").
    """
    if act.sentence != other.sentence or act.i == other.i:
        return None
    if act.i < other.i:
        return cue_between(act.clauses, max(act.i, other.i - REACH), other.i)
    cue = cue_between(act.clauses, max(0, other.i - REACH), other.i)
    opens = cue is not None and cue in act.clauses.tree.ancestors(other.i)
    return cue if opens and cue is not None and act.clauses.tokens[cue].head == act.i else None


def sides(mentions: Sequence[EventMention], acts: Sequence[Act]) -> list[EventMention]:
    """The mentions: who answers has not done what he answers, and its sufferers and day are not his."""
    out = list(mentions)
    for k, act in enumerate(acts):
        for n, other in enumerate(acts):
            stretch = _told_of(other, act)
            if stretch is None:
                continue
            if _same_doers(out[n].actor, out[k].actor):
                out[n] = replace(out[n], actor=())
            own = tuple(entity for entity in out[k].recipient if not _is_within(entity.span, stretch))
            out[k] = replace(out[k], recipient=own)
            date, told = out[k].date, out[n].date
            if date is not None and _is_within(date.span, stretch):
                out[k], out[n] = replace(out[k], date=None), replace(out[n], date=told or date)
            elif told is not None and _is_before(told.span, stretch, act):
                out[n] = replace(out[n], date=None)
    return out


def _told_of(other: Act, act: Act) -> range | None:
    """The letters that tell what an act answers: all after the word of answering that hangs on it, if one
    does and the other act is there.
    """
    clauses, cue = act.clauses, _cue(act, other)
    if cue is None or cue not in clauses.tree.ancestors(other.i) or not _hangs_on(cue, act):
        return None
    return range(clauses.tokens[cue].end, clauses.tokens[clauses.tree.subtree(cue)[-1]].end)


def _hangs_on(cue: int, act: Act) -> bool:
    """Whether a word of answering belongs to an act: to its verb, its verb's object, or its own subject."""
    clauses, head = act.clauses, act.clauses.tokens[cue].head
    places = [cue, *clauses.tree.dependents(cue, "nsubj")]
    if head >= 0:
        first = clauses.tokens[head].head if base(clauses.tokens[head].dep) == "conj" else head
        places += [head, first, *clauses.tree.dependents(head, "obj", "nsubj")]
    return act.i in places


def _is_within(span: Span | None, stretch: range) -> bool:
    return span is not None and span.start in stretch


def _is_before(span: Span | None, stretch: range, act: Act) -> bool:
    """Whether words of an act's sentence stand before what tells of the act that it answers."""
    return span is not None and act.clauses.tokens[0].start <= span.start < stretch.start


def _same_doers(actors: Sequence[Entity], answering: Sequence[Entity]) -> bool:
    """Whether all the countries that are said to have done something are among those that answer it."""
    mine, theirs = countries_of(actors), countries_of(answering)
    return bool(mine) and mine <= theirs
