"""When something breaks: a window that shows it, with a way to copy the details, and the program goes on."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from lstm_studio.words import _

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["FaultDialog", "Faults", "details"]


def details(error: BaseException) -> str:
    """All that a report needs: versions and the way to the error."""
    head = f"Python {platform.python_version()}, Qt {PySide6.__version__}, {platform.platform()}"
    return head + "\n\n" + "".join(traceback.format_exception(error))


class FaultDialog(QDialog):
    """Shows one error. Further ones of the same kind are counted, not stacked."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 360)
        self.words = QLabel(_("The studio goes on. What broke:\n{error}").format(error=_said(error)))
        self.words.setWordWrap(True)
        self.text = QPlainTextEdit(details(error))
        self.text.setReadOnly(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton(_("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class Faults(QObject):
    """Takes every exception that nobody has caught, from any thread, to one dialog of the window."""

    caught = Signal(object)

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: FaultDialog | None = None
        self._shown = ""
        self.caught.connect(self.show_fault)  # queued when it comes from another thread

    def install(self) -> None:
        """Become the hook of this process."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    @staticmethod
    def remove() -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.caught.emit(error)

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.caught.emit(arguments.exc_value)

    @Slot(object)
    def show_fault(self, error: BaseException) -> None:
        """Show an error; while its dialog is open, the same one again changes nothing."""
        sys.stderr.write(details(error))
        if self.dialog is not None and self._shown == _said(error):
            return
        if self.dialog is not None:
            self.dialog.close()
        self._shown = _said(error)
        self.dialog = FaultDialog(error, self._window)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.show()

    @Slot()
    def _on_finished(self) -> None:
        self.dialog = None
