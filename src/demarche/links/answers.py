"""What answers what within a report: cue words between two acts (guideline 12).

A cue hangs on the answering act ("expelled … in retaliation for the closure"), or the answered act is the
subject of a verb that makes the other follow ("the closure prompted …").  `data/cues.toml` holds the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from demarche.events.acts import Act
from demarche.events.coding import Coded
from demarche.events.syntax import Clauses, base
from demarche.links.cues import cues
from demarche.links.lags import lag_between
from demarche.links.pointing import pointing
from demarche.links.reactions import reactions
from demarche.model import Answer, Event, LinkKind, Span

KIND_OF: dict[str, LinkKind] = {
    "PROTEST": "protests",
    "ACCUSE": "protests",
    "REJECT": "refuses",
    "CONCEDE": "complies",
    "RETREAT": "complies",
    "AGREE": "negotiates",
    "CONSULT": "negotiates",
    "SUPPORT": "rewards",
    "AID": "rewards",
    "COOPERATE": "rewards",
    "REQUEST": "protests",
}
CONFLICT = frozenset(
    {"SANCTION", "COERCE", "ASSAULT", "THREATEN", "MOBILIZE", "ACCUSE", "REJECT", "PROTEST", "REQUEST"}
)
# The head's probability from which it needs no cue, the one below which it overrules weak cues, and what is a
# strong cue; tuned with `python -m benchmarks.answers`.
SURELY_ANSWERS, HARDLY_ANSWERS, CUE_ALONE = 0.6, 0.002, 0.8
# Confidence of an answer by a strong cue, and of an accusation answering what it alleges.
STRONG, ALLEGED = 0.9, 0.8
# And of an act whose object, or a cue's, is another act.
ABOUT_IT, MADE_TO_FOLLOW, FOLLOWS = 0.7, 0.75, 0.8
# Acts about another act that people of one government do to each other.
JUDGED_AT_HOME = frozenset({"SUPPORT", "REJECT"})
# Cues by which an act does what was asked: "at the request of".
ASKED = frozenset({"request", "invitation"})
# The answered act follows a strong cue within this many words.
REACH = 14
# Sentences within which the head has learnt what answers what.
TOGETHER = 3
# Days after which an act answers another of a different sentence only where words say so.
LONGEST_UNSAID = 60
# What is to come can be answered before its day.
AHEAD = frozenset({"future", "hypothetical"})
# Acts about another act: the act in their complement is what they answer ("condemned the attack").
ABOUT_SLOTS = ("obj", "of", "against", "xcomp", "ccomp", "at", "over", "into", "by", "for")
ABOUT = frozenset({"ACCUSE", "SUPPORT", "PROTEST", "CONCEDE", "REJECT"})
# Acts that are done "at" another act without a word of feeling.
FELT = frozenset({"PROTEST", "ACCUSE"})


def link(coded: Coded, text: str) -> tuple[Event, ...]:
    """The events with their answers filled in, in the same order."""
    events = list(coded.events)
    owner = {
        (act.sentence, act.i): number for number, group in enumerate(coded.clusters) for act in group.acts
    }
    found: dict[tuple[int, int], Answer] = {}

    def add(answer: int, answered: int, cue: Span | None, confidence: float) -> None:
        if answer == answered or _impossible(events[answer], events[answered], cue):
            return
        known = found.get((answer, answered))
        if known is None or confidence > known.confidence:
            found[answer, answered] = _answer(events[answer], events[answered], cue, confidence)

    named = {**pointing(coded, owner), **owner}
    for number, group in enumerate(coded.clusters):
        for act in group.acts:
            for other, cue, confidence in _answered(act, named, text):
                add(number, other, cue, confidence)
    for answer, other, cue in _by_position(coded, named, text):
        if (answer, other) not in found:
            add(answer, other, cue, STRONG)
    for answer, other, cue in _accused_of(coded, text):
        if (answer, other) not in found:
            add(answer, other, cue, ALLEGED)
    _from_head(coded, events, found)
    for one in reactions(coded, events, {answer for answer, _ in found}, text):
        add(one.answer, one.answered, one.cue, one.confidence)
    for (answer, answered), link in list(found.items()):
        back = found.get((answered, answer))
        # Of two that answer each other the surer one does, of equals the one told later.
        if back is not None and (back.confidence, answered) < (link.confidence, answer):
            del found[answered, answer]
    answers: dict[int, list[Answer]] = defaultdict(list)
    for (answer, _), link in found.items():
        answers[answer].append(link)
    for number, event in enumerate(events):
        events[number] = replace(event, answers=tuple(sorted(answers[number], key=lambda a: a.event)))
    return tuple(events)


def _from_head(coded: Coded, events: list[Event], found: dict[tuple[int, int], Answer]) -> None:
    """Adds the answers that the event head is sure of, and takes away cues' guesses that it rules out."""
    if coded.pairs is None:
        return
    scores = coded.pairs.answers
    told_in: dict[int, set[int]] = defaultdict(set)
    for number, group in enumerate(coded.clusters):
        for act in group.acts:
            told_in[act.sentence].add(number)
    for number, group in enumerate(coded.clusters):
        if _answers_nothing(events[number], group.acts):
            continue
        around = {
            n for act in group.acts for n in range(act.sentence - TOGETHER, act.sentence + TOGETHER + 1)
        }
        for other in sorted({other for sentence in around for other in told_in.get(sentence, ())}):
            answered = coded.clusters[other]
            if number == other or _impossible(events[number], events[other], None):
                continue
            near = [
                float(scores[k, n])
                for k, mine in zip(group.numbers, group.acts, strict=False)
                for n, theirs in zip(answered.numbers, answered.acts, strict=False)
                if abs(mine.sentence - theirs.sentence) <= TOGETHER
            ]
            best = max(near, default=0.0)
            known = found.get((number, other))
            if known is None and best >= SURELY_ANSWERS and not _long_after(events[number], events[other]):
                found[number, other] = _answer(events[number], events[other], None, best)
            elif known is not None and near and known.confidence < CUE_ALONE and best < HARDLY_ANSWERS:
                del found[number, other]


