"""Coding keeps numpy on one thread, and gives the threads back."""

from __future__ import annotations

import pytest

from demarche.threads import _openblas, one_thread


def test_threads_are_one_inside_and_as_before_outside() -> None:
    found = _openblas()
    if found is None:
        pytest.skip("numpy brings no OpenBLAS here")
    get, put = found
    usual = get()
    put(2)
    with pytest.raises(RuntimeError), one_thread():
        assert get() == 1
        raise RuntimeError
    assert get() == 2
    first, second = one_thread(), one_thread()
    first.__enter__()
    second.__enter__()  # as two threads do that overlap
    first.__exit__(None, None, None)
    assert get() == 1
    second.__exit__(None, None, None)
    assert get() == 2
    put(usual)
