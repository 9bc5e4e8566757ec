"""Two judges of every word, the frames and the event head, and one verdict.

The frames (`lexicon`) can say why; the event head of the shared encoder (`heads`) has seen more company than
any list holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from demarche.events.acts import FRAME_CONFIDENCE, Act, frame_acts, settle
from demarche.events.advice import advised_acts, blaming_acts
from demarche.events.answering import takes_part
from demarche.events.heads import Array, EventHeads, WordScores
from demarche.events.lexicon import Lexicon
from demarche.events.status import SPOKEN
from demarche.events.syntax import Clauses, base
from demarche.events.voice import teller_of

# What the head needs to see an act where a frame holds, to begin a run of its own, and to make an act alone;
# and to put its own type in the place of the frame's.  Tuned on the dev gold for events and rows F1; `python
# -m benchmarks.events` re-checks.
LEAST_WITH_FRAME, LEAST_ACT, LEAST_ALONE, OVERRULES = 0.2, 0.35, 0.85, 0.97
# What is told as an answer, or as answered, is an act as a rule.
LEAST_ANSWERED = 0.5
# A word that is nearly surely an act may be less sure of its type.
SURELY_ACT, LEAST_TYPE = 0.9, 0.7
# Words that open the condition of a threat, and of what it says will be done.
CONDITIONS, INTENT = frozenset({"if", "unless", "should"}), frozenset({"will", "would", "may", "'ll", "wo"})
LEAST_MODE = 0.5
# Types that hardly ever go without a mode, and what the likeliest one needs there.
MODED, LEAST_BEST_MODE = frozenset({"REQUEST", "REJECT", "SANCTION"}), 0.3
USUAL_SENTENCE = 24


@dataclass(frozen=True, slots=True)
class PairScores:
    """Probabilities for pairs of acts, shape (acts, acts): row k is about act k.

    `same[k, l]`: both name one act; `answers[k, l]`: act k answers act l; `cued[k]`, shape (acts,):
    a word of its sentence says that act k answers something.
    """

    same: Array
    answers: Array
    cued: Array


def pair_scores(acts: Sequence[Act], heads: EventHeads | None) -> PairScores | None:
    """What the event head thinks of every pair of a report's acts; None without head or vectors."""
    found = [act.row for act in acts if act.row is not None]
    if heads is None or not acts or len(found) < len(acts):
        return None
    rows = np.stack(found)
    # Words between two acts: as if the sentences between them had the usual length.
    places = np.array([act.sentence * USUAL_SENTENCE + act.i for act in acts])
    scores = heads.among(rows, places)
    cued = np.array([_cued(act, heads) for act in acts], np.float32)
    parts = heads.parts
    return PairScores(scores[:, :, parts.index("same")], scores[:, :, parts.index("answers")], cued)


def _cued(act: Act, heads: EventHeads) -> float:
    """The head's probability that some word of an act's sentence says that it answers something."""
    words = act.clauses.tree.sentence.vectors
    if words is None:
        return 0.0
    parts = act.parts or _parts(heads, words, act.i, words[act.i])
    return float(parts["cue"].max())


def _parts(heads: EventHeads, rows: Array, i: int, act: Array) -> dict[str, Array]:
    """By part, the probability of each word of a sentence to play it in the act of the trigger `i`.

    `act`: the trigger's row, which the heads remember by which array it is.
    """
    parts = heads.pairs(act, rows, np.arange(len(rows)) - i)
    return {name: parts[:, k] for k, name in enumerate(heads.parts)}


