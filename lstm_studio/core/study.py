"""What a study is: plain frozen data, shared by files, session and command line.

Shapes: T steps, D channels of the input, O outputs. Every array is read-only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_studio.core.sequence import Sequence, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lstm_studio.core.cell import Cell
    from lstm_studio.core.checkpoints import Checkpoint
    from lstm_studio.core.opened import Opened
    from lstm_studio.core.sizes import Sizes

__all__ = [
    "CURVE",
    "EXAMS",
    "MODEL",
    "NO_CURVE",
    "NO_EXAMS",
    "NO_LOSSES",
    "UNTRAINED",
    "Against",
    "Clamp",
    "Kept",
    "Look",
    "Record",
    "Sequence",
    "Start",
    "Study",
    "Training",
    "brought",
    "frozen",
    "kept_of",
]


@dataclass(frozen=True)
class Training:
    """How a training run goes.

    Optimiser row, learning rate, clip of the global gradient norm, batch, budget, seed; ``loss`` None: the one that
    goes with the output; ``dtype`` of all arithmetic; ``truncate``: the gradient stops at every so many steps, None
    for nowhere. ``clip_value``: the largest size of each entry of the gradient; ``decay`` of weights, None: what is
    usual with the optimiser. ``schedule`` of the rate, times ``factor`` every ``period`` updates, after ``warm_up``
    updates in which it rises. ``early_stop``: a run ends when its task is solved.
    """

    optimiser: str = "adam"
    rate: float = 0.01
    clip: float | None = 1.0
    batch: int = 32
    updates: int = 1000
    seed: int = 1
    loss: str | None = None
    dtype: str = "float32"
    truncate: int | None = None
    clip_value: float | None = None
    decay: float | None = None
    schedule: str = "constant"
    factor: float = 0.5
    period: int = 200
    warm_up: int = 0
    early_stop: bool = False


@dataclass(frozen=True)
class Start:
    """How parameters are drawn.

    Scheme, keep bias (None, a number or "chrono" with its longest span), seed.
    """

    scheme: str = "uniform"
    keep: float | str | None = None
    span: int = 50
    seed: int = 0


@dataclass(frozen=True)
class Clamp:
    """Hold a named value at ``number`` in some units and steps.

    ``units`` count from 0, none given means all; ``first`` and ``last`` step count from 0.
    """

    value: str
    units: tuple[int, ...]
    first: int
    last: int
    number: float


@dataclass(frozen=True, eq=False)
class Against:
    """A second run on the same sequence, to be compared with the study's own.

    ``original``: the study's own parameters before single weights were changed, None where they are what they were,
    or where they are ``parameters``. ``apart``: a model of its own, that the study keeps; it stays what it is while the
    one that is shown learns. One that is not has the same weights under other equations.
    """

    cell: Cell
    parameters: NDArray[np.float64]
    edits: tuple[Clamp, ...] = ()
    name: str = ""
    original: NDArray[np.float64] | None = None
    apart: bool = False


@dataclass(frozen=True)
class Look:
    """How a study was looked at when it was saved, for who opens it next.

    The first fields are those of a view; ``panels`` names the panels in sight, ``raised`` those of them that stand in
    front of others.
    """

    cursor: int = 0
    unit: int = 0
    curves: tuple[int, ...] = (0,)
    node: str = ""
    layer: int = 0
    direction: int = 0
    backward: bool = False
    plotted: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()


CURVE = ("update", "norm", "clipped", "ratio", "rate", "accuracy")
"""What is noted of an update: its number, the gradient's norm before clipping, whether it was clipped (1 or 0), the
norm of the change over that of the parameters, the learning rate, and the share that was right, NaN where not asked."""
EXAMS = ("update", "loss", "score", "sequences")
"""What is noted of an examination: the update before it, the held-out loss, the score, the sequences read so far."""

NO_LOSSES: NDArray[np.float64] = frozen(np.zeros((0, 2)))
NO_CURVE: NDArray[np.float64] = frozen(np.zeros((0, len(CURVE))))
NO_EXAMS: NDArray[np.float64] = frozen(np.zeros((0, len(EXAMS))))


@dataclass(frozen=True, eq=False)
class Record:
    """What training has left beside the parameters that it came to.

    ``update`` of ``updates`` that were asked for; ``losses`` (n, 2) rows (update, loss before it); ``norm`` of the last
    gradient before clipping; ``solved`` the update at which the task was solved; ``score`` of the last examination.
    ``curve`` (m, 6) has the columns of CURVE, ``exams`` (k, 4) those of EXAMS. ``sequences`` were read in all,
    ``seconds`` were spent on updates and examinations. ``checkpoints`` are the parameters at moments on the way, the
    oldest first.
    """

    update: int = 0
    updates: int = 0
    losses: NDArray[np.float64] = field(default_factory=lambda: NO_LOSSES)
    norm: float = float("nan")
    solved: int | None = None
    score: float | None = None
    curve: NDArray[np.float64] = field(default_factory=lambda: NO_CURVE)
    exams: NDArray[np.float64] = field(default_factory=lambda: NO_EXAMS)
    sequences: int = 0
    seconds: float = 0.0
    checkpoints: tuple[Checkpoint, ...] = ()

    @property
    def solved_after(self) -> int | None:
        """The sequences that were read until the task was solved, None where it is not, or nobody has counted."""
        at = self.exams[:, 0] == self.solved
        return int(self.exams[at, 3][0]) if at.any() else None


UNTRAINED = Record()


@dataclass(frozen=True, eq=False)
class Kept:
    """A model that a study keeps beside the one that is shown, with how it came about; fields as in Study.

    ``series``: the runs that it belongs to, which differ by their seeds alone, "" for a run of its own; ``plotted``:
    its losses are drawn beside those of the model that is shown.
    """

    name: str
    cell: Cell
    sizes: Sizes
    parameters: NDArray[np.float64]
    task: str
    options: Mapping[str, float] = field(default_factory=dict)
    training: Training = Training()
    start: Start = Start()
    edits: tuple[Clamp, ...] = ()
    opened: Opened | None = None
    record: Record = UNTRAINED
    series: str = ""
    plotted: bool = True


MODEL = tuple(row.name for row in fields(Kept) if row.name not in ("name", "series", "plotted"))
"""The fields of a study that belong to its model."""


@dataclass(frozen=True, eq=False)
class Study:
    """All that a file holds and undo brings back. ``parameters`` is the flat float64 vector of the model.

    ``opened``: the file that the model came from, with its tensors as they stood there, None for a model of our own.
    ``record``: what training has left beside the parameters.
    ``models`` and ``sequences`` are kept beside the ones that are shown; ``notes`` are the person's; ``look`` is how
    the study was looked at when its file was written.
    """

    title: str
    cell: Cell
    sizes: Sizes
    parameters: NDArray[np.float64]
    sequence: Sequence
    task: str
    options: Mapping[str, float] = field(default_factory=dict)
    training: Training = Training()
    start: Start = Start()
    edits: tuple[Clamp, ...] = ()
    against: Against | None = None
    opened: Opened | None = None
    record: Record = UNTRAINED
    models: tuple[Kept, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    notes: str = ""
    look: Look | None = None

    def replace(self, **changes: Any) -> Study:
        """Give the same study with some fields changed."""
        return replace(self, **changes)

    @property
    def raw(self) -> Opened | None:
        """The file that the model came from, as long as the model still has its cell and sizes."""
        opened = self.opened
        fits = opened is not None and opened.sizes == self.sizes
        return (
            opened if fits and opened is not None and opened.cell.equations == self.cell.equations else None
        )


def kept_of(study: Study, name: str) -> Kept:
    """Give the model that is shown, to be kept under a name."""
    return Kept(name, **{row: getattr(study, row) for row in MODEL})


def brought(study: Study, kept: Kept) -> Study:
    """Give the study with a model that it keeps in place of the one that is shown; nothing is compared any more.

    The sequence stays, whether or not the model can read it.
    """
    return replace(study, against=None, **{row: getattr(kept, row) for row in MODEL})
