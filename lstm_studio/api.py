"""The public names of the package. Time comes first, then batch, then units; steps and units count from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio import preflight
from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.fit import Job
from lstm_studio.core.fit import fit as fit_job
from lstm_studio.core.model import Model
from lstm_studio.core.updater import updater

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lstm_studio.core.fit import Progress
    from lstm_studio.core.study import Sequence, Study

__all__ = ["Cell", "Model", "cells", "fit", "load_cell", "render", "updater"]


def cells() -> tuple[str, ...]:
    """Give the names of the built-in cells."""
    return cell_names()


def fit(
    model: Model,
    task: str,
    *,
    options: Mapping[str, float] | None = None,
    sequence: Sequence | None = None,
    optimiser: str = "adam",
    rate: float = 0.01,
    clip: float | None = 1.0,
    batch: int = 32,
    updates: int | None = 1000,
    seed: int = 1,
    loss: str | None = None,
    truncate: int | None = None,
) -> Iterator[Progress]:
    """Train ``model`` in place on a task, one update for every Progress that is taken.

    ``options`` are the task's; task "own" learns what comes next in ``sequence``; ``updates`` None goes on
    for ever; ``loss`` None is the one that goes with the output; with ``truncate`` the gradient stops at every
    so many steps. Raises ValueError for an unknown task, or one that other inputs or outputs belong to.
    """
    job = Job(
        model.cell,
        model.sizes,
        model.flat,
        task,
        dict(options or {}),
        optimiser,
        rate,
        clip,
        batch,
        updates,
        seed,
        model.dtype.name,
        sequence,
        loss,
        truncate,
    )
    return fit_job(job, model)


def render(
    study: str | Path | Study,
    output: str | Path,
    what: str = "window",
    size: tuple[int, int] | None = None,
    theme: str = "light",
    step: int | None = None,
    scale: float = 1.0,
    ground: str = "screen",
) -> Path:
    """Draw a study to a file, .png, .svg or .pdf, and give its path. It needs no display.

    ``what``: "window", or a panel, such as "diagram", "states", "gates", "equations" or "values"; its numbers go to a
    file .csv. ``size`` in pixels; ``theme`` "light" or "dark"; ``step`` from 0, before the first input, to T;
    ``scale`` enlarges a PNG; ``ground`` "screen", "white" (in the light colours) or "transparent". None is what suits.
    Raises ValueError for what cannot be read, drawn or written, and where Qt lacks a system library.
    """
    said = preflight.problem(window=False)
    if said:
        raise ValueError(said)
    # Within the function, as a notebook that draws nothing needs no Qt.
    from lstm_studio.ui.export import render as draw

    return draw(study, output, what, size, theme, step, scale, ground)