def judged_acts(clauses: Clauses, sentence: int, heads: EventHeads, lexicon: Lexicon) -> list[Act]:
    """The acts of one sentence by both judges, in order.

    A frame that holds makes an act unless the head rules it out; the head alone makes one where it is nearly
    certain.  Parts are the head's, modes where the frame has none, status unless it is alleged or denied by
    the grammar.
    """
    rows = clauses.tree.sentence.vectors
    assert rows is not None
    scores = heads.words(rows)
    advised = advised_acts(clauses, sentence) + blaming_acts(clauses, sentence)
    framed = [
        _with_head(found, scores, heads, rows)
        for found in settle(_with_advice(frame_acts(clauses, sentence, lexicon), advised))
        if not found.advised and _admits(found, scores, heads)
    ]
    taken = {word for found in framed for word in found.words}
    kept = [replace(found, row=rows[found.i]) for found in advised if found.i not in taken]
    taken.update(word for found in kept for word in found.words)
    alone = [
        _head_act(clauses, sentence, group, scores, heads, rows)
        for group in _runs(clauses, scores)
        if _stands_alone(group, scores, clauses, heads)
        and taken.isdisjoint(group)
        and not any(lexicon.rules_out(clauses, i) for i in group)
    ]
    said = [found for found in alone if not (found.event in SPOKEN and found.status == "hypothetical")]
    return sorted(framed + said + kept, key=lambda found: found.i)


def _with_advice(framed: Sequence[Act], advised: Sequence[Act]) -> list[Act]:
    """The acts of frames beside advice, whose content they may be: "sanctions should be lifted"."""
    asked = {found.i for found in advised}
    own = [replace(found) for found in advised if found.event == "REQUEST"]
    return sorted([*own, *(found for found in framed if found.i not in asked)], key=lambda found: found.i)


def _admits(act: Act, scores: WordScores, heads: EventHeads) -> bool:
    """Whether the head lets a frame's act stand: as what the frame says, or as what the head is sure of.

    A firm frame stands in any case, and so does what somebody is accused of having done.
    """
    if act.frame is not None and act.frame.firm:
        return True
    if act.content_of is not None and _is_done(act):
        return True
    types = scores.types[act.i, 1:]
    kind = 1 + heads.types.index(act.event)
    agreed = float(scores.types[[act.i, *_carried(act)], kind].max())
    return agreed >= LEAST_WITH_FRAME or float(types.max()) >= OVERRULES


def _carried(act: Act) -> list[int]:
    """The objects that a frame asks for: what a light verb does is told by them ("held a vigil")."""
    asked = act.frame is not None and any(c.slot == "obj" and not c.negated for c in act.frame.conditions)
    return list(act.clauses.slots(act.i).get("obj")) if asked else []


def _is_done(act: Act) -> bool:
    """Whether a participle after "of" or "for" tells the act: "accused of blindfolding him"."""
    token = act.clauses.tokens[act.i]
    first = token.head if base(token.dep) == "conj" else act.i
    return token.xpos == "VBG" and act.clauses.tree.preposition(first) in {"of", "for"}


def _trimmed(group: list[int], clauses: Clauses) -> tuple[int, ...]:
    """A run without articles and quotation marks at its ends; the run itself where it has nothing else."""
    told = [i for i in group if clauses.tokens[i].upos not in {"DET", "PUNCT"}]
    return tuple(range(told[0], told[-1] + 1)) if told else tuple(group)


def _runs(clauses: Clauses, scores: WordScores) -> list[tuple[int, ...]]:
    """The runs of words that the head takes for acts of one type, in order."""
    act = (1 - scores.types[:, 0] >= LEAST_ACT).tolist()
    best = scores.types[:, 1:].argmax(-1).tolist()
    found: list[tuple[int, ...]] = []
    group: list[int] = []
    for i in range(len(act) + 1):
        inside = i < len(act) and act[i]
        if group and (not inside or best[i] != best[group[-1]]):
            found.append(_trimmed(group, clauses))
            group = []
        if inside:
            group.append(i)
    return found


def _stands_alone(group: tuple[int, ...], scores: WordScores, clauses: Clauses, heads: EventHeads) -> bool:
    """Whether a run is an act without a frame; what answers or is answered needs less, and so does a threat
    that names its condition.
    """
    surely = float((1 - scores.types[list(group), 0]).max()) >= SURELY_ACT
    part = any(takes_part(clauses, i) for i in group) or _is_on_condition(group, scores, clauses, heads)
    least = LEAST_ANSWERED if part else LEAST_ALONE
    return _confidence(group, scores) >= min(least, LEAST_TYPE if surely else LEAST_ALONE)


