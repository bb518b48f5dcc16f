"""The samples that are drawn on cards, made when they are first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.tasks import TASKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.study import Sequence

__all__ = ["Samples"]

SEED = 1


class Samples:
    """``own``: the sequence of the person, which the task that reads one is drawn with."""

    def __init__(self, own: Sequence | None) -> None:
        self._own = own
        self._kept: dict[str, Sequence | None] = {}

    def of(self, name: str) -> Sequence | None:
        """Give the sample for a task's card, None where there is no sequence that it can read."""
        if name not in self._kept:
            try:
                self._kept[name] = self.drawn(name, TASKS[name].pictured)
            except ValueError:  # of the person's own sequence, which is too short: its card says why
                self._kept[name] = None
        return self._kept[name]

    def drawn(self, name: str, options: Mapping[str, float]) -> Sequence | None:
        """Draw a sample with options. Raises ValueError where one of them is none of the task's."""
        task = TASKS[name]
        if task.shape is not None and self._own is None:
            return None
        return task.show(np.random.default_rng(SEED), options, self._own if task.shape is not None else None)
