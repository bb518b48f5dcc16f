"""The errors of a model beside those of simple guesses, one step ahead and freely; and the legend of the curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lstm_studio.ui.numbers import NONE, short
from lstm_studio.ui.theme import LIGHT, Theme
from lstm_studio.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from lstm_studio.core.insight.forecasts import Errors
    from lstm_studio.session.sampling import Forecast

__all__ = ["ErrorTable", "said_steps"]

LINE = 16  # pixels of a row
SAMPLE, BETWEEN = 14, 8  # of a pen, and between two columns
LABEL, WIDEST = 74, 128  # of the names of rows at least, of a column of numbers at most
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def said_steps(errors: Errors | None) -> str:
    """Say the steps that errors are of, as they are counted in the window."""
    if errors is None:
        return ""
    return _("steps {first}–{last}").format(first=errors.first + 1, last=errors.last + 1)


class ErrorTable(QWidget):
    """Three rows, the model and two guesses, in two columns; the smallest of a column stands in strong type."""

    spoken_role: ClassVar[QAccessible.Role] = QAccessible.Role.StaticText

    def __init__(self, pens: tuple[QPen, ...] = ()) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.pens = pens  # of the series, of one step ahead, of the free run
        self.heads: tuple[tuple[str, ...], ...] = ()  # of each column, the longest wording first
        self.rows: tuple[tuple[tuple[str, ...], float | None, float | None], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Errors"))
        self.setToolTip(
            _(
                "Root mean square errors: of the model, of saying the last step again, and of the season before"
            )
        )

    def set_theme(self, theme: Theme, pens: tuple[QPen, ...]) -> None:
        """Take colours, and the pens of the curves."""
        self.theme, self.pens = theme, pens
        self.update()

    def show_forecast(self, forecast: Forecast | None) -> None:
        """Show the errors of a forecast, None for none."""
        if forecast is None:
            self.rows, self.heads = (), ()
            self.update()
            return
        one, free = forecast.stepwise, forecast.freely
        season = tuple(
            said.format(season=forecast.season)
            for said in (_("as {season} steps before"), _("season {season}"))
        )
        named = (
            ("model", (_("model"),)),
            ("persistence", (_("as the step before"), _("persistence"))),
            ("seasonal", season if forecast.season else (_("no season"),)),
        )
        self.rows = tuple(
            (label, None if one is None else getattr(one, key), None if free is None else getattr(free, key))
            for key, label in named
        )
        step = forecast.start + 1
        self.heads = (
            (_("series"),),
            (_("one step ahead"), _("1 ahead")),
            (_("free from {step}").format(step=step), _("free")),
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 4 * LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 4 * LINE)

    def spoken_value(self) -> str:
        """Say every number with its row and column."""
        return "; ".join(
            f"{label[0]}: "
            + ", ".join(
                f"{head[0]} {_said(number)}" for head, number in zip(self.heads[1:], numbers, strict=True)
            )
            for label, *numbers in self.rows
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = min((self.width() - LABEL) // 2, WIDEST)
        columns = [QRectF(0, 0, self.width() - 2 * wide, LINE)]
        columns += [QRectF(self.width() - (2 - k) * wide, 0, wide, LINE) for k in range(2)]
        if not self.rows:
            return
        for place, (wordings, column) in enumerate(zip(self.heads, columns, strict=True)):
            self._paint_head(painter, wordings, column, place)
        best = [
            min((number for number in column if number is not None), default=None)
            for column in zip(*(numbers for _label, *numbers in self.rows), strict=True)
        ]
        for number, (label, *numbers) in enumerate(self.rows, start=1):
            painter.setPen(self.theme.text if number == 1 else self.theme.quiet)
            painter.setFont(self.theme.font(11))
            text = _fitting(painter, label, columns[0].width() - BETWEEN)
            painter.drawText(columns[0].translated(0, number * LINE), LEFT, text)
            for column, value, least in zip(columns[1:], numbers, best, strict=True):
                strong = value is not None and value == least
                painter.setPen(self.theme.text if strong else self.theme.quiet)
                font = self.theme.mono(11)
                font.setBold(strong)
                painter.setFont(font)
                painter.drawText(column.translated(0, number * LINE), RIGHT, _said(value))

    def _paint_head(self, painter: QPainter, wordings: tuple[str, ...], column: QRectF, place: int) -> None:
        painter.setFont(self.theme.font(11))
        text = _fitting(painter, wordings, column.width() - SAMPLE - BETWEEN)
        wide = painter.fontMetrics().horizontalAdvance(text) + SAMPLE + 4
        left = column.right() - wide if place else column.left()
        if place < len(self.pens):
            painter.setPen(self.pens[place])
            painter.drawLine(QLineF(left, LINE / 2 + 0.5, left + SAMPLE, LINE / 2 + 0.5))
        painter.setPen(self.theme.quiet)
        painter.drawText(QRectF(left + SAMPLE + 4, 0, column.width(), LINE), LEFT, text)


def _fitting(painter: QPainter, wordings: tuple[str, ...], room: float) -> str:
    """Give the longest wording that there is room for."""
    wide = painter.fontMetrics().horizontalAdvance
    return next((each for each in wordings if wide(each) <= room), wordings[-1])


def _said(number: float | None) -> str:
    return NONE if number is None else short(number, signed=False, digits=3, fine=True)
