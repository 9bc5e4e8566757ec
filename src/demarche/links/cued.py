"""Answers that words of one sentence state: a cue hangs on the answering act ("expelled … in retaliation for
the closure"), or the answered act is the subject of a verb that makes the other follow ("the closure prompted
…").

`data/cues.toml` holds the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from demarche.events.acts import Act
from demarche.events.answered import REACH
from demarche.events.coding import Coded
from demarche.events.merge import SAYING_LITTLE
from demarche.events.syntax import Clauses, base
from demarche.links.cues import cues
from demarche.links.pointing import pointing
from demarche.model import Span

Way = Literal["cue", "about", "follow", "order", "content", "marked", "direction", "beside", "plain"]
# A place and what is said of it: (number of the event answered, cue, confidence).
Found = tuple[int, Span | None, float]
# Confidence of an answer by a strong cue, what is one, and of an accusation answering what it alleges.
STRONG, CUE_ALONE, ALLEGED = 0.9, 0.8, 0.8
# And of an act whose object, or a cue's, is another act.
ABOUT_IT, MADE_TO_FOLLOW, FOLLOWS = 0.7, 0.75, 0.8
# What an inquiry that is asked for is to look into.
LOOKED_INTO = 0.8
# Acts about another act: the act in their complement is what they answer ("condemned the attack").
ABOUT_SLOTS = ("obj", "of", "against", "xcomp", "ccomp", "at", "over", "into", "by", "for")
ABOUT = frozenset({"ACCUSE", "SUPPORT", "PROTEST", "CONCEDE", "REJECT"})
# Acts that are done "at" another act without a word of feeling.
FELT = frozenset({"PROTEST", "ACCUSE"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That the event numbered `answer` answers that numbered `answered`, in a rule's opinion.

    `way`: a cue hangs on the answer, the answer is about the other act, a verb makes it follow, the order of
    words around a cue, an accusation of its content, a word of answering at the act (`reactions.py`), only
    the direction between the sides, a clause beside the other's, or what the two acts are (`plain.py`).
    """

    answer: int
    answered: int
    way: Way
    confidence: float
    cue: Span | None


def cued(coded: Coded, text: str) -> Iterator[Suggestion]:
    """What the cues of a report's sentences say."""
    owner = {
        (act.sentence, act.i): number for number, group in enumerate(coded.clusters) for act in group.acts
    }
    named = {**pointing(coded, owner), **owner}
    for number, group in enumerate(coded.clusters):
        for act in group.acts:
            ways: tuple[tuple[Way, list[Found]], ...] = (
                ("cue", _by_phrase(act, named, text)),
                ("about", _about(act, named)),
                ("follow", _made_to_follow(act, named, text) + _follows(act, named, text)),
            )
            for way, found in ways:
                for other, cue, confidence in found:
                    between = _between(act, coded, found, other, cue) if way == "cue" else None
                    yield Suggestion(number if between is None else between, other, way, confidence, cue)
    for answer, other, cue in _by_position(coded, named, text):
        yield Suggestion(answer, other, "order", STRONG, cue)
    for answer, other, alleged in _accused_of(coded, text):
        yield Suggestion(answer, other, "content", ALLEGED, alleged)


def _between(act: Act, coded: Coded, found: Sequence[Found], other: int, cue: Span | None) -> int | None:
    """The act between that a cue belongs to, where the parse has hung it on the first of two answers.

    "Expelled ten in response to the expulsion of ten over the poisoning": the second is over the poisoning.
    """
    for answered, earlier, confidence in found:
        if cue is None or earlier is None or answered == other or confidence < CUE_ALONE:
            continue
        told = (
            mention.clauses.tokens[mention.i].start
            for mention in coded.clusters[answered].acts
            if mention.sentence == act.sentence
        )
        if any(earlier.end <= start < cue.start for start in told):
            return answered
    return None


