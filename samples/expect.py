"""Writes `expected.json` of every sample anew: `python -m samples.expect`.

Review the change as a diff before keeping it.
"""

from __future__ import annotations

import json
from pathlib import Path

from demarche.model import CodedReport, Reject, Report
from demarche.record import coded_to_dict
from demarche.reports import read
from demarche.runners.step import Coder

REPORTS = Path(__file__).parent / "reports"


def folders() -> list[Path]:
    """The sample folders, in order of name."""
    return sorted(path for path in REPORTS.iterdir() if path.is_dir())


def report_of(folder: Path) -> Report:
    """The one report in a sample folder."""
    (path,) = folder.glob("report.*")
    (report,) = read([str(path)])
    if isinstance(report, Reject):
        raise ValueError(f"{path} cannot be read: {report.reason}")
    return report


def coded(folders: list[Path], coder: Coder) -> list[CodedReport]:
    """The coded report of each folder, in order."""
    results = coder.code([report_of(folder) for folder in folders])
    return [result for result in results if isinstance(result, CodedReport)]


def main() -> None:
    found = folders()
    for folder, result in zip(found, coded(found, Coder()), strict=True):
        text = json.dumps(coded_to_dict(result), ensure_ascii=False, indent=1)
        (folder / "expected.json").write_text(text + "\n", encoding="utf-8")
        print(f"{folder.name}: {len(result.events)} events")


if __name__ == "__main__":
    main()
