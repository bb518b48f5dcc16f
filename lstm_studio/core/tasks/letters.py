"""Symbols one after another: what the tasks of text share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstm_studio.core.tasks.ahead import continued
from lstm_studio.core.tasks.symbols import labelled

if TYPE_CHECKING:
    from lstm_studio.core.study import Sequence

__all__ = ["following"]


def following(sequence: Sequence) -> Sequence:
    """Give symbols with their names, and with the next symbol of each step as its target; the last has none."""
    return replace(continued(sequence), labels=labelled(sequence.values, sequence.channels))
