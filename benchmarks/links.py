"""Links measured: `python -m benchmarks.links [--types] [--reliability] [--fit] [--cues]
[--speed N] [--ledger N]`.  Links within a report: `python -m benchmarks.answers`.

--types        counts which types answer which in the training corpus: the rows of links/data/answer_types.tsv
--reliability  hides the cues of stated links and looks whether the model finds what they answer, in the
training
               corpus and the dev gold
--fit          fits the weights of links/data/inference.toml on the training corpus
--cues         how many signals of the Causal News Corpus (../shared/data/links) are in links/data/cues.toml
--speed N      what joining a new report costs among N events in memory
--ledger N     what storing and linking a new report costs in a ledger of N events (--folder keeps it for the
               next time)
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from training.corpus.markup import Passage, passages

from demarche.entities.actors import ActorResolver
from demarche.entities.gazetteer import Gazetteer
from demarche.links import inference
from demarche.links.clusters import Act
from demarche.links.index import Change, MemoryIndex
from demarche.links.joining import join
from demarche.links.pairing import TYPES
from demarche.links.reconcile import StoredAct, Told, reconcile
from demarche.links.tellings import Telling
from demarche.model import CodedReport, DateRange, Entity, Event, Report, Span
from demarche.ontology import load

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
# Passages without a day are taken to be of this one; only differences of days matter.
SOME_DAY = dt.date(2020, 1, 15)

# One report: its acts by id, and which acts each answers.
Known = tuple[dict[str, StoredAct], dict[str, set[str]]]


def count_types() -> str:
    """The counts of `answer_types.tsv`: for each pair of types, pairs of acts in one passage and links
    among them.
    """
    links: Counter[tuple[str, str]] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for _, passage in passages(ROOT / "training" / "corpus"):
        if not isinstance(passage, Passage):
            continue
        linked = {(link.answer, link.answered) for link in passage.links}
        for answer in passage.events:
            for answered in passage.events:
                if answer is not answered:
                    pairs[answered.event, answer.event] += 1
                    links[answered.event, answer.event] += (answer.number, answered.number) in linked
    rows = [f"{a}\t{b}\t{links[a, b]}\t{pairs[a, b]}" for a in TYPES for b in TYPES]
    return "\n".join(["answered\tanswer\tlinks\tpairs", *rows])


def resolving(passage: Passage, gazetteer: Gazetteer) -> Callable[[Sequence[Span]], tuple[Entity, ...]]:
    """What turns marked spans of a passage into the entities that they name."""
    resolver = ActorResolver(gazetteer, passage.text, None, passage.published or SOME_DAY)
    return lambda spans: tuple(e for span in spans for e in resolver.entities(span.start, span.end))


def corpus_reports() -> Iterator[Known]:
    """The corpus's passages of two acts and more, with the marked roles resolved to countries."""
    gazetteer = Gazetteer.load()
    for name, passage in passages(ROOT / "training" / "corpus"):
        if not isinstance(passage, Passage) or len(passage.events) < 2:
            continue
        day = passage.published or SOME_DAY
        resolved = resolving(passage, gazetteer)
        acts = {
            str(e.number): an_act(
                str(e.number),
                name,
                day,
                passage.text,
                e.trigger,
                e.event,
                e.mode,
                e.status,
                resolved(e.actor),
                resolved(e.recipient),
                None,
            )
            for e in passage.events
        }
        answers: dict[str, set[str]] = {}
        for link in passage.links:
            answers.setdefault(str(link.answer), set()).add(str(link.answered))
        yield acts, answers


def gold_reports() -> Iterator[Known]:
    """The dev gold's reports, as they are coded by hand."""
    for line in (SHARED / "gold" / "dev.jsonl").read_text("utf-8").splitlines():
        report = json.loads(line)
        day = dt.date.fromisoformat(report["published"]) if report["published"] else SOME_DAY
        acts, answers = {}, {}
        for e in report["events"]:
            sides = [
                tuple(Entity(None, x.get("name") or "", x["country"], tuple(x["sector"])) for x in e[role])
                for role in ("actor", "recipient")
            ]
            date = e["date"] and DateRange(
                dt.date.fromisoformat(e["date"]["from"]), dt.date.fromisoformat(e["date"]["to"])
            )
            acts[e["id"]] = an_act(
                e["id"],
                report["id"],
                day,
                report["text"],
                Span(**e["trigger"]),
                e["event"],
                tuple(e["mode"]),
                e["status"],
                sides[0],
                sides[1],
                date,
            )
            answers[e["id"]] = {answer["event"] for answer in e["answers"]}
        yield acts, answers


