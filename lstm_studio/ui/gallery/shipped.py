"""The studies that are shipped, by the task that they have learnt."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lstm_studio.formats.study import read_study
from lstm_studio.ui.examples import example_paths

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["examples_of"]


@cache
def _known() -> tuple[tuple[str, Path, str], ...]:
    studies = ((path, read_study(path)) for path in example_paths())
    return tuple((study.task, path, study.title) for path, study in studies)


def examples_of(task: str) -> tuple[tuple[Path, str], ...]:
    """Give file and title of each."""
    return tuple((path, title) for of, path, title in _known() if of == task)
