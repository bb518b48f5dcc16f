"""The losses of kept runs beside those of the run that is shown: a curve each, a band around that of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.session.overlays import bundles
from lstm_studio.ui.plots.bands import Band
from lstm_studio.ui.plots.curves import Line

if TYPE_CHECKING:
    from lstm_studio.session.derived import Scene
    from lstm_studio.session.overlays import Overlay

__all__ = ["FIRST", "bands_beside", "last_beside", "lines_beside"]

FIRST = 2  # the colour of the first of them: those before it are of the run that is shown


def _beside(scene: Scene) -> tuple[Overlay, ...]:
    """The run that is shown is not drawn a second time."""
    own = scene.study.record
    return tuple(row for row in scene.overlays if row.record is None or row.record.losses is not own.losses)


def lines_beside(scene: Scene) -> tuple[Line, ...]:
    """Give the curves, of a series that of its median; last the run that is trained beside the window."""
    kept = tuple(
        Line(row.name, row.middle, ink=FIRST + row.ink, dash=FIRST + row.ink, places=row.places, behind=True)
        for row in _beside(scene)
    )
    return kept + _at_work(scene)


def _at_work(scene: Scene) -> tuple[Line, ...]:
    """It has the colour of its series, or the one that this will have."""
    series, study = scene.run.series, scene.study
    if series is None or series.over or series.now.task != study.task or not len(series.now.record.losses):
        return ()
    losses, group = series.now.record.losses, series.plan[series.done].series
    names = [bundle.name for bundle in bundles(study.models)]
    ink = FIRST + (names.index(group) if group in names else len(names))
    return (Line(series.name, losses[:, 1], ink=ink, places=losses[:, 0], behind=True),)


def bands_beside(scene: Scene) -> tuple[Band, ...]:
    """Give the range of every series."""
    return tuple(
        Band(row.places, row.low, row.high, FIRST + row.ink)
        for row in _beside(scene)
        if row.low is not None and row.high is not None
    )


def last_beside(scene: Scene) -> int:
    """Give the last update of them, 0 for none."""
    ends = [float(row.places[-1]) for row in scene.overlays if len(row.places)]
    return int(np.ceil(max(ends, default=0.0)))
