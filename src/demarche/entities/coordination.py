"""Lists of actors: "Britain and France", "Russian and Chinese diplomats", "the presidents of A and B"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from demarche.entities.entries import Entry
from demarche.entities.offices import owning_entry
from demarche.entities.phrases import NAMES, Word
from demarche.entities.wording import words

TOGETHER = frozenset({"and", "&", "plus", "or", "nor", "/"})
ALONGSIDE = frozenset({"with", "including"})
# Offices of which a person holds one: "the Prime Minister and President Macron" are two.
HEADS, BOTH = (
    frozenset({"president", "prime minister", "premier", "chancellor", "king", "queen", "taoiseach"}),
    2,
)
# Bodies of several states that have troops, and what their troops are called.
ARMED_BODIES = frozenset({"IGO", "UNO", "EUR"})
UNITS = frozenset({"force", "patrol", "unit", "team", "convoy", "contingent"})
COALITION = Entry("organisation", "coalition", "IGO", ("MIL",), sort="body")


@dataclass(slots=True)
class Parts:
    """`spans`: the members' own spans; or `shared`: the states that share the one `head`."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    shared: list[Entry] = field(default_factory=list)
    head: list[Word] = field(default_factory=list)


def parts(tokens: Sequence[Word], start: int, end: int) -> Parts:
    """The members of a coordinated phrase, or the one span if it is none."""
    whole = Parts([(start, end)])
    segments, joined = _segments(tokens)
    if not joined or len(segments) < 2:
        return whole
    shared = _shared_adjectives(segments, tokens) or _shared_complements(segments, tokens)
    if shared is not None:
        return shared
    if _same_person(segments):
        return whole
    if all(_stands_alone(segment, number, segments) for number, segment in enumerate(segments)):
        return Parts([(segment[0].start, segment[-1].end) for segment in segments])
    return whole


def _segments(tokens: Sequence[Word]) -> tuple[list[list[Word]], bool]:
    """The stretches between "and" and commas; whether there is an "and" among actors at all."""
    segments: list[list[Word]] = [[]]
    joined = False
    number = 0
    while number < len(tokens):
        word = tokens[number]
        low = word.low if word.match is None else ""
        following = [w.low for w in tokens[number : number + 3]]
        if following == ["as", "well", "as"]:
            segments.append([])
            joined, number = True, number + 3
            continue
        if low in ("along", "together") and following[1:2] == ["with"]:
            segments.append([])
            joined, number = True, number + 2
            continue
        if low in TOGETHER:
            joined = True
            segments.append([])
        elif low == "," or (low in ALONGSIDE and low == "including"):
            segments.append([])
        elif low in words()["relatives"] and segments[-1]:
            break
        else:
            segments[-1].append(word)
        number += 1
    return [segment for segment in segments if segment], joined


def _core(segment: Sequence[Word]) -> list[Word]:
    lists = words()
    return [
        w
        for w in segment
        if w.match is not None or (w.low not in lists["determiners"] and w.low not in ("former", "ex"))
    ]


def _state_only(segment: Sequence[Word]) -> Entry | None:
    core = _core(segment)
    if len(core) != 1:
        return None
    entry = owning_entry(core[0].match)
    return entry if entry is not None and entry.kind in ("state", "adjective", "place", "seat") else None


def _shared_adjectives(segments: list[list[Word]], tokens: Sequence[Word]) -> Parts | None:
    """ "Russian and Chinese diplomats", "Afghan and NATO troops": adjectives of states before one noun."""
    entries = [_state_only(segment) for segment in segments[:-1]]
    if any(entry is None or entry.kind not in ("adjective", "state") for entry in entries):
        return None
    last = _core(segments[-1])
    if len(last) < 2:
        return None
    own = _allied(last[0])
    head = last[-1]
    if own is None or last[0].suffix:
        return None
    if not any(w.low in UNITS or (w.match is not None and w.match.of("role")) for w in last[1:]):
        return None
    if any(entry.kind == "state" for entry in entries if entry) and head.low[-1:] != "s":
        return None
    if any(w.low in words()["determiners"] for w in segments[-1]):
        return None
    return Parts(shared=[entry for entry in [*entries, own] if entry is not None], head=list(segments[-1]))


def _allied(word: Word) -> Entry | None:
    """The state, or the body of several, that a word before a noun stands for."""
    if word.low == "coalition":
        return COALITION
    entry = owning_entry(word.match)
    if entry is None or entry.kind in ("adjective", "state"):
        return entry
    return entry if entry.kind == "organisation" and entry.country in ARMED_BODIES else None


def _shared_complements(segments: list[list[Word]], tokens: Sequence[Word]) -> Parts | None:
    """ "the presidents of Poland and the Czech Republic": the first part ends in "of" and a state."""
    first = segments[0]
    at = next((n for n, w in enumerate(first) if w.match is None and w.low == "of"), None)
    if at is None or at == 0 or at == len(first) - 1:
        return None
    heads = [w for w in first[:at] if w.match is not None and w.match.of("role")]
    tail = _state_only(first[at + 1 :])
    if not heads or tail is None:
        return None
    rest = [_state_only(segment) for segment in segments[1:]]
    if any(entry is None for entry in rest):
        return None
    return Parts(shared=[entry for entry in [tail, *rest] if entry is not None], head=first)


def _same_person(segments: list[list[Word]]) -> bool:
    """ "State Councilor and Foreign Minister Wang Yi": offices of one person."""
    last = _core(segments[-1])
    if not last:
        return False
    named = (last[-1].match is None and last[-1].text[:1].isupper()) or (
        last[-1].match is not None and last[-1].match.of("person") is not None
    )
    if not named or not (last[0].match is not None and last[0].match.of("role")):
        return False
    first = _core(segments[0])
    end = first[-1] if first else None
    heads = {end.low, last[0].low} if end is not None else set()
    return (
        end is not None
        and not (len(heads) == BOTH and heads <= HEADS)
        and end.match is not None
        and end.match.of("role") is not None
        and end.match.of("person") is None
    )


def _stands_alone(segment: Sequence[Word], number: int, segments: list[list[Word]]) -> bool:
    """Whether a part is an actor by itself: a name, or an office that is plural or has a determiner."""
    lists = words()
    core = _core(segment)
    if not core:
        return False
    cut = next(
        (n for n, w in enumerate(core) if n and w.match is None and w.low in lists["prepositions"]), len(core)
    )
    if number + 1 < len(segments) and cut < len(core) and not _opens_anew(segments[number + 1]):
        return False
    head = core[cut - 1]
    if head.match is None:
        return (
            head.text[:1].isupper()
            and (len(core) > 1 or head.text.isalpha())
            and not _lower_before(core[: cut - 1])
        )
    entry = head.match.entry
    if entry.kind in NAMES or head.match.of(*NAMES) is not None:
        return True
    if entry.kind == "adjective":
        return segment[0].low == "the"
    role = head.match.of("role")
    if role is None:
        return False
    determined = segment[0].match is None and segment[0].low in (lists["determiners"] | lists["possessives"])
    return determined or role.sort in ("persons", "body") or len(core) > 1 or head.low.endswith("s")


def _opens_anew(segment: Sequence[Word]) -> bool:
    """Whether a part begins with a determiner or a name, so that it is no tail of the one before."""
    word = segment[0]
    if word.match is None:
        return word.low in words()["determiners"] | words()["possessives"] or word.text[:1].isupper()
    return word.match.of(*NAMES) is not None


def _lower_before(core: Sequence[Word]) -> bool:
    return any(w.match is None and w.text.islower() for w in core)
