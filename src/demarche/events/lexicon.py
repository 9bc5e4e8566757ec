"""Frames: which word, in which company, names which act (`data/frames.tsv`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from demarche.errors import UsageError
from demarche.events.syntax import Clauses, base
from demarche.events.tables import table
from demarche.ontology import Ontology

NOTHING = "NONE"
POS = {"v": {"VERB", "AUX"}, "n": {"NOUN", "PROPN"}, "a": {"ADJ"}}
# Months that are words as well.
MONTHS = frozenset({"March", "May"})
# Words by which a frame asks that something be denied.
NOT = frozenset({"not", "no"})
# `near` looks this many arcs below the trigger.
NEAR_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Condition:
    """`slot=words`: some word in the slot is one of `words` (`*`: any word); `negated`: none is."""

    slot: str
    words: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A row of the frames file.

    `recipient`: the slots to look in for it, in order; `own`: a user's; `firm`: a rule of the guidelines,
    which no judge overrules.
    """

    pos: str
    lemma: str
    particle: str | None
    conditions: tuple[Condition, ...]
    event: str
    mode: tuple[str, ...]
    recipient: tuple[str, ...]
    own: bool = False
    firm: bool = False

    @property
    def counts_negation(self) -> bool:
        """Whether it asks for a "not" or "no", which then is part of the act: "will not comply"."""
        return any(not c.negated and not c.words.isdisjoint(NOT) for c in self.conditions)

    def describe(self) -> str:
        """How a person would write the frame: for `--explain`."""
        word = f"{self.lemma} {self.particle}" if self.particle else self.lemma
        kind = {"v": "verb", "n": "noun", "a": "adjective"}[self.pos]
        asked = " and ".join(
            f"{c.slot} {'without' if c.negated else 'with'} "
            f"{'anything' if '*' in c.words else 'one of its words'}"
            for c in self.conditions
        )
        return f"{kind} '{word}'" + (f", {asked}" if asked else "")


class Lexicon:
    """All frames by lemma, tried in the order of the file."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames: dict[str, list[Frame]] = {}
        for frame in frames:
            self._frames.setdefault(frame.lemma, []).append(frame)

    @property
    def own_lemmas(self) -> frozenset[str]:
        """The lemmas of a user's own frames."""
        return frozenset(
            lemma for lemma, frames in self._frames.items() if any(frame.own for frame in frames)
        )

    @property
    def own_types(self) -> frozenset[str]:
        """The types that a user's own frames name."""
        return frozenset(f.event for frames in self._frames.values() for f in frames if f.own) - {NOTHING}

    def match(self, clauses: Clauses, i: int) -> Frame | None:
        """The frame that token `i` evokes in its clause, or None."""
        frame = self._first(clauses, i)
        return None if frame is None or frame.event == NOTHING else frame

    def rules_out(self, clauses: Clauses, i: int) -> bool:
        """Whether a rule of the guidelines says that token `i` names no act, whatever the head thinks."""
        frame = self._first(clauses, i)
        return frame is not None and frame.event == NOTHING and frame.firm

    def _first(self, clauses: Clauses, i: int) -> Frame | None:
        """The first frame of token `i` whose conditions hold, those that say "no act" among them."""
        token = clauses.tokens[i]
        if token.upos == "PROPN" and token.text in MONTHS:  # "March 3"
            return None
        verbal = token.upos in POS["v"]
        for frame in self._frames.get(clauses.lemmas[i], ()):
            if token.upos not in POS[frame.pos]:
                continue
            if verbal and not _particle_fits(clauses, i, frame):
                continue
            if all(_holds(condition, clauses, i) for condition in frame.conditions):
                return frame
        return None


def _particle_fits(clauses: Clauses, i: int, frame: Frame) -> bool:
    if frame.particle is None:
        return True
    children = clauses.tree.children[i]
    return any(
        clauses.tokens[c].text.lower() == frame.particle
        and (
            base(clauses.tokens[c].dep) in {"compound", "advmod", "case", "mark"}
            or clauses.tokens[c].upos in {"ADP", "ADV"}
        )
        for c in children
    ) or any(
        # "pull out of", "pull the troops out of": the particle is parsed as the preposition of what follows.
        clauses.tokens[c].text.lower() == frame.particle
        for c in (i + 1, *_out_of(clauses, i))
        if c < len(clauses.tokens)
    )


def _out_of(clauses: Clauses, i: int) -> list[int]:
    """The words before "of" in the prepositions of a verb's complements."""
    ofs = [
        c
        for phrase in clauses.tree.dependents(i, "obl")
        for c in clauses.tree.dependents(phrase, "case")
        if clauses.tokens[c].text.lower() == "of"
    ]
    return [c - 1 for c in ofs if c > i + 1]


def _holds(condition: Condition, clauses: Clauses, i: int) -> bool:
    words = slot_words(clauses, i, condition.slot)
    found = bool(words) if "*" in condition.words else not condition.words.isdisjoint(words)
    return found != condition.negated


