"""The public names of the package. Time comes first, then batch, then units; steps and units count from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm_studio import preflight
from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.fit import Job
from lstm_studio.core.fit import fit as fit_job
from lstm_studio.core.model import Model as CoreModel
from lstm_studio.core.updater import updater
from lstm_studio.formats import code as codes
from lstm_studio.formats import models

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lstm_studio.core.fit import Progress
    from lstm_studio.core.opened import Opened
    from lstm_studio.core.study import Sequence, Study

__all__ = ["Cell", "Model", "cells", "code", "fit", "load_cell", "open_model", "render", "updater"]


class Model(CoreModel):
    """A cell with sizes and parameters: ``layers`` of ``units``, read in one or two ``directions``.

    ``units`` may be one number a layer, from the lowest: (64, 32) are two layers. ``outputs`` 0: no readout; else one
    from the state ``readout`` of the top layer, through ``output``: "identity", "softmax" or "sigmoid". ``symbols`` n:
    an embedding of n symbols as vectors of ``inputs`` numbers. ``bias`` False leaves out every bare vector term.
    ``init``: "uniform", "glorot" or a Start; drawn from ``seed``. ``dtype``: "float32" or "float64".

    ``parameters`` maps names to live views on the vector ``flat``. Arrays have time first, then batch, then units.
    ``opened`` is the file that the model came from: tensors, which block of which is which gate, and notes.
    """

    opened: Opened | None = None

    def save(self, path: str | Path) -> None:
        """Write the model to a file; the suffix says how.

        .safetensors and .onnx hold any cell, .weights.h5 what Keras has. What came from a file of that kind goes back
        into its tensors, bit for bit where nothing has changed. Raises ValueError for another suffix, a cell that the
        format cannot say, and where the file cannot be written.
        """
        models.save(self, path, self.opened)


def open_model(
    path: str | Path,
    embedding: str | None = None,
    readout: str | None = None,
    recurrent: str | None = None,
    nonlinearity: str | None = None,
) -> Model:
    """Open a trained model, in float32; ``model.opened.notes`` says what was translated and what was left out.

    Where a file leaves it open, ``embedding`` and ``readout`` name their tensors ("" for none), ``recurrent`` one of
    several layers, and ``nonlinearity`` "tanh" or "relu" of a plain network. Raises ValueError, with ``candidates``
    where something has to be named. Nothing in the file is run.
    """
    opened = models.open_file(path, embedding, readout, recurrent, nonlinearity)
    model = Model.of(opened.cell, opened.sizes, opened.parameters, "float32")
    model.opened, model.initial = opened, opened.initial or None
    return model


def code(model: CoreModel, language: str) -> str:
    """Give a short program that computes what the model does: "pytorch", "keras", "numpy", or "latex" equations.

    Its parameters are called as in a file that ``model.save`` writes; a model that was opened from a file keeps the
    names of that file, ``Model.of(model.cell, model.sizes, model.flat)`` has those of the code. Raises ValueError for
    another language.
    """
    return codes.code(model.cell, model.sizes, language)


def cells() -> tuple[str, ...]:
    """Give the names of the built-in cells."""
    return cell_names()


def fit(
    model: CoreModel,
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