def _by_position(coded: Coded, owner: dict[tuple[int, int], int], text: str) -> list[tuple[int, int, Span]]:
    """(answer, answered, cue) for strong cues by the order of words alone, where the parse has hung them
    wrongly.

    What stands before the cue answers what stands after it; a cue that begins the sentence is followed by
    both.
    """
    found = []
    seen: dict[int, Clauses] = {act.sentence: act.clauses for group in coded.clusters for act in group.acts}
    told_in: dict[int, list[int]] = defaultdict(list)
    for sentence, i in sorted(owner):
        told_in[sentence].append(i)
    for sentence, clauses in seen.items():
        words = [token.text.lower() for token in clauses.tokens]
        acts = told_in[sentence]
        for begin, end in _strong_cues(words):
            if any(word in cues().refused for word in words[max(0, begin - 3) : begin]):
                continue
            after = [i for i in acts if end <= i < end + REACH]
            before = [i for i in acts if i < begin]
            opening = not any(word.isalpha() for word in words[:begin])
            pair = (
                (after[1], after[0])
                if opening and len(after) > 1
                else (before[-1], after[0])
                if before and after
                else None
            )
            if pair is not None:
                span = Span.of(text, clauses.tokens[begin].start, clauses.tokens[end - 1].end)
                found.append((owner[sentence, pair[0]], owner[sentence, pair[1]], span))
    return found


def _strong_cues(words: Sequence[str]) -> list[tuple[int, int]]:
    """(first, end) word indices of the strong cue phrases of a sentence, the longest at each place."""
    found = []
    for begin in range(len(words)):
        for length in range(6, 1, -1):
            phrase = " ".join(words[begin : begin + length])
            if cues().forward.get(phrase, 0.0) >= CUE_ALONE and begin + length < len(words):
                found.append((begin, begin + length))
                break
    return found


def _accused_of(coded: Coded, text: str) -> list[tuple[int, int, Span | None]]:
    """(accusation, its content, cue): who is accused "of blindfolding him" is accused on account of it."""
    at = {id(act): number for number, group in enumerate(coded.clusters) for act in group.acts}
    found: list[tuple[int, int, Span | None]] = []
    for number, group in enumerate(coded.clusters):
        for act in group.acts:
            accusation = at.get(id(act.content_of)) if act.content_of is not None else None
            if accusation is None or accusation == number:
                continue
            marks = act.clauses.tree.dependents(act.i, "mark", "case")
            token = act.clauses.tokens[marks[0]] if marks else None
            found.append((accusation, number, Span.of(text, token.start, token.end) if token else None))
    return found


def _by_phrase(act: Act, owner: dict[tuple[int, int], int], text: str) -> list[Found]:
    """What cue phrases around one act say that it answers."""
    clauses, found = act.clauses, list[Found]()
    places = _clause_heads(clauses, act.i)
    for place in places:
        if _opens_the_way(clauses, place):
            continue  # its "for" leads to what follows
        for child in clauses.tree.children[place]:
            phrase = clauses.tree.preposition(child)
            if phrase is None or base(clauses.tokens[child].dep) not in {"obl", "nmod", "advcl", "acl"}:
                continue
            if act.event == "REQUEST" and phrase == "for" and clauses.tokens[child].xpos != "VBG":
                # What is asked for is no reason; one may hang on it: "for an inquiry into the shooting".
                places.append(child)
                continue
            cue = _longest_cue(clauses, child, phrase)
            asks_into = cue == "into" and clauses.lemmas[place] in cues().inquiries
            confidence = LOOKED_INTO if asks_into else cues().forward.get(cue)
            if confidence is None or act.i in clauses.tree.subtree(child):
                continue
            if phrase == "for" and clauses.lemmas[child] in cues().times:
                continue
            if cue == "at" and act.event not in FELT and clauses.lemmas[place] not in cues().feeling:
                continue  # "would deploy at points around the camp"
            if confidence < STRONG and _after_teller(act, child):
                continue
            token = clauses.tokens[act.i]
            if confidence < CUE_ALONE and base(token.dep) == "conj" and token.head == place < child < act.i:
                continue  # of the first of two clauses: "freed them a week after he had seized them, and …"
            if any(clauses.lemmas[c] in cues().refused for c in clauses.tree.children[place]):
                continue
            for i in _first_with_conjuncts(clauses, child, act.sentence, owner):
                found.append((owner[act.sentence, i], _cue_span(clauses, child, text), confidence))
    return found or _deeper(act, owner, text)


