"""Which of the phrases that the event head marks do an act and which suffer it, as grammar has it.

The head marks words; it does not know that "the tariff has drawn protests" turns the sides about.  All
functions take the heads of noun phrases as token indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from demarche.events.heads import Array
from demarche.events.opponents import opponents
from demarche.events.syntax import Clauses, base

# Who "denied the allegations" did not make them: the subject of these verbs is the other side of what it
# takes up.
DISOWNING = frozenset(
    {"deny", "reject", "dismiss", "refute", "rebut", "rebuff", "refuse", "decline", "ignore", "defy"}
    | {"consider", "review", "study", "weigh", "examine", "receive", "grant", "approve", "honour", "honor"}
    | {"resist", "answer", "face", "contest", "dispute", "brush", "shrug", "scorn", "spurn", "heed", "meet"}
)
# Whose subject undergoes the act that their object names: "received backing from", "faces shelling by".
RECEIVING = frozenset(
    {"receive", "get", "win", "gain", "draw", "face", "attract", "suffer", "earn", "enjoy"}
    | {
        "undergo",
        "underwent",
        "undergone",
        "endure",
        "sustain",
        "survive",
        "escape",
        "risk",
        "secure",
        "obtain",
    }
)
# Verbs whose passive is a judgement: "was disappointed by the decision".
FEELING = frozenset({"disappoint", "outrage", "dismay", "anger", "alarm", "appal", "appall", "shock"})
# What one comes under.
UNDER = frozenset(
    {"fire", "attack", "criticism", "pressure", "shelling", "bombardment", "scrutiny", "assault"}
)
# Whose object answers what their subject names: "the tariff has drawn opposition".
BRINGING = frozenset({"draw", "prompt", "provoke", "spark", "trigger", "elicit", "cause", "bring", "attract"})
# What leads from a kind to one of it.
EXAMPLES = frozenset({"like", "such as", "including", "such"})
# Deeds are done to others than the authors of their reasons, which these introduce.
DEEDS = frozenset({"ASSAULT", "MOBILIZE", "COERCE"})
REASONS = frozenset(
    {"in response to", "in retaliation for", "in reprisal for", "in revenge for", "after", "following"}
    | {"because of", "despite", "as punishment for", "in answer to", "in reply to"}
)
# Where the goal of what is fired stands.
GOALS = frozenset({"into", "onto", "towards", "toward", "against"})
# Whose object a deed helps.
HELPING = frozenset(
    {"support", "aid", "assist", "help", "back", "defend", "defence", "defense", "behalf", "protect"}
)
# Relations of what is part of a noun phrase, and prepositions of where something happens.
PARTS = frozenset({"nmod", "compound", "amod", "flat", "appos", "conj"})
WITHIN = frozenset({"in", "at", "near", "under", "outside", "inside"})
# Prepositions of deeds that somebody else's act is about, or follows.
ASIDE = frozenset({"after", "following", "as", "about", "during", "amid", "since", "before", "into"})
# Words of blame: who is their subject blames.
BLAMING = frozenset(
    {"accuse", "blame", "condemn", "criticise", "criticize", "complain", "denounce", "allege", "charge"}
    | {"sue", "fault", "deplore", "decry", "rebuke", "slam", "attack", "protest", "call", "describe"}
    | {"label", "refer", "brand", "chide", "scold", "lambast", "lambaste", "castigate", "berate"}
)
# Whose object is a measure or an attack, and nobody.
IMPOSING = frozenset(
    {"impose", "place", "put", "set", "declare", "introduce", "launch", "carry", "conduct", "stage", "order"}
    | {"announce", "enforce", "plan", "mount", "wage", "commit", "take", "do"}
)
# By whom the object of these verbs is said to be done, after which preposition: "blamed the raid on rebels".
ASCRIBING = {"blame": "on", "pin": "on", "attribute": "to", "ascribe": "to"}
# Measures that are fought by whom they hit.
OPPOSED = frozenset({"SANCTION", "COERCE"})
# What opens a condition.
CONDITIONS = frozenset({"unless", "if", "until"})
# What two sides do together, so that whom one came to see does it too.
BETWEEN = frozenset({"CONSULT", "COOPERATE", "AGREE"})
# By which others than the subject do what a verb tells.
TOGETHER = frozenset({"with", "by", "along with", "together with", "alongside"})
# What a hyphen joins to the name of who stands behind another.
BACKING = frozenset(
    {"back", "backed", "support", "supported", "sponsor", "sponsored", "fund", "funded", "arm", "armed"}
    | {"broker", "brokered", "mediate", "mediated", "train", "trained", "align", "aligned", "ally", "allied"}
)
# Nouns of these acts belong to who does them: "his talks with", "Tokyo's refusal".
OWNED = frozenset({"CONSULT", "COOPERATE", "REQUEST", "REJECT", "THREATEN", "AGREE"})
# Words of one side to another, which the other side can take up.
TAKEN_UP = frozenset({"ACCUSE", "REQUEST", "THREATEN"})


@dataclass(frozen=True, slots=True)
class Sides:
    """The heads of the phrases on both sides of an act.

    `brought`: another act has brought it about, whose author is on the other side.
    """

    doers: list[int]
    sufferers: list[int]
    brought: bool = False


def sides(
    clauses: Clauses,
    i: int,
    event: str,
    marked: tuple[list[int], list[int]],
    scores: tuple[Array, Array],
    *,
    is_somebody: Callable[[int], object],
) -> Sides:
    """The phrases marked as doers and as sufferers of trigger `i`, put right by grammar.

    `scores`: the head's probabilities of words to be part of the doer, and of the sufferer; `is_somebody`:
    whether a phrase means anybody.
    """
    doers, sufferers = (_in_own_clause(clauses, i, event, side) for side in _apart(*marked, *scores))
    doers, sufferers = _without_opponents(clauses, i, event, _who_act(clauses, i, doers), sufferers)
    if event not in BETWEEN:
        doers = _with_the_subject(clauses, i, event, doers)
    struck = _struck_by(clauses, i)
    doers, sufferers = [d for d in doers if d not in struck], sufferers or [d for d in doers if d in struck]
    brought = _is_brought(clauses, i)
    if brought:  # only those that its own phrase names
        sufferers = [s for s in sufferers if s in clauses.tree.subtree(i)]
    sufferers = _who_suffer(clauses, i, event, sufferers)
    if event == "MOBILIZE" and not doers:  # "the deployment of Soviet submarines"
        doers = [s for s in sufferers if s in clauses.slots(i).get("of")]
        sufferers = [s for s in sufferers if s not in doers]
    if event in DEEDS:
        doers, sufferers = _of_deed(clauses, i, doers, sufferers)
    sufferers = [s for s in sufferers if not _on_condition(clauses, i, s)] or sufferers
    doers, sufferers = _with_examples(clauses, doers, sufferers)
    doers, sufferers = _owned(clauses, i, event, _named_doers(clauses, i, doers), sufferers)
    if event == "ACCUSE":
        doers, sufferers = _blamed_in_words(clauses, i, doers, sufferers)
    doers, sufferers = _turned_about(clauses, i, event, doers, sufferers, is_somebody)
    if is_felt(clauses, i):
        return Sides(clauses.slots(i).get("obj"), clauses.slots(i).get("subj"))
    return Sides(*_by_voice(clauses, i, event, doers, sufferers), brought)


def _who_act(clauses: Clauses, i: int, doers: list[int]) -> list[int]:
    """The doers without those who do something else, or only stand behind who does it."""
    doers = [doer for doer in doers if not _lends(clauses, doer)]
    return [d for d in doers if not _acts_elsewhere(clauses, i, d) and not _does_more(clauses, i, d)]


def _without_opponents(
    clauses: Clauses, i: int, event: str, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists; who fights a measure is hit by it, and no opponent of an act does it."""
    against = opponents(clauses, i, event)
    if event in OPPOSED and not sufferers:
        sufferers = [d for d in doers if d in against]
    return [d for d in doers if d not in against], sufferers


