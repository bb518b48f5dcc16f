"""The panel of text: what is coloured, how likely the next symbols are, what is written and taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from lstm_studio.catalogue import load_cell
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs.selection import select_node, select_unit, toggle_backward
from lstm_studio.session.verbs.sequence import set_text
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.panels.text import PROMPT, TextPanel
from lstm_studio.ui.plots.heat import indices
from lstm_studio.ui.theme import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lstm_studio.session.session import Session

    Shown = Callable[[type[TextPanel]], TextPanel]

TEXT = "to be or not to be, that is the question"


@pytest.fixture
def session() -> Iterator[Session]:
    session = open_session(new_study("spike-latch", load_cell("lstm")))
    session.do(set_text, "characters", TEXT)
    yield session
    session.close()


def test_every_symbol_has_the_colour_of_its_value(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    session.do(select_unit, 2)
    for node, table in (("f", LIGHT.sequential), ("g", LIGHT.diverging)):
        session.do(select_node, node)
        trace = session.scene.cell_trace
        assert trace is not None
        low = 0.0 if node == "f" else -1.0
        np.testing.assert_array_equal(panel.text.colours, table[indices(trace[node][:, 2], low, 1.0)])
        assert panel.header.fact.text() == f"coloured by {node} of unit 3"
    session.do(select_node, "y")  # none of the units: what the cell carries stands for it
    assert panel.node == "c"


def test_in_backward_mode_gradients_colour_it(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    before = panel.text.colours.copy()
    session.do(toggle_backward)
    assert panel.header.fact.text() == "coloured by ∂L/∂c of unit 1"
    assert not np.array_equal(panel.text.colours, before)


def test_a_press_goes_to_the_step_of_a_symbol(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    for step in (1, 4, len(TEXT)):
        place = panel.text.place(step).center() - QPoint(0, panel.text.verticalScrollBar().value())
        QTest.mouseClick(
            panel.text.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
        assert session.state.view.cursor == step
        assert panel.text.step == step
    QTest.mouseMove(panel.text.viewport(), panel.text.place(4).center())
    panel.text.pointed.emit(4)
    assert panel.header.fact.text().startswith("step 4 · “b” · c = ")


def test_the_chances_are_the_outputs_at_the_playhead(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    session.do(go, 5)
    readout, channels = session.scene.readout, session.state.study.sequence.channels
    assert readout is not None
    chances = {row.name: row.share for row in panel.likely.chances}
    for name, share in zip(channels, readout, strict=True):
        assert chances[name] == pytest.approx(share)
    shares = [row.share for row in panel.likely.chances]
    assert shares == sorted(shares, reverse=True)
    assert [row.name for row in panel.likely.chances if row.true] == [TEXT[5]]
    assert panel.likely.head == "Step 6 will be"
    marked = [row for row in panel.likely.rows if row.true or row.drawn]
    assert marked
    panel.temperature.setValue(0)
    assert panel.likely.chances[0].share == 1.0
    assert panel.likely.chances[0].drawn
    assert panel.likely.head == "Step 6 will be (T = 0)", "no longer the chances of the output"
    assert session.state.view.sampling.temperature == 0.0


def test_what_is_written_can_be_drawn_anew_and_taken_over(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    session.do(go, 20)

    def written() -> str:
        return "".join(panel.written.labels[panel.written.given :])

    first = written()
    assert "".join(panel.written.labels[:PROMPT]) == TEXT[20 - PROMPT : 20]
    assert len(first) == session.state.view.sampling.steps
    panel.again.click()
    assert written() != first
    second = written()
    panel.one.click()
    assert session.state.study.sequence.text == TEXT[:20] + second[0]
    assert written()[:-1] == second[1:]
    panel.all.click()
    assert session.state.study.sequence.text[:-1] == TEXT[:20] + second
    session.undo()
    session.undo()
    assert session.state.study.sequence.text == TEXT


def test_numbers_are_no_text(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    session.do(set_text, "numbers", "0.5 1.5 0.25")
    assert panel.text.isHidden()
    assert "no symbols" in panel.note.text()
    assert panel.numbers(session.scene) is None
    assert panel.header.fact.text() == ""


def test_text_that_is_only_judged_is_coloured_all_the_same(shown: Shown, session: Session) -> None:
    session.begin(new_study("temporal-order", load_cell("gru")))
    panel = shown(TextPanel)
    assert not panel.text.isHidden()
    assert panel.likely.isHidden()
    assert panel.controls.isHidden()
    assert panel.written.isHidden()
    assert panel.begins.text().startswith("No next symbols: the model has 4 outputs and reads 8")
    assert len(panel.text.colours) == session.state.study.sequence.steps


def test_numbers_that_have_names_are_coloured_and_foretold_elsewhere(shown: Shown, session: Session) -> None:
    session.begin(new_study("airline", load_cell("lstm")))
    panel = shown(TextPanel)
    assert panel.text.labels[0] == "Jan 1949"
    assert panel.likely.isHidden()
    assert panel.controls.isHidden()
    assert "panel Forecast" in panel.begins.text()
    table = panel.numbers(session.scene)
    assert table is not None
    assert table.heads == ("step", "label", "c[1]")


def test_its_numbers_are_labels_the_value_and_the_chances(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    table = panel.numbers(session.scene)
    assert table is not None
    assert table.heads[:3] == ("step", "label", "c[1]")
    assert [row[1] for row in table.rows] == list(TEXT)
    chances = np.array([row[3:] for row in table.rows], dtype=np.float64)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0)


def test_it_is_painted_in_both_themes_and_any_size(shown: Shown, session: Session) -> None:
    panel = shown(TextPanel)
    session.do(go, 30)
    for theme in (LIGHT, DARK):
        panel.set_theme(theme)
        for wide, tall in ((200, 90), (1200, 400)):
            panel.resize(wide, tall)
            assert not panel.grab().isNull()
