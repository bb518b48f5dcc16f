"""The check of the model now open, in a process of its own: PyTorch would take the window two seconds and its memory.

The process is ``lstm-studio check`` on a copy of the study. Nothing runs unless it is asked for.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Slot

from lstm_studio.core.study import UNTRAINED
from lstm_studio.formats.study import write_study
from lstm_studio.parity.report import decoded
from lstm_studio.session.verbs import checking
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstm_studio.session.session import Session

__all__ = ["Checker"]

LONGEST = 180_000  # milliseconds
MISSED, REFUSED = 1, 2  # exit codes of the command: a bar was missed; a sentence says why nothing was checked
ROOT = Path(__file__).resolve().parents[2]  # where the package lies: the child must find the same one


class Checker(QObject):
    """Starts the process, tells the session how far it is, and hands over what it found."""

    def __init__(
        self, session: Session, parent: QObject | None = None, command: Sequence[str] | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._command = tuple(command or (sys.executable, "-m", "lstm_studio", "check"))
        self._process: QProcess | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._heard = ""
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LONGEST)
        self._limit.timeout.connect(self._on_limit)
        session.changed.connect(self._on_changed)

    @property
    def running(self) -> bool:
        """Whether a check is going on."""
        return self._process is not None

    def toggle(self) -> None:
        """Start a check, or break off the one that goes on."""
        if self.running:
            self.cancel()
        else:
            self.start()

    def start(self) -> None:
        """Check the study as it is now."""
        if self.running:
            return
        if getattr(sys, "frozen", False) or not self._command[0]:
            self._session.drag("", checking.failed, _("this program cannot start itself a second time"))
            return
        study = self._session.state.study
        self._folder = TemporaryDirectory(prefix="lstm-studio-")
        path = Path(self._folder.name, "study.lstm")
        try:
            write_study(
                study.replace(record=UNTRAINED, models=(), sequences=()), path
            )  # it needs none of them
        except ValueError as error:
            self._clear()
            self._session.drag("", checking.failed, str(error))
            return
        self._session.drag("", checking.begun)
        self._run(path)

    def cancel(self) -> None:
        """Break off; the last report stays."""
        if self.running:
            self._kill()
            self._session.drag("", checking.ended)

    def close(self) -> None:
        """End the process, if there is one."""
        self._kill()

    def _run(self, path: Path) -> None:
        process = QProcess(self)
        surroundings = QProcessEnvironment.systemEnvironment()
        known = surroundings.value("PYTHONPATH")
        surroundings.insert("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), known))))
        surroundings.insert("PYTHONUTF8", "1")  # what it says is read as UTF-8 here
        process.setProcessEnvironment(surroundings)
        process.readyReadStandardError.connect(self._on_heard)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        self._process, self._heard = process, ""
        self._limit.start()
        program, *arguments = self._command
        process.start(program, [*arguments, str(path), "--json", "--progress"])

    def _kill(self) -> None:
        process = self._process
        self._clear()
        if process is not None and process.state() is not QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished()

    def _clear(self) -> None:
        """Forget the process: what it still says is not heard."""
        self._limit.stop()
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _fail(self, why: str) -> None:
        self._kill()
        self._session.drag("", checking.failed, why)

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        """End the check of a study that is no longer open."""
        if self.running and "check" in names and not self._session.state.run.check.running:
            self._kill()

    @Slot()
    def _on_heard(self) -> None:
        if self._process is None:
            return
        self._heard += bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        for line in reversed(self._heard.splitlines()):
            count, _space, what = line.partition(" ")
            done, slash, whole = count.partition("/")
            if slash and done.isdecimal() and whole.isdecimal():
                self._session.drag("", checking.told, int(done), int(whole), what)
                return

    @Slot()
    def _on_limit(self) -> None:
        text = _("the check took longer than {minutes} minutes and was ended; check fewer units")
        self._fail(text.format(minutes=LONGEST // 60_000))

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            text = _("the check could not be started: {why}")
            self._fail(text.format(why=self._process.errorString()))

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        self._on_heard()
        said = bytes(self._process.readAllStandardOutput().data())
        last = (self._heard.splitlines() or [""])[-1]
        if status is QProcess.ExitStatus.CrashExit:
            self._fail(_("the check was ended from outside, or ran out of memory; try again"))
        elif code == REFUSED:
            self._fail(last.removeprefix("lstm-studio: "))
        elif code not in (0, MISSED) or (code and not said.strip()):  # Python's own code is 1 too
            self._fail(_("the check ended with an error: {why}").format(why=last))
        else:
            self._take(said)

    def _take(self, said: bytes) -> None:
        try:
            report = decoded(said)
        except ValueError as error:
            self._fail(_("what the check found cannot be read: {why}").format(why=error))
            return
        self._kill()
        self._session.drag("", checking.ended, report)
