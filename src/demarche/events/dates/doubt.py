"""What only looks like a date: amounts, names, ages, verbs and papers."""

from __future__ import annotations

from demarche.events.dates.grammar import Hit
from demarche.events.dates.lexicon import Tokens, words

LIKELY_YEARS = range(1900, 2036)  # a bare number outside this range needs a preposition to be a year
COUNTABLE = ("month_day", "month_days", "day_month")
ADDRESS = ("of", "to", "at", "from", "by", "for", "than", "as", "after")  # before the number of a house
UNIT_RULES = ("bare_units", "for_units", "units_later", "in_units")


def doubtful(hit: Hit) -> bool:
    """Whether the expression is something else than a date, by the words around it."""
    tokens, before, after = hit.tokens, hit.tokens.word(hit.start - 1), hit.tokens.word(hit.end)
    blockers = words().blockers
    if hit.rule == "year_alone":
        return _no_year(hit)
    if hit.rule in ("month_alone", "shifted_month") and _bare(hit.surface("month")) in blockers["ambiguous"]:
        return _no_month(hit)
    if hit.rule in COUNTABLE and not hit.has("yr") and after in blockers["after_year"]:
        return True
    if hit.rule == "weekday_alone":
        paper = after in blockers["papers"] and tokens.surface(hit.end)[:1].isupper()
        return paper or before in blockers["before_weekday"]
    if hit.rule == "season_year":
        if "fall" in hit.surface_all() and after in ("of", "from", "in"):
            return True
        said = any(hit.has(part) for part in ("shift", "shift2", "yr"))
        return not said and before not in blockers["season_triggers"]
    if hit.rule == "shifted_unit" and _is_named(hit):
        return True
    if hit.rule in UNIT_RULES:
        return _is_age(tokens, hit.end)
    return False


def _no_year(hit: Hit) -> bool:
    """Whether a bare number of four figures is an amount or part of a name."""
    tokens, blockers = hit.tokens, words().blockers
    before, after = tokens.word(hit.start - 1), tokens.word(hit.end)
    year = hit.number("yr")
    if before in blockers["before_year"] or after in blockers["after_year"]:
        return True
    if after in ("-", "–") and tokens.word(hit.end + 1) in blockers["after_year"]:
        return True
    if hit.end - hit.start > 1:
        return False
    tail = tokens.surface(hit.end + 1)
    if after == "-" and tail[:1].isalpha() and not tail.islower():
        return True  # 2019-nCoV
    if year not in LIKELY_YEARS:
        street = before in ADDRESS and _begins_name(tokens, hit.end)
        return street or before not in blockers["trigger_year"] or _counts(tokens, hit.end)
    if tokens.surface(hit.start - 1)[:1].isupper() and before not in blockers["triggers"]:
        return not tokens.closes(hit.start - 2) and before not in blockers["trigger_year"]
    determined = before in blockers["determiners"] or before in blockers["trigger_year"]
    return not determined and _counts(tokens, hit.end)


def _begins_name(tokens: Tokens, i: int) -> bool:
    """Whether token i begins the name of a street: "of 1119 Eighth St.", "at 1600 Main Street"."""
    return tokens.surface(i)[:1].isupper()


def _counts(tokens: Tokens, i: int) -> bool:
    """Whether token i is a plural that the number before it may count."""
    surface = tokens.surface(i)
    return surface.islower() and surface.endswith("s") and len(surface) > 3 and not surface.endswith("ss")


def _no_month(hit: Hit) -> bool:
    """Whether a month's name alone is a verb, a person or a season's homonym."""
    tokens, blockers = hit.tokens, words().blockers
    before, after = tokens.word(hit.start - 1), tokens.word(hit.end)
    if before in "-–":  # "mid-March"
        before = tokens.word(hit.start - 2)
    if before in blockers["titles"] or hit.has("shift"):
        return before in blockers["titles"]
    if before in blockers["triggers"] and before != "the":
        return False
    return not (before in (",", "(") and after in (",", ")"))


def _is_named(hit: Hit) -> bool:
    """Whether a unit of time is somebody's name: "adding that Weeks' family"."""
    return hit.tokens.surface(hit.end - 1).istitle() and hit.tokens.surface(hit.start).islower()


def _bare(word: str) -> str:
    """A word without the ending of a possessor."""
    return word.removesuffix("'s").removesuffix("’s")


def _is_age(tokens: Tokens, i: int) -> bool:
    """Whether the years or days before token i are somebody's age."""
    after_age = words().blockers["after_age"]
    return tokens.word(i) in after_age or (tokens.word(i) in "-–" and tokens.word(i + 1) in after_age)
