"""Who has to do with an act that a noun names without doing it: who fights it, ends it or looks into it."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.events.syntax import Clauses, base

# Acts that somebody else fights or ends.
FOUGHT = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST", "MOBILIZE"})
# Verbs of who fights an act or suffers it.
FIGHTING = frozenset(
    {"fight", "oppose", "resist", "challenge", "contest", "appeal", "avoid", "evade", "circumvent", "dodge"}
    | {"escape", "weather", "prevent", "avert", "crush", "quell", "quash", "suppress", "repel", "withstand"}
    | {"counter", "combat", "defy", "thwart", "foil", "blunt"}
)
# Verbs of who ends an act, his own or another's; a plan to do so is another's.
ENDING = frozenset({"end", "stop", "halt", "stem", "curb", "contain", "defuse", "quash", "quell"})
# What one plans against others' acts.
PLANS = frozenset(
    {"plan", "strategy", "effort", "bid", "attempt", "campaign", "proposal", "policy", "drive", "fight"}
)
# Whose subject looks into what others allege.
PROBES = frozenset({"investigation", "probe", "inquiry", "enquiry", "investigate", "look", "review"})
INTO = ("into", "over", "about")


def opponents(clauses: Clauses, i: int, event: str) -> frozenset[int]:
    """The heads of the phrases that stand against the act of noun `i`."""
    if clauses.tokens[i].upos != "NOUN":
        return frozenset()
    if event == "ACCUSE":
        return frozenset(_inquirers(clauses, i))
    return frozenset(_fighters(clauses, i)) if event in FOUGHT else frozenset()


def _fighters(clauses: Clauses, i: int) -> Iterator[int]:
    token = clauses.tokens[i]
    verb = token.head
    own = any(clauses.tokens[c].upos == "PRON" for c in clauses.slots(i).get("poss"))
    if verb < 0 or base(token.dep) != "obj" or own:
        return
    lemma, planned = clauses.lemmas[verb], _plan_above(clauses, verb)
    if lemma in FIGHTING or (planned is not None and lemma in ENDING):
        yield from clauses.slots(verb).get("subj")
        above = clauses.tokens[verb].head
        if base(clauses.tokens[verb].dep) == "acl" and clauses.tokens[above].upos == "PROPN":
            yield above  # of a headline: "Mexico to fight tariffs"
        if planned is not None:
            yield planned
            yield from clauses.slots(planned).get("poss")
            yield from clauses.slots(planned).get("mod")


def _plan_above(clauses: Clauses, verb: int) -> int | None:
    """The noun of a plan that a verb tells: "a strategy for ending", "an attempt to stop"; or None."""
    token = clauses.tokens[verb]
    planned = token.head if base(token.dep) in {"acl", "nmod", "advcl", "obl"} else -1
    return planned if planned >= 0 and clauses.lemmas[planned] in PLANS else None


def _inquirers(clauses: Clauses, i: int) -> Iterator[int]:
    """Who investigates what others allege: "has dropped its inquiry into an allegation"."""
    head = clauses.tokens[i].head
    if head < 0 or clauses.tree.preposition(i) not in INTO:
        return
    # The parse may hang it on the verb beside the noun: "dropped its inquiry into".
    probes = [p for p in (head, *clauses.slots(head).get("obj")) if clauses.lemmas[p] in PROBES]
    for probe in probes[:1]:
        yield from clauses.slots(probe).get("poss")
        for above in (probe, *clauses.tree.ancestors(probe)):
            yield from clauses.slots(above).get("subj")