def _answers_nothing(event: Event, acts: Sequence[Act]) -> bool:
    """Whether somebody refuses to answer: "declined to respond in kind"."""
    return event.event == "REJECT" and any(
        act.clauses.lemmas[i] in cues().answering for act in acts for i in act.clauses.tree.subtree(act.i)
    )


def _long_after(event: Event, other: Event) -> bool:
    """Whether so much time lies between two acts of different sentences that only words would link them."""
    if event.date is None or other.date is None or event.sentence == other.sentence:
        return False
    return (event.date.first - other.date.last).days > LONGEST_UNSAID


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


def _answered(act: Act, owner: dict[tuple[int, int], int], text: str) -> list[tuple[int, Span | None, float]]:
    """(event answered, cue, confidence) for the cues around one act."""
    clauses, found = act.clauses, []
    if act.content_of is None and act.event in ABOUT:
        found += _about(act, owner)
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
            confidence = cues().forward.get(cue)
            if confidence is None or act.i in clauses.tree.subtree(child):
                continue
            if phrase == "for" and clauses.lemmas[child] in cues().times:
                continue
            if cue == "at" and act.event not in FELT and clauses.lemmas[place] not in cues().feeling:
                continue  # "would deploy at points around the camp"
            if confidence < STRONG and _after_teller(act, child):
                continue
            if any(clauses.lemmas[c] in cues().refused for c in clauses.tree.children[place]):
                continue
            for i in _first_with_conjuncts(clauses, child, act.sentence, owner):
                found.append((owner[act.sentence, i], _cue_span(clauses, child, text), confidence))
    return found + _made_to_follow(act, owner, text) + _follows(act, owner, text)


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


def _about(act: Act, owner: dict[tuple[int, int], int]) -> list[tuple[int, Span | None, float]]:
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


def _made_to_follow(
    act: Act, owner: dict[tuple[int, int], int], text: str
) -> list[tuple[int, Span | None, float]]:
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


def _follows(act: Act, owner: dict[tuple[int, int], int], text: str) -> list[tuple[int, Span | None, float]]:
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


def _answer(event: Event, other: Event, cue: Span | None, confidence: float) -> Answer:
    kind: LinkKind = KIND_OF.get(event.event, "retaliates")
    if cue is not None and ASKED & set(cue.text.lower().split()):
        kind = "complies"
    if event.status == "denied":
        kind = "denies"
    evidence = (event.sentence,) if event.sentence == other.sentence else (event.sentence, other.sentence)
    return Answer(other.id, cue, confidence, kind, "stated", evidence, lag_between(other.date, event.date))


def _impossible(event: Event, other: Event, cue: Span | None) -> bool:
    """Whether `event` cannot answer `other`: it ended before the other began, or nothing but its words say so
    and both are of one author.

    An act to come is answered from the day of its announcement on.
    """
    if cue is None and _same_author(event, other):
        return True
    if other.status in AHEAD:
        return False
    return bool(event.date and other.date and event.date.last < other.date.first)


def _same_author(event: Event, other: Event) -> bool:
    """Whether two acts have the same actors: one country and, where they are known, one sector.

    Two of one government can be told apart by name where one judges the other's act: a governor backs the
    president's move.
    """
    if event.event in JUDGED_AT_HOME and _apart(event, other):
        return False
    mine, theirs = ({e.country for e in one.actor if e.country} for one in (event, other))
    ours, others = ({e.sector[0] for e in one.actor if e.sector} for one in (event, other))
    return bool(mine) and mine == theirs and (not ours or not others or bool(ours & others))


def _apart(event: Event, other: Event) -> bool:
    """Whether both are done by persons or offices, and by none of the same."""
    mine, theirs = ({e.name: e.role or e.wikidata for e in one.actor} for one in (event, other))
    known = any(mine.values()) and any(theirs.values())
    return known and not mine.keys() & theirs.keys()
