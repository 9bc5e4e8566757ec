"""The shipped files: where they are, and that they are whole."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from demarche.errors import ModelError

FORMAT = 4  # the format of the files that this code reads, as training/language/export.py numbers it
FOLDER = Path(__file__).parent / "models"
SUMS = "sums.onnx"
AGAIN = "Reinstall demarche, or build the files anew as training/language/README.md tells."


def opened(path: Path, *, threads: int) -> Any:
    """The onnxruntime session of a graph, on the processor.

    Where sums of bytes overflow, onnxruntime is told to take wider ones: slower by a tenth there, and by
    four fifths where they do not overflow, so it is told nothing then.
    Raises `ModelError` for a file that onnxruntime cannot load.
    """
    return _session(path, threads=threads, wide=sums_overflow())


@cache
def sums_overflow() -> bool:
    """Whether this processor adds two products of bytes in sixteen bits, where large ones overflow.

    Those without VNNI do, and would lose one act in thirty. The processor is not asked for its name but
    given the largest sum there is: SUMS is a product by a matrix of 127 (64, 16).
    """
    session = _session(FOLDER / SUMS, threads=1, wide=False)
    (product,) = session.run(None, {"x": np.full((32, 64), 255, np.uint8)})
    return bool((product != 64 * 255 * 127).any())


def _session(path: Path, *, threads: int, wide: bool) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.x64quantprecision", str(int(wide)))
    try:
        return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no narrower common base
        raise ModelError(f"The model file {path} cannot be loaded ({error}). {AGAIN}") from None


def checked(folder: Path = FOLDER) -> dict[str, Any]:
    """The manifest of a folder of model files, all of them present and undamaged.

    Raises `ModelError` for a file that is missing, of another size or other contents, or of another format.
    """
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
        files = manifest["files"]
    except FileNotFoundError:
        raise ModelError(
            f"The parser's file {path} is missing: the installation is incomplete. {AGAIN}"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The parser's file {path} cannot be read ({error!r}): it is damaged. {AGAIN}"
        ) from None
    if manifest.get("format") != FORMAT:
        raise ModelError(
            f"The parser's files in {folder} are of format {manifest.get('format')!r}, "
            f"and this version reads {FORMAT}. {AGAIN}"
        )
    for name, told in files.items():
        file = folder / name
        if not file.is_file():
            raise ModelError(f"The parser's file {file} is missing: the installation is incomplete. {AGAIN}")
        if file.stat().st_size != told["bytes"] or _digest(file) != told["sha256"]:
            raise ModelError(
                f"The parser's file {file} is not the one that was shipped: it is damaged. {AGAIN}"
            )
    return manifest


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
