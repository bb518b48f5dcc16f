"""How long the whole window takes to answer: to a mouse that rests on a part, a click on it, a drag of a clamp.

From the event to the end of all paints, beside an empty repaint: all panels painted anew, in which nothing has changed.
Bars: 16 ms for a hover and a click at H = 64, and for the drag of a clamp at T = 500, H = 32.

Run: ``python -m pytest tests/benchmarks/test_answers.py -m benchmark -s``
"""

from __future__ import annotations

import gc
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.session.open import open_session
from lstm_studio.session.settings import Settings
from lstm_studio.session.verbs.selection import set_theme, toggle_backward
from lstm_studio.session.verbs.sizes import set_units
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_option
from lstm_studio.session.verbs.transport import go, set_motion
from lstm_studio.session.verbs.what_if import hold
from lstm_studio.ui.fonts import load_fonts
from lstm_studio.ui.panels.diagram import DiagramPanel
from lstm_studio.ui.theme import LIGHT, apply
from lstm_studio.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

ROUNDS = 3
DRAGS = 60

pytestmark = pytest.mark.benchmark


@pytest.fixture
def window(
    request: pytest.FixtureRequest, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    name, units, steps, size = request.param
    load_fonts(resource("fonts"))
    apply(qapp, LIGHT)
    session = open_session(new_study("spike-latch", load_cell(name)))
    session.do(set_option, "length", steps)
    session.do(set_units, units)
    session.do(go, steps // 2)
    session.do(set_theme, "light")
    session.do(set_motion, "off")
    window = Window(session, Settings())
    qtbot.addWidget(window)
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    settle(window)
    gc.collect()
    gc.disable()  # the window looks for garbage between two acts alone: see ui/start.py
    yield window
    gc.enable()
    window.close()


def settle(window: Window) -> None:
    """Let all that was asked for happen: refreshes of the frame, computed values, paints."""
    while window.frame._timer.isActive() or window.session.scene.pending:
        QApplication.processEvents()
    QApplication.processEvents()


def answered(window: Window, act: Callable[[], object]) -> float:
    """Milliseconds from an act to the end of all paints; the window has been at rest before."""
    settle(window)
    window.frame._last = 0.0  # the frame before was long ago
    begun = perf_counter()
    act()
    settle(window)
    return 1000 * (perf_counter() - begun)


def repainted(window: Window) -> float:
    """Milliseconds to paint all that is in sight."""
    places: list[QWidget] = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    begun = perf_counter()
    for place in places:
        (place.viewport() if isinstance(place, QAbstractScrollArea) else place).update()
    QApplication.processEvents()
    return 1000 * (perf_counter() - begun)


def mouse(window: Window, kind: QEvent.Type, place: QPointF, *, held: bool = False) -> None:
    """Send an event of the mouse to the diagram, at a place of its scene."""
    view = window.desk.findChildren(DiagramPanel)[0].view
    point = QPointF(view.mapFromScene(place))
    moves = kind is QEvent.Type.MouseMove
    button = Qt.MouseButton.NoButton if moves else Qt.MouseButton.LeftButton
    down = Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton
    here = QPointF(view.viewport().mapToGlobal(point.toPoint()))
    event = QMouseEvent(kind, point, here, button, down, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def click(window: Window, place: QPointF) -> None:
    mouse(window, QEvent.Type.MouseButtonPress, place, held=True)
    mouse(window, QEvent.Type.MouseButtonRelease, place)


def tell(what: str, found: list[float], empty: list[float]) -> None:
    bare, own = float(np.median(empty)), np.array(found)
    print(
        f"\n{what}: {np.median(own):.1f} ms (median), {np.percentile(own, 95):.1f} ms (95 %); "
        f"{np.median(own) / bare:.2f} of an empty repaint of {bare:.1f} ms"
    )


SIZES = ((1280, 800), (1920, 1080))


@pytest.mark.parametrize(
    "window", [(name, 64, 50, size) for name in ("lstm", "gru") for size in SIZES], indirect=True, ids=str
)
@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
def test_the_mouse_over_every_part(window: Window, backward: bool) -> None:
    if backward:
        window.session.do(toggle_backward)
    settle(window)
    diagram = window.desk.findChildren(DiagramPanel)[0].view.diagram
    assert diagram is not None
    bodies = [figure.body.center() for figure in diagram.figures.values() if not figure.body.isEmpty()]
    strips = [figure.strip.rect.center() for figure in diagram.figures.values() if figure.strip]
    empty = [repainted(window) for _round in range(10)]
    places = (*bodies, *strips) * ROUNDS
    hovers = [answered(window, partial(mouse, window, QEvent.Type.MouseMove, place)) for place in places]
    clicks = [answered(window, partial(click, window, place)) for place in places]
    name = f"{window.session.state.study.cell.name} H=64 {window.width()}x{window.height()}"
    tell(f"{name} {'backward' if backward else 'forward'}, hover", hovers, empty)
    tell(f"{name} {'backward' if backward else 'forward'}, click", clicks, empty)


@pytest.mark.parametrize(
    "window", [(name, 32, 500, size) for name in ("lstm", "gru") for size in SIZES], indirect=True, ids=str
)
def test_the_drag_of_a_clamp(window: Window) -> None:
    session = window.session
    gate = session.state.study.cell.graph.gates[0]

    def drag(number: float) -> None:
        session.drag("drag", hold, gate, number, (0,), (100, 300))

    answered(window, partial(drag, 0.5))
    empty = [repainted(window) for _round in range(10)]
    found = [answered(window, partial(drag, float(number))) for number in np.linspace(0.1, 0.9, DRAGS)]
    assert session.scene.ghost is not None
    name = f"{session.state.study.cell.name} H=32 T=500 {window.width()}x{window.height()}"
    tell(f"{name}, drag of a clamp with its ghost", found, empty)
