"""The gallery as a person uses it: cards by key and mouse, options with their sample, ways to begin."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from lstm_studio.catalogue import load_cell
from lstm_studio.core.study import Sequence, Study, frozen
from lstm_studio.core.tasks import TASKS
from lstm_studio.session.session import Session
from lstm_studio.session.verbs.studies import new_study
from lstm_studio.session.verbs.training import set_training
from lstm_studio.ui.gallery import acts
from lstm_studio.ui.gallery.cards import NAME, SHELVES
from lstm_studio.ui.gallery.gallery import Gallery
from lstm_studio.ui.gallery.shipped import examples_of
from lstm_studio.ui.gallery.wish import ADVISED, Wish, said_start, ways
from lstm_studio.ui.plots.limits import printed
from lstm_studio.ui.theme import LIGHT
from lstm_studio.ui.window import Window


def shown(qtbot: QtBot, study: Study | None = None) -> Gallery:
    gallery = Gallery(study or new_study("spike-latch", load_cell("lstm")), LIGHT)
    qtbot.addWidget(gallery)
    with qtbot.waitExposed(gallery):
        gallery.show()
    return gallery


def names(gallery: Gallery) -> list[str | None]:
    return [gallery.cards.item(row).data(NAME) for row in range(gallery.cards.count())]


def test_every_task_has_a_card_on_its_shelf(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    found = names(gallery)
    assert sorted(name for name in found if name) == sorted(TASKS)
    shelf = ""
    for row, name in enumerate(found):
        if name is None:
            shelf = gallery.cards.item(row).text()
            assert not gallery.cards.item(row).flags(), "a name of a shelf cannot be chosen"
        else:
            assert shelf == SHELVES[TASKS[name].family]


@pytest.mark.parametrize("name", TASKS)
def test_a_card_says_all_of_its_task(qtbot: QtBot, name: str) -> None:
    gallery = shown(qtbot)
    gallery.cards.show_task(name)
    task, details = TASKS[name], gallery.details
    assert details.title.text() == task.title
    assert details.look.text() == task.look
    assert task.criterion[1:] in details.solved.text()
    assert set(details.numbers) == {row.key for row in task.options}
    assert details.gathered() == task.settle()
    own = gallery._study.sequence if task.shape is not None else None
    wanted = task.baselines(None, own if own is not None else details.picture.sequence)
    assert [number for _words, number in details.guesses.pairs] == [
        printed(value) for value in wanted.values()
    ]
    assert [words[1:] for words, _number in details.guesses.pairs] == [label[1:] for label in wanted]
    assert not gallery.grab().isNull()
    assert details.wrong.isHidden()


def test_it_opens_at_the_task_that_is_learnt_with_its_options(qtbot: QtBot) -> None:
    gallery = shown(qtbot, new_study("adding", load_cell("gru"), options={"length": 30.0}))
    assert gallery.details.task == "adding"
    assert gallery.details.gathered()["length"] == 30.0
    gallery.cards.show_task("spike-latch")
    gallery.cards.show_task("adding")
    assert gallery.details.gathered()["length"] == 30.0


def test_a_sequence_of_one_step_has_no_picture_and_its_card_says_why(qtbot: QtBot) -> None:
    study = new_study("spike-latch", load_cell("lstm"))
    short = study.replace(sequence=Sequence(frozen([[1.0]]), ("a",)))
    gallery = shown(qtbot, short)
    gallery.cards.show_task("own")
    assert not gallery.grab().isNull()
    assert "two steps or more" in gallery.details.wrong.text()
    assert gallery.details.picture.sequence is None, "nothing is left of the card before"
    assert not gallery.details.guesses.pairs


def test_arrows_go_from_card_to_card_and_over_the_names_of_shelves(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    seen = [gallery.details.task]
    for _press in range(3 * len(TASKS)):
        QTest.keyClick(gallery.cards, Qt.Key.Key_Down)
        assert gallery.cards.currentItem().data(NAME)
        seen.append(gallery.details.task)
    assert len({TASKS[name].family for name in seen}) == len({task.family for task in TASKS.values()})
    first = gallery.details.task
    QTest.keyClick(gallery.cards, Qt.Key.Key_Home)
    QTest.keyClick(gallery.cards, Qt.Key.Key_Right)
    assert gallery.details.task != first


def test_a_number_that_is_typed_draws_another_sample_and_another_guess(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    gallery.cards.show_task("adding")
    details = gallery.details
    lowest = details.numbers["lowest"]
    lowest.setFocus()
    lowest.selectAll()
    QTest.keyClicks(lowest, "0")
    sample = details.picture.sequence
    assert sample is not None
    assert sample.values[:, 0].min() >= 0
    assert details.guesses.pairs == (("Always the mean", printed(1 / 6)),)
    length = details.numbers["length"]
    length.setFocus()
    QTest.keyClick(length, Qt.Key.Key_Up)
    assert details.picture.sequence is not None
    assert details.picture.sequence.steps == 51


def test_a_number_that_is_none_is_said_and_nothing_is_taken(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    gallery.cards.show_task("adding")
    length = gallery.details.numbers["length"]
    length.selectAll()
    QTest.keyClicks(length, "-3")
    assert "-3" in gallery.details.wrong.text()
    assert not gallery.details.wrong.isHidden()
    gallery.fresh.click()
    assert gallery.wish is None
    assert gallery.isVisible()


def test_what_takes_minutes_is_said_louder_where_it_is_set(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    gallery.cards.show_task("adding")
    hard, length = gallery.details.hard, gallery.details.numbers["length"]
    assert "minutes" in hard.text()
    assert hard.property("voice") == "quiet"
    length.selectAll()
    QTest.keyClicks(length, "300")
    assert hard.property("voice") == "bad"
    gallery.cards.show_task("spike-latch")
    assert hard.isHidden()


def test_a_way_to_begin_sets_its_options_and_says_its_start(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    gallery.cards.show_task("adding")
    details = gallery.details
    assert list(ways("adding")) == [ADVISED, 0, 1, 2]
    assert "chrono" in details.start.text()
    details.way.setCurrentIndex(1)
    details.way.activated.emit(1)
    assert details.gathered()["lowest"] == 0.0
    details.way.setCurrentIndex(3)
    details.way.activated.emit(3)
    assert "recurrent network" in details.start.text()
    assert "chrono" not in details.start.text()
    gallery.here.click()
    assert gallery.wish == Wish("adding", {"length": 50.0, "lowest": -1.0}, 2, fresh=False)


def test_enter_on_a_card_starts_a_study(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    gallery.cards.show_task("adding")
    QTest.keyClick(gallery.cards, Qt.Key.Key_Return)
    assert gallery.wish is not None
    assert (gallery.wish.task, gallery.wish.fresh, gallery.wish.way) == ("adding", True, ADVISED)
    assert gallery.result() == Gallery.DialogCode.Accepted


def test_the_examples_of_a_task_stand_on_its_card(qtbot: QtBot) -> None:
    gallery = shown(qtbot)
    gallery.cards.show_task("adding")
    QApplication.processEvents()
    ((path, title),) = examples_of("adding")
    (button,) = [each for each in gallery.details.findChildren(QPushButton) if each.text() == title]
    button.click()
    assert gallery.example == path
    assert gallery.wish is None


def test_a_start_is_said_in_a_line() -> None:
    assert (
        said_start(TASKS["adding"].advice, "LSTM") == "LSTM · 12 units · chrono · 1500 updates at rate 0.01"
    )
    forgets = TASKS["long-term-dependency"].variants[0].advice
    assert forgets is not None
    assert "keep bias 1" in said_start(forgets, "LSTM")


def test_a_wish_becomes_a_study_as_it_was_advised(session: Session) -> None:
    before = session.state.study
    study = acts.study_for(Wish("adding", {"length": 30.0}, 2), before)
    assert (study.task, study.cell.name, study.start.keep) == ("adding", "rnn", None)
    assert study.sequence.steps == 30
    assert study.options["lowest"] == -1.0
    own = acts.study_for(Wish("own"), before)
    assert np.array_equal(own.sequence.values, before.sequence.values)


def test_a_wish_is_fulfilled_in_the_window(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    session = window.session
    cell = session.state.study.cell
    acts.fulfil(window, Wish("adding", {"length": 30.0}, fresh=False))
    study = session.state.study
    assert (study.task, study.sequence.steps, study.cell) == ("adding", 30, cell)
    assert session.undo_name == "change of task"
    acts.fulfil(window, Wish("adding", {"length": 40.0}, fresh=False))
    assert session.state.study.sequence.steps == 40
    session.undo()
    session.undo()
    assert session.state.study.task == "spike-latch", "a wish is one step each"
    monkeypatch.setattr(window.files, "may_leave", lambda: False)
    acts.fulfil(window, Wish("long-term-dependency"))
    assert session.state.study.task == "spike-latch", "what is unsaved is not lost unasked"
    monkeypatch.setattr(window.files, "may_leave", lambda: True)
    acts.fulfil(window, Wish("long-term-dependency"))
    assert session.state.study.task == "long-term-dependency"
    assert not session.undo_name


def test_a_way_to_begin_is_taken_by_the_study_that_is_open(window: Window) -> None:
    session = window.session
    way = next(at for at, row in enumerate(TASKS["temporal-order"].variants) if row.advice is not None)
    advice = TASKS["temporal-order"].variants[way].advice
    assert advice is not None
    for _time in range(2):  # from another task, and from the same
        acts.fulfil(window, Wish("temporal-order", TASKS["temporal-order"].settle(), way, fresh=False))
        study = session.state.study
        assert (study.start.keep, study.training.rate) == (advice.keep, advice.rate)
        session.do(set_training, rate=0.5)
    acts.fulfil(window, Wish("temporal-order", {"length": 60.0}, fresh=False))
    assert session.state.study.training.rate == 0.5, "as advised, in the same task: all else stays"


def test_the_action_opens_it(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def chosen(gallery: Gallery) -> int:
        opened.append(gallery.details.task)
        gallery.wish = Wish("adding", {"length": 20.0, "lowest": 0.0}, fresh=False)
        return 1

    monkeypatch.setattr(Gallery, "exec", chosen)
    window.acts.all["tasks"].trigger()
    assert opened == ["spike-latch"]
    assert window.session.state.study.options == {"length": 20.0, "lowest": 0.0}
