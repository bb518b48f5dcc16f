"""Copy memory: symbols are shown, a time passes, and at a sign all of them are to be said again in their order.

x (T, B, 10): one-hot A to H, a blank, and the sign "?": K symbols of A to H, L blanks of which the last is "?" in
its place, K blanks. y (T, B): blank until "?", then the K symbols. T = L + 2 K. Output softmax, cross-entropy in
nats. Source: Hochreiter & Schmidhuber 1997, as Arjovsky, Shah & Bengio 2016 set it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.symbols import coded, labelled, named, spelled
from lstm_studio.core.tasks.task import Advice, Batch, Form, Hard, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["COPY_MEMORY"]

CHANNELS = (*"ABCDEFGH", "-", "?")
LETTERS, BLANK, GO = 8, 8, 9


def _sample(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    symbols, blanks = int(options["symbols"]), int(options["blanks"])
    shown = rng.integers(0, LETTERS, (symbols, batch))
    x = np.full((blanks + 2 * symbols, batch), BLANK)
    x[:symbols] = shown
    x[symbols + blanks - 1] = GO
    y = np.full_like(x, BLANK)
    y[-symbols:] = shown
    return Batch(spelled(x, len(CHANNELS)), y)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    x = np.asarray(_sample(rng, 1, options, None).x[:, 0], dtype=np.float64)
    return named(x, CHANNELS, _("Copy memory"))


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    """After the first "?" come the symbols that were shown, as many as there is time for; else blanks."""
    codes = coded(sequence.values)
    labels = tuple("" if label == "-" else label for label in labelled(sequence.values, CHANNELS))
    y, signs = np.full(len(codes), BLANK), np.flatnonzero(codes == GO)
    if len(signs):
        before = codes[: signs[0]]
        shown = before[(before >= 0) & (before < LETTERS)][: len(codes) - 1 - signs[0]]
        y[signs[0] + 1 : signs[0] + 1 + len(shown)] = shown
    return replace(sequence, labels=labels, target=frozen(spelled(y, len(CHANNELS))), weight=None)


def _guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: who counts the steps but keeps no symbol, K · ln 8 / (L + 2 K)."""
    symbols = options["symbols"]
    return {_("knows when, not what"): symbols * math.log(LETTERS) / (options["blanks"] + 2 * symbols)}


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the cross-entropy over that of who knows when, but not what."""
    steps = len(y)
    shown = steps - 1 - int(coded(np.asarray(batch.x[:, :1], dtype=np.float64)).ravel().tolist().index(GO))
    right = np.take_along_axis(y, np.asarray(batch.y, dtype=np.int64)[:, :, None], axis=2)
    return float(-np.log(np.maximum(right, 1e-12)).mean()) / (shown * math.log(LETTERS) / steps)


def _asked(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    """Give 1 after the sign, 0 before."""
    return np.asarray(np.cumsum(coded(sequence.values) == GO) > 0, dtype=np.float64)


def _sign(sequence: Sequence, options: Values) -> int:
    return int(_asked(sequence, options).argmax()) + 1


COPY_MEMORY = Task(
    name="copy-memory",
    title=_("Copy memory"),
    summary=_("Symbols are shown, then blanks; at the sign “?” say all of them again, in their order."),
    form=Form(len(CHANNELS), len(CHANNELS), "softmax"),
    channels=CHANNELS,
    options=(
        Option("blanks", _("Blanks"), 10, 1, 200, whole=True),
        Option("symbols", _("Symbols"), 5, 1, 10, whole=True),
    ),
    criterion=_("half of the loss of who knows when, but not what"),
    look=_("How many symbols so many units can carry: more units, more of them come back."),
    bar=0.5,
    higher=False,
    advice=Advice(units=32, rate=0.02, updates=2500, clip=1.0, keep="chrono", batch=32),
    sample=_sample,
    sketch=_sketch,
    answer=_answer,
    guesses=_guesses,
    measure=_measure,
    scored=_("loss / blind loss"),
    source="Hochreiter & Schmidhuber 1997; Arjovsky, Shah & Bengio 2016",
    sights=(
        Sight(_("Find the unit that knows when to answer"), ("states", "output"), ("state",), _asked),
        Sight(_("Find the gate that turns at the sign"), ("gates",), ("keep",), _asked),
        Sight(_("Stand at the sign"), ("gates", "output"), ("state",), step=_sign),
    ),
    variants=(
        Variant(_("Ten symbols"), {"symbols": 10}, Advice(units=32, rate=0.02, updates=5000, keep="chrono")),
        Variant(_("30 blanks"), {"blanks": 30}, Advice(units=32, rate=0.02, updates=5000, keep="chrono")),
        Variant(_("8 units"), advice=Advice(units=8, rate=0.02, updates=2500, keep="chrono")),
        Variant(_("GRU"), advice=Advice(units=32, rate=0.02, updates=2500, keep="chrono", cell="gru")),
    ),
    hard=Hard(
        _("more than 30 blanks take minutes"),
        lambda options: options["blanks"] > 30,
    ),
    pictured={"blanks": 5, "symbols": 4},
)
