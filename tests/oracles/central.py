"""Central differences of a loss, entry by entry: the slow way to a gradient that nobody doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["differences"]


def differences(values: Any, loss: Callable[[], float], epsilon: float = 1e-5) -> Any:
    """Give (L(v + ε) − L(v − ε)) / 2ε for every entry of ``values``, which is moved in place and put back."""
    found = np.empty(values.shape)
    for place in np.ndindex(values.shape):
        kept, ends = values[place], []
        for step in (epsilon, -epsilon):
            values[place] = kept + step
            ends.append(loss())
        values[place] = kept
        found[place] = (ends[0] - ends[1]) / (2 * epsilon)
    return found
