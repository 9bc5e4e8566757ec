"""Acts that are named without being told: asked after, foretold, only thought of.

Source: docs/guidelines.md 2 (views and forecasts are no events), 6b (what did not happen).
"""

from __future__ import annotations

from collections.abc import Iterator

from demarche.events.acts import Act
from demarche.events.status import ANNOUNCED, words
from demarche.events.syntax import Clauses, base

# Relations between an act and the clause that states it: what hangs otherwise is taken for granted.
STATEMENT = frozenset({"conj", "xcomp", "acl", "obj"})
# Relations by which an act completes another word: "avoided criticising", "capable of attacking".
COMPLETES = STATEMENT | {"advcl", "obl", "nmod", "ccomp"}
# Closing marks after the one that ends a sentence.
CLOSING = frozenset({'"', "”", "’", "'", ")", "»"})
# Deeds that nobody promises: who is "committed to" one threatens it.
DEEDS = frozenset({"ASSAULT", "COERCE", "PROTEST"})
# What a visit, aid or withdrawal to come is coded as.
PROMISED = frozenset(event for event, _ in ANNOUNCED.values())
# Adverbs with which nobody promises.
DOUBTS = frozenset({"probably", "possibly", "perhaps", "maybe", "likely"})
# What strikes people on roads and rails without anybody meaning it, and what it does.
VEHICLES = frozenset(
    {"car", "lorry", "truck", "bus", "van", "train", "tram", "taxi", "motorcycle", "vehicle"}
)
MISHAPS = frozenset(
    {"collision", "crash", "accident", "derailment", "avalanche", "landslide", "earthquake", "flood", "storm"}
    | {"hurricane", "typhoon", "cyclone", "tornado", "stampede", "wildfire", "outbreak", "epidemic"}
    | {"rockfall", "mudslide", "lightning", "blizzard", "tsunami", "drought", "heatwave"}
)
DRIVING = frozenset({"drive", "travel", "speed"})
# Verbs whose "if" is a question.
ASKING = frozenset({"ask", "wonder", "inquire", "enquire"})
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
PRESENT = frozenset({"VBZ", "VBP"})


def is_told(act: Act) -> bool:
    """Whether a sentence tells an act, and does not only ask after it, weigh it or leave it undone."""
    clauses, i = act.clauses, act.i
    return not (
        _is_asked(clauses, i)
        or _is_wondered(clauses, i)
        or _is_weighed(clauses, i)
        or _is_left_undone(clauses, i)
        or _is_contrary_to_fact(clauses, i)
        or (act.event in DEEDS and _is_meant(clauses, i))
        or (act.event == "ASSAULT" and _is_an_accident(clauses, i))
        or (act.event == "ACCUSE" and base(clauses.tokens[i].dep) == "amod")  # "its alleged failure"
    )


def is_forecast(act: Act) -> bool:
    """Whether words say that an act is likely: nobody's promise, and no deed unless somebody announces it.

    "Are expected to" is agencies' way to announce a deed, not to promise one; what one hopes to do oneself
    is a plan.
    """
    clauses, promised = act.clauses, act.event in PROMISED
    relation, head = base(clauses.tokens[act.i].dep), clauses.tokens[act.i].head
    if head < 0 or relation not in {"xcomp", "ccomp", "csubj"}:
        return False
    if act.status not in {"future", "hypothetical"} and not promised:
        return False
    own = relation == "xcomp" and clauses.tokens[head].upos == "VERB"
    if clauses.lemmas[head] in words().likelihood:
        return not own
    return promised and clauses.lemmas[head] == "expect" and clauses.is_passive(head)


def is_only_likely(act: Act) -> bool:
    """Whether an adverb makes a promise no more than likely: "they would probably meet"."""
    said = {act.clauses.lemmas[c] for c in act.clauses.tree.dependents(act.i, "advmod")}
    return act.event in PROMISED and not said.isdisjoint(DOUBTS)


def _statement(clauses: Clauses, i: int) -> Iterator[int]:
    """The act's word and those above it as long as it is what their clause states.

    A pronoun is what its clause says of it: "whether this was a strike".
    """
    yield i
    token, place = clauses.tokens[i], i
    if token.upos == "PRON" and base(token.dep) == "nsubj":
        place = token.head
        yield place
    for above in clauses.tree.ancestors(i):
        if base(clauses.tokens[place].dep) not in STATEMENT:
            return
        yield above
        place = above


