"""Another program is asked in a process beside the window; whatever becomes of it is an answer in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from lstm_studio.core.edits import model_of
from lstm_studio.core.study import Study
from lstm_studio.formats.models import save
from lstm_studio.parity.exchange import Asked
from lstm_studio.parity.report import Answer, Figure
from lstm_studio.session import exchange as module
from lstm_studio.session.exchange import Exchange, Question
from lstm_studio.session.open import open_session
from lstm_studio.session.session import Session

ANSWER = Answer("file", "onnxruntime", "1", (Figure("y", 1e-8, (0, 0, 0), 0.5, 0.5, 1, 1),), of="m.onnx")
PRINTED = f"print('a library talks\\n\\n' + {msgspec.json.encode(ANSWER).decode()!r})"
Running = Callable[[str], None]


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    session = open_session(study, qapp)
    yield session
    session.close()


@pytest.fixture
def exchange(session: Session) -> Iterator[Exchange]:
    made = Exchange(session)
    yield made
    made.close()


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Running:
    """Give a function that puts a program of Python in the place of the one that compares."""

    def put(script: str) -> None:
        given = f"import sys, os, time\n{script}"
        monkeypatch.setattr(
            module, "command", lambda asked: [sys.executable, "-c", given, asked.study, asked.file]
        )

    return put


def test_the_real_process_compares_a_file_with_the_model(
    session: Session, exchange: Exchange, tmp_path: Path, qtbot: QtBot
) -> None:
    study = session.state.study
    save(model_of(study), tmp_path / "m.onnx")
    exchange.written(tmp_path / "m.onnx", study)
    assert exchange.running
    assert session.state.run.parity.of == "m.onnx"
    assert session.state.run.message == "saved as “m.onnx”"
    qtbot.waitUntil(lambda: not exchange.running, timeout=60_000)
    parity = session.state.run.parity
    assert not parity.running
    assert parity.study is study
    assert parity.answer is not None
    assert parity.answer.passed
    assert parity.answer.figures
    assert session.state.run.message.startswith("saved as “m.onnx”; onnxruntime ")
    assert not session.unsaved
    assert not session.scene.parity_stale
    session.begin(study)
    assert session.state.run.parity.answer is None


def test_a_newer_file_ends_the_question_about_an_older(
    session: Session, exchange: Exchange, running: Running, tmp_path: Path, qtbot: QtBot
) -> None:
    running("time.sleep(60)")
    exchange.read(tmp_path / "a.onnx", {})
    running(PRINTED)
    exchange.read(tmp_path / "b.onnx", {})
    qtbot.waitUntil(lambda: not exchange.running, timeout=20_000)
    assert session.state.run.parity.answer == ANSWER
    assert session.state.run.message == ANSWER.sentence


@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param(
            "os.kill(os.getpid(), 9)",
            "ended from outside",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="signals"),
        ),
        ("raise KeyError('row')", "KeyError: 'row'"),
        ("print('m.onnx: this is nothing', file=sys.stderr); sys.exit(2)", "this is nothing"),
        ("print('no answer')", "what it said cannot be read"),
    ],
)
def test_failures_are_answers(
    session: Session, exchange: Exchange, running: Running, qtbot: QtBot, script: str, why: str
) -> None:
    running(script)
    exchange.read(Path("m.onnx"), {})
    qtbot.waitUntil(lambda: not exchange.running, timeout=20_000)
    answer = session.state.run.parity.answer
    assert answer is not None
    assert answer.failed
    assert why in session.state.run.message
    assert "\n" not in session.state.run.message


def test_what_cannot_be_started_or_takes_too_long_is_said(
    session: Session, exchange: Exchange, running: Running, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "command", lambda _asked: ["/nowhere/python"])
    exchange.read(Path("m.onnx"), {})
    qtbot.waitUntil(lambda: not exchange.running, timeout=20_000)
    assert "no process can be started" in session.state.run.message
    monkeypatch.setattr(module, "SECONDS", 0.05)
    running("time.sleep(60)")
    exchange.read(Path("m.onnx"), {})
    qtbot.waitUntil(lambda: not exchange.running, timeout=20_000)
    assert "it took too long" in session.state.run.message
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    exchange.read(Path("m.onnx"), {})
    assert "cannot start itself" in session.state.run.message


def test_its_file_does_not_stay(session: Session, running: Running, qtbot: QtBot) -> None:
    running("print(sys.argv[1], os.path.getsize(sys.argv[1]) > 100, file=sys.stderr); sys.exit(2)")
    question = Question(Asked(language="numpy"), session.state.study)
    found: list[Answer] = []
    question.answered.connect(found.append)
    question.start()
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    path, there = found[0].note.rpartition(": ")[2].split()
    assert there == "True"
    assert not Path(path).parent.exists()
