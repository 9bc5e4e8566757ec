"""The days of acts: which date is an act's, and what it leaves open.

`circumstances.py` asks an act's own clause and `beyond.py` the sentences around it; here both are asked in
turn, and what is found is held against the day of the report: nothing has been done on a day to come, and
what goes on has not ended yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from demarche.events.acts import Act
from demarche.events.beyond import Beyond
from demarche.events.circumstances import Circumstances, as_range, days_in, head_of
from demarche.events.dates.anchor import WEEKDAYS
from demarche.events.dates.weekdays import SAID
from demarche.events.dating import LONG_AGO, away, follows, is_since, is_to_come
from demarche.events.status import ANNOUNCED, SPOKEN, status_of, will_be
from demarche.events.syntax import base
from demarche.model import DateMention, DateRange, Span, Status

# Acts of speaking about what is to come: dated to when it was said (guideline 6a).
PROMISES = frozenset({"AGREE", "CONCEDE", "REQUEST", "THREATEN", "REJECT"})
# What the event head needs for the date of an act in another sentence.  Tuned on the dev gold; `python -m
# benchmarks.events` re-checks.
FAR = 0.5
# Acts that go on from a day: "since Tuesday".
SERIES = frozenset({"PROTEST", "ASSAULT", "COERCE", "CONSULT", "MOBILIZE", "AID"})
# Verbs for the start of such a series, and days of a date that leaves open when it was over.
BEGINNING, MONTH = frozenset({"begin", "start", "erupt", "break"}), 27
# How dates name a year, and how the months begin.
YEAR = re.compile(r"\d{4}|['’]\d\d\b")
MONTHS = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
# What is told without a year of a day no farther ahead may be planned.
SOON = dt.timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Days:
    """The dates that a report's words give its acts; `dated_in`: the sentences that name any."""

    text: str
    today: dt.date | None
    circumstances: Circumstances
    beyond: Beyond
    dated_in: Collection[int]

    def told(self, act: Act) -> DateMention | None:
        """The date of an act, that of the act above for a participle: "demanded … last week, accusing …"."""
        clauses, token = act.clauses, act.clauses.tokens[act.i]
        date = self.circumstances.date_of(
            clauses, act.i, act.parts.get("date"), spoken=act.event in SPOKEN - {"AGREE"}
        )
        if (
            date is None
            and token.xpos == "VBG"
            and base(token.dep) == "advcl"
            and token.head >= 0
            and clauses.tree.preposition(act.i) is None
        ):
            return self.circumstances.date_of(clauses, token.head)
        if date is None:
            date = self._date_before_and(act) or self._days_away(act) or self._date_when(act)
        if date is None:
            return self.beyond.first(act, "date", self.circumstances.date_marked, FAR, self.dated_in)
        return date

    def _date_before_and(self, act: Act) -> DateMention | None:
        """The day of the deed told just before in one breath: "expelled two envoys on Tuesday and closed"."""
        clauses, token = act.clauses, act.clauses.tokens[act.i]
        first = token.head
        if base(token.dep) != "conj" or not token.xpos == clauses.tokens[first].xpos == "VBD":
            return None
        date = self.circumstances.date_of(clauses, first)
        told_before = date is not None and date.first == date.last and date.span.end <= token.start
        return date if told_before and not follows(clauses, act.i) else None

    def _date_when(self, act: Act) -> DateMention | None:
        """The date that an act tells more of: "since 28 February, when Chad closed the border"."""
        clauses = act.clauses
        for when in clauses.tree.dependents(act.i, "advmod", "mark"):
            if clauses.lemmas[when] != "when":
                continue
            start = clauses.tokens[when].start
            for date in self.circumstances.dates:
                between = self.text[date.span.end : start] if date.span.end <= start else "-"
                if date.kind == "date" and not between.strip(" ,\n"):
                    return date
        return None

    def _days_away(self, act: Act) -> DateMention | None:
        """The day that is told by how far it is from another: "two days after Chad had struck"."""
        apart = away(act.clauses, act.i)
        count = days_in(act.clauses, apart.told) if apart is not None else None
        if apart is None or count is None:
            return None
        other = self.circumstances.date_of(act.clauses, act.clauses.tokens[apart.place].head)
        if other is None or other.first != other.last:
            return None
        day = other.first + dt.timedelta(-count if apart.mark == "after" else count)
        tokens, words = act.clauses.tokens, [apart.told, *act.clauses.tree.subtree(apart.told)]
        span = Span.of(self.text, tokens[min(words)].start, tokens[max(words)].end)
        return DateMention(span, day, day)

    def is_ahead(self, date: DateMention | None, act: Act) -> bool:
        """Whether a visit, aid or withdrawal is told as done on a day to come."""
        ahead = date is not None and is_to_come(date, self.today) and not self._is_said_day(date)
        return act.event in ANNOUNCED and act.status == "actual" and (ahead or will_be(act.clauses, act.i))

    def _is_said_day(self, date: DateMention) -> bool:
        """Whether a day is that on which something was said, "said Friday": where that was, it had come
        already when the report was dated Thursday.
        """
        near = self.today is not None and date.last - self.today <= DAY
        return near and self.text[: date.span.start].rstrip().endswith(SAID)

    def up_to_now(self, date: DateMention, act: Act) -> DateRange:
        """The days of an act: of what goes on, or is told of a stretch that does, those up to the report."""
        return self._so_far(self._since(as_range(date), act), act.status)

    def _since(self, date: DateRange, act: Act) -> DateRange:
        """A series that goes on since a day: up to the report (guideline 9a)."""
        today = self.today
        going_on = act.event in SERIES and act.status == "actual"
        if today is None or date.span is None or date.last >= today or not going_on:
            return date
        dated = head_of(act.clauses, date.span)
        since = dated is not None and is_since(act.clauses, act.i, dated)
        return DateRange(date.first, today, date.span) if since or self._has_begun(act, date) else date

    def _has_begun(self, act: Act, date: DateRange) -> bool:
        """Whether a date tells when a series of months began: "the protests began in June"."""
        token = act.clauses.tokens[act.i]
        begins = base(token.dep) == "nsubj" and act.clauses.lemmas[token.head] in BEGINNING
        return begins and (date.last - date.first).days >= MONTH

    def _so_far(self, date: DateRange, status: Status) -> DateRange:
        """The days of a deed up to the report: "earlier this month" ends with it."""
        today = self.today
        if status != "actual" or today is None or not date.first <= today < date.last:
            return date
        return replace(date, last=today)

    def possible(self, date: DateMention, act: Act) -> DateMention | None:
        """The date where it can be the act's: nobody has spoken on a day to come.

        Of what was done a weekday is the last one, "they had marched on Saturday", and so is a day of a month
        that would be far off: "the Oct. 7 attacks".
        """
        today = self.today
        if act.event in PROMISES:
            if act.event == "REQUEST" and status_of(act.clauses, act.i, act.event) == "future":
                return date
            to_be = today is not None and will_be(act.clauses, act.i)
            other = today is not None and (date.last > today or (today - date.last).days > LONG_AGO)
            return None if (to_be and other) or is_to_come(date, today) else date
        if today is None or act.status != "actual" or date.first <= today or self._is_said_day(date):
            return date
        far = date.first - today > SOON
        if far and act.event not in ANNOUNCED and not YEAR.search(date.span.text) and _names_a_month(date):
            return replace(date, first=_year_before(date.first), last=_year_before(date.last))
        said = set(date.span.text.lower().split())
        bare = "next" not in said and not said.isdisjoint(WEEKDAYS)
        if date.first == date.last and date.first - today < WEEK and bare:
            return replace(date, first=date.first - WEEK, last=date.last - WEEK)
        return date


def _names_a_month(date: DateMention) -> bool:
    """Whether a date is a day or days of a month that its words name."""
    words = {word.strip(".,").lower()[:3] for word in date.span.text.split()}
    return (date.last - date.first).days <= MONTH + 3 and not words.isdisjoint(MONTHS)


def _year_before(day: dt.date) -> dt.date:
    """The same day a year before."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
