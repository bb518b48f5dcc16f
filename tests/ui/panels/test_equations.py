"""Every line is in print, and its number is what the equation gives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell, notation_names
from lstm_studio.core.cell import Cell
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import cell, hover, notation, selection, sequence, sizes, transport, what_if
from lstm_studio.ui.formulas.line import Line
from lstm_studio.ui.panels.equations import EquationsPanel


@pytest.fixture
def panel(shown: Callable[[type[EquationsPanel]], EquationsPanel]) -> EquationsPanel:
    return shown(EquationsPanel)


def numbers(panel: EquationsPanel) -> dict[str, str]:
    return {line.name: line.number.text().replace("−", "-") for line in panel.lines}


def place(line: Line, *means: str) -> int:
    """The place of the first mark behind the equals sign that stands for something."""
    return next(at for at, mark in enumerate(line.marks) if at > 1 and mark.means == means)


def point(line: Line, at: int) -> None:
    QTest.mouseMove(line.equation, line.equation.place_of(at).center().toPoint())


def said() -> str:
    return QToolTip.text()


def test_the_numbers_are_those_of_the_equations(session: Session, panel: EquationsPanel) -> None:
    session.do(selection.select_unit, 4)
    session.do(transport.go, 3)
    p, x = session.scene.model.parameters, session.state.study.sequence.values
    h = c = np.zeros(8)
    for step in range(3):
        a = {k: p[f"W_{k}"] @ x[step] + p[f"R_{k}"] @ h + p[f"b_{k}"] for k in "figo"}
        f, i, o = (1 / (1 + np.exp(-a[k])) for k in "fio")
        g = np.tanh(a["g"])
        before, c = c, f * c + i * g
        inside, h = h, o * np.tanh(c)
    y = 1 / (1 + np.exp(-(p["V"] @ h + p["k"])))
    wanted = {"f": f, "i": i, "o": o, "g": g, "c": c, "h": h}
    assert {name: float(numbers(panel)[name]) for name in wanted} == {
        name: pytest.approx(values[4], abs=0.00501) for name, values in wanted.items()
    }
    assert float(numbers(panel)["y"]) == pytest.approx(y[0], abs=0.00501)
    assert panel.header.fact.text() == "unit 5 · step 3"
    session.do(notation.toggle_numbers)
    terms = {("f",): f[4], ("c_prev",): before[4], ("b_f",): p["b_f"][4]}
    terms |= {("R_f @ h_prev",): (p["R_f"] @ inside)[4], ("W_f @ x",): (p["W_f"] @ x[2])[4]}
    painted = {
        mark.means: float(line.equation.numbers[at].replace("−", "-"))
        for line in panel.lines
        for at, mark in enumerate(line.marks)
        if mark.means in terms and mark.kind == "number"
    }
    assert painted == {means: pytest.approx(value, abs=0.00501) for means, value in terms.items()}


def test_before_the_first_input_only_states_have_a_value(panel: EquationsPanel) -> None:
    assert numbers(panel) == {"f": "–", "i": "–", "g": "–", "o": "–", "c": "0.00", "h": "0.00", "y": "–"}


def test_another_cell_brings_its_own_lines_and_meanings(session: Session, panel: EquationsPanel) -> None:
    session.do(cell.set_cell, load_cell("gru"))
    assert [line.name for line in panel.lines] == ["r", "z", "n", "h", "y"]
    assert panel.lines[0].toolTip() == load_cell("gru").meaning["r"]
    session.do(transport.go, 1)
    assert "–" not in numbers(panel).values()


def test_a_press_selects_the_value_and_a_second_one_nothing(session: Session, panel: EquationsPanel) -> None:
    QTest.mouseClick(panel.lines[0], Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert session.state.view.node == "f"
    assert panel.lines[0].property("line") == "selected"
    session.do(transport.go, 3)
    assert panel.lines[0].accessibleName().startswith("f_t = σ(W_f x_t + ")
    assert panel.lines[0].accessibleName().endswith(f": {panel.lines[0].number.text()}")
    assert panel.lines[1].property("line") == "plain"
    QTest.keyClick(panel.lines[0], Qt.Key.Key_Return)
    assert session.state.view.node == ""
    assert panel.lines[0].property("line") == "plain"


@pytest.mark.parametrize("choice", notation_names())
@pytest.mark.parametrize(
    "name", ["lstm", "lstm-peephole-full", "gru", "gru-reset-before", "rnn", "lstm-1997"]
)
def test_every_line_stands_whole_in_the_card(
    session: Session, panel: EquationsPanel, name: str, choice: str
) -> None:
    session.do(notation.choose_notation, choice)
    session.do(cell.set_cell, load_cell(name))
    panel.resize(296, 100)
    for _again in range(4):  # the first times may settle on another size of type
        panel.resize(296, panel.minimumSizeHint().height())
        QApplication.processEvents()
    bottoms = [line.geometry().bottom() for line in panel.lines]
    assert bottoms == sorted(bottoms)
    assert bottoms[-1] < panel.height()
    for line in panel.lines:
        assert line.equation.height() >= line.equation.heightForWidth(line.equation.width())


def test_the_type_grows_with_the_card(panel: EquationsPanel) -> None:
    panel.resize(296, 200)
    small = panel.lines[0].equation.size_of_type
    panel.resize(420, 420)
    assert panel.lines[0].equation.size_of_type > small


def test_of_classes_the_share_of_the_likeliest_is_shown(session: Session, panel: EquationsPanel) -> None:
    session.do(sequence.set_text, "characters", "abcabc")
    session.do(transport.go, 2)
    assert session.state.study.sizes.output == "softmax"
    shares = session.scene.readout  # of a, b and c
    assert shares is not None
    assert len(shares) == 3
    assert float(numbers(panel)["y"]) == pytest.approx(shares.max(), abs=0.00501)
    assert "likeliest" in panel.lines[-1].toolTip()


@pytest.mark.parametrize("name", ["lstm", "lstm-fgr", "gru"])
def test_typeset_lines_take_the_room_that_is_there(
    session: Session, panel: EquationsPanel, name: str
) -> None:
    panel.resize(296, 260)
    session.do(cell.set_cell, load_cell(name))
    session.do(notation.choose_notation, "jaeger")
    before = [line.geometry() for line in panel.lines]
    quick = [line.equation.setting for line in panel.lines]
    panel.finish()
    QApplication.processEvents()
    assert [line.geometry() for line in panel.lines] == before
    for line, rough in zip(panel.lines, quick, strict=True):
        assert line.equation.setting is not rough
        for at, mark in enumerate(line.marks):
            if mark.letter is not None:
                assert line.equation.place_of(at).right() <= line.equation.width() + 1
                assert line.equation.rect().toRectF().contains(line.equation.place_of(at).center())


def test_every_symbol_says_what_it_is_its_shape_and_its_value(
    session: Session, panel: EquationsPanel
) -> None:
    session.do(selection.select_unit, 4)
    session.do(transport.go, 3)
    f, c = panel.lines[0], panel.lines[4]
    point(f, place(f, "R_f"))
    assert "weights from the previous output to the forget gate" in said()
    assert "8×8" in said()
    assert "row of unit 5" in said()
    assert session.state.view.hovered == ("R_f",)
    point(c, place(c, "c_prev"))
    value = session.scene.cell_trace["c_prev"][2, 4] if session.scene.cell_trace else 0.0
    assert "the cell state of the step before" in said()
    assert "8×1" in said()
    assert f"unit 5: <b>{value:+.4f}</b>".replace("-", "−") in said()
    point(f, 2)  # σ
    assert "between 0 and 1" in said()
    assert session.state.view.hovered == ("f",)


def test_a_matrix_that_reads_two_vectors_says_both(session: Session, panel: EquationsPanel) -> None:
    session.do(notation.choose_notation, "olah")
    line = panel.lines[0]
    point(line, place(line, "R_f", "W_f"))
    assert "from the previous output" in said()
    assert "from the input" in said()
    assert "8×11" in said()
    p = session.scene.model.parameters
    assert f"row of unit 1: {p['R_f'][0, 0]:+.2f}, ".replace("-", "−") in said()
    assert session.state.view.hovered == ("R_f", "W_f")


def test_a_letter_for_all_that_a_line_reads_says_the_vectors(session: Session, panel: EquationsPanel) -> None:
    session.do(cell.set_cell, load_cell("gru-reset-before"))
    session.do(notation.choose_notation, "jaeger")
    session.do(transport.go, 3)
    line = panel.lines[2]
    at = place(line, "x", "r * h_prev")
    point(line, at)
    assert line.marks[at].plain == "x^u"
    assert "11×1" in said()  # 3 channels over 8 units
    assert "now: " in said()


def test_what_is_pointed_at_elsewhere_is_marked_in_every_line(
    session: Session, panel: EquationsPanel
) -> None:
    session.glance(hover.point, "h_prev")
    marked = [line.equation.marked for line in panel.lines]
    assert [len(found) for found in marked] == [1, 1, 1, 1, 0, 0, 0]
    assert panel.lines[0].marks[next(iter(marked[0]))].means == ("h_prev",)
    session.glance(hover.point)
    assert not any(line.equation.marked for line in panel.lines)


def test_the_keyboard_walks_from_symbol_to_symbol(session: Session, panel: EquationsPanel) -> None:
    line = panel.lines[0]
    line.setFocus()
    for _symbol in range(2):
        QTest.keyClick(line, Qt.Key.Key_Right)
    assert session.state.view.hovered == ("W_f",)
    assert "weights from the input to the forget gate" in line.accessibleDescription()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert session.state.view.node == "W_f @ x"  # what is made of it
    line.clearFocus()
    assert not session.state.view.hovered
    assert line.accessibleDescription() == load_cell("lstm").meaning["f"]


def test_a_click_on_a_symbol_selects_its_value(session: Session, panel: EquationsPanel) -> None:
    line = panel.lines[4]
    at = line.equation.place_of(place(line, "c_prev")).center().toPoint()
    QTest.mouseClick(line.equation, Qt.MouseButton.LeftButton, pos=at)
    assert session.state.view.node == "c_prev"
    QTest.mouseClick(line.equation, Qt.MouseButton.LeftButton, pos=at)
    assert session.state.view.node == ""
    output = panel.lines[-1]
    QTest.mouseClick(output, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert session.state.view.node == "y"


def test_the_line_at_work_is_lit_and_what_is_to_come_is_dim(session: Session, panel: EquationsPanel) -> None:
    session.do(transport.go, 2)
    kinds: dict[str, list[str]] = {}
    for number, moment in enumerate(session.scene.moments):
        session.glance(lambda state, inside: state.with_view(inside=inside), number)
        lit = [line.name for line in panel.lines if line.property("line") == "lit"]
        kinds.setdefault(moment.kind, lit)
        if moment.kind != "gather":
            assert lit == [moment.line]
        row = next(line for line in panel.lines if line.name == moment.line)
        assert row.equation.lit, moment
    assert kinds["gather"] == ["f", "i", "g", "o"]
    session.glance(lambda state: state.with_view(inside=0))
    assert set(numbers(panel).values()) == {"–"}
    f, c = panel.lines[0], panel.lines[4]
    assert place(c, "f") in c.equation.faint
    assert place(c, "c_prev") not in c.equation.faint
    assert place(f, "x") in f.equation.lit


@pytest.mark.parametrize("choice", notation_names())
def test_numbers_are_painted_while_nothing_is_typeset_or_moves(
    session: Session, panel: EquationsPanel, choice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.do(notation.choose_notation, choice)
    session.do(notation.toggle_numbers)
    panel.finish()
    lines, settings = list(panel.lines), [line.equation.setting for line in panel.lines]
    rooms = [line.geometry() for line in panel.lines]
    monkeypatch.setattr("lstm_studio.ui.formulas.typesetter.typeset", None)
    painted = []
    for step in range(6):
        session.do(transport.go, step)
        painted.append([line.equation.numbers for line in panel.lines])
    assert panel.lines == lines
    assert [line.equation.setting for line in panel.lines] == settings
    assert [line.geometry() for line in panel.lines] == rooms
    assert painted[3] != painted[4]
    assert all(text != "–" for found in painted[3] for text in found.values())


def test_in_backward_mode_the_gradient_stands_at_the_right(session: Session, panel: EquationsPanel) -> None:
    session.do(transport.go, 3)
    session.do(selection.toggle_backward)
    gradient = session.scene.cell_gradient
    assert gradient is not None
    for name in session.scene.graph.named:  # two figures that count, as in the diagram
        number = float(numbers(panel)[name].replace("−", "-"))
        assert number == pytest.approx(gradient[name][2, 0], rel=0.05)
    assert numbers(panel)["y"] == "–"
    assert panel.header.fact.text() == "∂L/∂ · unit 1 · step 3"
    line = panel.lines[4]
    point(line, place(line, "f"))
    assert "∂<i>L</i>/∂" in said()


def test_the_reverse_direction_reads_ahead_and_the_top_layer_alone_has_the_output(
    session: Session, panel: EquationsPanel
) -> None:
    session.do(sizes.set_layers, 2)
    session.do(sizes.set_directions, 2)
    session.do(transport.go, 2)
    session.do(selection.enter, 0, 1)
    assert [line.name for line in panel.lines] == ["f", "i", "g", "o", "c", "h"]
    assert "c_{t+1}" in panel.lines[4].said
    session.do(notation.toggle_numbers)
    line = panel.lines[0]
    p, trace = session.scene.model.parameters, session.scene.trace
    assert trace is not None
    here = trace.cell(0, 1)
    wanted = (p["0.reverse.R_f"] @ here["h_prev"][1])[0]
    shown = line.equation.numbers[place(line, "R_f @ h_prev")].replace("−", "-")
    assert float(shown) == pytest.approx(wanted, abs=0.00501)
    session.do(selection.enter, 1, 0)
    output = panel.lines[-1]
    top = np.concatenate([trace.cell(1, way)["h"][1] for way in (0, 1)])
    shown = output.equation.numbers[place(output, "V")].replace("−", "-")
    assert float(shown) == pytest.approx((p["V"] @ top)[0], abs=0.00501)


def test_all_of_a_cell_of_ones_own_is_said(session: Session, panel: EquationsPanel) -> None:
    own = Cell.from_text("s = tanh(A @ x + B @ h_prev + e)\nh = s * h_prev + q * s - relu(C @ s)")
    session.do(cell.set_cell, own)
    session.do(transport.go, 2)
    for choice in notation_names():
        session.do(notation.choose_notation, choice)
        for line in panel.lines:
            for at, mark in enumerate(line.marks):
                if mark.text not in ("(", ")", "") or mark.letter is not None:
                    line.equation.pointed.emit(at)
                    assert line.accessibleDescription(), mark
    session.do(notation.choose_notation, "greff")
    line = panel.lines[1]
    line.equation.pointed.emit(place(line, "q"))
    assert "one weight a unit" in said()


def test_a_value_that_is_held_says_so_and_its_equation_is_dim(
    session: Session, panel: EquationsPanel
) -> None:
    session.do(transport.go, 2)
    session.do(what_if.hold, "f", 1.0, units=(0,))
    line = panel.lines[0]
    assert numbers(panel)["f"] == "1.00"
    assert len(line.equation.faint) == len(line.marks) - 1
    assert not panel.lines[1].equation.faint
    point(line, 0)
    assert "1" in said()
    assert "held" in said()
    session.do(selection.select_unit, 3)
    assert not line.equation.faint


def test_what_is_said_goes_with_the_step(session: Session, panel: EquationsPanel) -> None:
    session.do(transport.go, 2)
    line = panel.lines[4]
    point(line, 0)
    trace = session.scene.cell_trace
    assert trace is not None
    for step in (2, 3, 4):
        session.do(transport.go, step)
        value = f"{trace['c'][step - 1, 0]:+.4f}".replace("-", "−")
        assert value in said()
        assert value in line.accessibleDescription()


def test_a_line_is_copied_in_every_form(session: Session, panel: EquationsPanel, qtbot: QtBot) -> None:
    session.do(notation.choose_notation, "lecture")
    menu = QMenu()
    qtbot.addWidget(menu)
    line = panel.lines[0]
    panel.extend_menu(menu, line.mapToGlobal(line.rect().center()))
    one, every = menu.findChildren(QMenu)
    texts = {}
    for action in one.actions():
        action.trigger()
        texts[action.text()] = QGuiApplication.clipboard().text()
    assert texts["LaTeX, as shown (Lecture notes)"] == r"f_t = \sigma(W_f h_{t-1} + U_f x_t + b_f)"
    assert texts["Plain text"] == "f = sigmoid(W_f @ x + R_f @ h_prev + b_f)"
    assert r"\left(" in texts["LaTeX"]
    every.actions()[1].trigger()
    assert QGuiApplication.clipboard().text().splitlines()[-1] == "y_t = σ(V h_t + c)"
    rest = [action for action in every.actions() if action.text() == "NumPy"]
    rest[0].trigger()
    assert Cell.from_text(QGuiApplication.clipboard().text()).text == load_cell("lstm").text


def test_the_menu_is_of_the_value_under_the_mouse(panel: EquationsPanel) -> None:
    line = panel.lines[4]
    at = line.equation.place_of(place(line, "f")).center().toPoint()
    target = panel.target_at(line.equation.mapToGlobal(at))
    assert target is not None
    assert (target.value, target.unit, target.step) == ("f", 0, 0)
    assert panel.target_at(QPoint(-500, -500)) is None


def test_a_notation_is_chosen_from_the_list(session: Session, panel: EquationsPanel) -> None:
    (menu,) = panel.notations.findChildren(QMenu)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Greff, ONNX"]
    next(action for action in menu.actions() if action.text() == "Jaeger").trigger()
    assert session.state.view.notation == "jaeger"
    assert panel.notations.text() == "Jaeger"
    assert panel.lines[-1].said.startswith("x^{g^{forget}} = ")


def test_what_was_given_up_when_it_was_hidden_is_typeset_when_it_is_shown(
    session: Session, panel: EquationsPanel
) -> None:
    session.do(cell.set_cell, load_cell("gru"))
    panel.hide()
    panel.show()
    panel.finish()
    assert len(panel.lines) == 5
    for line in panel.lines:
        assert panel.typesetter.known(line.marks) is line.equation.setting is not None
