"""Where the actors of a text stand: the noun phrases around its names and offices."""

from __future__ import annotations

import re
from collections.abc import Collection

from demarche.entities.scene import TITLE, Item, Scene

_OF = re.compile(r"\s(?:of|for)\s(?:the\s)?")
_NAME_GOES_ON = re.compile(r"[ -][A-Z]")
_DETERMINER = re.compile(
    r"(?:\b(?:the|a|an|its|his|her|their|some|two|three|four|several|many|both)\s)$", re.IGNORECASE
)
_APPOSED = re.compile(r"\s?[—–,(:]\s?(?:including\s)?|\s-{1,2}\s")
_ONE_OF_THEM = re.compile(r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+)\s", re.IGNORECASE)
_NEXT_OF_THEM = re.compile(r"(?: [a-z-]+){0,2}?(?:,? and |, (?=an? |one |two |\d))")
_LAST_OF_THEM = re.compile(r"(?: [a-z-]+){0,2}\s?[—–,).;:-]")
_QUALITY = re.compile(
    r"\b(?:top|senior|high-ranking|former|ex|local|unnamed|anonymous|ruling|main|new|acting|alleged|suspected|"
    r"armed|pro-\w+|anti-\w+|young|ethnic|deputy|chief|high-level|visiting|retired|exiled|foreign|federal|leading|veteran)\s$",
    re.IGNORECASE,
)


def around(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """The phrase around an office: the names and qualities before it, a determiner, and "of X" after it."""
    text = scene.text
    first = start
    chain = scene.within(max(0, start - 90), start)
    while True:
        window = text[max(0, first - 30) : first]
        match = chain[-1] if chain else None
        if match is not None:
            gap = text[match.end : first]
            if gap in (" ", "'s ", "’s ", "' ", "’ ", "\n", "-") or (
                gap.startswith("-") and re.fullmatch(r"-[a-z]+ ", gap)
            ):
                first = match.start
                chain.pop()
                continue
        quality = _QUALITY.search(window)
        if quality is not None:
            first -= len(quality.group())
            continue
        break
    found = _DETERMINER.search(text[max(0, first - 10) : first])
    if found is not None:
        first -= len(found.group())
    return first, further(scene, end)


def further(scene: Scene, end: int) -> int:
    """Where the "of X" after a head ends: X's last name or office; `end` itself if nothing such follows."""
    following = _OF.match(scene.text, end)
    if following is None:
        return end
    last = end
    at = following.end()
    for match in scene.within(at, at + 40):
        if match.start - at > (0 if last == end else 1):
            break
        last = at = match.end
    return end if _NAME_GOES_ON.match(scene.text, last) else last


def nations_of(scene: Scene, end: int) -> list[str]:
    """The countries told of persons after their noun: "two hostages, a Dane and a Swede, were"."""
    opened = _APPOSED.match(scene.text, end)
    at = opened.end() if opened else None
    out: list[str] = []
    while at is not None:
        counted = _ONE_OF_THEM.match(scene.text, at)
        near = scene.within(counted.end(), counted.end() + 1) if counted else []
        country = near[0].entry.country if near and near[0].entry.kind in ("adjective", "people") else None
        if country is None:
            return []
        out.append(country)
        following = _NEXT_OF_THEM.match(scene.text, near[0].end)
        if following is None:
            return out if _LAST_OF_THEM.match(scene.text, near[0].end) else []
        at = following.end()
    return out


def spans(scene: Scene, sentences: Collection[int] | None = None) -> list[tuple[int, int]]:
    """The spans of the actors in a text, in order, without overlaps: the longer phrase before its parts.

    `sentences`: only those of these.
    """
    out: list[tuple[int, int]] = []
    for item in scene.items:
        if sentences is not None and item.sentence not in sentences:
            continue
        span = _span(item, scene)
        if span is None:
            continue
        while out and span[0] <= out[-1][0] and span[1] > out[-1][1]:
            out.pop()
        if out and span[0] < out[-1][1]:
            continue
        out.append(span)
    return out


def _span(item: Item, scene: Scene) -> tuple[int, int] | None:
    text = scene.text
    if item.match is None:
        return _with_titles(item, scene)
    entry = item.match.entry
    if entry.kind == "person":
        return _with_titles(item, scene)
    if entry.kind == "role":
        if item.modifier and not item.possessive:
            return None
        token = scene.token_in(item.start, item.end)
        if token is not None and token.upos not in ("NOUN", "PROPN"):
            return None
        if entry.weak or not _is_actor_noun(item, scene):
            return None
        return around(scene, item.start, item.end)
    if entry.kind == "adjective":
        return (item.start, item.end) if not item.modifier else None
    if entry.kind == "place" or (entry.weak and item.modifier):
        return None
    if item.modifier and not item.possessive:
        following = scene.within(item.end, item.end + 2)
        if following:
            return None
    start = item.start
    if text[max(0, start - 4) : start].lower() == "the ":
        start -= 4
    return start, item.end


def _is_actor_noun(item: Item, scene: Scene) -> bool:
    """Whether an office word is used as a noun for people: after a determiner or owner, or a clear plural."""
    entry = item.match.entry if item.match else None
    if entry is None:
        return False
    if entry.neutral and entry.sort == "person":
        start, end = around(scene, item.start, item.end)
        return start < item.start or end > item.end
    return True


def _with_titles(item: Item, scene: Scene) -> tuple[int, int]:
    """A name with the office before it."""
    text, first = scene.text, item.start
    for match in reversed(scene.within(max(0, first - TITLE), first)):
        gap = text[match.end : first]
        if gap not in (" ", "'s ", "’s ", "\n") or match.entry.kind == "person":
            break
        first = match.start
    honour = re.search(
        r"\b(?:Mr|Mrs|Ms|Gen|Sen|Gov|Rep|Dr|Lt|Col|Sgt|Capt|Adm)\.?\s$", text[max(0, first - 8) : first]
    )
    if honour is not None:
        first -= len(honour.group())
    return first, item.end
