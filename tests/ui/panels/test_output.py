"""The output over time: what it is, what it should be, what it was, and its gradient."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Sequence, frozen
from lstm_studio.session.open import open_session
from lstm_studio.session.verbs.parameters import carried
from lstm_studio.session.verbs.selection import toggle_backward
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.transport import go
from lstm_studio.session.verbs.what_if import hold
from lstm_studio.ui.frame import Frame
from lstm_studio.ui.panels.output import OutputPanel
from lstm_studio.ui.theme import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.session.session import Session

STEPS = 20


def opened(outputs: int, output: str = "softmax") -> Session:
    """A session on a model with so many outputs, of which nothing is asked in the first five steps."""
    target = np.random.default_rng(0).dirichlet(np.ones(max(outputs, 1)), STEPS)
    weight = np.ones(STEPS)
    weight[:5] = 0
    study = new_study("spike-latch", load_cell("lstm"))
    study, _drawn = carried(study, study.cell, replace(study.sizes, outputs=outputs, output=output))
    values = frozen(np.random.default_rng(1).normal(size=(STEPS, 3)))
    sequence = Sequence(values, target=frozen(target), weight=frozen(weight))
    return open_session(study.replace(sequence=sequence))


@pytest.fixture
def session() -> Iterator[Session]:
    session = open_session(new_study("spike-latch", load_cell("lstm")))
    yield session
    session.close()


def shown(qtbot: QtBot, session: Session) -> OutputPanel:
    panel = OutputPanel(session)
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.header)
    panel.resize(420, 180)
    panel.set_theme(LIGHT)
    frame = Frame(session, panel)
    frame.add(panel)
    panel.show()
    frame.flush()
    session.changed.connect(lambda _names: frame.flush())
    QApplication.processEvents()
    return panel


def test_a_single_output_is_a_curve_with_dots_where_it_is_asked_for(qtbot: QtBot, session: Session) -> None:
    panel, trace = shown(qtbot, session), session.scene.trace
    assert trace is not None
    assert trace.y is not None
    (line,) = panel.curves.lines
    assert line.values == pytest.approx(trace.y[:, 0])
    assert (line.name, line.first) == ("y", 1)
    assert panel.curves.box.y_range == pytest.approx((-0.04, 1.04))
    (dots,) = panel.dots.series
    assert session.scene.targets is not None
    assert dots.values == pytest.approx(session.scene.targets[:, 0])
    assert [entry.text for entry in panel.curves.legend.entries] == ["y", "target"]
    session.do(go, 7)
    assert panel.header.fact.text() == f"y = {trace.y[6, 0]:.2f} at step 7"


def test_what_it_was_before_an_edit_stays_as_a_ghost(qtbot: QtBot, session: Session) -> None:
    panel, trace = shown(qtbot, session), session.scene.trace
    assert trace is not None
    assert trace.y is not None
    items = set(panel.chart.scene().items())
    session.do(go, 30)
    session.do(hold, "f", 0.0, (), (19, 19))
    line, ghost = panel.curves.lines
    assert ghost.ghost
    assert not line.ghost
    assert ghost.values == pytest.approx(trace.y[:, 0])
    assert line.values[:19] == pytest.approx(ghost.values[:19])
    assert not np.allclose(line.values[19:], ghost.values[19:])
    assert [rule.step for rule in panel.partings] == [19.5, 19.5]
    assert panel.chart.axis.mark == (20, "part at 20")
    assert f"before {trace.y[29, 0]:.2f}" in panel.header.fact.text()
    session.undo()
    assert len(panel.curves.lines) == 1
    assert panel.chart.axis.mark is None
    assert {item for item in items if item not in panel.chart.scene().items()} == set()


def test_the_gradient_is_that_of_the_loss(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    session.do(toggle_backward)
    (line,) = panel.curves.lines
    trace, gradients = session.scene.trace, session.scene.gradients
    assert trace is not None
    assert gradients is not None
    # The gradient of the readout's weights is the sum over the steps of slope · h.
    assert line.values @ trace.h == pytest.approx(gradients["V"][0])
    assert line.name == "∂L/∂a"
    assert panel.said.isVisible()
    assert panel.said.text().startswith("L: binary cross-entropy of all 50 steps")
    assert not panel.dots.series
    assert panel.header.title.text() == "∂L/∂output over time"
    session.do(hold, "h", 1.0)
    own, ghost = panel.curves.lines
    assert ghost.ghost
    assert ghost.values == pytest.approx(line.values)
    assert not np.allclose(own.values, ghost.values)


def test_without_targets_it_says_why_there_is_no_gradient(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    values = frozen(np.zeros((STEPS, 3)))
    session.do(lambda state: state.with_study(sequence=Sequence(values)))
    assert not panel.chart.note
    session.do(toggle_backward)
    assert panel.chart.note.startswith("Nothing to differentiate")
    session.do(toggle_backward)
    assert not panel.chart.note


@pytest.mark.parametrize(("outputs", "mapped"), [(3, False), (7, True)])
def test_a_few_outputs_are_curves_and_many_a_map(qtbot: QtBot, outputs: int, mapped: bool) -> None:
    session = opened(outputs)
    panel = shown(qtbot, session)
    trace = session.scene.trace
    assert trace is not None
    assert trace.y is not None
    assert len(panel.curves.lines) == (0 if mapped else outputs)
    assert [band.name for band in panel.stack.bands] == (["y", "target"] if mapped else [])
    if mapped:
        assert panel.stack.bands[0].values == pytest.approx(trace.y)
        assert np.isnan(panel.stack.bands[1].values[:5]).all()
        assert not panel.stack._frames.rows  # a unit of the cell is no output
        assert panel.wordings("y", 9, 2, 0.25, signed=False)[-1] == "step 9 · y of 3 = 0.25"
    else:
        pens = [panel.curves.pen(line) for line in panel.curves.lines]
        assert len({(pen.color().name(), tuple(pen.dashPattern())) for pen in pens}) == outputs
        assert all(np.isnan(row.values[:5]).all() for row in panel.dots.series)
    before = panel.chart.grab().toImage()
    panel.set_theme(DARK)
    assert panel.chart.grab().toImage() != before
    session.close()


def test_a_model_without_an_output_says_so(qtbot: QtBot) -> None:
    session = opened(0, "identity")
    assert shown(qtbot, session).chart.note == "This model has no output beside h."
    session.close()


def test_its_numbers_hold_what_is_asked(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    table = panel.numbers(session.scene)
    assert table is not None
    assert table.heads == ("step", "y[1]", "target[1]")
    assert len(table.rows) == 50


def test_it_is_told_in_words(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    assert panel.chart.teller() == "step 0: no output"
    session.do(go, 7)
    trace, targets = session.scene.trace, session.scene.targets
    assert trace is not None
    assert trace.y is not None
    assert targets is not None
    was = f"{trace.y[6, 0]:.2f}"
    assert panel.chart.teller() == f"step 7: y {was}; target {targets[6, 0]:.2f}"
    session.do(hold, "h", 2.0)
    assert panel.chart.teller().endswith(f"before {was}")