def _who_suffer(clauses: Clauses, i: int, event: str, sufferers: list[int]) -> list[int]:
    """The sufferers without who does it, and who stands in what only tells why, whence or for whom."""
    sufferers = [s for s in sufferers if s not in _active_subjects(clauses, i)]
    if event in DEEDS:  # "struck targets in response to Baghdad's refusal"
        sufferers = [s for s in sufferers if not _acts_elsewhere(clauses, i, s)]
        sufferers = [s for s in sufferers if not _is_origin(clauses, i, s)]
        sufferers = [s for s in sufferers if not _is_reason(clauses, i, s) and not _is_helped(clauses, i, s)]
    if event == "REQUEST" and clauses.tokens[i].upos == "NOUN":  # "a request to meet him" is not made to him
        asked = {w for to in clauses.tree.dependents(i, "acl") for w in clauses.tree.subtree(to)}
        sufferers = [s for s in sufferers if s not in asked]
    return sufferers


def _of_deed(clauses: Clauses, i: int, doers: list[int], sufferers: list[int]) -> tuple[list[int], list[int]]:
    """Both lists for a deed that is told beside something else, by whose doer it need not be done."""
    inside = set(clauses.tree.subtree(i))
    if _is_aside(clauses, i):
        doers = [d for d in doers if d in inside or d not in _subjects_above(clauses, i)]
    if _is_reduced(clauses, i):  # "freed two men kidnapped in Chad"
        doers = [d for d in doers if d in inside]
        sufferers = sufferers or [clauses.tokens[i].head]
    return doers, sufferers


