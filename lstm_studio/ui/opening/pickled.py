"""What is said of a pickle, which is not opened: why, and the two lines that convert it, to be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from lstm_studio.ui.theme import LIGHT
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.formats.models import PickledError

__all__ = ["PickledDialog"]

WIDE = 640
LINES = 4  # of text that are seen at once: the second line of the program is a long one


class PickledDialog(QDialog):
    """Says why, shows the two lines, copies them."""

    def __init__(self, error: PickledError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("This is a pickle"))
        words = QLabel(str(error).partition("\n")[0])
        words.setWordWrap(True)
        self.text = QPlainTextEdit(error.program)
        self.text.setReadOnly(True)
        self.text.setFont(LIGHT.mono(12))
        self.text.setFixedHeight(LINES * self.text.fontMetrics().lineSpacing() + 12)
        self.text.setAccessibleName(_("The two lines that convert it"))
        after = QLabel(
            _(
                "Run them in Python where PyTorch is installed, in the folder of the file; then open what they write."
            )
        )
        after.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton(_("&Copy the lines"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for part in (words, self.text, after, buttons):
            column.addWidget(part)
        self.resize(WIDE, column.totalHeightForWidth(WIDE))
        self.copy.setFocus()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(_("Copied"))
