"""What edits change is said with the numbers of the two runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.core.insight.parting import Furthest
from lstm_studio.core.model import Model
from lstm_studio.core.sizes import Sizes
from lstm_studio.core.study import Clamp, Sequence, frozen
from lstm_studio.session.effect import said_edit, said_furthest, said_pair
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs import comparison, sizes, what_if

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session


TEN = Sequence(frozen(np.eye(2)[[0, 1] * 5]), ("a", "b"))


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    session = open_session(study, qapp)
    yield session
    session.close()


@pytest.mark.parametrize(
    ("clamp", "words"),
    [
        (Clamp("f", (2,), 0, 9, 1.0), "f held at 1 in unit 3"),
        (Clamp("f", (0, 1, 2, 6), 0, 9, -0.5), "f held at −0.5 in units 1–3, 7"),
        (Clamp("1.reverse.f", (), 4, 4, 0.0), "2← f held at 0 at step 5"),
        (Clamp("f", (), 4, 9, 0.0), "f held at 0 from step 5 on"),
        (Clamp("f", (), 4, 7, 0.0), "f held at 0 in steps 5–8"),
        (Clamp("c", (2,), -1, -1, 0.25), "c beginning at 0.25 in unit 3"),
        (Clamp("x", (1,), 3, 3, 1.0), "x “b” read as 1 at step 4"),
        (Clamp("x", (0, 1), 3, 3, 1.0), "x 1–2 read as 1 at step 4"),
        (Clamp("x", (), 3, 3, 0.5), "x read as 0.5 at step 4"),
    ],
)
def test_an_edit_in_words(clamp: Clamp, words: str) -> None:
    assert said_edit(clamp, TEN, Sizes(inputs=2, units=8, layers=2, directions=2)) == words


def test_symbols_are_named() -> None:
    held, embedded = Clamp("x", (), 3, 3, 1.0), Sizes(inputs=4, symbols=2)
    assert said_edit(held, TEN, embedded) == "x read as “b” at step 4"
    assert said_edit(held, replace(TEN, channels=()), embedded) == "x read as “2” at step 4"
    furthest = Furthest(3, "y", 1, 0.25, 0.5)
    assert said_furthest(furthest, ("a", "b")) == "y “b” at step 3: 0.25 → 0.50"
    assert said_furthest(furthest) == "y 2 at step 3: 0.25 → 0.50"
    assert said_furthest(furthest._replace(value="h")) == "h of unit 2 at step 3: 0.25 → 0.50"


def test_two_numbers_with_as_few_figures_as_tell_them_apart() -> None:
    assert said_pair(0.021, 0.312) == "0.021 → 0.31"
    assert said_pair(0.97, 0.12) == "0.97 → 0.12"
    assert said_pair(0.50001, 0.50004) == "0.500010 → 0.500040"
    assert said_pair(0.0, -1.5) == "0.00 → −1.50"
    assert said_pair(0.0678, 0.06796) == "0.0678 → 0.0680"


def test_the_effect_has_the_losses_and_outputs_of_two_runs(session: Session) -> None:
    assert session.scene.effect == ""
    assert session.scene.parting is None
    session.do(what_if.hold, "f", 1.0, (2,))
    study = session.state.study
    model = Model.of(study.cell, study.sizes, study.parameters)
    plain = model.run(study.sequence.values)
    hold = np.full((study.sequence.steps, study.sizes.units), np.nan)
    hold[:, 2] = 1.0
    held = model.run(study.sequence.values, clamp={"f": hold})
    gaps = np.abs(np.asarray(held.y) - np.asarray(plain.y))
    at, place = np.unravel_index(gaps.argmax(), gaps.shape)
    pair = said_pair(float(np.asarray(plain.y)[at, place]), float(np.asarray(held.y)[at, place]))
    parting = session.scene.parting
    assert parting is not None
    assert (parting.loss_before, parting.loss) == (session.scene.against_loss, session.scene.loss)
    assert parting.first == (1, 0, 0, "f", 2)
    losses = said_pair(parting.loss_before or 0.0, parting.loss or 0.0)
    said = f"with f held at 1 in unit 3: loss {losses}, y at step {at + 1}: {pair}; the runs part at step 1"
    assert session.scene.effect == said


def test_of_many_edits_the_first_is_named(session: Session) -> None:
    session.do(what_if.hold, "f", 1.0, (2,))
    session.do(what_if.set_weight, "b_i", (3,), 0.5)
    assert (session.scene.effect or "").startswith("with f held at 1 in unit 3 and b_i[4] at 0.5: ")
    session.do(what_if.set_weight, "R_i", (3, 0), 0.5)
    assert (session.scene.effect or "").startswith("with f held at 1 in unit 3 and 2 more edits: ")
    session.do(what_if.clear_all)
    assert session.scene.effect == ""


def test_what_changes_nothing_and_what_changes_no_output(session: Session) -> None:
    session.do(what_if.set_state, "h", 0, 0, 0.0)
    assert (session.scene.effect or "").endswith("with h beginning at 0 in unit 1: nothing changes")
    session.do(what_if.clear_all)
    last = session.state.study.sequence.steps - 1
    session.do(what_if.hold, "o", 0.0, (), (last, last))
    session.do(sizes.set_readout, "c")
    assert (session.scene.effect or "").endswith(
        f": the output stays as it was; the runs part at step {last + 1}"
    )


def test_the_same_weights_under_other_equations_are_compared(session: Session) -> None:
    session.do(comparison.compare, "lstm-cifg")
    assert (session.scene.effect or "").startswith("from LSTM with coupled gates to LSTM: loss ")


def test_beside_another_cell_it_says_what_else_is_otherwise(session: Session) -> None:
    session.do(what_if.hold, "i", 1.0)
    session.do(comparison.compare, "gru")
    assert (session.scene.effect or "").startswith("from GRU to LSTM with i held at 1: ")
    session.do(what_if.set_weight, "W_f", (0, 0), 2.0)
    assert (session.scene.effect or "").startswith("from GRU to LSTM with i held at 1 and W_f[1, 1] at 2: ")
