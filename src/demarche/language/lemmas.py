"""Dictionary forms: a table of what rules get wrong, and the rules.

The table (lemmas.tsv, built by training/language/lemmas.py) is keyed by form, UPOS and XPOS; the
rules undo English inflection by XPOS and ask the encoder's vocabulary which of two spellings is a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from demarche.errors import ModelError
from demarche.language.spelling import verbs, without_ending

CACHE = 200_000  # (form, UPOS, XPOS) remembered
NAMES = ("NNP", "NNPS")
PAST = ("VBD", "VBN")
INFLECTED = frozenset({"VBD", "VBN", "VBG", "VBZ"})
# Adjectives of places keep their capital; the endings of nearly all of them.
DEMONYM_ENDINGS = (
    "an",
    "ese",
    "ish",
    "i",
    "ench",
    "utch",
    "eek",
    "wiss",
    "elsh",
    "hai",
    "zech",
    "slav",
    "bek",
    "ajik",
    "azakh",
)
AS_WRITTEN = {"X", "SYM", "NUM", "PUNCT"}


class Lemmas:
    """Looks lemmas up, or works them out."""

    def __init__(self, table: dict[tuple[str, str, str], str], *, known: Callable[[str], bool]) -> None:
        self._table = table
        self._known_word = known
        self._seen: dict[tuple[str, str, str], str] = {}

    @classmethod
    def read(cls, path: Path, *, known: Callable[[str], bool]) -> Lemmas:
        """The lemmas of a table: lines of form, UPOS, XPOS, lemma; lines with # first are comments."""
        table = {}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line.startswith("# "):
                continue
            fields = line.split("\t")
            if len(fields) != 4:
                raise ModelError(
                    f"{path}:{number}: {len(fields)} fields instead of 4: the file is damaged. "
                    "Reinstall demarche."
                )
            table[fields[0], fields[1], fields[2]] = fields[3]
        return cls(table, known=known)

    def of_all(self, forms: Sequence[str], upos: Iterable[str], xpos: Iterable[str]) -> list[str]:
        """The lemmas of words."""
        seen, found = self._seen, []
        for key in zip(forms, upos, xpos, strict=True):
            lemma = seen.get(key)
            if lemma is None:
                if len(seen) >= CACHE:
                    seen.clear()
                lemma = seen[key] = self.of(*key)
            found.append(lemma)
        return found

    def of(self, form: str, upos: str, xpos: str) -> str:
        """The lemma of one word."""
        form = form.replace("’", "'").replace("‘", "'") if len(form) > 1 else form
        if xpos in INFLECTED and (irregular := verbs().irregular.get(form.lower())):
            return irregular
        return self._table.get((key_of(form, xpos), upos, xpos)) or self.by_rule(form, upos, xpos)

    def by_rule(self, form: str, upos: str, xpos: str) -> str:
        """The lemma by rules alone; never empty."""
        if upos in AS_WRITTEN and not form.isalpha():
            return form.replace(",", "") if upos == "NUM" and form[:1].isdigit() else form
        if xpos in NAMES or upos == "PROPN":
            return self._name(form, upos, xpos)
        lower = form.lower()
        if xpos in ("NN", "NNS") and len(form) > 1 and form.rstrip("s").isupper():
            return form[:-1] if xpos == "NNS" and form.endswith("s") and len(form) > 2 else form
        if upos == "ADJ" and form.istitle() and form.endswith(DEMONYM_ENDINGS):
            return form
        if xpos == "NNS":
            return self._singular(lower)
        if xpos == "VBZ":
            return self._third_person(lower)
        if xpos in PAST or (upos == "VERB" and lower.endswith("ed")):
            # No past form that the table lacks ends in -s: the tag is wrong, "it regrets the move".
            return self._without(lower, "ed") if lower.endswith("ed") else self._third_person(lower)
        if xpos == "VBG" or (upos == "VERB" and lower.endswith("ing")):
            return self._without(lower, "ing") if lower.endswith("ing") else lower
        if xpos in ("JJR", "RBR") and lower.endswith("er"):
            return self._without(lower, "er")
        if xpos in ("JJS", "RBS") and lower.endswith("est"):
            return self._without(lower, "est")
        return lower

    def _name(self, form: str, upos: str, xpos: str) -> str:
        if upos == "VERB" and form.endswith(("ing", "ed")):
            return self._without(form.lower(), "ing" if form.endswith("ing") else "ed").capitalize()
        if not form[:1].isupper():
            return form.capitalize() if form.islower() and form.isalpha() else form
        if xpos == "NNPS" and form[1:].islower() and form.isalpha():
            return self._singular(form.lower()).capitalize()
        return form

    def _singular(self, word: str) -> str:
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
            return word[:-2]
        if word.endswith("men"):
            return word[:-2] + "an"
        if word.endswith("oes"):
            return word[:-2] if not self._known_word(word[:-1]) else word[:-1]
        if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
            return word[:-1]
        return word

    def _third_person(self, word: str) -> str:
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
            return word[:-2]
        return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word

    def _without(self, word: str, ending: str) -> str:
        return without_ending(word, ending, self._known_word)


def key_of(form: str, xpos: str) -> str:
    """The form as the table spells it: names as written, all else in lower case."""
    return form if xpos in NAMES else form.lower()
