from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_studio.core.cell import Cell
from lstm_studio.core.check import (
    check_sequence,
    check_sizes,
    check_start,
    check_study,
    check_training,
    task_named,
)
from lstm_studio.core.init import INITIALISERS, draw
from lstm_studio.core.optim import OPTIMISERS
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Against, Clamp, Sequence, Start, Study, Training, frozen
from lstm_studio.core.tasks import TASKS

CELL = Cell.from_text("k = sigmoid(W_k @ x + R_k @ h_prev + b_k)\nh = k * h_prev + (1 - k) * tanh(W @ x)")
SIZES = Sizes(inputs=1, units=3)


def study(**changes: Any) -> Study:
    whole = Study("", CELL, SIZES, frozen(draw(CELL, SIZES)), Sequence(frozen([[0.0], [1.0]])), "own", {})
    return replace(whole, **changes)


def sequence(**changes: Any) -> Sequence:
    return replace(Sequence(frozen(np.zeros((4, 2))), ("a", "b"), ("", "x", "", "")), **changes)


def test_every_row_is_possible() -> None:
    check_study(study())
    for name in OPTIMISERS:
        check_training(Training(name))
    for name in INITIALISERS:
        check_start(Start(name, keep="chrono"))
    assert [task_named(name) for name in TASKS] == list(TASKS.values())


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (Training("magic"), "the optimiser is “magic”; expected one of adam"),
        (Training(rate=0.0), "the learning rate is 0; expected a number between"),
        (Training(rate=float("nan")), "the learning rate is nan"),
        (Training(clip=-1.0), "the clip of the gradient is -1"),
        (Training(batch=0), "the batch is 0"),
        (Training(updates=10**9), "the number of updates is 1000000000; expected"),
        (Training(seed=-1), "the seed is -1"),
    ],
)
def test_training(wrong: Training, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_training(wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (Start("magic"), "the scheme of the start is “magic”; expected one of uniform"),
        (Start(keep="long"), "the keep bias is “long”; expected one of chrono"),
        (Start(keep=float("inf")), "the keep bias is inf"),
        (Start(span=2), "the longest span of chrono is 2; expected a number between 3"),
    ],
)
def test_start(wrong: Start, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_start(wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"units": 0}, "the number of units is 0"),
        ({"units": 10**12}, "the number of units is 1000000000000; expected a number between 1 and 2048"),
        ({"inputs": 4096, "units": 2048, "layers": 16}, "parameters; expected at most"),
        ({"outputs": -1}, "the number of outputs is -1"),
        ({"directions": 3}, "the number of directions is 3"),
        ({"output": "loud"}, "loud"),
        ({"readout": "c"}, "readout is “c”; expected a state of the cell: h"),
    ],
)
def test_sizes(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_sizes(replace(SIZES, **wrong), CELL)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"values": frozen(np.zeros((0, 2)))}, "the shape 0 × 2; expected steps × channels"),
        ({"values": frozen(np.zeros(4))}, "the shape 4; expected"),
        ({"values": frozen(np.full((4, 2), np.nan))}, "not a number"),
        ({"channels": ("a",)}, "1 names of channels; expected 2"),
        ({"labels": ("x",)}, "1 labels; expected 4"),
        ({"target": frozen(np.zeros((3, 1)))}, "3 targets; expected 4"),
        ({"target": frozen(np.zeros(4))}, "1 axes; expected 2"),
        ({"target": frozen(np.full((4, 1), np.inf))}, "not a number"),
        ({"weight": frozen([1.0])}, "1 weights; expected 4"),
        ({"weight": frozen([1.0, 1.0, -1.0, 1.0])}, "no shares"),
    ],
)
def test_sequences(wrong: dict[str, Any], sentence: str) -> None:
    check_sequence(sequence(channels=(), labels=()))
    with pytest.raises(ValueError, match=re.escape(sentence)):
        check_sequence(sequence(**wrong))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"parameters": frozen([1.0])}, "1 parameters; expected"),
        ({"parameters": frozen(np.full(study().parameters.shape, np.nan))}, "not a number"),
        ({"task": "juggling"}, "the task is “juggling”; expected one of spike-latch"),
        ({"options": {"length": 3.0}}, "no option “length”"),
        ({"sequence": sequence()}, "2 channels; expected 1"),
        ({"edits": (Clamp("z", (), 0, 1, 0.0),)}, "held is “z”; expected one of k, h, x"),
        ({"edits": (Clamp("k", (3,), 0, 1, 0.0),)}, "a unit that is held is 4"),
        ({"edits": (Clamp("k", (), 2, 1, 0.0),)}, "in steps 3 to 2"),
        ({"edits": (Clamp("k", (), 0, 1, float("nan")),)}, "held at nan"),
        ({"against": Against(CELL, frozen([1.0]))}, "1 parameters; expected"),
    ],
)
def test_studies(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_study(study(**wrong))
