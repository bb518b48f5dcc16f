"""The dialog that asks as what kind of file a model is saved, and says what it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from lstm_studio.ui.handing.ways import Way, left_out, ways
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.core.study import Study
    from lstm_studio.formats.models import Format

__all__ = ["ModelDialog"]

WIDE = 520  # pixels
INDENT = 24


class ModelDialog(QDialog):
    """A button a kind of file; below it how it says the model, or why it cannot."""

    def __init__(self, study: Study, suffix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Save model"))
        self._study, self.ways = study, ways(study)
        self.buttons = [QRadioButton(f"{way.row.title}  ({way.row.suffixes[0]})") for way in self.ways]
        self.left = QLabel()
        self.left.setWordWrap(True)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setSpacing(4)
        column.addWidget(
            self._words(_("For whom? The model as it is now is written as this program reads it."))
        )
        column.addSpacing(8)
        for number, (way, button) in enumerate(zip(self.ways, self.buttons, strict=True)):
            self._group.addButton(button, number)
            button.setEnabled(not way.refused)
            column.addWidget(button)
            column.addWidget(self._about(way, button))
            column.addSpacing(8)
        column.addWidget(self.left)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = box.addButton(_("&Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column.addSpacing(4)
        column.addWidget(box)
        self.setFixedWidth(WIDE)
        self._group.idToggled.connect(self._on_toggled)
        self._choose(suffix)

    @staticmethod
    def _words(text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        return label

    def _about(self, way: Way, button: QRadioButton) -> QLabel:
        label = self._words(way.said)
        label.setProperty("voice", "quiet")
        label.setContentsMargins(INDENT, 0, 0, 0)
        button.setAccessibleDescription(way.said)
        return label

    def _choose(self, suffix: str) -> None:
        """Press the button of a suffix, else the first that can be pressed."""
        able = [at for at, way in enumerate(self.ways) if not way.refused]
        wanted = [at for at in able if suffix in self.ways[at].row.suffixes]
        for at in (wanted or able)[:1]:
            self.buttons[at].setChecked(True)
            self.buttons[at].setFocus()
        self.save_button.setEnabled(bool(able))

    @property
    def chosen(self) -> Format | None:
        """The kind of file that is chosen."""
        at = self._group.checkedId()
        return None if at < 0 else self.ways[at].row

    @property
    def afresh(self) -> bool:
        """Whether it is written by the names of its code, not into the tensors that it came from."""
        at = self._group.checkedId()
        return at >= 0 and self.ways[at].afresh

    @Slot(int, bool)
    def _on_toggled(self, _number: int, _on: bool) -> None:
        row = self.chosen
        said = "" if row is None else left_out(self._study, row.suffixes[0])
        self.left.setText(said)
        self.left.setVisible(bool(said))
