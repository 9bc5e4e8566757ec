"""The wheel holds all that a user needs, and nothing else; `make wheel-test` installs and runs it."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import pytest

# All that is not code: data files, templates, models, by the folders that must have some.
LARGEST_MB = 75
MODELS_MB = 60
NEEDED = (
    "py.typed", "language/models/encoder.onnx", "language/models/tokenizer.json",
    "reports/furniture/weights.npz",
    "entities/data/places/index.npz", "entities/data/persons.tsv.gz", "events/data/frames.tsv",
    "ontology/definitions/plover.toml", "links/data/cues.toml",
)  # fmt: skip


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("needs hatchling, which `make install` brings")
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("dist")
    (path,) = WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"])
    return Path(path)


@pytest.fixture(scope="module")
def names(wheel: Path) -> dict[str, int]:
    """The bytes of each file in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.file_size for info in archive.infolist()}


def test_every_file_of_the_package_is_in_it(names: dict[str, int], root: Path) -> None:
    package = root / "src" / "demarche"
    files = {
        path.relative_to(root / "src").as_posix(): path.stat().st_size
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name: size for name, size in names.items() if name.startswith("demarche/")} == files


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_needed_is_in_it(name: str, names: dict[str, int]) -> None:
    assert names.get(f"demarche/{name}", 0) > 0 or (name == "py.typed" and f"demarche/{name}" in names)


def test_licences_are_in_it(names: dict[str, int]) -> None:
    assert {name.rsplit("/", 1)[-1] for name in names} >= {"LICENSE", "NOTICE", "METADATA"}


def test_nothing_else_is_in_it(names: dict[str, int]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names} == {"demarche"}


def test_it_is_small(names: dict[str, int], wheel: Path) -> None:
    models = sum(size for name, size in names.items() if "/models/" in name)
    assert models <= MODELS_MB * 1e6
    assert wheel.stat().st_size <= LARGEST_MB * 1e6
