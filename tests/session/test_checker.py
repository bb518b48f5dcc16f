"""The check runs in a process of its own; whatever becomes of that process is said in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from lstm_studio.core.study import Study
from lstm_studio.parity.report import Figure, Report, encoded
from lstm_studio.session import checker as module
from lstm_studio.session.checker import Checker
from lstm_studio.session.open import open_session
from lstm_studio.session.session import Session
from lstm_studio.session.verbs import sizes

REPORT = Report("LSTM", "said", (Figure("W_f", 1e-9, (0, 1), 0.5, 0.5, 24, 24),), ())
PRINTED = f"print({encoded(REPORT).decode()!r})"
Started = Callable[[str], Checker]


@pytest.fixture
def session(study: Study, qapp: QCoreApplication) -> Iterator[Session]:
    session = open_session(study, qapp)
    yield session
    session.close()


@pytest.fixture
def started(session: Session) -> Iterator[Started]:
    """Give a function that starts a check whose process runs the given Python."""
    made: list[Checker] = []

    def start(script: str) -> Checker:
        checker = Checker(session, command=(sys.executable, "-c", f"import sys, os, time\n{script}"))
        made.append(checker)
        checker.start()
        return checker

    yield start
    for checker in made:
        checker.close()


def test_the_real_command_checks_the_study_as_it_is(session: Session, qtbot: QtBot) -> None:
    session.do(sizes.set_units, 3)
    checker = Checker(session)
    done: list[int] = []
    session.changed.connect(lambda _names: done.append(session.state.run.check.done))
    checker.toggle()
    assert checker.running
    assert session.state.run.check.running
    qtbot.waitUntil(lambda: not checker.running, timeout=60_000)
    check = session.state.run.check
    assert check.failure == ""
    assert check.report is not None
    assert check.report.passed
    assert next(row.entries for row in check.report.gradient if row.name == "R_f") == 9
    assert check.study is session.state.study
    assert max(done) == 15
    assert session.state.run.message.startswith("the check passed; worst relative error")
    checker.close()


def test_progress_is_told_while_it_runs(session: Session, qtbot: QtBot, started: Started) -> None:
    checker = started("print('3/17 the gradient of W_i', file=sys.stderr, flush=True); time.sleep(60)")
    qtbot.waitUntil(lambda: session.state.run.check.done == 3, timeout=20_000)
    check = session.state.run.check
    assert (check.whole, check.next) == (17, "the gradient of W_i")
    checker.toggle()
    assert not checker.running
    assert not session.state.run.check.running
    assert session.state.run.check.failure == ""


def test_the_last_report_stays_when_the_next_is_broken_off(
    session: Session, qtbot: QtBot, started: Started
) -> None:
    first = started(PRINTED)
    qtbot.waitUntil(lambda: not first.running, timeout=20_000)
    assert session.state.run.check.report == REPORT
    started("time.sleep(60)").cancel()
    assert session.state.run.check.report == REPORT


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "os.kill(os.getpid(), 9)",
            "nothing was checked: the check was ended from outside, or ran out of memory",
        ),
        ("raise KeyError('row')", "the check ended with an error: KeyError: 'row'"),
        (
            "print('lstm-studio: x overflows', file=sys.stderr); sys.exit(2)",
            "nothing was checked: x overflows",
        ),
        ("print('No module', file=sys.stderr); sys.exit(3)", "the check ended with an error: No module"),
        ("print('no JSON')", "what the check found cannot be read"),
        ("", "what the check found cannot be read"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_failures_are_sentences(
    session: Session, qtbot: QtBot, started: Started, script: str, said: str
) -> None:
    checker = started(script)
    qtbot.waitUntil(lambda: not checker.running, timeout=20_000)
    assert said in session.state.run.message
    assert session.state.run.check.failure
    assert "\n" not in session.state.run.message


def test_what_cannot_be_started_is_said(session: Session, qtbot: QtBot) -> None:
    checker = Checker(session, command=("/nowhere/python",))
    checker.start()
    qtbot.waitUntil(lambda: not checker.running, timeout=20_000)
    assert "could not be started" in session.state.run.check.failure


def test_a_frozen_program_says_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    Checker(session).start()
    assert "cannot start itself" in session.state.run.check.failure


def test_it_takes_no_longer_than_its_limit(
    session: Session, qtbot: QtBot, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST", 50)
    checker = started("time.sleep(60)")
    qtbot.waitUntil(lambda: not checker.running, timeout=20_000)
    assert "took longer than" in session.state.run.check.failure


def test_another_study_ends_it(session: Session, study: Study, started: Started) -> None:
    checker = started("time.sleep(60)")
    session.begin(study)
    assert not checker.running
    assert session.state.run.check.report is None


def test_its_file_does_not_stay(session: Session, qtbot: QtBot, started: Started) -> None:
    script = "open(sys.argv[1] + '.seen', 'w').write('x'); print(sys.argv[1], file=sys.stderr); sys.exit(2)"
    checker = started(script)
    qtbot.waitUntil(lambda: not checker.running, timeout=20_000)
    path = Path(session.state.run.check.failure)
    assert path.name == "study.lstm"
    assert not path.parent.exists()
