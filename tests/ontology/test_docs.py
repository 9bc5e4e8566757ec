"""The examples of docs/ontology.md say what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from demarche.model import CodedReport
from demarche.ontology import load
from demarche.reports import read_row
from demarche.runners.step import Coder, CoderOptions


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
    coder = Coder(CoderOptions(ontology=str(path)))
    row = {"id": "one", "text": "Ethiopia diverted a third of the Nile on Monday, Egypt said."}
    (coded,) = coder.code([read_row(row)])
    assert isinstance(coded, CodedReport)
    assert [(e.event, e.actor[0].country) for e in coded.events] == [("DIVERT", "ETH")]
