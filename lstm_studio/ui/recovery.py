"""What a program that came to no end has left: offered at the next start, and by the File menu."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMessageBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from lstm_studio.session.recovery import Left, folder_of_recovery, left_behind
from lstm_studio.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent

    from lstm_studio.ui.window import Window

__all__ = ["RecoveryDialog", "offer_anew", "said_time"]

HEADS = (_("Study"), _("Kept"), _("Its file"))
HIGH = 22  # pixels of a line


def said_time(kept: float, now: float) -> str:
    """Say when something was kept: the time of a day, and the day where it is another one."""
    when, locale = QDateTime.fromSecsSinceEpoch(int(kept)), QLocale()
    short = QLocale.FormatType.ShortFormat
    clock = locale.toString(when.time(), short)
    if when.date() == QDateTime.fromSecsSinceEpoch(int(now)).date():
        return _("today, {time}").format(time=clock)
    return f"{locale.toString(when.date(), short)}, {clock}"


def _said_file(left: Left) -> str:
    if left.path is None:
        return _("never saved")
    return _("{name}, saved later").format(name=left.path.name) if left.outdated else left.path.name


class RecoveryDialog(QDialog):
    """The studies that were left behind. Whatever is not opened or thrown away is left where it is."""

    def __init__(self, window: Window, lefts: Sequence[Left]) -> None:
        super().__init__(window)
        self._window = window
        self._lefts = list(lefts)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Unsaved work"))
        self.resize(520, 280)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(HEADS)
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(self.windowTitle())
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        kinds = QDialogButtonBox.ButtonRole
        buttons = QDialogButtonBox()
        self.open_button = buttons.addButton(_("&Open"), kinds.AcceptRole)
        self.later = buttons.addButton(_("&Later"), kinds.RejectRole)
        self.throw = buttons.addButton(_("&Throw away…"), kinds.DestructiveRole)
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self._on_open)
        self.later.clicked.connect(self.reject)
        self.throw.clicked.connect(self._on_throw)
        self.list.itemDoubleClicked.connect(self._on_open)
        self.finished.connect(self._release)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self._show()

    def _show(self) -> None:
        many = len(self._lefts)
        said = ngettext(
            "LSTM Studio came to no proper end; what was unsaved is still there.",
            "LSTM Studio came to no proper end; what was unsaved is still there. One study can be opened here; the "
            "others stay, and are offered at the next start and by Recover in the File menu.",
            many,
        )
        self.words.setText(said)
        self.list.clear()
        now = time.time()
        for left in self._lefts:
            item = QTreeWidgetItem([left.title, said_time(left.kept, now), _said_file(left)])
            item.setSizeHint(2, QSize(0, HIGH))
            item.setToolTip(2, "" if left.path is None else str(left.path))
            self.list.addTopLevelItem(item)
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.list.setFocus()

    def _chosen(self) -> Left:
        return self._lefts[max(self.list.currentIndex().row(), 0)]

    @Slot()
    def _on_open(self) -> None:
        left = self._chosen()
        if self._window.files.recover(left):
            self._lefts.remove(left)
            self.accept()

    @Slot()
    def _on_throw(self) -> None:
        left, button = self._chosen(), QMessageBox.StandardButton
        question = _("Throw “{title}” away, as it was kept {when}? It cannot be brought back.")
        answer = QMessageBox.question(
            self,
            _("Throw away"),
            question.format(title=left.title, when=said_time(left.kept, time.time())),
            button.Discard | button.Cancel,
            button.Cancel,
        )
        if answer == button.Discard:
            self._lefts.remove(left)
            left.throw_away()
            if self._lefts:
                self._show()
            else:
                self.accept()

    @Slot()
    def _release(self) -> None:
        """Leave what is neither opened nor thrown away to the next one who asks."""
        while self._lefts:
            self._lefts.pop().release()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._release()
        super().closeEvent(event)


def offer_anew(window: Window) -> None:
    """Offer what was left behind, or say that there is nothing: a person has asked."""
    lefts = left_behind(folder_of_recovery())
    if lefts:
        RecoveryDialog(window, lefts).open()
    else:
        window.say(_("Nothing unsaved was left behind"))
