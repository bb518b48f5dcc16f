"""BLAS on one thread: the products of one step are too small for two, and waiting for them costs more than it brings.

At H = 32 and 32 samples an update takes three times as long on two threads as on one; at H = 128 as long. Where
another program keeps a core busy, the one long product of an update waits for it: at H = 12, 32 samples and 50 steps
an update takes 8 ms on two threads and 0.8 ms on one.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any

from threadpoolctl import ThreadpoolController

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["one_thread"]

SMALL = 500_000
"""Below this number of multiplications a product runs on one thread by itself, and asking would cost more."""


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread(multiplications: int) -> AbstractContextManager[Any]:
    """Give a context in which matrix products of that size run on one thread."""
    return nullcontext() if multiplications < SMALL else _pools().limit(limits=1, user_api="blas")
