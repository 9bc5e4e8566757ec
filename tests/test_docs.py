"""What the documentation says is so: the command line, the record's fields, links and paths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Paths in backticks that begin with a folder of the repository.
PATH = re.compile(r"`((?:docs|samples|training|benchmarks|tests|src)/[\w./-]+)`")
PAGES = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/record.md", "docs/extending.md")
LONGEST_README = 150
# Written by a command, not kept in the repository.
WRITTEN = {"benchmarks/results.md", "docs/screenshots/dyad.png"}


def test_the_command_line_is_as_documented(root: Path) -> None:
    from benchmarks.docs_cli import page

    told = "docs/cli.md has drifted from the code: run `python -m benchmarks.docs_cli`"
    assert (root / "docs" / "cli.md").read_text("utf-8") == page(), told


def test_every_field_of_the_record_is_documented(root: Path) -> None:
    from tests.record_form import ANSWER, ENTITY, EVENT, PLACE, QUANTITY, REPORT

    told = (root / "docs" / "record.md").read_text("utf-8")
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", told))))
    for form in (REPORT, EVENT, ENTITY, PLACE, ANSWER, QUANTITY):
        assert set(form) <= words, sorted(set(form) - words)


@pytest.mark.parametrize("page", PAGES)
def test_pages_point_to_what_is_there(page: str, root: Path) -> None:
    path = root / page
    text = path.read_text("utf-8")
    links = [link for link in LINK.findall(text) if "://" not in link]
    missing = [link for link in links if not (path.parent / link).exists() and link not in WRITTEN]
    missing += [name for name in PATH.findall(text) if not (root / name).exists() and name not in WRITTEN]
    assert not missing


def test_readme_is_short(root: Path) -> None:
    assert len((root / "README.md").read_text("utf-8").splitlines()) <= LONGEST_README


def test_readme_names_only_verbs_that_exist(root: Path) -> None:
    from benchmarks.docs_cli import verbs

    names = {name.split()[0] for name, _ in verbs()}
    told = set(
        re.findall(r"^(?:\.venv/bin/)?demarche ([a-z-]+)", (root / "README.md").read_text("utf-8"), re.M)
    )
    assert told <= names


def test_the_architecture_names_every_room(root: Path) -> None:
    told = (root / "docs" / "architecture.md").read_text("utf-8")
    package = root / "src" / "demarche"
    rooms = {f"{path.name}/" for path in package.iterdir() if (path / "__init__.py").exists()}
    modules = {path.name for path in package.glob("[a-z]*.py")}
    assert not {name for name in rooms | modules if name not in told}