def slot_words(clauses: Clauses, i: int, slot: str) -> set[str]:
    """The lemmas that stand for a slot: its heads, their conjuncts, modifiers and "of" phrases."""
    if slot == "any":
        return {clauses.lemmas[t] for t in clauses.tree.subtree(i)} | {
            clauses.lemmas[a] for a in _first(clauses.tree.ancestors(i))
        }
    if slot == "near":
        return _near(clauses, i)
    words: set[str] = set()
    for head in clauses.slots(i).get(slot):
        for conjunct in clauses.conjuncts(head):
            words.add(clauses.lemmas[conjunct])
            for child in clauses.tree.dependents(conjunct, "amod", "compound", "nmod", "nummod"):
                if clauses.tokens[child].dep == "nmod:poss":
                    continue
                if base(clauses.tokens[child].dep) != "nmod" or clauses.tree.preposition(child) in {
                    "of",
                    "in",
                }:
                    words.add(clauses.lemmas[child])
                    words.update(
                        clauses.lemmas[c] for c in clauses.tree.dependents(child, "conj", "compound", "amod")
                    )
    return words


def _first(ancestors: Iterable[int]) -> list[int]:
    return list(islice(ancestors, 1))


def _near(clauses: Clauses, i: int) -> set[str]:
    words: set[str] = set()
    level = [i]
    for _ in range(NEAR_DEPTH):
        level = [c for head in level for c in clauses.tree.children[head]]
        words.update(clauses.lemmas[c] for c in level)
    for slot in ("verb",):
        words.update(clauses.lemmas[c] for c in clauses.slots(i).get(slot))
    return words


def _parse_words(text: str, sets: dict[str, list[str]], where: str) -> frozenset[str]:
    words: set[str] = set()
    for word in text.split("|"):
        if word.startswith("@"):
            if word[1:] not in sets:
                raise UsageError(f"{where}: no word set {word!r}. Available: {', '.join(sorted(sets))}.")
            words.update(sets[word[1:]])
        else:
            words.add(word)
    return frozenset(words)


def read_frames(text: str, sets: dict[str, list[str]], *, origin: str, own: bool = False) -> list[Frame]:
    """The frames of a frames file, in its order.

    Raises: UsageError naming file and line for a row that has not five columns or names an unknown word set.
    """
    frames = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{origin}:{number}"
        columns = line.split("\t")
        if len(columns) != 5:
            raise UsageError(
                f"{where}: a frame has five columns separated by tabs (part of speech v, n or a · lemmas · "
                f"conditions · act · recipient slots), this row has {len(columns)}. See docs/extending.md."
            )
        if columns[0] not in POS:
            raise UsageError(f"{where}: {columns[0]!r} is no part of speech. Write v, n or a.")
        pos, lemmas, asked, act, slots = columns
        conditions = []
        for condition in asked.split() if asked != "-" else []:
            slot, _, words = condition.partition("=")
            conditions.append(
                Condition(slot.rstrip("!"), _parse_words(words, sets, where), slot.endswith("!"))
            )
        firm = act.endswith("!")
        event, _, modes = act.rstrip("!").partition("/")
        recipient = () if slots == "-" else tuple(slots.split(","))
        for word in lemmas.split("|"):
            lemma, _, particle = word.partition("+")
            frames.append(
                Frame(
                    pos,
                    lemma,
                    particle or None,
                    tuple(conditions),
                    event,
                    tuple(modes.split("+")) if modes else (),
                    recipient,
                    own,
                    firm or own,
                )
            )
    return frames


def named_by(ontology: Ontology) -> tuple[Frame, ...]:
    """A frame for each word that an ontology says names a type, or a mode of one, as verb and as noun."""
    frames = []
    for kind in ontology.types.values():
        named = [(lemma, (mode.name,)) for mode in kind.modes.values() for lemma in mode.triggers]
        for lemma, modes in [*named, *((lemma, ()) for lemma in kind.triggers)]:
            for pos in ("v", "n"):
                frames.append(Frame(pos, lemma, None, (), kind.name, modes, (), own=True, firm=True))
    return tuple(frames)


@lru_cache(maxsize=4)
def load(extra: tuple[Path, ...] = (), named: tuple[Frame, ...] = ()) -> Lexicon:
    """The shipped lexicon, with a user's own frames before it, so that theirs win: those of his files, then
    those of his ontology (`named_by`).

    Raises: UsageError for a file that cannot be read, or a row that is no frame.
    """
    data = files("demarche.events") / "data"
    sets: dict[str, list[str]] = table("word_sets.toml")
    frames: list[Frame] = []
    for path in extra:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: cannot be read as a frames file ({error}).") from None
        frames += read_frames(text, sets, origin=str(path), own=True)
    frames += named
    frames += read_frames((data / "frames.tsv").read_text("utf-8"), sets, origin="frames.tsv")
    return Lexicon(frames)
