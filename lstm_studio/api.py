"""The public names of the package. Time comes first, then batch, then units; steps and units count from 0."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio import preflight
from lstm_studio.catalogue import cell_names, load_cell
from lstm_studio.core.cell import Cell
from lstm_studio.core.fit import Job
from lstm_studio.core.fit import fit as fit_job
from lstm_studio.core.insight.free_run import run_freely
from lstm_studio.core.model import Model as CoreModel
from lstm_studio.core.sequence import Sequence, frozen
from lstm_studio.core.updater import updater
from lstm_studio.formats import code as codes
from lstm_studio.formats import models
from lstm_studio.parity.asking import asked_of
from lstm_studio.parity.exchange import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lstm_studio.core.fit import Progress
    from lstm_studio.core.insight.free_run import FreeRun
    from lstm_studio.core.opened import Opened
    from lstm_studio.core.study import Study
    from lstm_studio.parity.report import Answer

__all__ = ["Cell", "Model", "cells", "code", "compare", "fit", "load_cell", "open_model", "render", "updater"]


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

    def save(self, path: str | Path, afresh: bool = False) -> None:
        """Write the model to a file; the suffix says how.

        .safetensors and .onnx hold any cell, .weights.h5 what Keras has. What came from a file of that kind goes back
        into its tensors, bit for bit where nothing has changed; ``afresh``: by the names that ``code`` has, as if it
        came from none. Raises ValueError for another suffix, a cell that the format cannot say, and where the file
        cannot be written.
        """
        models.save(self, path, None if afresh else self.opened)

    def go_on(self, x: Any, steps: int, temperature: float = 1.0, seed: int = 0) -> FreeRun:
        """Read a sequence x, (T, D) or symbols (T,), then go on for so many steps S by reading what was said itself.

        ``values`` (S, D) of the result are what it read, ``said`` (S, O) the outputs that they came from. Symbols are
        drawn: ``codes`` (S,); at ``temperature`` 0 the likeliest. Raises ValueError for a model that has not an output
        for each channel or symbol, or reads from the end, too.
        """
        trace = self.run(x)
        read = np.asarray(x, np.float64)
        sequence = Sequence(frozen(read[:, None] if read.ndim == 1 else read))
        return run_freely(self, sequence, (), trace, sequence.steps, steps, temperature, seed)


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


def compare(
    model: CoreModel,
    path: str | Path = "",
    language: str = "",
    embedding: str | None = None,
    readout: str | None = None,
    recurrent: str | None = None,
    nonlinearity: str | None = None,
) -> Answer:
    """Hold a model against another program's answer on a random batch, in a process of its own.

    What answers is PyTorch, onnxruntime or Keras from a file, by its suffix, or what runs the code of the model in a
    ``language``; the rest as in ``open_model``. The answer has ``largest``, the largest difference of the outputs,
    ``within``, what it may be, ``passed``, and a ``sentence``; ``largest`` is None where ``note`` says why nothing was
    compared, such as a runtime that is not installed. Raises ValueError for a file that holds no such model.
    """
    given = {"embedding": embedding, "readout": readout, "recurrent": recurrent, "nonlinearity": nonlinearity}
    picked = {role: name for role, name in given.items() if name is not None}
    place = "" if language else str(Path(path).resolve())
    return asked_of(model, Asked(place, language, picked=picked))


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
    clip_value: float | None = None,
    decay: float | None = None,
    schedule: str = "constant",
    factor: float = 0.5,
    period: int = 200,
    warm_up: int = 0,
    early_stop: bool = False,
) -> Iterator[Progress]:
    """Train ``model`` in place on a task, one update for every Progress that is taken.

    ``options`` are the task's; task "own" learns what comes next in ``sequence``; ``updates`` None goes on
    for ever; ``loss`` None is the one that goes with the output; with ``truncate`` the gradient stops at every
    so many steps. The gradient is clipped by value and then by norm. ``schedule`` of the rate: "constant", "step" or
    "exponential" (times ``factor`` in every ``period`` of updates), or "cosine", after ``warm_up`` updates. With
    ``early_stop`` it ends when the task is solved. Every 50 updates ``progress.exam`` has the held-out loss and the
    score. Raises ValueError for an unknown task, one that other inputs or outputs belong to, and when a loss is no
    number any more: the model then has the last parameters whose loss was one.
    """
    job = Job(
        model.cell,
        model.sizes,
        model.flat,
        task,
        dict(options or {}),
        optimiser=optimiser,
        rate=rate,
        clip=clip,
        batch=batch,
        updates=updates,
        seed=seed,
        dtype=model.dtype.name,
        sequence=sequence,
        loss=loss,
        truncate=truncate,
        clip_value=clip_value,
        decay=decay,
        schedule=schedule,
        factor=factor,
        period=period,
        warm_up=warm_up,
        early_stop=early_stop,
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
    steps: str | tuple[int | None, int | None] | None = None,
    fps: float | None = None,
    motion: str | None = None,
    speed: float | None = None,
    moments: str | tuple[int | None, int | None] | None = None,
) -> Path:
    """Draw a study to a file, .png, .svg or .pdf, or film it, .gif, .webp, .apng or .mp4; give its path.

    ``what``: "window", or a panel, such as "diagram", "states", "gates", "equations" or "values"; its numbers go to a
    file .csv. ``size`` in pixels; ``theme`` "light" or "dark"; ``step`` from 0, before the first input, to T;
    ``scale`` enlarges a PNG; ``ground`` "screen", "white" (in the light colours) or "transparent". None is what suits.

    A film shows ``steps``, such as "3:12" or (3, 12), both included, in ``fps`` pictures a second. ``motion`` "off" is
    a picture a step; with "steps" values run along the wires into each step, with "operations" into each operation;
    ``speed`` is steps, or operations, a second. With ``moments`` it shows the training in place of the steps, from one
    update to another, such as "0:200", or ":" for all of it, and ``speed`` is moments a second. No display is needed,
    for MP4 ffmpeg is.

    Raises ValueError for what cannot be read, drawn or written, and where Qt lacks a system library.
    """
    said = preflight.problem(window=False)
    if said:
        raise ValueError(said)
    # Within the function, as a notebook that draws nothing needs no Qt.
    from lstm_studio.ui.export import render as draw
    from lstm_studio.ui.film.making import cut_of

    return draw(
        study, output, what, size, theme, step, scale, ground, cut_of(steps, fps, motion, speed, moments)
    )
