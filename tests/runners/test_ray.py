"""Ray for real: a cluster of two nodes on this machine, a worker killed in the middle, the same result.

Needs `pip install demarche[ray]`; skipped without.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from demarche.model import CodedReport, Reject, Report
from demarche.reports import read
from demarche.runners.parts import Merged
from demarche.runners.parts import read as read_part
from demarche.runners.ray import RayRunner, shards_of

SHARDS, ROWS = 6, 5


class Slow:
    """A step that takes its time, and is killed once, at the mark that is not there yet."""

    def __init__(self, mark: str | None = None, poison: str | None = None) -> None:
        self._mark, self._poison = mark, poison

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]:
        for item in reports:
            if isinstance(item, Reject):
                yield item
                continue
            if self._poison is not None and self._poison in item.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if self._mark is not None and item.id == "s3-2" and not Path(self._mark).exists():
                Path(self._mark).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(0.02)
            yield CodedReport(item, ())


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'demarche[ray]'")
    from ray.cluster_utils import Cluster

    os.environ["RAY_DEDUP_LOGS"] = "0"
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    made.add_node(num_cpus=1)
    ray.init(address=made.address, logging_level="ERROR", log_to_driver=False)
    yield
    ray.shutdown()
    made.shutdown()


@pytest.fixture
def shards(tmp_path: Path) -> list[str]:
    folder = tmp_path / "in"
    folder.mkdir()
    for shard in range(SHARDS):
        lines = [
            json.dumps({"id": f"s{shard}-{row}", "text": f"Text {row} of shard {shard}."})
            for row in range(ROWS)
        ]
        (folder / f"s{shard}.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n", "utf-8")
    return shards_of([str(folder)])


def _locally(shards: list[str]) -> list[CodedReport | Reject]:
    return [result for shard in shards for result in Slow().stream(read([shard]))]


def test_a_killed_worker_changes_nothing(cluster: None, shards: list[str], tmp_path: Path) -> None:
    mark = str(tmp_path / "killed")
    runner = RayRunner(partial(Slow, mark), tmp_path / "parts")
    told: list[str] = []
    assert runner.run(shards, progress=lambda row: told.append(str(row["shard"]))) == []
    assert Path(mark).exists()
    assert sorted(told) == shards
    assert [result for part in runner.parts(shards) for result in read_part(part)] == _locally(shards)


def test_a_second_run_does_only_what_is_missing(cluster: None, shards: list[str], tmp_path: Path) -> None:
    runner = RayRunner(Slow, tmp_path / "parts")
    runner.run(shards)
    runner.part(shards[2]).marker.unlink()
    told: list[str] = []
    assert runner.run(shards, progress=lambda row: told.append(str(row["shard"]))) == []
    assert told == [shards[2]]


def test_a_shard_that_kills_every_worker_is_rejected(
    cluster: None, shards: list[str], tmp_path: Path
) -> None:
    runner = RayRunner(partial(Slow, None, "of shard 1."), tmp_path / "parts")
    lost = runner.run(shards)
    assert [reject.origin for reject in lost] == [shards[1]]
    merged = Merged(runner.parts(shards))
    assert sum(isinstance(item, Report) for item in merged.reports()) == (SHARDS - 1) * ROWS