def _is_asked(clauses: Clauses, i: int) -> bool:
    """Whether a question asks if an act took place: "did France expel the envoy?".

    One that asks why or how takes it for granted, and so does a noun with an article.
    """
    said = [token.text for token in clauses.tokens if token.text not in CLOSING]
    if said[-1:] != ["?"] or _is_definite(clauses, i):
        return False
    for place in _statement(clauses, i):
        below = {clauses.lemmas[c] for c in clauses.tree.children[place]}
        if below & (words().asking | {"who"}):
            return False
        if clauses.tokens[place].head < 0:
            return True
    return False


def _is_wondered(clauses: Clauses, i: int) -> bool:
    """Whether an act is what somebody asks or looks into: "investigate whether", "asked if"."""
    if _is_definite(clauses, i):
        return False
    for place in _statement(clauses, i):
        marks = {clauses.lemmas[c] for c in clauses.tree.dependents(place, "mark")}
        above = clauses.tokens[place].head
        asked = base(clauses.tokens[place].dep) == "ccomp" or (above >= 0 and clauses.lemmas[above] in ASKING)
        if "whether" in marks or ("if" in marks and asked):
            return True
    return False


def _is_definite(clauses: Clauses, i: int) -> bool:
    """Whether an article or owner says which act a noun means: one that is known."""
    if clauses.tokens[i].upos == "VERB":
        return False
    articles = {clauses.tokens[c].text.lower() for c in clauses.tree.dependents(i, "det")}
    return bool(clauses.slots(i).get("poss") or articles & DEFINITE)


def _is_weighed(clauses: Clauses, i: int) -> bool:
    """Whether an act is only judged in the abstract: "expelling them would be a mistake"."""
    token = clauses.tokens[i]
    if base(token.dep) != "csubj" or token.xpos not in {"VBG", "VB"} or token.head < 0:
        return False
    helpers = clauses.tree.dependents(token.head, "aux", "cop")
    forms = [token.head, *helpers]
    open_ones = words().conditional_auxiliaries | words().future_auxiliaries
    return any(clauses.tokens[form].text.lower() in open_ones for form in helpers) or any(
        clauses.tokens[form].xpos in PRESENT for form in forms
    )


def _is_contrary_to_fact(clauses: Clauses, i: int) -> bool:
    """Whether a clause says what would have been: "had they apologised, the war might have ended"."""
    if base(clauses.tokens[i].dep) != "advcl" or clauses.tokens[i].upos != "VERB":
        return False
    subjects = clauses.tree.dependents(i, "nsubj")
    helpers = clauses.tree.dependents(i, "aux")
    return bool(subjects) and any(
        clauses.tokens[c].text.lower() == "had" and c + 1 == min(clauses.tree.subtree(subjects[0]))
        for c in helpers
    )


def _is_left_undone(clauses: Clauses, i: int) -> bool:
    """Whether somebody avoids an act, or cannot do it: "stopped short of condemning", "failed to agree"."""
    undone = words().leaving_undone
    if clauses.tokens[i].xpos == "VB":
        undone |= words().failing
    return any(
        clauses.lemmas[above] in undone or _is_held(clauses, above) for above in _completed(clauses, i)
    )


def _is_held(clauses: Clauses, i: int) -> bool:
    """Whether a verb says that something is put off: "to hold up imposing duties"."""
    particles = clauses.tree.dependents(i, "compound", "advmod") if clauses.lemmas[i] == "hold" else ()
    return any(clauses.lemmas[c] in words().held for c in particles)


def _is_meant(clauses: Clauses, i: int) -> bool:
    """Whether a deed is only what somebody is out for: "intent on attacking", "committed to attacks"."""
    return any(clauses.lemmas[above] in words().meaning for above in _completed(clauses, i))


def _is_an_accident(clauses: Clauses, i: int) -> bool:
    """Whether something that drives strikes somebody, or a mishap kills him: "was struck by a car driving on
    the wrong side", "a collision which killed".
    """
    if clauses.tokens[i].upos != "VERB":
        return False
    agents = clauses.slots(i).get("subj")
    if any(clauses.lemmas[agent] in MISHAPS for agent in agents):
        return True
    if not clauses.is_passive(i):
        return False
    hung = [c for place in (i, *agents) for c in clauses.tree.dependents(place, "acl", "advcl")]
    drives = bool(agents) and any(clauses.lemmas[c] in DRIVING for c in hung)
    return drives or any(clauses.lemmas[agent] in VEHICLES for agent in agents)


def _completed(clauses: Clauses, i: int) -> Iterator[int]:
    """What an act completes: the word above its verb, and above the verb whose object it is."""
    place = i
    for above in clauses.tree.ancestors(i):
        dep = base(clauses.tokens[place].dep)
        if dep not in COMPLETES:
            return
        if dep != "conj":
            yield above
        if dep not in {"obj", "conj"}:
            return
        place = above
