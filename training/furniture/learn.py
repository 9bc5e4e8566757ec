"""Training of one network, and how its answers are scored: the measure of the project's furniture
yardstick."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from demarche.reports.furniture.features import line_features
from training.furniture.labels import LabelledPage
from training.furniture.network import NOWHERE, LineNetwork
from training.furniture.pages import (
    Sample,
    bare,
    blocks,
    cropped,
    furnished,
    is_frame,
    transplanted,
    whole,
    with_furniture,
)

BATCH = 8  # pages
RATE = 4e-3  # top of the one-cycle schedule
LEAD_WORDS = 12  # the words that "lead kept" looks at
LEAD_WEIGHT = 3.0  # how much more a line of the lead counts in the loss
OTHER_PAGE = 0.6  # share of transplanted bodies that come from another page, not from a clean report
PLAIN_SHARE = 0.3  # clean reports an epoch, per labelled page


def epoch(pages: Sequence[LabelledPage], plain: Sequence[Sample], rng: random.Random) -> list[Sample]:
    """The samples of one epoch: each page as it is and in variants, and clean reports bare and furnished."""
    furniture = blocks()
    samples = []
    for page in pages:
        samples.append(whole(page))
        if any(page.body):
            samples += [cropped(page, rng), furnished(page, rng, furniture)]
            if rng.random() < 0.7:
                samples.append(bare(page, rng))
    frames = [page for page in pages if is_frame(page)]
    samples += [_transplanted(frame, rng.choice(frames), rng.choice(plain), rng) for frame in frames]
    many = int(PLAIN_SHARE * len(pages))
    samples += rng.sample(list(plain), min(many, len(plain)))
    samples += [
        with_furniture(sample, rng, furniture) for sample in rng.sample(list(plain), min(many, len(plain)))
    ]
    return samples


def _transplanted(frame: LabelledPage, other: LabelledPage, report: Sample, rng: random.Random) -> Sample:
    """Another page's report, or a clean one, in the frame."""
    if rng.random() < OTHER_PAGE:
        lines = [line for line, yes in zip(other.lines, other.body, strict=True) if yes]
        return transplanted(frame, lines, other.lines[other.title], rng)
    return transplanted(frame, report.lines, report.headline or report.lines[0], rng)


def train(pages: Sequence[LabelledPage], plain: Sequence[Sample], *, seed: int, epochs: int) -> LineNetwork:
    """A network trained on the pages; the same seed gives the same network on the same machine."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    cache = _Rows([page.lines for page in pages] + [sample.lines for sample in plain])
    net = LineNetwork(line_features(["a"]).shape[1])
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    first = epoch(pages, plain, rng)
    steps = epochs * (len(first) // BATCH + 6)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for number in range(epochs):
        samples = sorted(
            first if number == 0 else epoch(pages, plain, rng), key=lambda sample: len(sample.lines)
        )
        batches = [samples[i : i + BATCH] for i in range(0, len(samples), BATCH)]
        rng.shuffle(batches)
        net.train()
        for batch in batches:
            loss = _loss(net, batch, cache)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    net.eval()
    return net


class _Rows:
    """The features of lines; those of the texts that come back every epoch are computed once."""

    def __init__(self, lasting: Sequence[tuple[str, ...]]) -> None:
        self._lasting = {id(lines): lines for lines in lasting}
        self._known: dict[int, np.ndarray] = {}

    def rows(self, lines: tuple[str, ...]) -> np.ndarray:
        key = id(lines)
        if key not in self._lasting:
            return line_features(lines)
        if key not in self._known:
            self._known[key] = line_features(lines)
        return self._known[key]


def _loss(net: LineNetwork, batch: Sequence[Sample], cache: _Rows) -> Tensor:
    rows = [cache.rows(sample.lines) for sample in batch]
    longest = max(len(row) for row in rows)
    x = np.zeros((len(batch), longest, rows[0].shape[1]), np.float32)
    mask = np.zeros((len(batch), longest), bool)
    body = np.zeros((len(batch), longest), np.float32)
    weight = np.zeros((len(batch), longest), np.float32)
    title, start, end = (np.full(len(batch), -1) for _ in range(3))
    for i, (sample, row) in enumerate(zip(batch, rows, strict=True)):
        n = len(sample.lines)
        x[i, :n], mask[i, :n], body[i, :n] = row, True, sample.body
        weight[i, :n] = _weights(sample)
        title[i] = sample.title
        if any(sample.body):
            start[i] = sample.body.index(True)
            end[i] = n - 1 - sample.body[::-1].index(True)
    out = net(torch.from_numpy(x), torch.from_numpy(mask))
    each = functional.binary_cross_entropy_with_logits(out[..., 0], torch.from_numpy(body), reduction="none")
    loss = (each * torch.from_numpy(weight)).sum() / len(batch)
    for column, place in ((1, title), (2, start), (3, end)):
        have = torch.from_numpy(place >= 0)
        if have.any():
            logits = out[..., column].masked_fill(~torch.from_numpy(mask), NOWHERE)
            loss = loss + 0.2 * functional.cross_entropy(logits[have], torch.from_numpy(place)[have])
    return loss


def _weights(sample: Sample) -> np.ndarray:
    """How much each line counts: by the root of its length, the lead more, the title (kept anyway) not at
    all."""
    lengths = np.sqrt([max(len(line.split()), 1) for line in sample.lines])
    weights = (lengths / lengths.sum()).astype(np.float32)
    got = 0
    for i, yes in enumerate(sample.body):
        if yes and got < LEAD_WORDS:
            weights[i] *= LEAD_WEIGHT
            got += len(sample.lines[i].split())
    if sample.title >= 0:
        weights[sample.title] = 0
    return weights
