"""The rows of the table of edits read back as they are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.core.study import Clamp, Sequence, frozen
from lstm_studio.session.verbs import cell, edit_table, selection, sequence, sizes, what_if

if TYPE_CHECKING:
    from lstm_studio.session.state import State


def test_a_row_reads_back_as_it_is_shown(state: State) -> None:
    deep = sizes.set_directions(sizes.set_layers(state, 2), 2)
    rows = (
        Clamp("1.reverse.o", (), 0, 49, 0.5),
        Clamp("0.c", (1, 2, 6), -1, -1, -2.25),
        Clamp("x", (2,), 4, 9, 1.0),
        Clamp("0.f", (), 12, 49, 0.0),
    )
    held = deep.with_study(edits=rows)
    for place, row in enumerate(rows):
        shown = edit_table.shown(held, row)
        for field, text in zip(edit_table.FIELDS, shown, strict=True):
            assert edit_table.write(held, place, field, text) is held
    assert edit_table.shown(held, rows[0]) == ("2← o", "all", "all", "0.5")
    assert edit_table.shown(held, rows[1]) == ("1→ c", "2–3, 7", "start", "−2.25")


def test_units_of_a_value_are_no_channels(state: State) -> None:
    held = what_if.hold(state, "f", 1.0, (2,))
    assert edit_table.write(held, 0, "value", "x").study.edits[0].units == ()
    assert edit_table.write(held, 0, "value", "i").study.edits[0].units == (2,)
    with pytest.raises(ValueError, match="numbers from 1 to 3"):
        edit_table.write(edit_table.write(held, 0, "value", "x"), 0, "units", "4")
    with pytest.raises(ValueError, match="expected one of f"):
        edit_table.write(held, 0, "value", "q")
    with pytest.raises(ValueError, match="this row is gone"):
        edit_table.write(held, 3, "number", "1")


def test_a_new_row_holds_what_is_selected(state: State) -> None:
    assert edit_table.add_row(selection.select_node(state, "o")).study.edits[0].value == "o"
    unnamed = selection.select_unit(selection.select_node(state, "f * c_prev"), 5)
    assert edit_table.add_row(unnamed).study.edits[0] == Clamp("f", (5,), 0, 49, 0.0)
    assert edit_table.add_row(cell.choose(state, "mgu")).study.edits[0].value == "f"
    assert edit_table.add_row(cell.choose(state, "rnn")).study.edits[0].value == "h"


def test_a_symbol_is_written_by_its_name(state: State) -> None:
    letters = Sequence(frozen(np.eye(3)[[0, 1, 2, 1]]), ("a", "b", "c"), ("a", "b", "c", "b"))
    embedded = sizes.set_embedding(sequence.set_sequence(state, letters), 2)
    held = what_if.set_input(embedded, 2, 0, 2.0)
    assert edit_table.shown(held, held.study.edits[0]) == ("x", "all", "2", "c")
    changed = edit_table.write(held, 0, "number", "a")
    assert changed.study.edits == (replace(held.study.edits[0], number=0.0),)
    with pytest.raises(ValueError, match="“z” is no symbol"):
        edit_table.write(held, 0, "number", "z")
    assert what_if.set_symbol(embedded, 2, 1).study.edits[0].number == 1.0
    with pytest.raises(ValueError, match="reads one symbol"):
        what_if.set_symbol(embedded, 2, None)


def test_changed_weights_have_rows_below_the_clamps(state: State) -> None:
    old = np.array(state.study.parameters)
    held = what_if.hold(state, "f", 1.0, (2,))
    changed = what_if.set_weight(what_if.set_weight(held, "R_g", (1, 3), 2.0), "b_f", (4,), -0.5)
    rows = [edit_table.weight_shown(row) for row in edit_table.weights(changed.study)]
    assert rows == [("b_f[5]", "", "all", "−0.5"), ("R_g[2, 4]", "", "all", "2")]
    typed = edit_table.write(changed, 1, "number", "0.25")
    assert [row.number for row in edit_table.weights(typed.study)] == [0.25, 2.0]
    moved = edit_table.move(edit_table.move(typed, 2, 0.5), 0, -0.25)
    assert [row.number for row in edit_table.weights(moved.study)] == [0.25, 2.5]
    assert moved.study.edits[0].number == 0.75
    with pytest.raises(ValueError, match="expected a number for it"):
        edit_table.write(changed, 2, "units", "1")
    with pytest.raises(ValueError, match="gone"):
        edit_table.write(changed, 3, "number", "1")
    one = edit_table.remove(changed, (0, 2))
    assert one.study.edits == ()
    assert [row.called for row in edit_table.weights(one.study)] == ["b_f[5]"]
    none = edit_table.remove(one, (0,))
    assert none.study.against is None
    np.testing.assert_array_equal(none.study.parameters, old)


def test_a_symbol_is_not_dragged(state: State) -> None:
    read = sizes.set_embedding(sequence.set_text(state, "characters", "abcab"), 2)
    edited = what_if.set_symbol(read, 2, 0)
    assert edit_table.move(edited, 0, 0.03) is edited