def an_act(
    id: str, report: str, day: dt.date, text: str, trigger: Span, event: str, mode: tuple[str, ...],
    status: Any, actor: tuple[Entity, ...], recipient: tuple[Entity, ...], date: DateRange | None,
) -> StoredAct:  # fmt: skip
    """A stored act of one report, with the sentence around its trigger and without any link."""
    plover = load("plover")
    before = [m.end() for m in re.finditer(r"[.!?][\"”]?\s+|\n", text[: trigger.start])]
    after = re.search(r"[.!?][\"”]?\s|\n", text[trigger.end :])
    sentence = Span.of(text, before[-1] if before else 0, trigger.end + after.end() if after else len(text))
    coded = Event(
        id, event, mode, (), None, plover.quad(event), plover.score(event, mode), trigger, (), actor,
        recipient, date, None, status, (), None, (), sentence, 1.0,
    )  # fmt: skip
    return reconcile([Told(coded, report, day)])


def reliability(reports: Sequence[Known], name: str) -> list[tuple[float, bool]]:
    """(share of the odds, whether a link says so) of the likeliest antecedent of each act; prints the
    table.
    """
    outcomes = []
    linked = possible = first = 0
    for acts, answers in reports:
        for act in acts.values():
            right = answers.get(act.id, set())
            proposals = inference.propose(act, [other for other in acts.values() if other.id != act.id])
            linked += bool(right)
            possible += any(p.answered.id in right for p in proposals)
            if proposals:
                outcomes.append((proposals[0].confidence, proposals[0].answered.id in right))
                first += proposals[0].answered.id in right
    print(
        f"{name}: {linked} acts answer another; its antecedent is a possible one of {possible}, "
        f"the likeliest of {first}"
    )
    for low in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        bin_ = [(c, ok) for c, ok in outcomes if low <= c < low + 0.1]
        if bin_:
            print(
                f"  {low:.1f}–{low + 0.1:.1f}  {len(bin_):5d} proposals, mean confidence "
                f"{sum(c for c, _ in bin_) / len(bin_):.2f}, "
                f"right {sum(ok for _, ok in bin_) / len(bin_):.2f}"
            )
    return outcomes


def fit_calibration(outcomes: Sequence[tuple[float, bool]]) -> None:
    """Prints the slope and offset that bring the present confidences to what was right (logistic, by
    maximum likelihood).
    """
    import numpy as np
    from scipy.optimize import minimize

    share = np.clip([c for c, _ in outcomes], 1e-4, 1 - 1e-4)
    right = np.array([ok for _, ok in outcomes], float)
    x = np.log(share / (1 - share))

    def loss(w: Any) -> float:
        z = w[0] * x + w[1]
        return float(np.sum(np.logaddexp(0, z) - right * z))

    slope, offset = minimize(loss, np.array([1.0, 0.0])).x
    w = inference.weights()
    print(f"calibration_slope = {w['calibration_slope'] * slope:.2f}")
    print(f"calibration_offset = {w['calibration_offset'] * slope + offset:.2f}")


FITTED = (
    "prior",
    "types",
    "reversed",
    "half_reversed",
    "bystander",
    "order_open",
    "direction",
    "in_kind",
    "same_mode",
    "wording",
)


def fit_weights(reports: Sequence[Known]) -> None:
    """Prints the weights under which the stated antecedents are likeliest, "none" among the choices (ridge
    0.01).

    What passages cannot show, because their acts are of one day and one report, stays as it is: lag,
    prominence, undated, told_together.
    """
    import numpy as np
    from scipy.optimize import minimize

    w = inference.weights()
    choices = []
    for acts, answers in reports:
        for act in acts.values():
            others = [other for other in acts.values() if inference.possible(act, other)]
            if others:
                rows = [_features(act, other) for other in others]
                right = [other.id in answers.get(act.id, set()) for other in others]
                choices.append(
                    (
                        np.array([x for x, _ in rows]),
                        np.array([fixed for _, fixed in rows]),
                        np.array([*right, not any(right)]),
                    )
                )
    start = np.array([w[name] for name in FITTED])

    def loss(weights: Any) -> float:
        total = 0.01 * float(np.sum((weights - start)[1:] ** 2))
        for x, fixed, right in choices:
            z = np.append(x @ weights + fixed, 0.0)
            z -= z.max()
            total -= float(np.log(np.exp(z)[right].sum() / np.exp(z).sum()))
        return total

    for name, value in zip(FITTED, minimize(loss, start, method="BFGS").x, strict=True):
        print(f"{name} = {value:.2f}")