def _turned_about(
    clauses: Clauses,
    i: int,
    event: str,
    doers: list[int],
    sufferers: list[int],
    is_somebody: Callable[[int], object],
) -> tuple[list[int], list[int]]:
    """Both lists, where the verb above says who undergoes the act, disowns it or is said to have done it."""
    receiver = _receiver(clauses, i)
    if receiver is not None and (is_somebody(receiver) or _comes_under_it(clauses, i)):
        doers, sufferers = [doer for doer in doers if doer != receiver], [receiver]
    other = disowner(clauses, i) if event in TAKEN_UP else None
    if other is not None and is_somebody(other):
        doers, sufferers = [doer for doer in doers if doer != other], [other]
    if said := ascribed(clauses, i):
        doers, sufferers = said, [s for s in sufferers if s not in said]
    return doers, sufferers


def _by_voice(
    clauses: Clauses, i: int, event: str, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists, nobody a doer who is part of the object of a verb, or the subject of a passive one."""
    suffering = _sufferers(clauses, i)
    doers = [d for d in doers if not is_within(clauses, d, [h for h in suffering if h not in doers])]
    if clauses.slots(i).passive and doers and suffering.issuperset(doers):
        doers, sufferers = [], sufferers or doers  # "who were invited" invite nobody
    if event in TAKEN_UP and suffering.intersection(sufferers):
        sufferers = [head for head in sufferers if head in suffering]
    return doers, sufferers


def _owned(
    clauses: Clauses, i: int, event: str, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists, with whose a request, a refusal, the talks are said to be among the doers."""
    if event not in OWNED or clauses.tokens[i].upos != "NOUN":
        return doers, sufferers
    owners = clauses.slots(i).get("poss")
    return [*owners, *(d for d in doers if d not in owners)], [s for s in sufferers if s not in owners]


def _apart(
    doers: list[int], sufferers: list[int], actors: Array, recipients: Array
) -> tuple[list[int], list[int]]:
    """Both lists, each phrase only in the one that the event head is surer of."""
    return (
        [d for d in doers if d not in sufferers or actors[d] >= recipients[d]],
        [s for s in sufferers if s not in doers or recipients[s] > actors[s]],
    )


def _in_own_clause(clauses: Clauses, i: int, event: str, heads: list[int]) -> list[int]:
    """The phrases without those of clauses beside verb `i` that tell when or why: France in "after leaving
    France he visits Italy"; all of them where there are no others.

    Whom one comes "to meet" is met.
    """
    if clauses.tokens[i].upos != "VERB":
        return heads
    beside: set[int] = set()
    for token in clauses.tokens:
        purpose = event == "CONSULT" and token.xpos == "VB"
        if token.upos == "VERB" and base(token.dep) == "advcl" and not purpose:
            below = clauses.tree.subtree(token.i)
            beside.update(below if i not in below else ())
    return [head for head in heads if head not in beside] or heads


def _active_subjects(clauses: Clauses, i: int) -> list[int]:
    """The subjects of a verb that is not passive: nobody does it to himself."""
    slots = clauses.slots(i)
    return slots.get("subj") if clauses.tokens[i].upos == "VERB" and not slots.passive else []


def _acts_elsewhere(clauses: Clauses, i: int, word: int) -> bool:
    """Whether a phrase is the subject of a relative clause on something else: "a zone that Israel holds"."""
    verb = clauses.tokens[word].head
    if base(clauses.tokens[word].dep) != "nsubj" or verb < 0 or clauses.tokens[verb].dep != "acl:relcl":
        return False
    about = clauses.tokens[verb].head
    beside = i in clauses.tree.subtree(about) or about in clauses.tree.dependents(i, "obj", "nsubj")
    return verb != i and about != i and not beside


def _with_the_subject(clauses: Clauses, i: int, event: str, doers: list[int]) -> list[int]:
    """The doers; where one is the verb's subject, without those inside of what hangs on the verb, the Union
    in "they marched, protesting the exit from the Union", and those of other verbs.

    But who tells of blame blames: "Fiji said that Australia had not listened".
    """
    if clauses.tokens[i].upos != "VERB" or clauses.slots(i).passive:
        return doers
    own = [d for d in doers if d in clauses.slots(i).get("subj")]
    below = {
        word
        for child in clauses.tree.dependents(i, "obl", "advcl")
        for part in clauses.tree.children[child]
        for word in clauses.tree.subtree(part)
        if clauses.tree.preposition(child) not in TOGETHER
    }
    told = event == "ACCUSE" and clauses.lemmas[i] not in BLAMING
    apart = {d for d in doers if d in below or (not told and _does_else(clauses, i, d, own))}
    return [d for d in doers if d in own or d not in apart] if own else doers


def _does_else(clauses: Clauses, i: int, word: int, own: Sequence[int]) -> bool:
    """Whether a phrase is where verb `i` happens, or does what another verb tells.

    The United Nations in "it asked to enforce the embargo the United Nations has imposed".
    """
    tree, top = clauses.tree, word
    while base(clauses.tokens[top].dep) in PARTS and top not in own:
        top = clauses.tokens[top].head
    token = clauses.tokens[top]
    if top in own or token.head < 0:
        return False
    if token.head == i:
        return base(token.dep) == "obl" and tree.preposition(top) in WITHIN
    return token.dep == "obl:agent" or (
        base(token.dep) == "nsubj" and token.head not in _same_breath(clauses, i)
    )


def _same_breath(clauses: Clauses, i: int) -> set[int]:
    """Verb `i`, those that it completes, and those coordinated with it, which may have its subject."""

    def beside(verb: int) -> list[int]:
        others = clauses.tree.dependents(verb, "conj")
        return [other for other in others if not clauses.tree.dependents(other, "nsubj")]

    found = {i, *beside(i)}
    while base(clauses.tokens[i].dep) in {"xcomp", "conj", "aux", "cop"} and clauses.tokens[i].head >= 0:
        if base(clauses.tokens[i].dep) == "conj" and clauses.tree.dependents(i, "nsubj"):
            break
        i = clauses.tokens[i].head
        found.update((i, *beside(i)))
    return found


def _does_more(clauses: Clauses, i: int, word: int) -> bool:
    """Whether a phrase does what is told of a part of noun `i`: "the length of the ban is set by Norway"."""
    word = _first_conjunct(clauses, word)
    token = clauses.tokens[word]
    above = clauses.tokens[i].head
    if clauses.tree.preposition(word) != "by" or above < 0 or clauses.tokens[above].head != token.head:
        return False
    return base(clauses.tokens[i].dep) == "nmod" and base(clauses.tokens[above].dep) == "nsubj"


def _is_aside(clauses: Clauses, i: int) -> bool:
    """Whether noun `i` only says when or about what something else happens: "diplomacy after the raid"."""
    return clauses.tokens[i].upos == "NOUN" and clauses.tree.preposition(i) in ASIDE


def _is_reduced(clauses: Clauses, i: int) -> bool:
    """Whether a participle tells what was done to the noun before it, by nobody of the clause above.

    Measures are taken by who takes them: "lifted the curfew imposed in May".
    """
    token = clauses.tokens[i]
    return token.xpos == "VBN" and token.dep == "acl" and clauses.lemmas[i] not in IMPOSING


def _subjects_above(clauses: Clauses, i: int) -> set[int]:
    """The subjects of the verbs that noun `i` hangs on."""
    return {subject for above in clauses.tree.ancestors(i) for subject in clauses.slots(above).get("subj")}


def _on_condition(clauses: Clauses, i: int, word: int) -> bool:
    """Whether a phrase is inside the condition of verb `i`: "would strike unless it let inspectors in"."""
    for place in (word, *clauses.tree.ancestors(word)):
        token = clauses.tokens[place]
        if token.head == i and token.dep == "advcl":
            return any(clauses.lemmas[mark] in CONDITIONS for mark in clauses.tree.dependents(place, "mark"))
    return False


def _is_helped(clauses: Clauses, i: int, sufferer: int) -> bool:
    """Whether a phrase names who is helped, and not struck: "air strikes in support of the army"."""
    token = clauses.tokens[sufferer]
    if clauses.lemmas[sufferer] in HELPING and clauses.tree.preposition(sufferer) in {"in", "on", "to"}:
        return True
    above = token.head
    return (
        above >= 0
        and above != i
        and base(token.dep) in {"obj", "nmod"}
        and clauses.lemmas[above] in HELPING
        and i not in clauses.tree.subtree(sufferer)
    )


def _is_origin(clauses: Clauses, i: int, sufferer: int) -> bool:
    """Whether a phrase is where something is fired from, and not at: "from Chad into Niger"."""
    preposition, whole = clauses.tree.preposition, sufferer
    while base(clauses.tokens[whole].dep) in {"amod", "compound"}:
        whole = clauses.tokens[whole].head
    goals = (word for word in clauses.tree.subtree(i) if preposition(word) in GOALS)
    return preposition(whole) == "from" and any(goals)


def _is_reason(clauses: Clauses, i: int, sufferer: int) -> bool:
    """Whether a phrase is inside what says why the act was done."""
    place = sufferer
    while place >= 0 and clauses.tokens[place].head != i:
        place = clauses.tokens[place].head
    return place >= 0 and place != sufferer and clauses.tree.preposition(place) in REASONS


def _struck_by(clauses: Clauses, i: int) -> frozenset[int]:
    """The words for whom something strikes: the soldiers in "a roadside bomb killed three soldiers"."""
    token = clauses.tokens[i]
    if token.upos != "NOUN" or base(token.dep) != "nsubj" or token.head < 0:
        return frozenset()
    objects = clauses.tree.dependents(token.head, "obj")
    return frozenset(word for head in objects for word in clauses.tree.subtree(head))


def _lends(clauses: Clauses, i: int) -> bool:
    """Whether a word names only who stands behind the act: Russian in "the Russian-backed offensive"."""
    head = clauses.tokens[i].head
    return (
        head > i and head - i <= 2 and clauses.lemmas[head] in BACKING and clauses.tokens[head].dep == "amod"
    )


def _is_brought(clauses: Clauses, i: int) -> bool:
    """Whether another act "has drawn" what noun `i` names: it is done to that act's author."""
    return _verb_above(clauses, i, BRINGING, "obj") is not None


def ascribed(clauses: Clauses, i: int) -> list[int]:
    """The heads of the phrases for those who somebody says did what noun `i` names."""
    token = clauses.tokens[i]
    if token.upos != "NOUN" or token.dep not in {"obj", "nsubj:pass"} or token.head < 0:
        return []
    return list(clauses.slots(token.head).get(ASCRIBING.get(clauses.lemmas[token.head], "")))


def _with_examples(
    clauses: Clauses, doers: Sequence[int], sufferers: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Both lists; who is named as an example stands by what he exemplifies: "militias like Hezbollah"."""
    moved = [s for s in sufferers if set(_exemplified(clauses, s)) & set(doers)]
    return [*doers, *moved], [s for s in sufferers if s not in moved]


def _exemplified(clauses: Clauses, i: int) -> Iterator[int]:
    """The heads that `i`, or what it is coordinated with, is an example of."""
    first = _first_conjunct(clauses, i)
    token = clauses.tokens[first]
    if base(token.dep) in {"nmod", "obl"} and clauses.tree.preposition(first) in EXAMPLES and token.head >= 0:
        yield token.head


def _blamed_in_words(
    clauses: Clauses, i: int, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists for blame without a word of blame: "Fiji said that Australia had not listened".

    Who tells it blames, the subject of what is told is blamed.
    """
    own = [s for s in clauses.slots(i).get("subj") if s in doers]
    if clauses.slots(i).passive or not own or len(doers) == len(own):
        return doers, sufferers
    above = next((a for a in clauses.tree.ancestors(i) if clauses.tokens[a].upos == "VERB"), None)
    if above is None or not set(clauses.slots(above).get("subj")) & set(doers):
        return doers, sufferers
    return [d for d in doers if d not in own], own


def _named_doers(clauses: Clauses, i: int, doers: list[int]) -> list[int]:
    """The doers of a noun's "by" phrase or its possessor where there is one: "shelling by the army".

    Talks "between Chad and Niger" are theirs alone.
    """
    if clauses.tokens[i].upos != "NOUN":
        return doers
    slots = clauses.slots(i)
    heads = slots.get("between") or [*slots.get("by"), *slots.get("poss")]
    inside = {word for head in heads for word in clauses.tree.subtree(head)}
    return [doer for doer in doers if doer in inside] or doers


def is_within(clauses: Clauses, i: int, heads: Sequence[int]) -> bool:
    """Whether a phrase is part of another of `heads`, and not beside it: Iran in "militias tied to Iran"."""
    inner = False
    for _ in range(len(clauses.tokens)):
        token = clauses.tokens[i]
        if token.head < 0 or (token.upos == "VERB" and base(token.dep) not in {"acl", "amod"}):
            return False
        inner = inner or base(token.dep) not in {"conj", "appos"}
        i = token.head
        if i in heads:
            return inner
    return False


def _sufferers(clauses: Clauses, i: int) -> frozenset[int]:
    """The heads of the phrases that are the object of a verb, or the subject of a passive one."""
    if clauses.tokens[i].upos != "VERB":
        return frozenset()
    return frozenset(
        conjunct
        for head in (*clauses.slots(i).get("obj"), *clauses.slots(i).get("iobj"))
        for conjunct in clauses.conjuncts(_first_conjunct(clauses, head))
    )


def _first_conjunct(clauses: Clauses, i: int) -> int:
    """The first of the coordinated phrases that `i` is among."""
    while base(clauses.tokens[i].dep) == "conj" and clauses.tokens[i].head >= 0:
        i = clauses.tokens[i].head
    return i


def _receiver(clauses: Clauses, i: int) -> int | None:
    """The subject that undergoes what noun `i` names, or None: also of "came under fire from"."""
    token = clauses.tokens[i]
    verb = i if token.upos == "VERB" else token.head
    if verb >= 0 and _comes_under_it(clauses, i):
        return next(iter(clauses.slots(verb).get("subj")), None)
    return _subject_above(clauses, i, RECEIVING, "obj")


def is_felt(clauses: Clauses, i: int) -> bool:
    """Whether a passive verb tells what its subject feels about what the "by" phrase names."""
    return clauses.lemmas[i] in FEELING and clauses.slots(i).passive


def _comes_under_it(clauses: Clauses, i: int) -> bool:
    """Whether the subject comes under what a verb's complement, or noun `i`, names."""
    nouns = clauses.tree.dependents(i, "obl") if clauses.tokens[i].upos == "VERB" else [i]
    return any(_comes_under(clauses, noun) for noun in nouns)


def _comes_under(clauses: Clauses, noun: int) -> bool:
    """Whether a noun says what its verb's subject is under."""
    under = base(clauses.tokens[noun].dep) == "obl" and clauses.tree.preposition(noun) == "under"
    return under and clauses.lemmas[noun] in UNDER


def disowner(clauses: Clauses, i: int) -> int | None:
    """The subject that denies or refuses what noun `i` names, or None."""
    return _subject_above(clauses, i, DISOWNING, "obj", "nsubj")


def _subject_above(clauses: Clauses, i: int, verbs: frozenset[str], *relations: str) -> int | None:
    """The subject, other than itself, of the verb among `verbs` that noun `i` depends on, or None."""
    verb = _verb_above(clauses, i, verbs, *relations)
    if verb is None:
        return None
    return next((subject for subject in clauses.slots(verb).get("subj") if subject != i), None)


def _verb_above(clauses: Clauses, i: int, verbs: frozenset[str], *relations: str) -> int | None:
    """The verb among `verbs` that noun `i` depends on by one of the relations, or None."""
    token = clauses.tokens[i]
    if token.upos != "NOUN" or base(token.dep) not in relations or token.head < 0:
        return None
    return token.head if clauses.lemmas[token.head] in verbs else None
