"""What hangs on what in a parsed sentence: the slots around a verb or noun that may name an act.

The rules read Universal Dependencies and tolerate attachment noise: a slot is looked for where the
treebanks put it and where a parser of 87 % accuracy likes to put it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from demarche.entities.wording import words
from demarche.events.tables import word_lists
from demarche.model import Sentence

SUBJECT = ("nsubj", "csubj")
# Dependents that belong to a noun phrase; everything else opens a clause of its own.
CLAUSES = ("acl", "advcl", "ccomp", "parataxis", "csubj")
# Dependents that are no part of the noun phrase of their head.
NO_PART = frozenset({"case", "punct", "cc", "conj", "mark", "appos", "cop", "advmod", "nsubj", *CLAUSES})
CONTENT = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "SYM", "X"})

# Relations of a verb that has its own subject and object, where it has them.
ALONE = frozenset({"root", "ccomp", "parataxis", "conj"})
# Words from a verb to the one that is coordinated with it and whose object it shares.
IN_ONE_BREATH = 3

# The prepositions by which complements belong to a noun phrase, and to one that tells who governs.
LINKS: frozenset[str | None] = frozenset({"of", "from", None})
SEATED_LINKS = LINKS | {"in"}


@lru_cache(maxsize=1024)
def base(dep: str) -> str:
    """The universal part of a relation: `nsubj:pass` → `nsubj`."""
    return dep.split(":", 1)[0]


@lru_cache(maxsize=1)
def verbs() -> dict[str, frozenset[str]]:
    """The lists of verbs of `data/syntax.toml`."""
    return word_lists("syntax.toml")


class Tree:
    """A sentence with its tree both ways: `children[i]` are the tokens whose head is token i."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.children: list[list[int]] = [[] for _ in self.tokens]
        self.bases = [base(token.dep) for token in self.tokens]  # the universal relation of each token
        self._prepositions: dict[int, str | None] = {}
        for token in self.tokens:
            if token.head >= 0:
                self.children[token.head].append(token.i)

    def dependents(self, i: int, *deps: str) -> list[int]:
        """Children of `i` whose universal relation is one of `deps`, in order."""
        children, bases = self.children[i], self.bases
        return [c for c in children if bases[c] in deps] if children else []

    def subtree(self, i: int, *, without: tuple[str, ...] = ()) -> list[int]:
        """The indices of `i` and all below it, sorted, not entering relations in `without`."""
        found, queue = {i}, [i]
        while queue:
            for child in self.children[queue.pop()]:
                if child not in found and self.bases[child] not in without:
                    found.add(child)
                    queue.append(child)
        return sorted(found)

    def ancestors(self, i: int) -> Iterator[int]:
        """The heads of `i`, from its own upwards."""
        seen = {i}
        head = self.tokens[i].head
        while head >= 0 and head not in seen:
            yield head
            seen.add(head)
            head = self.tokens[head].head

    def way(self, start: int, end: int) -> tuple[list[int], int, list[int]]:
        """From a word to another: those up to where their heads meet, that one, those from `end` to it."""
        above, other = [start, *self.ancestors(start)], [end, *self.ancestors(end)]
        meeting = next((i for i in above if i in other), above[-1])
        down = other[: other.index(meeting)] if meeting in other else other
        return above[: above.index(meeting)], meeting, down

    def relations(self, up: Sequence[int], down: Sequence[int]) -> list[str]:
        """The relations on a way: "^" before those that go up."""
        path = [f"^{base(self.tokens[i].dep)}" for i in up]
        return path + [base(self.tokens[i].dep) for i in reversed(down)]

    def phrase(self, i: int) -> tuple[int, int]:
        """Offsets (start, end) of the noun phrase headed by `i`: no clauses, conjuncts or preposition.

        What its complements are coordinated with is part of it: "the presidents of Poland and Norway".
        """
        left = right = i
        queue = [i]
        while queue:
            place = queue.pop()
            for child in self.children[place]:
                dep = self.bases[child]
                inner = dep == "conj" and place != i and self.bases[place] == "nmod"
                if (
                    dep in NO_PART
                    and not inner
                    and not (
                        dep in {"case", "punct"} and child > i and self.tokens[child].text in {"'s", "’s"}
                    )
                ):
                    continue
                if dep == "nmod" and child > i and self._preposition(child) not in self._links(place, i):
                    continue
                left, right = min(left, child), max(right, child)
                queue.append(child)
        if right > left and self.tokens[right].text in {"'s", "’s", "'", "’"}:
            right -= 1
        return self.tokens[left].start, self.tokens[right].end

    def _links(self, place: int, head: int) -> frozenset[str | None]:
        """The prepositions by which a complement belongs to a noun phrase, for a word of it.

        The place of a government is its country: "the junta in Mali".
        """
        forms = {self.tokens[head].lemma.lower(), self.tokens[head].text.lower()}
        seated = place == head and not forms.isdisjoint(words()["seated"])
        return SEATED_LINKS if seated else LINKS

    def _preposition(self, i: int) -> str | None:
        for child in self.dependents(i, "case"):
            if self.tokens[child].text not in {"'s", "’s", "'", "’"}:
                return self.tokens[child].lemma.lower()
        return None

    def preposition(self, i: int) -> str | None:
        """The preposition of a noun phrase or gerund, as one word: `because of`, `in response to`."""
        if i not in self._prepositions:
            self._prepositions[i] = self._whole_preposition(i)
        return self._prepositions[i]

    def _whole_preposition(self, i: int) -> str | None:
        cases = [
            c
            for c in self.dependents(i, "case", "mark")
            if c < i and self.tokens[c].upos in {"ADP", "SCONJ", "ADV", "VERB"}
        ]
        if not cases:
            return None
        words: list[str] = []
        for case in cases:
            words.append(self.tokens[case].text.lower())
            words += [self.tokens[c].text.lower() for c in self.dependents(case, "fixed")]
        return " ".join(words)


