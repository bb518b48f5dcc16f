"""A report goes through JSON whole, whatever its numbers are; a figure is of the worst place."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lstm_studio.parity.report import Answer, Figure, Report, decoded, encoded, figure, placed, stepped, worst


def test_the_worst_place_is_named() -> None:
    ours = np.zeros((3, 4))
    theirs = ours + 2.0
    ours[...] = theirs
    ours[1, 2] = 2.5
    found = figure("R_f", ours, theirs, 1e-6)
    assert (found.error, found.index, found.ours, found.theirs) == (0.25, (1, 2), 2.5, 2.0)
    assert placed(found) == "R_f[2, 3]"
    assert stepped(figure("c", np.ones((2, 1, 3)), np.zeros((2, 1, 3)), 1.0)) == "c of unit 1 in step 1"


@pytest.mark.parametrize("bad", [math.inf, -math.inf, math.nan])
def test_no_number_is_no_agreement(bad: float) -> None:
    found = figure("b", np.array([0.0, bad]), np.zeros(2), 1e-6)
    report = Report("", "", (found,), ())
    assert not report.passed
    assert found.index == (1,)
    assert found.said == "no number"
    assert decoded(encoded(report)) == report


def test_infinity_on_both_sides_agrees() -> None:
    both = np.array([1.0, math.inf])
    assert figure("v", both, both, 1e-6).error == 0


def test_other_shapes_do_not_agree() -> None:
    assert not Report("", "", (figure("b", np.zeros(2), np.zeros(3), 1.0),), ()).passed


def test_a_report_comes_back() -> None:
    row = Figure("W", 1e-12, None, 1.0, 2.0, 10, 3, 1)
    answer = Answer("layer", "torch.nn.LSTM", "2", (row,), (row, row), 1e-9)
    report = Report("LSTM", "said", (row,), (answer, Answer("operator", "onnxruntime", note="not installed")))
    assert decoded(encoded(report)) == report
    assert report.passed
    assert not Answer("layer", "x", failed=True).passed
    assert worst(()) is None
    with pytest.raises(ValueError, match="JSON"):
        decoded(b"lstm-studio: ")
