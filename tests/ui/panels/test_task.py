"""The card of the task: options by number and slider, how it stands, guesses that are beaten, and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from lstm_studio.catalogue import load_cell, resource
from lstm_studio.core.study import frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.formats.study import read_study
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.task import set_task
from lstm_studio.ui.panels.task import TaskPanel, said_solved
from lstm_studio.ui.sights import SightsMenu

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from lstm_studio.session.state import State
    from lstm_studio.ui.window import Window


def panel_of(window: Window) -> TaskPanel:
    window.frame.flush()
    window.desk.reveal("task")
    QApplication.processEvents()
    window.frame.flush()
    panel = window.desk.panels["task"]
    assert isinstance(panel, TaskPanel)
    return panel


def test_it_says_what_is_learnt_and_follows_another_task(window: Window) -> None:
    panel = panel_of(window)
    for name in ("spike-latch", "adding", "two-sequence"):
        window.session.do(set_task, name)
        window.frame.flush()
        row = TASKS[name]
        assert panel.summary.text() == row.summary
        assert panel.header.fact.text() == row.title
        assert row.criterion in panel.standing.text()
        assert set(panel.options.numbers) == {option.key for option in row.options}
        links = [button.text() for button in panel.findChildren(QPushButton) if button.property("link")]
        assert [link for link in links if any(sight.says in link for sight in row.sights)]
        assert panel.guess is not None
        assert panel.guess.isHidden() is (row.luck is None)
        assert panel.hard.isHidden() is (row.hard is None)


def test_an_option_is_typed_and_dragged_in_one_step(window: Window) -> None:
    panel, session = panel_of(window), window.session
    slider = panel.options.sliders["length"]
    assert (slider.minimum(), slider.maximum(), slider.value()) == (2, 2000, 50)
    slider.setSliderDown(True)
    for steps in (60, 70, 80):
        slider.setValue(steps)
    slider.setSliderDown(False)
    assert session.state.study.sequence.steps == 80
    window.frame.flush()
    assert panel.options.numbers["length"].text() == "80"
    session.undo()
    assert session.state.study.sequence.steps == 50, "a drag is one step"
    window.frame.flush()
    assert slider.value() == 50
    number = panel.options.numbers["set"]
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "0.2")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert session.state.study.options["set"] == 0.2


def solved(state: State) -> State:
    losses = frozen([[update, 0.3 / update] for update in range(1, 101)])
    exams = frozen([[50.0, 0.1, 0.02, 1600.0], [100.0, 0.1, 0.005, 3200.0]])
    return state.with_record(update=100, losses=losses, exams=exams, solved=100, score=0.005)


def test_it_says_how_it_stands_and_which_guess_is_beaten(window: Window) -> None:
    panel, session = panel_of(window), window.session
    session.do(set_task, "adding")
    window.frame.flush()
    assert not panel.badge.isVisible()
    assert panel.guesses.pairs == (("Always the mean", "0.667"),)
    session.do(solved)
    window.frame.flush()
    assert panel.badge.isVisible()
    assert panel.badge.accessibleName() == "Solved · update 100 · 3\u202f200 sequences"
    assert "now 0.005" in panel.standing.text()
    assert panel.guesses.pairs == (("Always the mean · beaten", "0.667"),)


def test_sequences_are_left_out_where_nobody_has_counted_them(window: Window) -> None:
    study = read_study(resource("studies", "adding.lstm"))
    assert said_solved(study.record)[0].startswith("Solved · update ")
    assert said_solved(window.session.state.study.record) == ()


def test_a_link_arranges_the_window(window: Window, qtbot: QtBot) -> None:
    session = window.session
    session.begin(read_study(resource("studies", "adding.lstm")))
    panel = panel_of(window)
    window.desk.docks["gates"].hide()
    qtbot.waitUntil(lambda: "task" in session.state.view.raised and "gates" not in session.state.view.panels)
    assert not window.desk.panels["gates"].isVisible()
    target = session.scene.trace
    assert target is not None
    marker = session.state.study.sequence.values[:, 1]
    alike = [abs(np.corrcoef(target["i"][:, unit], marker)[0, 1]) for unit in range(12)]
    link = next(
        button for button in panel.findChildren(QPushButton) if "opens at the markers" in button.text()
    )
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    window.frame.flush()
    QApplication.processEvents()
    window.frame.flush()
    view = session.state.view
    assert (view.node, view.unit) == ("i", int(np.argmax(alike)))
    assert window.desk.panels["gates"].isVisible()
    assert window.desk.panels["task"].isVisible(), "the links stay in sight"
    assert not session.undo_name, "looking is no change"


def test_a_panel_behind_another_tab_comes_to_the_front(window: Window) -> None:
    session = window.session
    session.begin(new_study("adding", load_cell("lstm")))
    panel = panel_of(window)
    window.desk.reveal("loss")
    QApplication.processEvents()
    panel.follow(0)
    window.frame.flush()
    QApplication.processEvents()
    window.frame.flush()
    assert window.desk.panels["output"].isVisible()
    assert not window.desk.panels["loss"].isVisible()


def test_the_menu_lists_what_the_task_of_now_gives_to_look_at(window: Window) -> None:
    (menu,) = window.findChildren(SightsMenu)
    for name in ("adding", "spike-latch"):
        window.session.do(set_task, name)
        menu.aboutToShow.emit()
        assert len(menu.actions()) == len(TASKS[name].sights)
    menu.actions()[2].trigger()
    sequence = window.session.state.study.sequence
    assert window.session.state.view.cursor == sequence.values[:, :2].any(axis=1).argmax() + 1


def test_the_action_of_random_weights_is_there_where_luck_is(window: Window) -> None:
    window.frame.flush()
    assert not window.acts.all["guess"].isEnabled()
    window.session.do(set_task, "two-sequence")
    window.frame.flush()
    assert window.acts.all["guess"].isEnabled()
    assert window.acts.all["guess"].text() == "Guess random wei&ghts"
    window.guesser.toggle()
    window.frame.flush()
    assert window.acts.all["guess"].text() == "Stop &guessing: draw 0"
    window.guesser.toggle()


def test_its_numbers_are_those_of_the_guesses(window: Window) -> None:
    panel = panel_of(window)
    table = panel.numbers(window.session.scene)
    assert table is not None
    assert table.rows == tuple(window.session.scene.baselines.items())