def _is_on_condition(group: tuple[int, ...], scores: WordScores, clauses: Clauses, heads: EventHeads) -> bool:
    """Whether a run that reads as a threat says of what will be done if: "would cut off the gas unless"."""
    if heads.types[_likeliest(group, scores)] != "THREATEN":
        return False
    said = set(clauses.lemmas)
    return not said.isdisjoint(CONDITIONS) and not said.isdisjoint(INTENT)


def _confidence(group: tuple[int, ...], scores: WordScores) -> float:
    """The head's greatest probability for the type of a run."""
    return float(scores.types[list(group), 1 + _likeliest(group, scores)].max())


def _likeliest(group: tuple[int, ...], scores: WordScores) -> int:
    """The number of the type that the head gives a run."""
    return int(scores.types[list(group), 1:].mean(0).argmax())


def _with_head(act: Act, scores: WordScores, heads: EventHeads, rows: Array) -> Act:
    """A frame's act with what the head knows better: its type where it is sure, status, modes and parts."""
    types = scores.types[act.i, 1:]
    best = int(types.argmax())
    firm = act.frame is not None and act.frame.firm
    if not firm and heads.types[best] != act.event and float(types[best]) >= OVERRULES:
        act.event, act.mode, act.slots = heads.types[best], (), ()
    agreed = float(types[heads.types.index(act.event)]) if act.event in heads.types else 0.0
    modes = _modes(scores, act.i, act.event, heads)
    if modes and not act.mode:
        act.mode = modes
    status = heads.statuses[int(scores.statuses[act.i].argmax())]
    if status != "negated" and not (act.status == "alleged" and act.content_of is not None):
        act.status = status
    act.confidence = FRAME_CONFIDENCE + (1 - FRAME_CONFIDENCE) * agreed
    act.why = f"{act.why}; event head: {act.event} {agreed:.2f}"
    act.row = rows[act.i]
    act.parts = _parts(heads, rows, act.i, act.row)
    return act


def _modes(scores: WordScores, i: int, event: str, heads: EventHeads) -> tuple[str, ...]:
    """The modes that are likely; the likeliest for a type that hardly ever has none."""
    chances = {
        name.partition("/")[2]: float(scores.modes[i, k])
        for k, name in enumerate(heads.modes)
        if name.startswith(f"{event}/")
    }
    likely = tuple(mode for mode, chance in chances.items() if chance >= LEAST_MODE)
    if likely or event not in MODED:
        return likely
    best = max(chances, key=lambda mode: chances[mode])
    return (best,) if chances[best] >= LEAST_BEST_MODE else ()


def _head_act(
    clauses: Clauses,
    sentence: int,
    group: tuple[int, ...],
    scores: WordScores,
    heads: EventHeads,
    rows: Array,
) -> Act:
    """One act from a run of words that the head gives the same type."""
    kind = _likeliest(group, scores)
    event = heads.types[kind]
    i = _head_of(clauses, _surest(group, scores.types[list(group), 1 + kind]))
    row = rows[i]
    confidence = _confidence(group, scores)
    return Act(
        sentence=sentence,
        clauses=clauses,
        i=i,
        words=group,
        event=event,
        mode=_modes(scores, i, event, heads),
        status=heads.statuses[int(scores.statuses[i].argmax())],
        confidence=confidence,
        teller=teller_of(clauses, i),
        why=f"event head: {event} {confidence:.2f}",
        parts=_parts(heads, rows, i, row),
        row=row,
    )


def _surest(group: tuple[int, ...], chances: Array) -> tuple[int, ...]:
    """The words of a run that are surest of its type, or nearly so: "request" of "request returned"."""
    least = 0.5 * float(chances.max())
    return tuple(i for i, chance in zip(group, chances.tolist(), strict=True) if chance >= least)


def _head_of(clauses: Clauses, group: tuple[int, ...]) -> int:
    """The word of a run that the others hang on: the first whose head lies outside, content words first."""
    outside = [i for i in group if clauses.tokens[i].head not in group]
    content = [i for i in outside if clauses.tokens[i].upos in {"VERB", "NOUN", "PROPN", "ADJ"}]
    return (content or outside or list(group))[0]
