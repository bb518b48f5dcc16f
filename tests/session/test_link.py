from __future__ import annotations

import signal
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstm_studio.core.fit import Job, fit
from lstm_studio.session.engine import Begin, Report, failure
from lstm_studio.session.link import Child, Mailbox, broken, run_engine

if TYPE_CHECKING:
    from lstm_studio.core.study import Study


def test_letters_come_in_their_order() -> None:
    box = Mailbox()
    assert not box.poll()
    for letter in "abc":
        box.put(letter)
    first = [box.recv(), box.recv()]
    box.put_back(first)
    assert [box.recv() for _letter in range(3)] == ["a", "b", "c"]


def test_waiting_ends_with_a_letter_or_with_its_time() -> None:
    box = Mailbox()
    before = time.perf_counter()
    assert not box.poll(0.02)
    assert time.perf_counter() - before >= 0.02
    thread = threading.Timer(0.02, box.put, ("late",))
    thread.start()
    assert box.poll(5.0)
    assert box.recv() == "late"
    thread.join()


def test_a_process_trains_as_the_loop_alone_does(study: Study) -> None:
    job = replace(Job.of(study), batch=2, updates=6)
    reports: list[Report] = []
    box, child = Mailbox(), Child()
    box.put(Begin(4, job))

    def take(report: Report) -> None:
        reports.append(report)
        if report.state == "idle":
            box.put("quit")

    try:
        child.relay(box, take)
    finally:
        child.close()
    steps = list(fit(job))
    assert np.concatenate([report.losses for report in reports])[:, 1].tolist() == [
        step.loss for step in steps
    ]
    assert reports[-1].parameters is not None
    assert np.array_equal(reports[-1].parameters, steps[-1].snapshot())


def test_a_process_that_is_gone_is_noticed() -> None:
    box, child = Mailbox(), Child()
    child.kill()
    box.put("pause")
    with pytest.raises((EOFError, OSError)):
        child.relay(box, lambda _report: None)
    child.close()
    assert child.unanswered == ["pause"]
    assert not child.answered


def test_a_frozen_program_has_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(OSError, match="frozen"):
        Child()


class Pipe:
    """The other end, as the process sees it."""

    def __init__(self, *letters: Any) -> None:
        self.letters = list(letters)
        self.sent: list[Report] = []

    def poll(self, _timeout: float = 0.0) -> bool:
        return bool(self.letters)

    def recv(self) -> Any:
        if not self.letters:
            raise EOFError
        return self.letters.pop(0)

    def send(self, report: Report) -> None:
        self.sent.append(report)


@pytest.fixture
def no_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_arguments: None)


@pytest.mark.usefixtures("no_signals")
def test_what_breaks_the_engine_is_sent_before_it_ends_it(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_fit(_job: Job) -> Any:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr("lstm_studio.session.engine.fit", broken_fit)
    pipe: Any = Pipe(Begin(1, Job.of(study)))
    with pytest.raises(ZeroDivisionError):
        run_engine(pipe, pipe)
    error = broken(pipe.sent[-1])
    assert str(error) == "ZeroDivisionError: deep inside"
    assert "broken_fit" in error.__notes__[0]


@pytest.mark.usefixtures("no_signals")
def test_the_engine_ends_when_nobody_sends_any_more() -> None:
    pipe: Any = Pipe()
    run_engine(pipe, pipe)
    assert pipe.sent == []


def test_a_failure_belongs_to_no_run() -> None:
    assert failure("Traceback\nValueError: x\n").number < 0


class Stubborn:
    """A process that ends only when it is killed, or at a certain signal."""

    def __init__(self, ends_at: str) -> None:
        self.ends_at = ends_at
        self.heard: list[str] = []
        self.alive = True

    def join(self, _timeout: float | None = None) -> None:
        self.heard.append("join")

    def is_alive(self) -> bool:
        return self.alive

    def terminate(self) -> None:
        self._hear("terminate")

    def kill(self) -> None:
        self._hear("kill")

    def _hear(self, what: str) -> None:
        self.heard.append(what)
        self.alive = self.alive and what != self.ends_at

    def close(self) -> None:
        assert not self.alive
        self.heard.append("close")


@pytest.mark.parametrize("ends_at", ["terminate", "kill"])
def test_a_process_that_does_not_end_is_made_to(ends_at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child()
    real, process = child._process, Stubborn(ends_at)
    monkeypatch.setattr(child, "_process", process)
    child.close()
    assert process.heard[-1] == "close"
    assert ("kill" in process.heard) == (ends_at == "kill")
    real.kill()
    real.join()
    real.close()
