"""The figures of a report as rows with a bar on a logarithmic axis, beside the line that no error may cross."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from lstm_studio.formats.csv_text import as_tabs
from lstm_studio.ui.colours import mixed
from lstm_studio.ui.controls.spanned import Spanned, span
from lstm_studio.ui.panels.trust_rows import Line, sections, table
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from lstm_studio.parity.report import Answer, Report

__all__ = ["BAR", "LINE", "TrustTree"]

NAME, BAR, ERROR = range(3)
HEADS = (_("Compared"), _("10⁻¹⁶ … 1"), _("Error"))
LINE, FADED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
WIDEST = 120  # pixels of a long name
LEAST_ROWS = 6  # that can be seen, its head one of them
LOWEST = -16.0  # the logarithm at the left edge of the axis
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def share(error: float) -> float:
    """Give the place of an error on the axis, 0 for 1e-16 and less, 1 for 1 and more."""
    if not error > 0:
        return 0.0
    return min(max(1 - math.log10(error) / LOWEST, 0.0), 1.0)


class Bars(QStyledItemDelegate):
    """Draws the bar of a row and the line of its bar; what crosses it is drawn in another colour."""

    theme: Theme = LIGHT

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        line = index.data(LINE)
        if not isinstance(line, Line):
            return
        place = QRectF(option.rect).adjusted(4, 0, -4, 0)
        middle = place.center().y()
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.grid)
        painter.drawRoundedRect(QRectF(place.left(), middle - 3, place.width(), 6), 3, 3)
        passed = self.theme.quiet if index.data(FADED) else self.theme.good
        painter.setBrush(passed if line.passed else self.theme.bad)
        wide = max(place.width() * share(line.figure.error), 2.0)
        painter.drawRoundedRect(QRectF(place.left(), middle - 3, wide, 6), 3, 3)
        at = place.left() + place.width() * share(line.within)
        painter.setPen(QPen(self.theme.text, 1))
        painter.drawLine(int(at), int(middle) - 6, int(at), int(middle) + 6)
        painter.restore()


class TrustTree(QTreeWidget):
    """Sections and their rows. ``chosen`` carries the row that is clicked, or None of a section."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: Report | None = None
        self._answer: Answer | None = None
        self._bars = Bars(self)
        self.theme: Theme = LIGHT
        self.setColumnCount(len(HEADS))
        self.setHeaderLabels(HEADS)
        self.headerItem().setTextAlignment(ERROR, RIGHT)
        self.headerItem().setToolTip(
            BAR, _("The error on a logarithmic axis; the upright line is the bar that it must stay below")
        )
        self.setItemDelegateForColumn(BAR, self._bars)
        self.setItemDelegateForColumn(NAME, Spanned(self))
        self.setIndentation(12)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setMinimumSectionSize(24)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(ERROR, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(self._on_current)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), LEAST_ROWS * (self.fontMetrics().height() + 2))

    def show_report(
        self, report: Report | None, *, faded: bool, answer: Answer | None = None, parted: bool = False
    ) -> None:
        """Show an answer about a file, and a report; what is faded or parted is of another model than is open."""
        self._report, self._answer = report, answer
        self.clear()
        widest = self.fontMetrics().horizontalAdvance(HEADS[NAME])
        for place, section in enumerate(sections(report, answer)):
            old = parted if answer is not None and place == 0 else faded
            text = mixed(self.theme.text, self.theme.card, 0.6) if old else self.theme.text
            top = QTreeWidgetItem(self, [section.title])
            good = self.theme.good if section.passed else self.theme.bad
            span(top, section.verdict, text, title=True, end=text if old else good)
            if section.note:
                note = QTreeWidgetItem(top, [section.note])
                note.setToolTip(NAME, section.note)
                span(note, "", self.theme.bad if section.failed else self.theme.quiet)
            for line in section.lines:
                self._add(line, top, text, faded=old)
                widest = max(widest, self.fontMetrics().horizontalAdvance(line.label))
            top.setExpanded(True)
        self.header().resizeSection(NAME, min(widest, WIDEST) + 2 * self.indentation() + 12)

    def _add(self, line: Line, top: QTreeWidgetItem, text: QColor, *, faded: bool) -> None:
        item = QTreeWidgetItem(top, [line.label, "", line.figure.said])
        item.setTextAlignment(ERROR, RIGHT)
        item.setData(BAR, LINE, line)
        item.setData(BAR, FADED, faded)
        for column in (NAME, ERROR):
            item.setForeground(column, QBrush(text if line.passed else self.theme.bad))
        for column in (NAME, BAR, ERROR):
            item.setToolTip(column, line.whole)

    def take_theme(self, theme: Theme) -> None:
        """Take the colours; the report is to be shown again after it."""
        self.theme = self._bars.theme = theme

    def keyPressEvent(self, event: QKeyEvent) -> None:
        there = self._report is not None or self._answer is not None
        if event.matches(QKeySequence.StandardKey.Copy) and there:
            QGuiApplication.clipboard().setText(as_tabs(table(self._report, self._answer)))
        else:
            super().keyPressEvent(event)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        self.chosen.emit(None if item is None else item.data(BAR, LINE))
