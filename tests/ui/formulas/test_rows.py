"""A formula is broken where it is too wide, and nothing of it is lost."""

from __future__ import annotations

import pytest

from lstm_studio.catalogue import load_cell, load_notation, notation_names
from lstm_studio.core.printing.printer import print_cell
from lstm_studio.ui.formulas.rows import Row, broken
from lstm_studio.ui.formulas.setting import Setting, set_quickly


def width(setting: Setting, row: Row) -> float:
    left, right = setting.span(row.first, row.last)
    return row.indent + right - left


@pytest.mark.parametrize("room", [6.0, 13.0, 25.0, 200.0])
@pytest.mark.parametrize("notation", notation_names())
@pytest.mark.parametrize("name", ["lstm", "lstm-fgr", "gru", "janet"])
def test_rows_fit_and_hold_every_mark_once(name: str, notation: str, room: float) -> None:
    for line in print_cell(load_cell(name).graph, load_notation(notation)):
        setting = set_quickly(line.marks)
        rows = broken(line.marks, setting, room)
        places = [place for row in rows for place in range(row.first, row.last + 1)]
        assert places == list(range(len(line.marks)))
        for row in rows[1:]:
            sign, before = line.marks[row.first], line.marks[row.first - 1]
            assert sign.kind in ("operator", "relation") or before.kind == "comma"
        if room >= 13.0:
            assert all(width(setting, row) <= room for row in rows)


def test_the_outermost_signs_come_first_and_rows_are_even() -> None:
    line = print_cell(load_cell("lstm-peephole").graph, load_notation("greff"))[0]
    setting = set_quickly(line.marks)
    rows = broken(line.marks, setting, setting.width - 0.5)
    assert len(rows) == 2
    assert line.marks[rows[1].first].text == "+"
    one, two = (width(setting, row) for row in rows)
    assert abs(one - two) < 0.35 * setting.width
