"""The sequence as it is read: the numbers that a run takes in, and their names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.core.edits import entering
from lstm_studio.core.study import Clamp, Sequence, frozen
from lstm_studio.session.entered import changed_steps, entered

if TYPE_CHECKING:
    from lstm_studio.session.state import State

WORDS = Sequence(frozen(np.eye(3)[[0, 1, 2, 1]]), ("a", "b", "c"), ("a", "b", "c", "b"))


def test_without_edits_of_the_input_it_is_the_sequence_itself(state: State) -> None:
    held = (Clamp("f", (), 0, 3, 1.0),)
    assert entered(WORDS, state.study.sizes, ()) is WORDS
    assert entered(WORDS, state.study.sizes, held) is WORDS


def test_an_edited_symbol_has_its_own_name(state: State) -> None:
    sizes = state.study.sizes
    edits = (Clamp("x", (), 1, 1, 0.0), Clamp("x", (2,), 1, 1, 1.0), Clamp("x", (), 3, 3, 0.0))
    read = entered(WORDS, sizes, edits)
    assert read.values == pytest.approx(entering(WORDS, sizes, edits))
    assert read.labels == ("a", "c", "c", "")
    assert changed_steps(read.values, WORDS.values) == (2, 4)


def test_a_number_that_is_no_symbol_has_no_name(state: State) -> None:
    read = entered(WORDS, state.study.sizes, (Clamp("x", (1,), 0, 0, 0.5),))
    assert read.values[0].tolist() == [1.0, 0.5, 0.0]
    assert read.labels == ("", "b", "c", "b")


@pytest.mark.parametrize("numbered", [False, True])
def test_an_embedding_reads_symbols(state: State, numbered: bool) -> None:
    sizes = replace(state.study.sizes, symbols=3)
    given = WORDS
    if numbered:
        given = replace(
            WORDS, values=frozen(np.array([[0.0], [1.0], [2.0], [1.0]])), channels=("x",), labels=()
        )
    read = entered(given, sizes, (Clamp("x", (), 0, 0, 2.0),))
    assert read.values[0].tolist() == ([2.0] if numbered else [0.0, 0.0, 1.0])
    assert read.values[1:].tolist() == given.values[1:].tolist()
    assert read.labels == (() if numbered else ("c", "b", "c", "b"))
