from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from lstm_studio.core.study import frozen
from lstm_studio.session.derived import Derived, Row, Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.session.state import State


class Bench:
    """Rows that note each time they are made; ``slow`` waits until it is let go."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.gate = threading.Semaphore(0)
        self.started = threading.Semaphore(0)
        self.threads: set[str] = set()

    def rows(self) -> list[Row]:
        def double(cursor: int) -> int:
            self.made.append("double")
            return 2 * cursor

        def label(double: int, title: str) -> str:
            self.made.append("label")
            return f"{title} {double}"

        def heavy(parameters: Any, unit: int) -> int:
            self.made.append(f"heavy {unit}")
            assert not parameters.flags.writeable
            self.threads.add(threading.current_thread().name)
            if unit > 0:
                self.started.release()
                self.gate.acquire()
            if unit == 7:
                raise ZeroDivisionError("seven")
            return 100 + unit

        def shown(heavy: int, cursor: int) -> tuple[int, int]:
            return heavy, cursor

        def is_slow(parameters: Any, unit: int) -> bool:
            return parameters.size > 0 and unit > 0

        return [Row(double), Row(label), Row(heavy, is_slow, frozenset({"unit"})), Row(shown)]


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def derived(bench: Bench, qapp: QCoreApplication) -> Iterator[Derived]:
    store = Derived(bench.rows(), qapp)
    yield store
    bench.gate.release(100)
    store.close()


def test_names_and_needs_are_read_off_the_function(bench: Bench) -> None:
    rows = {row.name: row.needs for row in bench.rows()}
    assert rows["label"] == ("double", "title")
    assert rows["double"] == ("cursor",)


def test_names_are_closed_over_the_rows(derived: Derived) -> None:
    assert derived.affected(frozenset({"cursor"})) == {"cursor", "double", "label", "shown"}
    assert derived.affected(frozenset({"title"})) == {"title", "label"}
    assert derived.affected(frozenset({"theme"})) == {"theme"}


def test_a_row_is_made_when_asked_for_and_kept_until_an_input_changes(
    state: State, bench: Bench, derived: Derived
) -> None:
    assert bench.made == []
    assert derived.value("label", state) == f"{state.study.title} 0"
    assert derived.value("label", state.with_view(unit=2)) == f"{state.study.title} 0"
    assert bench.made == ["double", "label"]
    assert derived.value("label", state.with_view(cursor=4)) == f"{state.study.title} 8"
    assert derived.value("label", state.with_view(cursor=4).with_study(title="t")) == "t 8"
    assert bench.made == ["double", "label", "double", "label", "label"]


def wait(qtbot: QtBot, derived: Derived, state: State, done: Callable[[Any], bool]) -> None:
    qtbot.waitUntil(lambda: done(derived.value("heavy", state)), timeout=2000)


def test_a_slow_row_is_made_in_the_worker_and_arrives(
    state: State, bench: Bench, derived: Derived, qtbot: QtBot
) -> None:
    state = state.with_view(unit=3)
    assert derived.value("shown", state) is None
    assert derived.pending == {"heavy"}
    bench.gate.release()
    with qtbot.waitSignal(derived.arrived) as arrived:
        pass
    assert arrived.args == [frozenset({"heavy", "shown", "pending"})]
    assert derived.value("shown", state) == (103, 0)
    assert derived.pending == frozenset()
    assert all(name.startswith("derived") for name in bench.threads)


def test_the_last_result_stays_while_the_next_is_made(
    state: State, bench: Bench, derived: Derived, qtbot: QtBot
) -> None:
    assert derived.value("heavy", state) == 100
    assert derived.value("heavy", state.with_view(unit=2)) == 100
    assert derived.pending == {"heavy"}
    bench.gate.release()
    wait(qtbot, derived, state.with_view(unit=2), lambda value: value == 102)
    # Other parameters: the old result would be wrong, so there is none.
    other = state.with_view(unit=3).with_study(parameters=frozen(state.study.parameters))
    assert derived.value("shown", other) is None


def test_a_newer_request_takes_the_place_of_a_waiting_one(
    state: State, bench: Bench, derived: Derived, qtbot: QtBot
) -> None:
    derived.value("heavy", state.with_view(unit=1))
    assert bench.started.acquire(timeout=2)
    for unit in (2, 3, 4):
        derived.value("heavy", state.with_view(unit=unit))
    bench.gate.release(2)
    wait(qtbot, derived, state.with_view(unit=4), lambda value: value == 104)
    assert bench.made == ["heavy 1", "heavy 4"]


def test_the_same_request_is_made_once(state: State, bench: Bench, derived: Derived, qtbot: QtBot) -> None:
    for _again in range(5):
        derived.value("heavy", state.with_view(unit=1))
    bench.gate.release(5)
    wait(qtbot, derived, state.with_view(unit=1), lambda value: value == 101)
    assert bench.made == ["heavy 1"]


def test_a_result_that_nobody_wants_any_more_is_dropped(
    state: State, bench: Bench, derived: Derived, qtbot: QtBot
) -> None:
    derived.value("heavy", state.with_view(unit=1))
    assert bench.started.acquire(timeout=2)
    assert derived.value("heavy", state) == 100
    with qtbot.assertNotEmitted(derived.arrived, wait=50):
        bench.gate.release()
    assert derived.value("heavy", state) == 100


def test_an_exception_in_the_worker_is_told_once(
    state: State, bench: Bench, derived: Derived, qtbot: QtBot
) -> None:
    state = state.with_view(unit=7)
    derived.value("heavy", state)
    bench.gate.release()
    with qtbot.waitSignal(derived.failed) as failed:
        pass
    assert isinstance(failed.args[0], ZeroDivisionError)
    assert derived.value("heavy", state) is None
    time.sleep(0.02)
    assert bench.made == ["heavy 7"]


def test_the_scene_gives_state_and_rows(state: State, derived: Derived) -> None:
    scene: Any = Scene(state.with_view(cursor=2), derived)
    assert scene.double == 4
    assert scene.view.cursor == 2
    assert scene.study is state.study
    assert not hasattr(scene, "nothing")


def test_a_scene_looks_each_row_up_once_and_sees_what_arrives(
    state: State, bench: Bench, derived: Derived, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    made = Derived._made

    def noted(self: Derived, row: Row, *rest: Any) -> Any:
        looked.append(row.name)
        return made(self, row, *rest)

    monkeypatch.setattr(Derived, "_made", noted)
    scene: Any = Scene(state.with_view(unit=3), derived)
    assert [scene.label, scene.double, scene.label] == [f"{state.study.title} 0", 0, f"{state.study.title} 0"]
    assert looked == ["label", "double"]
    assert scene.heavy is None
    bench.gate.release()
    with qtbot.waitSignal(derived.arrived):
        pass
    assert scene.shown == (103, 0)
