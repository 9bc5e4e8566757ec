"""Sentences to acts: every word that names one, with type, modes, status and who says so.

Two judges look at each word: the frames (`lexicon`), which can say why, and the event head of the shared encoder
(`heads`), which has seen more company than any list holds.  `Judgement` says how their votes become one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from demarche.events.heads import Array, EventHeads, WordScores
from demarche.events.lexicon import Frame, Lexicon
from demarche.events.status import ANNOUNCED, SPOKEN, status_of
from demarche.events.syntax import Clauses, base
from demarche.events.voice import Teller, is_alleged, teller_of
from demarche.model import Status

# Types whose content (what is demanded, threatened, promised, refused) is no act of its own (guideline 4).
WITH_CONTENT = frozenset({"REQUEST", "THREATEN", "AGREE", "REJECT", "CONCEDE", "SUPPORT"})
# Relations by which content hangs on the word that demands, threatens or promises it.
CONTENT_RELATIONS = frozenset({"xcomp", "ccomp", "obj", "acl", "nmod", "obl", "advcl"})
# Prepositions of cause and time: what follows them is an act of its own ("demanded an apology for detaining").
CAUSAL = frozenset({"over", "after", "following", "because of", "because", "since", "as", "despite", "in response to", "in retaliation for", "in protest at", "before", "amid", "during", "when", "while", "about", "at", "against", "by", "in", "on", "with"})
# A frame alone, where no head is shipped or another parser is used, is worth this much.
FRAME_CONFIDENCE = 0.5
# A word names an act from this probability on; tuned on the dev gold for events F1, checked by `python -m benchmarks.events`.
LEAST_ACT = 0.5
# Where a frame fires too, less is enough.
LEAST_WITH_FRAME = 0.35
LEAST_MODE = 0.5
USUAL_SENTENCE = 24


@dataclass(slots=True)
class Act:
    """A word that names an act, in its sentence: what the rest of the room works on."""

    sentence: int
    clauses: Clauses
    i: int
    words: tuple[int, ...]
    event: str
    mode: tuple[str, ...]
    status: Status
    confidence: float
    frame: Frame | None = None
    teller: Teller | None = None
    slots: tuple[str, ...] = ()
    why: str = ""
    content_of: Act | None = field(default=None, repr=False)
    parts: dict[str, Array] = field(default_factory=dict, repr=False)


def frame_acts(clauses: Clauses, sentence: int, lexicon: Lexicon) -> list[Act]:
    """The acts that frames find in one sentence, in order, before content is taken away."""
    found = []
    for token in clauses.tokens:
        frame = lexicon.match(clauses, token.i)
        if frame is None:
            continue
        status = status_of(clauses, token.i, frame.event)
        if status == "actual" and is_alleged(clauses, token.i):
            status = "alleged"
        act = Act(
            sentence=sentence, clauses=clauses, i=token.i, words=(token.i,), event=frame.event, mode=frame.mode,
            status=status, confidence=FRAME_CONFIDENCE, frame=frame, teller=teller_of(clauses, token.i),
            slots=frame.recipient, why=f"frame: {frame.describe()}",
        )  # fmt: skip
        found.append(act)
    return found


@dataclass(frozen=True, slots=True)
class PairScores:
    """Probabilities for pairs of acts, shape (acts, acts): row k is about act k.

    `same[k, l]`: both name one act; `answers[k, l]`: act k answers act l.
    """

    same: Array
    answers: Array


def pair_scores(acts: Sequence[Act], heads: EventHeads | None) -> PairScores | None:
    """What the event head thinks of every pair of a report's acts; None without head or vectors."""
    found = [act.clauses.tree.sentence.vectors for act in acts]
    if heads is None or not acts or any(vectors is None for vectors in found):
        return None
    vectors = np.stack([v[act.i] for v, act in zip(found, acts, strict=True) if v is not None])
    # Words between two acts: as if the sentences between them had the usual length.
    places = np.array([act.sentence * USUAL_SENTENCE + act.i for act in acts])
    scores = np.stack([heads.pairs(vectors[k], vectors, places - places[k]) for k in range(len(acts))])
    return PairScores(scores[:, :, heads.parts.index("same")], scores[:, :, heads.parts.index("answers")])


def head_acts(clauses: Clauses, sentence: int, heads: EventHeads, lexicon: Lexicon) -> list[Act]:
    """The acts that the event head finds in one sentence, in order; frames add their reasons and recipient slots."""
    scores = heads.words(clauses.tree.sentence)
    act = 1 - scores.types[:, 0]
    frames = {token.i: lexicon.match(clauses, token.i) for token in clauses.tokens if act[token.i] >= LEAST_WITH_FRAME}
    least = [LEAST_WITH_FRAME if frames.get(i) else LEAST_ACT for i in range(len(clauses.tokens))]
    found, group = [], []
    best = scores.types[:, 1:].argmax(-1)
    for i in range(len(clauses.tokens) + 1):
        inside = i < len(clauses.tokens) and act[i] >= least[i]
        if group and (not inside or best[i] != best[group[-1]]):
            found.append(_head_act(clauses, sentence, tuple(group), scores, heads, frames))
            group = []
        if inside:
            group.append(i)
    return _with_own_frames(found, clauses, sentence, lexicon)


