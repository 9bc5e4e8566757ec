"""Which dates of a sentence can be an act's: not those of what is spoken of, nor those of other nouns."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from demarche.events.syntax import Clauses, base
from demarche.events.voice import verbs
from demarche.model import DateMention

# Relations by which what is said or asked hangs on the word that says so, and what tells more of a noun.
CONTENT = frozenset({"xcomp", "ccomp", "acl", "advcl", "obl", "nmod"})
# Relations by which a date says which one a noun means, and days of a date that is a year.
WHICH, YEAR = frozenset({"nmod", "amod", "compound", "nummod"}), 360
# Prepositions of an occasion on which something was done: "at the 1998 summit".
OCCASIONS = frozenset({"in", "at", "during", "on", "after", "before", "since", "by"})
# Before a verb that comes after the one it is coordinated with.
THEN = frozenset({"later", "then", "subsequently", "afterwards", "eventually", "since", "now"})
# Words of another day than that of the report's news, and those that begin a clause of time beside it.
OTHERWISE = frozenset({"since", "earlier", "previously", "later", "originally", "initially"})
BESIDE = frozenset({"after", "before", "since", "as", "when", "while", "until"})
# Clauses of what came so many days before or after.
AWAY, DAYS = frozenset({"after", "before"}), frozenset({"day", "week", "month", "year"})
# Days by which a date is too old for the present or the present perfect: "has sent" was not in 2006.
LONG_AGO, MONTH, WEEK = 183, 27, 7
PRESENT = frozenset({"VBZ", "VBP"})
# Verbs that say of a demand, a promise or a pact that it was made.
PERFORMING = frozenset(
    {"make", "sign", "issue", "reach", "announce", "give", "send", "conclude", "strike", "deliver", "seal"}
)


def can_date(
    clauses: Clauses, i: int, date: DateMention, token: int, *, spoken: bool, today: dt.date | None
) -> bool:
    """Whether a date, whose last word is `token`, can be that of the act with the trigger `i`.

    `spoken`: the act is done by saying something; `today`: the day of the report.
    """
    return not (
        (
            spoken
            and (_is_of_what_is_said(clauses, i, token) or _is_for_a_stretch(clauses, i, token, date, today))
        )
        or (_is_year(date) and _says_which(clauses, i, token))
        or _is_of_the_act_before(clauses, i, token)
        or _is_days_apart(clauses, i, token)
        or (_is_too_old(clauses, i, date, today) and not is_since(clauses, i, token))
    )


def _up(clauses: Clauses, token: int, i: int) -> Iterator[int]:
    """The words from a date up to the trigger, without it; nothing where the date does not hang below it."""
    above = [token, *clauses.tree.ancestors(token)]
    return iter(above[: above.index(i)] if i in above else ())


def _is_of_what_is_said(clauses: Clauses, i: int, token: int) -> bool:
    """Whether a date stands in what somebody demands, threatens or is accused of: "to report on Monday".

    Or in what is said before the verb that says so: "they met last week, he said".
    """
    says = clauses.lemmas[i] in verbs().saying
    if says and token < i and base(clauses.tokens[i].dep) == "parataxis":
        return True
    said = False
    for place in _up(clauses, token, i):
        if clauses.lemmas[place] in verbs().mediums and clauses.tree.preposition(place) in OCCASIONS:
            return False
        word = clauses.tokens[place]
        if _performs(clauses, i, place):
            return said
        verbal = word.xpos.startswith("VB") or bool(clauses.tree.dependents(place, "cop", "mark"))
        before = token < i and base(word.dep) == "ccomp"
        said = said or before or (i < place < token and verbal and base(word.dep) in CONTENT)
    return said


def _performs(clauses: Clauses, i: int, place: int) -> bool:
    """Whether a word behind the noun of an act says only that it was done: "the deal signed last year"."""
    word, act = clauses.tokens[place], clauses.tokens[i]
    return (
        word.head == i and act.upos == "NOUN" and word.xpos == "VBN" and clauses.lemmas[place] in PERFORMING
    )


def _is_for_a_stretch(clauses: Clauses, i: int, token: int, date: DateMention, today: dt.date | None) -> bool:
    """Whether a date is a stretch for which something is asked: "requested for this year"."""
    going_on = today is not None and date.first <= today < date.last and (date.last - date.first).days > WEEK
    own = clauses.tokens[token].head == i and clauses.tree.preposition(token) != "for"
    return going_on and not own


def _is_year(date: DateMention) -> bool:
    return (date.last - date.first).days >= YEAR


def _says_which(clauses: Clauses, i: int, token: int) -> bool:
    """Whether a year only says which law, raid or deal is meant: "condemned the 2005 law"."""
    word = clauses.tokens[token]
    if base(word.dep) not in WHICH or word.head in {-1, i} or clauses.tree.preposition(token) is not None:
        return False
    noun = clauses.tokens[word.head]
    occasion = base(noun.dep) == "obl" and clauses.tree.preposition(noun.i) in OCCASIONS
    return noun.upos in {"NOUN", "PROPN"} and not occasion


def _is_of_the_act_before(clauses: Clauses, i: int, token: int) -> bool:
    """Whether a date hangs on the verb that the trigger follows in time: "came on Friday and later left"."""
    return base(clauses.tokens[i].dep) == "conj" and token < i and follows(clauses, i)


def _is_days_apart(clauses: Clauses, i: int, token: int) -> bool:
    """Whether a date stands outside a clause that is told to be days away from it: "weeks after they met"."""
    apart = away(clauses, i)
    return apart is not None and token not in clauses.tree.subtree(apart.place)


@dataclass(frozen=True, slots=True)
class Away:
    """A clause of what came days before or after: "only weeks after Norway imposed tariffs".

    `place`: its verb; `told`: the word for the days; `mark`: after or before.
    """

    place: int
    told: int
    mark: str


def away(clauses: Clauses, i: int) -> Away | None:
    """The clause of an act that is told to be days before or after what it hangs on."""
    for place in (i, *clauses.tree.ancestors(i)):
        relation = base(clauses.tokens[place].dep)
        if relation == "advcl":
            marks = [c for c in clauses.tree.dependents(place, "mark") if clauses.lemmas[c] in AWAY]
            told = [
                c
                for c in clauses.tree.dependents(place, "obl", "nmod", "advmod")
                if clauses.lemmas[c] in DAYS and marks and c < marks[0]
            ]
            return Away(place, told[0], clauses.lemmas[marks[0]]) if told else None
        if relation not in {"conj", "xcomp", "obj"}:
            return None
    return None


def follows(clauses: Clauses, i: int) -> bool:
    """Whether a verb tells what came after what was told before it: "and later left"."""
    return any(clauses.tokens[c].text.lower() in THEN for c in clauses.tree.dependents(i, "advmod") if c < i)


def _is_too_old(clauses: Clauses, i: int, date: DateMention, today: dt.date | None) -> bool:
    """Whether a verb in the present or present perfect tells an act, which was not done long ago.

    In a report without a day only whole months and years are, since a day may be its own.
    """
    forms = clauses.forms(i)
    if clauses.tokens[i].upos != "VERB" or forms.isdisjoint(PRESENT) or "MD" in forms:
        return False
    if today is None:
        return (date.last - date.first).days >= MONTH
    return (today - date.last).days > LONG_AGO


def is_since(clauses: Clauses, i: int, token: int) -> bool:
    """Whether an act goes on since a date: "since 2011", "since the war began in 2011"."""
    above = itertools.takewhile(lambda place: place != i, (token, *clauses.tree.ancestors(token)))
    return any(
        clauses.lemmas[c] == "since"
        for place in above
        for c in clauses.tree.dependents(place, "case", "mark")
    )


def is_to_come(date: DateMention, today: dt.date | None) -> bool:
    """Whether a date lies after the report: no day on which somebody has spoken."""
    if today is None:
        return False
    later = date.span.text.lower().startswith(("later", "next", "coming", "the coming"))
    return date.first > today or (later and date.last > today)


def is_past(clauses: Clauses, i: int) -> bool:
    """Whether a verb says that an act is over: "visited", "has visited"."""
    forms = clauses.forms(i)
    return clauses.tokens[i].upos == "VERB" and ("VBD" in forms or "VBN" in forms) and "MD" not in forms


def is_of_another_time(clauses: Clauses, i: int, *, told: bool) -> bool:
    """Whether an act was done at another time than that of which its report tells: "had asked", "is suing".

    `told`: somebody tells it, in whose words the pluperfect is no more than the past.
    """
    helpers = clauses.tree.dependents(i, "aux")
    before = any(clauses.lemmas[c] == "have" and clauses.tokens[c].xpos == "VBD" for c in helpers)
    going_on = clauses.tokens[i].xpos == "VBG" and any(clauses.tokens[c].xpos in PRESENT for c in helpers)
    said = {clauses.lemmas[c] for c in clauses.tree.dependents(i, "advmod")}
    return (before and not told) or going_on or bool(said & OTHERWISE) or _is_beside(clauses, i)


def _is_beside(clauses: Clauses, i: int) -> bool:
    """Whether an act stands in a clause of time beside what is told: "after it agreed"."""
    for place in (i, *clauses.tree.ancestors(i)):
        if base(clauses.tokens[place].dep) == "advcl" and any(
            clauses.lemmas[c] in BESIDE for c in clauses.tree.dependents(place, "mark")
        ):
            return True
        if base(clauses.tokens[place].dep) not in {"conj", "xcomp", "obj"}:
            return False
    return False
