"""The examples of docs/ontology.md say what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from demarche.ontology import load


def test_the_session_runs(root: Path) -> None:
    result = doctest.testfile(str(root / "docs" / "ontology.md"), module_relative=False)
    assert result.attempted > 4
    assert result.failed == 0


def test_the_extension_loads(root: Path, tmp_path: Path) -> None:
    found = re.search(
        r"```toml\n(.*?)```", (root / "docs" / "ontology.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert found
    path = tmp_path / "river.toml"
    path.write_text(found[1], encoding="utf-8")
    assert load(str(path)).type("DIVERT").triggers == ("divert", "dam")
