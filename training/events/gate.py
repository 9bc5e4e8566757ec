"""Learns the weights of the gate before the parser: `python -m training.events.gate [CORPORA]`.

A logistic regression over the stems of one sentence: does it hold a trigger?  Sentences are those of
`training/corpus` with its marks, and, where CORPORA (a folder of JSON Lines with `text` and an open
licence: Wikinews) is given, those of its reports, marked by the shipped event head, so that the gate also
knows ordinary news.  Writes `src/demarche/events/data/act_stems.tsv` and prints, by five-fold
cross-validation, what other values of `LEAST` would lose and stop.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from demarche.events.gate import SENTENCE_END, WORD, stem
from training.corpus.markup import Passage, passages

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "src" / "demarche" / "events" / "data" / "act_stems.tsv"
RARE = 2  # a stem in fewer sentences gets no weight
PENALTY = 1.0  # of squared weights; .3 to 3 lose the same
FOLDS = 5
OPEN = ("wikinews_2019_2020.jsonl", "gum_news.jsonl", "re3d.jsonl", "geovirus.jsonl")
LEASTS = (-3.0, -2.0, -1.0, 0.0, 1.0)
HEADER = """\
# Weights of word stems for the gate (events/gate.py): log-odds that a sentence with the word holds an act.
# A row: stem, weight; the stem * is the bias. Learnt from training/corpus: `python -m training.events.gate`.
"""
OPEN_NEWS = """\
# Also from reports of Wikinews (CC BY 2.5), GUM (CC BY) and re3d (open government), marked by the event head.
"""
# A sentence, the number of triggers in it, and whether a person marked them.
Row = tuple[str, int, bool]


def cut(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the sentences as the gate cuts them."""
    begin = 0
    for gap in SENTENCE_END.finditer(text):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, len(text)


def marked() -> Iterator[Row]:
    """The sentences of the project's own corpus."""
    for _, passage in passages(ROOT / "training" / "corpus"):
        if isinstance(passage, Passage):
            starts = [span.start for event in passage.events for span in (event.trigger, *event.mentions)]
            for begin, end in cut(passage.text):
                yield passage.text[begin:end], sum(begin <= start < end for start in starts), True


def coded(folder: Path) -> Iterator[Row]:
    """The sentences of open corpora, with the acts that the event head finds, whoever did them."""
    from demarche import language
    from demarche.events.encoder import EventEncoder
    from demarche.events.heads import EventHeads
    from demarche.events.judging import LEAST_WITH_FRAME

    heads, parser, encoder = EventHeads.load(), language.load(), EventEncoder()
    if heads is None:
        return
    lines = [line for name in OPEN for line in (folder / name).read_text("utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines]
    for text, sentences in zip(texts, encoder.attach(parser.parse(texts)), strict=True):
        starts = []
        for sentence in sentences:
            assert sentence.vectors is not None
            acts = 1 - heads.words(sentence.vectors).types[:, 0] >= LEAST_WITH_FRAME
            starts += [token.start for token, act in zip(sentence.tokens, acts, strict=True) if act]
        for begin, end in cut(text):
            yield text[begin:end], sum(begin <= start < end for start in starts), False


class Regression:
    """Weights of stems, learnt from sentences given as sets of stems."""

    def __init__(self, sentences: Sequence[frozenset[str]], acts: NDArray[np.bool_]) -> None:
        counts = Counter(stem for sentence in sentences for stem in sentence)
        self.place = {
            stem: n for n, stem in enumerate(sorted(s for s, count in counts.items() if count >= RARE))
        }
        x, sign = self._matrix(sentences), np.where(acts, 1.0, -1.0)

        def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            margin = sign * (x @ w[:-1] + w[-1])
            pull = -sign / (1 + np.exp(np.clip(margin, -50, 50)))
            value = np.logaddexp(0, -margin).sum() + PENALTY / 2 * (w[:-1] @ w[:-1])
            return float(value), np.append(x.T @ pull + PENALTY * w[:-1], pull.sum())

        self.w = minimize(
            loss, np.zeros(len(self.place) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}
        ).x

    def scores(self, sentences: Sequence[frozenset[str]]) -> NDArray[np.float64]:
        """One log-odds a sentence."""
        return np.asarray(self._matrix(sentences) @ self.w[:-1] + self.w[-1])

    def _matrix(self, sentences: Sequence[frozenset[str]]) -> csr_matrix:
        pairs = [
            (n, self.place[stem])
            for n, sentence in enumerate(sentences)
            for stem in sorted(sentence & self.place.keys())
        ]
        rows, columns = zip(*pairs, strict=True)
        return csr_matrix((np.ones(len(pairs)), (rows, columns)), (len(sentences), len(self.place)))


def stems(sentence: str) -> frozenset[str]:
    """The stems of a sentence."""
    return frozenset(stem(word) for word in WORD.findall(sentence.lower()))


def cross_validated(rows: Sequence[Row], bags: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Each sentence's score by weights learnt from the other folds."""
    acts = np.array([count > 0 for _, count, _ in rows])
    fold, scores = np.arange(len(rows)) % FOLDS, np.zeros(len(rows))
    for k in range(FOLDS):
        inside, outside = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        learnt = Regression([bags[n] for n in outside], acts[outside])
        scores[inside] = learnt.scores([bags[n] for n in inside])
    return scores


def report(rows: Sequence[Row], scores: NDArray[np.float64]) -> Iterable[str]:
    """A line for each value of `LEAST`: what it loses and stops, by who marked the sentences."""
    counts = np.array([count for _, count, _ in rows])
    for least in LEASTS:
        said = [f"LEAST {least:5.1f}"]
        for name, who in (("own corpus", True), ("open news", False)):
            mine = np.array([person is who for _, _, person in rows])
            if mine.any():
                stopped = mine & (scores < least)
                lost = counts[stopped].sum() / max(1, counts[mine].sum())
                said.append(
                    f"{name}: loses {lost:.2%} of acts, stops {stopped.sum() / mine.sum():.1%} of sentences"
                )
        yield "  ".join(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, nargs="?")
    options = parser.parse_args()
    rows = [*marked(), *(coded(options.corpora) if options.corpora else ())]
    bags = [stems(sentence) for sentence, _, _ in rows]
    for line in report(rows, cross_validated(rows, bags)):
        print(line)
    learnt = Regression(bags, np.array([count > 0 for _, count, _ in rows]))
    weights = [f"{stem}\t{learnt.w[n]:.2f}" for stem, n in learnt.place.items()]
    OUT.write_text(
        HEADER
        + (OPEN_NEWS if options.corpora else "")
        + "\n".join([f"*\t{learnt.w[-1]:.3f}", *weights])
        + "\n",
        "utf-8",
    )
    print(f"{len(weights)} stems")


if __name__ == "__main__":
    main()
