"""What Qt's own reader of interfaces is told of painted widgets: what a screen reader is given."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from lstm_studio.api import cells
from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import frozen
from lstm_studio.session.verbs.cell import set_cell
from lstm_studio.session.verbs.selection import select_unit
from lstm_studio.session.verbs.transport import go
from lstm_studio.ui.controls.film import Film
from lstm_studio.ui.diagram.view import DiagramView
from lstm_studio.ui.diagram.walking import WAYS, nearest
from lstm_studio.ui.plots.chart import Chart
from lstm_studio.ui.spoken.interfaces import install

if TYPE_CHECKING:
    from lstm_studio.ui.window import Window

NAME, VALUE, ABOUT = QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description


@pytest.fixture(autouse=True)
def installed(qapp: QApplication) -> None:
    del qapp
    install()


@pytest.fixture
def ready(installed: None, window: Window) -> Window:
    del installed
    window.session.do(go, 12)
    window.session.do(select_unit, 2)
    window.frame.flush()
    return window


def interface(window: Window, panel: str, kind: type[Any]) -> Any:
    (widget,) = window.desk.panels[panel].findChildren(kind)
    return QAccessible.queryAccessibleInterface(widget)


def test_the_film_is_a_slider_over_the_steps(ready: Window) -> None:
    film = interface(ready, "strip", Film)
    assert film.role() == QAccessible.Role.Slider
    assert film.text(NAME) == "Film strip of the input"
    assert film.text(VALUE).startswith("step 12: ")
    value = film.valueInterface()
    assert (value.minimumValue(), value.currentValue(), value.maximumValue()) == (0, 12, 50)
    value.setCurrentValue(20)
    assert ready.session.state.view.cursor == 20
    ready.session.do(go, 0)
    ready.frame.flush()
    assert film.text(VALUE) == "before the first input"


def test_plots_say_the_values_at_the_playhead(ready: Window) -> None:
    trace = ready.session.scene.cell_trace
    assert trace is not None
    gates = interface(ready, "gates", Chart)
    assert (gates.role(), gates.text(NAME)) == (QAccessible.Role.Chart, "Gates over time")
    said = gates.text(VALUE)
    assert said.startswith("step 12, unit 3: f ")
    numbers = [float(part.split()[-1].replace("−", "-")) for part in said.partition(": ")[2].split(", ")]
    assert numbers == pytest.approx([trace[name][11, 2] for name in ("f", "i", "g", "o")], abs=0.0051)
    states = interface(ready, "states", Chart).text(VALUE)
    assert states.startswith("step 12, unit 3: c ")
    assert ", h " in states


def test_the_loss_is_said_beside_what_it_is_held_against(ready: Window) -> None:
    ready.session.do(
        lambda state: state.with_record(losses=frozen([[1, 0.5], [9, 0.25]]), update=9, updates=9)
    )
    ready.desk.reveal("loss")
    ready.frame.flush()
    said = interface(ready, "loss", Chart).text(VALUE)
    assert said.startswith("update 9: loss 0.25; ")
    assert "mean" in said


def test_the_diagram_has_its_parts_as_children(ready: Window) -> None:
    diagram = interface(ready, "diagram", DiagramView)
    assert diagram.role() == QAccessible.Role.Graphic
    assert diagram.text(NAME) == "Diagram"
    assert diagram.text(VALUE).startswith("LSTM, 8 units · step 12 of 50")
    assert diagram.text(ABOUT) == ready.session.scene.sentence
    trace = ready.session.scene.cell_trace
    assert trace is not None
    children = [diagram.child(place) for place in range(diagram.childCount())]
    told = {child.text(NAME): (child.text(VALUE), child.text(ABOUT)) for child in children}
    assert len(told) == len(children), [child.text(NAME) for child in children]
    assert list(told)[:3] == ["x enters", "h₋ enters", "c₋ enters"]
    assert set(list(told)[-3:]) == {
        "c goes on to another step",
        "h goes on to another step",
        "h goes out",
    }
    value, about = told["f, forget"]
    assert float(value.split()[0]) == pytest.approx(trace["f"][11, 2], abs=0.0051)
    assert value.endswith(" in unit 3")
    assert "the share of each cell that is kept" in about
    assert told["f ⊙ c₋"][0].split()[0].replace("−", "-") == f"{trace['f * c_prev'][11, 2]:+.2f}"
    assert all(child.parent() is not None and child.isValid() for child in children)


def test_a_part_is_found_where_it_is_painted(ready: Window) -> None:
    diagram = interface(ready, "diagram", DiagramView)
    whole = diagram.rect()
    for place in range(diagram.childCount()):
        child = diagram.child(place)
        rect = child.rect()
        assert whole.contains(rect.center())
        assert diagram.childAt(rect.center().x(), rect.center().y()).text(NAME) == child.text(NAME)
        assert diagram.indexOfChild(child) == place
    assert diagram.child(99) is None


def test_another_cell_has_other_parts(ready: Window) -> None:

    diagram = interface(ready, "diagram", DiagramView)
    last = diagram.child(diagram.childCount() - 1)
    before = diagram.childCount()
    ready.session.do(set_cell, load_cell("rnn"))
    ready.frame.flush()
    ready.desk.finish()
    assert diagram.childCount() < before
    assert not last.isValid()
    assert "h goes out" in [diagram.child(place).text(NAME) for place in range(diagram.childCount())]


def test_backward_the_parts_have_gradients(ready: Window) -> None:
    ready.session.do(lambda state: state.with_view(backward=True))
    ready.frame.flush()
    diagram = interface(ready, "diagram", DiagramView)
    names = [diagram.child(place).text(NAME) for place in range(diagram.childCount())]
    assert "∂L/∂c goes on to another step" in names
    assert any(name.startswith("∂L/∂f, ") for name in names)


def test_what_is_gone_leaves_nothing_behind(ready: Window) -> None:
    for _time in range(20):
        film = Film()
        found = QAccessible.queryAccessibleInterface(film)
        assert found.text(NAME) == "Film strip of the input"
        QAccessible.uniqueId(found)
        film.deleteLater()
        del film, found
        gc.collect()
        QApplication.sendPostedEvents(None, 52)
    view = DiagramView()
    diagram = ready.desk.panels["diagram"].findChildren(DiagramView)[0].diagram
    assert diagram is not None
    view.show_diagram(diagram)
    QAccessible.uniqueId(QAccessible.queryAccessibleInterface(view).child(2))
    view.deleteLater()
    QApplication.sendPostedEvents(None, 52)


def press(window: Window, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window, key)


def test_arrows_walk_from_part_to_part_and_enter_selects(ready: Window) -> None:
    (view,) = ready.desk.panels["diagram"].findChildren(DiagramView)
    diagram = QAccessible.queryAccessibleInterface(view)
    assert view.diagram is not None
    view.setFocus(Qt.FocusReason.TabFocusReason)
    seen = set()
    for key in (Qt.Key.Key_Left,) * 9 + (Qt.Key.Key_Down,) * 9 + (Qt.Key.Key_Right,) * 9:
        press(ready, key)
        seen.add(diagram.focusChild().text(NAME))
    assert len(seen) > 6
    assert ready.session.state.view.cursor == 12
    assert ready.session.state.view.hovered == (view.diagram.figures[view.walking.here].figure.value,)
    view.walking.here = "f"
    press(ready, Qt.Key.Key_Return)
    assert ready.session.state.view.node == "f"
    press(ready, Qt.Key.Key_Escape)
    assert not view.hasFocus()
    press(ready, Qt.Key.Key_Right)
    assert ready.session.state.view.cursor == 13


def test_every_part_can_be_reached_by_arrows(ready: Window) -> None:

    (view,) = ready.desk.panels["diagram"].findChildren(DiagramView)
    for name in cells():
        ready.session.do(set_cell, load_cell(name))
        ready.frame.flush()
        ready.desk.finish()
        assert view.diagram is not None
        places = {key: item.whole.center() for key, item in view.diagram.figures.items()}
        reached, pending = set(), [next(iter(places))]
        while pending:
            here = pending.pop()
            if here not in reached:
                reached.add(here)
                pending.extend(nearest(places, here, way) for way in WAYS.values())
        assert reached == places.keys(), name


def test_names_and_values_are_there_for_all_that_is_painted(ready: Window) -> None:
    """No widget that a person can come to is without a name."""
    bare = [
        f"{type(widget).__name__} {widget.objectName()} {type(widget.parent()).__name__} in {name}"
        for name, panel in ready.desk.panels.items()
        for widget in panel.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(panel)
        if not isinstance(widget.parent(), QAbstractScrollArea)  # the place of a view that has a name
        if not QAccessible.queryAccessibleInterface(widget).text(NAME)
    ]
    assert not bare
