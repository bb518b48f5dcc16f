"""Every line is in print, and its number is what the equation gives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lstm_studio.catalogue import load_cell
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, selection, sequence, transport
from lstm_studio.ui.panels.equations import EquationsPanel


@pytest.fixture
def panel(shown: Callable[[type[EquationsPanel]], EquationsPanel]) -> EquationsPanel:
    return shown(EquationsPanel)


def numbers(panel: EquationsPanel) -> dict[str, str]:
    return {line.name: line.number.text().replace("−", "-") for line in panel.lines}


def test_the_numbers_are_those_of_the_equations(session: Session, panel: EquationsPanel) -> None:
    session.do(selection.select_unit, 4)
    session.do(transport.go, 3)
    p, x = session.scene.model.parameters, session.state.study.sequence.values
    h = c = np.zeros(8)
    for step in range(3):
        a = {k: p[f"W_{k}"] @ x[step] + p[f"R_{k}"] @ h + p[f"b_{k}"] for k in "figo"}
        f, i, o = (1 / (1 + np.exp(-a[k])) for k in "fio")
        g = np.tanh(a["g"])
        c = f * c + i * g
        h = o * np.tanh(c)
    y = 1 / (1 + np.exp(-(p["V"] @ h + p["k"])))
    wanted = {"f": f, "i": i, "o": o, "g": g, "c": c, "h": h}
    assert {name: float(numbers(panel)[name]) for name in wanted} == {
        name: pytest.approx(values[4], abs=0.00501) for name, values in wanted.items()
    }
    assert float(numbers(panel)["y"]) == pytest.approx(y[0], abs=0.00501)
    assert panel.header.fact.text() == "unit 5, step 3"


def test_before_the_first_input_only_states_have_a_value(panel: EquationsPanel) -> None:
    assert numbers(panel) == {"f": "–", "i": "–", "g": "–", "o": "–", "c": "0.00", "h": "0.00", "y": "–"}


def test_another_cell_brings_its_own_lines_and_meanings(session: Session, panel: EquationsPanel) -> None:
    session.do(cell.set_cell, load_cell("gru"))
    assert [line.name for line in panel.lines] == ["r", "z", "n", "h", "y"]
    assert panel.lines[0].toolTip() == load_cell("gru").meaning["r"]
    session.do(transport.go, 1)
    assert "–" not in numbers(panel).values()


def test_a_press_selects_the_value_and_a_second_one_nothing(session: Session, panel: EquationsPanel) -> None:
    QTest.mouseClick(panel.lines[0], Qt.MouseButton.LeftButton)
    assert session.state.view.node == "f"
    assert panel.lines[0].property("line") == "selected"
    session.do(transport.go, 3)
    said = panel.lines[0].accessibleName()
    assert said.startswith("ft = σ(")
    assert said.endswith(f": {panel.lines[0].number.text()}")
    assert panel.lines[1].property("line") == "plain"
    QTest.keyClick(panel.lines[0], Qt.Key.Key_Return)
    assert session.state.view.node == ""
    assert panel.lines[0].property("line") == "plain"


@pytest.mark.parametrize(
    "name", ["lstm", "lstm-peephole-full", "gru", "gru-reset-before", "rnn", "lstm-1997"]
)
def test_every_line_stands_whole_in_the_card(session: Session, panel: EquationsPanel, name: str) -> None:
    session.do(cell.set_cell, load_cell(name))
    panel.resize(296, 100)
    for _again in range(4):  # the first times may settle on another size of type
        panel.resize(296, panel.minimumSizeHint().height())
        QApplication.processEvents()
    bottoms = [line.geometry().bottom() for line in panel.lines]
    assert bottoms == sorted(bottoms)
    assert bottoms[-1] < panel.height()
    for line in panel.lines:
        assert line.formula.height() >= line.formula.heightForWidth(line.formula.width())


def test_the_type_grows_with_the_card(panel: EquationsPanel) -> None:
    panel.resize(296, 200)
    small = panel.lines[0].formula.size_of_type
    panel.resize(420, 420)
    assert panel.lines[0].formula.size_of_type > small


def test_of_classes_the_share_of_the_likeliest_is_shown(session: Session, panel: EquationsPanel) -> None:
    session.do(sequence.set_text, "characters", "abcabc")
    session.do(transport.go, 2)
    assert session.state.study.sizes.output == "softmax"
    shares = session.scene.readout  # of a, b and c
    assert shares is not None
    assert len(shares) == 3
    assert float(numbers(panel)["y"]) == pytest.approx(shares.max(), abs=0.00501)
    assert "likeliest" in panel.lines[-1].toolTip()
