"""Missing and damaged model files are told, with what to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from demarche import language
from demarche.errors import ModelError
from demarche.events.encoder import EventEncoder
from demarche.language.files import FOLDER, FORMAT, SUMS, checked, opened
from demarche.language.parser import ShippedParser

LARGEST_BYTES = 30_000_000
EXACT = np.array(  # with sums in 32 bits
    [
        [-1.108, 1.304, 0.723, -0.254, -0.19, -1.148],
        [0.01, 0.86, 0.592, -0.467, -0.192, -0.034],
        [-1.622, 0.744, -0.228, -0.473, 1.353, 0.979],
        [-1.57, 0.739, -0.545, -0.6, 1.109, 0.63],
    ]
)


def test_the_shipped_files_are_whole_and_small() -> None:
    checked()
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= LARGEST_BYTES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "models"))


def test_a_missing_file(folder: Path) -> None:
    (folder / "arcs.onnx").unlink()
    with pytest.raises(ModelError, match=r"arcs\.onnx is missing.*Reinstall"):
        ShippedParser(folder)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.json is missing.*Reinstall"):
        ShippedParser(tmp_path)


def test_a_damaged_file(folder: Path) -> None:
    file = folder / "encoder.onnx"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match=r"encoder\.onnx is not the one that was shipped.*Reinstall"):
        ShippedParser(folder)


def test_a_damaged_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        checked(folder)


def test_another_format(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(ModelError, match=f"format 99, and this version reads {FORMAT}"):
        checked(folder)


def test_an_unknown_pipeline() -> None:
    with pytest.raises(ModelError, match=r"'no_such_pipeline'.*installed pipeline"):
        language.load("no_such_pipeline")


def test_every_processor_computes_the_same_vectors() -> None:
    """Sums of bytes that overflow, as on processors without VNNI, move these values by .08 on average."""
    (sentences,) = ShippedParser().parse(["Moscow expelled a Japanese consul on Monday."])
    (encoded,) = EventEncoder().attach([sentences])
    vectors = encoded[0].vectors
    assert vectors is not None
    assert abs(vectors[:4, :6] - EXACT).mean() <= 0.02


def test_sums_of_bytes_are_right_on_every_processor() -> None:
    """Where they overflow, `opened` asks for wider ones."""
    product = opened(FOLDER / SUMS, threads=1).run(None, {"x": np.full((5, 64), 255, np.uint8)})[0]
    assert (product == 64 * 255 * 127).all()
