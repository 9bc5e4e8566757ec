"""The shipped files: where they are, and that they are whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from demarche.errors import ModelError

FORMAT = 1  # the format of the files that this code reads, as training/language/export.py numbers it
FOLDER = Path(__file__).parent / "models"
AGAIN = "Reinstall demarche, or build the files anew as training/language/README.md tells."


def opened(path: Path, *, threads: int) -> Any:
    """The onnxruntime session of a graph, on the processor.

    Processors without VNNI would add the products of two bytes in sixteen bits, where large ones overflow:
    faster by a tenth, and wrong enough to lose one act in thirty. They are told not to.
    Raises `ModelError` for a file that onnxruntime cannot load.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.x64quantprecision", "1")
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