def _deeper(act: Act, owner: dict[tuple[int, int], int], text: str) -> list[Found]:
    """The act that a reason names which the parse has hung on a place: "went on strike in churches over the
    arrests".
    """
    clauses, found = act.clauses, list[Found]()
    for i in clauses.tree.subtree(act.i):
        head = clauses.tokens[i].head
        reason = i > act.i and clauses.tree.preposition(i) == "over" and (act.sentence, i) in owner
        if (
            reason
            and head != act.i
            and not any((act.sentence, a) in owner for a in _between_them(clauses, i, act.i))
        ):
            found.append((owner[act.sentence, i], _cue_span(clauses, i, text), CUE_ALONE))
    return found


def _between_them(clauses: Clauses, i: int, top: int) -> Iterator[int]:
    """The words above a word, up to another."""
    return takewhile(lambda a: a != top, clauses.tree.ancestors(i))


def _after_teller(act: Act, phrase: int) -> bool:
    """Whether a phrase follows the verb that tells a fronted act: "they will go, he said after a meeting"."""
    return act.teller is not None and act.i < act.teller.verb < phrase


def _first_with_conjuncts(
    clauses: Clauses, phrase: int, sentence: int, owner: dict[tuple[int, int], int]
) -> list[int]:
    """The first act of a phrase and those coordinated with it: "over the sieges and the raids"."""
    acts = [i for i in clauses.tree.subtree(phrase) if (sentence, i) in owner]
    chosen = acts[:1]
    for i in acts[1:]:
        if base(clauses.tokens[i].dep) == "conj" and clauses.tokens[i].head in chosen:
            chosen.append(i)
    return chosen


def _about(act: Act, owner: dict[tuple[int, int], int]) -> list[Found]:
    """The act that an act of words is about: "condemned the attack"."""
    if act.content_of is not None or act.event not in ABOUT:
        return []
    clauses = act.clauses
    places = [act.i]
    if act.event == "PROTEST":
        below = clauses.tree.dependents(act.i, "advcl", "xcomp", "acl", "conj")
        places += [i for i in below if clauses.lemmas[i] in cues().objecting]
    heads = [head for place in places for slot in ABOUT_SLOTS for head in clauses.slots(place).get(slot)]
    for head in [*heads, *_found_by(act)]:
        for i in [head, *clauses.tree.subtree(head)]:
            other = owner.get((act.sentence, i))
            if other is not None and i != act.i and not _suffered(clauses, i):
                return [(other, None, ABOUT_IT)]
    return []


def _found_by(act: Act) -> list[int]:
    """What an inquiry is told to have found: "the investigation has shown that he was poisoned"."""
    clauses, token = act.clauses, act.clauses.tokens[act.i]
    inquiry = "investigate" in act.mode and base(token.dep) == "nsubj" and token.head >= 0
    return [token.head] if inquiry and clauses.lemmas[token.head] in cues().finding else []


def _suffered(clauses: Clauses, i: int) -> bool:
    """Whether a noun only says what befell somebody else named: "the man whose arrest"."""
    return any(clauses.lemmas[c] == "whose" for c in clauses.tree.children[i])


def _made_to_follow(act: Act, owner: dict[tuple[int, int], int], text: str) -> list[Found]:
    """ "X prompted Y": the act is (in) the object of such a verb, the answered act in its subject."""
    clauses = act.clauses
    for place in clauses.tree.ancestors(act.i):
        if clauses.lemmas[place] in cues().backward or _opens_the_way(clauses, place):
            slots = clauses.slots(place)
            inside_subject = any(act.i in clauses.tree.subtree(s) for s in slots.get("subj"))
            if inside_subject:
                return []
            for subject in slots.get("subj"):
                for i in [*clauses.tree.subtree(subject), *_which(clauses, place, subject)]:
                    other = owner.get((act.sentence, i))
                    if other is not None and i != act.i:
                        token = clauses.tokens[place]
                        return [(other, Span.of(text, token.start, token.end), MADE_TO_FOLLOW)]
    return []


