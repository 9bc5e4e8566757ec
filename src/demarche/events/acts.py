"""Sentences to acts: every word that names one, with type, modes, status and who says so.

Here by the frames alone (`lexicon`), which can say why; `judging.py` asks the event head as well, and
`advice.py` finds what is told as a duty or as blame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from demarche.events.heads import Array
from demarche.events.lexicon import Frame, Lexicon
from demarche.events.status import ANNOUNCED, SPOKEN, status_of
from demarche.events.syntax import Clauses, base
from demarche.events.turned import ascribed, blamer
from demarche.events.voice import Teller, is_alleged, teller_of
from demarche.model import Status

# Types whose content (what is demanded, threatened, promised, refused) is no act of its own (guideline 4).
WITH_CONTENT = frozenset({"REQUEST", "THREATEN", "AGREE", "REJECT", "CONCEDE", "SUPPORT"})
# What is refused, taken or judged as another's, where a frame is sure that it is.
OF_ANOTHER = frozenset({"REQUEST", "AGREE", "THREATEN", "CONCEDE", "ACCUSE", "RETREAT"})
# Relations by which content hangs on the word that demands, threatens or promises it.
CONTENT_RELATIONS = frozenset({"xcomp", "ccomp", "obj", "acl", "nmod", "obl", "advcl"})
# Prepositions of cause and time: what follows them is an act of its own ("demanded an apology for
# detaining").
CAUSAL = frozenset(
    {
        "over",
        "after",
        "following",
        "because of",
        "because",
        "since",
        "as",
        "despite",
        "in response to",
        "in retaliation for",
        "in protest at",
        "before",
        "amid",
        "during",
        "when",
        "while",
        "about",
        "at",
        "against",
        "by",
        "in",
        "on",
        "with",
    }
)
# A frame alone, where no head is shipped or another parser is used, is worth this much.
FRAME_CONFIDENCE = 0.5


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
    row: Array | None = field(default=None, repr=False)
    advised: bool = False


def frame_acts(clauses: Clauses, sentence: int, lexicon: Lexicon) -> list[Act]:
    """The acts that frames find in one sentence, in order, before content is taken away."""
    found = []
    for token in clauses.tokens:
        frame = lexicon.match(clauses, token.i)
        if frame is None:
            continue
        status = status_of(clauses, token.i, frame.event)
        if frame.counts_negation:
            status = "actual"
        if status == "actual" and is_alleged(clauses, token.i):
            status = "alleged"
        act = Act(
            sentence=sentence, clauses=clauses, i=token.i, words=(token.i,), event=frame.event,
            mode=frame.mode, status=status, confidence=FRAME_CONFIDENCE, frame=frame,
            teller=teller_of(clauses, token.i), slots=frame.recipient, why=f"frame: {frame.describe()}",
        )  # fmt: skip
        found.append(act)
    return found


def settle(acts: Sequence[Act]) -> list[Act]:
    """Acts by the guidelines: content and what did not happen taken away, announced deeds as promises.

    Order is kept.  Guidelines 4 (content), 6a (future acts), 6b (what did not happen).
    """
    kept = []
    for act in acts:
        governor = _governor(act, acts) or _blamed_on(act, acts)
        if governor is not None and governor.event == "ACCUSE":
            act.status, act.content_of = "alleged", governor
        elif governor is not None and not _is_anothers(act):
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


def _is_anothers(act: Act) -> bool:
    """Whether a noun is what somebody else has asked or offered: "turned down a Chadian request"."""
    firm = act.frame is not None and act.frame.firm and act.clauses.tokens[act.i].upos == "NOUN"
    return firm and act.event in OF_ANOTHER


def _governor(act: Act, acts: Sequence[Act]) -> Act | None:
    """The act whose content this one is, if any: the nearest above it by relations of content only."""
    clauses = act.clauses
    by_word = {other.i: other for other in acts if other is not act and other.sentence == act.sentence}
    place = act.i
    for _ in range(4):
        token = clauses.tokens[place]
        passive = place == act.i and token.dep == "nsubj:pass"
        relation = "obj" if passive else base(token.dep)
        if token.head < 0 or relation not in CONTENT_RELATIONS | {"conj"}:
            return None
        preposition = clauses.tree.preposition(place)
        if relation in {"obl", "nmod", "advcl", "acl"} and preposition in CAUSAL:
            return None
        if relation == "advcl" and preposition is None:
            return None
        if _is_known(clauses, place):
            return None
        if relation in {"obl", "nmod"} and preposition == "for" and clauses.tokens[place].xpos == "VBG":
            return None
        place = token.head
        if relation == "conj":
            continue  # "rejected the offer and attacked": no content of the first verb
        other = by_word.get(place)
        if other is not None:
            if other.event in WITH_CONTENT:
                return other
            if (
                other.event == "ACCUSE"
                and "allege" in other.mode
                and (relation in {"xcomp", "ccomp", "obl", "advcl", "nmod"} or ascribed(clauses, act.i))
            ):
                return other
            return None
    return None


def _blamed_on(act: Act, acts: Sequence[Act]) -> Act | None:
    """The act that blames somebody for this one: "a strike on a school, which Moscow blamed on Kyiv"."""
    verb = blamer(act.clauses, act.i)
    here = (other for other in acts if other.sentence == act.sentence and other.event == "ACCUSE")
    return next((other for other in here if other.i == verb), None)


def _is_known(clauses: Clauses, i: int) -> bool:
    """Whether a relative clause tells what somebody else has done: "broke the treaty that both had signed".

    Where the noun itself does it, it may be what is demanded or alleged: "an attack that killed ten".
    """
    if clauses.tokens[i].dep != "acl:relcl":
        return False
    doers = [c for c in clauses.tree.dependents(i, "nsubj") if clauses.tokens[c].xpos not in {"WDT", "WP"}]
    return bool(doers) and "VBD" in clauses.forms(i)