def _features(act: StoredAct, other: StoredAct) -> tuple[list[float], float]:
    """What the fitted weights multiply, in the order of FITTED, and the sum of the evidence that is not
    fitted.
    """
    w = inference.weights()
    parts = dict(inference.evidence(act, other))
    there, back = (
        inference.type_log_odds(a.event.event, b.event.event) for a, b in ((other, act), (act, other))
    )
    dyad = parts.pop("dyad")
    open_ = float(parts.pop("order", None) is not None)
    kind = parts.pop("in kind", None)
    spread = w["disproportion"] * abs(act.event.score - other.event.score) if kind is not None else 0.0
    wording = parts.pop("wording") / w["wording"]
    same = float(parts.pop("same mode", None) is not None)
    del parts["prior"], parts["types"]
    named = [float(dyad == w[name]) for name in ("reversed", "half_reversed", "bystander")]
    return [1.0, there, *named, open_, open_ * (there - back), float(kind is not None), same, wording], sum(
        parts.values()
    ) - spread


def cue_coverage() -> None:
    """Prints how many signals of the Causal News Corpus begin with, or hold, a cue of `cues.toml`, and what
    is missing.
    """
    from demarche.links.cues import cues

    # Verbs and nouns are known by their lemmas: any ending may follow.
    lemmas = {*cues().backward, *cues().following, *cues().answering}
    phrases = "|".join(re.escape(cue) for cue in sorted(cues().forward))
    known = re.compile(
        rf"\b(?:(?:{phrases})\b|(?:{'|'.join(re.escape(x.rstrip('e')) for x in sorted(lemmas))}))"
    )
    missing: Counter[str] = Counter()
    total = 0
    for line in (SHARED / "data" / "links" / "causal_news.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for start, end in [span for relation in row["relations"] for span in relation["signal"]]:
            signal = row["text"][start:end]
            words = signal.lower()
            total += 1
            if not known.search(words):
                missing[words] += 1
    print(
        f"cues: {total - missing.total()} of {total} signals hold a known cue; most frequent of the others: "
        + ", ".join(f"{w} ×{n}" for w, n in missing.most_common(25))
    )


def speed(number: int) -> None:
    """Prints what joining a report of eight events costs among so many events in memory."""
    chance = random.Random(number)
    pools = [frozenset(f"w{chance.randrange(4000)}" for _ in range(14)) for _ in range(5000)]
    codes = [frozenset({f"C{n:03d}"}) for n in range(150)]
    weights = [1 / (n + 1) for n in range(150)]
    index = MemoryIndex()
    start = time.perf_counter()
    days = number // 150
    filed = [
        _synthetic(n, DAY_ONE + n * days // number, chance, codes, weights, pools) for n in range(number)
    ]
    index.apply(Change(tuple(Act((telling,)) for telling in filed)))
    print(f"speed: {number:,} events over {days:,} days filed in {time.perf_counter() - start:.0f} s")
    costs = []
    for k in range(200):
        report = [
            _synthetic(number + 8 * k + n, DAY_ONE + days, chance, codes, weights, pools, report=number + k)
            for n in range(8)
        ]
        start = time.perf_counter()
        index.apply(join(report, index))
        costs.append(1000 * (time.perf_counter() - start))
    _print_costs("speed: a report of 8 events joins in", costs)


def _print_costs(what: str, costs: Sequence[float]) -> None:
    ranked = sorted(costs)
    print(
        f"{what} {ranked[len(ranked) // 2]:.1f} ms (median), {ranked[len(ranked) * 95 // 100]:.1f} ms "
        f"(95th percentile), {ranked[-1]:.1f} ms at worst"
    )


def ledger_speed(number: int, folder: Path) -> None:
    """Prints what a report of eight events costs, stored and linked in one transaction, in a ledger of so
    many.
    """
    from demarche.ledger import Ledger

    chance = random.Random(number)
    path = folder / f"linking-{number}.duckdb"
    days = max(1, number // 150)
    if not path.exists():
        start = time.perf_counter()
        _fill(path, number, days)
        print(f"ledger: {number:,} events over {days:,} days made in {time.perf_counter() - start:.0f} s")
    codes = [frozenset({f"C{int(150 ** chance.random()):03d}"}) for _ in range(2000)]
    pools = [frozenset(f"w{chance.randrange(4000):05d}" for _ in range(14)) for _ in range(5000)]
    costs, worked = [], []
    with Ledger.open(path) as ledger:
        for k in range(100):
            coded = _made_up(
                f"new{chance.randrange(10**9):09d}", DAY_ONE + days - k % 3, chance, codes, pools
            )
            start, work = time.perf_counter(), time.process_time()
            ledger.store([coded])
            costs.append(1000 * (time.perf_counter() - start))
            worked.append(1000 * (time.process_time() - work))
    _print_costs(f"ledger: a report of 8 events among {number:,} is stored and linked in", costs)
    _print_costs("ledger: processor time of that", worked)


def _fill(path: Path, number: int, days: int) -> None:
    from demarche.ledger import Ledger, RunFacts
    from demarche.ledger.statements import named

    sql = named(Path(__file__).with_suffix(".sql").read_text("utf-8"))
    with Ledger.open(path, create=True) as ledger:
        ledger.start_run(RunFacts(verb="benchmark"))
        with ledger.transaction() as connection:
            values = {"number": number, "days": days, "first_day": DAY_ONE, "types": list(TYPES)}
            connection.execute(sql["acts"], values)
            for name in ("reports", "tellings", "mentions", "events", "sketches"):
                connection.execute(sql[name])


def _made_up(
    id: str, day: int, chance: random.Random, codes: Sequence[frozenset[str]], pools: Sequence[frozenset[str]]
) -> CodedReport:
    """A report of eight random acts of about its day, as `links.sql` draws them."""
    sentences = [" ".join(sorted(chance.choice(pools))) for _ in range(8)]
    text, events, begins = ". ".join(sentences), [], 0
    plover = load("plover")
    for n, sentence in enumerate(sentences):
        sides = [tuple(Entity(None, code, code, ("GOV",)) for code in chance.choice(codes)) for _ in range(2)]
        event, then = chance.choice(TYPES), dt.date.fromordinal(day - 1)
        events.append(
            Event(
                f"{id}-{n}", event, (), (), None, plover.quad(event), plover.score(event, ()),
                Span.of(text, begins, begins + 6), (), sides[0], sides[1],
                DateRange(then, then) if chance.random() < 0.67 else None, None, "actual", (), None, (),
                Span.of(text, begins, begins + len(sentence)), 0.9,
            )
        )  # fmt: skip
        begins += len(sentence) + 2
    return CodedReport(Report(id, text, published=dt.date.fromordinal(day)), tuple(events))


DAY_ONE = dt.date(2005, 1, 1).toordinal()


def _synthetic(
    n: int, day: int, chance: random.Random, codes: Sequence[frozenset[str]], weights: Sequence[float],
    pools: Sequence[frozenset[str]], report: int | None = None,
) -> Telling:  # fmt: skip
    """A telling of a random act: dyads as skewed as the world's, one in three undated, one in twenty of a
    whole month.
    """
    actors, recipients = chance.choices(codes, weights, k=2)
    kind = chance.random()
    first, last = (day - 45, day) if kind < 0.33 else (day - 30, day) if kind < 0.38 else (day - 1, day - 1)
    return Telling(
        f"e{n:08d}", f"r{n // 8 if report is None else report:07d}", day, n % 8, chance.choice(TYPES),
        frozenset(), "actual", actors if chance.random() < 0.9 else frozenset(),
        recipients if chance.random() < 0.8 else frozenset(),
        first, last, kind >= 0.33,
        family=f"f{chance.randrange(8)}", words=chance.choice(pools),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--types", action="store_true")
    parser.add_argument("--reliability", action="store_true")
    for name in ("--fit", "--cues"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("--speed", type=int, metavar="N")
    parser.add_argument("--ledger", type=int, metavar="N")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.types:
        print(count_types())
    if options.reliability:
        outcomes = reliability(list(corpus_reports()), "training corpus")
        if SHARED.exists():
            outcomes += reliability(list(gold_reports()), "dev gold")
        fit_calibration(outcomes)
    if options.fit:
        fit_weights(list(corpus_reports()))
    if options.cues:
        cue_coverage()
    if options.speed:
        speed(options.speed)
    if options.ledger:
        with tempfile.TemporaryDirectory() as folder:
            ledger_speed(options.ledger, options.folder or Path(folder))


if __name__ == "__main__":
    main()
