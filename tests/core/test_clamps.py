"""Which clamps are possible, and what is left of them in another model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.core.clamps import check_clamp, fitting, lasting, spelled
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Clamp

LSTM, GRU = load_cell("lstm"), load_cell("gru")
SIZES = Sizes(inputs=2, units=4)
DEEP = replace(SIZES, layers=2, directions=2)


@pytest.mark.parametrize(
    ("clamp", "sizes"),
    [
        (Clamp("f", (), 0, 5, 1.0), SIZES),
        (Clamp("f", (), 0, 5, 1.0), DEEP),
        (Clamp("1.reverse.f", (3,), 0, 5, 1.0), DEEP),
        (Clamp("0.c", (3,), -1, -1, 1.0), DEEP),
        (Clamp("c", (), -1, 7, 1.0), SIZES),
        (Clamp("x", (1,), 3, 3, -2.5), SIZES),
        (Clamp("x", (), 3, 3, 6.0), replace(SIZES, symbols=7)),
    ],
)
def test_what_is_there_can_be_held(clamp: Clamp, sizes: Sizes) -> None:
    check_clamp(clamp, LSTM, sizes)


@pytest.mark.parametrize(
    ("clamp", "sizes", "why"),
    [
        (Clamp("z", (), 0, 5, 1.0), SIZES, "“z”; expected one of f, i, g, o, c, h, x"),
        (Clamp("2.f", (), 0, 5, 1.0), DEEP, "in no layer of the model"),
        (Clamp("0.reverse.f", (), 0, 5, 1.0), SIZES, "in no layer of the model"),
        (Clamp("f", (4,), 0, 5, 1.0), SIZES, "a unit that is held is 5; expected a number between 1 and 4"),
        (Clamp("f", (), -1, -1, 1.0), SIZES, "only states: c, h"),
        (Clamp("f", (), 5, 4, 1.0), SIZES, "expected steps in order"),
        (Clamp("c", (), -2, 4, 1.0), SIZES, "expected steps in order"),
        (Clamp("f", (), 0, 4, float("nan")), SIZES, "expected steps in order"),
        (Clamp("x", (2,), 0, 4, 1.0), SIZES, "a channel of x that is held is 3"),
        (Clamp("x", (), -1, -1, 1.0), SIZES, "expected a step of the sequence"),
        (Clamp("x", (), 0, 0, 7.0), replace(SIZES, symbols=7), "from 0 to 6"),
        (Clamp("x", (), 0, 0, 0.5), replace(SIZES, symbols=7), "from 0 to 6"),
    ],
)
def test_what_is_not_there_cannot(clamp: Clamp, sizes: Sizes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_clamp(clamp, LSTM, sizes)


def test_a_clamp_stays_with_its_cell_when_layers_come_and_go() -> None:
    held = (Clamp("f", (3,), 0, 5, 1.0), Clamp("x", (1,), 2, 2, 9.0))
    deep = fitting(held, SIZES, DEEP, LSTM)
    assert [row.value for row in deep] == ["0.f", "x"]
    assert fitting(deep, DEEP, SIZES, LSTM) == held
    upper = (Clamp("1.f", (), 0, 5, 1.0), Clamp("0.reverse.o", (), 0, 5, 1.0))
    assert fitting(upper, DEEP, SIZES, LSTM) == ()


def test_what_another_model_lacks_is_held_no_more() -> None:
    held = (Clamp("f", (), 0, 5, 1.0), Clamp("h", (1, 3), 0, 5, 1.0), Clamp("c", (), -1, -1, 1.0))
    assert fitting(held, SIZES, SIZES, GRU) == held[1:2]
    fewer = fitting(held, SIZES, replace(SIZES, units=2), LSTM)
    assert fewer == (held[0], replace(held[1], units=(1,)), held[2])
    assert fitting(held[1:2], SIZES, replace(SIZES, units=1), LSTM) == ()
    symbols = fitting((Clamp("x", (1,), 0, 0, 1.0),), SIZES, replace(SIZES, symbols=7), LSTM)
    assert symbols == ()


def test_what_reaches_to_the_end_does_so_in_a_longer_sequence() -> None:
    rows = (Clamp("f", (), 0, 5, 1.0), Clamp("i", (), 4, 4, 1.0), Clamp("c", (), -1, -1, 1.0))
    assert lasting(rows, 6, 9) == (replace(rows[0], last=8), *rows[1:])
    assert lasting(rows, 6, 3) == (replace(rows[0], last=2), rows[2])


def test_a_bare_name_stands_for_the_top_layer() -> None:
    rows = spelled((Clamp("f", (2,), 0, 5, 1.0), Clamp("0.f", (), 1, 1, 0.0)), DEEP)
    assert [row.value for row in rows] == ["1.f", "1.reverse.f", "0.f"]
    assert spelled(rows, DEEP) == rows
