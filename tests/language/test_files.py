"""Missing and damaged model files are told, with what to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from demarche import language
from demarche.errors import ModelError
from demarche.language.files import FOLDER, checked
from demarche.language.parser import ShippedParser

LARGEST_BYTES = 30_000_000


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
    with pytest.raises(ModelError, match="format 99, and this version reads 1"):
        checked(folder)


def test_an_unknown_pipeline() -> None:
    with pytest.raises(ModelError, match=r"'no_such_pipeline'.*installed pipeline"):
        language.load("no_such_pipeline")
