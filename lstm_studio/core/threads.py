"""BLAS on one thread: the products of one step are too small for two, and waiting for them costs more than it brings.

At H = 32 and 32 samples an update takes three times as long on two threads as on one; at H = 128 as long. Where
another program keeps a core busy, the one long product of an update waits for it: at H = 12, 32 samples and 50 steps
an update takes 8 ms on two threads and 0.8 ms on one.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from threadpoolctl import LibController, ThreadpoolController

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["one_thread"]

SMALL = 500_000
"""Below this number of multiplications a product runs on one thread by itself, and asking would cost more."""


@cache
def _libraries() -> list[LibController]:
    return [one for one in ThreadpoolController().lib_controllers if one.user_api == "blas"]


@contextmanager
def one_thread(multiplications: int) -> Iterator[None]:
    """Let matrix products of that size run on one thread.

    The libraries are asked one by one: threadpoolctl's own context takes 60 µs, as long as many an update.
    """
    before = []
    for library in _libraries() if multiplications >= SMALL else ():
        count = library.get_num_threads()
        if count is not None and count > 1:
            before.append((library, count))
            library.set_num_threads(1)
    try:
        yield
    finally:
        for library, count in before:
            library.set_num_threads(count)
