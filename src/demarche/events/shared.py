"""What coordinated acts share: "shelling and air strikes by the army on the town" have one army and one town.

Grammar hangs a common object or complement on one of the words; the other has it too unless it names its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demarche.events.acts import Act
from demarche.events.syntax import base
from demarche.model import EventMention

# Words from one act to the next that is coordinated with it and shares what is around them.
NEXT_WORDS = 3


def sides(mentions: Sequence[EventMention], acts: Sequence[Act]) -> list[EventMention]:
    """The mentions, those that lack a side with that of an act of the same type beside them."""
    out = list(mentions)
    at = {(act.sentence, act.i): k for k, act in enumerate(acts)}
    for k, act in enumerate(acts):
        token = act.clauses.tokens[act.i]
        other = at.get((act.sentence, token.head)) if base(token.dep) == "conj" else None
        if other is None or act.i - token.head > NEXT_WORDS or mentions[other].event != mentions[k].event:
            continue
        for mine, theirs in ((k, other), (other, k)):
            out[mine] = replace(
                out[mine],
                actor=out[mine].actor or mentions[theirs].actor,
                recipient=out[mine].recipient or mentions[theirs].recipient,
            )
    return out
