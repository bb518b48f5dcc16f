from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from lstm_studio.session.derived import Row
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import NAMES, selection, transport
from lstm_studio.session.verbs.studies import set_title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import QCoreApplication

    from lstm_studio.core.study import Study
    from lstm_studio.session.state import State


def place(cursor: int) -> int:
    """A derived value."""
    return cursor + 1


def refuse(state: State) -> State:
    """A verb that a person can get wrong."""
    raise ValueError(f"{state.study.title} cannot")


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    session = Session(study, [Row(place)], qapp)
    yield session
    session.close()


@pytest.fixture
def told(session: Session) -> list[set[str]]:
    names: list[set[str]] = []
    session.changed.connect(lambda changed: names.append(set(changed)))
    return names


def test_a_verb_tells_what_changed_and_what_follows(session: Session, told: list[set[str]]) -> None:
    session.do(transport.step, 2)
    session.do(selection.select_unit, 3)
    assert told == [{"cursor", "place"}, {"unit", "curves"}]
    assert session.scene.view.cursor == 2


def test_a_verb_that_changes_nothing_tells_nothing(session: Session, told: list[set[str]]) -> None:
    session.do(transport.step, -1)
    session.do(selection.select_unit, 0)
    assert told == []
    assert session.history.past is None


def test_a_view_has_no_undo(session: Session) -> None:
    session.do(transport.step, 2)
    assert session.history.past is None
    assert not session.unsaved


def marks(session: Session) -> tuple[bool, bool, bool]:
    return session.history.past is not None, session.history.future is not None, session.unsaved


def test_undo_and_redo_bring_back_the_very_study(session: Session, study: Study) -> None:
    session.do(set_title, "one")
    one = session.state.study
    session.do(set_title, "two")
    assert marks(session) == (True, False, True)
    session.undo()
    assert session.state.study is one
    session.undo()
    assert session.state.study is study
    assert marks(session) == (False, True, False)
    session.undo()
    session.redo()
    session.redo()
    assert session.state.study.title == "two"
    assert marks(session) == (True, False, True)
    session.redo()
    assert session.state.study.title == "two"


def test_a_new_act_ends_what_could_be_redone(session: Session) -> None:
    session.do(set_title, "one")
    session.undo()
    session.do(transport.step, 1)
    assert session.history.future is not None
    session.do(set_title, "other")
    assert session.history.future is None


def test_undo_tells_names_and_keeps_the_view(session: Session, told: list[set[str]]) -> None:
    session.do(transport.go, 7)
    session.do(set_title, "one")
    told.clear()
    session.undo()
    assert told == [{"title", "history"}]
    assert session.state.view.cursor == 7


def test_a_drag_is_one_step_until_it_is_let_go(session: Session, study: Study) -> None:
    for title in "abc":
        session.drag("title", set_title, title)
    session.seal()
    for title in "de":
        session.drag("title", set_title, title)
    session.undo()
    assert session.state.study.title == "c"
    session.undo()
    assert session.state.study is study


def test_a_drag_of_another_thing_is_another_step(session: Session) -> None:
    session.drag("one", set_title, "a")
    session.drag("other", set_title, "b")
    session.drag("other", set_title, "c")
    session.undo()
    assert session.state.study.title == "a"


def test_undo_says_what_it_takes_back(session: Session) -> None:
    assert session.undo_name == ""
    session.do(set_title, "one")
    assert session.undo_name == NAMES["studies.set_title"]
    assert session.redo_name == ""
    session.undo()
    assert session.redo_name == NAMES["studies.set_title"]


def test_what_is_refused_changes_nothing(session: Session, study: Study, told: list[set[str]]) -> None:
    with pytest.raises(ValueError, match="cannot"):
        session.do(refuse)
    assert session.state.study is study
    assert told == []
    assert session.attempt(refuse) == f"{study.title} cannot"
    assert session.state.run.message == f"{study.title} cannot"
    assert told == [{"message"}]
    assert session.attempt(transport.step, 1) == ""
    assert session.state.run.message == ""


def test_a_message_stays_while_a_service_goes_on(session: Session) -> None:
    session.attempt(refuse)
    session.drag("", transport.advance, 1)
    assert session.state.run.message


def test_beginning_anew_forgets_history_and_keeps_speed(
    session: Session, study: Study, told: list[set[str]], tmp_path: Path
) -> None:
    session.do(set_title, "one")
    session.do(transport.set_speed, 8.0)
    session.do(transport.go, 9)
    told.clear()
    session.begin(study.replace(title="new"), tmp_path / "new.lstm")
    assert told[0] >= {"title", "cursor", "place", "history", "path"}
    assert session.history.past is None
    assert not session.unsaved
    assert session.state.view.cursor == 0
    assert session.state.view.speed == 8.0
    assert session.path == tmp_path / "new.lstm"


def test_saving_marks_the_study_that_was_saved(session: Session, tmp_path: Path) -> None:
    session.do(set_title, "one")
    seen = [session.unsaved]
    session.mark_saved(tmp_path / "one.lstm")
    seen.append(session.unsaved)
    session.do(set_title, "two")
    seen.append(session.unsaved)
    session.undo()
    seen.append(session.unsaved)
    session.undo()
    seen.append(session.unsaved)
    assert seen == [True, False, True, False, True]


def test_the_view_is_fitted_when_undo_brings_a_smaller_study(session: Session) -> None:
    def longer(state: State) -> State:
        return state.with_study(sizes=type(state.study.sizes)(inputs=3, units=20))

    session.do(longer)
    session.do(selection.select_unit, 15)
    session.undo()
    assert session.state.view.unit == 7


def test_every_name_of_a_verb_is_one() -> None:
    for name in NAMES:
        topic, verb = name.split(".")
        assert callable(getattr(import_module(f"lstm_studio.session.verbs.{topic}"), verb))
