from __future__ import annotations

import gc
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lstm_studio.core.fit import Job, fit
from lstm_studio.session import relay
from lstm_studio.session import trainer as trainer_module
from lstm_studio.session.link import BrokenEngineError, Child, Mailbox
from lstm_studio.session.open import open_session
from lstm_studio.session.trainer import Trainer
from lstm_studio.session.verbs import cell, parameters, task, training, transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QCoreApplication
    from pytestqt.qtbot import QtBot

    from lstm_studio.core.study import Record, Study
    from lstm_studio.session.session import Session
    from lstm_studio.session.state import Run

PATIENCE = 10_000


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    short = study.replace(
        options={**study.options, "length": 6.0}, training=replace(study.training, batch=2, updates=40)
    )
    session = open_session(short, qapp)
    yield session
    session.close()


def made(session: Session, *, own_process: bool) -> Iterator[Trainer]:
    trainer = Trainer(session, own_process=own_process)
    yield trainer
    trainer.close()
    assert not trainer.isRunning()


@pytest.fixture
def beside(session: Session) -> Iterator[Trainer]:
    """A trainer in a thread."""
    yield from made(session, own_process=False)


@pytest.fixture
def apart(session: Session) -> Iterator[Trainer]:
    """A trainer with a process of its own."""
    yield from made(session, own_process=True)


def until(qtbot: QtBot, done: Callable[[], bool]) -> None:
    qtbot.waitUntil(done, timeout=PATIENCE)


def idle(session: Session) -> Callable[[], bool]:
    return lambda: session.state.run.training == "idle"


def headless(study: Study) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], list[float]]:
    steps = list(fit(Job.of(study)))
    return steps[-1].snapshot(), [step.loss for step in steps]


