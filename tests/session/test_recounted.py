"""What an act did, in a few words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lstm_studio.catalogue import load_cell
from lstm_studio.session.open import open_session
from lstm_studio.session.recounted import Recounted, said_change, saved_place
from lstm_studio.session.verbs import (
    cell,
    comparison,
    parameters,
    sequence,
    shelf,
    sizes,
    task,
    training,
    what_if,
)
from lstm_studio.session.verbs.studies import set_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda state: set_title(state, "Mine"), "“Mine”"),
        (lambda state: sizes.set_layers(state, 2), "layers 1 → 2"),
        (lambda state: sizes.set_bias(state, bias=False), "biases yes → no"),
        (lambda state: cell.set_cell(state, load_cell("gru")), "LSTM → GRU"),
        (lambda state: training.set_training(state, clip=None), "clip 1 → none"),
        (lambda state: parameters.set_start(state, scheme="glorot"), "start uniform → glorot"),
        (lambda state: sequence.set_text(state, "numbers", "1 0 1"), "Spike latch → Own sequence"),
        (lambda state: task.set_task(state, "adding"), "Spike latch → Adding"),
        (lambda state: what_if.hold(state, "f", 1.0), "f held at 1"),
        (lambda state: what_if.set_weight(state, "W_f", (0, 1), 2.5), "W_f[1, 2] {weight} → 2.50"),
        (parameters.initialise, ""),  # as they were
        (lambda state: comparison.compare_with(state, load_cell("gru")), "“GRU”"),
        (lambda state: shelf.keep_model(state, "first"), "“first”"),
        (lambda state: state, ""),
    ],
)
def test_few_words(state: State, act: Callable[[State], State], said: str) -> None:
    weight = state.study.parameters[1]  # W_f stands first, a row a unit
    said = said.format(weight=f"{weight:.2f}".replace("-", "−"))
    assert said_change(state, act(state)) == said


def test_what_is_held_no_more_is_named(state: State) -> None:
    held = what_if.hold(state, "f", -1.5)
    assert said_change(held, what_if.remove_rows(held, (0,))) == "no more f held at −1.5"


def test_a_sequence_of_other_length_says_so(state: State) -> None:
    own = sequence.set_text(state, "numbers", "1 0 1")
    assert said_change(own, sequence.set_text(own, "numbers", "1 0 1 1")) == "3 → 4 steps"


def test_every_act_of_a_session_is_told_and_kept(study: Study) -> None:
    session, recounted = open_session(study), Recounted()
    session.do(sizes.set_units, 5)
    session.do(set_title, "Mine")
    session.undo()
    first = recounted.acts(session)
    assert [act.detail for act in first] == ["units 8 → 5", "“Mine”"]
    assert saved_place(session) is None  # there is no file
    session.mark_saved(Path("mine.lstm"))
    assert saved_place(session) == 1
    session.do(sizes.set_units, 6)
    again = recounted.acts(session)
    assert [act.detail for act in again] == ["units 8 → 5", "units 5 → 6"]
    assert again[0] is first[0]
    session.close()
