"""A coded report for the eye: its events in time order and, under them, the tree of answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demarche.cli.terminal import plain
from demarche.entities.countries import country_name
from demarche.model import CodedReport, DateRange, Entity, Event, Span

if TYPE_CHECKING:
    from rich.tree import Tree

NO_DATE = "—"
# Piped output is as wide as its longest line needs, so that it does not depend on the terminal.
WIDTH = 160


@dataclass(frozen=True, slots=True)
class CodedDisplay:
    """Prints coded reports: with colour and boxes on a terminal, as plain and stable text in a pipe."""

    terminal: bool
    explain: bool = False

    def __call__(self, coded: CodedReport) -> None:
        from rich.console import Console
        from rich.text import Text

        console = Console(
            width=None if self.terminal else WIDTH,
            no_color=not self.terminal,
            highlight=False,
            soft_wrap=not self.terminal,
        )
        report = coded.report
        told = report.published.isoformat() if report.published else "date unknown"
        publisher = f" · {report.publisher}" if report.publisher else ""
        console.print(Text(plain(report.title or _headline(report.text)), style="bold"))
        console.print(Text(plain(f"{told}{publisher}"), style="dim"))
        if not coded.events:
            console.print(Text("no political event", style="dim"))
            console.print()
            return
        events = sorted(coded.events, key=_when)
        number = {event.id: n for n, event in enumerate(events, 1)}
        self._table(console, events, number)
        self._tree(console, events, number)
        if self.explain:
            for event in events:
                self._evidence(console, event, number)
        console.print()

    def _table(self, console, events: Sequence[Event], number: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD if self.terminal else box.ASCII2, pad_edge=False, expand=False)
        for name in ("#", "date", "actor → recipient", "what", "status", "according to", "deadline"):
            table.add_column(name, no_wrap=name in {"#", "date", "deadline"})
        for event in events:
            what = f"{event.event} {'+'.join(event.mode)}".strip()
            table.add_row(
                str(number[event.id]),
                date_text(event.date),
                Text(plain(f"{names(event.actor) or '?'} → {names(event.recipient) or '·'}")),
                Text(what, style=_colour(event)),
                "" if event.status == "actual" else event.status,
                Text(plain(names(event.according_to))),
                event.deadline.date.isoformat() if event.deadline else "",
            )
        console.print(table)

    def _tree(self, console, events: Sequence[Event], number: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
        from rich.text import Text
        from rich.tree import Tree

        by_id = {event.id: event for event in events}
        answered = {a.event for event in events for a in event.answers}
        answering = {event.id for event in events if event.answers}
        roots = [event for event in events if event.id in answered and event.id not in answering]
        roots += [
            e
            for e in events
            if e.id in answered and e.id in answering and not _reachable(e, roots, by_id, events)
        ]
        if not roots:
            return
        console.print(Text("what answers what", style="dim"))
        for root in roots:
            tree = Tree(Text(plain(_label(root, number))))
            self._grow(tree, root, events, number, {root.id})
            console.print(tree, overflow="ignore", no_wrap=True, crop=False)

    def _grow(
        self, tree: Tree, event: Event, events: Sequence[Event], number: dict[str, int], seen: set[str]
    ) -> None:
        from rich.text import Text

        for other in events:
            for answer in other.answers:
                if answer.event == event.id and other.id not in seen:
                    cue = f' "{answer.cue.text}"' if answer.cue else ""
                    lag = f", {lag_text(answer.lag)}" if answer.lag else ""
                    branch = tree.add(Text(plain(f"{_label(other, number)}  [{answer.kind}{cue}{lag}]")))
                    self._grow(branch, other, events, number, seen | {other.id})

    def _evidence(self, console, event: Event, number: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
        from rich.text import Text

        console.print(
            Text(plain(f"\n{_label(event, number)}  confidence {event.confidence:.2f}"), style="bold")
        )
        console.print(self._marked(event))
        for part in event.why.split("; "):
            console.print(Text(plain(f"  {part}"), style="dim"))

    def _marked(self, event: Event):  # type: ignore[no-untyped-def]
        """The event's sentence with its spans in colour, or in brackets where there is no colour."""
        from rich.text import Text

        spans: list[tuple[Span, str, str]] = [(event.trigger, "trigger", "bold red")]
        spans += [(e.span, "actor", "cyan") for e in event.actor if e.span]
        spans += [(e.span, "recipient", "magenta") for e in event.recipient if e.span]
        spans += [(e.span, "speaker", "yellow") for e in event.according_to if e.span]
        if event.date and event.date.span:
            spans.append((event.date.span, "date", "green"))
        if event.deadline:
            spans.append((event.deadline.span, "deadline", "green"))
        spans += [(a.cue, "cue", "blue") for a in event.answers if a.cue]
        text, last = Text("  "), event.sentence.start
        whole = event.sentence
        for span, name, style in sorted(spans, key=lambda s: s[0].start):
            if span.start < last or span.end > whole.end:
                continue
            text.append(plain(whole.text[last - whole.start : span.start - whole.start]))
            marked = plain(whole.text[span.start - whole.start : span.end - whole.start])
            text.append(marked if self.terminal else f"[{marked}|{name}]", style=style)
            last = span.end
        text.append(plain(whole.text[last - whole.start :]))
        return text


