"""The time expressions of a text, in order, with the days that they name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import ModuleType

from demarche.events.dates import absolute, business, counted, periods, relative, seasons, weekdays
from demarche.events.dates.doubt import doubtful
from demarche.events.dates.grammar import Hit, rules_by_class
from demarche.events.dates.lexicon import OTHER, Tokens, tokenise, words
from demarche.events.dates.periods import Period
from demarche.events.dates.setting import Setting, obliged
from demarche.model import DateKind, DateMention, Sentence, Span

Resolver = Callable[[Hit, Setting], Period | None]

COMPOSED = ("units_later", "unit_beside", "eve_of")  # may be followed by the date that they count from
DURATIONS = ("for_units", "bare_units", "shifted_units")
COMPARISONS = ("units_ago", "of_year_before", "of_named_year", "same_unit_of_year")  # no new reference
COMPARED_MONTHS = ("the", "first", "latest")  # before "nine months": a stretch that figures are given for
GRANT_REACH = 8  # words before "until" within which somebody "has" or is "given" the time
# Classes of which an expression must have one: a run of "the", "of", "in" and numbers alone is none.
CORE = (
    "month", "weekday", "unit", "century", "period", "weekend", "night", "daypart", "season", "deictic",
    "fiscal", "year", "shortyear", "decadeyear", "iso", "slashdate", "qtr", "holiday", "number",
)  # fmt: skip


def find_dates(
    text: str, published: dt.date | None, *, sentences: Sequence[Sentence] | None = None
) -> list[DateMention]:
    """Every time expression of a text with the days that it names, in order of the text.

    `published`: the day that relative expressions count from; without it, or with one outside the years 1000
    to 2200, only those that name their own year are found.  `sentences`: the parsed sentences of the text;
    with them the tense of each clause is read off its verb.
    """
    tokens = tokenise(text)
    if published and not periods.FIRST_YEAR <= published.year <= periods.LAST_YEAR:
        published = None
    setting = Setting(tokens, published, sentences or ())
    found: list[DateMention] = []
    for run in _runs().finditer(tokens.classes):
        i, floor = run.start(), run.start()
        while i < run.end():
            taken = _take(setting, i, run.end())
            if taken is None:
                i += 1
                continue
            hit, period, end = taken
            start = _with_modifiers(tokens, i, floor)
            if not _compares(hit):
                setting.mentions.append((hit.start, period))
            span = Span.of(text, tokens.starts[start], tokens.ends[end - 1])
            found.append(DateMention(span, period.first, period.last, _kind(hit, period, start, setting)))
            i = floor = end
    return found


def resolve(expression: str, anchor: dt.date | None) -> DateMention | None:
    """The first time expression of a few words, counted from `anchor` ("within 72 hours" from the day of an
    act)."""
    found = find_dates(expression, anchor)
    return found[0] if found else None


@cache
def _runs() -> re.Pattern[str]:
    """Unbroken runs of date words with at least one that can carry an expression."""
    core = "".join(words().signs[name] for name in CORE)
    return re.compile(f"[^{OTHER}{core}]*[{core}][^{OTHER}]*")


def _compares(hit: Hit) -> bool:
    """Whether the expression is a length or only compares ("a year earlier"): later ones do not count from
    it.

    Months are remembered: "in the nine months … a year earlier" compares something else than a quarter.
    """
    if hit.rule in DURATIONS:
        return hit.value("unit") != "month" or hit.tokens.word(hit.start - 1) not in COMPARED_MONTHS
    yearly = hit.rule == "units_later" and hit.value("unit") == "year"
    return yearly or hit.rule in COMPARISONS


def _take(setting: Setting, i: int, limit: int) -> tuple[Hit, Period, int] | None:
    """The longest expression that begins with token i and names days: what fits, its period, the token
    after it."""
    hits = []
    for order, (rule, pattern) in enumerate(rules_by_class().get(setting.tokens.classes[i], ())):
        match = pattern.match(setting.tokens.classes, i, limit)
        if match:
            hits.append((-match.end(), order, rule, match))
    for negative_end, _, rule, match in sorted(hits, key=lambda entry: entry[:2]):
        parts = {name: match.span(name) for name in match.groupdict() if match.start(name) >= 0}
        hit = Hit(rule, setting.tokens, i, -negative_end, parts)
        if doubtful(hit):
            continue
        if rule in COMPOSED and (composed := _composed(setting, hit, limit)):
            return composed
        period = resolvers()[rule](hit, setting)
        if period is not None:
            return hit, period, hit.end
    return None


def _composed(setting: Setting, hit: Hit, limit: int) -> tuple[Hit, Period, int] | None:
    """Three days before, and then a date: both as one expression."""
    start = hit.end + (hit.end < limit and setting.tokens.classes[hit.end] == words().signs["the"])
    base = _take(setting, start, limit) if start < limit else None
    period = counted.composed(hit, base[1]) if base else None
    return (hit, period, base[2]) if base and period else None


@cache
def resolvers() -> Mapping[str, Resolver]:
    """The function of each rule, by name."""
    modules: tuple[ModuleType, ...] = (absolute, seasons, weekdays, relative, counted, business)
    names = {rule for rules in rules_by_class().values() for rule, _ in rules}
    found = {name: getattr(module, name) for module in modules for name in names if hasattr(module, name)}
    if missing := names - found.keys():
        raise LookupError(f"No function for the rules {sorted(missing)} of patterns.toml.")
    return found


def _with_modifiers(tokens: Tokens, start: int, floor: int) -> int:
    """The token with which the expression begins, once "late", "the end of", "about", "9 p.m." before it
    are counted in."""
    signs = words().signs

    def sign(i: int) -> str:
        return tokens.classes[i] if i >= floor else OTHER

    i = start
    if sign(i - 1) == signs["of"] and sign(i - 2) == signs["edge"]:
        i -= 3 if sign(i - 3) == signs["the"] else 2
    elif sign(i - 1) == signs["part"]:
        i -= 1
    elif sign(i - 1) == signs["dash"] and sign(i - 2) == signs["part"]:
        i -= 2
    back = 2 if sign(i - 1) == signs["comma"] else 1
    if sign(i - back) in (signs["clock"], signs["daypart"]):
        i -= back
    if sign(i - 1) == signs["about"]:
        i -= 1
    return i


def _kind(hit: Hit, period: Period, start: int, setting: Setting) -> DateKind:
    """Whether the expression is a date, a duration, or the end of a time that somebody is given."""
    tokens = setting.tokens
    if hit.rule in DURATIONS or (hit.rule == "shifted_unit" and period.grain == "span"):
        return "duration"
    before = tokens.word(start - 1)
    if before in ("the", "a"):
        before = tokens.word(start - 2)
    known = before in ("before", "of") and tokens.word(start - 2) != "deadline"  # "before the May 1 deadline"
    if hit.rule == "within_units" or (tokens.word(hit.end) == "deadline" and not known):
        return "deadline"
    as_of = before == "of" and tokens.word(start - 2) == "as"  # "should begin as of June 1"
    if before == "by" or as_of:
        return "deadline" if obliged(tokens, start - 1) else "date"
    if before in ("until", "till"):
        return "deadline" if _granted(tokens, start) else "date"
    if before == "than" and tokens.word(start - 2) == "later":
        return "deadline"
    if before in ("of", "for", "on", "is", "was", ":") and tokens.word(start - 2) == "deadline":
        return "deadline"
    return "date"


def _granted(tokens: Tokens, start: int) -> bool:
    """Whether "until" ends a time that somebody has or is given: "has until Friday to", "gave them until
    noon"."""
    return any(tokens.word(i) in words().tense["granted"] for i in range(start - GRANT_REACH, start))
