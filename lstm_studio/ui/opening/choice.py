"""The question that a file of a model leaves open: which of its tensors, or layers, is what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Slot
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
    "recurrent": _(
        "“{file}” holds recurrent layers that stand apart. Choose one, or with Ctrl several that read each other, "
        "from the lowest up."
    ),
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
    """The candidates with their shapes; ``chosen`` is the name of one, or of several layers, "" for none of them."""

    def __init__(self, file: str, question: ChoiceError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLES[question.role])
        words = QLabel(QUESTIONS[question.role].format(file=file))
        words.setWordWrap(True)
        self.list = _table(words.text())
        shaped = any(shape for _name, shape in question.candidates)
        self.list.setColumnHidden(SHAPES, not shaped)
        several = question.role == "recurrent"
        if several:
            self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.order = QLabel(" ")
        self.order.setProperty("voice", "quiet")
        self.order.setVisible(several)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        self.open_button = buttons.button(QDialogButtonBox.StandardButton.Open)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.list.itemActivated.connect(self.accept)
        self._marked: list[str] = []
        self.list.itemSelectionChanged.connect(self._on_marked)
        for name, shape in question.candidates:
            self._add(name or _("at the top of the file"), " × ".join(map(str, shape)), name)
        if question.role in NONE:
            self._add(NONE[question.role], "", "")
        self.choose(question.candidates[0][0])
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addWidget(self.order)
        column.addStretch()  # what a larger window has to give, once the list has all it takes
        column.addWidget(buttons)
        rows = self.list.topLevelItemCount()
        high = self.list.header().sizeHint().height() + min(rows, MOST_SEEN) * ROW + 8
        self.list.setMinimumHeight(high)
        if rows <= MOST_SEEN:
            self.list.setMaximumHeight(high)
        self.resize(WIDE, column.totalHeightForWidth(WIDE))

    def _add(self, text: str, shape: str, name: str) -> None:
        item = QTreeWidgetItem(self.list, [text, shape])
        item.setSizeHint(NAMES, QSize(0, ROW))
        item.setData(NAMES, Qt.ItemDataRole.UserRole, name)
        item.setTextAlignment(SHAPES, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def choose(self, *names: str) -> None:
        """Put the mark on candidates, "" on none of them."""
        self.list.clearSelection()
        rows = [self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount())]
        found = {_name(row): row for row in rows if row is not None}
        for name in names:
            self.list.setCurrentItem(found[name], NAMES, QItemSelectionModel.SelectionFlag.NoUpdate)
            found[name].setSelected(True)

    @property
    def chosen(self) -> str:
        """The name that the mark is on; of several, one after the other in the order in which they were marked."""
        return ", ".join(self._marked)

    @Slot()
    def _on_marked(self) -> None:
        now = [_name(row) for row in self.list.selectedItems()]
        kept = [name for name in self._marked if name in now]
        self._marked = [*kept, *(name for name in now if name not in kept)]
        self.open_button.setEnabled(bool(now))
        said = _("from the lowest up: {names}").format(names=self.chosen) if len(now) > 1 else " "
        self.order.setText(said)


def _name(row: QTreeWidgetItem) -> str:
    return str(row.data(NAMES, Qt.ItemDataRole.UserRole))


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
