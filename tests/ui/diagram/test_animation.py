"""What moves when: by hand and while it plays, as fast as it can be followed, and never when it is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lstm_studio.session.verbs import selection, transport
from lstm_studio.ui.diagram.animation import RUSH
from lstm_studio.ui.panels.diagram import DiagramPanel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from lstm_studio.ui.window import Window


@pytest.fixture
def panel(window: Window) -> Iterator[DiagramPanel]:
    found = window.desk.findChild(DiagramPanel)
    assert isinstance(found, DiagramPanel)
    window.session.do(transport.go, 5)
    window.frame.flush()
    yield found
    found.animation.motion.stop()


def moving(window: Window, panel: DiagramPanel) -> bool:
    window.frame.flush()
    return panel.animation.motion.moving


def test_a_step_by_hand_runs_along_the_wires_and_comes_to_rest(
    window: Window, panel: DiagramPanel, qtbot: QtBot
) -> None:
    assert not panel.animation.motion.moving
    qtbot.wait(round(RUSH * 1000) + 20)
    window.session.do(transport.step, 1)
    assert moving(window, panel)
    window.session.do(transport.step, 1)  # too fast to be followed
    assert not moving(window, panel)
    qtbot.wait(round(RUSH * 1000) + 20)
    window.session.do(transport.step, -1)
    assert not moving(window, panel)
    window.session.do(transport.go, 20)
    assert not moving(window, panel)


def test_an_operation_flows_in_and_its_value_comes_with_it(
    window: Window, panel: DiagramPanel, qtbot: QtBot
) -> None:
    qtbot.wait(round(RUSH * 1000) + 20)
    diagram = panel.view.diagram
    assert diagram is not None
    window.session.do(transport.step_inside, 14)
    assert not moving(window, panel)  # it has come from elsewhere
    assert diagram.figures["f * c_prev"].value is not None
    qtbot.wait(round(RUSH * 1000) + 20)
    window.session.do(transport.step_inside, 1)
    assert moving(window, panel)
    assert diagram.figures["i * g"].value is None
    window.session.do(selection.select_unit, 3)  # goes on
    assert moving(window, panel)
    qtbot.waitUntil(lambda: not panel.animation.motion.moving, timeout=3000)
    assert diagram.figures["i * g"].value is not None
    assert diagram.figures["c"].value is None
    window.session.do(transport.whole_step)
    assert not moving(window, panel)
    assert diagram.figures["c"].value is not None


def test_nothing_moves_when_motion_is_off(window: Window, panel: DiagramPanel, qtbot: QtBot) -> None:
    window.session.do(transport.set_motion, "off")
    qtbot.wait(round(RUSH * 1000) + 20)
    for change in (transport.step, transport.step_inside):
        window.session.do(change, 1)
        assert not moving(window, panel)


@pytest.mark.parametrize(("speed", "moves"), [(2.0, True), (8.0, True), (15.0, False), (60.0, False)])
def test_playing_moves_up_to_eight_steps_a_second(
    window: Window, panel: DiagramPanel, speed: float, moves: bool
) -> None:
    window.session.do(transport.set_speed, speed)
    window.session.do(transport.play)
    window.player.close()  # the test plays
    window.session.do(transport.advance, 1)
    assert moving(window, panel) == moves
    window.session.do(transport.pause)


def test_another_drawing_and_backward_mode_end_it(window: Window, panel: DiagramPanel, qtbot: QtBot) -> None:
    qtbot.wait(round(RUSH * 1000) + 20)
    window.session.do(transport.step_inside, 1)
    assert moving(window, panel)
    window.resize(1500, 700)
    window.session.do(selection.set_theme, "dark")
    assert not moving(window, panel)
    diagram = panel.view.diagram
    assert diagram is not None
    assert diagram.inside.moment is not None
    window.session.do(selection.toggle_backward)
    window.frame.flush()
    assert diagram.inside.moment is None
    assert all(figure.opacity() == 1.0 for figure in diagram.figures.values())


def test_shapes_are_shown_and_hidden_by_the_menu(window: Window, panel: DiagramPanel) -> None:
    diagram = panel.view.diagram
    assert diagram is not None
    assert diagram.shapes.isVisible()
    window.acts.all["shapes"].trigger()
    window.frame.flush()
    assert not diagram.shapes.isVisible()
    assert not window.acts.all["shapes"].isChecked()
