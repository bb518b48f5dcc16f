"""Airline passengers: the 144 months of 1949–1960; say at every month how many come in the next.

x (T, B, 1): the logarithm of the monthly totals, with mean 0 and standard deviation 1 over the 96 months of 1949–1956,
which alone are learnt: windows of them, each moved up or down as a whole, so that no level is a new one. y (T, B, 1):
the next value. Output identity, mean squared error. Examined one month ahead from 1957 on, 48 months, after all that
was before them; the score is the RMSE in thousands of passengers.
Source: Box & Jenkins 1976, series G.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.ahead import continued, typed
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["AIRLINE", "LEARNT", "PASSENGERS", "passengers", "read"]

CHANNELS = ("passengers",)
YEAR = 12
LEARNT = 96
PASSENGERS = frozen([
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118,
    115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140,
    145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
    171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194,
    196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201,
    204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
    242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278,
    284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306,
    315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
    340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337,
    360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405,
    417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
])  # fmt: skip
"""Thousands of passengers, month by month, (144,)."""
MONTHS = (
    _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
    _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
)  # fmt: skip
_LOGS = np.log(PASSENGERS)
_MEAN, _DEVIATION = float(_LOGS[:LEARNT].mean()), float(_LOGS[:LEARNT].std())


def read(count: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give numbers of passengers as the model reads them."""
    return np.asarray((np.log(count) - _MEAN) / _DEVIATION)


def passengers(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the numbers of passengers (thousands) that a model's values stand for."""
    return np.asarray(np.exp(values * _DEVIATION + _MEAN))


_SERIES = frozen(np.round(read(PASSENGERS), 4))


def _rmse(values: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean((passengers(values) - passengers(expected)) ** 2)))


def _simple() -> dict[str, NDArray[np.float64]]:
    """Give what simple rules say of the 48 months of the examination, as a model's values.

    The month before; the same month a year before; the month before, changed as it changed a year before.
    """
    before, ago = _SERIES[LEARNT - 1 : -1], _SERIES[LEARNT - YEAR : -YEAR]
    return {
        _("persistence"): before,
        _("seasonal-naive"): ago,
        _("seasonal ratio"): before + ago - _SERIES[LEARNT - YEAR - 1 : -YEAR - 1],
    }


_ASKED = _SERIES[LEARNT:]
SEASONAL_NAIVE = _rmse(_SERIES[LEARNT - YEAR : -YEAR], _ASKED)
"""The error (thousands) that is to be beaten."""


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    window = int(options["window"])
    starts = rng.integers(0, LEARNT - window, batch)
    moved = options["moved"] * rng.uniform(-1, 1, batch)
    stretch = _SERIES[starts + np.arange(window + 1)[:, None]] + moved
    return Batch(stretch[:-1, :, None], stretch[1:, :, None])


def _exam(_rng: np.random.Generator, _batch: int, _options: Values, _sequence: Sequence | None) -> Batch:
    weight = np.arange(1, len(_SERIES)) >= LEARNT
    return Batch(_SERIES[:-1, None, None], _SERIES[1:, None, None], weight[:, None].astype(np.float64))


def _drawn(rng: np.random.Generator, batch: int, options: Values, sequence: Sequence | None) -> Batch:
    return (_exam if options.get("exam") else _sample)(rng, batch, options, sequence)


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    weight = np.ones(y.shape[:2]) if batch.weight is None else batch.weight
    error = (passengers(y) - passengers(np.asarray(batch.y)))[:, :, 0] ** 2
    return float(np.sqrt((weight * error).sum() / weight.sum()))


def _sketch(_rng: np.random.Generator, _options: Values, _sequence: Sequence | None) -> Sequence:
    return Sequence(
        frozen(_SERIES[:, None]), CHANNELS, title=_("Airline passengers"), text=typed(_SERIES[:, None])
    )


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    labels = tuple(f"{MONTHS[step % YEAR]} {1949 + step // YEAR}" for step in range(sequence.steps))
    return replace(continued(sequence), labels=labels)


def _guesses(_options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Counted on the 48 months of the examination, in the unit of training; the label says thousands of passengers."""
    return {
        _("{rule}, {error:.1f} thousand").format(rule=rule, error=_rmse(said, _ASKED)): float(
            np.mean((said - _ASKED) ** 2)
        )
        for rule, said in _simple().items()
    }


def _year(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    """Give what the mean of the twelve months around each leaves of a signal."""
    return sequence.values[:, 0] - _level(sequence, _options)


def _level(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    around = min(YEAR, sequence.steps)
    ends = np.pad(sequence.values[:, 0], (around // 2, around - 1 - around // 2), mode="edge")
    return np.convolve(ends, np.full(around, 1 / around), mode="valid")


def _examined(sequence: Sequence, _options: Values) -> int:
    return min(LEARNT + 1, sequence.steps)


AIRLINE = Task(
    name="airline",
    title=_("Airline passengers"),
    summary=_("Twelve years of monthly totals; say at every month how many passengers come in the next."),
    form=Form(1, 1, "identity"),
    channels=CHANNELS,
    options=(
        Option("window", _("Months in a window"), 48, 2, LEARNT - 1, whole=True),
        Option("moved", _("Windows moved by at most"), 2.0, 0.0, 4.0),
    ),
    criterion=_(
        "error over the last 48 months below {error:.2f} thousand, that of the same month a year before"
    ).format(error=SEASONAL_NAIVE),
    look=_(
        "Learnt from windows that stay where they are, as is much copied, it errs more than the last month repeated; "
        "moved up and down, it comes near the seasonal ratio."
    ),
    bar=SEASONAL_NAIVE,
    higher=False,
    advice=Advice(units=16, rate=0.01, updates=1000, clip=1.0, keep=1.0, batch=32),
    sample=_drawn,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("RMSE (thousands)"),
    trials=lambda options: ({**options, "exam": 1.0},),
    family="signals",
    source="Box & Jenkins 1976, series G",
    sights=(
        Sight(_("Find the unit that goes round in a year"), ("states", "output"), ("state",), _year),
        Sight(_("Find the unit that climbs over the years"), ("states",), ("state",), _level),
        Sight(_("See the first month that was not learnt"), ("forecast",), ("output",), step=_examined),
    ),
    variants=(
        Variant(_("As much copied: windows stay where they are"), {"moved": 0.0}),
        Variant(_("As much copied: one month at a time"), {"moved": 0.0, "window": 2}),
        Variant(_("GRU"), advice=Advice(units=16, updates=1000, cell="gru")),
    ),
    season=lambda _options: YEAR,
    learnt=LEARNT,
    restored=passengers,
    counted=_("thousands"),
)
