"""The house: each room imports only from earlier ones, and opening the door is quick."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

# The order of the story (docs/architecture.md); modules of the package's top level stand with them.
ORDER = [
    "errors", "threads", "weights", "model", "record", "ontology", "reports", "language", "entities",
    "events", "links", "scoring", "runners.step", "ledger", "analysis", "explorer", "runners", "api", "cli",
    "__init__", "__main__",
]  # fmt: skip
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "processor"}


def _room(module: str) -> int:
    """The place of a module in the story, by the longest name that it begins with."""
    parts = module.removeprefix("demarche").lstrip(".").split(".")
    for length in (2, 1):
        name = ".".join(parts[:length]) or "__init__"
        if name in ORDER:
            return ORDER.index(name)
    raise AssertionError(f"{module} is in no room of the story; add it to ORDER and to docs/architecture.md.")


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("demarche")}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("demarche"):
            found |= {
                node.module if node.module != "demarche" else f"demarche.{alias.name}" for alias in node.names
            }
    return found


def test_rooms_import_only_from_earlier_ones(root: Path) -> None:
    package = root / "src" / "demarche"
    wrong = []
    for path in sorted(package.rglob("*.py")):
        module = "demarche." + ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(
            ".__init__"
        )
        if module == "demarche.__init__":
            continue
        for other in _imports(ast.parse(path.read_text("utf-8"))):
            if other in {"demarche.__version__", "demarche"}:
                continue
            if _room(other) > _room(module):
                wrong.append(f"{module} imports {other}")
    assert not wrong


def test_no_drawers(root: Path) -> None:
    assert not [path for path in (root / "src").rglob("*.py") if path.stem in DRAWERS]


def test_import_is_quick() -> None:
    program = "import time; t = time.perf_counter(); import demarche; print(time.perf_counter() - t)"
    best = min(
        float(
            subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        )
        for _ in range(3)
    )
    assert best < 0.2


@pytest.mark.parametrize("name", ["code", "read"])
def test_public_names(name: str) -> None:
    import demarche

    assert name in demarche.__all__
    assert callable(getattr(demarche, name))