def _opens_the_way(clauses: Clauses, verb: int) -> bool:
    """Whether a verb and its object together say that something makes something else follow."""
    words = cues().backward_phrases.get(clauses.lemmas[verb], frozenset())
    return any(clauses.lemmas[c] in words for c in clauses.tree.dependents(verb, "obj", "xcomp"))


def _which(clauses: Clauses, verb: int, subject: int) -> list[int]:
    """What "which" may stand for besides the noun before it: the clause that the noun is in."""
    relative = base(clauses.tokens[verb].dep) == "acl" and clauses.tokens[verb].head == subject
    return list(clauses.tree.ancestors(subject)) if relative else []


def _follows(act: Act, owner: dict[tuple[int, int], int], text: str) -> list[Found]:
    """ "The move follows the killing": the act is the subject of a verb of following, the answered act its
    object.
    """
    clauses = act.clauses
    head = clauses.tokens[act.i].head
    if base(clauses.tokens[act.i].dep) != "nsubj" or head < 0 or clauses.lemmas[head] not in cues().following:
        return []
    token = clauses.tokens[head]
    for slot in ("obj", "to", "after", "advcl"):
        for value in clauses.slots(head).get(slot):
            if slot == "advcl" and clauses.tree.preposition(value) not in {"after", "following"}:
                continue
            for i in clauses.tree.subtree(value):
                other = owner.get((act.sentence, i))
                if other is not None:
                    return [(other, Span.of(text, token.start, token.end), FOLLOWS)]
    return []


def _clause_heads(clauses: Clauses, i: int) -> list[int]:
    """The trigger, its light verb, and the verbs it completes: where a cue phrase may hang."""
    places = [i]
    for slot in ("verb", "obj", "pred", "for"):
        places += clauses.slots(i).get(slot)
    token = clauses.tokens[i]
    if base(token.dep) in {"xcomp", "ccomp", "obj", "nsubj", "conj"} and token.head >= 0:
        places.append(token.head)
    # "A meeting held at her request": the cue hangs on the participle that says little.
    participles = clauses.tree.dependents(i, "acl") if token.upos == "NOUN" else []
    places += [
        c for c in participles if clauses.tokens[c].xpos == "VBN" and clauses.lemmas[c] in SAYING_LITTLE
    ]
    # "Retaliating for the raid, they shelled": the cue hangs on the word of answering.
    places += [c for c in clauses.tree.dependents(i, "advcl") if clauses.lemmas[c] in cues().answering]
    if token.upos == "NOUN" and base(token.dep) == "nmod" and base(clauses.tokens[token.head].dep) == "obj":
        places.append(clauses.tokens[token.head].head)  # "abandoned plans for a march after"
    return places


def _longest_cue(clauses: Clauses, child: int, phrase: str) -> str:
    """The cue that begins a phrase: its preposition, with the noun it governs where that makes it longer."""
    head = clauses.lemmas[child]
    for inner in clauses.tree.dependents(child, "nmod"):
        longer = f"{phrase} {head} {clauses.tree.preposition(inner) or ''}".strip()
        if longer in cues().forward:
            return longer
    longer = f"{phrase} {head}"
    return longer if longer in cues().forward else phrase


def _cue_span(clauses: Clauses, child: int, text: str) -> Span:
    cases = [c for c in clauses.tree.dependents(child, "case", "mark") if c < child]
    first, last = cases[0], max([cases[-1], *(f for c in cases for f in clauses.tree.dependents(c, "fixed"))])
    if _longest_cue(clauses, child, clauses.tree.preposition(child) or "") != (
        clauses.tree.preposition(child) or ""
    ):
        last = child
        for inner in clauses.tree.dependents(child, "nmod"):
            last = max([last, *clauses.tree.dependents(inner, "case")])
            break
    return Span.of(text, clauses.tokens[first].start, clauses.tokens[last].end)
