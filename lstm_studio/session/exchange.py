"""What another program computes from a file or from code of the model, asked in a process beside the window."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from lstm_studio.core.study import UNTRAINED
from lstm_studio.formats.study import write_study
from lstm_studio.parity.asking import SECONDS, command, concluded, failed, surroundings
from lstm_studio.parity.exchange import Asked, picks_of
from lstm_studio.session.verbs import parity
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstm_studio.core.study import Study
    from lstm_studio.parity.report import Answer
    from lstm_studio.session.session import Session

__all__ = ["Exchange", "Question"]


class Question(QObject):
    """One comparison. ``answered`` gives the answer; nothing comes after ``close``."""

    answered = Signal(object)

    def __init__(self, asked: Asked, study: Study | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked, self._study = asked, study
        self._folder: TemporaryDirectory[str] | None = None
        self._process: QProcess | None = None
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(round(1000 * SECONDS))
        self._limit.timeout.connect(self._on_limit)

    @property
    def running(self) -> bool:
        """Whether the answer is waited for."""
        return self._process is not None

    def start(self) -> None:
        """Ask."""
        if getattr(sys, "frozen", False) or not sys.executable:
            self._end(failed(self._asked, _("this program cannot start itself a second time")))
            return
        if self._study is not None:
            self._folder = TemporaryDirectory(prefix="lstm-studio-")
            path = Path(self._folder.name, "model.lstm")
            try:
                write_study(_bare(self._study), path)
            except ValueError as error:
                self._end(failed(self._asked, str(error)))
                return
            self._asked = msgspec.structs.replace(self._asked, study=str(path))
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        for name, value in surroundings().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        self._process = process
        self._limit.start()
        program, *arguments = command(self._asked)
        process.start(program, arguments)

    def close(self) -> None:
        """End the process; its answer is not waited for any more."""
        self._limit.stop()
        process, self._process = self._process, None
        if process is not None:
            if process.state() is not QProcess.ProcessState.NotRunning:
                process.kill()
                process.waitForFinished()
            process.deleteLater()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _end(self, answer: Answer) -> None:
        self.close()
        self.answered.emit(answer)

    @Slot()
    def _on_limit(self) -> None:
        self._end(concluded(self._asked, None, b"", b""))

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            why = _("no process can be started: {why}").format(why=self._process.errorString())
            self._end(failed(self._asked, why))

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        said = bytes(self._process.readAllStandardOutput().data())
        heard = bytes(self._process.readAllStandardError().data())
        code = -1 if status is QProcess.ExitStatus.CrashExit else code
        try:
            answer = concluded(self._asked, code, said, heard)
        except ValueError as error:
            answer = failed(self._asked, str(error))
        self._end(answer)


class Exchange(QObject):
    """Asks about the file that was last opened or written, and tells the session; a newer file ends older questions."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._question: Question | None = None
        self._study: Study = session.state.study
        self._said = ""
        session.changed.connect(self._on_changed)

    @property
    def running(self) -> bool:
        """Whether an answer is waited for."""
        return self._question is not None

    def read(self, path: Path, picked: Mapping[str, str]) -> None:
        """Compare the file that was opened as ``picked`` with what was read of it."""
        self._ask(Asked(str(path.resolve()), picked=dict(picked)), "", None)

    def written(self, path: Path, study: Study) -> None:
        """Compare the file that the model of a study was written to with that model."""
        said = _("saved as “{name}”").format(name=path.name)
        raw, back = study.raw, path.suffix.lower() == ".safetensors"
        # What a person had to say of the file is not written in it, where the model goes back into its tensors.
        picked = picks_of(raw) if raw is not None and raw.kind == "pytorch" and back else {}
        self._ask(Asked(str(path.resolve()), picked=picked), said, study)

    def close(self) -> None:
        """End the question, if there is one."""
        question, self._question = self._question, None
        if question is not None:
            question.close()
            question.deleteLater()

    def _ask(self, asked: Asked, said: str, study: Study | None) -> None:
        self.close()
        self._study, self._said = study or self._session.state.study, said
        self._question = question = Question(asked, study, self)
        question.answered.connect(self._on_answered)
        self._session.glance(parity.asked, Path(asked.file).name, said)
        question.start()

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        self.close()
        self._session.glance(parity.answered, answer, self._study, self._said)

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        """End the question about a study that is no longer open."""
        if self.running and "parity" in names and not self._session.state.run.parity.running:
            self.close()


def _bare(study: Study) -> Study:
    """Give a study without all that the other process has no use for."""
    return study.replace(
        models=(), sequences=(), against=None, opened=None, notes="", look=None, record=UNTRAINED
    )
