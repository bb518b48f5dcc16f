"""How a row of the lens is painted: what it is called, its bar and the sum so far, its number.

A row is tall where there is room: the product stands below the name. A low one shows it in place of the bar while the
mouse or the keyboard is on it. Only rows in sight are painted.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QStaticText, QTextOption
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from lstm_studio.ui.colours import mixed
from lstm_studio.ui.fonts import SYMBOLS, TEXT
from lstm_studio.ui.lens.rows import Row, plain
from lstm_studio.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

__all__ = ["LOW", "TALL", "Bars", "ends", "lettered"]

LOW, TALL = 21, 38  # pixels of a row
NUMBER, FINE, GAP = "−00.00", "−0.0e−3", 8
SHARE, WIDER = 0.43, 0.55  # of a row that names may take, those of gradients more
ENOUGH = 48  # rows, the largest, that decide about a wording
EDGE, BESIDE = 4, 5
SYMBOL, SMALL = 14, 11  # pixels of type
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ENDS = {"light": (58, 197), "dark": (20, 235)}  # of the 256 colours around 0, clear of the card

Index = QModelIndex | QPersistentModelIndex


@lru_cache(maxsize=512)
def lettered(html: str, family: str, size: int) -> tuple[QStaticText, QFont]:
    """Give rich text in symbols of ``size`` pixels, laid out once on one line, and the font to paint it with."""
    font = QFont([family, SYMBOLS, TEXT])
    font.setPixelSize(size)
    text = QStaticText(html)
    text.setTextFormat(Qt.TextFormat.RichText)
    whole = QTextOption()
    whole.setWrapMode(QTextOption.WrapMode.NoWrap)
    text.setTextOption(whole)
    text.prepare(font=font)
    return text, font


def ends(theme: Theme) -> tuple[QColor, QColor]:
    """The colours of what is below 0 and above, those of the strips in the diagram."""
    low, high = ENDS[theme.name]
    return QColor(*map(int, theme.diverging[low])), QColor(*map(int, theme.diverging[high]))


class Bars(QStyledItemDelegate):
    """Paints rows. ``high`` is the size at the ends of the scale, ``row_at`` gives the row of an index."""

    def __init__(self, row_at: Callable[[Index], Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.row_at = row_at
        self.theme: Theme = LIGHT
        self.high = 1.0
        self.tall = self.fine = self.brief = self.long = False
        self.active = -1  # the row under the mouse
        self.edited: Row | None = None  # whose number was last typed
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        self.theme = theme
        self._below, self._above = ends(theme)
        self._named, self._figure, self._piece = theme.font(SMALL), theme.mono(11), theme.mono(10)
        metrics = QFontMetrics(self._figure)
        self._wide = [metrics.horizontalAdvance(sample) for sample in (NUMBER, FINE)]

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), TALL if self.tall else LOW)

    def columns(self, rect: QRect) -> tuple[QRect, QRect, QRect]:
        """The places of name, bar and number in a row."""
        wide = self._wide[self.fine]
        number = QRect(rect.right() - EDGE - wide, rect.top(), wide, rect.height())
        named = QRect(
            rect.left() + EDGE,
            rect.top(),
            round((WIDER if self.fine or self.long else SHARE) * (rect.width() - wide)),
            rect.height(),
        )
        left = named.right() + GAP
        return named, QRect(left, rect.top(), number.left() - GAP - left, rect.height()), number

    def settle(self, rows: Sequence[Row], wide: int) -> None:
        """Choose one wording for the units and channels of all rows, the long one where it has room in each."""
        longest: dict[str, tuple[str, str]] = {}  # symbols -> the longest wordings beside them
        for row in rows[:ENOUGH]:
            if row.where:
                both = longest.get(row.html, ("", ""))
                longest[row.html] = max(both[0], row.where[0], key=len), max(both[1], row.where[-1], key=len)
        metrics, family = QFontMetrics(self._named), self.theme.symbol_family
        symbols = {html: lettered(html, family, SYMBOL)[0].size().width() for html in longest}
        for self.brief, self.long in ((False, False), (True, False), (False, True), (True, True)):
            room = self.columns(QRect(0, 0, wide, LOW))[0].width() - BESIDE
            if all(
                symbols[html] + metrics.horizontalAdvance(where[self.brief]) <= room
                for html, where in longest.items()
            ):
                break

    def shows_product(self, index: Index) -> bool:
        """Whether a low row shows its product in place of the bar."""
        return not self.tall and index.row() == self.active and len(self.row_at(index).pieces) > 1

    def product_place(self, rect: QRect, index: Index) -> QRect | None:
        """Where the product of a row stands, None where it is not shown."""
        row = self.row_at(index)
        named, bar, number = self.columns(rect)
        if self.tall and len(row.pieces) > 1:
            return QRect(
                named.left(), rect.center().y() + 1, bar.right() - named.left(), rect.height() // 2 - 2
            )
        if self.shows_product(index):
            return bar.adjusted(0, 0, 0, -4)
        if row.editable is not None and len(row.pieces) == 1:
            return number
        return None

    def factor_place(self, rect: QRect, index: Index, *, whole: bool = False) -> QRect | None:
        """Where the number that a person can set stands in a row, None where it is not shown.

        ``whole``: with all that it is multiplied with, to be taken hold of more easily.
        """
        row, place = self.row_at(index), self.product_place(rect, index)
        if row.editable is None or place is None:
            return None
        alone = len(row.pieces) == 1
        metrics = QFontMetrics(self._figure if alone else self._piece)
        widths = [metrics.horizontalAdvance(text) for text, _factor in row.pieces]
        at = next((n for n, (_text, factor) in enumerate(row.pieces) if factor is row.editable), 0)
        start = place.left() if self.tall and not alone else place.right() - sum(widths)
        left = start if whole else start + sum(widths[:at])
        return QRect(left - 2, place.top(), (sum(widths) if whole else widths[at]) + 4, place.height())

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        self.edited = self.row_at(index)
        editor = QLineEdit(parent)
        editor.setFont(self._figure)
        editor.setAccessibleName(plain(self.edited.html))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        place = self.factor_place(option.rect, index) or option.rect
        wide = max(place.width() + 12, 76)
        left = min(place.left() - 4, option.rect.right() - wide)
        editor.setGeometry(left, place.center().y() - 11, wide, 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, theme, rect = self.row_at(index), self.theme, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if index.row() == self.active or current:
            painter.setPen(QPen(theme.accent if current else theme.edge))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        named, bar, number = self.columns(rect)
        self._name(painter, row, named)
        self._bar(painter, row, bar, strip=self.shows_product(index))
        painter.setFont(self._figure)
        painter.setPen(theme.text)
        painter.drawText(number, RIGHT, row.amount)
        place = self.product_place(rect, index)
        if place is not None:
            self._product(painter, row, rect, index, place)
        painter.restore()

    def _name(self, painter: QPainter, row: Row, place: QRect) -> None:
        """The symbols, and quietly the unit or channel that they are of."""
        theme = self.theme
        text, font = lettered(row.html, theme.symbol_family, SYMBOL)
        two = self.tall and len(row.pieces) > 1
        middle = place.top() + place.height() * (0.28 if two else 0.5)
        painter.setClipRect(place)
        painter.setFont(font)
        painter.setPen(theme.text)
        painter.drawStaticText(QPointF(place.left(), middle - text.size().height() / 2), text)
        left = place.left() + math.ceil(text.size().width()) + BESIDE
        painter.setFont(self._named)
        painter.setPen(theme.quiet)
        where = row.where[-1 if self.brief else 0] if row.where else ""
        painter.drawText(QRect(left, round(middle) - 9, place.right() - left, 18), LEFT, where)
        painter.setClipping(False)

    def _bar(self, painter: QPainter, row: Row, place: QRect, *, strip: bool) -> None:
        """The term as a bar from 0, and over it the sum so far as a stepped line."""
        amount, theme = row.term.amount, self.theme
        middle, half = place.left() + place.width() / 2, place.width() / 2 / self.high
        painter.setPen(QPen(theme.edge, 1))
        painter.drawLine(QPointF(middle, place.top()), QPointF(middle, place.bottom() + 1))
        if not math.isfinite(amount):
            return
        thick = 3 if strip else 10
        top = place.bottom() - 4 if strip else place.center().y() - thick / 2 + 0.5
        end = middle + amount * half
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._above if amount > 0 else self._below)
        painter.drawRect(QRectF(min(middle, end), top, max(abs(end - middle), 0.75 if amount else 0), thick))
        if row.before is None or row.after is None or strip or not math.isfinite(row.after + row.before):
            return
        one, other = (middle + half * value for value in (row.before, row.after))
        level = place.center().y()
        line = [(one, place.top())] if row.place else []
        line += [(one, level), (other, level)]
        line += [(other, place.bottom() + 1)] if row.place < row.of - 1 else []
        painter.setPen(QPen(theme.quiet, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([QPointF(x, y) for x, y in line])

    def _product(self, painter: QPainter, row: Row, rect: QRect, index: Index, place: QRect) -> None:
        """The numbers that are multiplied; the one that can be set is underlined."""
        theme = self.theme
        if len(row.pieces) > 1:
            painter.setFont(self._piece)
            # A long one covers the end of the name, or the foot of the bar.
            wide = painter.fontMetrics().horizontalAdvance(row.product) + 4
            left = place.left() if self.tall else place.right() - wide
            place = QRect(left, place.top() + 2, min(wide, place.right() - left), place.height() - 2)
            if not self.tall or place.right() > self.columns(rect)[0].right():
                painter.fillRect(place, theme.card)
            painter.setPen(theme.quiet)
            painter.drawText(place, LEFT if self.tall else RIGHT, row.product)
        factor = self.factor_place(rect, index)
        if factor is not None and index.row() == self.active:
            painter.setPen(QPen(mixed(theme.accent, theme.card, 0.9), 1, Qt.PenStyle.DashLine))
            painter.drawLine(
                factor.bottomLeft() + QPointF(2, -1).toPoint(),
                factor.bottomRight() + QPointF(-2, -1).toPoint(),
            )
