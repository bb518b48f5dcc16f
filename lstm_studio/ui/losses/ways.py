"""What the loss panel can show of a training: in each way one or two plots over the updates, as plain data."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.check import task_named
from lstm_studio.core.loss import loss_for
from lstm_studio.ui.losses.beside import bands_beside, lines_beside
from lstm_studio.ui.plots.curves import Line
from lstm_studio.ui.plots.grid import Rule
from lstm_studio.ui.plots.limits import printed
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.session.derived import Scene
    from lstm_studio.ui.plots.bands import Band

__all__ = ["HINTS", "LEAST", "WAYS", "Plot", "plots"]

LEAST = 1e-9  # a loss of 0 has no logarithm
FEW = 250  # points of a curve that costs nothing to be drawn two pixels wide
USUAL = 1e-3  # a change over the weights that is neither too slow nor too wild
UNITS = {"mse": "mse", "cross-entropy": _("nats"), "binary cross-entropy": _("nats")}
WAYS = {"loss": _("loss"), "score": _("score"), "gradient": _("gradient")}
HINTS = {
    "loss": _("The loss of each batch and, every 50 updates, on held-out sequences, beside simple guesses"),
    "score": _("How much of each batch is right, and the score of every examination beside the criterion"),
    "gradient": _(
        "The norm of the gradient before clipping, and how far an update moves the weights: ‖Δw‖ / ‖w‖"
    ),
}


@dataclass(frozen=True, eq=False)
class Plot:
    """Lines, rules and bands in people's numbers, whether ``log`` suits them, and the bounds that they always have."""

    title: str
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...] = ()
    log: bool = True
    whole: tuple[float, float] | None = None
    bands: tuple[Band, ...] = ()


def plots(way: str, scene: Scene) -> tuple[Plot, ...]:
    """Give the plots of a way."""
    if way == "gradient":
        return _norms(scene), _changes(scene)
    return (_scores(scene) if way == "score" else _losses(scene),)


def _line(name: str, rows: NDArray[Any], column: int, ink: int, dash: int = 0) -> tuple[Line, ...]:
    """Give the curve of a column of rows (n, …) whose first is the update; none where there is nothing."""
    known = rows[np.isfinite(rows[:, column])] if np.isnan(rows[:, column]).any() else rows
    if not len(known):
        return ()
    # What is noted rarely is drawn strongly: it stands in front of what is noted of every update.
    return (Line(name, known[:, column], ink=ink, dash=dash, strong=len(known) < FEW, places=known[:, 0]),)


def _rule(label: str, value: float) -> Rule:
    """Give a rule; in a narrow box what the label adds behind a comma, a colon or a bracket is left out first."""
    head, said = re.split(r" \(|, |: ", label, maxsplit=1)[0], _("{label}: {value}")
    whole, shorter = (said.format(label=text, value=printed(value)) for text in (label, head))
    return Rule(value, whole, (shorter, head))


def _losses(scene: Scene) -> Plot:
    record, study = scene.study.record, scene.study
    unit = UNITS[loss_for(study.sizes.output, study.training.loss).name]
    losses = record.losses
    lines = (Line(_("loss"), losses[:, 1], places=losses[:, 0]),) if len(losses) else ()
    rules = tuple(_rule(label, value) for label, value in scene.baselines.items())
    held = _line(_("held out"), record.exams, 1, 1, 1)
    beside, bands = lines_beside(scene), bands_beside(scene)
    return Plot(_("loss ({unit})").format(unit=unit), lines + held + beside, rules, bands=bands)


def _scores(scene: Scene) -> Plot:
    """The score and what is right of a batch stand in one plot where both are shares."""
    record, task = scene.study.record, task_named(scene.study.task)
    share = task.higher and task.bar <= 1
    lines = _line(_("score"), record.exams, 2, 1, 1)
    right = _line(_("right"), record.curve, 5, 0)
    bar = _rule(_("solved"), task.bar)
    if share or not lines:
        title = task.scored if share else _("share right")
        return Plot(title, right + lines, (bar,) if share else (), log=False, whole=(0.0, 1.0))
    return Plot(task.scored, lines, (bar,), log=task.bar > 0 and not task.higher)


def _norms(scene: Scene) -> Plot:
    clip = scene.study.training.clip
    rules = () if clip is None else (_rule(_("clip"), clip),)
    return Plot(_("gradient"), _line(_("norm"), scene.study.record.curve, 1, 0), rules)


def _changes(scene: Scene) -> Plot:
    curve = scene.study.record.curve
    lines = _line(_("change"), curve, 3, 2) + _line(_("rate"), curve, 4, 1, 1)
    return Plot(_("‖Δw‖ / ‖w‖"), lines, (_rule(_("usual"), USUAL),))


def in_log(value: float) -> float:
    """Give the logarithm of a number that may be 0."""
    return math.log10(max(value, LEAST))
