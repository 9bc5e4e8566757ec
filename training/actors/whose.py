"""Fits how an office without a country gets one: `python -m training.actors.whose [--texts N]`.

An example is an office whose phrase names no owner, and whose country the report tells elsewhere: "the
ministry", where all earlier "ministry" have one owner, or the title of a person whom the register knows on
that day.  What tells it there is hidden; the signs of `demarche.entities.whose` must find it.  Reads the open
news of ../shared/data/corpora and the training corpus, writes `data/whose.toml`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from demarche.entities.entries import STATELESS, Entry
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.mentions import around
from demarche.entities.offices import owner_of
from demarche.entities.phrases import read, split
from demarche.entities.places import find_places
from demarche.entities.scene import Scene
from demarche.entities.stage import Stage
from demarche.entities.whose import SIGNS, Presence
from demarche.entities.wording import words
from demarche.language.parser import ShippedParser
from demarche.model import Sentence
from training.corpus.markup import Passage, passages

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT.parent / "shared" / "data" / "corpora"
OPEN = ("wikinews_2019_2020", "geovirus", "re3d", "gum_news")
TABLE = ROOT / "src" / "demarche" / "entities" / "data" / "whose.toml"
LIKE_REPORTS = ("f", "g", "h")  # the corpora whose passages read like reports
LEAST_WORDS = 60
RIDGE = 1.0
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """The signs of each country of a report, and which is right."""

    pull: str
    signs: np.ndarray
    right: int
    simple: int  # what the most present country alone would say


def main() -> None:
    """Fits, prints the shares that are right, writes the table."""
    parser = argparse.ArgumentParser(prog="python -m training.actors.whose", description=__doc__)
    parser.add_argument("--texts", type=int, default=1500, help="passages of the training corpus")
    options = parser.parse_args()
    found = list(examples(options.texts))
    out = ["# Fitted by `python -m training.actors.whose`: log odds a unit of each sign.", ""]
    for pull in ("state", "place"):
        own = [one for one in found if one.pull == pull]
        simple = sum(one.simple == one.right for one in own) / len(own)
        print(f"{pull}: {len(own)} examples, right {crossed(own):.3f} (the most present: {simple:.3f})")
        out += [f"[{pull}]", *(f'"{s}" = {w:.2f}' for s, w in zip(SIGNS, fitted(own), strict=True)), ""]
    TABLE.write_text("\n".join(out), "utf-8")


def examples(count: int) -> Iterator[Example]:
    """The examples of all texts."""
    gazetteer, parser = Gazetteer.load(), ShippedParser()
    given = list(texts(count))
    for begin in range(0, len(given), 64):
        batch = given[begin : begin + 64]
        parsed = parser.parse([text for text, _ in batch])
        for (text, day), sentences in zip(batch, parsed, strict=True):
            yield from examples_of(gazetteer, text, day, sentences)


def texts(count: int) -> Iterator[tuple[str, dt.date | None]]:
    """(text, day) of the open news, then of some passages of the corpus."""
    for name in OPEN:
        for line in (CORPORA / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            yield row["text"], dt.date.fromisoformat(row["date"][:10]) if row.get("date") else None
    long = [
        passage
        for name, passage in passages(ROOT / "training" / "corpus")
        if isinstance(passage, Passage)
        and name.startswith(LIKE_REPORTS)
        and len(passage.text.split()) > LEAST_WORDS
    ]
    random.Random(1).shuffle(long)
    yield from ((passage.text, passage.published) for passage in long[:count])


def examples_of(
    gazetteer: Gazetteer, text: str, day: dt.date | None, sentences: Sequence[Sentence]
) -> Iterator[Example]:
    """Titles of persons in office, and bare offices that were named with their owner before."""
    places = find_places(text, published=day, sentences=sentences)
    stage = Stage(gazetteer, text, sentences, day, places)
    scene = stage.scene
    owned: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    bare: list[tuple[int, str, Entry]] = []
    for item in scene.items:
        role = item.match.of("role") if item.match else None
        if role is None or item.match is None or item.match.entry.kind != "role":
            continue
        start, end = around(scene, item.start, item.end)
        phrase = read(start, end, split(text, start, end, scene.within(start, end)))
        if phrase.head is None or role.pull not in ("state", "place"):
            continue
        head = phrase.head.low
        if head in words()["relations"] | words()["countries"]:
            continue
        owner, kind = owner_of(phrase, head, role.pull), head.split()[-1].rstrip("s")
        if owner is not None:
            entry = owner.entry
            if owner.country and entry is not None and entry.kind in ("state", "adjective", "seat"):
                owned[kind].append((start, end, owner.country))
            continue
        if phrase.possessor:
            continue
        named = next(
            (f for f in stage.cast.figures if any(0 <= a - item.end <= 1 for a, _ in f.starts)), None
        )
        now = named.entry.at(day) if named is not None and named.entry is not None and day else None
        if named is not None and now is not None and now.country and role.sort == "person":
            yield from example(scene, role.pull, start, now.country, [*named.starts, (start, end)])
        else:
            bare.append((start, kind, role))
    for start, kind, role in bare:
        before = owned.get(kind, [])
        if any(a < start for a, _, _ in before) and len({country for _, _, country in before}) == 1:
            yield from example(scene, role.pull, start, before[0][2], [(a, b) for a, b, _ in before])


def example(
    scene: Scene, pull: str, at: int, country: str, hidden: Sequence[tuple[int, int]]
) -> Iterator[Example]:
    """One example, if the country is named besides what is hidden."""
    left = [n for n in scene.namings if not any(a <= n.offset < b for a, b in hidden)]
    presence = Presence(left, scene.dateline_country)
    if country in presence.countries and country not in STATELESS:
        signs = presence.signs(at, scene.sentence_at(at))
        simple = int(signs[:, SIGNS.index("acting share" if pull == "state" else "setting share")].argmax())
        yield Example(pull, signs, presence.countries.index(country), simple)


def fitted(found: Sequence[Example]) -> np.ndarray:
    """The weights under which the right countries are likeliest, drawn towards nought."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for one in found:
            odds = one.signs @ weights
            shares = np.exp(odds - odds.max())
            shares /= shares.sum()
            value -= float(np.log(shares[one.right] + 1e-12))
            slope = slope + shares @ one.signs - one.signs[one.right]
        return value, slope

    return np.asarray(minimize(loss, np.zeros(len(SIGNS)), jac=True, method="L-BFGS-B").x)


def crossed(found: Sequence[Example]) -> float:
    """The share that is right where the weights were fitted on the other examples."""
    order = np.random.default_rng(0).permutation(len(found))
    right = 0
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS].tolist())
        weights = fitted([one for k, one in enumerate(found) if k not in held])
        right += sum(int((found[k].signs @ weights).argmax()) == found[k].right for k in held)
    return right / len(found)


if __name__ == "__main__":
    main()
