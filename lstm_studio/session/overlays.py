"""What kept runs are drawn and listed as: each by itself, or those of a series by their middle and their range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.loss import loss_for
from lstm_studio.core.study import frozen
from lstm_studio.session.series import said_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Kept, Record, Training

__all__ = ["Bundle", "Grid", "Overlay", "bundles", "final_loss", "grid_of", "overlays"]

MOST = 300  # points of a curve: losses in between are averaged
LAST = 20  # losses that are averaged where nothing was examined


@dataclass(frozen=True, eq=False)
class Overlay:
    """The losses of a run, or of a series: ``middle`` (n,) at the updates ``places`` (n,), of several runs the median.

    ``low`` and ``high`` (n,) are the least and the largest of the runs, None of a single one. ``ink``: its place among
    all that may be drawn.
    """

    name: str
    places: NDArray[np.float64]
    middle: NDArray[np.float64]
    low: NDArray[np.float64] | None
    high: NDArray[np.float64] | None
    ink: int
    record: Record | None


@dataclass(frozen=True)
class Bundle:
    """What is one line of the list: a run, or all runs of a series; places in the models that are kept."""

    name: str
    places: tuple[int, ...]
    series: bool


@dataclass(frozen=True)
class Grid:
    """Cells × starts: the places of the kept runs of each pair."""

    cells: tuple[str, ...]
    starts: tuple[str, ...]
    places: dict[tuple[str, str], tuple[int, ...]]


def bundles(models: Sequence[Kept]) -> tuple[Bundle, ...]:
    """Give the runs that are kept, those of a series together: models that were trained."""
    found: dict[str, list[int]] = {}
    for at, kept in enumerate(models):
        if kept.record.update:
            found.setdefault(kept.series or f"\n{at}", []).append(at)
    return tuple(
        Bundle(
            models[places[0]].name if key.startswith("\n") else key, tuple(places), not key.startswith("\n")
        )
        for key, places in found.items()
    )


def overlays(models: tuple[Kept, ...], task: str, sizes: Sizes, training: Training) -> tuple[Overlay, ...]:
    """The losses of kept runs that are drawn: of the same task, measured alike."""
    measured = loss_for(sizes.output, training.loss).name
    found = []
    for ink, bundle in enumerate(bundles(models)):
        runs = [models[at] for at in bundle.places if models[at].plotted]
        fit = [
            run
            for run in runs
            if run.task == task
            and len(run.record.losses)
            and loss_for(run.sizes.output, run.training.loss).name == measured
        ]
        if fit:
            found.append(_overlay(bundle.name, [run.record for run in fit], ink))
    return tuple(found)


def _overlay(name: str, records: Sequence[Record], ink: int) -> Overlay:
    last = max(float(record.losses[-1, 0]) for record in records)
    wide = max(1, math.ceil(last / MOST))
    rows = np.array([_averaged(record.losses, wide, math.ceil(last / wide)) for record in records])
    # Where most runs have ended, those that are left say nothing of all of them.
    known = 2 * np.isfinite(rows).sum(axis=0) >= len(rows)
    rows = rows[:, known]
    places = frozen((np.flatnonzero(known) + 0.5) * wide + 0.5)
    if len(records) == 1:
        return Overlay(name, places, frozen(rows[0]), None, None, ink, records[0])
    return Overlay(
        name,
        places,
        frozen(np.nanmedian(rows, axis=0)),
        frozen(np.nanmin(rows, axis=0)),
        frozen(np.nanmax(rows, axis=0)),
        ink,
        None,
    )


def _averaged(losses: NDArray[np.float64], wide: int, bins: int) -> NDArray[np.float64]:
    """Give the mean loss (bins,) of every so many updates, NaN where there is none."""
    at = ((losses[:, 0] - 1) // wide).astype(int)
    counts = np.bincount(at, minlength=bins)
    sums = np.bincount(at, losses[:, 1], minlength=bins)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def final_loss(record: Record) -> float:
    """Give the loss that a run has come to: on held-out sequences, or the mean of its last ones; NaN for none."""
    if len(record.exams) and math.isfinite(record.exams[-1, 1]):
        return float(record.exams[-1, 1])
    return float(record.losses[-LAST:, 1].mean()) if len(record.losses) else math.nan


def grid_of(models: Sequence[Kept], task: str) -> Grid:
    """Give the runs of a task by cell and start, in the order in which they came."""
    places: dict[tuple[str, str], tuple[int, ...]] = {}
    for at, kept in enumerate(models):
        if kept.record.update and kept.task == task:
            key = kept.cell.title or kept.cell.name, said_start(kept.start)
            places[key] = (*places.get(key, ()), at)
    return Grid(_once(cell for cell, _start in places), _once(start for _cell, start in places), places)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