@pytest.mark.parametrize("place", ["beside", "apart"])
def test_a_run_reaches_what_the_loop_alone_reaches(
    session: Session, place: str, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    trainer: Trainer = request.getfixturevalue(place)
    start = session.state.study
    wanted, losses = headless(start)
    trainer.train()
    assert session.state.run.training == "running"
    until(qtbot, idle(session))
    assert np.array_equal(session.state.study.parameters, wanted)
    assert np.array_equal(session.state.study.record.losses[:, 1], losses)
    assert session.state.study.record.update == 40
    assert not session.state.study.parameters.flags.writeable
    session.undo()
    assert session.state.study is start
    assert session.history.past is None
    assert session.state.study.record.update == 0
    assert not len(session.state.study.record.losses)
    session.redo()
    assert session.state.study.record.update == 40
    assert np.array_equal(session.state.study.record.losses[:, 1], losses)


def test_one_update_pause_and_resume(session: Session, beside: Trainer, qtbot: QtBot) -> None:
    _wanted, losses = headless(session.state.study)

    def run() -> Run:
        return session.state.run

    def record() -> Record:
        return session.state.study.record

    beside.one_update()
    until(qtbot, lambda: record().update == 1)
    assert run().training == "paused"
    beside.one_update()
    until(qtbot, lambda: record().update == 2)
    beside.toggle()
    until(qtbot, idle(session))
    assert record().losses[:, 1].tolist() == losses


def test_a_run_that_goes_on_can_be_paused_and_stepped(
    session: Session, beside: Trainer, qtbot: QtBot
) -> None:
    def run() -> Run:
        return session.state.run

    def record() -> Record:
        return session.state.study.record

    session.do(training.set_training, updates=10_000_000)
    beside.train()
    until(qtbot, lambda: record().update > 3)
    beside.toggle()
    until(qtbot, lambda: run().training == "paused")
    paused = record().update
    beside.train()
    until(qtbot, lambda: record().update > paused)
    beside.one_update()
    until(qtbot, lambda: run().training == "paused")
    qtbot.wait(50)
    stepped = record().update
    beside.one_update()
    until(qtbot, lambda: record().update == stepped + 1)
    assert record().losses[:, 0].tolist() == list(range(1, stepped + 2))


def test_an_engine_that_hangs_is_killed_at_the_end(
    session: Session, apart: Trainer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BOUND", 100)

    class Deaf(Child):
        def relay(self, inbox: Mailbox, send: Callable[..., None]) -> None:
            del inbox, send
            self._reports.recv()  # for ever: nothing was asked

    monkeypatch.setattr(relay, "Child", Deaf)
    apart.warm()
    until(qtbot, lambda: apart._child is not None)
    apart.close()
    assert not apart.isRunning()
    assert session.state.run.training == "idle"


def test_stop_keeps_what_was_reached_and_the_record_goes_on(
    session: Session, beside: Trainer, qtbot: QtBot
) -> None:
    session.do(training.set_training, updates=10_000_000)
    beside.train()
    until(qtbot, lambda: session.state.study.record.update > 5)
    beside.stop()
    until(qtbot, idle(session))
    reached, update = session.state.study.parameters, session.state.study.record.update
    session.do(training.set_training, updates=3)
    beside.train()
    until(qtbot, idle(session))
    assert session.state.study.record.update == update + 3
    assert session.state.study.record.losses[-1, 0] == update + 3
    assert session.state.study.parameters is not reached


def test_reset_draws_anew_and_hears_no_more_of_the_run(
    session: Session, beside: Trainer, qtbot: QtBot
) -> None:
    start = session.state.study.parameters
    session.do(training.set_training, updates=10_000_000)
    beside.train()
    until(qtbot, lambda: session.state.study.record.update > 5)
    beside.reset()
    qtbot.wait(100)
    assert session.state.run.training == "idle"
    assert session.state.study.record.update == 0
    assert len(session.state.study.record.losses) == 0
    assert np.array_equal(session.state.study.parameters, start)


@pytest.mark.parametrize("other", ["undo", "cell", "start"])
def test_a_change_of_the_model_by_another_hand_ends_the_run(
    session: Session, beside: Trainer, qtbot: QtBot, other: str
) -> None:
    session.do(training.set_training, updates=10_000_000)
    beside.train()
    until(qtbot, lambda: session.state.study.record.update > 5)
    if other == "undo":
        session.undo()
    elif other == "cell":
        session.do(cell.set_option, "peephole", "diagonal")
    else:
        session.do(parameters.set_start, seed=9)
    assert session.state.run.training == "idle"
    study = session.state.study
    qtbot.wait(100)
    assert session.state.study is study


def test_a_change_of_the_rate_goes_into_the_run(session: Session, beside: Trainer, qtbot: QtBot) -> None:
    session.do(training.set_training, updates=2_000)
    beside.train()
    until(qtbot, lambda: session.state.study.record.update > 5)
    session.do(training.set_training, rate=0.02)
    assert session.state.run.training == "running"
    until(qtbot, idle(session))
    assert session.state.study.record.update == 2_000
    assert np.array_equal(session.state.study.record.losses[:, 0], np.arange(1, 2_001))


def test_settings_that_change_keep_what_the_optimiser_has_gathered(
    session: Session, beside: Trainer, qtbot: QtBot
) -> None:
    session.do(training.set_training, optimiser="momentum", updates=6)
    start = session.state.study
    beside.one_update()
    until(qtbot, lambda: session.state.study.record.update == 1)
    session.do(training.set_training, rate=0.5, updates=9)
    beside.train()
    until(qtbot, idle(session))
    steps = fit(Job.of(start))
    losses = [next(steps).loss]
    losses += [steps.send(replace(Job.of(start), rate=0.5, updates=9)).loss, *(step.loss for step in steps)]
    record = session.state.study.record
    assert record.losses[:, 1].tolist() == losses
    assert record.updates == record.update == 9
    assert record.curve[:, 4].tolist() == [start.training.rate] + [0.5] * 8
    assert record.sequences == 18
    assert record.seconds > 0


def test_a_run_goes_on_with_another_task_of_the_same_form(
    session: Session, beside: Trainer, qtbot: QtBot
) -> None:
    session.do(training.set_training, updates=10_000_000)
    beside.train()
    until(qtbot, lambda: session.state.study.record.update > 5)
    session.do(task.set_option, "length", 7)
    assert session.state.run.training == "running"
    until(qtbot, lambda: session.state.study.record.update > 5)
    assert session.state.study.record.updates == 10_000_000


@pytest.mark.parametrize("place", ["beside", "apart"])
def test_a_loss_that_is_no_number_stops_the_run_and_offers_the_best(
    session: Session, place: str, request: pytest.FixtureRequest, qtbot: QtBot
) -> None:
    trainer: Trainer = request.getfixturevalue(place)
    session.do(training.set_training, updates=10_000_000)
    trainer.train()
    until(qtbot, lambda: len(session.state.study.record.exams) > 0)
    session.do(training.set_training, optimiser="sgd", rate=900.0, clip=None, loss="mse")
    trainer.train()
    # This loss is bounded: only what is added to the weights for ever makes it none.
    session.do(training.set_training, decay=900.0)
    until(qtbot, idle(session))
    state = session.state
    assert state.run.broken is not None
    assert (
        "the last parameters with a loss that is a number are kept"
        in state.run.broken.why
        == state.run.message
    )
    assert np.isfinite(state.study.parameters).all()
    best = state.run.broken.best
    assert best is not None
    session.do(training.back_to_best)
    record = session.state.study.record
    assert np.array_equal(session.state.study.parameters, best.parameters)
    assert record.update == best.update == record.losses[-1, 0] == record.exams[-1, 0]
    assert session.state.run.broken is None
    assert session.attempt(training.back_to_best)
    session.undo()
    assert session.state.study is state.study
    trainer.train()
    assert session.state.run.training == "running"


@pytest.mark.slow
def test_a_thousand_runs_leave_nothing_behind(session: Session, apart: Trainer, qtbot: QtBot) -> None:
    """Start, pause and cancel, again and again: one thread, one process, and no more memory than at first."""
    session.do(training.set_training, updates=10_000_000)

    def cycle(way: int) -> None:
        apart.train()
        if way % 3:
            apart.pause()
        if way % 3 == 2:
            apart.train()
        if way % 50 == 0 and way % 3 != 1:
            until(qtbot, lambda: session.state.study.record.update > 0)
        (apart.stop if way % 2 else apart.abandon)()
        if way % 2:
            until(qtbot, idle(session))
        session.undo()

    for way in range(100):
        cycle(way)
    child = apart._child
    assert child is not None
    pid, threads = child._process.pid, threading.active_count()
    objects, files, memory = counted_up(pid)
    for way in range(1000):
        cycle(way)
    assert child is apart._child
    assert threading.active_count() == threads
    after = counted_up(pid)
    assert after[1] == files
    assert after[0] < objects + 2_000
    assert after[2] < memory + 8 * 2**20


def counted_up(pid: int | None) -> tuple[int, int, int]:
    """Objects here, open files here and there, and bytes of memory there."""
    gc.collect()
    files = sum(len(list(Path(f"/proc/{each}/fd").iterdir())) for each in ("self", pid))
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return len(gc.get_objects()), files, 4096 * pages


def test_closing_in_the_middle_is_quick(session: Session, apart: Trainer, qtbot: QtBot) -> None:
    session.do(training.set_training, updates=10_000_000)
    apart.train()
    until(qtbot, lambda: session.state.study.record.update > 0)
    before = time.perf_counter()
    apart.close()
    assert time.perf_counter() - before < 3
    assert not apart.isRunning()


def test_nothing_starts_after_the_end(session: Session, beside: Trainer) -> None:
    beside.warm()
    assert beside.isRunning()
    beside.close()
    beside.warm()
    beside.train()
    running = beside.isRunning()
    assert not running
    assert session.state.study.record.losses.size == 0


def test_a_process_that_dies_is_told_and_the_next_run_works(
    session: Session, apart: Trainer, qtbot: QtBot
) -> None:
    session.do(training.set_training, updates=10_000_000)
    apart.train()
    until(qtbot, lambda: session.state.study.record.update > 0)
    child = apart._child
    assert child is not None
    with qtbot.waitSignal(apart.failed, timeout=PATIENCE) as failed:
        child.kill()
    assert isinstance(failed.args[0], BrokenEngineError)
    assert session.state.run.training == "idle"
    broken = session.state.run.broken
    assert broken is not None
    assert broken.record is session.state.study.record
    assert "what it had reached by then is kept" in broken.why == session.state.run.message
    until(qtbot, lambda: not apart.isRunning())
    update = session.state.study.record.update
    apart.train()
    assert session.state.run.broken is None
    until(qtbot, lambda: session.state.study.record.update > update)


def test_without_a_process_the_thread_trains(
    session: Session, apart: Trainer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, _losses = headless(session.state.study)

    def none() -> Child:
        raise OSError("no processes here")

    monkeypatch.setattr(relay, "Child", none)
    apart.train()
    until(qtbot, idle(session))
    assert np.array_equal(session.state.study.parameters, wanted)


def test_a_process_that_cannot_even_start_gives_its_commands_back(
    session: Session, apart: Trainer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, _losses = headless(session.state.study)

    class Stillborn(Child):
        def relay(self, inbox: Mailbox, send: Callable[..., None]) -> None:
            self.kill()
            super().relay(inbox, send)

    monkeypatch.setattr(relay, "Child", Stillborn)
    apart.train()
    until(qtbot, idle(session))
    assert np.array_equal(session.state.study.parameters, wanted)


def test_progress_comes_with_a_step_of_a_fast_play(
    session: Session, beside: Trainer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer_module, "PERIOD", 60_000)
    session.do(training.set_training, updates=10_000_000)
    session.do(transport.set_speed, 60.0)
    session.do(transport.play)
    beside.train()
    told: list[frozenset[str]] = []
    session.changed.connect(told.append)
    qtbot.wait(100)
    assert told == []
    for _step in range(20):
        session.do(transport.step, 1)
        qtbot.wait(5)
    places = [place for place, names in enumerate(told) if "parameters" in names]
    assert places
    # What a listener does is told before what it heard of.
    assert all("cursor" in told[place + 1] for place in places)
