"""One thread for numpy's matrix products while reports are read and coded.

The line classifier and the event head multiply small matrices; the library beneath numpy would share each
among all cores, whose waiting for one another costs several times the work.  Cores are used by `--workers`
instead.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

# How builds of OpenBLAS name their two functions: `scipy_openblas_set_num_threads64_` in numpy's own wheels.
NAMES = ("scipy_openblas_{}_num_threads64_", "scipy_openblas_{}_num_threads", "openblas_{}_num_threads")


class _Within:
    """How many are within `one_thread`, in all threads, and the number that the last one puts back."""

    lock = Lock()
    depth = 0
    before = 1


@contextmanager
def one_thread() -> Iterator[None]:
    """Matrix products inside use one thread; where numpy brings no OpenBLAS nothing is changed."""
    found = _openblas()
    if found is None:
        yield
        return
    get, put = found
    with _Within.lock:
        if _Within.depth == 0:
            _Within.before = get()
            put(1)
        _Within.depth += 1
    try:
        yield
    finally:
        with _Within.lock:
            _Within.depth -= 1
            if _Within.depth == 0:
                put(_Within.before)


@cache
def _openblas() -> tuple[Callable[[], int], Callable[[int], None]] | None:
    """The functions of numpy's own OpenBLAS that tell and set its number of threads."""
    import numpy

    package = Path(numpy.__file__).parent
    for folder in (package.parent / "numpy.libs", package / ".dylibs"):
        for path in folder.glob("*openblas*"):
            library = ctypes.CDLL(str(path))
            for name in NAMES:
                if hasattr(library, name.format("set")):
                    return getattr(library, name.format("get")), getattr(library, name.format("set"))
    return None
