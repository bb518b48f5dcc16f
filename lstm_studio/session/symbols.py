"""The names of what a sequence is made of: its symbols, where it has some, and what the outputs stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.check import task_named

if TYPE_CHECKING:
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Sequence

__all__ = ["answers", "seen", "symbols"]

SIGNS = {"\n": "↵", "\t": "⇥"}
SPACE = "␣"


def seen(label: str) -> str:
    """Give the name of a symbol so that it is seen: a space is ␣, the end of a line ↵."""
    return label if not label or label.strip() else "".join(SIGNS.get(sign, SPACE) for sign in label)


def symbols(sequence: Sequence, sizes: Sizes) -> tuple[str, ...]:
    """Give the names of the symbols that could be read, () where the input is made of numbers."""
    values, channels = sequence.values, sequence.channels
    if sizes.symbols:
        names = channels if len(channels) == sizes.symbols else ()
        return names or tuple(str(number + 1) for number in range(sizes.symbols))
    single = values.shape[1] > 1 and np.isin(values, (0.0, 1.0)).all() and (values.sum(axis=1) <= 1).all()
    return channels if single else ()


def answers(sequence: Sequence, sizes: Sizes, task: str) -> tuple[str, ...]:
    """Give the names of the outputs: those of the task, or where each stands for a symbol of the input; () for none."""
    named = task_named(task).answers
    if len(named) == sizes.outputs > 0:
        return named
    names = symbols(sequence, sizes)
    return names if sizes.output == "softmax" and len(names) == sizes.outputs else ()
