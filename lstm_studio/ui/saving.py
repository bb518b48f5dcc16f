"""Saving: a dialog gathers a path, the act takes it. Nothing is written over, left or closed without a question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from lstm_studio.formats.files import mark_of
from lstm_studio.formats.study import write_study
from lstm_studio.session.recovery import Recovery
from lstm_studio.session.verbs.looking import looked
from lstm_studio.ui.place import ask_place, suffixed
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.session.session import Session
    from lstm_studio.session.settings import Settings

__all__ = ["STUDY", "Saving", "named"]

STUDY = ".lstm"
FORBIDDEN = '/\\:*?"<>|'  # in the names of files, here or where a file is taken to
LONGEST_NAME = 60  # characters: no disk takes more than 255 bytes
Button = QMessageBox.StandardButton


def named(title: str) -> str:
    """Give the name of a file for a study of that title."""
    plain = "".join("-" if sign in FORBIDDEN or not sign.isprintable() else sign for sign in title)
    return f"{plain.strip(' .')[:LONGEST_NAME].strip(' .') or _('study')}{STUDY}"


class Saving(QObject):
    """What keeps a study. ``recent`` is emitted when the list of recent files has changed.

    ``told`` gives a sentence for the status line.
    """

    recent = Signal()
    told = Signal(str)

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._mark: tuple[int, int, int] | None = None  # of the study's file, as it was read or written here
        self.recovery = Recovery(session, self)
        self.recovery.failed.connect(self.told)

    def save(self) -> bool:
        """Save to the study's file, or ask for one; tell whether it is saved."""
        path = self._session.path
        if path is None:
            return self.ask_save()
        if mark_of(path) not in (None, self._mark):
            return self._ask_about_another(path)
        return self.save_as(path)

    def ask_save(self) -> bool:
        """Ask where to save; tell whether it is saved."""
        path = self._session.path or Path(self._folder()) / named(self._title())
        chosen = ask_place(self._window, _("Save study"), path, _("Studies"), (STUDY,))
        return chosen is not None and self.save_as(chosen)

    def save_as(self, path: Path) -> bool:
        """Write the study to a file; tell whether it is saved."""
        path = suffixed(path, STUDY)
        try:
            write_study(looked(self._session.state), path)
        except ValueError as error:
            QMessageBox.warning(self._window, _("This could not be saved"), str(error))
            return False
        self._mark = mark_of(path)
        self._session.mark_saved(path)
        self._settings.remember(path)
        self.recent.emit()
        return True

    def may_leave(self) -> bool:
        """Ask what to do with unsaved changes; tell whether the study may go."""
        if not self._session.unsaved:
            return True
        answer = QMessageBox.question(
            self._window,
            _("Unsaved changes"),
            _("“{title}” has changes that are not saved.").format(title=self._title()),
            Button.Save | Button.Discard | Button.Cancel,
            Button.Save,
        )
        return answer == Button.Discard or (answer == Button.Save and self.save())

    def place(self, suffix: str) -> Path:
        """Give the path that is proposed for something made of the study."""
        return Path(self._folder()) / Path(named(self._title())).with_suffix(suffix)

    def _folder(self) -> str:
        recent = self._settings.recent()
        return str(Path(recent[0]).parent) if recent else ""

    def _title(self) -> str:
        """Give what the study is called; one that was made of a model's file has that file's name."""
        study, path = self._session.state.study, self._session.path
        title = study.title or (path.stem if path else _("Untitled"))
        return title if study.opened is None else title.removesuffix(Path(study.opened.name).suffix)

    def _ask_about_another(self, path: Path) -> bool:
        """Ask before the work of somebody else is written over; tell whether the study is saved."""
        sentence = _("“{name}” was written by another program since it was opened here.").format(
            name=path.name
        )
        box = QMessageBox(
            QMessageBox.Icon.Warning, _("Save study"), sentence, Button.Cancel, parent=self._window
        )
        beside = box.addButton(_("Save &as…"), QMessageBox.ButtonRole.AcceptRole)
        over = box.addButton(_("&Write over it"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(beside)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        return self.save_as(path) if chosen is over else chosen is beside and self.ask_save()