def _reachable(
    event: Event, roots: Sequence[Event], by_id: dict[str, Event], events: Sequence[Event]
) -> bool:
    """Whether an event hangs below one of the roots, by answers of answers."""
    seen: set[str] = set()
    queue = [event]
    while queue:
        current = queue.pop()
        if any(current.id == root.id for root in roots):
            return True
        for answer in current.answers:
            if answer.event in by_id and answer.event not in seen:
                seen.add(answer.event)
                queue.append(by_id[answer.event])
    return False


def _label(event: Event, number: dict[str, int]) -> str:
    what = f"{event.event} {'+'.join(event.mode)}".strip()
    who = f"{names(event.actor) or '?'} → {names(event.recipient) or '·'}"
    return f"{number[event.id]}  {date_text(event.date)}  {who}  {what}"


def names(entities: Sequence[Entity]) -> str:
    """Entities as `Japan (JPN GOV)`, joined; of nobody in particular the country."""
    shown = []
    for entity in entities:
        code = " ".join(part for part in (entity.country, *entity.sector[:1]) if part)
        name = " ".join(called(entity.name, entity.country).split())
        shown.append(f"{name} ({code})" if code and name != code else name)
    return ", ".join(shown)


def called(name: str, country: str | None) -> str:
    """A name; the country's instead of its code, which stands for somebody of it whom no words name."""
    return country_name(country) if country and name == country else name


def date_text(date: DateRange | None) -> str:
    """A day, or an interval as `from … to`, as short as it stays clear."""
    if date is None:
        return NO_DATE
    if date.first == date.last:
        return date.first.isoformat()
    if date.first.day == 1 and date.first.month == 1 and date.last == dt.date(date.first.year, 12, 31):
        return str(date.first.year)
    if date.first.day == 1 and (date.last + dt.timedelta(1)).day == 1 and date.first.month == date.last.month:
        return f"{date.first:%Y-%m}"
    return (
        f"{date.first.isoformat()} – {date.last:%m-%d}"
        if date.first.year == date.last.year
        else f"{date.first} – {date.last}"
    )


def lag_text(lag: tuple[int, int]) -> str:
    """Days from act to answer."""
    least, most = lag
    if least == most:
        return "same day" if least == 0 else f"{least} day{'s' if least > 1 else ''} later"
    return f"{least}–{most} days later"


def _headline(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0]
    return first if len(first) <= WIDTH else first[: WIDTH - 1] + "…"


def _when(event: Event) -> tuple[dt.date, int]:
    """Time order; undated events stand where the report tells them, before none."""
    return (event.date.first if event.date else dt.date.max, event.trigger.start)


def _colour(event: Event) -> str:
    return {
        "verbal cooperation": "green",
        "material cooperation": "bold green",
        "verbal conflict": "yellow",
        "material conflict": "bold red",
    }[event.quad]