@dataclass(slots=True)
class Slots:
    """The dependents of one trigger by slot name.

    Names: of a verb `subj`, `obj`, `iobj`, `xcomp`, `ccomp`, `advcl`, `parataxis`, `adv`, `aux`, `prt`; of a
    noun `subj`, `poss`, `mod`, `acl`, `verb` (whose object it is), `verb_subj` (that verb's subject), `pred`;
    of either a preposition, or `bare` for a complement without one.

    Values are token indices.  `passive`: the trigger is a passive verb, and `obj` holds its subject.
    """

    trigger: int
    passive: bool = False
    slots: dict[str, list[int]] = field(default_factory=dict)

    def add(self, slot: str, i: int) -> None:
        if i not in self.slots.setdefault(slot, []):
            self.slots[slot].append(i)

    def get(self, slot: str) -> list[int]:
        return self.slots.get(slot, [])


class Clauses:
    """Slots of every token of a sentence, worked out when first asked for."""

    def __init__(self, sentence: Sentence) -> None:
        self.tree = Tree(sentence)
        self.tokens = self.tree.tokens
        self._slots: dict[int, Slots] = {}

    @cached_property
    def lemmas(self) -> list[str]:
        """Lower-case lemmas by token."""
        return [token.lemma.lower() for token in self.tokens]

    def slots(self, i: int) -> Slots:
        """The slots of token `i` as verb, noun or adjective."""
        if i not in self._slots:
            slots = self._slots[i] = Slots(i)
            if self.tokens[i].upos in {"VERB", "AUX"} or self._is_verbal(i):
                self._verb(i, slots)
            else:
                self._noun(i, slots)
        return self._slots[i]

    def conjuncts(self, i: int) -> list[int]:
        """`i` and the noun phrases coordinated with it."""
        found = [i]
        for head in found:
            found += [c for c in self.tree.dependents(head, "conj") if c not in found]
        return found

    def _is_verbal(self, i: int) -> bool:
        return any(self.tree.bases[c] in {"obj", "nsubj", "aux"} for c in self.tree.children[i])

    def forms(self, i: int) -> set[str]:
        """The Penn tags of a verb and its auxiliaries."""
        return {self.tokens[form].xpos for form in (i, *self.tree.dependents(i, "aux"))}

    def is_passive(self, i: int) -> bool:
        """Whether the verb is passive: marked so, or a bare participle that modifies a noun."""
        token = self.tokens[i]
        if self._is_suffered(i):
            return True
        for child in self.tree.children[i]:
            dep = self.tokens[child].dep
            if dep == "aux:pass" or (dep in {"nsubj:pass", "csubj:pass"} and token.xpos != "VBD"):
                return True
        if token.xpos == "VBN" and not any(
            self.tokens[c].lemma in {"have", "'ve"} for c in self.tree.dependents(i, "aux")
        ):
            has_subject = any(self.tree.bases[c] == "nsubj" for c in self.tree.children[i])
            if base(token.dep) in {"acl", "amod"} or (base(token.dep) == "advcl" and not has_subject):
                return not any(self.tree.bases[c] == "obj" for c in self.tree.children[i])
            if base(token.dep) == "conj" and token.head >= 0 and not has_subject:
                return self.is_passive(token.head)
        return False

    def _is_suffered(self, i: int) -> bool:
        """Whether a verb without object or auxiliary can only tell what its subject suffered.

        Headlines leave out the auxiliary: "Two fishermen detained off Libya".
        """
        token, tree = self.tokens[i], self.tree
        lists, lemma = verbs(), self.lemmas[i]
        down = any(self.lemmas[c] == "down" for c in tree.children[i])
        if not (lemma in lists["suffered"] or (lemma in lists["suffered_down"] and down)):
            return False
        if token.xpos not in {"VBD", "VBN"} or base(token.dep) not in ALONE:
            return False
        own, beside = tree.bases, tree.dependents(i, "conj")
        subject = any(own[c] == "nsubj" for c in tree.children[i])
        if base(token.dep) == "conj":
            subject = subject or self._is_suffered(token.head)
        others = {own[c] for verb in (i, *beside) for c in tree.children[verb]}
        return subject and others.isdisjoint({"obj", "iobj", "aux", "ccomp", "xcomp", "cop"})

    def _verb(self, i: int, slots: Slots) -> None:
        slots.passive = self.is_passive(i)
        for child in self.tree.children[i]:
            self._add_verb_child(child, slots)
        self._share_object(i, slots)
        self._inherit(i, slots)

    def _share_object(self, i: int, slots: Slots) -> None:
        """The object of a verb that follows in the same breath: "blindfolding and pinning the man down"."""
        if slots.passive or slots.get("obj"):
            return
        for child in self.tree.dependents(i, "conj"):
            if child - i <= IN_ONE_BREATH and self.tokens[child].xpos == self.tokens[i].xpos:
                for value in self.tree.dependents(child, "obj"):
                    slots.add("obj", value)

    def _add_verb_child(self, child: int, slots: Slots) -> None:
        token = self.tokens[child]
        dep = base(token.dep)
        preposition = self.tree.preposition(child)
        if dep == "nsubj":
            slots.add("obj" if slots.passive else "subj", self._antecedent(child))
        elif dep == "obj":
            slots.add("obj", child)
        elif dep == "iobj":
            slots.add("iobj", child)
        elif token.dep == "obl:agent" or (dep == "obl" and preposition == "by" and slots.passive):
            slots.add("subj", child)
        elif dep in {"obl", "nmod"} or (dep == "advcl" and preposition and self.tokens[child].xpos == "VBG"):
            if preposition:
                slots.add(preposition, child)
            else:
                slots.add("bare", child)
        elif dep in {"xcomp", "ccomp", "advcl", "parataxis"}:
            slots.add(dep, child)
        elif token.dep == "compound:prt":
            slots.add("prt", child)
        elif dep in {"advmod", "aux"}:
            slots.add("adv" if dep == "advmod" else "aux", child)
        # Prepositional phrases are often hung on the object instead of the verb.
        if dep in {"obj", "nsubj"} and (dep == "obj" or slots.passive):
            for below in self.tree.dependents(child, "nmod", "acl"):
                inner = self.tree.preposition(below)
                if inner and inner not in {"of"} and self.tokens[below].upos in CONTENT | {"VERB"}:
                    slots.add(inner, below)

    def _in_which(self, i: int) -> bool:
        """Whether a relative clause tells what happened in what it is about: "a raid in which two died"."""
        return any(
            self.lemmas[child] == "which" and self.tree.preposition(child) == "in"
            for child in self.tree.dependents(i, "obl")
        )

    def _antecedent(self, i: int) -> int:
        """The noun that a relative pronoun stands for, else the token itself."""
        token = self.tokens[i]
        if token.lemma.lower() in {"who", "which", "that", "whom"} and token.upos in {"PRON", "DET", "SCONJ"}:
            for head in self.tree.ancestors(i):
                if self.tree.bases[head] == "acl" and self.tokens[head].head >= 0:
                    return self.tokens[head].head
        return i

    def _inherit(self, i: int, slots: Slots) -> None:
        """Takes over subject (and passive object) from the clause that governs a verb without its own."""
        token = self.tokens[i]
        dep = base(token.dep)
        head = token.head
        if head < 0:
            return
        if dep == "acl" and self.tokens[head].upos in CONTENT:
            relative = any(
                self.tokens[c].lemma.lower() in {"who", "which", "that", "whom", "whose"}
                for c in self.tree.subtree(i, without=("ccomp",))
                if self.tokens[c].upos in {"PRON", "DET"}
            )
            if slots.passive and not slots.get("obj"):
                slots.add("obj", head)
            elif (
                (not slots.passive or self._in_which(i))
                and not slots.get("subj")
                and token.xpos in {"VBG", "VBD", "VBZ", "VBP", "VBN"}
            ):
                slots.add("subj", head)
            elif relative and not slots.get("obj") and not slots.passive and slots.get("subj"):
                slots.add("obj", head)
            elif token.xpos == "VB" and not slots.get("subj"):
                self._inherit_from_noun(head, slots)
            return
        if slots.get("subj") or (slots.passive and slots.get("obj")):
            return
        if dep in {"conj", "xcomp", "advcl", "parataxis"} and (
            self.tokens[head].upos in {"VERB", "AUX", "ADJ", "NOUN", "ADV"}
        ):
            above = self._slots.get(head)
            if above is None or above.slots:
                above = self.slots(head)
            # Object control: "ordered the consul to leave".
            if dep == "xcomp" and above.get("obj") and (above.passive or self.tokens[i].xpos == "VB"):
                slots.add("obj" if slots.passive else "subj", above.get("obj")[0])
            else:
                self._take_over(above, dep, slots)

    def _take_over(self, above: Slots, dep: str, slots: Slots) -> None:
        """The subject of the verb above, and its agent too for one that is coordinated with it.

        "He was seized by the police and taken away": he was taken, by the police.  Whom a passive under an
        active verb is done to is not said: "asked for the ban to be lifted".
        """
        if slots.passive and dep != "conj" and not above.passive:
            return
        subjects = (above.get("obj") if above.passive else []) or above.get("subj")
        for subject in subjects[:1]:
            slots.add("obj" if slots.passive else "subj", subject)
        if above.passive and slots.passive and dep == "conj":
            for agent in above.get("subj")[:1]:
                slots.add("subj", agent)

    def _inherit_from_noun(self, noun: int, slots: Slots) -> None:
        """For "a plan to expel": the noun's owner, or the subject of the verb that takes the noun."""
        above = self.slots(noun)
        for slot in ("poss", "by", "subj"):
            for subject in above.get(slot)[:1]:
                slots.add("subj", subject)
                return

    def _noun(self, i: int, slots: Slots) -> None:
        for child in self.tree.children[i]:
            token = self.tokens[child]
            dep = base(token.dep)
            preposition = self.tree.preposition(child)
            if token.dep == "nmod:poss":
                slots.add("poss", child)
            elif dep in {"nmod", "obl"}:
                slots.add(preposition or "bare", child)
            elif dep in {"amod", "compound", "nummod"}:
                slots.add("mod", child)
            elif dep == "nsubj":
                slots.add("subj", self._antecedent(child))
            elif dep == "acl":
                slots.add(preposition if preposition and token.xpos == "VBG" else "acl", child)
        self._light_verb(i, slots)

    def _light_verb(self, i: int, slots: Slots) -> None:
        """For "launched an attack on": the verb's subject acts, its prepositional phrases are the noun's."""
        token = self.tokens[i]
        head = token.head
        if head < 0 or self.tokens[head].upos not in {"VERB", "AUX"}:
            return
        dep = base(token.dep)
        above = self.slots(head)
        is_object = dep == "obj" or (dep == "nsubj" and above.passive)
        if (is_object and self.lemmas[head] in verbs()["light_verbs"]) or dep == "obl":
            for subject in above.get("subj")[:1]:
                if subject != i:
                    slots.add("verb_subj", subject)
        if is_object:
            slots.add("verb", head)
            for slot, values in above.slots.items():
                if slot in {
                    "on",
                    "against",
                    "with",
                    "to",
                    "from",
                    "for",
                    "over",
                    "at",
                    "in",
                    "into",
                    "between",
                }:
                    for value in values:
                        if value != i:
                            slots.add(slot, value)
            for value in above.get("iobj"):
                slots.add("iobj", value)
        elif dep == "nsubj":
            slots.add("pred", head)
