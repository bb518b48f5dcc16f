"""What NumPy is told while a program runs: products on one thread, a small buffer, and no warnings of what overflows.

The products of one step are too small for two threads, and waiting for them costs more than it brings. At H = 32 and 32
samples an update takes three times as long on two threads as on one; at H = 128 as long. Where another program keeps a
core busy, the one long product of an update waits for it: at H = 12, 32 samples and 50 steps an update takes 8 ms on
two threads and 0.8 ms on one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import LibController, ThreadpoolController

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["AtWork"]

SMALL = 500_000
"""Below this number of multiplications a product runs on one thread by itself, and asking would cost more."""

BUFFER = 512
"""Values of NumPy's buffer. Where a run of neighbours is shorter than that, NumPy copies operands into it first: with
its own 8192, a pass over a part of the rows of all steps takes three times as long."""


@cache
def _libraries() -> list[LibController]:
    return [one for one in ThreadpoolController().lib_controllers if one.user_api == "blas"]


class AtWork:
    """A context in which matrix products of that many multiplications run on one thread, and a cell may overflow.

    Its values then say inf, and training says so in a sentence. The libraries are asked one by one: threadpoolctl's own
    context takes 60 µs, as long as many an update.
    """

    def __init__(self, multiplications: int) -> None:
        self._large = multiplications >= SMALL
        self._quiet: Any = np.errstate(over="ignore", invalid="ignore", divide="ignore")
        self._before: list[tuple[LibController, int]] = []

    def __enter__(self) -> None:
        """Begin."""
        for library in _libraries() if self._large else ():
            count = library.get_num_threads()
            if count is not None and count > 1:
                self._before.append((library, count))
                library.set_num_threads(1)
        self._quiet.__enter__()
        np.setbufsize(BUFFER)  # until the end of errstate

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End: everything is as it was."""
        self._quiet.__exit__(kind, value, trace)
        for library, count in self._before:
            library.set_num_threads(count)
