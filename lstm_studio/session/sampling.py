"""What the model says comes next when it is left alone, and how good its forecasts are: derived values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstm_studio.core.check import task_named
from lstm_studio.core.insight.forecasts import free_errors, season_of, step_errors
from lstm_studio.core.insight.free_run import of_symbols, run_freely, unfit
from lstm_studio.core.study import frozen
from lstm_studio.core.tasks.own import OWN, learnt
from lstm_studio.session.bench import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from lstm_studio.core.insight.forecasts import Errors
    from lstm_studio.core.insight.free_run import FreeRun
    from lstm_studio.core.sizes import Sizes
    from lstm_studio.core.study import Clamp, Sequence
    from lstm_studio.core.trace import Trace
    from lstm_studio.session.bench import Bench
    from lstm_studio.session.state import Sampling

__all__ = ["Forecast", "begins", "forecast", "free_run", "long_free_run", "mute"]

FURTHEST = 10_000  # steps of a free run
SHARE = 0.4  # of the time that the window may wait: most of it is for the run on the sequence
CALL = 5e-5  # seconds that a single step takes beside what it computes, a layer


def mute(sequence: Sequence, sizes: Sizes) -> str:
    """Why the model does not say what comes next, "" where it does."""
    return unfit(sequence, sizes)


def begins(sequence: Sequence, cursor: int) -> int:
    """Give the steps that are given before the model goes on by itself: up to the cursor, or all."""
    return cursor or sequence.steps


def _steps(sequence: Sequence, sizes: Sizes, cursor: int, sampling: Sampling) -> int:
    """Give the number of steps of a free run: of numbers it goes on behind the sequence, where that is not too far."""
    if of_symbols(sequence, sizes):
        return sampling.steps
    return min(sampling.steps + sequence.steps - begins(sequence, cursor), FURTHEST)


def free_run(
    bench: Bench,
    trace: Trace,
    present: NDArray[np.float64],
    sequence: Sequence,
    edits: tuple[Clamp, ...],
    sizes: Sizes,
    cursor: int,
    sampling: Sampling,
    mute: str,
) -> FreeRun | None:
    """Where the model goes by itself from the cursor on, None where it says no next step."""
    if mute or trace.steps != sequence.steps:
        return None
    steps = _steps(sequence, sizes, cursor, sampling)
    with bench.model(present) as model:
        return run_freely(
            model,
            sequence,
            edits,
            trace,
            begins(sequence, cursor),
            steps,
            sampling.temperature,
            sampling.seed,
        )


def long_free_run(
    bench: Bench, sequence: Sequence, sizes: Sizes, cursor: int, sampling: Sampling, mute: str, **_others: Any
) -> bool:
    """Whether it takes longer than the window may wait."""
    steps = 0 if mute else _steps(sequence, sizes, cursor, sampling)
    return bench.seconds(steps) + steps * sizes.layers * CALL > SHARE * PATIENCE


@dataclass(frozen=True, eq=False)
class Forecast:
    """One channel of numbers as it is, as it was said one step ahead, and as it was run freely; in its own unit.

    ``values`` (T,) of the steps 1 … T; ``said`` (T,) of the steps 2 … T + 1; ``free`` (S,) from step ``start`` + 1 on.
    ``learnt``: the steps that were learnt, as far as is known. ``stepwise`` and ``freely`` are the errors.
    """

    channel: int
    values: NDArray[np.float64]
    said: NDArray[np.float64]
    free: NDArray[np.float64]
    start: int
    learnt: int
    season: int
    stepwise: Errors | None
    freely: Errors | None


def forecast(
    trace: Trace,
    free_run: FreeRun | None,
    sequence: Sequence,
    task: str,
    options: Mapping[str, float],
    sampling: Sampling,
) -> Forecast | None:
    """Forecasts of the chosen channel, None for symbols and where the model says no next step."""
    if free_run is None or free_run.codes is not None or trace.y is None or trace.steps != sequence.steps:
        return None
    channel = min(sampling.channel, sequence.values.shape[1] - 1)
    shift, unit = _scale(sequence, channel)
    restored = task_named(task).restored
    values, said, free = (
        frozen(column[:, channel] * unit + shift if restored is None else restored(column[:, channel]))
        for column in (sequence.values, trace.y, free_run.values)
    )
    known = _learnt(sequence, task, options)
    season = _season(values, task, options) if sampling.season is None else sampling.season
    season = season if season < len(values) else 0
    first = known if known < sequence.steps else 0
    stepwise = step_errors(values, said, season, first)
    freely = free_errors(values, free, season, free_run.start)
    return Forecast(channel, values, said, free, free_run.start, known, season, stepwise, freely)


def _learnt(sequence: Sequence, task: str, options: Mapping[str, float]) -> int:
    """Give the steps of the sequence that are learnt; all of it where nothing is held out."""
    row = task_named(task)
    if row is OWN:
        within = learnt(sequence, options) - sequence.start
        return min(max(within, 0), sequence.steps)
    return sequence.steps if row.learnt is None else min(row.learnt, sequence.steps)


def _season(values: NDArray[np.float64], task: str, options: Mapping[str, float]) -> int:
    """Give the season that the task knows of, else the one that is found."""
    row = task_named(task)
    return season_of(values) if row.season is None else row.season(row.settle(options))


def _scale(sequence: Sequence, channel: int) -> tuple[float, float]:
    """Give (shift, unit) by which values become what was given."""
    if sequence.raw is None:
        return 0.0, 1.0
    values, raw = sequence.values[:, channel], sequence.raw[:, channel]
    low, high = int(values.argmin()), int(values.argmax())
    span = float(values[high] - values[low])
    unit = float(raw[high] - raw[low]) / span if span else 1.0
    return float(raw[low] - values[low] * unit), unit
