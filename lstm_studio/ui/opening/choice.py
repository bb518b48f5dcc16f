"""The question that a file of a model leaves open: which of its tensors, or layers, is what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.formats.picked import ChoiceError

__all__ = ["ChoiceDialog"]

TITLES = {
    "embedding": _("Which tensor is the embedding?"),
    "readout": _("Which tensor is the readout?"),
    "recurrent": _("Which recurrent layers?"),
    "nonlinearity": _("tanh or relu?"),
}
QUESTIONS = {
    "embedding": _("“{file}” does not say which tensor turns symbols into what the recurrent layers read."),
    "readout": _("“{file}” does not say which tensor makes the output of what the recurrent layers give."),
    "recurrent": _("“{file}” holds recurrent layers that stand apart. Those that you choose are opened."),
    "nonlinearity": _(
        "“{file}” holds a plain recurrent network, and files of its kind do not say which it is."
    ),
}
NONE = {
    "embedding": _("none: it reads numbers"),
    "readout": _("none: the output is what the layers give"),
}
"""What it means that there is none of a role; a role that is not here must be one of the candidates."""

NAMES, SHAPES = 0, 1
WIDE, ROW = 480, 24  # pixels of the dialog, and of a row
MOST_SEEN = 12  # rows at once


class ChoiceDialog(QDialog):
    """The candidates with their shapes; ``chosen`` is the name of one, "" for none of them."""

    def __init__(self, file: str, question: ChoiceError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLES[question.role])
        words = QLabel(QUESTIONS[question.role].format(file=file))
        words.setWordWrap(True)
        self.list = _table(words.text())
        shaped = any(shape for _name, shape in question.candidates)
        self.list.setColumnHidden(SHAPES, not shaped)
        for name, shape in question.candidates:
            self._add(name or _("at the top of the file"), " × ".join(map(str, shape)), name)
        if question.role in NONE:
            self._add(NONE[question.role], "", "")
        self.choose(question.candidates[0][0])
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self.accept)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        rows = min(self.list.topLevelItemCount(), MOST_SEEN)
        self.list.setMinimumHeight(self.list.header().sizeHint().height() + rows * ROW + 8)
        self.resize(WIDE, column.totalHeightForWidth(WIDE))

    def _add(self, text: str, shape: str, name: str) -> None:
        item = QTreeWidgetItem(self.list, [text, shape])
        item.setSizeHint(NAMES, QSize(0, ROW))
        item.setData(NAMES, Qt.ItemDataRole.UserRole, name)
        item.setTextAlignment(SHAPES, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def choose(self, name: str) -> None:
        """Put the mark on a candidate, "" on none of them."""
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None and item.data(NAMES, Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentItem(item)

    @property
    def chosen(self) -> str:
        """The name that the mark is on."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(NAMES, Qt.ItemDataRole.UserRole))


def _table(about: str) -> QTreeWidget:
    table = QTreeWidget()
    table.setHeaderLabels([_("Name"), _("Shape")])
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    head = table.header()
    head.setStretchLastSection(False)
    head.setSectionResizeMode(NAMES, QHeaderView.ResizeMode.Stretch)
    head.setSectionResizeMode(SHAPES, QHeaderView.ResizeMode.ResizeToContents)
    table.setAccessibleName(about)
    return table