def _with_own_frames(found: list[Act], clauses: Clauses, sentence: int, lexicon: Lexicon) -> list[Act]:
    """The head's acts, with those of a user's own frames in the place of what the head says of their words."""
    if not lexicon.has_own:
        return found
    own = [act for act in frame_acts(clauses, sentence, lexicon) if act.frame is not None and act.frame.own]
    taken = {act.i for act in own}
    return sorted([act for act in found if taken.isdisjoint(act.words)] + own, key=lambda act: act.i)


def _head_act(
    clauses: Clauses, sentence: int, group: tuple[int, ...], scores: WordScores, heads: EventHeads, frames: dict[int, Frame | None]
) -> Act:
    """One act from a run of words that the head gives the same type."""
    i = _head_of(clauses, group)
    types = scores.types[list(group), 1:].mean(0)
    event = heads.types[int(types.argmax())]
    mode = tuple(
        name.partition("/")[2]
        for k, name in enumerate(heads.modes)
        if name.startswith(f"{event}/") and scores.modes[i, k] >= LEAST_MODE
    )
    status = heads.statuses[int(scores.statuses[i].argmax())]
    confidence = float(scores.types[list(group), 1 + int(types.argmax())].max())
    frame = next((frames[w] for w in (i, *group) if frames.get(w) and frames[w].event == event), None)  # type: ignore[union-attr]
    why = f"event head: {event} {confidence:.2f}" + (f"; frame: {frame.describe()}" if frame else "")
    vectors = clauses.tree.sentence.vectors
    assert vectors is not None
    parts = heads.pairs(vectors[i], vectors, np.arange(len(vectors)) - i)
    return Act(
        sentence=sentence, clauses=clauses, i=i, words=group, event=event, mode=mode, status=status,  # type: ignore[arg-type]
        confidence=confidence, frame=frame, teller=teller_of(clauses, i), slots=frame.recipient if frame else (), why=why,
        parts={name: parts[:, k] for k, name in enumerate(heads.parts)},
    )  # fmt: skip


def _head_of(clauses: Clauses, group: tuple[int, ...]) -> int:
    """The word of a run that the others hang on: the first whose head lies outside, verbs and nouns before others."""
    outside = [i for i in group if clauses.tokens[i].head not in group]
    content = [i for i in outside if clauses.tokens[i].upos in {"VERB", "NOUN", "PROPN", "ADJ"}]
    return (content or outside or list(group))[0]


def settle(acts: Sequence[Act]) -> list[Act]:
    """Acts by the guidelines: content and what did not happen taken away, announced deeds as promises.

    Order is kept.  Guidelines 4 (content), 6a (future acts), 6b (what did not happen).
    """
    kept = []
    for act in acts:
        governor = _governor(act, acts)
        if governor is not None and governor.event == "ACCUSE":
            act.status, act.content_of = "alleged", governor
        elif governor is not None:
            continue
        if act.status == "negated":
            continue
        if act.status in {"future", "hypothetical"} and act.event in ANNOUNCED:
            if act.status == "hypothetical":
                continue
            act.event, act.mode = ANNOUNCED[act.event]
        if act.event in SPOKEN:
            if act.status == "hypothetical":
                continue
            if act.status == "future":
                act.status = "actual"
        kept.append(act)
    return kept


def _governor(act: Act, acts: Sequence[Act]) -> Act | None:
    """The act whose content this one is, if any: the nearest above it by relations of content only."""
    clauses = act.clauses
    by_word = {other.i: other for other in acts if other is not act and other.sentence == act.sentence}
    place = act.i
    for _ in range(4):
        token = clauses.tokens[place]
        if token.head < 0 or base(token.dep) not in CONTENT_RELATIONS | {"conj"}:
            return None
        relation = base(token.dep)
        preposition = clauses.tree.preposition(place)
        if relation in {"obl", "nmod", "advcl", "acl"} and preposition in CAUSAL:
            return None
        if relation == "advcl" and preposition is None:
            return None
        if relation in {"obl", "nmod"} and preposition == "for" and clauses.tokens[place].xpos == "VBG":
            return None
        place = token.head
        other = by_word.get(place)
        if other is not None:
            if other.event in WITH_CONTENT:
                return other
            if other.event == "ACCUSE" and "allege" in other.mode and relation in {"xcomp", "ccomp", "obl", "advcl", "nmod"}:
                return other
            return None
    return None


def iter_sentences(clauses: Sequence[Clauses]) -> Iterator[tuple[int, Clauses]]:
    """(number, clauses) of the sentences that have words."""
    for number, clause in enumerate(clauses):
        if clause.tokens:
            yield number, clause
