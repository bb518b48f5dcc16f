"""What is unsaved is kept beside, every minute: a crash, a kill or a cut of the power loses at most that minute.

Each window has three files in one folder of the person: NAME.lock, which is held as long as the program lives,
NAME.lstm, the study, and NAME.json, its title and the file that it was opened from. They go when the study is saved,
given up or closed. What is there and not locked was left by a program that did not come to its end.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Signal, Slot

from lstm_studio.formats.files import content_of, write_file
from lstm_studio.formats.study import read_study, write_study
from lstm_studio.session.smooth import smooth
from lstm_studio.session.verbs.looking import looked
from lstm_studio.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor

    from lstm_studio.core.study import Study
    from lstm_studio.session.session import Session

__all__ = ["Left", "Recovery", "folder_of_recovery", "left_behind"]

PERIOD = 60_000  # milliseconds between a change and the writing of it
STUDY, ABOUT, LOCK = ".lstm", ".json", ".lock"
LONGEST = 65_536  # bytes of what is said about a study


class About(msgspec.Struct):
    """What is said about a study that is kept: its title, and the file that it was opened from, "" for none."""

    title: str = ""
    path: str = ""


@dataclass(frozen=True, eq=False)
class Left:
    """A study that was left behind: nobody else is offered it until it is released.

    ``kept`` when it was written, in seconds since 1970; ``path`` the file that it was opened from.
    """

    file: Path
    title: str
    path: Path | None
    kept: float
    lock: QLockFile

    @property
    def outdated(self) -> bool:
        """Whether its own file was written later."""
        try:
            return self.path is not None and self.path.stat().st_mtime > self.kept
        except OSError:
            return False

    def read(self) -> Study:
        """Read the study. Raises ValueError."""
        return read_study(self.file)

    def release(self) -> None:
        """Leave it where it is, to be offered again."""
        self.lock.unlock()

    def throw_away(self) -> None:
        """Remove it for ever."""
        _remove(self.file)
        self.lock.unlock()


def folder_of_recovery() -> Path:
    """Give the folder; it need not be there yet."""
    place = QStandardPaths.StandardLocation.StateLocation
    return Path(QStandardPaths.writableLocation(place)) / "recovery"


def left_behind(folder: Path) -> tuple[Left, ...]:
    """Give what programs that have not come to their end have left, the newest first; it is locked from now on."""
    found = []
    parts = (path for path in folder.glob("*") if path.suffix in (STUDY, ABOUT, LOCK))
    for file in sorted({path.with_suffix(STUDY) for path in parts}):
        lock = _lock(file.with_suffix(LOCK))
        if not lock.tryLock(0):
            continue  # another program is at work on it
        try:
            kept = file.stat().st_mtime
        except OSError:
            _remove(file)  # there was nothing unsaved
            lock.unlock()
            continue
        about = _about(file)
        path = Path(about.path) if about.path else None
        found.append(Left(file, about.title or file.stem, path, kept, lock))
    return tuple(sorted(found, key=lambda left: -left.kept))


def _about(file: Path) -> About:
    try:
        return msgspec.json.decode(content_of(file.with_suffix(ABOUT), LONGEST), type=About)
    except (ValueError, msgspec.MsgspecError):
        return About()  # the study itself says its title when it is read


def _lock(file: Path) -> QLockFile:
    lock = QLockFile(str(file))
    lock.setStaleLockTime(0)  # only by the death of the one who holds it, however long a lecture lasts
    return lock


def _remove(file: Path) -> None:
    """Remove a study that is kept, it first: what is said about it says nothing without it."""
    for part in (file, file.with_suffix(ABOUT)):
        with suppress(OSError):  # gone, or the disk is: then nothing can be done here
            part.unlink(missing_ok=True)


def _write(study: Study, about: About, file: Path) -> None:
    with smooth():
        write_file(file.with_suffix(ABOUT), msgspec.json.encode(about))
        write_study(study, file)


class Recovery(QObject):
    """Keeps the study of a session while it is unsaved. Nothing is kept before ``watch`` and after ``close``."""

    failed = Signal(str)  # a sentence: nothing can be kept; said once, until it can be again
    _ended = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None, period: int = PERIOD) -> None:
        super().__init__(parent)
        self._session = session
        self._file: Path | None = None
        self._lock: QLockFile | None = None
        self._kept: Study | None = None  # the study that was given to the worker last
        self._pool: ThreadPoolExecutor | None = None
        self._writing: Future[None] | None = None
        self._said = False
        self._watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(period)
        self._timer.timeout.connect(self.keep)
        self._ended.connect(self._on_ended)

    def watch(self) -> None:
        """Keep what is unsaved from now on."""
        self._watching = True
        self._session.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, names: frozenset[str]) -> None:
        if not self._watching or "history" not in names:
            return
        if not self._session.unsaved:
            self._timer.stop()
            self._discard()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def keep(self) -> None:
        """Keep the study now, where it is unsaved and not kept yet. The worker writes it."""
        study = self._session.state.study
        if not self._watching or not self._session.unsaved or study is self._kept:
            return
        if self._writing is not None and not self._writing.done():
            self._timer.start()  # a slow disk gets the latest study when it is through
            return
        try:
            file = self._claimed()
        except ValueError as error:
            self._fail(str(error))
            return
        self._kept = study
        path = self._session.path
        about = About(study.title, "" if path is None else str(path))
        self._writing = self._submit(_write, looked(self._session.state), about, file)
        self._writing.add_done_callback(self._ended.emit)

    def keep_at_once(self) -> None:
        """Keep the study and wait until it is written: the program is about to be ended."""
        for _time in range(2):  # what was being written may be older
            self.keep()
            if self._writing is not None:
                self._writing.exception()

    def _claimed(self) -> Path:
        """Give the file of this window; its lock is held. Raises ValueError."""
        if self._file is None:
            folder = folder_of_recovery()
            file = folder / f"{secrets.token_hex(8)}{STUDY}"
            lock = _lock(file.with_suffix(LOCK))
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise ValueError(_unkept(error.strerror or str(error))) from error
            if not lock.tryLock(0):
                raise ValueError(_unkept(_("the folder “{folder}” cannot be written").format(folder=folder)))
            self._file, self._lock = file, lock
        return self._file

    def _submit(self, act: Callable[..., None], *arguments: Any) -> Future[None]:
        if self._pool is None:
            # Within the function: a start need not wait for this package.
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="recovery")
        return self._pool.submit(act, *arguments)

    @Slot(object)
    def _on_ended(self, writing: Future[None]) -> None:
        if writing is not self._writing:
            return  # closed in the meantime
        error = writing.exception()
        if error is None:
            self._said = False
        else:
            self._kept = None
            self._fail(_unkept(str(error)))

    def _fail(self, sentence: str) -> None:
        """Say it, once, and try again in a minute."""
        if not self._said:
            self._said = True
            self.failed.emit(sentence)
        if self._session.unsaved:
            self._timer.start()

    def _discard(self) -> None:
        if self._kept is not None and self._file is not None:
            self._kept = None
            self._submit(_remove, self._file)  # after what is being written

    def adopt(self, left: Left) -> None:
        """Go on with what was left behind: it stays until it is saved, given up or written anew. Raises ValueError."""
        study = left.read()
        self._clear()
        self._file, self._lock = left.file, left.lock
        self._session.begin(study, left.path, saved=False)
        self._kept = self._session.state.study

    def close(self) -> None:
        """Wait for the worker, and remove what was kept: the study is saved or given up."""
        self._watching = False
        self._clear()

    def _clear(self) -> None:
        self._timer.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None
        if self._file is not None and self._lock is not None:
            _remove(self._file)
            self._lock.unlock()
        self._file = self._lock = self._kept = self._writing = None


def _unkept(why: str) -> str:
    return _("What is not saved cannot be kept for a recovery: {why}").format(why=why)
