"""Embedded and continual Reber: foretell the next symbol of strings whose second symbol returns as the last but one.

x (T, B, 7): one-hot symbols of strings B t … t E, t one of T and P, with Reber strings in between: one string a sample,
or a stream of them without a sign where to begin anew. y (T, B): the next symbol. Output softmax, cross-entropy in
nats. Sources: Hochreiter & Schmidhuber 1997, experiment 1; Gers, Schmidhuber & Cummins 2000.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lstm_studio.core.study import Sequence, frozen
from lstm_studio.core.tasks.grammar import CHOICES, SYMBOLS, drawn, embedded, legal, walked
from lstm_studio.core.tasks.symbols import coded, labelled, named, spelled
from lstm_studio.core.tasks.task import Advice, Batch, Form, Option, Sight, Task, Variant
from lstm_studio.words import _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lstm_studio.core.tasks.task import Values

__all__ = ["CONTINUAL_REBER", "EMBEDDED_REBER", "right_steps"]

TITLES = (_("Embedded Reber"), _("Continual Reber"))
CONTINUAL = "length"  # the option that streams alone have
EXAM_STEPS = 500
OUTER = [SYMBOLS.index("T"), SYMBOLS.index("P")]


def _batch(codes: NDArray[np.int64], lengths: NDArray[np.int64] | None) -> Batch:
    return Batch(spelled(codes[:-1], len(SYMBOLS)), np.maximum(codes[1:], 0), lengths=lengths)


def _string(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    codes, lengths = drawn(rng, embedded(int(options["inner"])), batch, None)
    return _batch(codes, lengths - 1)


def _stream(rng: np.random.Generator, batch: int, options: Values, _sequence: Sequence | None) -> Batch:
    codes, _lengths = drawn(rng, embedded(1), batch, int(options[CONTINUAL]) + 1)
    return _batch(codes, None)


def _sketch(rng: np.random.Generator, options: Values, _sequence: Sequence | None) -> Sequence:
    endless = CONTINUAL in options
    steps = int(options[CONTINUAL]) if endless else None
    codes, _lengths = drawn(rng, embedded(int(options.get("inner", 1))), 1, steps)
    return named(spelled(codes[:, 0], len(SYMBOLS)), SYMBOLS, TITLES[endless])


def _answer(sequence: Sequence, _options: Values) -> Sequence:
    """The target of a step is the symbol after it; the last step has none, so that one counts nothing."""
    labels = labelled(sequence.values, SYMBOLS)
    if sequence.steps < 2:
        return replace(sequence, labels=labels, target=None, weight=None)
    target = frozen(np.roll(sequence.values, -1, axis=0))
    weight = frozen(np.arange(sequence.steps) < sequence.steps - 1)
    return replace(sequence, labels=labels, target=target, weight=weight)


def _string_guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """Closed form: ln 2 at every choice of the grammar; who has forgotten the outer T or P, once more."""
    inner = options["inner"]
    choices, symbols = 1 + CHOICES * inner, 4 + (CHOICES + 2) * inner
    return _lines(choices / (symbols - 1), (choices + 1) / (symbols - 1))


def _stream_guesses(options: Values, _sequence: Sequence | None) -> dict[str, float]:
    """The same, by the chance (S,) of every state of the grammar at every step."""
    table, steps = embedded(1), int(options[CONTINUAL])
    ways = (table >= 0).sum(axis=1)
    moves = np.zeros((len(table), len(table)))
    np.add.at(moves, (np.nonzero(table >= 0)[0], table[table >= 0]), 1.0)
    moves /= ways[:, None]
    returning = (ways == 1) & (table[:, OUTER] >= 0).any(axis=1)
    chance, left, forgotten = np.eye(len(table))[0], 0.0, 0.0
    for _step in range(steps):
        chance = chance @ moves
        left += float(chance @ (ways - 1)) / steps
        forgotten += float(chance @ returning) / steps
    return _lines(left, left + forgotten)


def _lines(left: float, forgetful: float) -> dict[str, float]:
    return {
        _("without the outer T or P"): forgetful * math.log(2),
        _("the best there is"): left * math.log(2),
    }


def right_steps(
    y: NDArray[np.float64], batch: Batch
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """Tell the steps (T, B) at which all that may come is likelier than all that may not; the graded ones; the states.

    A state is that of the grammar after the step.
    """
    codes = coded(np.asarray(batch.x, dtype=np.float64))
    inner = 1 if batch.lengths is None else int((codes[:, 0] == SYMBOLS.index("B")).sum()) - 1
    table = embedded(inner)
    states = walked(codes, table)
    may = legal(states, table)
    right = np.where(may, y, np.inf).min(axis=2) > np.where(may, -np.inf, y).max(axis=2)
    graded = states >= 0
    if batch.lengths is not None:
        graded &= np.arange(len(codes))[:, None] < batch.lengths
    return right, graded, states


def _measure(y: NDArray[np.float64], batch: Batch) -> float:
    """Give the share of strings, whole or begun, that are right at every step."""
    right, graded, states = right_steps(y, batch)
    begun = np.zeros_like(states)
    begun[1:] = np.cumsum(states == 0, axis=0)[:-1]
    string = begun * states.shape[1] + np.arange(states.shape[1])
    return 1.0 - len(np.unique(string[graded & ~right])) / len(np.unique(string[graded]))


def _branch(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    """Give which of T and P stands second in the string of each step, as 1 and -1; 0 before it is known."""
    codes = coded(sequence.values)
    states = walked(codes[:, None], embedded(1))[:, 0]
    known, kept = 0.0, np.zeros(len(codes))  # T is 1, P is -1
    for step, (code, state) in enumerate(zip(codes, states, strict=True)):
        before = states[step - 1] if step else 0
        known = {1: 1.0, 2: -1.0}.get(int(code), 0.0) if before == 1 else 0.0 if state == 0 else known
        kept[step] = known
    return kept


def _begins(sequence: Sequence, _options: Values) -> NDArray[np.float64]:
    """Give 1 where a string begins, 0 elsewhere."""
    states = walked(coded(sequence.values)[:, None], embedded(1))[:, 0]
    return np.asarray(np.concatenate([[True], states[:-1] == 0]), dtype=np.float64)


def _second(sequence: Sequence, _options: Values) -> int:
    return min(2, sequence.steps)


def _outer(sequence: Sequence, options: Values) -> int:
    """Give the step, from 1, at which the outer T or P is first to be foretold; without one the last step."""
    table = embedded(int(options.get("inner", 1)))
    may = legal(walked(coded(sequence.values)[:, None], table)[:, 0], table)
    asked = np.flatnonzero((may.sum(axis=1) == 1) & may[:, OUTER].any(axis=1))
    return int(asked[0]) + 1 if len(asked) else sequence.steps


EMBEDDED_REBER = Task(
    name="embedded-reber",
    title=TITLES[0],
    summary=_(
        "Strings of a grammar; foretell what may come next, and the last T or P, which repeats the second."
    ),
    form=Form(len(SYMBOLS), len(SYMBOLS), "softmax"),
    channels=SYMBOLS,
    options=(Option("inner", _("Inner strings"), 1, 1, 10, whole=True),),
    criterion=_("99 % of the strings right throughout: all that may come is likelier than all that may not"),
    look=_(
        "Most symbols follow from the one before. One unit keeps T or P from the second step to the last but one, "
        "whatever comes between."
    ),
    bar=0.99,
    higher=True,
    advice=Advice(units=12, rate=0.01, updates=1500, clip=1.0, keep=1.0, batch=32),
    sample=_string,
    sketch=_sketch,
    answer=_answer,
    guesses=_string_guesses,
    measure=_measure,
    family="order and counting",
    source="Hochreiter & Schmidhuber 1997, experiment 1",
    sights=(
        Sight(_("Stand where the outer T or P is read"), ("gates", "states"), ("write",), step=_second),
        Sight(_("Stand where it is to be foretold"), ("output", "states"), ("state",), step=_outer),
    ),
    variants=(
        Variant(_("Three inner strings"), {"inner": 3}, Advice(units=12, keep="chrono", updates=4000)),
        Variant(_("GRU"), advice=Advice(units=12, keep=1.0, updates=1500, cell="gru")),
    ),
)

CONTINUAL_REBER = Task(
    name="continual-reber",
    title=TITLES[1],
    summary=_("The strings of embedded Reber in one stream, without a sign where to begin anew."),
    form=Form(len(SYMBOLS), len(SYMBOLS), "softmax"),
    channels=SYMBOLS,
    options=(Option(CONTINUAL, _("Steps"), 60, 12, 500, whole=True),),
    criterion=_("99 % of the strings right throughout, in streams of 500 steps"),
    look=_(
        "Forget gates close where a string ends, and cells begin anew. Without one the cell state grows with every "
        "step: over 500 of them it comes to some eighty times as much."
    ),
    bar=0.99,
    higher=True,
    advice=Advice(units=12, rate=0.01, updates=1500, clip=1.0, keep=1.0, batch=32),
    sample=_stream,
    sketch=_sketch,
    answer=_answer,
    guesses=_stream_guesses,
    measure=_measure,
    trials=lambda options: ({**options, CONTINUAL: EXAM_STEPS},),
    family="order and counting",
    source="Gers, Schmidhuber & Cummins 2000",
    sights=(
        Sight(_("Find the gate that lets go where a string begins"), ("gates", "states"), ("keep",), _begins),
        Sight(_("Find the unit that keeps the outer T or P"), ("states", "output"), ("state",), _branch),
        Sight(_("Stand where it is first to be foretold"), ("output", "states"), ("state",), step=_outer),
    ),
    variants=(
        Variant(
            _("Without a forget gate"), advice=Advice(units=12, updates=2000, keep=None, cell="lstm-1997")
        ),
    ),
    pictured={CONTINUAL: 30},
)
